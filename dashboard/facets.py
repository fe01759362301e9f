"""Columns of a table of events, prepared once a frame so that a filter takes milliseconds at a million rows."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from itertools import repeat
from operator import contains
from typing import Generic, Self, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.day_columns import days_of
from dashboard.kept_with import part_of
from dashboard.splicing import Splice
from gazetteer.names import LATIN_ARTICLES, fold_word, has_arabic_article, tokenize

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
NameKey = tuple[str, frozenset[str]]
Value = TypeVar("Value")

_END = "\0"  # stands alone between texts while they are folded together
_TEXTS_AT_ONCE = 20_000
_SEARCHES_KEPT = 8


def index_of(frame: gpd.GeoDataFrame) -> FilterIndex:
    """The frame's index, built the first time and kept as long as the frame lives. A frame must not change in place."""
    return part_of(frame, FilterIndex)


class _Coded(Generic[Value]):
    """A column of values as one small number a row; `values` are those that a row has, each once."""

    codes: Codes
    values: list[Value]

    def spliced(self, fresh: Self, splice: Splice) -> Self:
        """The next table's column; the same one where it has not changed."""
        numbers = self._numbers
        new = [value for value in fresh.values if value not in numbers]
        if new:
            numbers = numbers | {value: number for number, value in enumerate(new, len(self.values))}
        known = np.fromiter((numbers[value] for value in fresh.values), dtype=np.int64, count=len(fresh.values))
        codes = splice.array(self.codes, known[fresh.codes])
        return self if codes is self.codes else self._with(codes, [*self.values, *new])

    @cached_property
    def _numbers(self) -> dict[Value, int]:
        return {value: number for number, value in enumerate(self.values)}

    def _with(self, codes: Codes, values: list[Value]) -> Self:
        """A column of these, without the values that no row has any more."""
        is_used = np.bincount(codes, minlength=len(values)) > 0
        other = self.__class__.__new__(self.__class__)
        other.codes = codes if is_used.all() else (np.cumsum(is_used) - 1)[codes]
        other.values = [value for value, used in zip(values, is_used, strict=True) if used]
        return other


class CodedColumn(_Coded[str]):
    """A column of words as one small number a row."""

    def __init__(self, values: pd.Series) -> None:
        codes, words = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=False)
        self.codes = codes.astype(np.int64)
        self.values = [str(word) for word in words]
        self._keys: dict[str, NameKey] = {}

    @property
    def words(self) -> list[str]:
        return self.values

    def isin(self, wanted: Collection[str]) -> Mask:
        hits = np.fromiter((word in wanted for word in self.words), dtype=np.bool_, count=len(self.words))
        return hits[self.codes]

    def counts(self, mask: Mask) -> dict[str, int]:
        """How many rows of the mask hold each word; words that none holds count 0."""
        numbers = np.bincount(self.codes[mask], minlength=len(self.words))
        return {word: int(number) for word, number in zip(self.words, numbers, strict=True)}

    def name_keys(self) -> list[NameKey]:
        """The key of each word, taken as a name; worked out once for all columns spliced from one another."""
        for name in self.words:
            if name not in self._keys:
                self._keys[name] = name_key(name)
        return [self._keys[name] for name in self.words]

    def _with(self, codes: Codes, values: list[str]) -> Self:
        other = super()._with(codes, values)
        other._keys = self._keys
        return other


class CodedSets(_Coded[tuple[str, ...]]):
    """A column of tuples of words as one number a row: the same tuples come again and again."""

    def __init__(self, values: Iterable[tuple[str, ...]]) -> None:
        numbers: dict[tuple[str, ...], int] = {}
        self.codes = np.fromiter((numbers.setdefault(tuple(one), len(numbers)) for one in values), dtype=np.int64)
        self.values = list(numbers)

    @cached_property
    def sets(self) -> list[frozenset[str]]:
        return [frozenset(one) for one in self.values]

    @cached_property
    def firsts(self) -> list[str]:
        return [one[0] if one else "" for one in self.values]

    def has_any(self, wanted: Collection[str]) -> Mask:
        """Whether a row holds any of the words."""
        hits = np.fromiter((not one.isdisjoint(wanted) for one in self.sets), dtype=np.bool_, count=len(self.sets))
        return hits[self.codes]

    def counts(self, mask: Mask, *, parents: Mapping[str, str]) -> dict[str, int]:
        """How many rows of the mask hold each word or a child of it; a row counts once for each."""
        numbers = np.bincount(self.codes[mask], minlength=len(self.sets))
        result: dict[str, int] = {}
        for one, number in zip(self.sets, numbers, strict=True):
            for word in {ancestor for member in one for ancestor in _ancestors(member, parents)}:
                result[word] = result.get(word, 0) + int(number)
        return result


def _ancestors(word: str, parents: Mapping[str, str]) -> list[str]:
    line = [word]
    while (parent := parents.get(line[-1], "")) and parent not in line:
        line.append(parent)
    return line


class FilterIndex:
    """What the filters ask of one frame of events; the costly parts are built when first asked."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self.rows = len(frame)
        self.layer = CodedColumn(frame["layer"])
        self.kind = CodedColumn(frame["kind"])
        self.status = CodedColumn(frame["status"])
        self.forces = CodedSets(frame["forces"])
        self.first_day = days_of(frame["date_start"])
        self.last_day = _last_days(frame)
        self.dated: Mask = frame["date_start"].notna().to_numpy()
        self.placed: Mask = frame["lat"].notna().to_numpy()
        self.geo_precision = frame["geo_precision"].to_numpy(dtype=np.int64)
        # Series, not the frame: the frame must be free to go while its index is still held somewhere.
        self._place = [CodedColumn(frame[column]) for column in ("place_name", "place_name_ar")]
        self._regions = [CodedColumn(frame[column]) for column in ("country", "admin1")]
        self._place_ids = frame["place_ids"]
        self._date_precision = frame["date_precision"]
        self._source = CodedColumn(frame["source"])
        self._text = frame["text"]
        self._searches: dict[str, Mask] = {}

    def spliced(self, frame: gpd.GeoDataFrame, fresh: FilterIndex, splice: Splice) -> FilterIndex:
        """The next table's index; what was built is carried over, what has not changed is shared."""
        after = copy.copy(self)
        after.rows = len(frame)
        for name in ("layer", "kind", "status", "forces", "_source"):
            setattr(after, name, getattr(self, name).spliced(getattr(fresh, name), splice))
        for name in ("_place", "_regions"):
            columns = zip(getattr(self, name), getattr(fresh, name), strict=True)
            setattr(after, name, [column.spliced(other, splice) for column, other in columns])
        for name in ("first_day", "last_day", "dated", "placed", "geo_precision"):
            setattr(after, name, splice.array(getattr(self, name), getattr(fresh, name)))
        for name in ("place_ids", "date_precision", "text"):
            setattr(after, f"_{name}", frame[name])
        for name in ("date_precision", "_ids", "_words"):
            if name in vars(after):
                setattr(after, name, getattr(self, name).spliced(getattr(fresh, name), splice))
        if "_words" in vars(after) and after._words.is_worn:
            del after._words
        after._searches = {}
        return after

    @cached_property
    def date_precision(self) -> CodedColumn:
        return CodedColumn(self._date_precision)

    @cached_property
    def _ids(self) -> CodedSets:
        return CodedSets(self._place_ids)

    @cached_property
    def _words(self) -> FoldedTexts:
        return FoldedTexts(self._text)

    def overlaps(self, date_from: date | None, date_to: date | None) -> Mask:
        """Whether a row's days meet the window's; an undated row does not."""
        mask = self.dated.copy()
        if date_from is not None:
            mask &= self.last_day >= np.datetime64(date_from, "D")
        if date_to is not None:
            mask &= self.first_day <= np.datetime64(date_to, "D")
        return mask

    def is_precise(self, coarsest: int) -> Mask:
        return (self.geo_precision >= 1) & (self.geo_precision <= coarsest)

    def names_place(self, place: str) -> Mask:
        """Whether a row's place has that id, or that country's or governorate's code, or a name with those words."""
        wanted = place.strip()
        mask = self._ids.has_any({wanted})
        for column in self._regions:
            mask |= column.isin({wanted.upper()})
        words = query_keys(wanted)
        if words:
            mask |= np.logical_and.reduce([self._place_has(word) for word in words])
        return mask

    def contains_text(self, text: str) -> Mask:
        """Whether every word of the text occurs in a row's sentence, place names or source."""
        mask = np.ones(self.rows, dtype=np.bool_)
        for word in query_keys(text):
            mask &= self._rows_with(word)
        return mask

    def _rows_with(self, word: str) -> Mask:
        # Kept, because a page asks the same again for its counts, its rows and its map.
        kept = self._searches.pop(word, None)
        mask = self._words.rows_with(word) | self._place_has(word) | self._source_has(word) if kept is None else kept
        self._searches[word] = mask
        if len(self._searches) > _SEARCHES_KEPT:
            self._searches.pop(next(iter(self._searches)), None)
        return mask

    def _source_has(self, word: str) -> Mask:
        hits = [word in key for key, _ in self._source.name_keys()]
        return np.fromiter(hits, np.bool_, count=len(hits))[self._source.codes]

    def _place_has(self, word: str) -> Mask:
        """Whether a name of the row's place has the word in it, or a word that is another spelling of it."""
        folded = fold_word(word)
        mask = np.zeros(self.rows, dtype=np.bool_)
        for column in self._place:
            hits = [word in key or folded in folds for key, folds in column.name_keys()]
            mask |= np.fromiter(hits, np.bool_, count=len(hits))[column.codes]
        return mask


class FoldedTexts:
    """The words of each text as search keys in one string a text, so that a search is one pass in C."""

    def __init__(self, texts: pd.Series) -> None:
        codes, unique = pd.factorize(texts.to_numpy(dtype=object), use_na_sentinel=False)
        self._codes: Codes = codes.astype(np.int64)
        keys = {_END: "\n"}
        self._lines: list[str] = []
        for start in range(0, len(unique), _TEXTS_AT_ONCE):
            # Split and joined many texts at a time: text by text, a million of them take four times as long.
            texts_now = [text.replace(_END, " ") for text in unique[start : start + _TEXTS_AT_ONCE]]
            words = f" {_END} ".join(texts_now).split()
            for word in set(words).difference(keys):
                keys[word] = " ".join(text_keys(word))
            self._lines.extend(" ".join(map(keys.__getitem__, words)).split("\n"))

    def spliced(self, fresh: FoldedTexts, splice: Splice) -> FoldedTexts:
        """The next table's texts. Lines that no row has any more stay among them: see `is_worn`."""
        lines = [fresh._lines[code] for code in fresh._codes]
        if splice.in_place and lines == [self._lines[code] for code in self._codes[splice.gone]]:
            return self
        after = FoldedTexts.__new__(FoldedTexts)
        after._codes = splice.array(self._codes, np.arange(len(self._lines), len(self._lines) + len(lines)))
        after._lines = self._lines + lines
        return after

    @property
    def is_worn(self) -> bool:
        """Whether there are many lines that no row has."""
        return len(self._lines) > 2 * len(self._codes) + _TEXTS_AT_ONCE

    def rows_with(self, word: str) -> Mask:
        """Whether each row holds the word, or a longer word that contains it (Arabic joins و، ب، ال to it)."""
        hits = np.fromiter(map(contains, self._lines, repeat(word)), np.bool_, count=len(self._lines))
        return hits[self._codes]


def text_keys(text: str) -> list[str]:
    """The search keys of a text's words, Arabic ones without the article."""
    return [token.key[2:] if has_arabic_article(token.key) else token.key for token in tokenize(text)]


def name_key(name: str) -> NameKey:
    """The search key of a name, and the fold keys of its words."""
    key = " ".join(text_keys(name))
    return key, frozenset(map(fold_word, key.split()))


def query_keys(text: str) -> list[str]:
    """The search keys of what is searched for; a Latin article (al-Hasakah, Al Hasakah) asks for nothing."""
    keys = text_keys(text)
    return [key for key in keys if key not in LATIN_ARTICLES] or keys


def _last_days(frame: gpd.GeoDataFrame) -> npt.NDArray[np.datetime64]:
    return days_of(frame["date_end"].fillna(frame["date_start"]))
