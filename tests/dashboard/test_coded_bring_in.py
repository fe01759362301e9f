"""Coded events into the store: what is there already, what fails and why, and what a run that broke off leaves."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from dashboard import schema
from dashboard.cli import main
from dashboard.coded import bring_in as bringing
from dashboard.coded import making
from dashboard.coded import raw as raw_rows
from dashboard.coded.bring_in import Request, bring_in, preview
from dashboard.coded.containers import delimited
from dashboard.errors import CodedFileError, DashboardError, UnknownColumns, UsageError
from dashboard.events import Event, EventForce, EventPlace
from dashboard.review import Desk
from dashboard.store import Store, StoredReport
from tests.coded_files import acled_row, write_csv
from tests.stores import NewStore


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    with Store(new_store()) as opened:
        yield opened


def rows(count: int) -> list[dict[str, object]]:
    return [acled_row(event_id_cnty=f"SYR{n}", fatalities=n % 5) for n in range(count)]


def test_the_same_file_again_adds_nothing(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", rows(20))
    assert bring_in(Request(path=path), store).added == 20
    again = bring_in(Request(path=path), store)
    assert (again.rows, again.added, again.known, again.changed, again.likely) == (20, 0, 20, 0, 0)
    assert len(store.events()) == 20


def test_a_newer_file_adds_what_is_new_and_says_what_changed(store: Store, tmp_path: Path) -> None:
    bring_in(Request(path=write_csv(tmp_path / "a.csv", rows(3))), store)
    newer = rows(5)
    newer[1]["notes"] = "It was four who were killed."
    outcome = bring_in(Request(path=write_csv(tmp_path / "b.csv", newer)), store)
    assert (outcome.added, outcome.known, outcome.changed) == (2, 3, 1)
    assert store.report("acled:SYR1").text.startswith("On 31 March")


def test_a_row_that_stands_in_the_file_twice_is_added_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_csv(tmp_path / "a.csv", [*rows(4), *rows(2), *rows(1)])
    assert preview(Request(path=path), store).repeated == 3
    outcome = bring_in(Request(path=path), store)
    assert (outcome.rows, outcome.added, outcome.repeated, outcome.known) == (7, 4, 3, 0)
    monkeypatch.setattr(delimited, "BLOCK", 1_000)  # a row or two at a time
    with Store("sqlite://") as other:
        outcome = bring_in(Request(path=path), other)
        assert (outcome.rows, outcome.added, outcome.repeated, outcome.known) == (7, 4, 3, 0)


def test_a_preview_says_the_same_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", rows(12))
    before = store.revision
    looked = preview(Request(path=path), store)
    assert (store.revision, len(store.events())) == (before, 0)
    done = bring_in(Request(path=path), store)
    assert (looked.added, looked.tally, looked.fields) == (done.added, done.tally, done.fields)
    assert looked.tally.first == date(2024, 3, 31)
    assert looked.tally.kinds == {("Armed clash", "clash"): 12}
    assert looked.tally.countries == {"SY": 12}
    assert list(looked.first["forces"][:1]) == ["sdf · isis"]


def test_a_preview_of_a_large_file_may_stop_early(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 4_000)
    path = write_csv(tmp_path / "a.csv", rows(60))
    looked = preview(Request(path=path), store, most_rows=10)
    assert 10 <= looked.rows < 60
    assert not looked.is_whole
    assert preview(Request(path=path), store, most_rows=1_000).is_whole


def test_what_may_be_there_already_is_counted_and_asked_about(store: Store, tmp_path: Path) -> None:
    told = Event(
        id="told",
        layer="incident",
        kind="clash",
        date_start=date(2024, 3, 31),
        date_end=date(2024, 3, 31),
        date_precision="day",
        forces=(EventForce(id="sdf"), EventForce(id="isis", role="target")),
        place=EventPlace(name="Qahtaniyah", lat=37.05, lon=41.55, radius_m=1500, geo_precision=1),
        sources=("r",),
    )
    store.add_events([told], reports=[StoredReport(id="r", text="A clash.", read_at=datetime(2024, 4, 1))])
    others = [
        acled_row(event_id_cnty="SYR1"),
        acled_row(event_id_cnty="SYR2", event_date="2024-04-01"),
        acled_row(event_id_cnty="SYR3", latitude=37.2),
        acled_row(event_id_cnty="SYR4", sub_event_type="Attack"),
        acled_row(event_id_cnty="SYR5", actor1="Military Forces of Turkey (2016-)", actor2=""),
        acled_row(event_id_cnty="SYR6", actor1="Unidentified Armed Group (Syria)", actor2=""),
    ]
    path = write_csv(tmp_path / "a.csv", others)
    assert preview(Request(path=path), store).likely == 2
    outcome = bring_in(Request(path=path), store)
    assert (outcome.added, outcome.likely, outcome.doubts) == (6, 2, 2)
    assert [(line, event_id, round(metres / 1000)) for line, event_id, metres in outcome.alike] == [
        (2, "told", 2),
        (7, "told", 2),
    ]
    asked = Desk(store).doubts("told")
    assert {one.other("told") for one in asked} == {"acled:SYR1", "acled:SYR6"}
    assert all(0 < one.score < 1 for one in asked)


def test_coded_events_do_not_wait_for_review_but_machines_do(store: Store, tmp_path: Path) -> None:
    bring_in(Request(path=write_csv(tmp_path / "a.csv", rows(3))), store)
    assert Desk(store).waiting()["all"] == 0
    table = {"date": "2024-03-31", "type": "clash", "lat": "36.9", "lon": "41.5"}
    bring_in(Request(path=write_csv(tmp_path / "b.csv", [table], tuple(table))), store)
    assert Desk(store).waiting()["all"] == 1


def test_an_event_that_came_in_can_be_reviewed_and_the_log_tells(store: Store, tmp_path: Path) -> None:
    from dataclasses import replace

    bring_in(Request(path=write_csv(tmp_path / "a.csv", rows(1))), store)
    event = store.event("acled:SYR0")
    assert store.save_event(replace(event, kind="shelling"), expected_revision=1, who="ann") == 2
    assert store.event("acled:SYR0").kind == "shelling"
    assert store.events_frame()["text"].iloc[0].startswith("On 31 March 2024, the QSD")


# Broken off -----------------------------------------------------------------------------------------------------------


def test_a_run_that_breaks_off_leaves_whole_batches_and_can_be_run_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 8_000)
    path = write_csv(tmp_path / "a.csv", rows(100))
    monkeypatch.setattr(bringing, "AT_ONCE", 1)  # a batch a transaction
    real, done = bringing.insert_ready, []

    def failing(connection: Connection, ready: bringing.Ready) -> None:
        real(connection, ready)
        done.append(len(ready.coded))
        if len(done) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(bringing, "insert_ready", failing)
    with pytest.raises(KeyboardInterrupt):
        bring_in(Request(path=path), store)
    with store.reader() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (schema.events, schema.reports, schema.event_reports)
        ]
    assert counts == [sum(done[:2])] * 3
    monkeypatch.setattr(bringing, "insert_ready", real)
    outcome = bring_in(Request(path=path), store)
    assert (outcome.known, outcome.added) == (sum(done[:2]), 100 - sum(done[:2]))
    assert len(store.events()) == 100


# In a process of its own --------------------------------------------------------------------------------------------


def test_a_large_file_is_read_in_a_process_of_its_own_to_the_same_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "WORTH_A_PROCESS", 1)
    path = write_csv(tmp_path / "a.csv", [*rows(40), acled_row(event_id_cnty="BAD", event_date="yesterday"), *rows(3)])
    found = []
    for apart in (False, True):
        with Store(tmp_path / f"{apart}.sqlite") as store:
            outcome = bring_in(Request(path=path), store, apart=apart)
            told = (outcome.problems.rows, outcome.problems.doubts, outcome.problems.remarks)
            found.append((outcome.rows, outcome.added, outcome.repeated, outcome.tally, told, store.events()))
    assert found[0] == found[1]
    assert found[0][:3] == (44, 40, 3)
    assert len(found[0][4][0]) == 1
    with pytest.raises(UnknownColumns) as unknown:
        bring_in(Request(path=write_csv(tmp_path / "b.csv", [{"a": 1, "b": 2}], columns=("a", "b"))), store, apart=True)
    assert unknown.value.columns == ("a", "b")


def _dies(run: str) -> None:  # noqa: ARG001 - called as making._next is
    os._exit(9)


def test_a_process_that_ends_while_it_reads_is_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(making, "_next", _dies)
    with pytest.raises(CodedFileError, match="want of memory"):
        bring_in(Request(path=write_csv(tmp_path / "a.csv", rows(3))), store, apart=True)
    assert not store.events()


# What fails -----------------------------------------------------------------------------------------------------------


def test_rows_that_fail_are_told_with_line_and_reason_and_the_rest_comes_in(store: Store, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [
            acled_row(event_id_cnty="SYR1", notes="Two\nlines."),
            acled_row(event_id_cnty="SYR2", event_date="yesterday"),
            acled_row(event_id_cnty="SYR3", event_date="2024-02-30"),
            acled_row(event_id_cnty="SYR4", latitude=141.5, longitude=37.0),
            acled_row(event_id_cnty="SYR5", latitude="north"),
            acled_row(event_id_cnty="SYR6", latitude=1e9, longitude=1e9),
            acled_row(event_id_cnty="SYR7", event_date="", latitude="", longitude=""),
        ],
    )
    outcome = bring_in(Request(path=path), store)
    assert (outcome.rows, outcome.added, outcome.problems.count) == (7, 2, 5)
    assert [str(one) for one in outcome.problems.rows] == [
        "line 4: 'yesterday' is no date",
        "line 5: '2024-02-30' is no date",
        "line 7: 'north, 41.546' is no position",
        "line 6: the position 141.5, 37 is not on earth; latitude and longitude look swapped",
        "line 8: the position 1e+09, 1e+09 is not on earth",
    ]
    assert (outcome.tally.undated, outcome.tally.unplaced) == (1, 1)
    unknown = store.event("acled:SYR7")
    assert (unknown.date_precision, unknown.place.geo_precision, unknown.place.lat) == ("unknown", 0, None)


def test_rows_that_look_wrong_come_in_and_are_told(store: Store, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [
            acled_row(event_id_cnty="SYR1", latitude=41.546, longitude=37.029),
            acled_row(event_id_cnty="SYR2", latitude=0, longitude=0),
            acled_row(event_id_cnty="SYR3", fatalities=-4, time_precision=9, country="Atlantis"),
        ],
    )
    outcome = bring_in(Request(path=path), store)
    assert (outcome.added, outcome.problems.count) == (3, 0)
    told = "\n".join(map(str, outcome.problems.doubts))
    assert "line 2: 41.546, 37.029 is not in SY; latitude and longitude look swapped" in told
    assert "line 3: the position is 0, 0" in told
    assert "line 4: killed '-4' is no number of people" in told
    assert "line 4: '9' is not known as a precision of dates" in told
    assert "line 4: 'Atlantis' is not known as a country" in told


def test_rows_with_too_many_or_too_few_cells_are_told(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", rows(3))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] += ",more,cells"
    lines.insert(2, "SYR9,2024-03-31")
    path.write_text("\n".join(lines), encoding="utf-8")
    outcome = bring_in(Request(path=path), store)
    assert (outcome.rows, outcome.added, outcome.problems.count) == (4, 2, 2)
    assert "2 cells where 31 are expected" in outcome.problems.rows[0].reason


def test_nuls_bytes_of_no_encoding_and_huge_cells(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_csv(tmp_path / "a.csv", [acled_row(event_id_cnty="SYR7", notes="Fired.NUL"), *rows(2)])
    data = path.read_bytes().replace(b"NUL", b" A\x00B \xff\xfe C")
    path.write_bytes(data)
    # So that the first bytes, by which the encoding is guessed, are sound.
    monkeypatch.setattr("dashboard.coded.containers.text.SAMPLE", 200)
    outcome = bring_in(Request(path=path), store)
    assert (outcome.added, outcome.problems.count, outcome.problems.doubt_count) == (3, 0, 1)
    text = store.report("acled:SYR7").text
    assert text.startswith("Fired. A�B �� C")
    monkeypatch.setattr(raw_rows, "LONGEST_CELL", 500)
    huge = write_csv(tmp_path / "b.csv", [acled_row(event_id_cnty="SYR8", notes="x" * 501), acled_row()])
    outcome = bring_in(Request(path=huge), store)
    assert (outcome.added, outcome.problems.count) == (1, 1)
    assert "a cell of more than 500 characters" in str(outcome.problems.rows[0])


def test_a_quotation_mark_left_open_is_told_and_what_came_before_is_kept(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Store("sqlite://")
    monkeypatch.setattr(delimited, "BLOCK", 8_000)
    path = write_csv(tmp_path / "a.csv", rows(60))
    text = path.read_text(encoding="utf-8")
    for first in (57, 15):
        at = text.index(f"SYR{first},")
        path.write_text(text[:at] + '"' + text[at:].replace('"', ""), encoding="utf-8")
        if first == 15:
            with pytest.raises(DashboardError, match="is a quotation mark left open"):
                bring_in(Request(path=path), other)
        else:
            outcome = bring_in(Request(path=path), store)
            assert (outcome.added, outcome.problems.count) == (57, 1)
            assert "runs over 2 line ends: is a quotation mark left open" in str(outcome.problems.rows[0])
    assert len(other.events()) <= 15


# Who may --------------------------------------------------------------------------------------------------------------


def test_nothing_comes_in_where_it_is_shown_to_the_public(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAWRIYA_PUBLIC", "1")
    path = write_csv(tmp_path / "a.csv", rows(1))
    with pytest.raises(DashboardError):
        bring_in(Request(path=path), store)
    assert store.events() == ()


@pytest.mark.parametrize(
    "request_",
    [
        {"scheme": "acleds"},
        {"columns": {"datum": "event_date"}},
        {"columns": {"date": "no such"}},
        {"columns": {"date": "event_date|year"}},
    ],
)
def test_what_there_is_not_is_refused(store: Store, tmp_path: Path, request_: dict[str, object]) -> None:
    path = write_csv(tmp_path / "a.csv", rows(1))
    with pytest.raises(UsageError):
        preview(Request(path=path, **request_), store)  # type: ignore[arg-type]


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_previews_brings_in_and_writes_what_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "a.csv", [*rows(3), acled_row(event_id_cnty="SYR9", event_date="=1+1")])
    store, failures = str(tmp_path / "s.sqlite"), tmp_path / "f.csv"
    assert main(["import-events", str(path), "--dry-run", "--store", store]) == 1
    said = capsys.readouterr()
    assert "ACLED, 4 rows" in said.out
    assert "would add   3" in said.out
    assert "line 5: '=1+1' is no date" in said.err
    arguments = ["--failures", str(failures), "--force", "Islamic State (Syria)=isis", "--status", "auto"]
    assert main(["import-events", str(path), "--store", store, *arguments]) == 1
    assert "added       3" in capsys.readouterr().out
    with failures.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert table == [["file", "line", "reason", "brought in"], [str(path), "5", "'=1+1' is no date", "no"]]
    with Store(store) as opened:
        assert {event.status for event in opened.events()} == {"auto"}


def test_the_command_refuses_unusable_arguments(tmp_path: Path) -> None:
    path = str(write_csv(tmp_path / "a.csv", rows(1)))
    store = str(tmp_path / "s.sqlite")
    assert main(["import-events", path, "--columns", "date", "--store", store]) == 2
    assert main(["import-events", path, "--columns", "date=nothing", "--store", store]) == 2
    assert main(["import-events", path, "--force", "X=nobody", "--store", store]) == 2
    assert main(["import-events", str(tmp_path / "none.csv"), "--store", store]) == 1
