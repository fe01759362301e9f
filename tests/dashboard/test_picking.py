"""Words that a person picks as evidence: what they say is taken over, and they are kept as what it rests on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboard.events import Event, EventForce, Evidence
from dashboard.picking import BY_HAND, CHOSEN, PickedField, with_meant_place, with_picked_words
from dashboard.store import StoredReport
from gazetteer.index import Gazetteer
from gazetteer.locate import locate

TEXT = (
    "Soldiers in Amuda\n"
    "On 3 May 2024 a Turkish drone struck a car near Qahtaniyah, the Asayish said. Two days later it was towed away."
)
REPORT = StoredReport(
    id="r",
    text=TEXT,
    lang="en",
    published=date(2024, 5, 6),
    source="Road Watch",
    read_at=datetime(2024, 5, 6, tzinfo=UTC),
)
EVENT = Event(
    id="e",
    layer="patrol",
    kind="patrol",
    forces=(EventForce(id="unidentified"),),
    sources=("r",),
    evidence=(Evidence(field="place", report_id="r", start=12, end=17, rule="in"),),
)


def pick(words: str, field: PickedField, gazetteer: Gazetteer, *, text: str = TEXT) -> Event:
    start = text.index(words)
    report = StoredReport(id="r", text=text, lang=REPORT.lang, published=REPORT.published, read_at=REPORT.read_at)
    return with_picked_words(EVENT, report, field, start, start + len(words), gazetteer)


def evidence(event: Event, field: str, text: str = TEXT) -> list[str]:
    return [text[one.start : one.end] for one in event.evidence if one.field == field and one.rule == BY_HAND]


def test_words_that_name_a_place_put_the_event_there(gazetteer: Gazetteer) -> None:
    event = pick("near Qahtaniyah", "place", gazetteer)
    assert event.place.place_ids == ("geonames:165757",)
    assert (event.place.relation, event.place.score) == ("near", 1.0)
    assert evidence(event, "place") == ["near Qahtaniyah"]
    assert len(event.evidence) == 1, "the words that stood for the place before are gone"


def test_words_that_name_no_place_are_kept_as_evidence(gazetteer: Gazetteer) -> None:
    event = pick("was towed away", "place", gazetteer)
    assert event.place == EVENT.place
    assert evidence(event, "place") == ["was towed away"]


def test_words_that_name_a_day_date_the_event(gazetteer: Gazetteer) -> None:
    event = pick("3 May 2024", "date", gazetteer)
    assert (event.date_start, event.date_end, event.date_precision) == (date(2024, 5, 3), date(2024, 5, 3), "day")
    assert evidence(event, "date") == ["3 May 2024"]


def test_a_picked_army_is_that_of_the_country_that_the_report_tells_of(gazetteer: Gazetteer) -> None:
    event = pick("The army", "force", gazetteer, text="The army shelled farms near Zabadani on 3 May 2024.")
    assert event.force_ids == ("syria-government",)


def test_a_picked_force_joins_the_named_and_takes_the_place_of_the_unidentified(gazetteer: Gazetteer) -> None:
    event = pick("a Turkish drone struck a car near Qahtaniyah, the Asayish", "force", gazetteer)
    assert event.force_ids == ("turkey", "asayish")
    assert [one.field for one in event.evidence if one.rule == BY_HAND] == ["force:turkey", "force:asayish"]


def test_words_of_a_kind_set_it_with_its_layer(gazetteer: Gazetteer) -> None:
    event = pick("drone struck", "kind", gazetteer)
    assert (event.kind, event.layer) == ("air_or_drone_strike", "incident")
    assert evidence(event, "kind") == ["drone struck"]


def test_the_space_around_picked_words_is_left_out_and_nothing_changes_nothing(gazetteer: Gazetteer) -> None:
    start = TEXT.index(" 3 May 2024 ")
    event = with_picked_words(EVENT, REPORT, "date", start, start + len(" 3 May 2024 "), gazetteer)
    assert evidence(event, "date") == ["3 May 2024"]
    assert with_picked_words(EVENT, REPORT, "date", start, start + 1, gazetteer) == EVENT
    assert with_picked_words(EVENT, REPORT, "date", 10_000, 10_009, gazetteer) == EVENT


@pytest.mark.parametrize("before", ["", "🛰️🚁 ", "<b>Amuda</b> &amp; "])
def test_offsets_are_code_points_of_the_text_as_it_was_kept(before: str, gazetteer: Gazetteer) -> None:
    text = before + TEXT
    event = pick("near Qahtaniyah", "place", gazetteer, text=text)
    assert evidence(event, "place", text) == ["near Qahtaniyah"]
    assert event.place.place_ids == ("geonames:165757",)


def test_a_name_that_means_another_place_keeps_the_words_around_it(gazetteer: Gazetteer) -> None:
    mention = next(one for one in locate(TEXT, gazetteer, lang="en") if one.text == "Qahtaniyah")
    other = next(one.place for one in mention.candidates if one.place.admin1 == "SY-RA")
    event = with_meant_place(EVENT, REPORT, mention, other.id, gazetteer)
    assert event.place.place_ids == (other.id,)
    assert (event.place.relation, event.place.reason, event.place.score) == ("near", CHOSEN, 1.0)
