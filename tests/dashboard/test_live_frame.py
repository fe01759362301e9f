"""A table of events goes on with the store: spliced from what has changed, it is the one that is read whole."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import Point
from sqlalchemy import select

from dashboard import live_frame, schema
from dashboard.batch.joining import join_groups
from dashboard.clock import utc_now
from dashboard.coded.bring_in import Request, bring_in
from dashboard.errors import DashboardError
from dashboard.event_files import RowPrints
from dashboard.events import STATUSES, Event, EventForce, EventPlace
from dashboard.facets import index_of
from dashboard.filters import EventFilter, count_by, select_mask
from dashboard.kept_with import part_of
from dashboard.live_frame import LiveFrame, LiveTable
from dashboard.permissions import Permission, Person, Role
from dashboard.reading.read import ReadReport
from dashboard.review import Desk
from dashboard.splicing import Splice
from dashboard.store import Store
from dashboard.timeline_bars import Stack, timeline_bars
from dashboard.upkeep.backup import back_up
from dashboard.upkeep.dump import open_dump
from dashboard.upkeep.restore import restore
from tests.coded_files import acled_row, write_csv
from tests.stores import NewStore

SOURCES = ("Khabur Monitor", "Jazira Notes")
DAYS = (None, date(1066, 10, 14), date(2500, 1, 1), *(date(2024, 5, day) for day in (1, 1, 2, 3, 9)))
NO_SOURCES = Person(role=Role.PUBLIC, may_do=frozenset({Permission.SEE, Permission.SEE_UNREVIEWED}))
PUBLIC = Person(role=Role.PUBLIC, may_do=frozenset({Permission.SEE}))
REVIEWED_ONLY = Person(role=Role.PUBLIC, may_do=frozenset({Permission.SEE, Permission.SEE_SOURCES}))
FILTERS = (
    EventFilter(),
    EventFilter(text="patrol", statuses=STATUSES),
    EventFilter(place="Zirgan", statuses=STATUSES),
    EventFilter(place="dawriya:2", statuses=STATUSES),
    EventFilter(forces=("us",), date_from=date(2024, 5, 2)),
)


class Made:
    """A store that is changed at random, by a number that says which changes."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.desk, self.chance, self.reports = store, Desk(store), random.Random(seed), 0

    def events(self) -> list[str]:
        with self.store.reader() as connection:
            return list(connection.execute(select(schema.events.c.id).order_by(schema.events.c.id)).scalars())

    def some(self, number: int) -> list[str]:
        known = self.events()
        return self.chance.sample(known, min(number, len(known)))

    def values(self) -> dict[str, object]:
        """Values of an event, all of which may come again."""
        chance, day = self.chance, self.chance.choice(DAYS)
        number = chance.randrange(4)
        lat = chance.choice((None, 36.8, 37.0))
        place = EventPlace(
            name=("", "Zirgan", "Tell Tamr", "Al-Hol")[number],
            place_ids=(f"dawriya:{number}",),
            lat=lat,
            lon=None if lat is None else 40.2,
            geometry=None if lat is None else Point(40.2, lat),
            geo_precision=0 if lat is None else 1,
        )
        forces = tuple(EventForce(id=one) for one in chance.sample(("us", "russia", "sdf"), chance.randrange(3)))
        return {"date_start": day, "date_end": day, "place": place, "forces": forces, "status": chance.choice(STATUSES)}

    def save(self) -> None:
        self.reports += 1
        name, kind = f"r{self.reports}", self.chance.choice(("patrol", "clash"))
        made = [
            Event(
                id=f"{self.chance.randrange(10**6):06}",
                layer="patrol" if kind == "patrol" else "incident",
                kind=kind,
                sources=(name,),
                **self.values(),  # type: ignore[arg-type]
            )
            for _ in range(self.chance.randrange(4))
        ]
        text = f"Report {self.reports}. A {kind} near Zirgan."
        source = self.chance.choice(SOURCES)
        read = ReadReport(id=name, lang="en", title="", text=text, source=source, events=tuple(made))
        self.store.save(read)

    def edit(self) -> None:
        for one in self.some(self.chance.randrange(1, 4)):
            self.store.save_event(replace(self.store.event(one), **self.values()))  # type: ignore[arg-type]

    def decide(self) -> None:
        for one in self.some(1):
            self.desk.set_status(one, self.chance.choice(STATUSES))

    def join(self) -> None:
        self.desk.join(self.some(self.chance.randrange(2, 4)))

    def join_many(self) -> None:
        with self.store.writer() as connection:
            join_groups(connection, [self.some(2)])

    def split(self) -> None:
        with self.store.reader() as connection:
            table = schema.events
            joined = connection.execute(select(table.c.id, table.c.joined_into).where(table.c.joined_into.is_not(None)))
            parts = [tuple(row) for row in joined]
        if parts:
            part, whole = self.chance.choice(sorted(parts))
            self.desk.split(whole, [part])

    def undo(self) -> None:
        changes = sorted({line.change for line in self.desk.log()})
        if changes:
            self.desk.undo(self.chance.choice(changes))

    def change(self, *steps: Callable[[], None]) -> None:
        """One of these changes, or of all that there are."""
        every = (self.save, self.edit, self.decide, self.join, self.join_many, self.split, self.undo, self.undo)
        try:
            self.chance.choice(steps or every)()
        except DashboardError:  # what can't be taken back, split or joined: nothing was written
            return


def assert_same(spliced: LiveFrame, whole: LiveFrame) -> None:
    assert_frame_equal(spliced.frame, whole.frame)
    assert spliced.frame.crs == whole.frame.crs
    assert spliced.revision == whole.revision
    assert np.array_equal(spliced.days, whole.days)
    for prints in ("ids", "drawn"):
        mine, other = (getattr(part_of(one.frame, RowPrints), prints) for one in (spliced, whole))
        assert np.array_equal(mine, other)
    for asked in FILTERS:
        assert np.array_equal(select_mask(spliced.frame, asked), select_mask(whole.frame, asked))
        assert count_by(spliced.frame, asked) == count_by(whole.frame, asked)
    for stack in get_args(Stack):
        assert timeline_bars(spliced.frame, EventFilter(), stack=stack) == timeline_bars(
            whole.frame, EventFilter(), stack=stack
        )
    for name in ("first_day", "last_day", "dated", "placed", "geo_precision"):
        mine, other = (getattr(index_of(one.frame), name) for one in (spliced, whole))
        assert mine.dtype == other.dtype
        assert np.array_equal(mine, other, equal_nan=name.endswith("day"))


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    with Store(new_store()) as opened:
        yield opened


@pytest.fixture
def made(store: Store) -> Made:
    """Eight reports with their events."""
    made = Made(store, 0)
    for _ in range(8):
        made.save()
    return made


def test_a_spliced_table_is_the_one_read_whole(store: Store, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    views = [(store.acting_as(PUBLIC), ""), (store.acting_as(NO_SOURCES), ""), (store, ""), (store, SOURCES[0])]
    views.append((store.acting_as(REVIEWED_ONLY), SOURCES[1]))
    tables = [view.live_frame(according_to=source) for view, source in views]
    monkeypatch.setattr(live_frame, "MOST_PIECES", 60)  # now and then a table is put together row by row
    for _ in range(30):
        made.change()
        if made.chance.random() < 0.4:  # several changes at once
            continue
        for number, (view, source) in enumerate(views):
            tables[number] = view.live_frame(according_to=source, after=tables[number])
            assert_same(tables[number], view.live_frame(according_to=source))
    assert all(len(one.frame) for one in tables[:4])


def test_a_source_tells_of_parts_that_come_and_leave() -> None:
    with Store("sqlite://") as store:
        made = Made(store, 0)
        for _ in range(6):
            made.save()
        tables = {source: store.live_frame(according_to=source) for source in SOURCES}
        for _ in range(60):
            made.change(made.join, made.split, made.undo, made.undo)
            for source, table in tables.items() if made.chance.random() < 0.5 else ():
                tables[source] = store.live_frame(according_to=source, after=table)
                assert_frame_equal(tables[source].frame, store.live_frame(according_to=source).frame)


def read_only_what_changed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows are read, each time."""
    read: list[int] = []
    whole = live_frame.frame_in_batches

    def counted(batches: Any) -> Any:
        frame = whole(batches)
        read.append(len(frame))
        return frame

    monkeypatch.setattr(live_frame, "frame_in_batches", counted)
    return read


def test_only_what_changed_is_read_and_the_rest_is_shared(
    store: Store, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.live_frame()
    index = index_of(before.frame)
    read = read_only_what_changed(monkeypatch)
    event = before.frame["id"].iloc[3]
    made.desk.set_status(event, "denied" if before.frame["status"].iloc[3] != "denied" else "verified")
    after = store.live_frame(after=before)
    assert read == [1]
    assert store.live_frame(after=after) is after
    for name in ("lat", "killed", "forces", "report_ids", "geometry"):
        assert np.shares_memory(before.frame[name].to_numpy(), after.frame[name].to_numpy()), name
    assert index_of(after.frame).status is not index.status
    assert index_of(after.frame).forces is index.forces
    assert index_of(after.frame).first_day is index.first_day


def test_of_very_many_changes_all_is_read(store: Store, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.live_frame()
    monkeypatch.setattr(live_frame, "FEW", 1)
    read = read_only_what_changed(monkeypatch)
    for event in made.some(3):
        store.save_event(replace(store.event(event), note="looked at"))
    after = store.live_frame(after=before)
    assert read == [len(after.frame)]
    assert_same(after, store.live_frame())


def test_an_event_that_is_no_longer_reviewed_leaves_the_publics_table(store: Store, made: Made) -> None:
    public = store.acting_as(PUBLIC)
    event = made.events()[0]
    made.desk.set_status(event, "verified")
    table = public.live_frame()
    assert event in set(table.frame["id"])
    made.desk.set_status(event, "auto")
    assert event not in set(public.live_frame(after=table).frame["id"])


@pytest.mark.usefixtures("made")
def test_coded_events_come_into_an_open_table(store: Store, tmp_path: Path) -> None:
    table = store.live_frame()
    rows = [acled_row(event_id_cnty=f"SYR{number}") for number in range(5)]
    bring_in(Request(path=write_csv(tmp_path / "coded.csv", rows)), store)
    after = store.live_frame(after=table)
    assert len(after.frame) == len(table.frame) + 5
    assert_same(after, store.live_frame())


def test_a_restored_store_is_read_whole(store: Store, made: Made, tmp_path: Path) -> None:
    with Store("sqlite://") as smaller:
        Made(smaller, 5).save()
        back_up(smaller, tmp_path / "smaller.zip")
        kept = smaller.live_frame()
    table = LiveTable(lambda after: store.live_frame(after=after))
    assert len(table.at(store.revision).frame) > len(kept.frame)
    with open_dump(tmp_path / "smaller.zip") as dump:
        restore(dump, store, force=True)
    after = table.at(store.revision)
    assert_frame_equal(after.frame, kept.frame)
    made.save()
    assert_same(table.at(store.revision), store.live_frame())


def test_a_run_sees_a_revision_or_a_later_one(store: Store, made: Made) -> None:
    table = LiveTable(lambda after: store.live_frame(after=after))
    earlier = store.revision
    first = table.at(earlier)
    made.desk.set_status(made.events()[0], "disputed")
    assert table.at(earlier) is first
    later = table.at(store.revision)
    assert later.revision == store.revision > earlier
    assert table.at(earlier) is later  # a run that began before: it gets what there is


def test_an_earlier_table_goes_with_all_that_was_made_of_it(store: Store, made: Made) -> None:
    table = LiveTable(lambda after: store.live_frame(after=after))
    first = table.at(store.revision).frame
    earlier = [weakref.ref(one) for one in (first, index_of(first), part_of(first, RowPrints))]
    del first
    made.desk.set_status(made.events()[0], "disputed")
    made.save()
    later = table.at(store.revision).frame
    assert index_of(later).status.counts(np.ones(len(later), dtype=np.bool_))["disputed"]
    gc.collect()
    assert [one() for one in earlier] == [None] * 3


def test_a_day_of_the_past_is_read_whole(store: Store, made: Made) -> None:
    then = utc_now()
    before = store.live_frame(as_known_on=then)
    assert store.live_frame(as_known_on=then, after=before) is before
    made.desk.set_status(made.events()[0], "disputed")
    after = store.live_frame(as_known_on=then, after=before)
    assert after.revision > before.revision
    assert_frame_equal(after.frame, before.frame)


@pytest.mark.parametrize("gone", [(), (0,), (4,), (0, 1, 2, 3, 4), (1, 3)])
@pytest.mark.parametrize("fresh", [(), (0,), (1, 3), (2, 3, 4)])
@pytest.mark.parametrize("by_row", [False, True])
def test_a_splice_takes_rows_out_and_puts_rows_in(gone: tuple[int, ...], fresh: tuple[int, ...], by_row: bool) -> None:
    rows = len(fresh) + 5 - len(gone)
    if fresh and fresh[-1] >= rows:
        return
    splice = Splice(5, np.array(gone, dtype=np.intp), np.array(fresh, dtype=np.intp), by_row)
    before, new = np.array(list("abcde")), np.array(list("XYZ"[: len(fresh)]), dtype="<U1")
    kept = iter(one for number, one in enumerate("abcde") if number not in gone)
    expected = [new[fresh.index(row)] if row in fresh else next(kept) for row in range(rows)]
    assert splice.array(before, new).tolist() == expected
    assert splice.column(pd.Series(before, dtype="str"), pd.Series(new, dtype="str")).tolist() == expected
