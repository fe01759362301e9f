"""The interface's words in another language, from a gettext file that is read as it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from babel.plural import to_python

from dashboard.errors import LexiconError

Language = Literal["en", "ar"]
LANGUAGES: tuple[Language, ...] = ("en", "ar")

LOCALES = Path(__file__).parent / "locales"

# The CLDR rule for Arabic, in the order of the six forms of the Plural-Forms header of the file.
_ARABIC_FORMS = ("zero", "one", "two", "few", "many", "other")
_ARABIC_PLURAL = to_python(
    {
        "zero": "n is 0",
        "one": "n is 1",
        "two": "n is 2",
        "few": "n mod 100 in 3..10",
        "many": "n mod 100 in 11..99",
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; the English text is the key, and is shown where a translation is missing."""

    lang: Language

    @property
    def is_rtl(self) -> bool:
        return self.lang == "ar"

    @property
    def comma(self) -> str:
        """What stands between the parts of a list."""
        return "، " if self.is_rtl else ", "

    def say(self, message: str, /, **values: object) -> str:
        """The message in this language, its {names} filled in."""
        translated = message if self.lang == "en" else _translations(self.lang).get((message,), (message,))[0]
        return translated.format(**values) if values else translated

    def say_number(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form of a message that goes with a number, filled in; {number} is the number with its thousands apart."""
        if self.lang == "en":
            form = one if number == 1 else many
        else:
            forms = _translations(self.lang).get((one, many))
            form = forms[_ARABIC_FORMS.index(_ARABIC_PLURAL(number))] if forms else many
        return form.format(number=f"{number:,}", **values)


@cache
def read_catalog(lang: str) -> Catalog:
    """The translations of a language as babel reads them. Raises LexiconError naming the file and the line."""
    path = LOCALES / lang / "LC_MESSAGES" / "dawriya.po"
    try:
        with path.open("rb") as file:
            return read_po(file, locale=lang, abort_invalid=True)
    except (PoFileError, OSError) as error:
        raise LexiconError(f"The translations in {path.name} ({lang}) do not read: {error}") from error


@cache
def _translations(lang: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """(message,) or (one, many) to the translated forms; messages that wait for a translation are left out."""
    found = {}
    for message in read_catalog(lang):
        if not message.id or not message.string or message.fuzzy:
            continue
        key = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        if all(forms):
            found[key] = forms
    return found
