"""Names that no gazetteer has and only their company tells to be places.

They stand in a list of villages ("the villages of A, B and C", قرى أ وب وج) or before an apposition ("X, a village in
the Y countryside").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gazetteer.cues import Words, generic_words, load_cues
from gazetteer.evidence import RELATION_CUE, is_organisation
from gazetteer.names import LATIN_ARTICLES
from gazetteer.spans import NameSpan
from gazetteer.unknown_names import capitals_end, is_no_arabic_name, unknown_span

_SEVERAL = frozenset(
    ["villages", "towns", "hamlets", "settlements", "cities", "قري", "بلدات", "قريتي", "بلدتي", "قريتا", "بلدتا", "مدن"]
)
_OF = frozenset(["of", "the"])
_MOST_LISTED = 8
_CALLED = frozenset(
    ["village", "town", "hamlet", "suburb", "settlement", "township", "farm", "neighbourhood", "locality"]
)
_LYING = frozenset(
    ["in", "near", "on", "outside", "just", "some", "about", "north", "south", "east", "west", "northwest", "northeast",
     "southwest", "southeast"]
)  # fmt: skip
_MOST_ADJECTIVES = 2
WEAK = 0.3
"""Evidence of a known name under which a longer unknown one around it counts: Laban in "Tell Laban, a village"."""


def listed_names(words: Words, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """The names of a text with the unknown ones that a list of villages, or an apposition, tells to be places."""
    taken = {t for span in spans if span.evidence >= WEAK for t in range(span.first, span.last)}
    by_first = {span.first: span for span in spans}
    for index, token in enumerate(words.tokens):
        if not _SEVERAL.isdisjoint(words.forms[index]):
            _read_list(words, index + 1, by_first, taken)
        elif token.key in _CALLED and (span := _told_after(words, index, taken)) is not None:
            _put(span, by_first, taken)
    return [by_first[first] for first in sorted(by_first)]


def _read_list(words: Words, start: int, by_first: dict[int, NameSpan], taken: set[int]) -> None:
    """Put the unknown names of a list that begins at a token among the known ones."""
    at = start
    while words.is_joined(at) and words.tokens[at].key in _OF:
        at += 1
    for n in range(_MOST_LISTED):
        if n and (at := _next_item(words, at)) < 0:
            return
        if at not in by_first or by_first[at].evidence < WEAK:
            last = _item_end(words, at, is_first=n == 0) if at < len(words) and at not in taken else at
            if last == at or not taken.isdisjoint(range(at, last)):
                return
            lang = "ar" if words.tokens[at].is_arabic else "en"
            known = by_first.get(at)
            is_all = known is not None and known.last == last
            span = replace(known, evidence=RELATION_CUE) if known is not None and is_all else None
            _put(span or unknown_span(words, at, last, lang, RELATION_CUE), by_first, taken)
        at = by_first[at].last


def _put(span: NameSpan, by_first: dict[int, NameSpan], taken: set[int]) -> None:
    """Put a name among the others, in the place of what was read in it and hardly is one."""
    for at in range(span.first, span.last):
        by_first.pop(at, None)
    by_first[span.first] = span
    taken.update(range(span.first, span.last))


def _next_item(words: Words, at: int) -> int:
    """Where the next name of a list may begin after token `at` - 1: past a comma or an "and"; -1 where none does."""
    if at >= len(words) or "\n" in words.gap(at):
        return -1
    gap, token = words.gap(at).strip(), words.tokens[at]
    if token.is_arabic:
        return at if gap in ("", "،", ",") and token.key.startswith("و") else -1
    if gap not in ("", ","):
        return -1
    if token.key == "and":
        return at + 1 if words.is_joined(at + 1) else -1
    return at if gap == "," else -1


def _item_end(words: Words, at: int, *, is_first: bool) -> int:
    """Where an unknown name of a list ends; `at` where what stands there is none."""
    token = words.tokens[at]
    if token.is_arabic:
        is_told = is_first or "ال" in token.key[1:3] or not generic_words().isdisjoint(words.forms[at])
        if not is_told or is_first or is_no_arabic_name(words, at) or len(token.key) < 3:
            return at
        is_generic = not generic_words().isdisjoint(words.forms[at])
        return at + 2 if is_generic and words.is_joined(at + 1) else at + 1
    last = capitals_end(words, at)
    if last == at or words.tokens[last - 1].key in LATIN_ARTICLES or is_organisation(words, load_cues(), at, last):
        return at
    is_last = words.tokens[at - 1].key == "and" or is_first
    goes_on = last < len(words) and (words.tokens[last].key == "and" or words.gap(last).strip() == ",")
    return last if is_last or goes_on else at


def _told_after(words: Words, index: int, taken: set[int]) -> NameSpan | None:
    """The name before ", a village in": what an apposition says to be one."""
    following = words.tokens[index + 1] if words.is_joined(index + 1) else None
    if following is None or not (following.key in _LYING or following.key.isdigit()):
        return None
    article = next(
        (
            a
            for a in range(index - 1, max(index - 2 - _MOST_ADJECTIVES, 0), -1)
            if words.tokens[a].key in ("a", "an", "the")
        ),
        0,
    )
    if not article or words.gap(article).strip() != "," or article - 1 in taken:
        return None
    first = article
    while (
        first > 0 and first > article - 4 and first - 1 not in taken and _is_of_name(words, first - 1, first == article)
    ):
        first -= 1
    if first == article or capitals_end(words, first) != article:
        return None
    return unknown_span(words, first, article, "en", RELATION_CUE)


def _is_of_name(words: Words, at: int, is_last: bool) -> bool:
    token = words.tokens[at]
    if not (is_last or words.is_joined(at + 1)) or token.is_arabic:
        return False
    return token.is_capital or token.key in LATIN_ARTICLES
