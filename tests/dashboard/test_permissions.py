"""Who may do what is kept by the core: every forbidden action of every role is tried, and changes nothing."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.corrections import settled_by_source
from dashboard.errors import DashboardError, PermissionDenied, StoreError, UsageError
from dashboard.events import CasualtyRange, Claim, Event, EventForce, EventPlace, Evidence
from dashboard.interchange import FORMATS, events_as_bytes
from dashboard.packing import pack_events
from dashboard.permissions import (
    MACHINE,
    NOBODY,
    REFUSALS,
    Permission,
    Person,
    Role,
    permissions_of_roles,
    person_as,
)
from dashboard.place_doorway import import_places, own_places_for, remove_import
from dashboard.problems import say_problem
from dashboard.reading.read import ReadReport
from dashboard.remembering import apply_moves, moves_for
from dashboard.review import Desk
from dashboard.review_log import SOFTWARE
from dashboard.store import Store
from dashboard.translation import Words
from gazetteer.importing import ImportRequest
from gazetteer.own import OwnPlaces
from gazetteer.places import Place

OPEN, HIDDEN = "seen-event", "unseen-event"
OPEN_TEXT = "Shells fell near Amuda on Saturday, our man Marwan at the mill said."
HIDDEN_TEXT = "A convoy of nine lorries left Rumaylan by night, the clerk Tamer said."
OPEN_SOURCE, HIDDEN_SOURCE = "Valley Courier", "Night Desk"


def told(event_id: str, report_id: str, place: str, *, lat: float, **values: object) -> Event:
    made = Event(
        id=event_id,
        layer="incident",
        kind="shelling",
        date_start=date(2022, 10, 8),
        date_end=date(2022, 10, 8),
        date_precision="day",
        forces=(EventForce(id="turkey"),),
        place=EventPlace(name=place, place_ids=(f"t:{place}",), lat=lat, lon=40.2, radius_m=900.0, geo_precision=1),
        wounded=CasualtyRange(low=1, best=1, high=1),
        sources=(report_id,),
        claims=(Claim(report_id=report_id, fields={"kind": "shelling"}),),
        evidence=(Evidence(field="kind", report_id=report_id, start=0, end=24, rule="test"),),
        note=f"told by the clerk of {place}",
    )
    return replace(made, **values)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an event that was reviewed, another that was not, and two waiting ones to be decided about."""
    path = tmp_path_factory.mktemp("template") / "store.sqlite"
    with Store(path) as store:
        one = told(OPEN, "r-open", "Amuda", lat=37.1, status="verified", is_checked=True)
        other = told(HIDDEN, "r-hidden", "Rumaylan", lat=36.9)
        for event, text, source in ((one, OPEN_TEXT, OPEN_SOURCE), (other, HIDDEN_TEXT, HIDDEN_SOURCE)):
            report = ReadReport(
                id=event.sources[0], lang="en", title=f"Title of {source}", text=text, source=source, events=(event,)
            )
            store.save(report)
        store.add_events([told("a", "r-open", "Amuda", lat=37.1), told("b", "r-open", "Amuda", lat=37.1)])
        Desk(store).remember(source=OPEN_SOURCE, name="Amuda", place_id="t:x", who="first")
        Desk(store).set_status("a", "reviewed", who="somebody@else.example")
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    return Path(shutil.copyfile(template, tmp_path / "store.sqlite"))


@pytest.fixture
def open_as(path: Path) -> Iterator[Callable[[Person], Store]]:
    """A function that opens that store for a person."""
    opened: list[Store] = []

    def open_store(person: Person) -> Store:
        opened.append(Store(path, must_exist=True, person=person))
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


NEW_REPORT = ReadReport(id="r-new", lang="en", title="", text="A new text.", source="New", events=())
A_PLACE = Place(id="", name="Tell Test", kind="village", lat=36.0, lon=41.0, radius_m=500.0)


def _remember(store: Store) -> None:
    Desk(store).remember(source="s", name="n", place_id="p")


def _other_change(store: Store) -> int:
    with closing(sqlite3.connect(store.url)) as database:
        wanted = "SELECT max(change) FROM review_log WHERE who = 'somebody@else.example'"
        return int(database.execute(wanted).fetchone()[0])


STORE_ACTIONS: dict[str, tuple[Permission, Callable[[Store], object]]] = {
    "see events": (Permission.SEE, lambda store: store.events_frame()),
    "see one event": (Permission.SEE, lambda store: store.event(OPEN)),
    "see every event": (Permission.SEE, lambda store: store.events()),
    "see a report": (Permission.SEE_SOURCES, lambda store: store.report("r-open")),
    "see the reports": (Permission.SEE_SOURCES, lambda store: store.reports()),
    "see a telling": (Permission.SEE_SOURCES, lambda store: store.events_frame(according_to=OPEN_SOURCE)),
    "see a reading": (Permission.SEE_UNREVIEWED, lambda store: store.reading("r-open")),
    "see an event's revision": (Permission.SEE_UNREVIEWED, lambda store: store.event_revision(OPEN)),
    "see the queue": (Permission.SEE_UNREVIEWED, lambda store: Desk(store).queue()),
    "count the queue": (Permission.SEE_UNREVIEWED, lambda store: Desk(store).waiting()),
    "see doubts": (Permission.SEE_UNREVIEWED, lambda store: Desk(store).doubts()),
    "see the log": (Permission.SEE_UNREVIEWED, lambda store: Desk(store).log()),
    "see corrections": (Permission.SEE_UNREVIEWED, lambda store: Desk(store).corrections()),
    "ask for a text": (Permission.READ_IN, lambda store: store.has_text(OPEN_TEXT)),
    "see what is settled": (Permission.READ_IN, lambda store: settled_by_source(store)),
    "read in": (Permission.READ_IN, lambda store: store.save(NEW_REPORT)),
    "add events": (Permission.READ_IN, lambda store: store.add_events([told("new", "r-open", "Amuda", lat=37.0)])),
    "match": (Permission.READ_IN, lambda store: Desk(store).match(["a"])),
    "save an event": (Permission.EDIT, lambda store: store.save_event(told(OPEN, "r-open", "Elsewhere", lat=36.0))),
    "set a status": (Permission.EDIT, lambda store: Desk(store).set_status(OPEN, "rejected")),
    "accept": (Permission.EDIT, lambda store: Desk(store).accept(told("b", "r-open", "Amuda", lat=37.1))),
    "join": (Permission.EDIT, lambda store: Desk(store).join(["a", "b"])),
    "keep apart": (Permission.EDIT, lambda store: Desk(store).keep_apart("a", "b")),
    "split": (Permission.EDIT, lambda store: Desk(store).split("a", [])),
    "write at all": (Permission.EDIT, lambda store: store.writer().__enter__()),
    "remember a place": (Permission.CORRECT_PLACES, _remember),
    "forget a place": (Permission.CORRECT_PLACES, lambda store: Desk(store).forget(1)),
    "move by a place": (Permission.CORRECT_PLACES, lambda store: apply_moves(store, [])),
    "undo another's change": (Permission.UNDO_OTHERS, lambda store: Desk(store).undo(_other_change(store))),
}


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def tried(store: Store, action: str) -> str:
    """What became of an action: "done", "refused", or "not now" where it is allowed but there is nothing to do."""
    try:
        STORE_ACTIONS[action][1](store)
    except PermissionDenied:
        return "refused"
    except DashboardError:
        return "not now"
    return "done"


@pytest.mark.parametrize("role", list(Role))
def test_the_store_refuses_what_a_role_may_not(role: Role, path: Path, open_as: Callable[[Person], Store]) -> None:
    person = person_as(role, name=f"{role}@test.example")
    store, before = open_as(person), content(path)
    forbidden = [action for action, (needs, _) in STORE_ACTIONS.items() if not person.may(needs)]
    assert {action: tried(store, action) for action in forbidden} == dict.fromkeys(forbidden, "refused")
    assert content(path) == before
    assert "refused" not in {tried(store, action) for action in STORE_ACTIONS if action not in forbidden}


def test_nobody_may_do_anything(path: Path, open_as: Callable[[Person], Store]) -> None:
    store, before = open_as(NOBODY), content(path)
    assert {tried(store, action) for action in STORE_ACTIONS} == {"refused"}
    assert content(path) == before


@pytest.mark.parametrize("missing", [one for one in Permission if one is not Permission.SEE])
def test_each_permission_is_asked_for_by_itself(missing: Permission, open_as: Callable[[Person], Store]) -> None:
    """With all but one permission the actions that need that one fail: none leans on another's check."""
    store = open_as(Person(role=Role.ADMIN, may_do=frozenset(Permission) - {missing}, name="x@test.example"))
    of_it = [action for action, (needs, _) in STORE_ACTIONS.items() if needs is missing]
    assert {action: tried(store, action) for action in of_it} == dict.fromkeys(of_it, "refused")


def test_a_report_read_in_may_not_change_events_that_are_there(open_as: Callable[[Person], Store]) -> None:
    person = Person(role=Role.EDITOR, may_do=frozenset({Permission.SEE, Permission.READ_IN}), name="x@test.example")
    changed = told(OPEN, "r-open", "Elsewhere", lat=36.0)
    for text in (OPEN_TEXT, "Another text."):
        report = ReadReport(id="r-other", lang="en", title="", text=text, source="", events=())
        with pytest.raises(PermissionDenied):
            open_as(person).save(report, [changed])
    assert open_as(MACHINE).event(OPEN).place.name == "Amuda"


@pytest.mark.parametrize("role", list(Role))
def test_the_gazetteer_is_changed_by_who_may_only(role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAWRIYA_OWN_PLACES", str(tmp_path / "own.sqlite"))
    monkeypatch.setenv("DAWRIYA_IMPORTED", str(tmp_path / "imported"))
    kept = OwnPlaces.open().add(A_PLACE, who="before")
    OwnPlaces.open().add_alias(kept.id, "Tell Other", who="before")
    person = person_as(role, name=f"{role}@test.example")
    own = own_places_for(person)
    changes: tuple[Callable[[], object], ...] = (
        lambda: own.add(A_PLACE, who="forged"),
        lambda: own.correct(replace(kept, name="Renamed"), who="forged"),
        lambda: own.add_alias(kept.id, "Third", who="forged"),
        lambda: own.remove_alias(kept.id, "Tell Other", who="forged"),
        lambda: own.remove(kept.id, who="forged"),
        lambda: own.restore(kept.id, who="forged"),
    )
    for change in changes:
        if person.may(Permission.OWN_PLACES):
            change()
        else:
            with pytest.raises(PermissionDenied):
                change()
    history = {change.who for change in own.history()}
    assert history == ({"before", f"{role}@test.example"} if person.may(Permission.OWN_PLACES) else {"before"})
    file = tmp_path / "places.csv"
    file.write_text("name,lat,lon\nTell Far,36.5,41.5\n", encoding="utf-8")
    imports: tuple[Callable[[], object], ...] = (
        lambda: import_places(person, ImportRequest(path=file), rebuild=False),
        lambda: remove_import(person, "places"),
    )
    for change in imports:
        if person.may(Permission.IMPORT_PLACES):
            change()
        else:
            with pytest.raises(PermissionDenied):
                change()
    assert not list((tmp_path / "imported").glob("*"))


# The log --------------------------------------------------------------------------------------------------------------


def test_the_log_has_who_signed_in_whatever_name_is_said(open_as: Callable[[Person], Store], path: Path) -> None:
    store = open_as(person_as(Role.ADMIN, name="layla@test.example"))
    desk = Desk(store)
    desk.set_status(OPEN, "disputed", who="forged")
    store.save_event(told("c", "r-open", "Amuda", lat=37.1), who="forged")
    desk.undo(desk.last_change("layla@test.example"), who="forged")
    apply_moves(store, moves_for(store, None, source="none", settled={}), who="forged")  # type: ignore[arg-type]
    desk.remember(source="s", name="n", place_id="p", who="forged")
    desk.match(["a", "b"])
    lines = Desk(open_as(MACHINE)).log()
    assert "forged" not in {line.who for line in lines}
    assert "layla@test.example" in {line.who for line in lines}
    assert {line.who for line in lines if line.action == "join"} <= {SOFTWARE}
    assert "forged" not in "\n".join(content(path))


def test_at_the_machine_the_log_has_the_name_that_is_said(open_as: Callable[[Person], Store]) -> None:
    desk = Desk(open_as(MACHINE))
    desk.set_status(OPEN, "disputed", who="Layla")
    assert desk.log(OPEN)[-1].who == "Layla"


def test_an_editor_takes_back_what_is_their_own(open_as: Callable[[Person], Store]) -> None:
    desk = Desk(open_as(person_as(Role.EDITOR, name="e@test.example")))
    desk.set_status(OPEN, "rejected")
    assert desk.undo(desk.last_change("e@test.example")) == (OPEN,)


# Nothing more is seen -------------------------------------------------------------------------------------------------

SIGHTS = [
    frozenset({Permission.SEE, Permission.EXPORT}),
    frozenset({Permission.SEE, Permission.EXPORT, Permission.SEE_SOURCES}),
    frozenset({Permission.SEE, Permission.EXPORT, Permission.SEE_UNREVIEWED}),
]
SECRETS_OF_SOURCES = ("Marwan", "mill", OPEN_SOURCE, "r-open", "told by the clerk")
SECRETS_OF_THE_UNREVIEWED = (HIDDEN, "Rumaylan", "lorries", "Tamer", HIDDEN_SOURCE, "r-hidden")


def _secrets(may_do: frozenset[Permission]) -> list[str]:
    secrets: list[str] = []
    if Permission.SEE_SOURCES not in may_do:
        secrets += [*SECRETS_OF_SOURCES, "lorries", "Tamer", HIDDEN_SOURCE, "r-hidden"]
    if Permission.SEE_UNREVIEWED not in may_do:
        secrets += SECRETS_OF_THE_UNREVIEWED
    return secrets


@pytest.mark.parametrize("may_do", SIGHTS, ids=lambda one: " + ".join(sorted(one)))
def test_what_may_not_be_seen_is_in_nothing_that_is_made(
    may_do: frozenset[Permission], open_as: Callable[[Person], Store]
) -> None:
    store = open_as(Person(role=Role.VIEWER, may_do=may_do))
    frame = store.events_frame()
    assert OPEN in set(frame["id"])
    packed = pack_events(frame)
    told_of = [frame.to_csv(), repr(store.events()), repr(packed), repr(store.sources())]
    told_of += [str(packed.meta), str(packed.details), packed.columns.decode("latin-1"), repr(packed.spot_keys)]
    if Permission.SEE_SOURCES in may_do:
        told_of.append(repr(store.reports()))
    for suffix in FORMATS:
        content = events_as_bytes(frame, suffix, "en")
        told_of.append(content.decode("latin-1"))
    for secret in _secrets(may_do):
        assert not [text[:60] for text in told_of if secret in text], secret


@pytest.mark.parametrize("may_do", SIGHTS[:2])
def test_a_hidden_event_is_as_one_that_is_not_there(
    may_do: frozenset[Permission], open_as: Callable[[Person], Store]
) -> None:
    store = open_as(Person(role=Role.VIEWER, may_do=may_do))
    said = []
    for event_id in (HIDDEN, "no-such-event"):
        with pytest.raises(StoreError) as error:
            store.event(event_id)
        said.append(str(error.value).replace(event_id, "ID"))
    assert said[0] == said[1]


def test_the_past_shows_no_more_than_the_present(open_as: Callable[[Person], Store]) -> None:
    """An event that was reviewed and taken back is not shown from before; nor are sources."""
    desk = Desk(open_as(MACHINE))
    then = datetime(2100, 1, 1, tzinfo=UTC)
    viewer = open_as(Person(role=Role.VIEWER, may_do=SIGHTS[0]))
    assert viewer.event(OPEN, as_known_on=then).sources == ()
    frame = viewer.events_frame(as_known_on=then)
    assert OPEN in set(frame["id"])
    assert HIDDEN not in set(frame["id"])
    assert set(frame["source"]) == {""}
    before = datetime.now(UTC)
    time.sleep(0.01)
    desk.set_status(OPEN, "rejected")
    assert OPEN not in set(viewer.events_frame(as_known_on=before)["id"])
    with pytest.raises(StoreError):
        viewer.event(OPEN, as_known_on=before)
    assert desk is not None
    assert open_as(MACHINE).event(OPEN, as_known_on=before).status == "verified"


def test_reports_behind_nothing_reviewed_stay_hidden(open_as: Callable[[Person], Store]) -> None:
    store = open_as(Person(role=Role.VIEWER, may_do=SIGHTS[1]))
    assert store.report("r-open").source == OPEN_SOURCE
    with pytest.raises(StoreError, match="no report"):
        store.report("r-hidden")
    assert [one.id for one in store.reports()] == ["r-open"]
    assert store.sources() == (OPEN_SOURCE,)
    assert store.events_frame(according_to=HIDDEN_SOURCE).empty


# The database itself --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.VIEWER, Role.ANALYST])
def test_for_who_changes_nothing_the_database_refuses_to_write(
    role: Role, path: Path, open_as: Callable[[Person], Store]
) -> None:
    before = content(path)
    store = open_as(person_as(role))
    # Past every check of ours, as a mistake of ours would go.
    with pytest.raises(StoreError, match="readonly"), store.acting_as(MACHINE).writer():
        pass
    with pytest.raises(StoreError, match="readonly"), store.reader() as connection:
        connection.exec_driver_sql("DELETE FROM events")
    assert content(path) == before
    assert len(store.events_frame()) > 0


def test_a_new_store_is_made_even_for_the_public(tmp_path: Path) -> None:
    with Store(tmp_path / "new.sqlite", person=person_as(Role.PUBLIC)) as store:
        assert store.events_frame().empty


# The table ------------------------------------------------------------------------------------------------------------


def test_each_role_may_all_that_the_one_below_may() -> None:
    table = permissions_of_roles()
    for lower, higher in zip(list(Role), list(Role)[1:], strict=False):
        assert table[lower] <= table[higher]
    assert table[Role.ADMIN] == frozenset(Permission)
    assert not person_as(Role.ANALYST).may_write


def test_where_the_public_may_look_nobody_who_signs_in_sees_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"{one},yes,no,no,no,no" for one in Permission]
    (tmp_path / "own.csv").write_text("permission,public,viewer,analyst,editor,admin\n" + "\n".join(lines))
    monkeypatch.setenv("DAWRIYA_PERMISSIONS", str(tmp_path / "own.csv"))
    assert person_as(Role.VIEWER).may_do == frozenset()
    assert person_as(Role.VIEWER, at_least=Role.PUBLIC).may_do == frozenset(Permission)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("permission,public\nfly,yes\n", "line 2, column permission"),
        ("permission,public,viewer,analyst,editor,admin\nsee,yes,maybe,yes,yes,yes\n", "line 2, column viewer"),
        ("permission,public,viewer,analyst,editor,admin\nsee,yes,yes,yes,yes,yes\n", "no line for back up"),
    ],
)
def test_a_table_that_does_not_read_lets_nobody_in(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.csv").write_text(text)
    monkeypatch.setenv("DAWRIYA_PERMISSIONS", str(tmp_path / "own.csv"))
    with pytest.raises(UsageError, match=said):
        person_as(Role.ADMIN)


def test_every_refusal_is_said_in_arabic_too() -> None:
    assert set(REFUSALS) == set(Permission)
    for said in REFUSALS.values():
        assert say_problem(said, Words("en")) == said
        assert say_problem(said, Words("ar")) not in (said, "")
        assert said not in say_problem(said, Words("ar"))
