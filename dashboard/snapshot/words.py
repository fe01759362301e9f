"""The words of a snapshot in English and Arabic, with their plurals, and its dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from dashboard.day_words import day as day_in_words
from dashboard.day_words import month_name
from dashboard.errors import ExportError
from dashboard.tables import Row, read_table
from dashboard.translation import figure as figure_in_words
from dashboard.translation import is_rtl, languages, locale_of, plural_form, table_word
from dashboard.vocabulary import Force, Kind

_WORDS = Path(__file__).with_name("words.csv")

# A stray one of these in a source's name would reach beyond the name.
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: `say` a fixed text or a form of it, `count` one that goes with a number."""

    lang: str

    def __post_init__(self) -> None:
        if self.lang not in languages():
            raise ExportError(f"No snapshot in language {self.lang!r}: it is one of {', '.join(languages())}.")

    @property
    def is_rtl(self) -> bool:
        return is_rtl(self.lang)

    def say(self, key: str, form: str = "", **values: object) -> str:
        row = _table()[key, form]
        text = table_word("snapshot", self.lang, en=row["en"], ar=row["ar"])
        return text.format(**values) if values else text

    def count(self, key: str, number: int) -> str:
        """The form of a text for a number, with the number, in Western digits, in it."""
        forms = _table()
        if self.lang in ("en", "ar"):
            found = forms.get((key, locale_of(self.lang).plural_form(number))) or forms[key, "other"]
            text = found[self.lang]
        else:
            text = plural_form("snapshot", forms[key, "one"]["en"], forms[key, "other"]["en"], number, self.lang)
        return text.format(n=self.figure(number))

    def force(self, force: Force) -> str:
        return table_word("force", self.lang, en=force.en, ar=force.ar)

    def kind(self, kind: Kind) -> str:
        return table_word("kind", self.lang, en=kind.en, ar=kind.ar)

    def figure(self, number: int) -> str:
        """A number with its thousands apart."""
        return figure_in_words(number, self.lang)

    def isolated(self, text: str) -> str:
        """Words of unknown direction, such as a source's name, set off so that they don't reorder what is around."""
        plain = _BIDI_CONTROLS.sub("", text)
        return f"\u2068{plain}\u2069" if self.is_rtl or _RIGHT_TO_LEFT.search(plain) else plain

    def month(self, number: int, *, short: bool = False) -> str:
        return month_name(number, self.lang, short=short)

    def day(self, day: date, *, with_year: bool = True) -> str:
        if self.lang not in ("en", "ar"):
            return day_in_words(day, self.lang)
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


@cache
def _table() -> dict[tuple[str, str], Row]:
    columns = ("key", "form", "en", "ar")
    rows = read_table(_WORDS, columns=columns, required=("key", "en", "ar"), unique=("key", "form"))
    return {(row["key"], row["form"]): row for row in rows}
