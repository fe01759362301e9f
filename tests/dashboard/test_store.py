"""The store: nothing twice, nothing lost, nothing half written."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from dashboard.errors import EventChanged, StoreError
from dashboard.events import (
    STATUSES,
    CasualtyRange,
    Claim,
    Event,
    EventForce,
    EventPlace,
    Evidence,
    validate_events,
)
from dashboard.reading.read import ReadReport
from dashboard.review import Desk
from dashboard.safe_text import plain_line
from dashboard.store import Store, StoredReport, text_hash
from tests.benchmarks.synthetic import generate_events, generate_frame
from tests.stores import NewStore

TEXT = "QAMISHLI, 9 October. US and Russian patrols met near Qahtaniyah on Saturday. No one was hurt.\nالقحطانية"
SENTENCE = "US and Russian patrols met near Qahtaniyah on Saturday."


def evidence(field: str, words: str, report_id: str = "r1") -> Evidence:
    start = TEXT.index(words)
    return Evidence(field=field, report_id=report_id, start=start, end=start + len(words), rule="test")


EVENT = Event(
    id="e1",
    layer="patrol",
    kind="encounter",
    date_start=date(2022, 10, 8),
    date_end=date(2022, 10, 8),
    date_precision="day",
    date_reason="the last Saturday before 9 October",
    forces=(EventForce(id="us"), EventForce(id="russia", role="counterpart")),
    place=EventPlace(
        name="Qahtaniyah",
        name_ar="القحطانية",
        relation="near",
        lat=37.029,
        lon=41.546,
        radius_m=5000.5,
        geometry=Polygon([(41, 37), (42, 37), (42, 38), (41, 37)]),
        place_ids=("geonames:165757", "dawriya:x"),
        country="SY",
        admin1="SY-HA",
        geo_precision=2,
        score=0.83,
        reason="its governorate is named",
        label="a checkpoint",
    ),
    killed=CasualtyRange(low=0, best=0, high=1),
    wounded=CasualtyRange(best=2),
    confidence=0.9,
    sources=("r1",),
    claims=(Claim(report_id="r1", fields={"kind": "encounter", "killed": [0, 1]}),),
    evidence=(evidence("place", "Qahtaniyah"), evidence("kind", "met")),
    note="ملاحظة",
)
REPORT = ReadReport(
    id="r1",
    lang="en",
    title="Patrols meet",
    text=TEXT,
    published=date(2022, 10, 9),
    source="Jazira Monitor",
    url="https://example.org/1",
    events=(EVENT,),
    warnings=("a warning",),
)


@pytest.fixture
def path(new_store: NewStore) -> str:
    """The address of an empty store."""
    return new_store()


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def counts(store: Store) -> dict[str, int]:
    with store.reader() as connection:
        tables = ("reports", "events", "event_forces", "event_reports", "evidence", "claims", "review_log")
        return {table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in tables}


def test_an_event_comes_back_as_it_was_saved(store: Store) -> None:
    saved = store.save(REPORT)
    assert (saved.added, saved.report_id, saved.event_ids) == (True, "r1", ("e1",))
    assert store.event("e1") == EVENT
    assert store.events() == (EVENT,)


def test_a_report_comes_back_as_it_was_read(store: Store) -> None:
    store.save(REPORT, external_id="x-17", gazetteer="abc")
    kept = store.report("r1")
    assert (kept.text, kept.published, kept.source, kept.url) == (TEXT, date(2022, 10, 9), REPORT.source, REPORT.url)
    assert (kept.external_id, kept.gazetteer, kept.replaces) == ("x-17", "abc", None)
    assert kept.software.startswith("dawriya ")
    assert store.reports() == (kept,)
    assert store.reading("r1")["warnings"] == ["a warning"]


def test_reading_a_report_twice_adds_nothing(store: Store) -> None:
    store.save(REPORT)
    before, revision = counts(store), store.revision
    again = store.save(replace(REPORT, id="another-id", source="Someone else"))
    assert (again.added, again.report_id, again.event_ids) == (False, "r1", ("e1",))
    assert counts(store) == before
    assert store.revision >= revision


def test_a_corrected_text_is_kept_beside_the_first(store: Store) -> None:
    store.save(REPORT)
    corrected = replace(REPORT, id="r2", text=TEXT + " Correction.", events=())
    assert store.save(corrected).added
    assert store.report("r2").replaces == "r1"
    assert store.report("r1").text == TEXT


def test_another_text_under_a_known_id_is_refused(store: Store) -> None:
    store.save(REPORT)
    with pytest.raises(StoreError, match="Leave its id out"):
        store.save(replace(REPORT, text="something else"))
    assert store.report("r1").text == TEXT


def test_events_given_for_a_known_report_are_logged_changes(store: Store) -> None:
    store.save(REPORT)
    store.save(REPORT, [replace(EVENT, kind="standoff", layer="incident")], who="Rana", why="ramming in the video")
    assert store.event("e1").kind == "standoff"
    assert [(line.field, line.before, line.after) for line in Desk(store).log("e1")] == [
        ("layer", "patrol", "incident"),
        ("kind", "encounter", "standoff"),
    ]


def test_every_change_says_who_when_and_why(store: Store) -> None:
    store.save(REPORT)
    place = replace(EVENT.place, lat=37.0, geometry=Point(41.5, 37))
    assert store.save_event(replace(EVENT, place=place), who="Rana", why="the photograph") == 2
    log = Desk(store).log("e1")
    assert {line.field for line in log} == {"lat", "geometry"}
    assert next(line for line in log if line.field == "lat").before == 37.029
    assert {(line.who, line.why) for line in log} == {("Rana", "the photograph")}
    assert abs(log[0].at - store.report("r1").read_at).total_seconds() < 60


def test_saving_an_unchanged_event_writes_no_log(store: Store) -> None:
    store.save(REPORT)
    assert store.save_event(EVENT) == 1
    assert Desk(store).log() == ()


def test_a_status_is_set_and_logged(store: Store) -> None:
    store.save(REPORT)
    assert Desk(store).set_status("e1", "verified", who="Rana") == 2
    assert store.event("e1") == replace(EVENT, status="verified", is_checked=True)
    assert [(line.field, line.before, line.after) for line in Desk(store).log()] == [
        ("status", "auto", "verified"),
        ("is_checked", False, True),
    ]
    with pytest.raises(StoreError, match="no status 'perhaps'"):
        Desk(store).set_status("e1", "perhaps")


def test_the_log_can_not_be_rewritten(store: Store) -> None:
    store.save(REPORT)
    Desk(store).set_status("e1", "verified")
    for statement in ("DELETE FROM review_log", "UPDATE review_log SET who = 'x'"):
        with pytest.raises(StoreError, match="append-only"), store.writer() as connection:
            connection.exec_driver_sql(statement)


def test_the_second_of_two_editors_is_told(store: Store) -> None:
    store.save(REPORT)
    revision = store.event_revision("e1")
    store.save_event(replace(EVENT, kind="movement"), expected_revision=revision, who="first")
    with pytest.raises(EventChanged, match="saved by someone else"):
        store.save_event(replace(EVENT, note="mine"), expected_revision=revision, who="second")
    assert store.event("e1") == replace(EVENT, kind="movement")
    assert {line.who for line in Desk(store).log("e1")} == {"first"}


def test_an_event_of_an_unknown_report_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="'r1', which is not in the store"):
        store.save_event(EVENT)
    assert store.events() == ()


def test_an_event_without_a_report_can_be_added_by_hand(store: Store) -> None:
    by_hand = replace(EVENT, sources=(), claims=(), evidence=())
    assert store.save_event(by_hand, who="Rana") == 1
    assert store.event("e1") == by_hand
    assert [line.field for line in Desk(store).log("e1")] == ["created"]


@pytest.mark.parametrize("ask", [lambda s: s.event("no"), lambda s: s.report("no"), lambda s: s.event_revision("no")])
def test_what_is_not_there_is_named(store: Store, ask: Callable[[Store], object]) -> None:
    with pytest.raises(StoreError, match="'no'"):
        ask(store)


def test_the_revision_grows_with_every_write(store: Store) -> None:
    seen = [store.revision]
    store.save(REPORT)
    seen.append(store.revision)
    Desk(store).set_status("e1", "disputed")
    seen.append(store.revision)
    assert seen == sorted(set(seen))


def test_the_frame_holds_every_event(store: Store) -> None:
    nowhere = Event(id="e0", layer="incident", kind="clash", sources=("r1",))
    store.save(replace(REPORT, events=(EVENT, nowhere)))
    frame = validate_events(store.events_frame())
    row = frame.set_index("id").loc["e1"]
    assert list(frame["id"]) == ["e1", "e0"]  # undated last
    assert row["forces"] == ("us", "russia")
    assert row["force_roles"] == ("actor", "counterpart")
    assert row["place_ids"] == EVENT.place.place_ids
    assert (row["source"], row["report_ids"], row["text"]) == ("Jazira Monitor", ("r1",), SENTENCE)
    assert row["geometry"] == EVENT.place.geometry
    assert frame.set_index("id").loc["e0", "geometry"] is None


def test_the_frame_is_that_of_the_records(store: Store) -> None:
    made = generate_frame(300, seed=2)
    reports = [StoredReport(id=f"report-{i}", text=f"text {i}", read_at=datetime(2024, 1, 1)) for i in range(150)]
    assert store.add_events(generate_events(300, seed=2), reports=reports) == 300
    made = made.set_index("id").sort_index()
    kept = store.events_frame().set_index("id").sort_index()
    same = [name for name in made.columns if name not in ("source", "text", "wounded", "date_reason")]
    assert kept[same].equals(made[same])


def test_an_empty_store_gives_an_empty_frame(store: Store) -> None:
    assert len(validate_events(store.events_frame())) == 0


def test_a_day_beyond_the_frames_calendar_does_not_break_it(store: Store) -> None:
    ancient = replace(EVENT, date_start=date(1516, 8, 24), date_end=date(1516, 8, 24))
    store.save(replace(REPORT, events=(ancient,)))
    assert store.event("e1") == ancient
    assert store.events_frame()["date_start"].isna().all()


@given(text=st.text(), note=st.text())
@settings(deadline=None, max_examples=30)
def test_any_text_is_kept_to_the_letter_but_for_nul(shared: Store, text: str, note: str) -> None:
    number = len(shared.reports())
    event = Event(id=f"e{number}", layer="patrol", kind="patrol", sources=(f"r{number}",), note=note)
    text = f"{number} {text}"
    shared.save(replace(REPORT, id=f"r{number}", text=text, events=(event,)))
    assert shared.report(f"r{number}").text == text.replace("\0", "\ufffd")
    assert shared.event(event.id) == replace(event, note=plain_line(note))  # a line, not a text
    assert shared.has_text(text)


@pytest.fixture(scope="module")
def shared(new_shared_store: NewStore) -> Iterator[Store]:
    """One store for all the examples of a test."""
    with Store(new_shared_store()) as opened:
        yield opened


def test_a_nul_becomes_the_replacement_character_wherever_it_stands(store: Store) -> None:
    """PostgreSQL holds none; the offsets of evidence hold, and an escape that somebody wrote out stays.

    From a title, a note or a name it is left out.
    """
    claims = (Claim(report_id="r1", fields={"kind": "a\0b", "note": "\\u0000"}),)
    store.save(replace(REPORT, text=TEXT + "\0", title="\0", events=(replace(EVENT, claims=claims, note="\0"),)))
    assert store.report("r1").text == TEXT + "\ufffd"
    assert store.has_text(TEXT + "\0")
    kept = store.event("e1")
    assert (kept.note, kept.claims[0].fields) == ("", {"kind": "a\ufffdb", "note": "\\u0000"})
    store.save_event(replace(kept, note="seen\0"), who="Rana\0")
    change = Desk(store).log("e1")[-1]
    assert (change.after, change.who) == ("seen", "Rana")
    Desk(store).undo(change.change)
    assert store.event("e1") == kept


def test_the_hash_of_a_text_is_its_sha_256() -> None:
    assert text_hash("abc").startswith("ba7816bf8f01cfea")


# Files that can't be used ---------------------------------------------------------------------------------------------


def test_a_file_that_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database at all, just words" * 100)
    with pytest.raises(StoreError, match="Name another file"):
        Store(tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text().startswith("not a database")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (id)")
    with pytest.raises(StoreError, match="another program's tables"):
        Store(path)


def test_a_folder_that_can_not_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be made"):
        Store(tmp_path / "file" / "store.sqlite")


def test_a_locked_store_says_who_to_wait_for(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.backends.waiting.BUSY_SECONDS", 0.05)
    with Store(path) as store, Store(path) as other:
        with other.writer(), pytest.raises(StoreError, match="Another program is writing"):
            store.save(REPORT)
        assert store.save(REPORT).added


def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.save(REPORT)
        with store._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite's own way to be full
            pages = connection.exec_driver_sql("PRAGMA max_page_count").scalar_one()
        assert pages < 200
        long = replace(REPORT, id="long", text="x" * 4_000_000, events=())
        with pytest.raises(StoreError, match="disk is full"):
            store.save(long)
        assert [report.id for report in store.reports()] == ["r1"]


def test_an_unknown_kind_of_store_is_named() -> None:
    with pytest.raises(StoreError, match="neither SQLite nor PostgreSQL"):
        Store("mysql://localhost/x")


# Several at once ------------------------------------------------------------------------------------------------------

WRITER = """
import sys, time
from dataclasses import replace
from dashboard.store import Store
from dashboard.reading.read import ReadReport
from dashboard.events import Event
path, name = sys.argv[1:]
with Store(path) as store:
    print("open", flush=True)
    for i in range(100_000):
        key = f"{name}-{i}"
        events = tuple(Event(id=f"{key}-{n}", layer="patrol", kind="patrol", sources=(key,)) for n in range(20))
        store.save(ReadReport(id=key, lang="en", title="", text=key, events=events))
        print(key, flush=True)
"""


def start_writer(path: str, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, path, name], stdout=subprocess.PIPE, text=True)


def whole_lines(output: str) -> set[str]:
    """The ids that a writer said it had saved; a line that was cut by the kill is no word of it."""
    return {line.strip() for line in output.splitlines(keepends=True) if line.endswith("\n")} - {"open"}


@pytest.mark.parametrize(
    ("new_store", "pause_s"),
    [("sqlite", 0.0), ("sqlite", 0.013), ("sqlite", 0.05), ("postgresql", 0.013)],
    indirect=["new_store"],
)
def test_a_writer_killed_in_the_middle_loses_nothing_it_said_was_saved(path: str, pause_s: float) -> None:
    with start_writer(path, "w") as writer:
        assert writer.stdout is not None
        first = "".join(writer.stdout.readline() for _ in range(8))
        time.sleep(pause_s)
        writer.send_signal(signal.SIGKILL)
        told = whole_lines(first + writer.stdout.read())
    assert writer.returncode == -signal.SIGKILL
    with Store(path) as store:
        kept = {report.id for report in store.reports()}
        frame = store.events_frame()
        with store.reader() as connection:
            assert list(store.backend.find_damage(connection)) == []
    assert len(told) >= 7
    assert told <= kept
    # Each report has all of its events or is not there at all.
    assert len(frame) == 20 * len(kept)


def test_two_processes_open_and_write_at_once(path: str) -> None:
    with start_writer(path, "a") as one, start_writer(path, "b") as other:
        outputs = []
        for writer in (one, other):
            assert writer.stdout is not None
            outputs.append("".join(writer.stdout.readline() for _ in range(15)))
        assert one.poll() is None
        assert other.poll() is None
        for writer in (one, other):
            writer.kill()
    told = whole_lines(outputs[0]) | whole_lines(outputs[1])
    with Store(path) as store:
        kept = {report.id for report in store.reports()}
        assert len(store.events_frame()) == 20 * len(kept)
    assert len(told) == 28
    assert told <= kept


def test_threads_share_one_store(store: Store) -> None:
    store.save(REPORT)
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(10):
                Desk(store).set_status("e1", STATUSES[(i + number) % 5], who=str(number))
                store.events_frame()
        except StoreError as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    changes = {line.change for line in Desk(store).log()}
    assert changes == set(range(1, len(changes) + 1))  # each has a number of its own, and none is left out
    log = [line for line in Desk(store).log("e1") if line.field == "status"]
    # Every line of the log takes up where the one before it left off: no write was lost under another.
    assert all(earlier.after == later.before for earlier, later in pairwise(log))


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a store?x=1 #مخزن.sqlite"
    with Store(path):
        assert [one.name for one in tmp_path.glob("*.sqlite")] == [path.name]


def test_a_store_that_must_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        Store(tmp_path / "none.sqlite", must_exist=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://user:secret@host/db", "neither SQLite nor PostgreSQL"),
        ("postgresql+psycopg://user:secret@127.0.0.1:1/db", "No server answers there"),
        ("postgresql://user@127.0.0.1:1/db?password=secret&connect_timeout=2", "No server answers there"),
        ("postgresql://user:secret@host.invalid/db", "no host of that name"),
        ("postgresql://user:secret@host:port/db", "does not read"),
    ],
)
def test_a_password_in_an_address_is_not_repeated(address: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as refused:
        Store(address)
    assert "secret" not in str(refused.value)


def test_damaged_tables_are_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path):
        pass
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CREATE TABLE events", b"CREATE TABLE \xf9\xfa\xfbnts"))
    with pytest.raises(StoreError, match="damaged"):
        Store(path)
