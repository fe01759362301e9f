"""Which events have to be kept vague: the table sensitive.csv, by kind of event, kind of place, place and word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.tables import layers_of, read_table
from dashboard.vocabulary import kinds
from gazetteer.index import Gazetteer
from gazetteer.place_kinds import read_kinds

KindsOfPlaces = Callable[[Iterable[str]], Mapping[str, str]]
"""The kind of each place by its id; places that it does not know are left out."""

WHAT = ("kind", "place_kind", "place", "word")
LARGEST_KM = 500
_COLUMNS = ("what", "value", "km", "notes")


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept vague: `what` is one of WHAT, `value` the kind, a place's id or name, or a word; `km` the cells."""

    what: str
    value: str
    km: float


@cache
def sensitive_rules() -> tuple[Rule, ...]:
    """The table's rules, then a user's own, if $DAWRIYA_LEXICON has some. Raises LexiconError."""
    rules = []
    for table in layers_of("sensitive.csv"):
        for row in read_table(table, columns=_COLUMNS, required=("what", "value", "km")):
            what = row.one_of("what", WHAT)
            if what == "kind":
                row.one_of("value", kinds())
            elif what == "place_kind":
                row.one_of("value", read_kinds())
            rules.append(Rule(what, row["value"], row.number("km", low=1, high=LARGEST_KM)))
    return tuple(rules)


def cell_sizes(frame: gpd.GeoDataFrame, kinds_of_places: KindsOfPlaces) -> npt.NDArray[np.float64]:
    """For each event the kilometres of the cells that it is to be put in, 0 where no rule speaks of it."""
    sizes = np.zeros(len(frame))
    known = kinds_of_places({one for ids in frame["place_ids"].unique() for one in ids})
    for rule in sensitive_rules():
        sizes = np.where(_speaks_of(rule, frame, known), np.maximum(sizes, rule.km), sizes)
    return sizes


def kinds_in(gazetteer: Gazetteer) -> KindsOfPlaces:
    """The kinds of places by their ids, as a gazetteer knows them."""
    return lambda ids: {place.id: place.kind for place in gazetteer.places(one for one in ids if gazetteer.has(one))}


def _speaks_of(rule: Rule, frame: gpd.GeoDataFrame, known: Mapping[str, str]) -> npt.NDArray[np.bool_]:
    if rule.what == "kind":
        return np.asarray(frame["kind"] == rule.value, dtype=np.bool_)
    if rule.what == "place_kind":
        return _have(frame, lambda one: known.get(one) == rule.value)
    if rule.what == "word":
        pattern = _word(rule.value)
        return np.logical_or.reduce([_match(frame[name], pattern) for name in ("place_name", "place_name_ar", "text")])
    named = rule.value.casefold()
    is_named = (frame["place_name"].str.casefold() == named) | (frame["place_name_ar"] == rule.value)
    return _have(frame, lambda one: one == rule.value) | np.asarray(is_named, dtype=np.bool_)


def _have(frame: gpd.GeoDataFrame, is_it: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """Whether an event has such a place."""
    codes, different = pd.factorize(frame["place_ids"])
    return np.fromiter((any(map(is_it, ids)) for ids in different), dtype=np.bool_, count=len(different))[codes]


def _match(texts: pd.Series, pattern: str) -> npt.NDArray[np.bool_]:
    found = pc.match_substring_regex(pa.array(texts, pa.string()), pattern, ignore_case=True)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _word(word: str) -> str:
    """RE2's pattern of a word, in either script: in Arabic with what is written onto its front."""
    escaped = re.escape(word)
    if word.isascii():
        return rf"\b{escaped}s?\b"
    return rf"(?:^|[^\p{{L}}])[وف]?[بلك]?(?:ال|ل)?{escaped}(?:$|[^\p{{L}}])"
