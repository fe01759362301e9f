"""A remembered place moves what waits of its source, as one change, and never what a person has looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from dashboard.errors import EventChanged
from dashboard.reading.read import read_report
from dashboard.remembering import Move, apply_moves, moves_for
from dashboard.review import Desk
from dashboard.store import Store
from gazetteer.index import Gazetteer
from gazetteer.names import bare_key
from tests.stores import NewStore

TEXTS = (
    "A Russian patrol reached Qahtaniyah on 8 October 2024 and stayed an hour.",
    "A Russian convoy drove to Qahtaniyah on 15 October 2024.",
    "Turkish artillery shelled Tell Tamr on 14 October 2024, wounding two civilians.",
)


@pytest.fixture
def store(new_store: NewStore, gazetteer: Gazetteer) -> Iterator[Store]:
    with Store(new_store()) as store:
        for source in ("Road Watch", "Khabur Monitor"):
            for text in TEXTS:
                text = f"{source}: {text}"
                store.save(read_report(text, gazetteer, source=source, published=date(2024, 10, 16)))
        yield store


@pytest.fixture
def raqqa(gazetteer: Gazetteer) -> str:
    """The id of the al-Qahtaniyah by Raqqa, which the texts do not mean by themselves."""
    return next(one.place.id for one in gazetteer.search("Qahtaniyah", limit=8) if one.place.admin1 == "SY-RA")


def moves(store: Store, gazetteer: Gazetteer, place_id: str) -> tuple[Move, ...]:
    return moves_for(store, gazetteer, source="Road Watch", settled={bare_key("Qahtaniyah"): place_id})


def test_only_what_names_the_place_in_that_source_would_move(store: Store, gazetteer: Gazetteer, raqqa: str) -> None:
    found = moves(store, gazetteer, raqqa)
    assert len(found) == 2
    assert {one.after.place.place_ids for one in found} == {(raqqa,)}
    assert raqqa not in {one for move in found for one in move.before.place.place_ids}
    assert {store.report(one.before.sources[0]).source for one in found} == {"Road Watch"}
    assert [store.event(one.before.id) for one in found] == [one.before for one in found], "nothing is written yet"


def test_what_a_person_has_looked_at_stays(store: Store, gazetteer: Gazetteer, raqqa: str) -> None:
    first, second = moves(store, gazetteer, raqqa)
    Desk(store).set_status(first.before.id, "verified")
    assert [one.before.id for one in moves(store, gazetteer, raqqa)] == [second.before.id]
    assert apply_moves(store, [first, second], who="Rana") == 1
    assert store.event(first.before.id).place == first.before.place


def test_moves_are_one_change_that_is_taken_back_as_one(store: Store, gazetteer: Gazetteer, raqqa: str) -> None:
    found, desk = moves(store, gazetteer, raqqa), Desk(store)
    assert apply_moves(store, found, who="Rana", why="remembered") == 2
    for move in found:
        now = store.event(move.before.id)
        assert now.place == move.after.place
        assert now.evidence == move.after.evidence
        assert {(line.action, line.who, line.why) for line in desk.log(now.id)} == {("correct", "Rana", "remembered")}
    change = desk.last_change("Rana")
    assert set(desk.undo(change, who="Omar")) == {one.before.id for one in found}
    assert [store.event(one.before.id) for one in found] == [one.before for one in found]


def test_moves_are_not_taken_back_under_a_later_change(store: Store, gazetteer: Gazetteer, raqqa: str) -> None:
    found, desk = moves(store, gazetteer, raqqa), Desk(store)
    apply_moves(store, found, who="Rana")
    change = desk.last_change("Rana")
    moved = store.event(found[0].before.id)
    desk.accept(replace(moved, place=found[0].before.place), who="Omar")
    with pytest.raises(EventChanged, match="Omar has changed the same event since"):
        desk.undo(change)
    assert store.event(found[1].before.id).place == found[1].after.place


def test_an_event_that_others_were_joined_with_follows(store: Store, gazetteer: Gazetteer, raqqa: str) -> None:
    found, desk = moves(store, gazetteer, raqqa), Desk(store)
    joined = desk.join([one.before.id for one in found])
    apply_moves(store, moves(store, gazetteer, raqqa) or found, who="Rana")
    assert store.event(joined).place.place_ids == (raqqa,)
    desk.undo(desk.last_change("Rana"))
    assert store.event(joined).place.place_ids == found[0].before.place.place_ids
