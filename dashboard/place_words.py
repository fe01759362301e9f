"""A place of the gazetteer in words: its kind, where it is, its names by language, its position, its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import mgrs

from dashboard.day_words import day
from dashboard.translation import Words, table_word
from dashboard.wording import coordinates, distance, keep_together
from gazetteer.importing import NOT_STATED
from gazetteer.own import Change
from gazetteer.place_kinds import read_kinds
from gazetteer.places import Place

MOST_NAMES = 12
FIRST_LANGUAGES = ("en", "ar", "ku", "tr")
NAME_LANGUAGES = ("ar", "en", "ku", "tr", "fa", "he", "fr")


def kind_word(kind: str, words: Words) -> str:
    """A kind of place in the interface's language; one that the table lacks is said as it is."""
    found = read_kinds().get(kind)
    if found is None:
        return kind.capitalize()
    return table_word("kind of place", words.lang, en=kind.capitalize(), ar=found.arabic)


def language_word(code: str, words: Words) -> str:
    """A language's name in the interface's language: "Arabic" for ar; "Other" for the empty code."""
    if not code:
        return words.say("Other")
    return str(words.locale.languages.get(code.partition("-")[0]) or code)


def kept_languages(words: Words) -> dict[str, str]:
    """The languages to choose from for a further name; the empty code first: as its letters suggest."""
    return {"": words.say("As its letters suggest"), **{code: language_word(code, words) for code in NAME_LANGUAGES}}


def country_word(code: str, words: Words) -> str:
    """A country's name in the interface's language, by its ISO 3166-1 code; the code where none is known."""
    return str(words.locale.territories.get(code) or code)


def place_name(place: Place, words: Words) -> str:
    """The name to head a place with, its hyphens unbreakable."""
    return keep_together(place.name_in(words.lang))


def other_name(place: Place, words: Words) -> str:
    """The name in the other script, empty where it has none of its own."""
    other = "en" if words.is_rtl else "ar"
    name = place.name_in(other) if place.names.get(other) else ""
    return "" if name == place.name_in(words.lang) else name


def where_words(place: Place, words: Words, region: str = "") -> str:
    """Governorate and country in words: "Hasakah, Syria"; `region` is the governorate's name, '' where unknown."""
    country = country_word(place.country, words) if place.country else ""
    name = place.name_in(words.lang)
    parts = [part for part in (region, country) if part and part != name]
    return words.comma.join(dict.fromkeys(parts))


def place_line(place: Place, words: Words, region: str = "") -> str:
    """What a place is, in a line: "Town · Hasakah, Syria"."""
    return " · ".join(part for part in (kind_word(place.kind, words), where_words(place, words, region)) if part)


def licence_word(licence: str, words: Words) -> str:
    """A licence by its name; in words where an import was told none."""
    return words.say("not stated") if licence == NOT_STATED else licence


def place_title(place: Place, words: Words) -> str:
    """Name and kind, for who can't see where a pin is."""
    return f"{place.name_in(words.lang)} · {kind_word(place.kind, words)}"


def reason_word(reason: str, words: Words) -> str:
    """Why a place was found, in words; nothing for the name as it was typed."""
    return {
        "a transliteration of the name": words.say("another spelling"),
        "names that begin so": words.say("begins so"),
        "one letter differs": words.say("one letter differs"),
    }.get(reason, "")


# The card -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNote:
    """What is known of a place besides its record: `region` is its governorate's name."""

    region: str = ""
    is_own: bool = False
    is_corrected: bool = False
    note: str = ""


def card_html(place: Place, words: Words, note: PlaceNote) -> str:
    """The card of a place as HTML; everything in it is escaped."""
    other = other_name(place, words)
    pills = "".join(f'<span class="dw-pill">{escape(text)}</span>' for text in _pills(words, note))
    second = f'<p class="dw-other-name"><bdi>{escape(other)}</bdi></p>' if other else ""
    kind = escape(kind_word(place.kind, words))
    return (
        f'<div class="dw-card-head"><span class="dw-card-kind">{kind}</span>{pills}</div>'
        f'<h2 class="dw-card-title"><bdi>{escape(place_name(place, words))}</bdi></h2>'
        f"{second}{_facts(place, words, note)}"
    )


def _pills(words: Words, note: PlaceNote) -> list[str]:
    if note.is_own:
        return [words.say("Your own")]
    return [words.say("Corrected by you")] if note.is_corrected else []


def _facts(place: Place, words: Words, note: PlaceNote) -> str:
    rows: list[tuple[str, str]] = []
    if where := where_words(place, words, note.region):
        rows.append((words.say("Where"), escape(where)))
    rows.append((words.say("Position"), _position(place)))
    if place.radius_m:
        reach = words.say("within {distance}", distance=distance(place.radius_m, words))
        rows.append((words.say("Reach"), escape(reach)))
    if place.population:
        rows.append((words.say("People"), words.figure(place.population)))
    rows += [(language_word(code, words), _names(found, code, words)) for code, found in _by_language(place.names)]
    if note.note:
        rows.append((words.say("Note"), f'<bdi dir="auto">{escape(note.note)}</bdi>'))
    rows.append((words.say("Source"), f'<bdi dir="auto">{escape(place.source or words.say("not stated"))}</bdi>'))
    if place.licence:
        rows.append((words.say("Licence"), f'<bdi dir="auto">{escape(licence_word(place.licence, words))}</bdi>'))
    rows.append((words.say("Reference"), f'<bdi dir="ltr" class="dw-id">{escape(place.id)}</bdi>'))
    body = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows)
    return f'<dl class="dw-facts dw-place-facts">{body}</dl>'


def _position(place: Place) -> str:
    """Decimal degrees and MGRS to ten metres, a line each; they read left to right in every language."""
    lines = [coordinates(lat=place.lat, lon=place.lon)]
    if -80 <= place.lat <= 84:
        lines.append(f"MGRS {full_grid(lat=place.lat, lon=place.lon)}")
    return "<br>".join(f'<bdi dir="ltr">{escape(line)}</bdi>' for line in lines)


def full_grid(*, lat: float, lon: float) -> str:
    """The MGRS reference to ten metres: 37S GB 2601 9934."""
    reference = mgrs.MGRS().toMGRS(lat, lon, MGRSPrecision=4)
    return f"{reference[:-10]} {reference[-10:-8]} {reference[-8:-4]} {reference[-4:]}"


def _by_language(names: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    """The languages that have names: those of the region first, the unknown one last."""

    def order(code: str) -> tuple[int, str]:
        return FIRST_LANGUAGES.index(code) if code in FIRST_LANGUAGES else 98 + (not code), code

    return [(code, names[code]) for code in sorted(names, key=order) if names[code]]


def _names(names: Sequence[str], code: str, words: Words) -> str:
    lang = f' lang="{escape(code, quote=True)}"' if code else ""
    shown = words.comma.join(f"<bdi{lang}>{escape(name)}</bdi>" for name in names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    if rest <= 0:
        return shown
    more = escape(words.say_number("and {number} more", "and {number} more", rest))
    others = words.comma.join(f"<bdi{lang}>{escape(name)}</bdi>" for name in names[MOST_NAMES:])
    return f"{shown} <details><summary>{more}</summary>{others}</details>"


# History --------------------------------------------------------------------------------------------------------------


def change_words(change: Change, words: Words, *, name: str = "") -> str:
    """A line of the history as an item of a list: day and hour, who, what; `name` is the place's, where it is told."""
    at = change.at_utc
    what = {
        "add": words.say("added"),
        "correct": words.say("corrected"),
        "alias": words.say("name added: {name}", name="\0"),
        "unalias": words.say("name taken away: {name}", name="\0"),
        "remove": words.say("hidden"),
        "restore": words.say("brought back"),
    }.get(change.action, change.action)
    told = escape(what).replace("\0", f"<bdi>{escape(str(change.detail.get('name', '')))}</bdi>")
    place = f"<strong><bdi>{escape(name)}</bdi></strong> " if name else ""
    return (
        f'<li><span class="dw-muted">{escape(day(at.date(), words.lang))} <bdi dir="ltr">{at:%H:%M}</bdi> UTC</span> '
        f'<span>{place}{told}</span> <span class="dw-muted"><bdi>{escape(change.who)}</bdi></span></li>'
    )
