"""Backups come back whole, in either database, or not at all; and a check finds whatever is wrong."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from shapely import Point
from sqlalchemy import select

from dashboard import schema
from dashboard.cli import main
from dashboard.errors import StoreError
from dashboard.events import CasualtyRange, Claim, Event, EventForce, EventPlace, Evidence
from dashboard.reading.read import ReadReport
from dashboard.review import Desk
from dashboard.store import Store
from dashboard.upkeep.check import find_problems
from dashboard.upkeep.dump import write_dump
from tests.stores import NewStore, empty_database

TEXTS = ("Shells fell on Zirgan at dawn.", "قصف على أبو راسين فجر السبت.", "A patrol passed — \x00 \ufffd “quoted”.")


def event(number: int) -> Event:
    place = EventPlace(name="Zirgan", lat=36.8, lon=40.2 + number / 7, geometry=Point(40.2, 36.8).buffer(0.01))
    return Event(
        id=f"e{number}",
        layer="incident",
        kind="shelling",
        date_start=date(1916 + number, 2, 29 if number == 0 else 28),
        date_end=None,
        date_precision="day",
        forces=(EventForce(id="turkey"), EventForce(id="sdf", role="target")),
        place=place,
        killed=CasualtyRange(low=0, best=number, high=None),
        confidence=0.1 + number / 3,
        note="a line\nand another",
        sources=(f"r{number}",),
        claims=(Claim(report_id=f"r{number}", fields={"kind": "shelling", "lat": 36.8, "none": None}),),
        evidence=(Evidence(field="kind", report_id=f"r{number}", start=0, end=6, rule="test"),),
    )


def fill(address: str) -> None:
    """A store in which something of every table stands."""
    with Store(address) as store:
        for number, text in enumerate(TEXTS):
            report = ReadReport(id=f"r{number}", lang="en", title="", text=text, source=f"S{number % 2}")
            report = replace(report, url="https://example.org/a", published=date(2024, 2, 29), events=(event(number),))
            store.save(report)
        desk = Desk(store)
        one = desk.join(["e0", "e1"], who="Rana")
        desk.accept(replace(store.event(one), note="seen"), who="Rana", why="the video")
        desk.undo(desk.log()[-1].change, who="Omar")
        desk.keep_apart("e1", "e2", who="Omar")
        desk.remember(source="S0", name="القحطانية", place_id="geonames:165757")


@pytest.fixture
def address(new_store: NewStore) -> str:
    filled = new_store()
    fill(filled)
    return filled


def everything(address: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but for the count of writes, and by which of them an event is as it is."""
    with Store(address) as store, store.reader() as connection:
        rows = {}
        for name, table in schema.metadata.tables.items():
            kept = select(*(column for column in table.columns if column.name != "changed"))
            rows[name] = [tuple(row) for row in connection.execute(kept.order_by(*table.primary_key.columns))]
    rows["meta"] = [row for row in rows["meta"] if row[0] != "revision"]
    return rows


def problems(address: str) -> list[str]:
    with Store(address) as store:
        return [str(problem) for problem in find_problems(store)]


# Backups --------------------------------------------------------------------------------------------------------------


def test_a_backup_of_either_database_comes_back_in_either(
    address: str, tmp_path: Path, postgres_server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, before = tmp_path / "copy.zip", everything(address)
    assert main(["backup", str(out), "--store", address]) == 0
    assert "3 reports" in capsys.readouterr().err
    for other in (str(tmp_path / "other.sqlite"), empty_database(postgres_server)):
        assert main(["restore", str(out), "--store", other]) == 0
        assert everything(other) == before
        assert problems(other) == []
        with Store(other) as store:  # numbers go on where they stood
            assert Desk(store).set_status("e2", "verified") == 2
            assert Desk(store).log()[-1].change == before_change(before) + 1


def before_change(rows: dict[str, list[tuple[object, ...]]]) -> int:
    return max(int(str(row[1])) for row in rows["review_log"])


def test_sqlites_own_copy_is_a_store_and_can_be_restored(tmp_path: Path, databases_store: str) -> None:
    source, out = str(tmp_path / "source.sqlite"), tmp_path / "copy.sqlite"
    fill(source)
    assert main(["backup", str(out), "--store", source]) == 0
    assert main(["restore", str(out), "--store", databases_store]) == 0
    assert everything(str(out)) == everything(databases_store) == everything(source)


@pytest.fixture
def databases_store(postgres_server: str) -> str:
    return empty_database(postgres_server)


def test_postgresql_has_no_copy_of_sqlites_kind(databases_store: str, tmp_path: Path) -> None:
    with Store(databases_store):
        pass
    assert main(["backup", str(tmp_path / "x.sqlite"), "--store", databases_store]) == 2
    assert main(["backup", str(tmp_path / "x.tar"), "--store", databases_store]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_one_state_while_others_write(address: str, tmp_path: Path) -> None:
    out = tmp_path / "copy.zip"
    with Store(address) as store, Store(address) as other, store.reader() as connection:
        connection.execute(select(schema.meta)).all()  # what is seen from here on is one state
        other.save(ReadReport(id="late", lang="en", title="", text="Late.", events=()))
        contents = write_dump(connection, out, "0004")
    assert contents["reports"].rows == len(TEXTS)


def test_what_a_store_holds_is_replaced_only_when_forced(address: str, tmp_path: Path) -> None:
    out = tmp_path / "copy.zip"
    main(["backup", str(out), "--store", address])
    before = everything(address)
    with Store(address) as store:
        Desk(store).set_status("e2", "rejected", who="Omar")
        revision = store.revision
    changed = everything(address)
    assert main(["restore", str(out), "--store", address]) == 1
    assert everything(address) == changed
    assert main(["restore", str(out), "--store", address, "--force"]) == 0
    assert everything(address) == before
    with Store(address) as store:
        assert store.revision > revision


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _manifest(**values: object) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update(
        {"manifest.json": json.dumps(json.loads(files["manifest.json"]) | values).encode()}
    )


TAMPERED: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a letter changed": lambda files: files.update(
        {"reports.jsonl": files["reports.jsonl"].replace(b"Zirgan", b"Zirgun")}
    ),
    "a row left out": lambda files: files.update({"evidence.jsonl": files["evidence.jsonl"].partition(b"\n")[2]}),
    "a table left out": lambda files: files.pop("claims.jsonl") and None,
    "a file of another name": lambda files: files.update({"../../evil.jsonl": b"{}\n"}),
    "no manifest": lambda files: files.pop("manifest.json") and None,
    "another format": _manifest(format="other"),
    "a newer schema": _manifest(schema="9999"),
    "a table that is none": _manifest(tables={"sqlite_master": {"rows": 0, "sha256": ""}}),
    "a deep manifest": lambda files: files.update({"manifest.json": b"[" * 100_000}),
}


@pytest.mark.parametrize("name", TAMPERED)
@pytest.mark.parametrize("new_store", ["sqlite"], indirect=True)
def test_a_backup_that_is_not_as_it_was_written_is_refused(address: str, tmp_path: Path, name: str) -> None:
    out, target = tmp_path / "copy.zip", str(tmp_path / "target.sqlite")
    main(["backup", str(out), "--store", address])
    rewrite(out, TAMPERED[name])
    assert main(["restore", str(out), "--store", target]) == 1
    if Path(target).exists():
        assert not any(rows for table, rows in everything(target).items() if table != "meta")
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} <= {"copy", "target"}


def test_a_backup_that_does_not_fit_changes_nothing(address: str, tmp_path: Path) -> None:
    """Its hashes are right, but a row is not of its table, or breaks a rule: known only when much is in already."""
    out, before = tmp_path / "copy.zip", everything(address)
    main(["backup", str(out), "--store", address])

    def change(files: dict[str, bytes]) -> None:
        files["review_log.jsonl"] = files["review_log.jsonl"].replace(b'"event_id":"e0"', b'"event_id":"no"')
        manifest = json.loads(files["manifest.json"])
        manifest["tables"]["review_log"]["sha256"] = sha256(files["review_log.jsonl"]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()

    rewrite(out, change)
    assert main(["restore", str(out), "--store", address, "--force"]) == 1
    assert everything(address) == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"plain words", b"SQLite format 3\0 cut off"])
def test_what_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    assert main(["restore", str(tmp_path / "x.zip"), "--store", str(tmp_path / "target.sqlite")]) == 1
    assert main(["restore", str(tmp_path / "none.zip"), "--store", str(tmp_path / "target.sqlite")]) == 1


# Checks ---------------------------------------------------------------------------------------------------------------


def test_a_sound_store_has_no_problem(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert problems(address) == []
    assert main(["check", "--store", address]) == 0
    assert "all is as it should be" in capsys.readouterr().err


DAMAGE = {
    "UPDATE reports SET text = 'Shells fell on Zirgan at dusk.' WHERE id = 'r0'": "report r0: its text is not the one",
    "UPDATE evidence SET \"end\" = 4000 WHERE event_id = 'e2'": "lie outside of the report's text",
    "UPDATE events SET force_words = 'us actor' WHERE id = 'e2'": "event e2: its force_words",
    "UPDATE events SET quote = 'x' WHERE id = 'e2'": "event e2: its quote",
    "UPDATE events SET source = 'x' WHERE id = 'e2'": "event e2: its source",
    "DELETE FROM event_reports WHERE event_id = 'e2'": "event e2: its report_ids",
    "UPDATE events SET revision = 9 WHERE id = 'e2'": "event e2: it is at revision 9",
    "UPDATE events SET is_shown = {true} WHERE id = 'e0'": "event e0: it is joined into",
    "UPDATE events SET joined_into = 'e0' WHERE id = 'e2'": "event e2: it is joined into e0",
    "UPDATE events SET status = 'rejected' WHERE joined_into IS NULL": "its status is not what change",
    "UPDATE events SET geometry = {bytes} WHERE id = 'e2'": "event e2: its geometry is no WKB",
    "INSERT INTO review_log (change, at, event_id, field) VALUES (99, '2024-01-01 00:00:00.000000', 'e2', 'x')": (
        "its changes are numbered to 99"
    ),
}


@pytest.mark.parametrize(
    ("new_store", "statement"),
    [("sqlite", one) for one in DAMAGE] + [("postgresql", one) for one in DAMAGE if "{" in one or '"' in one],
    indirect=["new_store"],
)
def test_a_check_finds_what_is_wrong(statement: str, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Store(address) as store:
        own = {"sqlite": {"true": "1", "bytes": "x'0102'"}, "postgresql": {"true": "true", "bytes": r"'\x0102'::bytea"}}
        if "rejected" in statement:
            Desk(store).set_status("e2", "verified")
        with store.writer() as connection:
            connection.exec_driver_sql(statement.format(**own[store.backend.NAME]))
    found = problems(address)
    assert any(DAMAGE[statement] in problem for problem in found), found
    assert main(["check", "--store", address]) == 1
    assert DAMAGE[statement] in capsys.readouterr().out


def test_a_check_finds_rows_that_refer_to_nothing_and_torn_pages(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    fill(str(path))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DELETE FROM reports WHERE id = 'r2'")  # this connection does not mind the references
    assert any("evidence e2 0: its report_id 'r2' is not there" in problem for problem in problems(str(path)))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        pages = raw.execute("PRAGMA page_size").fetchone()[0]
        root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_events_kind'").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[root * pages - 40 : root * pages - 8] = b"\0" * 32
    path.write_bytes(content)
    assert any(problem.startswith("database: ") for problem in problems(str(path)))


def test_a_store_that_is_not_there_is_not_made_by_a_check(tmp_path: Path, postgres_server: str) -> None:
    for address in (str(tmp_path / "none.sqlite"), empty_database(postgres_server)):
        for command in (["check"], ["backup", str(tmp_path / "x.zip")]):
            assert main([*command, "--store", address]) == 1
        with pytest.raises(StoreError, match="There is no store at"):
            Store(address, must_exist=True)
    assert list(tmp_path.iterdir()) == []
