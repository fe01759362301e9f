"""The words of a snapshot in English and Arabic, with their plurals, and its dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import get_month_names

from dashboard.errors import ExportError
from dashboard.tables import Row, read_table

LANGUAGES = ("en", "ar")
_WORDS = Path(__file__).with_name("words.csv")

# A stray one of these in a source's name would reach beyond the name.
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")

# The Levantine months (كانون الثاني, تشرين الأول), not the Gregorian loan names of "ar" alone.
_MONTH_LOCALES = {"en": "en", "ar": "ar_SY"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: `say` a fixed text or a form of it, `count` one that goes with a number."""

    lang: str

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise ExportError(f"No snapshot in language {self.lang!r}: it is one of {', '.join(LANGUAGES)}.")

    @property
    def is_rtl(self) -> bool:
        return self.lang == "ar"

    def say(self, key: str, form: str = "", **values: object) -> str:
        text = _table()[key, form][self.lang]
        return text.format(**values) if values else text

    def count(self, key: str, number: int) -> str:
        """The form of a text for a number, with the number, in Western digits, in it."""
        forms = _table()
        form = Locale.parse(self.lang).plural_form(number)
        found = forms.get((key, form)) or forms[key, "other"]
        return found[self.lang].format(n=figure(number))

    def name(self, row: Mapping[str, str]) -> str:
        """The name of a force or kind, from a row of its table."""
        return row[self.lang]

    def isolated(self, text: str) -> str:
        """Words of unknown direction, such as a source's name, set off so that they don't reorder what is around."""
        plain = _BIDI_CONTROLS.sub("", text)
        return f"\u2068{plain}\u2069" if self.is_rtl or _RIGHT_TO_LEFT.search(plain) else plain

    def month(self, number: int, *, short: bool = False) -> str:
        names = get_month_names(
            "abbreviated" if short and self.lang == "en" else "wide", locale=_MONTH_LOCALES[self.lang]
        )
        return str(names[number])

    def day(self, day: date, *, with_year: bool = True) -> str:
        words = f"{day.day} {self.month(day.month)}"
        return f"{words} {day.year}" if with_year else words

    def period(self, first: date | None, last: date | None) -> str:
        """The days from first to last in words; the year once where both share it."""
        if first is None or last is None:
            return self.say("period", "none")
        if first == last:
            return self.say("period", "day", first=self.day(first))
        start = self.day(first, with_year=first.year != last.year)
        return self.say("period", "range", first=start, last=self.day(last))


def figure(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}"


@cache
def _table() -> dict[tuple[str, str], Row]:
    columns = ("key", "form", *LANGUAGES)
    rows = read_table(_WORDS, columns=columns, required=("key", *LANGUAGES), unique=("key", "form"))
    return {(row["key"], row["form"]): row for row in rows}
