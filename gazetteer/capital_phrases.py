"""Capitals told by their country, with their name or without: "the Somali capital", العاصمة السودانية الخرطوم."""

from __future__ import annotations

from functools import lru_cache

from gazetteer.cues import Words, capitals, demonym_country, demonyms, phrase_keys, read_table

_CAPITAL, _ARABIC_CAPITAL = "capital", "عاصمه"
_APPOSED = frozenset([_CAPITAL, "city"])
"""Words that a name may stand beside between two commas: "in the capital, Damascus, on Friday"."""
_CLOSING = ("", ",", ".", ";", ":", ")", "\n")


@lru_cache(maxsize=1)
def _place_by_country() -> dict[str, str]:
    """The id of each country's capital, of two the first of the table."""
    found: dict[str, str] = {}
    for row in read_table("cues_capitals.csv", ["country", "place", "en", "ar"]):
        found.setdefault(row["country"], row["place"])
    return found


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """Keys of the words that begin an adjective of two: South Sudanese, Sri Lankan."""
    names = (name for row in read_table("cues_demonyms.csv", ["country", "en", "ar"]) for name in row["en"].split("|"))
    return frozenset(phrase_keys(name)[0] for name in names if " " in name)


def may_begin_capital(forms: tuple[str, ...]) -> bool:
    """Whether a word may be the first of such a phrase, though no people's adjective by itself."""
    return _ARABIC_CAPITAL in forms or not _first_words().isdisjoint(forms)


def capital_at(words: Words, index: int) -> tuple[str, int]:
    """The id of the capital that a phrase beginning at a token means, and the token after it.

    Empty where it means none, and where its name follows ("the Somali capital, Mogadishu"), which then is the place.
    """
    if not words.is_joined(index + 1) or not words.tokens[index].is_capital:
        return "", 0
    if words.tokens[index].is_arabic:
        country, last = _of_arabic(words, index), index + 2
    else:
        country, last = _of_latin(words, index)
    return ("", 0) if not country or _names_it(words, last) else (_place_by_country().get(country, ""), last)


def _of_arabic(words: Words, index: int) -> str:
    is_capital = _ARABIC_CAPITAL in words.forms[index] and words.tokens[index + 1].key.startswith("ال")
    return demonym_country(words.forms[index + 1]) if is_capital else ""


def _of_latin(words: Words, index: int) -> tuple[str, int]:
    following = words.tokens[index + 1]
    if following.key == _CAPITAL:
        return demonym_country(words.forms[index]), index + 2
    if following.is_capital and words.is_joined(index + 2) and words.tokens[index + 2].key == _CAPITAL:
        return demonyms().get(words.tokens[index].key + following.key, ""), index + 3
    return "", 0


def _names_it(words: Words, at: int) -> bool:
    """Whether the words from a token on are the capital's name, or a Latin word that begins one."""
    if at >= len(words) or words.gap(at).strip() not in ("", ",", "،", "("):
        return False
    following = words.tokens[at]
    return any(form in capitals() for form in words.forms[at]) if following.is_arabic else following.is_capital


def capital_before(words: Words, first: int, last: int, floor: int) -> int:
    """The token of "capital" that a name stands beside, past a comma or its adjective; 0 where none is.

    "in the capital, Damascus,", العاصمة السودانية الخرطوم.
    """
    if first <= floor or first < 2:
        return 0
    before = words.tokens[first - 1]
    if before.is_arabic:
        is_capital = first - 2 >= floor and _ARABIC_CAPITAL in words.forms[first - 2] and words.is_joined(first - 1)
        return first - 2 if is_capital and words.is_joined(first) and demonym_country(words.forms[first - 1]) else 0
    if before.key not in _APPOSED or words.gap(first) != ", ":
        return 0
    return first - 1 if words.gap(last)[:1] in _CLOSING else 0
