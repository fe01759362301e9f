"""The user's own places, corrections and aliases: one SQLite file beside the built gazetteer, which no build touches.

Every change is one short transaction: two writers wait for each other, and a kill in the middle leaves the state
before or after it. Nothing is opened between calls, so an object may be shared between threads and processes.
"""

from __future__ import annotations

import getpass
import json
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from gazetteer.errors import OwnPlacesError, PlaceError
from gazetteer.place_checks import LONGEST_NAME, check_id, check_language, check_name, check_place, check_text
from gazetteer.place_records import place_as_record, place_from_record
from gazetteer.places import Place
from gazetteer.sources.geonames import language_of

PATH_VARIABLE = "DAWRIYA_OWN_PLACES"
DEFAULT_PATH = Path(__file__).parent / "own" / "own.sqlite"
SOURCE = "own"
PREFIX = "own:"
FORMAT = 1
PATIENCE_S = 15.0  # how long a writer waits for another one
LONGEST_NOTE = 2_000  # characters

Action = Literal["add", "correct", "alias", "unalias", "remove", "restore"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS places (id TEXT PRIMARY KEY, record TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS aliases (
    place_id TEXT NOT NULL, name TEXT NOT NULL, lang TEXT NOT NULL, PRIMARY KEY (place_id, name)
);
CREATE TABLE IF NOT EXISTS removed (place_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS history (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at_utc TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
    place_id TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS history_is_kept BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is only ever added to'); END;
CREATE TRIGGER IF NOT EXISTS history_stays BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is only ever added to'); END;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the history: who did what to which place and when; `detail` holds what it was or became."""

    number: int
    at_utc: datetime
    who: str
    action: Action
    place_id: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnState:
    """Everything at one moment, read in one transaction: what an overlay is made of."""

    revision: int
    places: tuple[Place, ...]
    aliases: tuple[tuple[str, str, str], ...]
    removed: frozenset[str]


class OwnPlaces:
    """The user's own places at a path; a file that is not there yet has none and is made by the first change.

    `guard` is asked before every change: it raises to refuse it, or says who makes it, whatever name is given with the
    change; "" leaves the name to that.
    """

    def __init__(self, path: Path, *, guard: Callable[[], str] | None = None) -> None:
        self.path = path
        self._guard = guard or str

    @classmethod
    def open(cls, path: Path | None = None, *, guard: Callable[[], str] | None = None) -> OwnPlaces:
        """The own places at `path`, else at $DAWRIYA_OWN_PLACES, else in gazetteer/own/own.sqlite.

        Raises OwnPlacesError if the file there is something else or damaged.
        """
        own = cls(path or Path(os.environ.get(PATH_VARIABLE) or DEFAULT_PATH), guard=guard)
        _ = own.revision
        return own

    # Reading --------------------------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """How many changes were ever made; 0 for none. Grows with each."""
        with self._reading() as connection:
            return _revision(connection)

    def places(self) -> list[Place]:
        """Own places and corrections of sources' places, by id; those removed are absent."""
        return list(self.state().places)

    def aliases(self) -> list[tuple[str, str, str]]:
        """(place id, name, language or '') of every further name, in order of id and name."""
        return list(self.state().aliases)

    def removed(self) -> set[str]:
        """The ids of sources' places that the user has hidden."""
        return set(self.state().removed)

    def state(self) -> OwnState:
        """Places, aliases and removed ids of one moment."""
        with self._reading() as connection:
            if connection is None:
                return OwnState(revision=0, places=(), aliases=(), removed=frozenset())
            connection.execute("BEGIN")
            gone = "SELECT place_id FROM removed"
            places = connection.execute(f"SELECT record FROM places WHERE id NOT IN ({gone}) ORDER BY id").fetchall()
            aliases = connection.execute(
                f"SELECT place_id, name, lang FROM aliases WHERE place_id NOT IN ({gone}) ORDER BY place_id, name"
            ).fetchall()
            removed = connection.execute(gone).fetchall()
            return OwnState(
                revision=_revision(connection),
                places=tuple(place_from_record(json.loads(record)) for (record,) in places),
                aliases=tuple(aliases),
                removed=frozenset(place_id for (place_id,) in removed),
            )

    def get(self, place_id: str) -> Place | None:
        """The own place or correction with an id, None if there is none or it is removed."""
        with self._reading() as connection:
            return None if connection is None or _is_removed(connection, place_id) else _kept(connection, place_id)

    def note(self, place_id: str) -> str:
        """What was noted of an own place or a correction; '' where nothing was."""
        with self._reading() as connection:
            found = connection and connection.execute("SELECT note FROM places WHERE id = ?", (place_id,)).fetchone()
            return found[0] if found else ""

    def history(self, place_id: str | None = None, *, limit: int | None = None) -> list[Change]:
        """Every change, latest first: of one place, or of all."""
        where, values = ("WHERE place_id = ?", [place_id]) if place_id is not None else ("", [])
        sql = f"SELECT number, at_utc, who, action, place_id, detail FROM history {where} ORDER BY number DESC LIMIT ?"
        with self._reading() as connection:
            rows = connection.execute(sql, [*values, -1 if limit is None else limit]) if connection else ()
            return [
                Change(
                    number=number,
                    at_utc=datetime.fromisoformat(at_utc),
                    who=who,
                    action=action,
                    place_id=changed_id,
                    detail=json.loads(detail),
                )
                for number, at_utc, who, action, changed_id, detail in rows
            ]

    # Changing -------------------------------------------------------------------------------------------------

    def add(self, place: Place, *, note: str = "", who: str | None = None) -> Place:
        """Keep a new place and return it as kept: its id is made where empty, its source is "own" where empty.

        Raises PlaceError if it can't be a place, or if its id is there already or does not begin with "own:".
        """
        checked = replace(_checked(place, note), id=place.id or f"{PREFIX}{uuid.uuid4().hex[:12]}")
        check_id(checked.id)
        if not checked.id.startswith(PREFIX) or checked.id == PREFIX:
            raise PlaceError(f"An own place's id begins with {PREFIX}, unlike {place.id!r}. Correct a source's place.")
        with self._writing() as connection:
            if _kept(connection, checked.id) is not None:
                raise PlaceError(f"{checked.id} is there already. Correct it instead of adding it.")
            _keep(connection, checked, note)
            connection.execute("DELETE FROM removed WHERE place_id = ?", (checked.id,))
            _record(connection, self._named(who), "add", checked.id, {"place": place_as_record(checked), "note": note})
        return checked

    def correct(self, place: Place, *, note: str = "", who: str | None = None) -> Place:
        """Keep a place that stands in for the source's (or the own one) with the same id, and return it as kept.

        Raises PlaceError if it can't be a place or has no id.
        """
        check_id(place.id)
        checked = _checked(place, note)
        with self._writing() as connection:
            before = _kept(connection, checked.id)
            _keep(connection, checked, note)
            connection.execute("DELETE FROM removed WHERE place_id = ?", (checked.id,))
            detail = {"place": place_as_record(checked), "note": note, "before": before and place_as_record(before)}
            _record(connection, self._named(who), "correct", checked.id, detail)
        return checked

    def add_alias(self, place_id: str, name: str, lang: str = "", *, who: str | None = None) -> None:
        """Keep a further name of any place; the language is guessed from the script where it is ''.

        Whether a source has the place is for the caller to know. Raises PlaceError for a name that can't be searched.
        """
        name, lang = check_name(name), check_language(lang)
        check_id(place_id)
        lang = lang or language_of(name) or ""
        with self._writing() as connection:
            kept = connection.execute(
                "SELECT lang FROM aliases WHERE place_id = ? AND name = ?", (place_id, name)
            ).fetchone()
            if kept == (lang,):
                return
            connection.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", (place_id, name, lang))
            _record(connection, self._named(who), "alias", place_id, {"name": name, "lang": lang})

    def remove_alias(self, place_id: str, name: str, *, who: str | None = None) -> None:
        """Drop a further name that was added; raises PlaceError if it was not."""
        check_id(place_id)
        name = check_name(name)
        with self._writing() as connection:
            dropped = connection.execute("DELETE FROM aliases WHERE place_id = ? AND name = ?", (place_id, name))
            if not dropped.rowcount:
                raise PlaceError(f"{place_id} has no own alias {name!r}.")
            _record(connection, self._named(who), "unalias", place_id, {"name": name})

    def remove(self, place_id: str, *, who: str | None = None) -> None:
        """Hide a source's place, or delete an own one; `restore` brings either back.

        Raises PlaceError for an own place that is not there, or one removed already.
        """
        check_id(place_id)
        with self._writing() as connection:
            kept = _kept(connection, place_id)
            if _is_removed(connection, place_id):
                raise PlaceError(f"{place_id} is removed already.")
            if place_id.startswith(PREFIX):
                if kept is None:
                    raise PlaceError(f"No own place {place_id!r}.")
                detail = _take_away(connection, kept)
            else:
                connection.execute("INSERT INTO removed VALUES (?)", (place_id,))
                detail = {"name": kept.name if kept else ""}
            _record(connection, self._named(who), "remove", place_id, detail)

    def restore(self, place_id: str, *, who: str | None = None) -> None:
        """Bring back a removed place; of a source's place that is only corrected, drop the correction.

        Raises PlaceError where there is nothing to bring back.
        """
        check_id(place_id)
        with self._writing() as connection:
            unhidden = connection.execute("DELETE FROM removed WHERE place_id = ?", (place_id,)).rowcount
            kept = _kept(connection, place_id)
            detail: dict[str, Any] = {}
            if not unhidden and kept is not None and not place_id.startswith(PREFIX):
                connection.execute("DELETE FROM places WHERE id = ?", (place_id,))
                detail = {"dropped": place_as_record(kept)}
            elif not unhidden:
                detail = {} if kept else _last_removed(connection, place_id)
                if not detail:
                    raise PlaceError(f"{place_id!r} is neither removed nor corrected.")
                _keep(connection, place_from_record(detail["place"]), detail["note"])
                rows = [(place_id, name, lang) for name, lang in detail["aliases"]]
                connection.executemany("INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", rows)
            _record(connection, self._named(who), "restore", place_id, detail)

    def _named(self, who: str | None) -> str | None:
        return self._guard() or who

    # The file -------------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to read by, None where no file is."""
        try:
            if not self.path.is_file():
                yield None
                return
            with closing(self._connect("rw")) as connection:
                yield connection if _check_format(connection, self.path) else None
        except OwnPlacesError:
            raise
        except (OSError, sqlite3.Error) as error:
            raise self._explained(error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that no other writer shares; committed at the end, undone on any error."""
        self._guard()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect("rwc")) as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    if not _check_format(connection, self.path):
                        _make_tables(connection)
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
        except OwnPlacesError:
            raise
        except (OSError, sqlite3.Error) as error:
            raise self._explained(error) from error

    def _connect(self, mode: str) -> sqlite3.Connection:
        """A connection that waits for other writers; a commit is on the disk when it returns."""
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE_S, isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _explained(self, error: Exception) -> OwnPlacesError:
        """What went wrong with the file, and what to do."""
        text = str(error).lower()
        if "full" in text or "no space" in text:
            return OwnPlacesError(f"No space left to write {self.path}. Free some; nothing was changed.")
        if "readonly" in text or "read-only" in text or "permission" in text or "unable to open" in text:
            return OwnPlacesError(
                f"Can't open or write {self.path}. Make it and its folder writable, "
                f"or name another file in ${PATH_VARIABLE}."
            )
        if "locked" in text or "busy" in text:
            return OwnPlacesError(f"Another program has been writing {self.path} for {PATIENCE_S:.0f} s. Try again.")
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            return OwnPlacesError(
                f"{self.path} is damaged or no file of own places ({error}). Put a copy back, or move it away."
            )
        return OwnPlacesError(f"Can't use {self.path}: {error}.")


def user_name() -> str:
    """Who is at the machine, for the history; 'unknown' where the system does not say."""
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):
        return "unknown"


def _checked(place: Place, note: str) -> Place:
    check_text(note, "note", LONGEST_NOTE)
    return check_place(replace(place, source=place.source or SOURCE))


def _check_format(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file has its tables: a kill before the first change leaves an empty one."""
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
    if found > FORMAT:
        raise OwnPlacesError(f"{path} was written by a newer version of this program. Update the program.")
    if found == 0 and tables:
        raise OwnPlacesError(f"{path} is no file of own places. Name another file in ${PATH_VARIABLE}.")
    return bool(tables)


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _statements(_SCHEMA):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script: `executescript` would commit the transaction that it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _revision(connection: sqlite3.Connection | None) -> int:
    if connection is None:
        return 0
    return connection.execute("SELECT coalesce(max(number), 0) FROM history").fetchone()[0]


def _kept(connection: sqlite3.Connection, place_id: str) -> Place | None:
    found = connection.execute("SELECT record FROM places WHERE id = ?", (place_id,)).fetchone()
    return place_from_record(json.loads(found[0])) if found else None


def _is_removed(connection: sqlite3.Connection, place_id: str) -> bool:
    return connection.execute("SELECT 1 FROM removed WHERE place_id = ?", (place_id,)).fetchone() is not None


def _keep(connection: sqlite3.Connection, place: Place, note: str) -> None:
    record = json.dumps(place_as_record(place), ensure_ascii=False)
    connection.execute("INSERT OR REPLACE INTO places VALUES (?, ?, ?)", (place.id, record, note))


def _take_away(connection: sqlite3.Connection, place: Place) -> dict[str, Any]:
    """Delete an own place with its aliases, and return what brings it back."""
    note = connection.execute("SELECT note FROM places WHERE id = ?", (place.id,)).fetchone()[0]
    aliases = connection.execute("SELECT name, lang FROM aliases WHERE place_id = ?", (place.id,)).fetchall()
    connection.execute("DELETE FROM places WHERE id = ?", (place.id,))
    connection.execute("DELETE FROM aliases WHERE place_id = ?", (place.id,))
    return {"place": place_as_record(place), "note": note, "aliases": aliases}


def _last_removed(connection: sqlite3.Connection, place_id: str) -> dict[str, Any]:
    """What the history keeps of an own place that was removed; {} if none was."""
    sql = "SELECT detail FROM history WHERE place_id = ? AND action = 'remove' ORDER BY number DESC LIMIT 1"
    found = connection.execute(sql, (place_id,)).fetchone()
    return json.loads(found[0]) if found and place_id.startswith(PREFIX) else {}


def _record(
    connection: sqlite3.Connection, who: str | None, action: Action, place_id: str, detail: dict[str, Any]
) -> None:
    connection.execute(
        "INSERT INTO history (at_utc, who, action, place_id, detail) VALUES (?, ?, ?, ?, ?)",
        (
            datetime.now(UTC).isoformat(timespec="seconds"),
            check_text(who or user_name(), "user's name", LONGEST_NAME),
            action,
            place_id,
            json.dumps(detail, ensure_ascii=False),
        ),
    )
