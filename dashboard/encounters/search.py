"""The search: which events of two forces were near each other within a distance and a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dashboard.day_columns import day_numbers, days_of
from dashboard.encounters.extent import DEGREE_M, Extents, Rows, between_m, extents_of
from dashboard.encounters.question import CERTAINTIES, Question, kinds_from_afar, sides
from dashboard.facets import index_of

Mask = npt.NDArray[np.bool_]

MOST_PAIRS = 100_000
"""Once so many are found the search stops at a day, which it tells."""

MOST_LOOKED_AT = 40_000_000
"""So many pairs near in time and latitude are looked at, at most; about ten seconds."""

_AT_ONCE = 300_000
_FIRST_CHUNK = 64

PAIR_COLUMNS = {
    "one_id": "str",
    "other_id": "str",
    "is_told": "bool",
    "is_afar": "bool",
    "certainty": "str",
    "km_low": "float64",
    "km_best": "float64",
    "km_high": "float64",
    "days_low": "float64",
    "days_best": "float64",
    "days_high": "float64",
    "first_day": "datetime64[ns]",
    "last_day": "datetime64[ns]",
    "day": "datetime64[ns]",
    "lat": "float64",
    "lon": "float64",
    "place_name": "str",
    "place_name_ar": "str",
    "place_key": "str",
    "one_row": "int64",
    "other_row": "int64",
}
"""One row an encounter. `one_id`, `other_id` are events, the same where one event names both (`is_told`); `one_row` and
`other_row` where they stand in the frame. `is_afar`: one of them may have struck from far away. Kilometres and days are
the least, best and greatest that the doubt about places and dates allows; NaN where nothing is known. `first_day` and
`last_day` span both events; `day` is the later one's where both are known to the day, else NaT. `lat`, `lon` lie
between the two; `place_*` are of the better known one, `place_key` is the same for the same place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounters:
    """What was found, earliest first. `unplaced`, `undated`: events of either force that can't be compared for want of
    a place or of a date. `until`: where there were too many, the day from which on the search did not look."""

    question: Question
    table: pd.DataFrame
    unplaced: int = 0
    undated: int = 0
    until: date | None = None


def find_encounters(events: gpd.GeoDataFrame, question: Question) -> Encounters:
    """The encounters among `events` (filtered, EVENT_COLUMNS): pairs of events, and events that name both forces.

    Two events are an encounter if their places, anywhere in their shapes, may have been within `question.km` of each
    other and their dates, anywhere in their spans, within `question.days`. It is certain if they were so wherever in
    the doubt the truth lies, likely if by the middles of shapes and spans, else possible. An event that names both is
    told by its report, hence certain; a strike, shelling or mine is possible at most for who did it. A told event is
    no part of a pair: it would meet itself again.
    """
    index = index_of(events)
    one, other = (index.forces.has_any(side) for side in sides(question))
    afar = index.kind.isin(kinds_from_afar())
    # Of a strike that names both, only who was hit was there for others to be near.
    hit_one, hit_other = _is_hit(events, one & other & afar, question)
    told = one & other
    here_one, here_other = one & (~other | hit_one), other & (~one | hit_other)
    comparable = index.placed & index.dated
    pairs, until = _pairs(events, here_one & comparable, here_other & comparable, afar & ~told, question)
    table = pd.concat([_told(events, np.flatnonzero(told), afar), pairs], ignore_index=True)
    table = table[table["certainty"].isin(CERTAINTIES[: CERTAINTIES.index(question.least) + 1])]
    known = table["day"].fillna(table["first_day"])
    table = table.assign(_by=known).sort_values(["_by", "is_told"], ascending=[True, False], kind="stable")
    either = here_one | here_other
    return Encounters(
        question=question,
        table=table.drop(columns="_by").reset_index(drop=True),
        unplaced=int(np.count_nonzero(either & ~index.placed)),
        undated=int(np.count_nonzero(either & index.placed & ~index.dated)),
        until=until,
    )


def _is_hit(events: gpd.GeoDataFrame, mask: Mask, question: Question) -> tuple[Mask, Mask]:
    """Where in the mask a force of either side is the target."""
    result = np.zeros((2, len(events)), dtype=np.bool_)
    rows = np.flatnonzero(mask)
    forces, roles = events["forces"].to_numpy()[rows], events["force_roles"].to_numpy()[rows]
    for row, ids, roles_of in zip(rows, forces, roles, strict=True):
        targets = {force for force, role in zip(ids, roles_of, strict=False) if role == "target"}
        for number, side in enumerate(sides(question)):
            result[number, row] = bool(targets & side)
    return result[0], result[1]


# Events that name both ------------------------------------------------------------------------------------------------


def _told(events: gpd.GeoDataFrame, rows: Rows, afar: Mask) -> pd.DataFrame:
    part = events.iloc[rows]
    first, last = days_of(part["date_start"]), days_of(part["date_end"].fillna(part["date_start"]))
    placed = part["lat"].notna().to_numpy()
    nothing = np.where(placed, 0.0, np.nan)
    dated = np.where(np.isnat(first), np.nan, 0.0)
    return _table(
        {
            "is_told": np.ones(len(rows), dtype=np.bool_),
            "is_afar": afar[rows],
            "certainty": np.where(afar[rows], "possible", "certain"),
            **{f"km_{which}": nothing for which in ("low", "best", "high")},
            **{f"days_{which}": dated for which in ("low", "best", "high")},
            "first_day": first,
            "last_day": last,
            "day": np.where(first == last, first, np.datetime64("NaT", "D")),
            "lat": part["lat"].to_numpy(),
            "lon": part["lon"].to_numpy(),
        },
        events,
        rows,
        rows,
        better=rows,
    )


# Pairs ----------------------------------------------------------------------------------------------------------------


def _pairs(
    events: gpd.GeoDataFrame, here_one: Mask, here_other: Mask, afar: Mask, question: Question
) -> tuple[pd.DataFrame, date | None]:
    """The pairs within the limits, and the day at which there were too many."""
    days = np.column_stack(
        [day_numbers(events["date_start"]), day_numbers(events["date_end"].fillna(events["date_start"]))]
    )
    days[:, 1] = np.maximum(days[:, 0], days[:, 1])
    one = np.flatnonzero(here_one)
    one = one[np.argsort(days[one, 0], kind="stable")]
    other = np.flatnonzero(here_other)
    used = np.flatnonzero(here_one | here_other)
    place_of = np.full(len(events), -1)
    place_of[used] = np.arange(len(used))
    extents = extents_of(events.iloc[used])
    tables, found, until = [_near(events, one[:0], other[:0], extents, place_of, days, afar, question)], 0, None
    for rows_one, rows_other, next_row in _candidates(one, other, extents, place_of, days, question):
        tables.append(_near(events, rows_one, rows_other, extents, place_of, days, afar, question))
        found += len(tables[-1])
        if found >= MOST_PAIRS and next_row is not None:
            until = _date(days[next_row, 0])
            break
        if next_row is not None and next_row < 0:
            until = _date(days[-next_row - 1, 0])
    return pd.concat(tables, ignore_index=True), until


def _candidates(
    one: Rows, other: Rows, extents: Extents, place_of: Rows, days: npt.NDArray[np.float64], question: Question
) -> Iterator[tuple[Rows, Rows, int | None]]:
    """Pairs of rows that are near in time and in latitude, some at a time, and the row of `one` that comes next.

    One tree over time and latitude keeps out nearly all at once, however many years or square miles there are; a tree
    over the map alone would find every pair of a town's thirteen years. Where MOST_LOOKED_AT is passed, the next row
    is told as -row - 1 and nothing more comes.
    """
    if not len(one) or not len(other):
        return
    if question.least != "possible":  # then the middles alone must be near, which saves most of the work
        days = np.repeat(days.mean(axis=1, keepdims=True), 2, axis=1)
        extents = replace(extents, reach_m=np.zeros_like(extents.reach_m))
    tree = shapely.STRtree(_boxes(other, extents, place_of, days))
    asked = _boxes(one, extents, place_of, days, km=question.km, wait=question.days)
    start, chunk, looked_at = 0, _FIRST_CHUNK, 0
    while start < len(one):
        left, right = tree.query(asked[start : start + chunk])
        rows_one, rows_other = one[start + left], other[right]
        start += chunk
        looked_at += len(left)
        next_row = int(one[start]) if start < len(one) else None
        if next_row is not None and looked_at > MOST_LOOKED_AT:
            yield rows_one, rows_other, -next_row - 1
            return
        yield rows_one, rows_other, next_row
        chunk = max(1, min(chunk * 4, int(chunk * _AT_ONCE / max(len(left), 1))))


def _boxes(
    rows: Rows,
    extents: Extents,
    place_of: Rows,
    days: npt.NDArray[np.float64],
    *,
    km: float = 0,
    wait: float = 0,
) -> npt.NDArray[np.object_]:
    """Each event's days and latitudes, as a box; wider by `wait` days and `km` kilometres."""
    at = place_of[rows]
    reach = (extents.reach_m[at] + km * 1000) * 1.001 / DEGREE_M
    lat = extents.lat[at]
    return shapely.box(days[rows, 0] - wait, lat - reach, days[rows, 1] + wait, lat + reach)


def _near(
    events: gpd.GeoDataFrame,
    one: Rows,
    other: Rows,
    extents: Extents,
    place_of: Rows,
    days: npt.NDArray[np.float64],
    afar: Mask,
    question: Question,
) -> pd.DataFrame:
    """Those of the candidates that are encounters."""
    apart = one != other
    one, other = one[apart], other[apart]
    a, b = extents.at(place_of[one]), extents.at(place_of[other])
    low, best, high = (value / 1000 for value in between_m(a, b, within_m=question.km * 1000))
    near = low <= question.km
    one, other, low, best, high = one[near], other[near], low[near], best[near], high[near]
    (start_a, end_a), (start_b, end_b) = days[one].T, days[other].T
    days_low = np.maximum(np.maximum(start_b - end_a, start_a - end_b), 0)
    days_best = np.abs(start_a + end_a - start_b - end_b) / 2
    days_high = np.maximum(end_a - start_b, end_b - start_a)
    from_afar = afar[one] | afar[other]
    is_certain = (high <= question.km) & (days_high <= question.days) & ~from_afar
    is_likely = (best <= question.km) & (days_best <= question.days) & ~from_afar
    at_a, at_b = extents.at(place_of[one]), extents.at(place_of[other])
    east = (at_b.lon - at_a.lon + 180) % 360 - 180
    is_day = (start_a == end_a) & (start_b == end_b)
    return _table(
        {
            "is_told": np.zeros(len(one), dtype=np.bool_),
            "is_afar": from_afar,
            "certainty": np.select([is_certain, is_likely], ["certain", "likely"], "possible"),
            "km_low": low,
            "km_best": best,
            "km_high": high,
            "days_low": days_low,
            "days_best": days_best,
            "days_high": days_high,
            "first_day": _as_days(np.minimum(start_a, start_b)),
            "last_day": _as_days(np.maximum(end_a, end_b)),
            "day": np.where(is_day, _as_days(np.maximum(start_a, start_b)), np.datetime64("NaT", "D")),
            "lat": (at_a.lat + at_b.lat) / 2,
            "lon": (at_a.lon + east / 2 + 180) % 360 - 180,
        },
        events,
        one,
        other,
        better=np.where(at_a.reach_m <= at_b.reach_m, one, other),
    )


def _table(
    columns: dict[str, npt.NDArray[np.generic]], events: gpd.GeoDataFrame, one: Rows, other: Rows, *, better: Rows
) -> pd.DataFrame:
    """The columns with what the two events and the place of the `better` known one are called."""
    ids, names = events["id"].to_numpy(), events["place_name"].to_numpy()
    place_ids, points = events["place_ids"].to_numpy(), events[["lat", "lon"]].to_numpy().round(1)
    keys = [
        place_ids[row][0] if len(place_ids[row]) else names[row] or f"{points[row, 0]},{points[row, 1]}"
        for row in better
    ]
    table = pd.DataFrame(
        {
            **columns,
            "one_id": ids[one],
            "other_id": ids[other],
            "one_row": one,
            "other_row": other,
            "place_name": names[better],
            "place_name_ar": events["place_name_ar"].to_numpy()[better],
            "place_key": np.array(keys, dtype=object),
        }
    )
    return table[list(PAIR_COLUMNS)].astype(PAIR_COLUMNS)


def _as_days(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
    return numbers.astype(np.int64).astype("datetime64[D]")


def _date(number: float) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(number))
