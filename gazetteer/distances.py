"""Distances in words: "some 2.5 km", "ten to fifteen miles", كيلومترين, بضعة كيلومترات, read in either direction."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gazetteer.cues import CueMatch, CueTable, Words

_GLUED = re.compile(r"^(\d{1,4})(k|km|kms|m|mi)$")
_GLUED_METRES = {"k": 1000.0, "km": 1000.0, "kms": 1000.0, "m": 1.0, "mi": 1609.344}
_POINT = frozenset([".", "٫"])
_THOUSANDS = frozenset([",", "٬", "،"])
_RANGE = frozenset(["to", "or", "الي", "و", "او"])
_FEW = frozenset(
    ["few", "several", "couple", "dozens", "tens", "hundreds", "بضعه", "بضع", "عده", "مءات", "ميات", "عشرات", "قليله"]
)
_DUAL = ("كيلومترين", "كيلومتران", "مترين", "متران", "ميلين", "ميلان")
_SINGLE = frozenset(["كيلومتر", "ميل", "متر"])
_LEADING = frozenset(
    ["بنحو", "نحو", "حوالي", "بحوالي", "مسافه", "بمسافه", "قرابه", "بقرابه", "بعد", "علي", "by", "some", "about",
     "around", "roughly", "nearly", "almost", "approximately", "زهاء", "بزهاء"]
)  # fmt: skip
"""Words that may stand between a place and the distance told after it: شمال س بنحو 10 كم, "by about 10 km"."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance in metres and the tokens first … last - 1 that tell it; `is_rough` where it is only "a few"."""

    metres: float
    first: int
    last: int
    is_rough: bool = False


def distance_ending_at(words: Words, table: CueTable, last: int) -> Distance | None:
    """The distance whose words end before token `last`, None where there is none."""
    if last <= 0:
        return None
    glued = _GLUED.match(words.tokens[last - 1].key)
    if glued:
        return Distance(float(glued.group(1)) * _GLUED_METRES[glued.group(2)], last - 1, last)
    is_rough = words.tokens[last - 1].key in _FEW  # كيلومترات قليلة
    unit = _unit_ending_at(words, table, last - 1 if is_rough else last)
    if unit is not None:
        return _with_number_before(words, table, unit, last, is_rough)
    single = words.tokens[last - 1].key in ("واحد", "one") and _unit_ending_at(words, table, last - 1)
    return Distance(float(single.cue.value), single.first, last) if single else None


def _with_number_before(words: Words, table: CueTable, unit: CueMatch, last: int, is_rough: bool) -> Distance | None:
    metres = float(unit.cue.value)
    key = words.tokens[unit.first].key
    if key.endswith(_DUAL):
        return Distance(2 * metres, unit.first, last)
    number, first = number_before(words, table, unit.first)
    if number is None:
        if is_rough:
            return Distance(3 * metres, unit.first, last, True)
        return Distance(metres, unit.first, last) if key in _SINGLE and _is_after_away(words, unit.first) else None
    low, earliest = _low_end(words, table, first)
    few = any(words.forms[t][0] in _FEW for t in range(first, unit.first))
    mean = number if low is None or low >= number else (low + number) / 2
    return Distance(mean * metres, earliest, last, is_rough or few)


def _is_after_away(words: Words, first: int) -> bool:
    """Whether a bare unit is one of it: على بعد كيلومتر من."""
    return first > 0 and words.forms[first - 1][0] in ("بعد", "مسافه", "نحو")


def _unit_ending_at(words: Words, table: CueTable, last: int) -> CueMatch | None:
    return next((m for m in table.ending_at(words, last) if m.cue.cue == "unit"), None) if last > 0 else None


def number_before(words: Words, table: CueTable, last: int) -> tuple[float | None, int]:
    """The number whose words end before token `last` and where they begin; in digits, or spelt as in the table."""
    if last <= 0:
        return None, last
    token = words.tokens[last - 1]
    if token.key.isdigit() and len(token.key) < 6:
        gap = words.gap(last - 1)
        if last > 1 and words.tokens[last - 2].key.isdigit() and len(words.tokens[last - 2].key) < 6:
            if gap in _POINT:
                return float(f"{words.tokens[last - 2].key}.{token.key}"), last - 2
            if gap in _THOUSANDS and len(token.key) == 3:
                return float(words.tokens[last - 2].key + token.key), last - 2
        return float(token.key), last - 1
    spelt = next((m for m in table.ending_at(words, last) if m.cue.cue == "number"), None)
    return (float(spelt.cue.value), spelt.first) if spelt else (None, last)


def _low_end(words: Words, table: CueTable, first: int) -> tuple[float | None, int]:
    """The lower end of a range whose upper end begins at `first` (10-15 km, ten to fifteen); None without one."""
    if first <= 0:
        return None, first
    gap = words.gap(first).strip()
    if gap in ("-", "–", "‑"):
        low, earliest = number_before(words, table, first)
    elif words.tokens[first - 1].key in _RANGE and words.is_joined(first):
        low, earliest = number_before(words, table, first - 1)
    else:
        return None, first
    return (low, earliest) if low is not None else (None, first)


def distance_starting_at(words: Words, table: CueTable, first: int) -> Distance | None:
    """The distance whose words begin at token `first`, past "about", بنحو and the like; None where there is none."""
    start = first
    while start < len(words) and start < first + 3 and words.tokens[start].key in _LEADING:
        start += 1
    for last in range(start + 1, min(start + 6, len(words)) + 1):
        if last > start + 1 and "\n" in words.gap(last - 1):
            return None
        found = distance_ending_at(words, table, last)
        if found is not None and found.first in (start, start - 1):
            longer = distance_ending_at(words, table, last + 1) if last < len(words) else None
            best = longer if longer and longer.first == found.first else found
            return Distance(best.metres, first, best.last, best.is_rough)
    return None
