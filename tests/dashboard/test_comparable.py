"""What a new report is compared with: for its events the few that are read give the same matches as all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.comparable import MOST_NEW, read_comparable
from dashboard.families import families_of
from dashboard.merging.matching import find_matches
from dashboard.reading.read import read_report
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.accuracy.same_events import read_told
from tests.stores import NewStore


@pytest.fixture(scope="module")
def store(gazetteer: Gazetteer, new_shared_store: NewStore) -> Iterator[Store]:
    """The reports of the hand-checked set of same events."""
    with Store(new_shared_store()) as opened:
        for told in read_told():
            report = read_report(told.text, gazetteer, published=told.published, source=told.source, report_id=told.id)
            opened.save(report)
        yield opened


def test_the_few_that_are_read_give_the_same_matches_as_all(store: Store) -> None:
    every = store.events_frame()
    found = sizes = 0
    with store.reader() as connection:
        families = families_of(connection)
        for event_id in every["id"][::9]:
            near = read_comparable(connection, [event_id])
            assert near is not None
            wanted = find_matches(every, families, new={event_id})
            assert find_matches(near.frame, near.families, new={event_id}) == wanted, event_id
            found += bool(wanted.joins or wanted.doubts)
            sizes += len(near.frame)
    assert found > 10
    assert sizes < len(every[::9]) * len(every) / 2


def test_the_events_of_one_report_are_looked_at_together(store: Store) -> None:
    every = store.events_frame()
    with store.reader() as connection:
        families = families_of(connection)
        for new in (set(every["id"][:40]), set(every["id"][::7])):
            near = read_comparable(connection, new)
            assert near is not None
            assert find_matches(near.frame, near.families, new=new) == find_matches(every, families, new=new)


def test_very_many_new_events_are_compared_with_all(store: Store) -> None:
    with store.reader() as connection:
        assert read_comparable(connection, [str(number) for number in range(MOST_NEW + 1)]) is None
        none = read_comparable(connection, [])
    assert none is not None
    assert none.frame.empty
