"""An event's values in words, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.events import CasualtyRange, Event, EventForce, EventPlace
from dashboard.translation import Language, Words
from dashboard.vocabulary import forces, kinds
from dashboard.wording import (
    casualties,
    coordinates,
    distance,
    event_date,
    event_title,
    grid_reference,
    period,
    place_precision,
)

QAHTANIYAH = EventPlace(
    name="al-Qahtaniyah", name_ar="القحطانية", relation="near", lat=37.03, lon=41.55, radius_m=6000, geo_precision=2
)


def event(kind: str = "patrol", *forces: str, targets: tuple[str, ...] = (), place: EventPlace = QAHTANIYAH) -> Event:
    layer = next(symbol.layer for symbol in kinds().values() if symbol.id == kind)
    acting = tuple(EventForce(id=force) for force in forces)
    hit = tuple(EventForce(id=force, role="target") for force in targets)
    return Event(id="e", layer=layer, kind=kind, forces=(*acting, *hit), place=place)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("subject", "english", "arabic"),
    [
        (event("encounter", "us", "russia"), "US and Russian patrols meet near al-Qahtaniyah",
         "دوريتان أميركية وروسية تلتقيان قرب القحطانية"),
        (event("patrol", "us"), "US patrol near al-Qahtaniyah", "دورية أميركية قرب القحطانية"),
        (event("patrol"), "Patrol near al-Qahtaniyah", "دورية قرب القحطانية"),
        (event("joint_patrol", "russia", "turkey"), "Joint Russian and Turkish patrol near al-Qahtaniyah",
         "دورية روسية وتركية مشتركة قرب القحطانية"),
        (event("clash", "sdf", "sna"), "Clash between the SDF and the SNA near al-Qahtaniyah",
         "اشتباك بين قسد والجيش الوطني السوري قرب القحطانية"),
        (event("air_or_drone_strike", "turkey", targets=("sdf",)), "Turkish strike on the SDF near al-Qahtaniyah",
         "غارة تركية على قسد قرب القحطانية"),
        (event("patrol", "us", place=EventPlace()), "US patrol", "دورية أميركية"),
        (event("patrol", "us", "russia", "turkey"), "US, Russian and Turkish patrols near al-Qahtaniyah",
         "دوريات أميركية وروسية وتركية قرب القحطانية"),
    ],
)  # fmt: skip
def test_a_title_says_who_did_what_where(subject: Event, english: str, arabic: str) -> None:
    assert event_title(subject, "en").replace("\u2011", "-") == english
    assert event_title(subject, "ar") == arabic


@pytest.mark.parametrize(
    ("place", "english", "arabic"),
    [
        (EventPlace(name="10 km north of al-Hawl", name_ar="10 كم شمال الهول", relation="offset", geo_precision=2),
         "US patrol 10 km north of al-Hawl", "دورية أميركية على بعد 10 كم شمال الهول"),
        (EventPlace(name="north of Palmyra", name_ar="شمال تدمر", relation="sector", geo_precision=2),
         "US patrol north of Palmyra", "دورية أميركية شمال تدمر"),
        (EventPlace(name="north-eastern Syria", name_ar="شمال شرق سوريا", relation="sector", geo_precision=3),
         "US patrol in north-eastern Syria", "دورية أميركية في شمال شرق سوريا"),
        (EventPlace(name="between Qamishli and Amuda", name_ar="بين القامشلي وعامودا", relation="between"),
         "US patrol between Qamishli and Amuda", "دورية أميركية بين القامشلي وعامودا"),
        (EventPlace(name="M4 highway", name_ar="الطريق M4", relation="along"),
         "US patrol along the M4 highway", "دورية أميركية على الطريق M4"),
    ],
)  # fmt: skip
def test_a_title_says_where_as_the_words_of_the_report_do(place: EventPlace, english: str, arabic: str) -> None:
    subject = event("patrol", "us", place=place)
    assert event_title(subject, "en").replace("\u2011", "-") == english
    assert event_title(subject, "ar") == arabic


def test_a_bomb_that_nobody_claimed_is_not_ascribed_to_anybody() -> None:
    subject = event("ied_or_mine", "unidentified", targets=("sdf",))
    assert event_title(subject, "en").replace("\u2011", "-") == "Bomb or mine hits the SDF near al-Qahtaniyah"


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("kind", [symbol.id for symbol in kinds().values()])
@pytest.mark.parametrize("actors", [0, 1, 2, 4])
@pytest.mark.parametrize("targets", [0, 1, 2])
def test_every_kind_has_a_title_whatever_its_forces(lang: Language, kind: str, actors: int, targets: int) -> None:
    forces = ("us", "russia", "turkey", "sdf")[:actors]
    title = event_title(event(kind, *forces, targets=("isis", "sna")[:targets]), lang)
    assert title
    assert not set("{}") & set(title)
    assert title == title.strip()
    assert "  " not in title


@pytest.mark.parametrize("force", [force.id for force in forces().values()])
def test_every_force_has_its_words(force: str) -> None:
    assert force not in event_title(event("patrol", force), "ar")
    assert event_title(event("clash", force, "us"), "en") != ""


@pytest.mark.parametrize(
    ("start", "end", "precision", "english", "arabic"),
    [
        (date(2024, 10, 12), date(2024, 10, 12), "day", "Sat 12 Oct 2024", "السبت 12 تشرين الأول 2024"),
        (date(2022, 1, 1), date(2022, 1, 31), "month", "January 2022", "كانون الثاني 2022"),
        (date(2020, 1, 1), date(2020, 12, 31), "year", "2020", "2020"),
        (date(2024, 9, 30), date(2024, 10, 6), "week", "30 Sep – 6 Oct 2024", "30 أيلول – 6 تشرين الأول 2024"),
        (None, None, "unknown", "Date unknown", "التاريخ غير معروف"),
    ],
)
def test_a_date_is_no_finer_than_it_is_known(
    start: date | None, end: date | None, precision: str, english: str, arabic: str
) -> None:
    dated = Event(
        id="e",
        layer="patrol",
        kind="patrol",
        date_start=start,
        date_end=end,
        date_precision=precision,  # type: ignore[arg-type]
    )
    assert event_date(dated, Words("en")) == english
    assert event_date(dated, Words("ar")) == arabic


def test_a_period_may_be_open_at_an_end() -> None:
    words = Words("en")
    assert period(date(2024, 8, 12), date(2024, 10, 20), words) == "12 Aug – 20 Oct 2024"
    assert period(date(2023, 12, 30), date(2024, 1, 2), words) == "30 Dec 2023 – 2 Jan 2024"
    assert period(date(2024, 8, 12), None, words) == "from 12 Aug 2024"
    assert period(None, date(2024, 8, 12), words) == "to 12 Aug 2024"


def test_precision_is_said_in_words_not_signs() -> None:
    assert place_precision(QAHTANIYAH, Words("en")) == "Near a named place, within 6 km"
    assert place_precision(QAHTANIYAH, Words("ar")) == "قرب مكان مسمّى، بهامش 6 كم"
    assert place_precision(EventPlace(), Words("en")) == "Place unknown"
    for lang in ("en", "ar"):
        assert not set("±≤~") & set(place_precision(QAHTANIYAH, Words(lang)))


@pytest.mark.parametrize(
    ("metres", "expected"),
    [(40, "40 m"), (812, "800 m"), (1500, "1.5 km"), (6000, "6 km"), (19_155, "19 km"), (140_200, "140 km")],
)
def test_a_distance_is_rounded_as_a_person_would(metres: float, expected: str) -> None:
    assert distance(metres, Words("en")) == expected


def test_coordinates_name_their_hemispheres() -> None:
    assert coordinates(lat=37.0291, lon=41.5459) == "37.0291° N, 41.5459° E"
    assert coordinates(lat=-1.5, lon=-0.25) == "1.5000° S, 0.2500° W"


def test_the_grid_reference_is_no_finer_than_the_place() -> None:
    assert grid_reference(lat=37.029, lon=41.546, radius_m=6000) == "37S GB 26 01"
    assert grid_reference(lat=37.029, lon=41.546, radius_m=500) == "37S GB 264 011"
    assert grid_reference(lat=89.0, lon=0.0) == ""


def test_casualties_are_said_where_given() -> None:
    assert casualties(CasualtyRange(), CasualtyRange(), Words("en")) == ""
    both = (CasualtyRange(low=2, best=2, high=2), CasualtyRange(low=3))
    assert casualties(*both, Words("en")) == "2 killed, 3 wounded"
    assert casualties(*both, Words("ar")) == "قتيلان، 3 جرحى"
