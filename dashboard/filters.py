"""What part of the events is looked at: one filter, with the same words in code, commands and addresses."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from dashboard import as_known
from dashboard.as_known import KnownOn
from dashboard.errors import FilterError
from dashboard.events import DRAWN_STATUSES, LAYERS, STATUSES
from dashboard.facets import FilterIndex, index_of
from dashboard.splicing import Splice
from dashboard.vocabulary import children, forces, kinds

Mask = npt.NDArray[np.bool_]

PRECISIONS = (0, 1, 2, 3)
"""Values of `min_precision`: 0 any, 1 the named town only, 2 near a town or better, 3 anything placed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are shown; the default shows all that happened.

    Dates are inclusive days; an event whose span overlaps the window is in it. An empty tuple means all, except that
    empty `statuses` means DRAWN_STATUSES. A force includes its children. `place` and `text` are words, tolerant of
    spelling in both scripts, that must all occur. `min_precision` is the coarsest ACLED geo-precision let through, 0
    for any. `according_to` is a source's name: the events as its reports tell them; `as_known_on` a day or a time: as
    they were known then. The store gives them so.
    """

    date_from: date | None = None
    date_to: date | None = None
    forces: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    place: str = ""
    text: str = ""
    min_precision: int = 0
    according_to: str = ""
    as_known_on: KnownOn | None = None

    @property
    def is_default(self) -> bool:
        return self == EventFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterCounts:
    """How many events there are and are shown; each facet is counted with its own filter lifted.

    `not_on_map` of the shown have no place; `undated_hidden` are hidden only for want of a date. An event of two forces
    counts once under each, and under each one's parents.
    """

    total: int
    shown: int
    not_on_map: int
    undated_hidden: int = 0
    by_layer: dict[str, int] = field(default_factory=dict)
    by_force: dict[str, int] = field(default_factory=dict)
    by_kind: dict[str, int] = field(default_factory=dict)
    by_status: dict[str, int] = field(default_factory=dict)

    @property
    def hidden(self) -> int:
        return self.total - self.shown


def select_events(frame: gpd.GeoDataFrame, event_filter: EventFilter) -> gpd.GeoDataFrame:
    """The rows that the filter lets through, in the same order, as a new frame."""
    mask = select_mask(frame, event_filter)
    return frame.copy(deep=False) if mask.all() else frame.loc[mask]


class Selections:
    """What the last filters let through of one table, kept with it (see dashboard.kept_with)."""

    MOST = 2  # each of a million events is a quarter of a gigabyte

    def __init__(self, _frame: gpd.GeoDataFrame) -> None:
        self._kept: dict[EventFilter, gpd.GeoDataFrame] = {}

    def spliced(self, frame: gpd.GeoDataFrame, _fresh: Selections, _splice: Splice) -> Selections:
        """Those of the next table: none yet."""
        return Selections(frame)

    def of(self, frame: gpd.GeoDataFrame, event_filter: EventFilter) -> gpd.GeoDataFrame:
        """`select_events` of the table that these are kept with."""
        shown = self._kept.pop(event_filter, None)
        self._kept[event_filter] = shown = select_events(frame, event_filter) if shown is None else shown
        while len(self._kept) > self.MOST:
            self._kept.pop(next(iter(self._kept)), None)
        return shown


def select_mask(frame: gpd.GeoDataFrame, event_filter: EventFilter) -> Mask:
    """One boolean a row: whether the filter lets it through."""
    return _all_of(_criteria(index_of(frame), event_filter).values(), len(frame))


def count_by(frame: gpd.GeoDataFrame, event_filter: EventFilter) -> FilterCounts:
    """The counts beside the filter's widgets; every layer, force, kind and status that the frame holds has one."""
    index = index_of(frame)
    criteria = _criteria(index, event_filter)
    shown = _all_of(criteria.values(), len(frame))

    def lifted(name: str) -> Mask:
        if name not in criteria:
            return shown
        return _all_of((mask for key, mask in criteria.items() if key != name), len(frame))

    return FilterCounts(
        total=len(frame),
        shown=int(np.count_nonzero(shown)),
        not_on_map=int(np.count_nonzero(shown & ~index.placed)),
        undated_hidden=int(np.count_nonzero(lifted("dates") & ~index.dated)) if "dates" in criteria else 0,
        by_layer=index.layer.counts(lifted("layers")),
        by_force=index.forces.counts(lifted("forces"), parents=_parents()),
        by_kind=index.kind.counts(lifted("kinds")),
        by_status=index.status.counts(lifted("statuses")),
    )


def _criteria(index: FilterIndex, event_filter: EventFilter) -> dict[str, Mask]:
    """One mask for each part of the filter that is set."""
    criteria: dict[str, Mask] = {}
    if event_filter.date_from or event_filter.date_to:
        criteria["dates"] = index.overlaps(event_filter.date_from, event_filter.date_to)
    if event_filter.forces:
        criteria["forces"] = index.forces.has_any(with_children(event_filter.forces))
    if event_filter.layers:
        criteria["layers"] = index.layer.isin(event_filter.layers)
    if event_filter.kinds:
        criteria["kinds"] = index.kind.isin(event_filter.kinds)
    criteria["statuses"] = index.status.isin(event_filter.statuses or DRAWN_STATUSES)
    if event_filter.min_precision:
        criteria["precision"] = index.is_precise(event_filter.min_precision)
    if event_filter.place.strip():
        criteria["place"] = index.names_place(event_filter.place)
    if event_filter.text.strip():
        criteria["text"] = index.contains_text(event_filter.text)
    return criteria


def _all_of(masks: Iterable[Mask], rows: int) -> Mask:
    result = np.ones(rows, dtype=np.bool_)
    for mask in masks:
        result &= mask
    return result


@cache
def _parents() -> dict[str, str]:
    """Each force's parent, "" where it has none."""
    return {force.id: force.parent for force in forces().values()}


def with_children(force_ids: Iterable[str]) -> set[str]:
    """The forces and all below them; an id that the table does not know stands for itself."""
    known = forces()
    return {below for one in force_ids for below in (children(one) if one in known else (one,))}


# The words, the same in an address and a command ----------------------------------------------------------------------


def to_query(event_filter: EventFilter) -> dict[str, str | list[str]]:
    """The filter as an address's parameters, only what is set; `from_query` reads it back."""
    values: dict[str, str | list[str]] = {
        "from": event_filter.date_from.isoformat() if event_filter.date_from else "",
        "to": event_filter.date_to.isoformat() if event_filter.date_to else "",
        "force": list(event_filter.forces),
        "layer": list(event_filter.layers),
        "kind": list(event_filter.kinds),
        "status": list(event_filter.statuses),
        "place": event_filter.place,
        "text": event_filter.text,
        "min-precision": str(event_filter.min_precision or ""),
        "according-to": event_filter.according_to,
        as_known.WORD: as_known.write_known_on(event_filter.as_known_on),
    }
    return {name: value for name, value in values.items() if value}


def from_query(parameters: Mapping[str, Any]) -> EventFilter:
    """The filter that an address's parameters say; parameters that are not a filter's are left alone.

    A value is a string (several joined by commas, for the repeatable ones) or a list of strings. Raises FilterError.
    """
    event_filter = EventFilter(
        date_from=_read_date(_last(parameters, "from"), "from"),
        date_to=_read_date(_last(parameters, "to"), "to"),
        forces=_read_words(_all(parameters, "force"), "force", tuple(_parents())),
        layers=_read_words(_all(parameters, "layer"), "layer", LAYERS),
        kinds=_read_words(_all(parameters, "kind"), "kind", tuple(kinds())),
        statuses=_read_words(_all(parameters, "status"), "status", STATUSES),
        place=_last(parameters, "place"),
        text=_last(parameters, "text"),
        min_precision=_read_precision(_last(parameters, "min-precision")),
        according_to=_last(parameters, "according-to"),
        as_known_on=as_known.read_known_on(_last(parameters, as_known.WORD)),
    )
    if event_filter.date_from and event_filter.date_to and event_filter.date_from > event_filter.date_to:
        raise FilterError(f"from {event_filter.date_from} is after to {event_filter.date_to}. Swap them.")
    return event_filter


def _all(parameters: Mapping[str, Any], name: str) -> list[str]:
    """Every value of a parameter; Streamlit's query parameters give the last one only, unless asked by get_all."""
    get_all: Callable[[str], list[str]] | None = getattr(parameters, "get_all", None)
    value = get_all(name) if get_all else parameters.get(name)
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(one) for one in value]


def _last(parameters: Mapping[str, Any], name: str) -> str:
    values = _all(parameters, name)
    return values[-1] if values else ""


def _read_date(value: str, name: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise FilterError(f"{name} {value!r} is not a date. Write it as 2024-03-31.") from error


def _read_words(values: list[str], name: str, allowed: Sequence[str]) -> tuple[str, ...]:
    words = [word.strip() for value in values for word in value.split(",") if word.strip()]
    if words == ["all"]:
        return tuple(allowed)
    for word in words:
        if word not in allowed:
            near = difflib.get_close_matches(word, allowed, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"It is one of {', '.join(allowed)}."
            raise FilterError(f"There is no {name} {word!r}. {hint}")
    return tuple(dict.fromkeys(words))


def _read_precision(value: str) -> int:
    if not value:
        return 0
    if value not in {str(precision) for precision in PRECISIONS}:
        raise FilterError(f"min-precision {value!r} is not 1 (the named town), 2 (near a town) or 3 (a larger region).")
    return int(value)


def add_filter_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds --from, --to, --force, --layer, --kind, --status, --place, --text, --min-precision and so on."""
    group = parser.add_argument_group("filters", "which events; without any, all that happened")
    group.add_argument("--from", dest="filter_from", metavar="DATE", help="first day, as 2024-03-31")
    group.add_argument("--to", dest="filter_to", metavar="DATE", help="last day, included")
    for word, allowed in (
        ("force", "an id such as us or russia; with its children"),
        ("layer", " or ".join(LAYERS)),
        ("kind", "an id such as patrol or clash"),
        ("status", f"{', '.join(STATUSES)} or all; without it, {', '.join(DRAWN_STATUSES)}"),
    ):
        group.add_argument(
            f"--{word}",
            dest=f"filter_{word}",
            metavar="ID",
            nargs="+",
            action="extend",
            help=f"{allowed}; several allowed",
        )
    group.add_argument("--place", dest="filter_place", metavar="NAME", help="words of a place's name, or its id")
    group.add_argument("--text", dest="filter_text", metavar="WORDS", help="words that the source's sentence holds")
    group.add_argument(
        "--min-precision", dest="filter_min_precision", metavar="1|2|3", help="leave out places coarser than this"
    )
    group.add_argument(
        "--according-to", dest="filter_according_to", metavar="SOURCE", help="the events as one source tells them"
    )
    group.add_argument(
        f"--{as_known.WORD}",
        dest="filter_as_known_on",
        metavar="DAY|TIME",
        help="the events as known at the end of a day in UTC, as 2026-05-01, or at a time, as 2026-05-01T14:30Z",
    )


def from_arguments(namespace: argparse.Namespace) -> EventFilter:
    """The filter that a command's arguments say; raises FilterError."""
    words = ("from", "to", "force", "layer", "kind", "status", "place", "text", "min-precision", "according-to")
    given = {word: getattr(namespace, f"filter_{word.replace('-', '_')}") for word in (*words, as_known.WORD)}
    return from_query({word: value for word, value in given.items() if value is not None})
