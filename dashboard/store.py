"""The store: reports, events, the words behind them and who changed what, in one SQLite file or PostgreSQL database."""

from __future__ import annotations

import copy
from collections import ChainMap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import geopandas as gpd
import numpy as np
from sqlalchemy import Connection, Select, func, insert, literal, or_, select, update

from dashboard import schema
from dashboard.as_known import KnownOn, last_time
from dashboard.backends import backend_called
from dashboard.batches import batches
from dashboard.clock import store_revision, store_time
from dashboard.database import open_engine, refuse_writes, shown_address, translate_errors
from dashboard.errors import StoreError
from dashboard.event_tables import insert_events, read_events, reports_behind, revision_of, save_event
from dashboard.events import REVIEWED, Event
from dashboard.families import Wordings
from dashboard.history import event_then, frame_rows
from dashboard.kept_text import without_nul
from dashboard.live_frame import READ_AT_ONCE, LiveFrame, next_frame
from dashboard.merging.near_duplicates import signature
from dashboard.permissions import MACHINE, Permission, Person
from dashboard.report_rows import StoredReport, as_stored, report_row, text_hash
from dashboard.review_log import Edit, begin_edit
from dashboard.rows import FRAME_COLUMNS, frame_in_batches
from dashboard.settings import store_address

if TYPE_CHECKING:
    from dashboard.reading.read import ReadReport

_AT_ONCE = 20_000
"""Events that are added in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveResult:
    """What became of a report: whether it was new, and the ids of the events that rest on it."""

    report_id: str
    added: bool
    event_ids: tuple[str, ...]


class Store:
    """An open store. Use it as a context manager, or close it; one may serve several threads.

    `url` is a path or an SQLAlchemy address, of SQLite or PostgreSQL; without one, DAWRIYA_STORE, else
    data/store/dawriya.sqlite. Opening makes the tables, unless they `must_exist`, and brings them up to date, unless it
    is not to be `migrated`. Every method raises StoreError where the database can't be used, and PermissionDenied where
    the `person` that it is opened for may not do that; for one who may change nothing the database refuses to write.
    """

    def __init__(
        self,
        url: str | Path | None = None,
        *,
        must_exist: bool = False,
        migrated: bool = True,
        person: Person = MACHINE,
    ) -> None:
        self.url = str(url or store_address())
        self.person = person
        self._engine = open_engine(self.url, must_exist=must_exist, migrated=migrated)
        self.backend = backend_called(self._engine.dialect.name)
        if not person.may_write:
            refuse_writes(self._engine)

    def acting_as(self, person: Person) -> Self:
        """The same open store for another person, who sees and changes what they may."""
        other = copy.copy(self)
        other.person = person
        return other

    @property
    def shown_url(self) -> str:
        """The store's address as it may be shown: without a password."""
        return shown_address(self.url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    # Reading ---------------------------------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """A number that grows with every write."""
        with self.reader() as connection:
            return store_revision(connection)

    def events_frame(self, *, according_to: str = "", as_known_on: KnownOn | None = None) -> gpd.GeoDataFrame:
        """All events, one row each, oldest first, undated last; columns of dashboard.events.EVENT_COLUMNS.

        Events that are one are one row; with `according_to`, they are as the reports of that source tell them. With
        `as_known_on`, they are as the store held them at the end of that day in UTC, or at that time. Who may not see
        sources gets them without, and none of their words to search through.
        """
        return self.live_frame(according_to=according_to, as_known_on=as_known_on).frame

    def live_frame(
        self, *, according_to: str = "", as_known_on: KnownOn | None = None, after: LiveFrame | None = None
    ) -> LiveFrame:
        """The same with the store's revision; with `after`, an earlier one of the same table, by what changed since."""
        if according_to:
            self.person.require(Permission.SEE_SOURCES)
        with self.reader() as connection:
            if as_known_on is None:
                return next_frame(connection, self._told(according_to), after)
            revision = store_revision(connection)
            if after is not None and after.revision == revision:
                return after
            known = frame_rows(connection, last_time(as_known_on), according_to=according_to)
            frame = self._seen_then(connection, frame_in_batches(batches(known, READ_AT_ONCE)))
            return LiveFrame(frame=frame, days=np.empty(0, dtype=np.int32), revision=revision)

    def _told(self, source: str) -> Select[Any]:
        """The query of the events that the person may see, as a source tells them, in FRAME_COLUMNS."""
        table = schema.events
        hidden = () if self.person.may(Permission.SEE_SOURCES) else ("report_ids", "source", "quote")
        columns = (literal("").label(name) if name in hidden else table.c[name] for name in FRAME_COLUMNS)
        wanted = select(*columns).where(_told_by(source) if source else table.c.is_shown)
        return wanted if self.person.may(Permission.SEE_UNREVIEWED) else wanted.where(_is_reviewed(table))

    def events(self) -> tuple[Event, ...]:
        """All events with their evidence, in order of id."""
        with self.reader() as connection:
            return tuple(self._seen(read_events(connection, None)))

    def event(self, event_id: str, *, as_known_on: KnownOn | None = None) -> Event:
        """One event, or as known at a moment.

        Raises StoreError if there is none of that id that the person may see, or was none then.
        """
        with self.reader() as connection:
            event = next(read_events(connection, [event_id]), None)
            if event is not None and as_known_on is not None and any(self._seen([event])):
                event = event_then(connection, event, last_time(as_known_on))
        for seen in self._seen([event] if event is not None else []):
            return seen
        raise StoreError(f"There is no event {event_id!r} in {self.shown_url}.")

    def event_revision(self, event_id: str) -> int:
        """How often the event was saved; hand it to `save_event` to be told if someone else saved it meanwhile."""
        with self.reader(Permission.SEE_UNREVIEWED) as connection:
            revision = revision_of(connection, event_id)
        if revision is None:
            raise StoreError(f"There is no event {event_id!r} in {self.shown_url}.")
        return revision

    def reports(self) -> tuple[StoredReport, ...]:
        """All reports, last read first."""
        with self.reader(Permission.SEE_SOURCES) as connection:
            wanted = self._open_reports(_reports())
            rows = connection.execute(wanted.order_by(schema.reports.c.read_at.desc(), schema.reports.c.id))
            return tuple(StoredReport(**row) for row in rows.mappings())

    def report(self, report_id: str) -> StoredReport:
        """One report; raises StoreError if there is none of that id."""
        with self.reader(Permission.SEE_SOURCES) as connection:
            wanted = self._open_reports(_reports()).where(schema.reports.c.id == report_id)
            row = connection.execute(wanted).mappings().first()
        if row is None:
            raise StoreError(f"There is no report {report_id!r} in {self.shown_url}.")
        return StoredReport(**row)

    def count_events(self) -> int:
        """How many events there are, those that were joined into others among them."""
        with self.reader() as connection:
            return connection.execute(select(func.count()).select_from(schema.events)).scalar_one()

    def sources(self) -> tuple[str, ...]:
        """The names of the sources whose reports are kept, in order of name; none for who may not see them."""
        if not self.person.may(Permission.SEE_SOURCES):
            return ()
        table = schema.reports
        with self.reader() as connection:
            named = self._open_reports(select(table.c.source).where(table.c.source != ""))
            return tuple(connection.execute(named.distinct().order_by(table.c.source)).scalars())

    def has_text(self, text: str) -> bool:
        """Whether a report of exactly this text was read already."""
        with self.reader(Permission.READ_IN) as connection:
            return _report_of_text(connection, text) is not None

    def reading(self, report_id: str) -> dict[str, Any]:
        """What reading the report gave, as `read` prints it; empty where it was not kept."""
        with self.reader(Permission.SEE_SOURCES) as connection:
            self.person.require(Permission.SEE_UNREVIEWED)
            statement = select(schema.reports.c.reading).where(schema.reports.c.id == report_id)
            return connection.execute(statement).scalar() or {}

    def _seen(self, events: Iterable[Event]) -> Iterator[Event]:
        """Those of the events that the person may see, with as much of them as that."""
        for event in events:
            if not self.person.may(Permission.SEE_UNREVIEWED) and event.status not in REVIEWED:
                continue
            if not self.person.may(Permission.SEE_SOURCES):
                event = replace(event, sources=(), claims=(), evidence=(), note="")
            yield event

    def _seen_then(self, connection: Connection, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """A table of the past without what the person may not see, nor what was taken back since."""
        if not self.person.may(Permission.SEE_UNREVIEWED):
            now = set(connection.execute(select(schema.events.c.id).where(_is_reviewed(schema.events))).scalars())
            frame = frame[frame["status"].isin(REVIEWED) & frame["id"].isin(now)].reset_index(drop=True)
        if not self.person.may(Permission.SEE_SOURCES):
            frame = frame.assign(report_ids=[()] * len(frame), source="", text="")
        return frame

    def _open_reports(self, wanted: Any) -> Any:
        """A query of reports, kept to those behind something reviewed for who may see only that."""
        if self.person.may(Permission.SEE_UNREVIEWED):
            return wanted
        events, parts = schema.events, schema.event_reports
        behind = select(parts.c.event_id).join(events, events.c.id == parts.c.event_id)
        behind = behind.where(parts.c.report_id == schema.reports.c.id, _is_reviewed(events))
        return wanted.where(behind.exists())

    # Writing ---------------------------------------------------------------------------------------------------------

    def save(
        self,
        report: ReadReport,
        events: Sequence[Event] | None = None,
        *,
        who: str = "",
        why: str = "",
        external_id: str = "",
        gazetteer: str = "",
    ) -> SaveResult:
        """Keeps a report and its events, or the given ones in their stead.

        A text that was read already adds nothing; events given for it by hand are saved as changes, with a line each in
        the log. All or nothing is written.
        """
        with self.writer(Permission.READ_IN) as connection:
            edit = begin_edit(connection, "edit", who=who, why=why)
            if any(revision_of(connection, event.id) is not None for event in events or ()):
                self.person.require(Permission.EDIT)
            return _save(connection, report, events, edit, external_id=external_id, gazetteer=gazetteer)

    def add_events(self, events: Iterable[Event], *, reports: Iterable[StoredReport] = ()) -> int:
        """Adds new events in bulk, and the reports they rest on; their number. All or nothing is written."""
        with self.writer(Permission.READ_IN) as connection:
            at = store_time(connection)
            texts, sources = {}, {}
            rows = []
            for report in reports:
                rows.append(report_row(report, reading=None))
                texts[report.id], sources[report.id] = without_nul(report.text), report.source
            if rows:
                connection.execute(insert(schema.reports), rows)
            added = 0
            for some in batches(events, _AT_ONCE):
                kept = reports_behind(connection, some, known=texts.keys())
                behind = {"texts": ChainMap(texts, kept[0]), "sources": ChainMap(sources, kept[1])}
                added += insert_events(connection, some, at=at, **behind)
            return added

    def save_event(self, event: Event, *, expected_revision: int | None = None, who: str = "", why: str = "") -> int:
        """Keeps an event, new or changed, with a line in the log for each field that changed; its new revision.

        Raises EventChanged, and writes nothing, if the event is no longer at `expected_revision`.
        """
        with self.writer() as connection:
            edit = begin_edit(connection, "edit", who=who, why=why)
            return save_event(connection, event, edit, expected_revision=expected_revision)

    @contextmanager
    def reader(self, needs: Permission = Permission.SEE) -> Iterator[Connection]:
        """A transaction that reads, and sees one state of the store however long it takes.

        It is for who may do what that `needs`.
        """
        self.person.require(needs)
        engine = self._engine.execution_options(**self.backend.READING)
        with translate_errors(self.shown_url, self.backend), engine.connect() as connection:
            yield connection

    @contextmanager
    def writer(self, needs: Permission = Permission.EDIT) -> Iterator[Connection]:
        """One write transaction; it takes the store's write lock at once, so that it never has to give up half way.

        It is for who may do what that `needs`; the log gets their name, whatever name is said.
        """
        self.person.require(needs)
        engine = self._engine.execution_options(**self.backend.WRITING, dawriya_who=self.person.name)
        with translate_errors(self.shown_url, self.backend), engine.begin() as connection:
            yield connection
            table = schema.meta
            connection.execute(update(table).where(table.c.key == "revision").values(value=table.c.value + 1))


def _is_reviewed(table: Any) -> Any:
    return or_(*(table.c.status == status for status in REVIEWED))  # not IN: see `events_frame`, which writes it out


def _told_by(source: str) -> Any:
    """The condition of events as one source's reports tell them, whether or not they were joined into others."""
    table, part = schema.events, schema.events.alias()
    is_joined = select(part.c.id).where(part.c.joined_into == table.c.id).exists()
    return (table.c.source == source) & (table.c.is_shown | table.c.joined_into.is_not(None)) & ~is_joined


# Reports --------------------------------------------------------------------------------------------------------------


def _reports() -> Any:
    return select(*(schema.reports.c[name] for name in StoredReport.__slots__))


def _report_of_text(connection: Connection, text: str) -> str | None:
    statement = select(schema.reports.c.id).where(schema.reports.c.text_hash == text_hash(text))
    return connection.execute(statement).scalar()


def _save(
    connection: Connection,
    report: ReadReport,
    events: Sequence[Event] | None,
    edit: Edit,
    *,
    external_id: str = "",
    gazetteer: str = "",
) -> SaveResult:
    known = _report_of_text(connection, report.text)
    if known is None:
        _insert_report(
            connection,
            as_stored(report, read_at=edit.at, external_id=external_id, gazetteer=gazetteer),
            reading=report.as_json(),
        )
    texts, sources = {report.id: without_nul(report.text)}, {report.id: report.source}
    for event in report.events if events is None and known is None else events or ():
        if known is None and revision_of(connection, event.id) is None:
            insert_events(connection, [event], at=edit.at, texts=texts, sources=sources)
        else:
            save_event(connection, event, edit)
    report_id = known or report.id
    table = schema.event_reports
    ids = connection.execute(select(table.c.event_id).where(table.c.report_id == report_id).order_by(table.c.event_id))
    return SaveResult(report_id=report_id, added=known is None, event_ids=tuple(ids.scalars()))


def _insert_report(connection: Connection, report: StoredReport, *, reading: dict[str, Any] | None) -> None:
    taken = connection.execute(select(schema.reports.c.text_hash).where(schema.reports.c.id == report.id)).scalar()
    if taken is not None:
        raise StoreError(f"Another text is kept as report {report.id!r}. Leave its id out: then both are kept.")
    row = report_row(report, reading=reading)
    if report.url and report.replaces is None:
        table = schema.reports
        earlier = select(table.c.id).where(table.c.url == report.url).order_by(table.c.read_at.desc()).limit(1)
        row["replaces"] = connection.execute(earlier).scalar()
    own = signature(report.text)
    family, bands = Wordings.about(connection, [own]).add(report.id, own)
    row |= {"signature": own.to_bytes(), "family": family}
    connection.execute(insert(schema.reports), [row])
    if bands:
        connection.execute(insert(schema.report_bands), [{"band": band, "report_id": report.id} for band in bands])
