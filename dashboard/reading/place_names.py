"""The name of an event's place in English and Arabic: "Kobani", "10 km north of Raqqa", "between A and B"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pyproj import Geod

from dashboard.reading.mentions import within
from dashboard.reading.placing import is_region
from dashboard.tables import Row, read_table
from gazetteer.index import Gazetteer
from gazetteer.places import PlacedMention

_GEOD = Geod(ellps="WGS84")


def place_names(
    mention: PlacedMention, mentions: Sequence[PlacedMention], text: str, gazetteer: Gazetteer
) -> tuple[str, str]:
    """The name in English and Arabic; of a part, a distance or a stretch between two places with the words for it.

    `text` is the report's, `mentions` are all of it in text order, where the second name of a "between" is looked up.
    A mention that the gazetteer does not know keeps its own words.
    """
    english, arabic = (_name(mention, gazetteer, lang) for lang in ("en", "ar"))
    if mention.relation == "between":
        partner = _partner(mention, mentions)
        if partner is not None:
            other, other_arabic = (_name(partner, gazetteer, lang) for lang in ("en", "ar"))
            return f"between {english} and {other}", f"بين {arabic} و{other_arabic}"
    if mention.relation in ("sector", "offset"):
        return _directed(mention, english, arabic, text[mention.expression_start : mention.start])
    return english, arabic


def _name(mention: PlacedMention, gazetteer: Gazetteer, lang: str) -> str:
    places = gazetteer.places(mention.place_ids[:1])
    return places[0].name_in(lang) if places else mention.name


def _partner(mention: PlacedMention, mentions: Sequence[PlacedMention]) -> PlacedMention | None:
    """The mention that shares the expression of a "between" or a road from one place to another."""
    beside = within(mentions, mention.expression_start, mention.expression_end)
    return next((m for m in beside if m.relation == "between" and m.place_ids != mention.place_ids), None)


def _directed(mention: PlacedMention, english: str, arabic: str, expression: str) -> tuple[str, str]:
    """ "10 km north of X", "west of X", "north-eastern X": by its words, else by where the shape lies."""
    shape = mention.geometry
    if shape is None or shape.is_empty or mention.lat is None or mention.lon is None:
        return english, arabic
    middle = shape.centroid
    azimuth, _, metres = _GEOD.inv(mention.lon, mention.lat, middle.x, middle.y)
    way = _way_in_words(expression) or _directions()[round(azimuth / 45) % 8]
    if mention.relation == "offset":
        kilometres = max(1, round(metres / 1000))
        return f"{kilometres} km {way['en']} of {english}", f"{kilometres} كم {way['ar']} {arabic}"
    if is_region(mention):
        return f"{way['en_part']} {english}", f"{way['ar']} {arabic}"
    return f"{way['en']} of {english}", f"{way['ar']} {arabic}"


def _way_in_words(expression: str) -> Row | None:
    """The direction that the words before a name give: the longest that they hold, however it is joined."""
    joined = re.sub(r"[\s\-‐–]", "", expression.casefold())
    by_length = sorted(_directions(), key=lambda row: -len(row["ar"]))
    return next(
        (row for row in by_length if any(_joined(row[lang]) in joined for lang in ("en", "ar", "ar_part"))), None
    )


def _joined(words: str) -> str:
    return re.sub(r"[\s\-]", "", words)


@cache
def _directions() -> list[Row]:
    """The eight directions, clockwise from north."""
    columns = ("azimuth", "en", "en_part", "ar", "ar_part")
    rows = read_table("directions.csv", columns=columns, required=columns, unique=("azimuth",))
    return sorted(rows, key=lambda row: row.number("azimuth", low=0, high=359))
