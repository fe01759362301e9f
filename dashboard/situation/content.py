"""What a situation report says, worked out before it is written as any kind of file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import geopandas as gpd
import pandas as pd

from dashboard.events import Event, EventForce, EventPlace
from dashboard.filters import select_events, to_query
from dashboard.packing import is_placed
from dashboard.redaction import redaction_from_query
from dashboard.situation.pictures import Picture, pictures_of
from dashboard.situation.sources import Source, numbers_of
from dashboard.snapshot.base import whole_base
from dashboard.snapshot.drawing import forces_of, period_of, title_of
from dashboard.snapshot.fonts import one_line
from dashboard.snapshot.palette import force, kind
from dashboard.snapshot.provenance import credits_text, data_hash, provenance_of, sources_text
from dashboard.snapshot.recipe import Origin, Recipe, as_text, check, note_of, redacted_events
from dashboard.snapshot.words import Words
from dashboard.software import software
from dashboard.translation import Words as PageWords
from dashboard.wording import event_title, one_name, status_label
from gazetteer.index import Gazetteer

MAX_LISTED = 2000
"""Events that are listed; a report of more could not be read, and the CSV has them all."""

MOST_NAMED = 5
PRECISIONS = ("day", "week", "month", "year", "unknown")
LONGEST_QUOTE = 600

SourcesOf = Callable[[Iterable[str]], Mapping[str, Source]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of the list: its title, facts in a line, and the words of the source that it names first."""

    title: str
    place: str
    forces: str
    status: str
    quote: str
    source: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    number: int
    source: Source
    about: str
    """Name of the source and day of publication."""

    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationReport:
    """All texts are in the report's language, single lines; `tables` are (heading, rows of name and number)."""

    lang: str
    is_rtl: bool
    title: str
    period: str
    summary: tuple[str, ...]
    tables: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    pictures: tuple[Picture, ...]
    days: tuple[tuple[str, tuple[Entry, ...]], ...]
    cut: str
    cited: tuple[Cited, ...]
    provenance: tuple[str, ...]
    credits: str
    recipe: str
    made_at: datetime


def report_of(
    frame: gpd.GeoDataFrame,
    recipe: Recipe,
    *,
    gazetteer: Gazetteer,
    sources: SourcesOf,
    data_revision: int | None = None,
) -> SituationReport:
    """The report of the events of a frame (EVENT_COLUMNS, all of them) that the recipe's filter lets through.

    What the recipe's redaction takes out is taken out here. `sources` gives the reports of some ids. Raises
    ExportError as snapshots do.
    """
    check(recipe)
    words, total, sources = Words(recipe.lang), len(frame), _nameable(sources, recipe)
    frame, left = redacted_events(frame, recipe, gazetteer=gazetteer)
    recipe = replace(recipe, event_filter=left)
    selected = select_events(frame, recipe.event_filter)
    first, last = period_of(selected, recipe.event_filter)
    listed = _in_order(selected).drop(columns="geometry").head(MAX_LISTED).to_dict("records")
    known = sources(one for row in listed for one in row["report_ids"])
    numbers = numbers_of([one for one in row["report_ids"] if one in known] for row in listed)
    names = _governorate_names(gazetteer, words.lang)
    origin = Origin(
        data_hash=data_hash(selected), total=total, data_revision=data_revision, gazetteer=gazetteer.version,
        software=software(),
    )  # fmt: skip
    pictures = pictures_of(frame, selected, recipe, gazetteer=gazetteer, words=words, governorates=names)
    bounds = pictures.bounds
    return SituationReport(
        lang=words.lang,
        is_rtl=words.is_rtl,
        title=title_of(recipe.title or words.say("situation"), recipe.event_filter, words),
        period=words.period(first, last),
        summary=tuple(_summary(selected, recipe, words, (first, last), names)),
        tables=tuple(_tables(selected, words, names)),
        pictures=pictures.all,
        days=tuple(_days(listed, numbers, words)),
        cut=_cut(len(selected), words),
        cited=tuple(_cited(listed, numbers, known, words)),
        provenance=tuple(_provenance(recipe, origin, words)),
        credits=credits_text(words),
        recipe=as_text(recipe, origin, bounds=bounds),
        made_at=recipe.made_at.astimezone(UTC),
    )


def _nameable(sources: SourcesOf, recipe: Recipe) -> SourcesOf:
    """The reports as far as they may be named: a title or a link would tell the place that was coarsened.

    Hidden reports have numbers for ids, which might be those of others.
    """
    redaction = redaction_from_query(recipe.redaction)
    if redaction.hides_sources:
        return lambda _ids: {}
    if redaction.blurs:
        return lambda ids: {one: replace(source, title="", url="") for one, source in sources(ids).items()}
    return sources


# Summary ------------------------------------------------------------------------------------------------------------


def _summary(
    selected: gpd.GeoDataFrame,
    recipe: Recipe,
    words: Words,
    period: tuple[date | None, date | None],
    names: Mapping[str, str],
) -> Iterable[str]:
    layers = selected["layer"].value_counts()
    yield words.say(
        "report_lead",
        period=words.period(*period),
        events=words.count("report_events", len(selected)),
        patrols=words.count("patrols_shown", int(layers.get("patrol", 0))),
        incidents=words.count("incidents_shown", int(layers.get("incident", 0))),
    )
    for key, counts in (
        ("report_kinds", _kinds(selected, words)),
        ("report_forces", _forces(selected, words)),
        ("report_governorates", [one for one in _governorates(selected, words, names) if one[2]]),
    ):
        if counts:
            named = [f"{name} ({words.figure(number)})" for name, number, *_ in counts[:MOST_NAMED]]
            yield words.say(key, names=_joined(named, words))
    if len(selected):
        bounds = (0.0, 0.0, 1.0, 1.0)
        made = provenance_of(selected, recipe.event_filter, bounds=bounds, sources=(), made_at=recipe.made_at)
        yield sources_text(words, made)
    unplaced = int((~is_placed(selected)).sum())
    undated = int(selected["date_start"].isna().sum())
    if note := note_of(recipe):
        yield note
    if unplaced:
        yield words.count("report_unplaced", unplaced)
    if undated:
        yield words.count("report_undated", undated)


def _tables(
    selected: gpd.GeoDataFrame, words: Words, names: Mapping[str, str]
) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    layers = selected["layer"].value_counts()
    by_layer = [(words.say("title", one), int(layers.get(one, 0))) for one in ("patrol", "incident")]
    parts: tuple[tuple[str, Sequence[tuple[Any, ...]]], ...] = (
        ("layers", by_layer),
        ("kind", _kinds(selected, words)),
        ("forces", _forces(selected, words)),
        ("governorate", _governorates(selected, words, names)),
    )
    for key, counts in parts:
        if counts:
            yield words.say(key), tuple((name, words.figure(number)) for name, number, *_ in counts)


def _kinds(selected: gpd.GeoDataFrame, words: Words) -> list[tuple[str, int]]:
    counts = selected["kind"].value_counts()
    ranked = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return [(words.kind(kind(str(one))), int(number)) for one, number in ranked]


def _forces(selected: gpd.GeoDataFrame, words: Words) -> list[tuple[str, int]]:
    return [(words.force(force(one)), number) for one, number in forces_of(selected)]


def _governorates(selected: gpd.GeoDataFrame, words: Words, names: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """(name, number, code), most events first; those of which it is not known last, with no code."""
    counts = selected["admin1"].fillna("").value_counts()
    ranked = sorted(counts.items(), key=lambda item: (item[0] == "", -item[1], item[0]))
    unknown = words.say("no_governorate")
    return [(names.get(code, code) or unknown, int(number), code) for code, number in ranked]


def _governorate_names(gazetteer: Gazetteer, lang: str) -> dict[str, str]:
    return {area.id.removeprefix("admin:"): area.name_in(lang) for area in whole_base(gazetteer).governorates}


def _joined(names: Sequence[str], words: Words) -> str:
    line = ""
    for at, name in enumerate(names):
        joint = "and" if at == len(names) - 1 else "comma"
        line = words.say(joint, head=line, last=name) if line else name
    return line


def _in_order(selected: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """By first day; of those that begin on one, the ones known best first and the same spans together."""
    rank = selected["date_precision"].map({one: number for number, one in enumerate(PRECISIONS)})
    ordered = selected.assign(rank=rank).sort_values(["date_start", "rank", "date_end", "id"], na_position="last")
    return ordered.drop(columns="rank")


# The list -----------------------------------------------------------------------------------------------------------


def _days(
    listed: Sequence[dict[str, Any]], numbers: Mapping[str, int], words: Words
) -> Iterable[tuple[str, tuple[Entry, ...]]]:
    for heading, rows in groupby(listed, key=lambda row: _when(row, words)):
        yield heading, tuple(_entry(row, numbers, words) for row in rows)


def _when(row: dict[str, Any], words: Words) -> str:
    """The day, or as much of it as is known: days, a month, a year."""
    if pd.isna(row["date_start"]):
        return words.say("undated_head")
    first: date = row["date_start"].date()
    last: date = first if pd.isna(row["date_end"]) else row["date_end"].date()
    if row["date_precision"] == "year":
        return str(first.year)
    return f"{words.month(first.month)} {first.year}" if row["date_precision"] == "month" else words.period(first, last)


def _entry(row: dict[str, Any], numbers: Mapping[str, int], words: Words) -> Entry:
    page = PageWords(words.lang)
    quote = one_line(row["text"] or "")
    place = one_line(one_name(row["place_name"], row["place_name_ar"], words.lang))
    return Entry(
        title=one_line(event_title(_event(row), words.lang)),
        place=place or words.say("unknown_place"),
        forces=_joined([words.force(force(one)) for one in dict.fromkeys(row["forces"])], words),
        status=status_label(row["status"], page),
        quote=quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1].rstrip() + "…",
        source=one_line(row["source"] or "") or words.say("unknown_source"),
        numbers=tuple(sorted(numbers[one] for one in row["report_ids"] if one in numbers)),
    )


def _event(row: dict[str, Any]) -> Event:
    """The row as far as a title tells it."""
    forces = tuple(EventForce(id=one, role=role) for one, role in zip(row["forces"], row["force_roles"], strict=False))
    place = EventPlace(
        name=row["place_name"], name_ar=row["place_name_ar"], relation=row["relation"],
        geo_precision=int(row["geo_precision"]), country=row["country"],
    )  # fmt: skip
    return Event(id=row["id"], layer=row["layer"], kind=row["kind"], forces=forces, place=place)


def _cut(shown: int, words: Words) -> str:
    if shown <= MAX_LISTED:
        return ""
    return words.say("list_cut", n=words.figure(MAX_LISTED), shown=words.figure(shown))


def _cited(
    listed: Sequence[dict[str, Any]], numbers: Mapping[str, int], known: Mapping[str, Source], words: Words
) -> Iterable[Cited]:
    counts = pd.Series([one for row in listed for one in set(row["report_ids"])], dtype=object).value_counts()
    for report_id, number in numbers.items():
        source = known[report_id]
        published = words.say("published_on", day=words.day(source.published)) if source.published else ""
        parts = (source.name or words.say("unknown_source"), published)
        about = words.say("comma", head=parts[0], last=parts[1]) if published else parts[0]
        yield Cited(number=number, source=source, about=about, events=int(counts[report_id]))


def _provenance(recipe: Recipe, origin: Origin, words: Words) -> Iterable[str]:
    query = to_query(recipe.event_filter)
    said = "; ".join(f"{name}: {', '.join(v) if isinstance(v, list) else v}" for name, v in query.items())
    yield words.say(
        "provenance_filter", filter=words.isolated(one_line(said)) if said else words.say("provenance_none")
    )
    if note := note_of(recipe):
        yield note
    digest = words.isolated(origin.data_hash)
    yield words.say("provenance_data", total=words.figure(origin.total), hash=digest)
    yield words.say(
        "provenance_with", software=words.isolated(origin.software), gazetteer=words.isolated(origin.gazetteer)
    )
    yield words.say("provenance_time", time=words.isolated(f"{recipe.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"))
