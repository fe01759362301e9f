"""Words of a text that dates are made of, each with a one-letter code that the date rules are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from dashboard.reading.words import Token, fold_phrase, split_at, tokens_of, without_proclitic
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
    "holiday": "H",
    "planned": "F",
    "said": "r",
    "background": "A",
    "name_before": "z",
    "name_after": "Z",
    "digest": "j",
    "none": "_",
}
"""The code of each class of date_words.csv. Of other tables: M month, m month that needs a number, J Hijri month,
W weekday, w its abbreviation, Q a habit's plural, K a weekday without its article. Of the text itself: D 1 to 31,
Y a year, 0 another number, X a whole numeric date, I a clock time, p a part of the day that stands alone,
% the end of a sentence, < > brackets, _ anything else."""

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
_NUMERIC_DATE = re.compile(
    r"(?<![\d/.:-])(?:(?P<y>\d{4})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<t>[/.-])(?P<b>\d{1,2})(?P=t)(?P<c>\d{4}|(?<=/)\d{2}))(?![\d/]|[.:-]\d)"
)
_CLOCK = re.compile(r"\d{1,2}[:٫]\d{2}(?::\d{2})?(?!\d)(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
_AMOUNT = re.compile(r"\d{1,3}(?:[,٬]\d{3})+(?!\d)|\d+[.,٫]\d+|\d+%")
_DOUBLED_MONTH = re.compile(r"""[Mm](?:[/-]?(?P<second>[Mm])|<(?P<bracketed>[Mm])>|"(?P<quoted>[Mm])")""")
_ENGLISH_ORDINALS = ("st", "nd", "rd", "th")


@dataclass(frozen=True, slots=True)
class Item:
    """One or more words of one meaning; `start`, `end` are code-point offsets, `code` one of CODES."""

    start: int
    end: int
    code: str
    value: Any = None
    lang: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    keys: tuple[str, ...]
    code: str
    value: Any
    lang: str
    alone: str = "yes"


def items_of(text: str) -> list[Item]:
    """The text as items, in order; every token of the text is in one item."""
    return list(_merged(text, list(_items(text))))


def _items(text: str) -> Iterator[Item]:
    tokens = list(tokens_of(text))
    forms = date_forms()
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "number":
            item = _number(text, tokens, i)
            yield item
            while i < len(tokens) and tokens[i].start < item.end:
                i += 1
            continue
        if token.kind == "break":
            yield Item(token.start, token.end, "%", "\n")
        elif token.kind == "mark" and token.text in _MARKS:
            yield Item(token.start, token.end, _MARKS[token.text])
        elif form := _form_at(forms, tokens, i, token.key):
            yield _as_item(form, tokens, i, token.start)
            i += len(form.keys) - 1
        elif split := _after_proclitic(forms, tokens, i):
            length, form = split
            yield _proclitic(token, length)
            yield _as_item(form, tokens, i, split_at(token, length))
            i += len(form.keys) - 1
        else:
            yield Item(token.start, token.end, "_", word=token.text)
        i += 1


def _form_at(forms: dict[str, list[Form]], tokens: Sequence[Token], i: int, key: str) -> Form | None:
    for form in forms.get(key, ()):
        if all(i + n < len(tokens) and tokens[i + n].key == form.keys[n] for n in range(1, len(form.keys))) and (
            _is_spelt_as(form, tokens[i].text)
        ):
            return form
    return None


def _is_spelt_as(form: Form, text: str) -> bool:
    return not (form.lang == "en" and form.alone == "capital") or text[0].isupper()


def _after_proclitic(forms: dict[str, list[Form]], tokens: Sequence[Token], i: int) -> tuple[int, Form] | None:
    """The form that the word holds after a conjunction or preposition, and how many letters that has."""
    token = tokens[i]
    if token.kind != "word" or not "\u0600" <= token.text[0] <= "\u06ff":
        return None
    for length, rest in without_proclitic(token.key):
        form = _form_at(forms, tokens, i, rest)
        if form and form.code not in "&nx_" and (form.alone != "exact" or "آ" in token.text):
            return length, form
    return None


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
    if code == "P" and (form.value == "adverb" or "ً" in last.text):
        code = "p"
    return Item(start, last.end, code, form.value, form.lang, word)


def _number(text: str, tokens: Sequence[Token], i: int) -> Item:
    token = tokens[i]
    for pattern, code in ((_NUMERIC_DATE, "X"), (_CLOCK, "I"), (_AMOUNT, "0")):
        if match := pattern.match(text, token.start):
            return Item(token.start, match.end(), code, _numeric_value(match) if code == "X" else None)
    if len(token.text) > 4:
        return Item(token.start, token.end, "0")
    value = int(token.text)
    follower = tokens[i + 1] if i + 1 < len(tokens) else None
    if follower and follower.start == token.end and follower.kind == "word":
        if follower.key in _ENGLISH_ORDINALS and 1 <= value <= 31:
            return Item(token.start, follower.end, "O", value, "en")
        return Item(token.start, token.end, "0")
    if 1 <= value <= 31 and len(token.text) <= 2:
        return Item(token.start, token.end, "D", value)
    if len(token.text) == 4 and 1200 <= value <= 2200:
        return Item(token.start, token.end, "Y", value)
    return Item(token.start, token.end, "0")


def _numeric_value(match: re.Match[str]) -> tuple[int, int, int]:
    """(year, month, day); day first unless that is no date and month first is. A year of two digits is 20xx."""
    if match["y"]:
        return int(match["y"]), int(match["m"]), int(match["d"])
    day, month, year = int(match["a"]), int(match["b"]), int(match["c"])
    if month > 12 and day <= 12:
        day, month = month, day
    return (2000 + year if len(match["c"]) == 2 else year), month, day


def _merged(text: str, items: Sequence[Item]) -> Iterator[Item]:
    """The items with doubled months (تشرين الأول/أكتوبر) and abbreviations' full stops (Feb.) taken together."""
    codes = "".join(item.code for item in items)
    i = 0
    while i < len(items):
        item = items[i]
        doubled = _DOUBLED_MONTH.match(codes, i)
        if doubled and items[doubled.end(doubled.lastgroup or 0) - 1].value == item.value:
            i = doubled.end() - 1
            item = replace(item, end=items[i].end, code="M")
        elif item.code in "mw" and item.lang == "en" and text[item.end : item.end + 1] == ".":
            i += 1
            item = replace(item, end=item.end + 1)
        yield item
        i += 1


@lru_cache(maxsize=1)
def date_forms() -> dict[str, list[Form]]:
    """All forms by their first key, longest first. Raises LexiconError."""
    found: dict[tuple[str, ...], Form] = {}
    for row, form in _forms():
        if not form.keys:
            raise row.error("form", "no word in it.")
        if form.keys in found:
            raise row.error("form", f"{row['form']!r} is already the form of another row (after folding).")
        found[form.keys] = form
    by_first: dict[str, list[Form]] = {}
    for form in sorted(found.values(), key=lambda form: -len(form.keys)):
        by_first.setdefault(form.keys[0], []).append(form)
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
    for row in read_table("date_words.csv", columns=("class", "lang", "form", "value", "notes"), required=("form",)):
        code = CODES[row.one_of("class", CODES)]
        yield row, Form(fold_phrase(row["form"]), code, _value(row), row["lang"])


_NUMBERS = {"relative": 2, "anaphor": 1, "season": 2, "number": 1, "ordinal": 1, "holiday": 2}
_WORDS = {
    "part": ("construct", "night", "adverb"),
    "unit": ("day", "week", "month", "year", "hour"),
    "definite_unit": ("day", "week", "month", "year", "hour"),
    "portion": ("early", "mid", "late"),
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
