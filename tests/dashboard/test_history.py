"""Any past state of the store can be told as it was recorded then, whatever was changed, joined or taken back since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shapely import Point

from dashboard import clock
from dashboard.as_known import last_time, read_known_on, write_known_on
from dashboard.cli import main
from dashboard.errors import FilterError, StoreError
from dashboard.events import STATUSES, Claim, Event, EventForce, EventPlace, Evidence
from dashboard.filters import EventFilter, from_query, to_query
from dashboard.reading.read import ReadReport
from dashboard.review import Desk
from dashboard.store import Store, StoredReport
from tests.stores import NewStore

SOURCES = ("Khabur Monitor", "Jazira Notes")
START = datetime(2026, 4, 1, 12)


@dataclass
class Machine:
    """The machine's clock, which somebody may put back."""

    now: datetime = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(scope="module", autouse=True)
def machine() -> Iterator[Machine]:
    made = Machine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "utc_now", made)
        yield made


@pytest.fixture(scope="module")
def shared(new_shared_store: NewStore) -> Iterator[Store]:
    with Store(new_shared_store()) as store:
        yield store


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    with Store(new_store()) as store:
        yield store


def event(event_id: str, report_id: str, *, lat: float = 36.8, kind: str = "shelling") -> Event:
    return Event(
        id=event_id,
        layer="incident",
        kind=kind,
        date_start=date(2022, 10, 8),
        date_end=date(2022, 10, 8),
        date_precision="day",
        forces=(EventForce(id="turkey"),),
        place=EventPlace(name="Zirgan", lat=lat, lon=40.2, geometry=Point(40.2, lat).buffer(0.1), geo_precision=2),
        confidence=0.7,
        sources=(report_id,),
        claims=(Claim(report_id=report_id, fields={"kind": kind}),),
        evidence=(Evidence(field="kind", report_id=report_id, start=0, end=5, rule="test"),),
    )


@dataclass
class History:
    """What was done to a store, and what it held after each step."""

    store: Store
    machine: Machine
    recorded: dict[datetime, list[gpd.GeoDataFrame]] = field(default_factory=dict)

    def record(self) -> None:
        with self.store.reader() as connection:
            microseconds = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'clock'").scalar_one()
        now = datetime(1970, 1, 1) + timedelta(microseconds=microseconds)
        self.recorded[now] = frames(self.store)

    def events(self) -> list[str]:
        return self.store.events_frame()["id"].tolist()


def frames(store: Store, moment: datetime | None = None) -> list[gpd.GeoDataFrame]:
    known = None if moment is None else moment.replace(tzinfo=UTC)
    return [store.events_frame(according_to=source, as_known_on=known) for source in ("", *SOURCES)]


def same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    plain = [frame.drop(columns="geometry").reset_index(drop=True) for frame in (one, other)]
    return plain[0].equals(plain[1]) and one["geometry"].to_wkb().tolist() == other["geometry"].to_wkb().tolist()


NUMBERS = count()


def read_in(history: History, choice: int) -> None:
    number = next(NUMBERS)
    events = [event(f"e{number}-{n}", f"r{number}", lat=36 + number % 7 / 10) for n in range(choice % 3)]
    text = f"Shells fell at dawn, report {number} says."
    source = SOURCES[choice % 2]
    history.store.save(ReadReport(id=f"r{number}", lang="en", title="", text=text, source=source, events=tuple(events)))


def add_in_bulk(history: History, choice: int) -> None:
    number = next(NUMBERS)
    report = StoredReport(id=f"r{number}", text=f"Old text {number}.", source=SOURCES[choice % 2], read_at=START)
    history.store.add_events([event(f"e{number}", f"r{number}")], reports=[report])


def set_status(history: History, choice: int) -> None:
    ids = history.events()
    Desk(history.store).set_status(ids[choice % len(ids)], STATUSES[choice % len(STATUSES)], who="Rana")


def edit(history: History, choice: int) -> None:
    ids = history.events()
    before = history.store.event(ids[choice % len(ids)])
    moved = replace(before.place, name=f"Place {choice}", lat=37.0, geometry=Point(40, 37))
    day = None if choice % 3 == 0 else date(2022, 1 + choice % 12, 3)
    forces = (*before.forces, EventForce(id="sdf", role="target"))[: 1 + choice % 2]
    changed = replace(before, place=moved, date_start=day, date_end=day, note=str(choice), forces=forces)
    Desk(history.store).accept(changed, who="Rana")


def by_hand(history: History, choice: int) -> None:
    made = replace(event(f"h{next(NUMBERS)}", "", lat=36 + choice % 5), sources=(), claims=(), evidence=())
    history.store.save_event(made, who="Omar")


def join(history: History, choice: int) -> None:
    ids = history.events()
    Desk(history.store).join({ids[choice % len(ids)], ids[(choice // 3) % len(ids)], ids[-1]}, who="Rana")


def split(history: History, choice: int) -> None:
    desk = Desk(history.store)
    joined = [(one, desk.members(one)) for one in history.events() if desk.members(one)]
    one, members = joined[choice % len(joined)]
    desk.split(one, [members[choice % len(members)].id], who="Omar")


def undo(history: History, choice: int) -> None:
    desk = Desk(history.store)
    last = desk.log()[-1].change
    desk.undo(last - choice % min(last, 3), who="Omar")


def put_clock_back(history: History, choice: int) -> None:
    history.machine.now -= timedelta(minutes=choice % 90)


STEPS: tuple[Callable[[History, int], None], ...] = (
    *(read_in, read_in, add_in_bulk, set_status, edit, edit, by_hand, join, join, split, undo, undo, put_clock_back),
)


@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 999)), min_size=3, max_size=10))
@settings(
    deadline=None,
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],  # the store goes on from one example to the next: they can't be shrunk
    suppress_health_check=[HealthCheck.too_slow],
)
def test_the_store_as_known_then_is_what_was_recorded_then(
    shared: Store, machine: Machine, steps: list[tuple[Callable[[History, int], None], int]]
) -> None:
    history = History(shared, machine)
    history.record()
    for step, choice in steps:
        with suppress(StoreError, ZeroDivisionError, IndexError):  # nothing to do it to, or refused: nothing written
            step(history, choice)
        history.record()
    for moment, recorded in history.recorded.items():
        told = frames(shared, moment)
        assert all(same(one, other) for one, other in zip(told, recorded, strict=True)), moment


def test_one_event_is_told_as_it_was(store: Store, machine: Machine) -> None:
    before_all = machine.now.replace(tzinfo=UTC)
    store.save(ReadReport(id="r1", lang="en", title="", text="Shells fell.", events=(event("e1", "r1"),)))
    then, first = machine.now.replace(tzinfo=UTC), store.event("e1")
    Desk(store).accept(replace(first, kind="clash"), who="Rana")
    assert store.event("e1").kind == "clash"
    assert store.event("e1", as_known_on=then) == first
    with pytest.raises(StoreError, match="no event 'e1'"):
        store.event("e1", as_known_on=before_all)


def test_a_clock_put_back_does_not_put_the_log_out_of_order(store: Store, machine: Machine) -> None:
    store.save(ReadReport(id="r1", lang="en", title="", text="Shells fell.", events=(event("e1", "r1"),)))
    for status in ("reviewed", "disputed", "verified"):
        Desk(store).set_status("e1", status)
        machine.now -= timedelta(days=400)
    log = Desk(store).log()
    assert [line.at for line in log] == sorted(line.at for line in log)
    assert {line.at for line in log} == {log[0].at}
    assert [line.change for line in log if line.field == "status"] == [1, 2, 3]
    machine.now += timedelta(days=1201)
    Desk(store).set_status("e1", "auto")
    assert Desk(store).log()[-1].at > log[0].at
    assert store.events_frame(as_known_on=log[0].at)["status"].tolist() == ["verified"]


@pytest.mark.parametrize(
    ("word", "last"),
    [
        ("2026-05-01", datetime(2026, 5, 1, 23, 59, 59, 999999)),
        ("2026-05-01T14:30Z", datetime(2026, 5, 1, 14, 30)),
        ("2026-05-01T14:30:05.25", datetime(2026, 5, 1, 14, 30, 5, 250000)),
        ("2026-05-01T01:30+03:00", datetime(2026, 4, 30, 22, 30)),
    ],
)
def test_a_day_is_its_end_in_utc_and_a_time_is_itself(word: str, last: datetime) -> None:
    known = read_known_on(word)
    assert known is not None
    assert last_time(known) == last
    assert read_known_on(write_known_on(known)) == known
    assert from_query(to_query(EventFilter(as_known_on=known))).as_known_on == known


def test_a_time_of_another_zone_is_the_same_time() -> None:
    there = datetime(2026, 5, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    assert last_time(there) == datetime(2026, 4, 30, 22, 30)


@pytest.mark.parametrize("word", ["yesterday", "2026-13-01", "2026-05-01T25:00", "20260501T", "0001-01-01T00:00+14:00"])
def test_what_is_no_moment_is_refused(word: str) -> None:
    with pytest.raises(FilterError, match="as-known-on"):
        read_known_on(word)


def test_a_past_state_is_exported(
    new_store: NewStore, machine: Machine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out, address = tmp_path_factory.mktemp("out") / "then.csv", new_store()
    with Store(address) as store:
        store.save(ReadReport(id="r1", lang="en", title="", text="Shells fell.", events=(event("e1", "r1"),)))
        then = machine.now
        machine.now += timedelta(days=3)
        Desk(store).accept(replace(store.event("e1"), kind="clash"), who="Rana")
    for known, kind in ((then.date().isoformat(), "shelling"), (write_known_on(machine.now), "clash")):
        assert main(["export", str(out), "--store", address, "--as-known-on", known]) == 0
        assert f'"{kind}"' in out.read_text(encoding="utf-8-sig")
    assert main(["export", str(out), "--store", address, "--as-known-on", "soon"]) == 2
