"""The review queue page by page: the same order, counts and neighbours as if all of it had been read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy import event as listening

from dashboard import schema
from dashboard.events import Event, EventPlace
from dashboard.review import Desk
from dashboard.review_queue import QUEUE_PARTS, QueuePart, Waiting
from dashboard.store import Store
from tests.stores import NewStore

DAYS = (None, date(2022, 10, 8), date(2024, 2, 29), date(2024, 3, 1))
CONFIDENCES = (0.04, 0.31, 0.34, 0.36, 0.8, 1.0)


def made(number: int) -> Event:
    """One of many events that differ in sureness, day, place and status."""
    day = DAYS[number % 4]
    where = EventPlace(lat=36.0, lon=40.0) if number % 3 else EventPlace(reason="no place in the text")
    return Event(
        id=f"e{number * 7 % 48:02d}",
        layer="incident",
        kind="clash",
        date_start=day,
        date_end=day,
        date_precision="day" if day else "unknown",
        place=where,
        confidence=CONFIDENCES[number % 6] + number / 10_000,
        status=("auto", "denied", "planned", "rejected")[number % 4 if number % 5 == 0 else 0],
    )


@pytest.fixture(scope="module")
def store(new_shared_store: NewStore) -> Iterator[Store]:
    with Store(new_shared_store()) as store:
        store.add_events([made(number) for number in range(48)])
        pairs = [("e01", "e02"), ("e01", "e03"), ("e04", "e40")]
        rows = [{"first_id": a, "second_id": b, "score": 0.5, "reasons": []} for a, b in pairs]
        rows.append({"first_id": "e05", "second_id": "e06", "score": 0.5, "reasons": [], "decision": "apart"})
        with store.writer() as connection:
            for row in rows:
                connection.execute(insert(schema.doubts).values(row))
        yield store


@pytest.fixture(scope="module")
def desk(store: Store) -> Desk:
    return Desk(store)


def test_the_queue_goes_by_sureness_in_tenths_then_from_the_latest_day_to_the_undated(desk: Desk) -> None:
    queue = desk.queue()
    turns = [(round(one.confidence, 1), -(one.date_start or date.min).toordinal(), one.id) for one in queue]
    assert turns == sorted(turns)
    assert len(queue) == sum(made(number).status != "rejected" for number in range(48))


@pytest.mark.parametrize("part", QUEUE_PARTS)
@pytest.mark.parametrize("size", [1, 5, 100])
def test_pages_forward_and_back_are_the_whole_queue(desk: Desk, part: QueuePart, size: int) -> None:
    whole = desk.queue(part)
    assert whole
    forward: list[Waiting] = []
    while page := desk.queue(part, after=forward[-1].turn if forward else None, limit=size):
        forward += page
    back: list[Waiting] = []
    while page := desk.queue(part, before=back[0].turn if back else (2**62, ""), limit=size):
        back = [*page, *back]
    assert (tuple(forward), tuple(back)) == (whole, whole)


@pytest.mark.parametrize("part", QUEUE_PARTS)
def test_counts_and_places_in_the_queue_are_those_of_the_whole(desk: Desk, part: QueuePart) -> None:
    whole = desk.queue(part)
    assert desk.waiting()[part] == len(whole)
    assert [desk.waiting_before(one.turn, part) for one in whole] == list(range(len(whole)))
    assert all(desk.is_waiting(one.id, part) and desk.turn_of(one.id) == one.turn for one in whole)


def test_the_parts_of_the_queue_are_what_they_say(desk: Desk) -> None:
    whole = desk.queue()
    assert desk.queue("nowhere") == tuple(one for one in whole if one.lat is None)
    assert desk.queue("same") == tuple(one for one in whole if one.doubts)
    assert {one.id: one.doubts for one in desk.queue("same")} == {"e01": 2, "e02": 1, "e03": 1, "e04": 1, "e40": 1}


def test_what_is_no_event_or_does_not_wait_has_no_place_in_the_queue(desk: Desk) -> None:
    rejected = next(made(number).id for number in range(48) if made(number).status == "rejected")
    assert desk.turn_of("no-such-event") is None
    assert not desk.is_waiting("no-such-event")
    assert not desk.is_waiting(rejected)
    assert desk.turn_of(rejected) is not None


def test_a_changed_day_moves_an_event_in_the_queue(new_store: NewStore) -> None:
    with Store(new_store()) as store:
        one, other = (replace(made(1), id=name, confidence=0.5) for name in ("a", "b"))
        store.add_events([one, other])
        store.save_event(replace(other, date_start=DAYS[1] and DAYS[1] + timedelta(days=900)))
        assert [line.id for line in Desk(store).queue()] == ["b", "a"]


def test_a_page_of_the_queue_is_read_by_its_index_alone(store: Store, desk: Desk) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    with store.reader() as connection:
        engine = connection.engine
    listening.listen(engine, "before_cursor_execute", note)
    desk.queue(after=(400_000_000, ""), limit=3)
    desk.waiting_before((400_000_000, ""))
    listening.remove(engine, "before_cursor_execute", note)
    with store.reader() as connection:
        for statement, values in asked:
            if " FROM events" in statement.replace("\n", " "):
                plan = explain(connection, statement, values)
                assert "ix_events_queue_turn" in plan
                assert "TEMP B-TREE" not in plan
                assert "Sort" not in plan


def explain(connection: Connection, statement: str, values: Any) -> str:
    """How the database means to answer."""
    if connection.dialect.name == "sqlite":
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))
    for way in ("enable_seqscan", "enable_bitmapscan"):  # so few rows it would read without an index
        connection.exec_driver_sql(f"SET LOCAL {way} = off")
    return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values))
