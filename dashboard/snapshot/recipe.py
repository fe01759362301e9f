"""What a snapshot was drawn with and from: enough to draw it again, kept inside the file itself.

A recipe that comes out of a file is as little trusted as what is typed: it is read by the same rules.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast, get_args

import geopandas as gpd

from dashboard.errors import ExportError, UsageError
from dashboard.filters import EventFilter, from_query, to_query
from dashboard.redaction import Redaction, redacted_view, redaction_from_query
from dashboard.sensitive import kinds_in
from dashboard.snapshot.fonts import one_line
from dashboard.snapshot.projection import Bounds
from dashboard.snapshot.sheets import SCALES, SIZES, Size
from dashboard.symbols import Theme
from dashboard.translation import Words as PageWords
from dashboard.translation import languages
from gazetteer.index import Gazetteer

MOST_NORTHERN = 85.0
LONGEST = 200_000
"""Letters of a recipe that are read at most."""

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a snapshot is to be. `bbox` is (west, south, east, north) in degrees, None where the events are fitted in.

    `title` replaces the filter's own. `redaction` is what was taken out of the events, as Redaction.to_query says it.
    `made_at` is the time that it says of itself.
    """

    event_filter: EventFilter = field(default_factory=EventFilter)
    lang: str = "en"
    theme: Theme = "light"
    size: Size = "a4"
    scale: int = 1
    title: str = ""
    bbox: Bounds | None = None
    redaction: Mapping[str, Any] = field(default_factory=dict)
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a snapshot was drawn from: the hash of the events it shows, of how many in all, and whose software."""

    data_hash: str
    total: int
    data_revision: int | None = None
    gazetteer: str = ""
    software: str = ""


def section(numbers: Sequence[float]) -> Bounds:
    """The part of the world between west, south, east and north in degrees; raises UsageError for an impossible one."""
    if len(numbers) != 4:
        raise UsageError("A section is four numbers: west,south,east,north.")
    west, south, east, north = (float(number) for number in numbers)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise UsageError(f"{west:g},{south:g},{east:g},{north:g} is not west,south,east,north in degrees, west first.")
    if south >= MOST_NORTHERN or north <= -MOST_NORTHERN:
        raise UsageError(f"{south:g} to {north:g} lies at a pole, which the map's projection (Mercator) has not.")
    return west, south, east, north


def check(recipe: Recipe) -> None:
    """Raises ExportError for a size, scale, language or theme that does not exist."""
    for name, value, known in (
        ("size", recipe.size, SIZES),
        ("scale", recipe.scale, SCALES),
        ("language", recipe.lang, tuple(languages())),
        ("theme", recipe.theme, get_args(Theme)),
    ):
        if value not in known:
            raise ExportError(f"No snapshot in {name} {value!r}: it is one of {', '.join(map(str, known))}.")


def note_of(recipe: Recipe) -> str:
    """What was taken out of the events, in sentences of the recipe's language; "" where nothing was."""
    return _redaction(recipe.redaction).as_words(PageWords(recipe.lang))


def _redaction(values: Mapping[str, Any]) -> Redaction:
    """The redaction that a recipe names; raises UsageError where it names anything else: what is not known to be taken
    out would be shown.
    """
    redaction = redaction_from_query(values)
    if redaction.to_query() != dict(values):
        raise UsageError("What was taken out of the events for safety is not known to this program.")
    return redaction


def redacted_events(
    frame: gpd.GeoDataFrame, recipe: Recipe, *, gazetteer: Gazetteer
) -> tuple[gpd.GeoDataFrame, EventFilter]:
    """All events (EVENT_COLUMNS) without what the recipe takes out, and what is left to filter."""
    return redacted_view(
        frame,
        recipe.event_filter,
        _redaction(recipe.redaction),
        lang=recipe.lang,
        kinds_of_places=kinds_in(gazetteer),
    )


def as_text(recipe: Recipe, origin: Origin, *, bounds: Bounds) -> str:
    """The recipe as JSON in ASCII letters, in one order; `bounds` is the section that was drawn."""
    value = {
        "dawriya": _VERSION,
        "filter": to_query(recipe.event_filter),
        "language": recipe.lang,
        "theme": recipe.theme,
        "size": recipe.size,
        "scale": recipe.scale,
        "title": one_line(recipe.title),
        "bbox": list(recipe.bbox) if recipe.bbox else None,
        "section": [round(edge, 5) for edge in bounds],
        "redaction": dict(recipe.redaction),
        "made_at": recipe.made_at.astimezone(UTC).isoformat(),
        "data": {"sha256": origin.data_hash, "events": origin.total, "revision": origin.data_revision},
        "gazetteer": origin.gazetteer,
        "software": origin.software,
    }
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> tuple[Recipe, Origin]:
    """The recipe that a file holds; raises UsageError or FilterError where it holds none that could be drawn."""
    if len(text) > LONGEST:
        raise UsageError("What the file says of how it was drawn is longer than any recipe.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError("What the file says of how it was drawn can't be read.") from error
    if not isinstance(value, dict) or value.get("dawriya") != _VERSION:
        raise UsageError("The file was not drawn by this program, or by a later one.")
    data = _of(value, "data", dict)
    recipe = Recipe(
        event_filter=from_query(_query(_of(value, "filter", dict))),
        lang=_of(value, "language", str),
        theme=cast(Theme, _of(value, "theme", str)),
        size=cast(Size, _of(value, "size", str)),
        scale=_of(value, "scale", int),
        title=one_line(_of(value, "title", str))[:500],
        bbox=None if value.get("bbox") is None else section(_numbers(_of(value, "bbox", list))),
        redaction=_redaction(_of(value, "redaction", dict)).to_query(),
        made_at=_time(_of(value, "made_at", str)),
    )
    try:
        check(recipe)
    except ExportError as error:
        raise UsageError(str(error)) from error
    revision = data.get("revision")
    return recipe, Origin(
        data_hash=_of(data, "sha256", str)[:64],
        total=_of(data, "events", int),
        data_revision=revision if isinstance(revision, int) else None,
        gazetteer=_of(value, "gazetteer", str)[:200],
        software=_of(value, "software", str)[:200],
    )


def _of(value: Mapping[str, Any], name: str, kind: type) -> Any:
    found = value.get(name)
    if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
        raise UsageError(f"What the file says of its {name} is not what it should be.")
    return found


def _query(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A filter's words and lists of words; nothing else."""
    for name, words in parameters.items():
        if not all(isinstance(word, str) for word in (words if isinstance(words, list) else [words])):
            raise UsageError(f"What the file says of its filter ({name}) is not what it should be.")
    return dict(parameters)


def _numbers(values: Sequence[Any]) -> list[float]:
    if not all(isinstance(one, int | float) and math.isfinite(one) for one in values):
        raise UsageError("What the file says of its section is not four numbers.")
    return [float(one) for one in values]


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"What the file says of its time, {text[:40]!r}, is no time.") from error
