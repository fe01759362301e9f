"""What may do harm when it is known, taken out of a table of events before it becomes a file or a picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.errors import UsageError
from dashboard.events import REVIEWED, STATUSES
from dashboard.filters import EventFilter, select_events
from dashboard.grid import cells_at
from dashboard.sensitive import LARGEST_KM, KindsOfPlaces, cell_sizes
from dashboard.tables import read_table
from dashboard.translation import Language, Words

COARSENED = "coarsened for safety"
"""How the `place_reason` of an event begins whose place was coarsened."""

_CURATED = Path(__file__).resolve().parents[1] / "gazetteer" / "curated"
_TOWN_REGION_KM = 10.0
"""Cells up to this size are part of a small region (ACLED's geo-precision 2), larger ones a region (3)."""

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What is taken out; nothing, if nothing is said.

    `blur_km`: every place becomes a cell of so many kilometres of a fixed grid. `blurs_sensitive`: the places of what
    sensitive.csv names do. `hides_sources`: sources, reports and sentences are replaced by numbers. `only_reviewed`:
    events that no person has looked at are left out.
    """

    blur_km: float = 0.0
    blurs_sensitive: bool = False
    hides_sources: bool = False
    only_reviewed: bool = False

    @property
    def is_none(self) -> bool:
        return self == Redaction()

    @property
    def blurs(self) -> bool:
        return bool(self.blur_km) or self.blurs_sensitive

    def as_words(self, words: Words) -> str:
        """What was done, in sentences; "" where nothing was."""
        said = []
        if self.blur_km:
            said.append(words.say("Positions are coarsened to cells of {km} km.", km=f"{self.blur_km:g}"))
        if self.blurs_sensitive:
            said.append(words.say("Positions of sensitive kinds and places are coarsened."))
        if self.hides_sources:
            said.append(words.say("Sources and their words are withheld."))
        if self.only_reviewed:
            said.append(words.say("Only reviewed events are included."))
        return " ".join(said)

    def to_query(self) -> dict[str, str]:
        """What was done as words and values, only what is set; `redaction_from_query` reads it back."""
        values = {
            "blur": f"{self.blur_km:g}" if self.blur_km else "",
            "blur-sensitive": "1" if self.blurs_sensitive else "",
            "hide-sources": "1" if self.hides_sources else "",
            "only-reviewed": "1" if self.only_reviewed else "",
        }
        return {name: value for name, value in values.items() if value}


def redaction_from_query(values: Mapping[str, Any]) -> Redaction:
    """What `to_query` wrote. Raises UsageError."""
    return Redaction(
        blur_km=kilometres(str(values["blur"])) if values.get("blur") else 0.0,
        **{name: bool(values.get(word)) for name, word in _SWITCHES.items()},
    )


_SWITCHES = {"blurs_sensitive": "blur-sensitive", "hides_sources": "hide-sources", "only_reviewed": "only-reviewed"}


def kilometres(value: str) -> float:
    """The size of a cell out of a word. Raises UsageError."""
    try:
        km = float(value)
    except ValueError:
        km = math.nan
    if not 1 <= km <= LARGEST_KM:
        raise UsageError(f"{value!r} is not a number of kilometres from 1 to {LARGEST_KM}.")
    return km


# Taking out -----------------------------------------------------------------------------------------------------------


def redact(
    frame: gpd.GeoDataFrame,
    redaction: Redaction,
    *,
    lang: Language = "en",
    kinds_of_places: KindsOfPlaces = lambda _ids: {},
) -> gpd.GeoDataFrame:
    """The frame (EVENT_COLUMNS, EPSG:4326) without what the redaction takes out, in the same order.

    A blurred event is its cell of the grid: `geometry` and `radius_m` the cell, `lat` and `lon` its middle, and it is
    placed in its governorate, or in its country. Its sentence is withheld, and so is that of each event told by
    the same reports. An event that is known more roughly than a cell has as many cells around it as that takes.
    Withheld sentences say so in the language.
    """
    if redaction.is_none:
        return frame
    kept = frame[frame["status"].isin(REVIEWED)] if redaction.only_reviewed else frame
    words = Words(lang)
    if redaction.blurs:
        sizes = np.full(len(kept), redaction.blur_km)
        if redaction.blurs_sensitive:
            sizes = np.maximum(sizes, cell_sizes(kept, kinds_of_places))
        kept = _blurred(kept, sizes, words)
    return _without_sources(kept, words) if redaction.hides_sources else kept


def redacted_view(
    frame: gpd.GeoDataFrame, event_filter: EventFilter, redaction: Redaction, **options: Any
) -> tuple[gpd.GeoDataFrame, EventFilter]:
    """The redacted events and the filter for what selects by itself, such as a picture; `options` are `redact`'s.

    What the filter asks of places, words and sources is asked before they are taken out, and is no longer part of it:
    a title that named the place would tell it.
    """
    if redaction.is_none:
        return frame, event_filter
    asked = EventFilter(
        place=event_filter.place, text=event_filter.text, min_precision=event_filter.min_precision, statuses=STATUSES
    )
    left = replace(event_filter, place="", text="", min_precision=0, according_to="")
    return redact(select_events(frame, asked), redaction, **options), left


def _blurred(frame: gpd.GeoDataFrame, sizes: Numbers, words: Words) -> gpd.GeoDataFrame:
    """The events of which the size is more than nothing, each in its cell."""
    blurred = sizes > 0
    placed = blurred & frame["lat"].notna().to_numpy() & frame["lon"].notna().to_numpy()
    lat, lon, radius_m = (frame[name].to_numpy(dtype=np.float64, copy=True) for name in ("lat", "lon", "radius_m"))
    shapes = frame.geometry.to_numpy().copy()
    precision = frame["geo_precision"].to_numpy(copy=True)
    cells = cells_at(lat=lat[placed], lon=lon[placed], km=sizes[placed], radius_m=radius_m[placed])
    shapes[blurred] = None
    radius_m[blurred] = np.nan
    lat[placed], lon[placed], radius_m[placed], shapes[placed] = cells.lat, cells.lon, cells.radius_m, cells.shapes()
    precision[placed] = np.maximum(precision[placed], np.where(sizes[placed] > _TOWN_REGION_KM, 3, 2))
    areas = frame["country"] + "/" + frame["admin1"]
    reasons = _each_once(pd.Series(np.where(placed, sizes, 0), index=frame.index), _reason)
    silent = blurred | _share_reports(frame, blurred)
    changed = frame.assign(
        lat=lat,
        lon=lon,
        radius_m=radius_m,
        geo_precision=precision,
        place_name=frame["place_name"].mask(blurred, _each_once(areas, lambda area: _name_of_area(area)[0])),
        place_name_ar=frame["place_name_ar"].mask(blurred, _each_once(areas, lambda area: _name_of_area(area)[1])),
        place_ids=_without_ids(frame["place_ids"], blurred),
        place_reason=frame["place_reason"].mask(blurred, reasons),
        relation=frame["relation"].mask(placed, "in").mask(blurred & ~placed, ""),
        text=_withheld(frame["text"], silent, words),
    )
    return changed.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _reason(km: float) -> str:
    return f"{COARSENED}: a cell of {km:g} km" if km else COARSENED


def _without_sources(frame: gpd.GeoDataFrame, words: Words) -> gpd.GeoDataFrame:
    """The events with numbers for sources, reports and themselves: by an id who has the report could find it again."""
    names = _numbered(frame["source"], words.say("Source"))
    reports: dict[str, str] = {}
    for one in chain.from_iterable(frame["report_ids"]):
        reports.setdefault(one, f"report-{len(reports) + 1}")
    changed = frame.assign(
        id=[f"event-{number}" for number in range(1, len(frame) + 1)],
        source=frame["source"].map(names),
        report_ids=_objects([tuple(reports[one] for one in ids) for ids in frame["report_ids"]]),
        text=_withheld(frame["text"], np.ones(len(frame), dtype=np.bool_), words),
    )
    return changed.astype({"id": frame["id"].dtype, "source": frame["source"].dtype})


def _numbered(values: pd.Series, word: str) -> dict[str, str]:
    """A number for each different value, in the order of the rows; what is not known stays so."""
    known = [one for one in values.unique() if one]
    return {"": "", **{one: f"{word} {number}" for number, one in enumerate(known, start=1)}}


def _share_reports(frame: gpd.GeoDataFrame, blurred: Mask) -> Mask:
    """Which events are told by a report that tells of a blurred one too: their sentences may name its place."""
    if blurred.all() or not blurred.any():
        return blurred
    telling = set(chain.from_iterable(frame["report_ids"][blurred]))
    return np.fromiter((not telling.isdisjoint(ids) for ids in frame["report_ids"]), dtype=np.bool_, count=len(frame))


def _withheld(texts: pd.Series, silent: Mask, words: Words) -> pd.Series:
    return texts.mask(silent & (texts != "").to_numpy(), words.say("Withheld for safety"))


def _without_ids(ids: pd.Series, blurred: Mask) -> npt.NDArray[np.object_]:
    made = ids.to_numpy(dtype=object, copy=True)
    made[blurred] = _objects([()] * int(blurred.sum()))
    return made


def _each_once(values: pd.Series, word_of: Callable[[Any], str]) -> pd.Series:
    """A word for each value; equal values are asked for once."""
    codes, different = pd.factorize(values)
    words = pd.Series([word_of(one) for one in different], dtype="str")
    return words.take(codes).set_axis(values.index)


@cache
def _name_of_area(area: str) -> tuple[str, str]:
    """What the governorate, or else the country, of "SY/SY-HA" is called in English and in Arabic."""
    country, _, admin1 = area.partition("/")
    if admin1 in _areas("governorates.csv"):
        english, arabic = _areas("governorates.csv")[admin1]
        return f"{english} governorate", f"محافظة {arabic}"
    return _areas("countries.csv").get(country, ("", ""))


@cache
def _areas(table: str) -> dict[str, tuple[str, str]]:
    columns = ("iso", "en", "ar", "aliases") if table == "countries.csv" else ("iso", "en", "ar", "ku", "aliases")
    return {row["iso"]: (row["en"], row["ar"]) for row in read_table(_CURATED / table, columns=columns)}


def _objects(values: list[Any]) -> npt.NDArray[np.object_]:
    """The values as one array, tuples unbroken."""
    return np.fromiter(values, dtype=object, count=len(values))
