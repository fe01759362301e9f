"""Many reports at once: the same in the store whatever reads them, whatever is killed, and whoever else writes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import LocalCluster
from sqlalchemy import Column, Connection, Table, select

import dashboard.comparable
import dashboard.ingest
import dashboard.review
from dashboard import schema
from dashboard.backends import waiting
from dashboard.batch.cluster import ClusterError, cluster
from dashboard.batch.keeping import keep_reports
from dashboard.batch.prepared import prepare_report
from dashboard.batch.processes import KILLED
from dashboard.batch.work import Setting, software_digest
from dashboard.errors import StoreError, UsageError
from dashboard.ingest import IngestResult, ingest
from dashboard.joins import join_events
from dashboard.reading.read import read_report
from dashboard.review import Desk
from dashboard.review_log import SOFTWARE, begin_edit
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.accuracy.same_events import read_told
from tests.batch_work import POISON, killed_by_poison, killed_once
from tests.stores import NewStore

pytestmark = [pytest.mark.usefixtures("gazetteer"), pytest.mark.xdist_group("batch")]

TABLES = [table for table in schema.metadata.sorted_tables if table.name not in ("meta", "review_log")]
FILES = 24


def _lasting(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column.name not in ("read_at", "added_at", "changed")]


def dump(store: Store) -> dict[str, list[Any]]:
    """All that the store holds, without the moments at which it was written; reports in the order they were read in."""
    with store.reader() as connection:
        held = {table.name: sorted(connection.execute(select(*_lasting(table))), key=repr) for table in TABLES}
        log = schema.review_log
        lines = select(log.c.change, log.c.action, log.c.event_id, log.c.field, log.c.before, log.c.after)
        held["log"] = [tuple(row) for row in connection.execute(lines.order_by(log.c.id))]
        read = connection.execute(select(schema.reports.c.id).order_by(schema.reports.c.read_at))
        held["order"] = [tuple(row) for row in read]
        held["marks"] = [tuple(row) for row in connection.execute(select(schema.meta)) if row.key.startswith("ingest ")]
    return held


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports that tell of the same events, some twice, one that is no text and one that is empty."""
    folder = tmp_path_factory.mktemp("batch") / "reports"
    folder.mkdir()
    for number, told in enumerate(read_told()[:FILES]):
        line = {
            "text": told.text,
            "published": str(told.published or ""),
            "source": told.source,
            "url": f"x:{number % 9}",
        }
        (folder / f"{number:03}.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (folder / "050.jsonl").write_bytes((folder / "007.jsonl").read_bytes())
    (folder / "051.txt").write_bytes(b"\x89PNG\x00")
    (folder / "052.txt").write_text("  ", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[IngestResult, dict[str, Any]]:
    """What one process makes of the folder."""
    with Store(tmp_path_factory.mktemp("alone") / "s.sqlite") as store:
        result = ingest([folder], store)
        return result, dump(store)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a real scheduler with two workers, processes of their own, that a single death is forgiven."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as own,
    ):
        yield own.scheduler_address


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as opened:
        yield opened


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard.ingest, "BATCH", 4)


def test_one_process_joins_what_is_one_and_tells_what_failed(alone: tuple[IngestResult, dict[str, Any]]) -> None:
    result, held = alone
    assert (result.added, result.known) == (FILES, 1)
    assert [Path(one.where).name for one in result.failures] == ["051.txt", "052.txt"]
    assert result.joined > 3
    assert len(held["reports"]) == FILES
    assert held["log"]
    assert held["marks"] == []


def test_batches_are_kept_as_reports_are_one_by_one(gazetteer: Gazetteer, tmp_path: Path) -> None:
    told = [*read_told()[:20], *read_told()[5:8]]
    read = [
        read_report(one.text, gazetteer, published=one.published, source=one.source, url=f"x:{i % 4}")
        for i, one in enumerate(told)
    ]
    with Store(tmp_path / "one.sqlite") as one_by_one:
        saved = [one_by_one.save(report, external_id="e", gazetteer="g").added for report in read]
        wanted = dump(one_by_one)
    for size in (1, 7, len(read)):
        with Store(tmp_path / f"{size}.sqlite") as store:
            kept = []
            for begin in range(0, len(read), size):
                prepared = [prepare_report(one, external_id="e", gazetteer="g") for one in read[begin : begin + size]]
                with store.writer() as connection:
                    kept += [one.added for one in keep_reports(connection, prepared)]
            assert kept == saved
            assert dump(store) == wanted


def test_an_event_that_came_by_another_way_is_changed_and_logged(gazetteer: Gazetteer, store: Store) -> None:
    told = read_told()[0]
    report = read_report(told.text, gazetteer, published=told.published)
    store.add_events([replace(report.events[0], note="by hand", sources=(), evidence=(), claims=())])
    with store.writer() as connection:
        assert keep_reports(connection, [prepare_report(report)])[0].added
    assert store.event(report.events[0].id) == report.events[0]
    with store.reader() as connection:
        assert "note" in connection.execute(select(schema.review_log.c.field)).scalars().all()


def test_workers_that_would_read_otherwise_are_refused(address: str, gazetteer: Gazetteer, tmp_path: Path) -> None:
    setting = Setting(gazetteer=gazetteer.version, software=software_digest(), time_zone="UTC")
    with (
        pytest.raises(ClusterError, match=r"gazetteer is .* Copy the folder"),
        cluster(address, replace(setting, gazetteer="another"), []),
    ):
        pass
    with (
        pytest.raises(ClusterError, match="Install the same version"),
        cluster(address, replace(setting, software="older"), []),
    ):
        pass
    with pytest.raises(ClusterError, match="does not see"), cluster(address, setting, [tmp_path / "not there"]):
        pass


def test_a_cluster_makes_the_same_of_it(
    address: str, folder: Path, store: Store, alone: tuple[IngestResult, dict[str, Any]]
) -> None:
    assert (ingest([folder], store, scheduler=address), dump(store)) == alone


@pytest.mark.parametrize("by", ["2 processes", "3 processes", "a cluster"])
def test_a_process_killed_in_the_midst_of_a_batch_loses_nothing(
    by: str,
    folder: Path,
    store: Store,
    alone: tuple[IngestResult, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr(dashboard.ingest, "read_batch", killed_once)
    how: dict[str, Any] = {"workers": int(by[0])} if by != "a cluster" else {}
    if not how:
        how["scheduler"] = request.getfixturevalue("address")
    (folder / "killed").unlink(missing_ok=True)
    assert (ingest([folder], store, **how), dump(store)) == alone
    assert (folder / "killed").exists()


@pytest.mark.parametrize("by", ["processes", "cluster"])
def test_a_text_that_kills_whoever_reads_it_fails_and_the_others_are_read(
    by: str, folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(dashboard.ingest, "read_batch", killed_by_poison)
    monkeypatch.setattr(dashboard.ingest, "BATCH", 3)
    poison = folder.parent / f"{POISON}.txt"
    poison.write_text("It kills.", encoding="utf-8")
    paths = [folder / "001.jsonl", poison, *(folder / f"00{number}.jsonl" for number in range(2, 8))]
    how: dict[str, Any] = {"workers": 2} if by == "processes" else {"scheduler": request.getfixturevalue("address")}
    told = {one.where: one.problem for one in ingest(paths, store, **how).failures}
    problems = [KILLED if path is poison else f"looked at {path.stem}" for path in paths]
    assert list(told.values()) == problems


def test_what_is_known_is_not_read_again(folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ingest([folder], store)
    revision = store.revision
    asked: list[int] = []
    read = dashboard.ingest.read_batch
    monkeypatch.setattr(dashboard.ingest, "read_batch", lambda run, batch: asked.append(len(batch)) or read(run, batch))
    second = ingest([folder], store)
    assert (second.added, second.known, second.failures) == (0, FILES + 1, first.failures)
    assert sum(asked) == len(first.failures)
    assert store.revision == revision


def test_a_run_that_was_killed_is_finished_by_the_next(
    folder: Path, tmp_path: Path, alone: tuple[IngestResult, dict[str, Any]]
) -> None:
    path = tmp_path / "s.sqlite"
    small = "import sys, dashboard.cli, dashboard.ingest; dashboard.ingest.BATCH = 4; sys.exit(dashboard.cli.main())"
    command = [sys.executable, "-c", small, "ingest", str(folder), "--store", str(path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process, Store(path) as store:
        deadline = time.monotonic() + 60
        while not 8 <= len(store.reports()) < FILES and time.monotonic() < deadline:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
    with Store(path) as store:
        kept = len(store.reports())
        assert 0 < kept < FILES
        assert dump(store)["marks"]
        result = ingest([folder], store)
        assert (result.added, result.known) == (FILES - kept, kept + 1)
        assert dump(store) == alone[1]


def test_two_runs_at_once_double_nothing(
    folder: Path, new_store: NewStore, alone: tuple[IngestResult, dict[str, Any]]
) -> None:
    url = new_store()
    with Store(url) as one, Store(url) as other, ThreadPoolExecutor(2) as threads:
        results = list(threads.map(lambda store: ingest([folder], store), (one, other)))
        assert sum(result.added for result in results) == FILES
        assert {result.failures for result in results} == {alone[0].failures}
        held = dump(one)
    for table in ("reports", "events", "event_reports", "evidence", "claims"):
        assert len(held[table]) == len(alone[1][table]), table
    assert {row.id for row in held["events"]} == {row.id for row in alone[1]["events"]}
    assert held["marks"] == []


@pytest.mark.parametrize(("wrong", "words"), [("10.0.0.5:8786", "no address"), ("local:x", "no number")])
def test_what_is_no_scheduler_is_told(wrong: str, words: str, folder: Path, store: Store) -> None:
    with pytest.raises(UsageError, match=words):
        ingest([folder], store, scheduler=wrong)


def test_who_waits_too_long_for_another_is_told_and_nothing_is_lost(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "BUSY_SECONDS", 0.2)
    with Store(tmp_path / "s.sqlite") as store, Store(tmp_path / "s.sqlite") as other:
        with other.writer(), pytest.raises(StoreError, match=r"Another program is writing to it\. Wait"):
            ingest([folder / "001.jsonl"], store)
        assert ingest([folder / "001.jsonl"], store).added == 1


def test_groups_are_joined_together_as_one_by_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_by_one(connection: Connection, groups: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        for group in groups:
            join_events(connection, group, begin_edit(connection, "join", who=SOFTWARE))
        return []

    with Store(tmp_path / "together.sqlite") as together, Store(tmp_path / "apart.sqlite") as apart:
        half = sorted(folder.glob("0[01]*.jsonl"))
        ingest(half[:12], together)
        ingest([folder], together)
        monkeypatch.setattr(dashboard.review, "join_groups", one_by_one)
        ingest(half[:12], apart)
        ingest([folder], apart)
        assert dump(together) == dump(apart)
        assert any(line[1] == "join" for line in dump(together)["log"])


def test_what_another_joined_meanwhile_is_looked_at_anew(
    folder: Path, store: Store, alone: tuple[IngestResult, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run joins all between this one's look at the events and its joining them."""
    find = dashboard.review.find_matches
    looks: list[int] = []

    def find_late(*args: Any, **options: Any) -> Any:
        matches = find(*args, **options)
        looks.append(len(matches.joins))
        if len(looks) == 1:
            Desk(store).match(options["new"])
        return matches

    monkeypatch.setattr(dashboard.review, "find_matches", find_late)
    ingest([folder], store)
    assert looks[0] == looks[1] > 3
    assert dump(store)["events"] == alone[1]["events"]
    assert dump(store)["log"] == alone[1]["log"]


def test_in_a_large_store_new_events_are_joined_day_by_day(
    folder: Path, store: Store, alone: tuple[IngestResult, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard.comparable, "LARGE", 10)
    monkeypatch.setattr(dashboard.comparable, "MOST_NEW", 5)
    monkeypatch.setattr(dashboard.comparable, "PART", 20)
    result = ingest([folder], store)
    assert result.joined >= alone[0].joined
    shown = store.events_frame()
    assert abs(len(shown) - sum(row.is_shown for row in alone[1]["events"])) <= 1
