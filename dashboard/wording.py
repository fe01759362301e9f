"""An event's values in words, in English and in Arabic: titles, days, places, precision, coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from string import Formatter

import mgrs
from babel.lists import format_list

from dashboard.as_known import KnownOn, last_time
from dashboard.day_words import day, month_and_year
from dashboard.events import CasualtyRange, Event, EventForce, EventPlace
from dashboard.tables import Row, read_table
from dashboard.translation import Language, Words, locale_of, table_word
from dashboard.vocabulary import Force, countries, forces, kinds

_NBHY = "\u2011"
_PLACEHOLDERS = frozenset(["adjectives", "nouns", "targets"])


# Tables ---------------------------------------------------------------------------------------------------------------


@cache
def kind_labels(lang: Language) -> dict[str, str]:
    """Each kind's name, in the table's order: patrols first."""
    return {kind.id: table_word("kind", lang, en=kind.en, ar=kind.ar) for kind in kinds().values()}


@cache
def force_labels(lang: Language) -> dict[str, str]:
    """Each force's name, in the table's order: by family."""
    return {force.id: table_word("force", lang, en=force.en, ar=force.ar) for force in forces().values()}


@cache
def _force_words() -> dict[str, dict[str, str]]:
    """How titles call each force: as the table says, a state by its adjective, others by their name."""
    columns = ("id", "en_adjective", "en_noun", "ar_adjective", "ar_noun")
    rows = read_table("force_words.csv", columns=columns, required=columns, unique=("id",))
    named = {force.id: _words_of_name(force) for force in forces().values()}
    states = {country["force"]: _words_of_state(country) for country in countries()}
    return named | states | {row["id"]: row.cells for row in rows}


def _words_of_name(force: Force) -> dict[str, str]:
    of_it = f"تابعة لل{force.ar.removeprefix('ال')}" if force.ar.startswith("ال") else f"تابعة ل{force.ar}"
    return {"en_adjective": force.en, "en_noun": force.en, "ar_adjective": of_it, "ar_noun": force.ar}


def _words_of_state(country: Row) -> dict[str, str]:
    en = country["en_demonyms"].split("|")[0] or country["en"]
    words = {"en_adjective": en, "en_noun": f"{en} forces"}
    ar = country["ar_demonyms"].split("|")[0]
    if not ar:
        return words | {"ar_adjective": f"تابعة لدولة {country['ar']}", "ar_noun": f"قوات {country['ar']}"}
    adjective = " ".join(f"{word}ة" if word.endswith("ي") else word for word in ar.split())
    defined = " ".join(f"ال{word}" for word in adjective.split())
    return words | {"ar_adjective": adjective, "ar_noun": f"القوات {defined}"}


@cache
def _titles() -> dict[tuple[str, int, int], Row]:
    """(kind, actors, targets) to its templates; 3 actors stand for three or more."""
    columns = ("kind", "actors", "targets", "en", "ar")
    table = {}
    for row in read_table("titles.csv", columns=columns, required=columns, unique=columns[:3]):
        for lang in ("en", "ar"):
            unknown = {name for _, name, _, _ in Formatter().parse(row[lang]) if name} - _PLACEHOLDERS
            if unknown:
                raise row.error(lang, f"there is no {{{unknown.pop()}}} to fill in.")
        table[row["kind"], row.number("actors", low=0, high=3), row.number("targets", low=0, high=1)] = row
    return table


# Titles ---------------------------------------------------------------------------------------------------------------


def event_title(event: Event, lang: Language) -> str:
    """One line that says who did what and where, from the event's values alone."""
    row, actors, targets = _title_row(event)
    what = table_word("title", lang, en=row["en"], ar=row["ar"]).format(
        adjectives=_join([_force_word(one, lang, "adjective") for one in actors], lang),
        nouns=_join([_force_word(one, lang, "noun") for one in actors], lang),
        targets=_join([_force_word(one, lang, "noun") for one in targets], lang),
    )
    where = place_phrase(event.place, lang)
    line = f"{what} {where}" if where else what
    return keep_together(line[:1].upper() + line[1:])


def _title_row(event: Event) -> tuple[Row, list[str], list[str]]:
    """The fullest template for the event's kind that its forces can fill, with the forces it names."""
    actors = list(dict.fromkeys(force.id for force in event.forces if force.role != "target"))
    if event.kind != "clash":  # which has two sides even where one is not known
        actors = [force_id for force_id in actors if force_id != "unidentified"]
    targets = list(dict.fromkeys(force.id for force in event.forces if force.role == "target"))
    table = _titles()
    for wanted in (len(targets) and 1, 0):
        for number in range(min(len(actors), 3), -1, -1):
            row = table.get((event.kind, number, wanted))
            if row is not None and (number or not actors or not wanted):
                return row, actors if number >= 2 else actors[:number], targets
    return table["other", 0, 0], [], []


def _force_word(force_id: str, lang: Language, form: str) -> str:
    words = _force_words().get(force_id)
    if words is None:
        return force_id
    if lang in ("en", "ar"):
        return words[f"{lang}_{form}"]
    # Other languages have one form for titles, under the force's English name; else they call it by its name.
    force, name = forces()[force_id], force_labels(lang)[force_id]
    word = table_word("force in a title", lang, en=force.en, ar="")
    return name if word == force.en else word


def _join(words: Sequence[str], lang: Language) -> str:
    """The words as a list: a, b and c. The Arabic "and" is written onto the word that follows."""
    if lang == "ar":
        return " و".join(words)
    if lang != "en":
        return str(format_list(words, locale=locale_of(lang)))
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def keep_together(text: str) -> str:
    """The text with the hyphen of al- and its like made one that no line breaks at."""
    return text.replace("-", _NBHY)


# Places ---------------------------------------------------------------------------------------------------------------


def place_name(place: EventPlace, lang: Language) -> str:
    return one_name(place.name, place.name_ar, lang)


def one_name(name: str, name_ar: str, lang: Language) -> str:
    """The name in the language, or the other where there is none."""
    return (name_ar or name) if lang == "ar" else (name or name_ar)


def place_phrase(place: EventPlace, lang: Language) -> str:
    """The place as a title says it: "near al-Qahtaniyah"; empty where no place is named."""
    name = place_name(place, lang)
    if not name:
        return ""
    is_part_of_a_region = place.relation == "sector" and place.geo_precision == 3  # north-eastern Syria
    relation = "part_of" if is_part_of_a_region else place.relation
    return _relations(lang).get(relation, _relations(lang)["in"]).format(place=name)


@cache
def _relations(lang: Language) -> dict[str, str]:
    columns = ("relation", "en", "ar")
    rows = read_table("place_phrases.csv", columns=columns, required=columns)
    return {row["relation"]: table_word("place", lang, en=row["en"], ar=row["ar"]) for row in rows}


def place_line(place: EventPlace, words: Words, region: str = "") -> str:
    """The place as the card says it: the phrase and the governorate, or that it is not known."""
    phrase = place_phrase(place, words.lang)
    if not phrase:
        return words.say("Not on the map: the text names no place we know.") if not place.is_resolved else region
    line = phrase[:1].upper() + phrase[1:]
    if region and region not in line:
        line += words.comma + region
    return keep_together(line)


def place_precision(place: EventPlace, words: Words) -> str:
    """How well the place is known, in words, never signs; "Near a named town, within 6 km"."""
    if not place.is_resolved:
        return words.say("Place unknown")
    levels = {
        1: words.say("A named place"),
        2: words.say("Near a named place, or part of a small area"),
        3: words.say("Only a larger area"),
    }
    level = {
        "near": words.say("Near a named place"),
        "offset": words.say("At a distance from a named place"),
        "sector": words.say("In a direction from a named place"),
        "between": words.say("Between named places"),
        "along": words.say("Along a road or river"),
        "route": words.say("Along a route"),
        "border": words.say("Along a border"),
        "countryside": words.say("The countryside of a named place"),
    }.get(place.relation) or levels.get(place.geo_precision, words.say("Place unknown"))
    if place.radius_m is None:
        return level
    return words.say("{level}, within {distance}", level=level, distance=distance(place.radius_m, words))


def distance(metres: float, words: Words) -> str:
    """A length as a person says it: 800 m, 6 km, 140 km."""
    if metres < 950:
        return words.say("{number} m", number=f"{max(round(metres, -2 if metres >= 150 else -1), 10):.0f}")
    kilometres = metres / 1000
    return words.say(
        "{number} km", number=f"{kilometres:.0f}" if kilometres >= 9.5 else f"{kilometres:.1f}".removesuffix(".0")
    )


def coordinates(*, lat: float, lon: float) -> str:
    """Decimal degrees: 37.0291° N, 41.5459° E. They read left to right in every language."""
    return f"{abs(lat):.4f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.4f}° {'E' if lon >= 0 else 'W'}"


def grid_reference(*, lat: float, lon: float, radius_m: float | None = None) -> str:
    """The MGRS reference, no finer than the place is known: 37S GV 20 99 for a kilometre. Empty near the poles."""
    digits = 4 if (radius_m or 0) < 100 else 3 if (radius_m or 0) < 1000 else 2
    if not -80 <= lat <= 84:
        return ""
    reference = mgrs.MGRS().toMGRS(lat, lon, MGRSPrecision=digits)
    split = len(reference) - 2 * digits
    zone, square, figures = reference[: split - 2], reference[split - 2 : split], reference[split:]
    return f"{zone} {square} {figures[:digits]} {figures[digits:]}"


# Days -----------------------------------------------------------------------------------------------------------------


def period(first: date | None, last: date | None, words: Words) -> str:
    """A window of days: 12 Aug – 20 Oct 2024; open at an end where it is."""
    if first and last:
        if first == last:
            return day(first, words.lang)
        start = day(first, words.lang)
        if first.year == last.year:
            start = start.removesuffix(f" {first.year}")
        return f"{start} – {day(last, words.lang)}"
    if first:
        return words.say("from {day}", day=day(first, words.lang))
    return words.say("to {day}", day=day(last, words.lang)) if last else words.say("all days")


def known_words(known_on: KnownOn, words: Words) -> str:
    """As known on 1 May 2026; with the time in UTC where it is one."""
    last = last_time(known_on)
    said = day(last.date(), words.lang)
    if isinstance(known_on, datetime):
        said = f"{said} {last:%H:%M} UTC"
    return words.say("As known on {moment}", moment=said)


def known_note(known_on: KnownOn | None, words: Words) -> str:
    """The sentence that a file bears of when its events were so; empty where it is now."""
    return f"{known_words(known_on, words)}." if known_on else ""


def event_date(event: Event, words: Words) -> str:
    """When it was, no finer than it is known."""
    return event_days(event.date_start, event.date_end, event.date_precision, words)


def event_days(first: date | None, last: date | None, precision: str, words: Words) -> str:
    """A day, a span, a month or a year in words, no finer than its precision."""
    if first is None:
        return words.say("Date unknown")
    last = last or first
    if precision == "year":
        return str(first.year) if first.year == last.year else f"{first.year} – {last.year}"
    if precision == "month" and (first.year, first.month) == (last.year, last.month):
        return month_and_year(first, words.lang)
    if first == last:
        return day(first, words.lang, weekday=True)
    return period(first, last, words)


def date_precision_label(precision: str, words: Words) -> str:
    return {
        "day": words.say("Day"),
        "week": words.say("Week"),
        "month": words.say("Month"),
        "year": words.say("Year"),
        "unknown": words.say("Unknown"),
    }[precision]


# Forces, status, people -----------------------------------------------------------------------------------------------


def force_name(force: EventForce, words: Words) -> str:
    """A force's name, with what it was where that is not plain: "SDF (target)"."""
    name = force_labels(words.lang).get(force.id, force.id)
    return words.say("{force} (target)", force=name) if force.role == "target" else name


def layer_label(layer: str, words: Words) -> str:
    return {"patrol": words.say("Patrols"), "incident": words.say("Incidents")}[layer]


def status_label(status: str, words: Words) -> str:
    return {
        "auto": words.say("Auto, not reviewed"),
        "reviewed": words.say("Reviewed"),
        "verified": words.say("Confirmed"),
        "disputed": words.say("Disputed"),
        "rejected": words.say("Rejected"),
        "denied": words.say("Denied in the report"),
        "planned": words.say("Planned, not done"),
    }[status]


def status_short(status: str, words: Words) -> str:
    return {
        "auto": words.say("Auto"),
        "reviewed": words.say("Reviewed"),
        "verified": words.say("Confirmed"),
        "disputed": words.say("Disputed"),
        "rejected": words.say("Rejected"),
        "denied": words.say("Denied"),
        "planned": words.say("Planned"),
    }[status]


def casualties(killed: CasualtyRange, wounded: CasualtyRange, words: Words) -> str:
    """Killed and wounded in words; empty where the text gives neither."""
    parts = []
    if (number := _figure(killed)) is not None:
        parts.append(words.say_number("{number} killed", "{number} killed", number))
    if (number := _figure(wounded)) is not None:
        parts.append(words.say_number("{number} wounded", "{number} wounded", number))
    return words.comma.join(parts)


def _figure(people: CasualtyRange) -> int | None:
    return next((one for one in (people.best, people.low, people.high) if one is not None), None)


def list_names(names: Mapping[str, str], ids: Sequence[str], words: Words, *, limit: int = 3) -> str:
    """Some names in a row; past the limit, how many more."""
    shown = [names.get(one, one) for one in ids[:limit]]
    line = words.comma.join(shown)
    rest = len(ids) - len(shown)
    return words.say("{names} and {number} more", names=line, number=rest) if rest else line
