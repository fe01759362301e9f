"""Words of a text that name forces or what belongs to them, each with a one-letter code for the force patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dashboard.reading.force_context import About, countries_of
from dashboard.reading.force_forms import SKIPPED, Form, forms_by_words, related_force, state_force
from dashboard.reading.words import Token, bare, fold_phrase, make_tuple, readings, split_at, tokens_of

_PLACING = "in from near inside into across towards toward at around outside through via over"
_COMPASS = "north south east west northern southern eastern western central upper"
_QUARTERS = "north-eastern northeastern northwestern southeastern southwestern northeast northwest southeast southwest"
_PREPOSITIONS = frozenset(f"{_PLACING} {_COMPASS} {_QUARTERS}".split())
_VERBS = frozenset("said says has had is was will would told denied confirmed announced carried launched".split())  # noqa: SIM905
_ARABIC_PREPOSITIONS = frozenset(
    key
    for word in (
        "سوريا",
        "كردستان",
        "إقليم",
        "في",
        "داخل",
        "خارج",
        "قرب",
        "نحو",
        "شمال",
        "جنوب",
        "شرق",
        "غرب",
        "شمالي",
        "جنوبي",
        "شرقي",
        "غربي",
        "أراضي",
        "أنحاء",
        "عموم",
        "أجواء",
        "حدود",
        "مقره",
        "مقرها",
        "بحيرة",
    )
    for key in fold_phrase(word)
)
_BORDERS = frozenset(
    ("border", "borders", "frontier", *(key for w in ("الحدود", "حدود", "الحدودية") for key in fold_phrase(w)))
)
_FROM = frozenset(fold_phrase("من"))
_TO_THEM = frozenset(key for word in ("لها", "له", "لهم", "لهما") for key in fold_phrase(word))
_LINKS = frozenset(fold_phrase("ل") + fold_phrase("قبل") + ("by", "with", "to", "the"))
_MARKS = {
    **dict.fromkeys(".!?؟;؛…\n", "%"),
    **dict.fromkeys(",،", ","),
    **dict.fromkeys("-–—−‐‑/", "-"),
    "&": "&",
}


class Item(NamedTuple):
    """One or more words of one meaning; `start`, `end` are code-point offsets.

    `country` is the one that the paragraph is about, empty if none.
    """

    start: int
    end: int
    code: str
    form: Form | None = None
    is_capital: bool = False
    country: str = ""


_MOST_WORDS = 99
_Beginnings = tuple[tuple[int, dict[str, list[Form]]], ...]


_CODES = {
    **dict.fromkeys(_LINKS, "l"),
    **dict.fromkeys(_TO_THEM, "h"),
    **dict.fromkeys(_FROM, "m"),
    **dict.fromkeys(_VERBS, "v"),
    **dict.fromkeys(_PREPOSITIONS | _ARABIC_PREPOSITIONS, "p"),
    **{clitic + key: "p" for key in _ARABIC_PREPOSITIONS for clitic in "وف"},
    **dict.fromkeys(("and", "و", "or", "او"), "&"),
}


@dataclass(slots=True)
class Reading:
    """A text's words and their codes on the report's day; `armies` are the armies named so far, each with its item."""

    text: str
    items: list[Item]
    codes: str
    day: date | None
    armies: list[tuple[int, str]] = field(default_factory=list)

    def forms(self, found: re.Match[str]) -> Iterator[tuple[str, Form]]:
        """The codes and forms of a match, those without a form left out."""
        for at in range(found.start(), found.end()):
            form = self.items[at].form
            if form:
                yield self.codes[at], form

    def backed_by(self, force_id: str, at: int) -> str | None:
        """Whom a state backs in the country that the words there are about, None if nobody in particular."""
        return related_force(force_id, "backed", context=self.items[at].country, day=self.day) or None

    def of_the_country(self, force_id: str, at: int) -> str | None:
        """A force if it is the state that the words there are about: forces loyal to Damascus, in Syria."""
        country = self.items[at].country
        return force_id if country and state_force(country, "government", self.day) == force_id else None


def items_of(text: str, *, day: date | None = None, places: Iterable[tuple[int, str]] = ()) -> list[Item]:
    """The words of a text that the lexicon knows, with their codes; all others have the code _.

    `day` is the report's, `places` the offsets and ISO country codes of the places it names.
    """
    tokens = tokens_of(text)
    contexts = countries_of(tokens, places)
    items: list[Item] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        beginnings = _beginnings(token.key, _may_be_accusative(token)) if token.kind in ("word", "number") else ()
        found = _longest(beginnings, tokens, i, contexts[i]) if beginnings else None
        if found and _ends_in_name(found, tokens, i, contexts):
            found = _longest(beginnings, tokens, i, contexts[i], most=len(found[1].keys) - 1)
        if found:
            clitic, form, last = found
            form = form.on(day)
            if clitic:
                items.append(Item(token.start, split_at(token, clitic), "&" if token.key.startswith("و") else "l"))
            end = tokens[last].end
            if text[end : end + 1] == "." and form.is_upper and len(form.keys[-1]) == 1:
                end += 1
                last += 1
            items.append(
                Item(split_at(token, clitic), end, form.code, form, token.text[0].isupper(), contexts[i].country)
            )
            i = last + 1
            continue
        items.append(make_tuple(Item, (token.start, token.end, _code_of(tokens, i), None, False, "")))
        i += 1
    return items


def _may_be_accusative(token: Token) -> bool:
    """Whether a word has an accusative's tanween, or its alif: many write رتلا أميركيا for رتلاً أميركياً."""
    return token.key.endswith("ا") or "ً" in token.text


def _code_of(tokens: Sequence[Token], i: int) -> str:
    token = tokens[i]
    if token.kind == "break":
        return "%"
    if token.kind == "mark":
        return _MARKS.get(token.text, "'" if token.text in "'’" else "_")
    if token.kind == "number":
        return "J"
    if token.key == "s" and i and tokens[i - 1].text in ("'", "’"):
        return "s"
    if token.key in ("with", "مع") and i and tokens[i - 1].key in _BORDERS:
        return "p"
    code = _CODES.get(token.key)
    return code or ("W" if token.text[0].isascii() and token.text[0].isupper() else "_")


def _ends_in_name(found: tuple[int, Form, int], tokens: Sequence[Token], i: int, contexts: Sequence[About]) -> bool:
    """Whether the last word of an Arabic army's noun begins a force's name: دورية | للجيش المالي."""
    _, form, last = found
    if form.code != "n" or last == i or tokens[last].kind != "word":
        return False
    name = _longest(_beginnings(tokens[last].key, False), tokens, last, contexts[last])
    return name is not None and name[1].code == "F" and len(name[1].keys) > 1


def _longest(
    beginnings: _Beginnings, tokens: Sequence[Token], i: int, about: About, *, most: int = _MOST_WORDS
) -> tuple[int, Form, int] | None:
    """The letters of a proclitic, the form and its last token, of the longest form that begins at a token.

    `most` is how many words it may have.
    """
    best: tuple[int, Form, int] | None = None
    following = _following(tokens, i)
    for clitic, seconds in beginnings:
        for second in following:
            for form in seconds.get(second, ()):
                if best and len(form.keys) < len(best[1].keys):
                    break
                if len(form.keys) > most:
                    continue
                if not _is_spoken_of(form, about) or not _is_spelt(form, tokens, i):
                    continue
                last = _last_token(form, tokens, i)
                if last is None or (form.is_upper and not _is_upper(tokens, i, last)):
                    continue
                if best is None or len(form.keys) > len(best[1].keys) or (form.context and not best[1].context):
                    best = (clitic, form, last)
    return best


@lru_cache(maxsize=200_000)
def _beginnings(key: str, has_tanween: bool) -> _Beginnings:
    """The letters of a proclitic and the forms by their second key, for each way to read a form's first word."""
    by_words = forms_by_words()
    return tuple((clitic, by_words[read]) for clitic, read in readings(key, has_tanween) if read in by_words)


def _following(tokens: Sequence[Token], i: int) -> tuple[str, ...]:
    """The keys that the second word of a form may have, "" where it has only one word."""
    after = _next_token(tokens, i)
    if after is None:
        return ("",)
    key = tokens[after].key
    return (key, "") if bare(key) == key else (bare(key), key, "")


def _is_spelt(form: Form, tokens: Sequence[Token], i: int) -> bool:
    """Whether a name has its capital, and a word with a madda is not written with another hamza."""
    text = tokens[i].text
    return not (form.is_name and not text[0].isupper()) and not (form.has_madda and ("إ" in text or "أ" in text))


def _is_spoken_of(form: Form, about: About) -> bool:
    """Whether a form counts in a text about that country; one of "syria?" also where the country is not known."""
    if form.context.endswith("?"):
        return form.context[:-1] == about.country or not about.is_placed
    return form.context in ("", about.country)


def _last_token(form: Form, tokens: Sequence[Token], i: int) -> int | None:
    """The last token of a form that begins at `i`, quotes and hyphens between its words left out of account."""
    for key in form.keys[1:]:
        after = _next_token(tokens, i)
        if after is None or (bare(tokens[after].key) != key and tokens[after].key != key):
            return None
        i = after
    return i


def _next_token(tokens: Sequence[Token], i: int) -> int | None:
    """The token after one, up to two quotes and hyphens left out."""
    for after in range(i + 1, min(i + 4, len(tokens))):
        if after == i + 3 or tokens[after].kind != "mark" or tokens[after].text not in SKIPPED:
            return after
    return None


def _is_upper(tokens: Sequence[Token], first: int, last: int) -> bool:
    return all(
        token.text[0].isupper() and token.text.upper() == token.text
        for token in tokens[first : last + 1]
        if token.kind == "word"
    )
