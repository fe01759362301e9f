"""The interface's words in another language, from gettext files that are read as they are.

A language is a folder of locales/ with LC_MESSAGES/dawriya.po in it: nothing else names it. The `Language` line of the
file's header is its CLDR locale, which gives direction, plurals, names of months and how numbers are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from dashboard.errors import LexiconError

Language = str
"""The name of a folder of locales/, or en."""

LOCALES = Path(__file__).parent / "locales"
FILE = "LC_MESSAGES/dawriya.po"

# In the order in which a gettext file has the forms that its language knows.
_FORMS = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; the English text is the key, and is shown where a translation is missing."""

    lang: Language

    @property
    def locale(self) -> Locale:
        return locale_of(self.lang)

    @property
    def is_rtl(self) -> bool:
        return is_rtl(self.lang)

    @property
    def comma(self) -> str:
        """What stands between the parts of a list."""
        return "، " if self.is_rtl else ", "

    def say(self, message: str, /, **values: object) -> str:
        """The message in this language, its {names} filled in."""
        translated = message if self.lang == "en" else _translations(self.lang).get(("", message), (message,))[0]
        return translated.format(**values) if values else translated

    def say_number(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form of a message that goes with a number, filled in; {number} is the number with its thousands apart."""
        return plural_form("", one, many, number, self.lang).format(number=self.figure(number), **values)

    def figure(self, number: int) -> str:
        """A number with its thousands apart as the language writes them, in Western digits."""
        return figure(number, self.lang)


# Languages ------------------------------------------------------------------------------------------------------------


@cache
def languages() -> tuple[Language, ...]:
    """English and every language that has a file, in the order of their codes."""
    return ("en", *sorted(path.parents[1].name for path in LOCALES.glob(f"*/{FILE}") if path.parents[1].name != "en"))


@cache
def locale_of(lang: Language) -> Locale:
    """The CLDR locale that a language's file names in its header. Raises LexiconError where CLDR has none of it."""
    named = Locale("en") if lang == "en" else read_catalog(lang).locale
    if named is None:
        raise LexiconError(f'The header of {lang}/{FILE} names no language that CLDR has: write "Language: {lang}\\n".')
    return named


def is_rtl(lang: Language) -> bool:
    """Whether the language is written from right to left."""
    return locale_of(lang).text_direction == "rtl"


def own_name(lang: Language) -> str:
    """What the language calls itself, without a region: العربية; kurdî (kurmancî)."""
    name = Locale(locale_of(lang).language).get_language_name() or lang
    return str(name[:1].upper() + name[1:])


def language_of_tag(tag: str) -> Language | None:
    """The language of ours that a browser's or an address's tag (ar, ar-SY, kmr-TR) means; None where we lack it."""
    if tag in languages():
        return tag
    try:
        code = Locale.parse(tag.replace("-", "_")).language
    except (UnknownLocaleError, ValueError, TypeError):
        return None
    return code if code in languages() else None


def figure(number: int, lang: Language) -> str:
    """A number with its thousands apart, in Western digits."""
    if lang == "en":
        return f"{number:,}"
    return str(format_decimal(number, locale=locale_of(lang), numbering_system="latn"))


# Translations ---------------------------------------------------------------------------------------------------------


def table_word(topic: str, lang: Language, *, en: str, ar: str) -> str:
    """A word of one of our tables, which have English and Arabic; the other languages translate the English one under
    the topic (`msgctxt`): kind, force, place, title or snapshot."""
    if lang == "ar":
        return ar
    return en if lang == "en" else _translations(lang).get((topic, en), (en,))[0]


def plural_form(topic: str, one: str, many: str, number: int, lang: Language) -> str:
    """The form of a message that goes with a number, its {names} not yet filled in."""
    forms = (one, many) if lang == "en" else _translations(lang).get((topic, one, many))
    if forms is None:
        return one if number == 1 else many
    return forms[min(_form_number(lang, number), len(forms) - 1)]


def _form_number(lang: Language, number: int) -> int:
    rule = locale_of(lang).plural_form
    known = [form for form in _FORMS if form in rule.tags or form == "other"]
    return known.index(rule(number))


@cache
def read_catalog(lang: Language) -> Catalog:
    """The translations of a language as babel reads them. Raises LexiconError naming the file and the line."""
    path = LOCALES / lang / FILE
    try:
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True)
    except (PoFileError, OSError, UnknownLocaleError, ValueError) as error:
        raise LexiconError(f"The translations in {path.name} ({lang}) do not read: {error}") from error


@cache
def _translations(lang: Language) -> dict[tuple[str, ...], tuple[str, ...]]:
    """(topic, message) or (topic, one, many) to the translated forms; what waits for a translation is left out."""
    found = {}
    for message in read_catalog(lang):
        if not message.id or not message.string or message.fuzzy:
            continue
        key = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        if all(forms):
            found[message.context or "", *key] = forms
    return found


def forget() -> None:
    """Lets the languages be looked up anew."""
    for kept in (languages, locale_of, read_catalog, _translations):
        kept.cache_clear()
