"""What the lexicon calls forces and kinds, for files; ids that it does not know stand for themselves."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from dashboard.translation import Language, Words
from dashboard.vocabulary import forces
from dashboard.wording import date_precision_label, force_labels, kind_labels, layer_label, status_label

_UNKNOWN_COLOUR = "#7B8381"


def force_name(force_id: str, lang: Language) -> str:
    """A force's name."""
    return force_labels(lang).get(force_id, force_id)


def force_acled_name(force_id: str) -> str:
    """What ACLED calls a force."""
    return forces()[force_id].acled if force_id in forces() else force_id


def force_colour(force_id: str) -> str:
    """A force's colour on light ground, as #RRGGBB."""
    return forces()[force_id].light if force_id in forces() else _UNKNOWN_COLOUR


def kind_name(kind_id: str, lang: Language) -> str:
    """A kind's name."""
    return kind_labels(lang).get(kind_id, kind_id)


def meanings(frame: gpd.GeoDataFrame, words: Words) -> pd.DataFrame:
    """What the fixed words in a table's cells mean in a language: a row each for those that occur, by column."""
    return pd.DataFrame(_meanings(frame, words), columns=["column", "value", "meaning"], dtype=object)


def _meanings(frame: gpd.GeoDataFrame, words: Words) -> Iterator[tuple[str, str, str]]:
    for layer in sorted(set(frame["layer"])):
        yield "layer", layer, layer_label(layer, words)
    for kind in sorted(set(frame["kind"])):
        yield "kind", kind, kind_name(kind, words.lang)
    for force in sorted({one for several in frame["forces"] for one in several}):
        yield "forces", force, force_name(force, words.lang)
    for precision in sorted(set(frame["date_precision"])):
        yield "date_precision", precision, date_precision_label(precision, words)
    for status in sorted(set(frame["status"])):
        yield "status", status, status_label(status, words)
