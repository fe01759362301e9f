"""Words of a text that dates are made of, each with a one-letter code that the date rules are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from dashboard.reading.calendars import CALENDARS, Feast
from dashboard.reading.date_numbers import Clock, Item, number_item
from dashboard.reading.words import Token, fold_phrase, make_tuple, split_at, tokens_of, without_proclitic
from dashboard.tables import Row, read_table

CODES = {
    "relative": "T",
    "anaphor": "R",
    "part": "P",
    "unit": "u",
    "dual": "V",
    "days_of": "d",
    "definite_unit": "U",
    "last": "L",
    "next": "N",
    "current": "C",
    "same_year": "~",
    "same_month": "3",
    "portion": "G",
    "season": "S",
    "in": "i",
    "on": "o",
    "by": "b",
    "of": "f",
    "the": "c",
    "from": "v",
    "since": "s",
    "to": "t",
    "between": "B",
    "and": "&",
    "ago": "g",
    "before": "e",
    "after": "h",
    "later": "k",
    "namely": "=",
    "every": "q",
    "for": "x",
    "number": "n",
    "ordinal": "O",
    "eve": "!",
    "weekend": "E",
    "few": "y",
    "slice": "l",
    "about": "1",
    "after_that": "4",
    "before_that": "5",
    "stamp": "2",
    "happened": "6",
    "undated": "7",
    "when": "a",
    "zone": "@",
    "planned": "F",
    "said": "r",
    "background": "A",
    "name_before": "z",
    "name_after": "Z",
    "digest": "j",
    "none": "_",
}
"""The code of each class of date_words.csv. Of other tables: M month, m month that needs a number, J Hijri month,
W weekday, w its abbreviation, Q a habit's plural, K a weekday without its article, H a feast. Of the text itself:
D 1 to 31, Y a year, 8 another whole number to 999, 0 any other, X a whole date in figures, 9 a day and month in
figures, I an hour, p a part of the day that stands alone, % the end of a sentence, < > brackets, _ anything else."""

_MARKS = {
    **dict.fromkeys(".!?؟;؛…", "%"),
    **dict.fromkeys(",،", ","),
    **dict.fromkeys("-–—−‐‑", "-"),
    **dict.fromkeys("([", "<"),
    **dict.fromkeys(")]", ">"),
    **dict.fromkeys("/\\", "/"),
    **dict.fromkeys('«»"“”', '"'),
    ":": ":",
    "&": "&",
}
_DOUBLED_MONTH = re.compile(r"""[Mm](?:[/-]?(?P<second>[Mm])|<(?P<bracketed>[Mm])>|"(?P<quoted>[Mm])")""")


@dataclass(frozen=True, slots=True)
class Form:
    keys: tuple[str, ...]
    code: str
    value: Any
    lang: str
    alone: str = "yes"


FormsOfWord = dict[str, list[Form]]


def items_of(text: str) -> list[Item]:
    """The text as items, in order; every token of the text is in one item."""
    return list(_merged(text, list(_items(text))))


def _items(text: str) -> Iterator[Item]:
    tokens = tokens_of(text)
    forms = date_forms()
    count = len(tokens)
    i = 0
    while i < count:
        token = tokens[i]
        first = forms.get(token.key)
        if first is None and token.kind != "number" and not _splits(token.key):
            yield _other(token)
            i += 1
            continue
        form = _form_at(first, tokens, i) if first else None
        if form:
            yield _as_item(form, tokens, i, token.start)
            i += len(form.keys)
        elif token.kind == "number":
            item = number_item(text, tokens, i, _english_weekdays())
            yield item
            while i < len(tokens) and tokens[i].start < item.end:
                i += 1
        elif token.kind == "word" and (split := _after_proclitic(forms, tokens, i)):
            length, form = split
            yield _proclitic(token, length)
            yield _as_item(form, tokens, i, split_at(token, length))
            i += len(form.keys)
        else:
            yield _other(token)
            i += 1


@lru_cache(maxsize=1)
def _english_weekdays() -> frozenset[str]:
    """The keys of weekdays in English, in full or short."""
    forms = (form for forms in date_forms().values() for of_word in forms.values() for form in of_word)
    return frozenset(form.keys[0] for form in forms if form.code in "Ww" and form.lang == "en")


def _other(token: Token) -> Item:
    if token.kind == "break":
        return Item(token.start, token.end, "%", "\n")
    if token.kind == "mark" and token.text in _MARKS:
        return Item(token.start, token.end, _MARKS[token.text])
    return make_tuple(Item, (token.start, token.end, "_", None, "", token.text))


def _form_at(forms: FormsOfWord, tokens: Sequence[Token], i: int) -> Form | None:
    """The longest form that begins at a token, of those that its word begins."""
    if i + 1 < len(tokens):
        for form in forms.get(tokens[i + 1].key, ()):
            if all(i + n < len(tokens) and tokens[i + n].key == form.keys[n] for n in range(2, len(form.keys))) and (
                _is_spelt_as(form, tokens[i].text)
            ):
                return form
    return next((form for form in forms.get("", ()) if _is_spelt_as(form, tokens[i].text)), None)


def _is_spelt_as(form: Form, text: str) -> bool:
    """Whether the word has the capital that its form needs: "Sat" is a day, "sat" a verb."""
    return not (form.lang == "en" and (form.alone == "capital" or form.code in "wZ")) or text[0].isupper()


def _after_proclitic(forms: dict[str, FormsOfWord], tokens: Sequence[Token], i: int) -> tuple[int, Form] | None:
    """The form that the word holds after a conjunction or preposition, and how many letters that has."""
    token = tokens[i]
    for length, rest in _splits(token.key):
        form = _form_at(forms[rest], tokens, i)
        barred = "&x_" if token.key[0] in "بل" else "&nx_"
        if form and form.code not in barred and (form.alone != "exact" or "آ" in token.text):
            return length, form
    return None


@lru_cache(maxsize=100_000)
def _splits(key: str) -> tuple[tuple[int, str], ...]:
    """How a folded word splits into a proclitic's letters and the first word of a form."""
    if not "\u0600" <= key[:1] <= "\u06ff":
        return ()
    forms = date_forms()
    return tuple((length, rest) for length, rest in without_proclitic(key) if rest in forms)


def _proclitic(token: Token, length: int) -> Item:
    letter = token.text[0]
    code = "&" if letter == "و" else "i" if letter in "بل" else "_"
    return Item(token.start, split_at(token, length), code, lang="ar", word=letter)


def _as_item(form: Form, tokens: Sequence[Token], i: int, start: int) -> Item:
    last = tokens[i + len(form.keys) - 1]
    word = " ".join(token.text for token in tokens[i : i + len(form.keys)])
    code = form.code
    if code == "M" and form.alone == "exact" and "آ" not in word:
        code = "m"
    if code == "P" and (form.value in ("adverb", "since") or "ً" in last.text):
        code = "p"
    return Item(start, last.end, code, form.value, form.lang, word)


def _merged(text: str, items: Sequence[Item]) -> Iterator[Item]:
    """The items with doubled months (تشرين الأول/أكتوبر) and abbreviations' full stops (Feb.) taken together."""
    codes = "".join(item.code for item in items)
    i = 0
    while i < len(items):
        item = items[i]
        if item.code not in "MmwI":
            yield item
            i += 1
            continue
        doubled = _DOUBLED_MONTH.match(codes, i)
        if doubled and items[doubled.end(doubled.lastgroup or 0) - 1].value == item.value:
            i = doubled.end() - 1
            item = item._replace(end=items[i].end, code="M")
        elif item.code in "mw" and item.lang == "en" and text[item.end : item.end + 1] == ".":
            i += 1
            item = item._replace(end=item.end + 1)
        elif item.code == "I" and codes[i + 1 : i + 2] == "@":
            i += 1
            item = item._replace(end=items[i].end, value=_in_zone(item.value, items[i].value))
        yield item
        i += 1


def _in_zone(clock: Clock | None, ahead: int | str) -> Clock | None:
    return replace(clock, ahead=ahead) if clock and isinstance(ahead, int) else clock


@lru_cache(maxsize=1)
def date_forms() -> dict[str, FormsOfWord]:
    """All forms by their first key, then their second ("" for none), longest first. Raises LexiconError."""
    found: dict[tuple[str, ...], Form] = {}
    for row, form in _forms():
        if not form.keys:
            raise row.error("form", "no word in it.")
        if form.keys in found:
            raise row.error("form", f"{row['form']!r} is already the form of another row (after folding).")
        found[form.keys] = form
    by_first: dict[str, FormsOfWord] = {}
    for form in sorted(found.values(), key=lambda form: -len(form.keys)):
        by_second = by_first.setdefault(form.keys[0], {})
        by_second.setdefault(form.keys[1] if len(form.keys) > 1 else "", []).append(form)
    return by_first


def _forms() -> Iterator[tuple[Row, Form]]:
    for row in read_table("months.csv", columns=("month", "calendar", "lang", "form", "alone", "notes")):
        month = row.number("month", low=1, high=12)
        calendar = row.one_of("calendar", ("gregorian", "hijri"))
        alone = row.one_of("alone", ("yes", "no", "exact", "capital"))
        code = "J" if calendar == "hijri" else "m" if alone == "no" else "M"
        yield row, Form(fold_phrase(row["form"]), code, month, row["lang"], alone)
    kinds = {"day": "W", "short": "w", "habit": "Q", "bare": "K"}
    for row in read_table("weekdays.csv", columns=("weekday", "lang", "form", "kind", "notes")):
        code = kinds[row.one_of("kind", kinds)]
        yield row, Form(fold_phrase(row["form"]), code, row.number("weekday", low=0, high=6), row["lang"])
    yield from _feasts()
    for row in read_table("date_words.csv", columns=("class", "lang", "form", "value", "notes"), required=("form",)):
        code = CODES[row.one_of("class", CODES)]
        yield row, Form(fold_phrase(row["form"]), code, _value(row), row["lang"])


def _feasts() -> Iterator[tuple[Row, Form]]:
    columns = ("lang", "form", "calendar", "month", "day", "days", "notes")
    for row in read_table("holidays.csv", columns=columns, required=("form",)):
        calendar = row.one_of("calendar", CALENDARS)
        month = row.number("month", low=1, high=12) if calendar in ("gregorian", "hijri") else 0
        day = row.number("day", low=-60 if month == 0 else 1, high=60)
        feast = Feast(calendar, month, day, row.number("days", low=1, high=30))
        yield row, Form(fold_phrase(row["form"]), "H", feast, row["lang"])


_NUMBERS = {"relative": 2, "anaphor": 1, "season": 2, "number": 1, "ordinal": 1, "weekend": 2, "zone": 1}
_WORDS = {
    "part": ("construct", "night", "adverb", "since"),
    "unit": ("day", "week", "month", "year", "hour", "minute"),
    "definite_unit": ("day", "week", "month", "year", "hour"),
    "portion": ("early", "mid", "late"),
    "slice": ("half", "quarter", "third", "days"),
}


def _value(row: Row) -> Any:
    """The value cell as what its class asks for: whole numbers, one known word, or nothing."""
    kind, cell = row["class"], row["value"]
    if kind in _WORDS:
        return row.one_of("value", _WORDS[kind])
    if kind == "dual":
        count, _, unit = cell.partition(" ")
        if not count.isdigit() or unit not in _WORDS["unit"]:
            raise row.error("value", f"{cell!r} is not a number and a unit.")
        return int(count), unit
    if kind not in _NUMBERS:
        if cell:
            raise row.error("value", f"{cell!r} where the class {kind} has none.")
        return None
    try:
        numbers = tuple(int(part) for part in cell.split())
    except ValueError:
        raise row.error("value", f"{cell!r} is not made of whole numbers.") from None
    if len(numbers) != _NUMBERS[kind]:
        raise row.error("value", f"{cell!r} is not {_NUMBERS[kind]} whole numbers.")
    return numbers if len(numbers) > 1 else numbers[0]
