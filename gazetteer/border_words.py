"""Border expressions: "the Turkish border", "the border with Turkey", الحدود السورية التركية, الشريط الحدودي."""

from __future__ import annotations

from gazetteer.cues import Words, demonym_country, load_cues
from gazetteer.spans import NameSpan

_BORDER_EN = frozenset(["border", "frontier", "borders", "borderline"])
_BORDER_AR = frozenset(["حدود", "حدودي", "حدوديه"])
_STRIP = frozenset(["strip", "area", "region", "zone", "line", "areas", "regions"])


def border_at(words: Words, index: int) -> NameSpan | None:
    """A border expression that begins at a token: the Turkish border, الحدود مع تركيا, the border, الشريط الحدودي."""
    if words.tokens[index].is_arabic:
        return _arabic_border_at(words, index)
    return _english_border_at(words, index)


def _english_border_at(words: Words, index: int) -> NameSpan | None:
    countries: list[str] = []
    position = index
    while position < len(words) and position < index + 3 and (country := demonym_country(words.forms[position])):
        if position > index and not words.is_joined(position):
            break
        countries.append(country)
        position += 1
    is_border = position < len(words) and words.tokens[position].key in _BORDER_EN
    if not is_border or (position > index and not words.is_joined(position)):
        return None
    last = position + 1
    if not countries and words.is_joined(last) and words.tokens[last].key in ("with", "between"):
        return _border_span(words, index, last, countries, "en")
    if not countries and not _is_a_border_place(words, index):
        return None
    return _border_span(words, index, last, countries, "en")


def _is_a_border_place(words: Words, index: int) -> bool:
    """Whether a bare "border" is a place: "near the border", "the border strip"; not "border guards"."""
    after = words.tokens[index + 1].key if words.is_joined(index + 1) else ""
    if after in _STRIP or (index >= 2 and words.tokens[index - 1].key == "the"):
        table = load_cues()
        following = words.is_joined(index + 1) and words.tokens[index + 1].key in (
            "guard",
            "guards",
            "police",
            "crossing",
            "post",
            "patrol",
            "town",
            "village",
            "forces",
            "gate",
        )
        before = table.ending_at(words, index - 1)
        placed = (
            any(m.cue.cue in ("relation", "passage", "direction") for m in before)
            or words.tokens[index - 2].key == "of"
        )
        return not following and (placed or after in _STRIP)
    return False


def _arabic_border_at(words: Words, index: int) -> NameSpan | None:
    if not _BORDER_AR.intersection(words.forms[index]):
        return None
    countries: list[str] = []
    last = index + 1
    while (
        last < len(words)
        and last < index + 4
        and words.is_joined(last)
        and (country := demonym_country(words.forms[last]))
    ):
        countries.append(country)
        last += 1
    is_adjective = not {"حدود"}.intersection(words.forms[index])
    with_country = words.is_joined(last) and words.tokens[last].key == "مع"
    strip = index > 0 and words.forms[index - 1][0] in ("شريط", "منطقه", "مناطق", "خط")
    if is_adjective and not (with_country or strip):
        return None
    if not countries and not with_country and not strip and not _stands_for_a_place(words, index):
        return None
    first = index - 1 if is_adjective and strip else index
    return _border_span(words, first, last, countries, "ar")


def _stands_for_a_place(words: Words, index: int) -> bool:
    """Whether a bare الحدود is a place: the definite word after a relation word; not حدود alone."""
    key = words.tokens[index].key
    if "الحدود" not in key and "للحدود" not in key:
        return False
    following = words.is_joined(index + 1) and words.tokens[index + 1].key.startswith("ال")
    before = load_cues().ending_at(words, index)
    return not following and any(m.cue.cue in ("relation", "direction") and m.cue.value != "in" for m in before)


def _border_span(words: Words, first: int, last: int, countries: list[str], lang: str) -> NameSpan:
    start = words.tokens[first].start
    is_with = words.is_joined(last) and words.tokens[last].key in ("with", "مع")
    return NameSpan(
        first=first,
        last=last,
        start=start,
        end=words.tokens[last - 1].end,
        key="border:" + "-".join(countries),
        name=words.text[start : words.tokens[last - 1].end],
        evidence=4.0,
        lang=lang,
        is_border=True,
        border_of=tuple(dict.fromkeys(countries)),
        border_with=last + 1 if is_with else -1,
    )
