"""An import in words: what a file is, what a column is, what is wrong with a row, what is known already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import pandas as pd

from dashboard.place_words import kind_word, where_words
from dashboard.translation import Words
from dashboard.wording import distance
from gazetteer.duplicates import Duplicates
from gazetteer.places import Place
from gazetteer.sources.problems import RowProblem

MOST_SHOWN = 20


def file_kind_word(kind: str, words: Words) -> str:
    """What sort of file an import was recognised as."""
    return {
        "geonames": words.say("GeoNames dump"),
        "csv": words.say("Table"),
        "ocha": words.say("OCHA table with P-codes"),
        "geojson": words.say("GeoJSON map file"),
        "kml": words.say("KML map file"),
        "gpkg": words.say("GeoPackage or shapefile"),
    }.get(kind, kind)


def field_word(field: str, words: Words) -> str:
    """What a column may be."""
    return {
        "name": words.say("Name"),
        "name:ar": words.say("Name in Arabic"),
        "name:en": words.say("Name in English"),
        "name:ku": words.say("Name in Kurdish"),
        "aliases": words.say("Other names"),
        "lat": words.say("Latitude"),
        "lon": words.say("Longitude"),
        "latlon": words.say("Both, or MGRS"),
        "kind": words.say("Kind"),
        "id": words.say("Number or code"),
        "country": words.say("Country"),
        "admin1": words.say("Governorate"),
        "population": words.say("People"),
    }[field]


def first_rows(places: Sequence[Place], words: Words, region_name: Callable[[str], str]) -> pd.DataFrame:
    """The first places of a file as a table in the interface's language; `region_name` gives a governorate's."""
    return pd.DataFrame(
        {
            words.say("Name"): [place.name for place in places],
            words.say("Name in Arabic"): [", ".join(place.names.get("ar", ())[:1]) for place in places],
            words.say("Kind"): [kind_word(place.kind, words) for place in places],
            words.say("Where"): [where_words(place, words, region_name(place.admin1)) for place in places],
            words.say("Position"): [f"{place.lat:.4f}, {place.lon:.4f}" for place in places],
        }
    )


def rows_html(rows: Sequence[RowProblem], count: int, words: Words) -> str:
    """The first of `count` rows with something wrong, each with its line and what it is."""
    lines = "".join(
        f'<li><span class="dw-muted">{escape(words.say("line {number}", number=words.figure(row.line)))}</span> '
        f'<bdi dir="auto">{escape(row.reason)}</bdi></li>'
        for row in rows[:MOST_SHOWN]
    )
    return f'<ul class="dw-history">{lines}</ul>{_more(count - min(len(rows), MOST_SHOWN), words)}'


def _more(rest: int, words: Words) -> str:
    if rest <= 0:
        return ""
    return f'<p class="dw-muted">{escape(words.say_number("and {number} more", "and {number} more", rest))}</p>'


def duplicates_html(duplicates: Duplicates, words: Words) -> str:
    """The first places that have the name of a known one close by."""
    lines = "".join(
        f"<li><bdi>{escape(one.place.name)}</bdi> · <bdi>{escape(one.known.name_in(words.lang))}</bdi> "
        f'<span class="dw-muted">{escape(kind_word(one.known.kind, words))}, '
        f"{escape(words.say('{distance} away', distance=distance(one.distance_m, words)))}</span></li>"
        for one in duplicates.shown[:MOST_SHOWN]
    )
    rest = duplicates.same_name - min(len(duplicates.shown), MOST_SHOWN)
    return f'<ul class="dw-history">{lines}</ul>{_more(rest, words)}'
