"""The review desk: what waits for a person, and what a person decides; every decision can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select

from dashboard import schema
from dashboard.batch.joining import join_groups
from dashboard.batches import batches
from dashboard.comparable import parts_by_day, read_comparable
from dashboard.corrections import PlaceCorrection, forget_correction, keep_correction, read_corrections
from dashboard.errors import StoreError
from dashboard.event_tables import read_events, save_event
from dashboard.events import STATUSES, Event
from dashboard.families import families_of
from dashboard.joins import decide, join_events, joined_into, members_of, pairs_apart, split_event
from dashboard.merging.matching import Doubt as Match
from dashboard.merging.matching import find_matches
from dashboard.permissions import Permission
from dashboard.review_log import Action, Edit, LogEntry, begin_edit, read_lines
from dashboard.review_queue import QueuePart, Turn, Waiting, count_before, count_parts, is_waiting, read_queue, turn_of
from dashboard.store import Store
from dashboard.undo import is_undone, undo_change

_WAITING = Permission.SEE_UNREVIEWED

_JOINS_AT_ONCE = 100
"""Groups that are joined in one transaction: others who write wait no longer than that takes, about a second."""

_ROUNDS = 5
"""How often events that others joined meanwhile are looked at anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Two events that may be one; `score` 0 to 1, `reasons` the fields of dashboard.merging.matching.Reason."""

    first_id: str
    second_id: str
    score: float
    reasons: list[Any]

    def other(self, event_id: str) -> str:
        return self.second_id if event_id == self.first_id else self.first_id


class Desk:
    """What people decide about the events of a store. Every method that writes takes `who` and `why` for the log.

    Raises StoreError, EventChanged where somebody else was quicker, and PermissionDenied where whoever the store is
    opened for may not; nothing is then written.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    # What waits ------------------------------------------------------------------------------------------------------

    def queue(
        self,
        part: QueuePart = "all",
        *,
        after: Turn | None = None,
        before: Turn | None = None,
        limit: int | None = None,
    ) -> tuple[Waiting, ...]:
        """The events that nobody has looked at, least sure first, the latest first among those as sure (in tenths).

        With `limit`, so many at most: the first, those that follow a turn, or the last ones `before` one.
        """
        with self._store.reader(_WAITING) as connection:
            return read_queue(connection, part, after=after, before=before, limit=limit)

    def waiting(self) -> dict[QueuePart, int]:
        """How many events each part of the queue has."""
        with self._store.reader(_WAITING) as connection:
            return count_parts(connection)

    def waiting_before(self, turn: Turn, part: QueuePart = "all") -> int:
        """How many events of a part of the queue come before a turn."""
        with self._store.reader(_WAITING) as connection:
            return count_before(connection, part, turn)

    def turn_of(self, event_id: str) -> Turn | None:
        """Where an event would stand in the queue; None where there is no such event."""
        with self._store.reader(_WAITING) as connection:
            return turn_of(connection, event_id)

    def is_waiting(self, event_id: str, part: QueuePart = "all") -> bool:
        """Whether an event is in the queue, or in a part of it."""
        with self._store.reader(_WAITING) as connection:
            return is_waiting(connection, event_id, part)

    def doubts(self, event_id: str | None = None) -> tuple[Doubt, ...]:
        """The pairs that nobody has decided about, of one event or all, surest first."""
        table = schema.doubts
        one, other = schema.events.alias(), schema.events.alias()
        statement = (
            select(table.c.first_id, table.c.second_id, table.c.score, table.c.reasons)
            .join(one, one.c.id == table.c.first_id)
            .join(other, other.c.id == table.c.second_id)
            .where(table.c.decision == "", one.c.is_shown, other.c.is_shown)
            .order_by(table.c.score.desc(), table.c.first_id, table.c.second_id)
        )
        if event_id is not None:
            statement = statement.where(or_(table.c.first_id == event_id, table.c.second_id == event_id))
        with self._store.reader(_WAITING) as connection:
            return tuple(Doubt(**row) for row in connection.execute(statement).mappings())

    # Deciding --------------------------------------------------------------------------------------------------------

    def set_status(
        self, event_id: str, status: str, *, who: str = "", why: str = "", expected_revision: int | None = None
    ) -> int:
        """Gives an event a status, as looked at; its new revision."""
        if status not in STATUSES:
            raise StoreError(f"There is no status {status!r}. It is one of {', '.join(STATUSES)}.")
        with self._writing("edit", who, why) as (connection, edit):
            event = _event(connection, event_id)
            is_checked = status != "auto"
            changed = replace(event, status=status, is_checked=is_checked)
            return save_event(connection, changed, edit, expected_revision=expected_revision)

    def accept(self, event: Event, *, who: str = "", why: str = "", expected_revision: int | None = None) -> int:
        """Keeps an event as its fields now say, as looked at: one that is auto becomes reviewed; its new revision."""
        status = "reviewed" if event.status == "auto" else event.status
        with self._writing("edit", who, why) as (connection, edit):
            changed = replace(event, status=status, is_checked=True)
            return save_event(connection, changed, edit, expected_revision=expected_revision)

    def join(self, event_ids: Iterable[str], *, who: str = "", why: str = "") -> str:
        """Joins events into one; its id."""
        with self._writing("join", who, why) as (connection, edit):
            return join_events(connection, event_ids, edit)

    def split(self, event_id: str, taken_out: Sequence[str], *, who: str = "", why: str = "") -> None:
        """Takes reports' events out of a joined one; they are not joined to the rest again by the software."""
        with self._writing("split", who, why) as (connection, edit):
            split_event(connection, event_id, taken_out, edit)

    def keep_apart(self, first_id: str, second_id: str, *, who: str = "", why: str = "") -> None:
        """Notes that two events are not the same."""
        with self._writing("split", who, why) as (connection, edit):
            decide(connection, (first_id, second_id), "apart", edit)

    def undo(self, change: int, *, who: str = "", why: str = "") -> tuple[str, ...]:
        """Takes a change back; the ids of the events it concerned."""
        with self._store.writer() as connection:
            edit = begin_edit(connection, "undo", who=who, why=why, undoes=change)
            if any(line.who != edit.who for line in read_lines(connection, change=change)):
                self._store.person.require(Permission.UNDO_OTHERS)
            return undo_change(connection, change, edit)

    # Matching --------------------------------------------------------------------------------------------------------

    def match(self, new: Collection[str] | None = None) -> tuple[int, int]:
        """Joins what is surely one and notes what may be; (joined events, doubts). `new` limits it to their pairs.

        Many new ones among very many are looked at day by day. What another program joined meanwhile is looked at anew.
        """
        if new is not None and not new:
            return 0, 0
        with self._store.reader() as connection:
            parts: list[Collection[str] | None] = [None] if new is None else [*parts_by_day(connection, new)]
        counts = [self._match(part) for part in parts]
        return sum(joined for joined, _ in counts), sum(doubts for _, doubts in counts)

    def _match(self, new: Collection[str] | None) -> tuple[int, int]:
        joined = doubts = 0
        software = self._store.acting_as(replace(self._store.person, name=""))  # what it joins no person has
        for _ in range(_ROUNDS):
            with self._store.reader() as connection:
                near = None if new is None else read_comparable(connection, new)
                families, apart = near.families if near else families_of(connection), pairs_apart(connection)
            frame = near.frame if near else self._store.events_frame()
            matches = find_matches(frame, families, new=None if new is None else set(new), apart=apart)
            stale: list[str] = []
            for begin in range(0, len(matches.joins), _JOINS_AT_ONCE):
                some = matches.joins[begin : begin + _JOINS_AT_ONCE]
                with software.writer(Permission.READ_IN) as connection:
                    left = join_groups(connection, some)
                joined += len(some) - len(left)
                stale += [one for group in left for one in group]
            with software.writer(Permission.READ_IN) as connection:
                doubts += _new_doubts(connection, matches.doubts)
                # Others, and joined ones, in the stead of those that were joined meanwhile.
                new = {joined_into(connection, one) for one in stale}
            if not new:
                break
        return joined, doubts

    # What was done ---------------------------------------------------------------------------------------------------

    def log(self, event_id: str | None = None) -> tuple[LogEntry, ...]:
        """Every change of an event and of those joined into it, or of all events, oldest first."""
        with self._store.reader(_WAITING) as connection:
            if event_id is None:
                return read_lines(connection)
            return read_lines(connection, event_ids=[event_id, *members_of(connection, event_id)])

    def last_change(self, who: str) -> int:
        """The number of a person's last change; 0 where there is none."""
        log = schema.review_log
        with self._store.reader(_WAITING) as connection:
            return connection.execute(select(func.max(log.c.change)).where(log.c.who == who)).scalar() or 0

    def is_undone(self, change: int) -> bool:
        with self._store.reader(_WAITING) as connection:
            return is_undone(connection, change)

    def members(self, event_id: str) -> tuple[Event, ...]:
        """The events, a report's each, that were joined into one; none where it is of one report."""
        with self._store.reader(_WAITING) as connection:
            ids = members_of(connection, event_id)
            return tuple(read_events(connection, ids)) if ids else ()

    def shown_as(self, event_id: str) -> str:
        """The id under which an event is shown: of the one that it was joined into, or its own."""
        with self._store.reader() as connection:
            return joined_into(connection, event_id)

    def families(self, report_ids: Iterable[str]) -> dict[str, str]:
        """The family of each report: the id of the first report with that text."""
        with self._store.reader(_WAITING) as connection:
            return families_of(connection, report_ids)

    # Remembered places -----------------------------------------------------------------------------------------------

    def remember(self, *, source: str, name: str, place_id: str, who: str = "", why: str = "") -> int:
        """Remembers that a name means a place in a source's reports; the correction's id."""
        with self._store.writer(Permission.CORRECT_PLACES) as connection:
            return keep_correction(connection, source=source, name=name, place_id=place_id, who=who, why=why)

    def corrections(self, source: str | None = None) -> tuple[PlaceCorrection, ...]:
        """The corrections in force, of one source or of all."""
        with self._store.reader(_WAITING) as connection:
            return read_corrections(connection, source)

    def forget(self, correction_id: int) -> None:
        """Takes a correction out of force; what it changed stays."""
        with self._store.writer(Permission.CORRECT_PLACES) as connection:
            forget_correction(connection, correction_id)

    @contextmanager
    def _writing(self, action: Action, who: str, why: str) -> Iterator[tuple[Connection, Edit]]:
        with self._store.writer() as connection:
            yield connection, begin_edit(connection, action, who=who, why=why)


def _event(connection: Connection, event_id: str) -> Event:
    for event in read_events(connection, [event_id]):
        return event
    raise StoreError(f"There is no event {event_id!r}. Reload the page.")


def _new_doubts(connection: Connection, doubts: Iterable[Match]) -> int:
    """Keeps the doubts that were not known; their number."""
    table = schema.doubts
    doubts = list(doubts)
    pairs = select(table.c.first_id, table.c.second_id)
    asked = {min(doubt.a, doubt.b) for doubt in doubts}
    known = {
        tuple(pair)
        for some in batches(asked, 10_000)
        for pair in connection.execute(pairs.where(table.c.first_id.in_(some)))
    }
    rows = []
    for doubt in doubts:
        first, second = sorted((doubt.a, doubt.b))
        if (first, second) not in known:
            reasons = [asdict(one) for one in doubt.reasons]
            rows.append({"first_id": first, "second_id": second, "score": doubt.score, "reasons": reasons})
    if rows:
        connection.execute(insert(table), rows)
    return len(rows)
