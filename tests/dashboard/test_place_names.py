"""The names that an event's place gets in English and Arabic."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer


@pytest.mark.parametrize(
    ("text", "name", "name_ar"),
    [
        ("Turkish artillery shelled Tell Rifaat on Monday.", "Tell Rifaat", "تل رفعت"),
        ("A Turkish drone struck a car 10 km north of Raqqa on Monday.", "10 km north of Raqqa", "10 كم شمال الرقة"),
        ("A Turkish drone struck a car west of Kobani on Monday.", "west of Kobani", "غرب عين العرب"),
        ("Clashes broke out in north-eastern Syria on Monday.", "north-eastern Syria", "شمال شرق سوريا"),
        ("Clashes broke out in southern Lebanon on Monday.", "southern Lebanon", "جنوب لبنان"),
        ("اندلعت اشتباكات في جنوب لبنان يوم الاثنين.", "southern Lebanon", "جنوب لبنان"),
        (
            "A mine exploded between Qamishli and Amuda on Monday.",
            "between Qamishli and Amuda",
            "بين القامشلي وعامودا",
        ),
    ],
)
def test_a_place_is_named_as_its_words_place_it(text: str, name: str, name_ar: str, gazetteer: Gazetteer) -> None:
    events = read_report(text, gazetteer, published=date(2023, 6, 15)).events
    assert [(event.place.name, event.place.name_ar) for event in events] == [(name, name_ar)]
