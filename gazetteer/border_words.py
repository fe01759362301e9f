"""Places told by a country's adjective: "the Turkish border", الحدود مع تركيا, "off the Syrian coast", الشمال السوري.

They bear no name that a gazetteer could hold; what they mean is found in `borders`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gazetteer.cues import Words, demonym_country, demonyms, load_cues, phrase_keys, read_table
from gazetteer.spans import NameSpan

_BORDER_EN = frozenset(["border", "frontier", "borders", "borderline"])
_BORDER_AR = frozenset(["حدود", "حدودي", "حدوديه"])
_STRIP = frozenset(["strip", "area", "region", "zone", "line", "areas", "regions", "triangle"])
_STRIP_AR = ("شريط", "منطقه", "مناطق", "خط", "مثلث")
_NOT_A_LINE = frozenset(
    ["guard", "guards", "police", "crossing", "crossings", "post", "posts", "patrol", "town", "village", "forces",
     "gate", "control", "controls", "checkpoint", "villages", "towns"]
)  # fmt: skip
_LINKS = frozenset(["with", "between", "مع", "بين"])
_TRIPLE = frozenset(["triple", "tri", "three", "tripoint", "shared", "common"])
_COAST_EN = frozenset(["coast", "coastline", "shore", "shores", "littoral"])
_WAY_NOUNS_AR = {"شمال", "جنوب", "شرق", "غرب", "وسط", "ساحل", "سواحل", "شاطي", "شواطي", "مياه"}
_SUBREGIONS = {"شرقي", "غربي"}


_SIDES = frozenset(["الشرقيه", "الغربيه", "الشماليه", "الجنوبيه"])
"""A country's eastern border is still told by where the text is."""


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """Key of a country's one-word English name → its code, for "the Syria-Turkey border"."""
    found: dict[str, str] = {}
    for row in read_table("countries.csv", ["iso", "en", "ar", "aliases"]):
        for name in filter(None, [row["en"], *row["aliases"].split("|")]):
            keys = phrase_keys(name)
            if len(keys) == 1 and name.isascii() and len(name) > 3:
                found[keys[0]] = row["iso"]
    return found


@lru_cache(maxsize=1)
def _triggers() -> frozenset[str]:
    """The words that an expression of this kind may begin with; most words of a text are none of them."""
    english = {key for key in demonyms() if key.isascii()} | _country_names().keys() | _BORDER_EN
    return frozenset(english | _BORDER_AR | _WAY_NOUNS_AR)


def may_begin_border(forms: Sequence[str]) -> bool:
    """Whether an expression of this kind may begin with a word, by its forms."""
    return not _triggers().isdisjoint(forms)


def border_at(words: Words, index: int) -> NameSpan | None:
    """A place told by a country's adjective that begins at a token: the Turkish border, الشمال السوري."""
    if _triggers().isdisjoint(words.forms[index]):
        return None
    if words.tokens[index].is_arabic:
        return _arabic_border_at(words, index) or _arabic_part_at(words, index)
    return _english_border_at(words, index) or _english_coast_at(words, index)


def _country_at(words: Words, position: int, names: bool) -> str:
    country = demonym_country(words.forms[position])
    return country or (_country_names().get(words.tokens[position].key, "") if names else "")


def _english_countries(words: Words, index: int) -> tuple[list[str], int]:
    """The countries that stand before "border" (Syrian-Turkish, Syria–Turkey) and the token after them."""
    countries: list[str] = []
    position = index
    names = words.tokens[index].key in _country_names()
    while position < len(words) and position < index + 3 and (country := _country_at(words, position, names)):
        if position > index and not _is_tied(words, position):
            break
        countries.append(country)
        position += 1
    return countries, position


def _is_tied(words: Words, position: int) -> bool:
    return words.is_joined(position) or words.gap(position).strip() in ("–", "—", "-", "/")


def _english_border_at(words: Words, index: int) -> NameSpan | None:
    countries, position = _english_countries(words, index)
    if position >= len(words) or words.tokens[position].key not in _BORDER_EN:
        return None
    if position > index and not words.is_joined(position):
        is_possessive = len(countries) == 1 and words.gap(position).strip() in ("'s", "’s", "'", "’")
        if not is_possessive:
            return None
    last = position + 1
    following = words.tokens[last].key if words.is_joined(last) else ""
    if following in _NOT_A_LINE:
        return None
    is_with = following in _LINKS
    if words.tokens[index].key in _country_names() and len(countries) < 2 and not is_with:
        return None
    if not countries and is_with:
        return _span(words, index, last, countries, with_from=last)
    if not countries and (link := _of_three(words, index, last)) >= 0:
        return _span(words, index, last, countries, with_from=link)
    if not countries and not _is_a_border_place(words, index):
        return None
    return _span(words, index, last, countries, with_from=last if is_with else -1)


def _of_three(words: Words, index: int, last: int) -> int:
    """The "of" or "between" of a place where borders meet, -1 where none is told: "the tri-border area of A, B and C",
    "where the borders of A, B and C meet"."""
    before = [token.key for token in words.tokens[max(0, index - 2) : index]]
    is_triple = before[-1:] != [] and before[-1] in _TRIPLE
    is_where = before == ["where", "the"] and words.tokens[index].key == "borders"
    link = last
    if words.is_joined(last) and words.tokens[last].key in _STRIP:
        is_triple = is_triple or words.tokens[last].key == "triangle"
        link = last + 1
    is_linked = words.is_joined(link) and words.tokens[link].key in ("of", "between")
    return link if is_linked and (is_triple or is_where) else -1


def _is_a_border_place(words: Words, index: int) -> bool:
    """Whether a bare "border" is a place: "near the border", "the border strip"; not "border guards"."""
    after = words.tokens[index + 1].key if words.is_joined(index + 1) else ""
    if after in _STRIP:
        return True
    if index < 2 or words.tokens[index - 1].key != "the":
        return False
    before = load_cues().ending_at(words, index - 1)
    is_placed = any(m.cue.cue in ("relation", "passage", "direction") for m in before)
    return is_placed or words.tokens[index - 2].key == "of"


def _english_coast_at(words: Words, index: int) -> NameSpan | None:
    """ "Off the Syrian coast", "in Lebanese territorial waters": the sea beside a country."""
    country = demonym_country(words.forms[index])
    if not country or not words.is_joined(index + 1):
        return None
    following = words.tokens[index + 1].key
    before = [words.tokens[t].key for t in range(max(0, index - 2), index)]
    if following in _COAST_EN:
        if words.is_joined(index + 2) and words.tokens[index + 2].key in _NOT_A_LINE:
            return None
        kind = "sea" if "off" in before else "shore"
        return _span(words, index, index + 2, [country], kind=kind)
    if (
        following in ("territorial", "coastal")
        and words.is_joined(index + 2)
        and words.tokens[index + 2].key == "waters"
    ):
        return _span(words, index, index + 3, [country], kind="waters")
    if following == "waters":
        return _span(words, index, index + 2, [country], kind="waters")
    return None


def _arabic_border_at(words: Words, index: int) -> NameSpan | None:
    if _BORDER_AR.isdisjoint(words.forms[index]):
        return None
    countries, last = _arabic_countries(words, index + 1)
    is_adjective = "حدود" not in words.forms[index]
    link = words.tokens[last].key if words.is_joined(last) else ""
    strip = index > 0 and words.forms[index - 1][0] in _STRIP_AR
    is_triangle = strip and words.forms[index - 1][0] == "مثلث"
    is_with = link == "مع" or (link == "بين" and (not is_adjective or is_triangle))
    if is_adjective and not (is_with or strip):
        return None
    if not countries and not is_with and not strip and not _stands_for_a_place(words, index):
        return None
    first = index - 1 if is_adjective and strip else index
    return _span(words, first, last, countries, with_from=last if is_with else -1, lang="ar")


def _arabic_countries(words: Words, first: int) -> tuple[list[str], int]:
    countries: list[str] = []
    last = first
    while last < len(words) and last < first + 3 and (last == first or _is_tied(words, last)):
        if not _is_tied(words, last) or not (country := demonym_country(words.forms[last])):
            break
        countries.append(country)
        last += 1
    return countries, last


def _stands_for_a_place(words: Words, index: int) -> bool:
    """Whether a bare الحدود is a place: the definite word after a relation word; not حدود alone."""
    key = words.tokens[index].key
    if "الحدود" not in key and "للحدود" not in key:
        return False
    following = words.is_joined(index + 1) and words.tokens[index + 1].key.startswith("ال")
    before = load_cues().ending_at(words, index)
    is_way = any(m.cue.cue in ("relation", "direction", "passage") and m.cue.value != "in" for m in before)
    return is_way and (not following or words.tokens[index + 1].key in _SIDES)


def _arabic_part_at(words: Words, index: int) -> NameSpan | None:
    """الشمال السوري، الجنوب اللبناني، الشمال الشرقي السوري، الساحل السوري، المياه الإقليمية اللبنانية."""
    token = words.tokens[index]
    noun = next((form for form in words.forms[index] if form in _WAY_NOUNS_AR), "")
    if "ال" not in token.key[:4] and "لل" not in token.key[:3] and noun != "مياه":
        return None
    position = index + 1
    second = {"شمال": _SUBREGIONS, "جنوب": _SUBREGIONS, "مياه": {"اقليميه"}}.get(noun, set())
    if words.is_joined(position) and not second.isdisjoint(words.forms[position]):
        position += 1
    country = demonym_country(words.forms[position]) if words.is_joined(position) else ""
    if not country or not words.tokens[position].key.startswith("ال"):
        return None
    if noun == "مياه":
        return _span(words, index, position + 1, [country], kind="waters", lang="ar") if position > index + 1 else None
    if noun in ("ساحل", "سواحل", "شاطي", "شواطي"):
        is_off = index > 0 and words.forms[index - 1][0] in ("قباله", "مقابل", "عرض")
        return _span(words, index, position + 1, [country], kind="sea" if is_off else "shore", lang="ar")
    return _span(words, index, position + 1, [country], kind="part", lang="ar")


def _span(
    words: Words,
    first: int,
    last: int,
    countries: list[str],
    *,
    with_from: int = -1,
    kind: str = "border",
    lang: str = "en",
) -> NameSpan:
    start, end = words.tokens[first].start, words.tokens[last - 1].end
    return NameSpan(
        first=first,
        last=last,
        start=start,
        end=end,
        name=words.text[start:end],
        key=f"{kind}:" + "-".join(dict.fromkeys(countries)),
        evidence=4.0,
        lang=lang,
        is_border=True,
        border_of=tuple(dict.fromkeys(countries)),
        border_with=with_from + 1 if with_from >= 0 else -1,
    )
