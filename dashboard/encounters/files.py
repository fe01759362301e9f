"""Encounters as files: CSV and Excel with a line each, GeoJSON with the events and the lines between them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from dashboard.encounters.search import Encounters
from dashboard.encounters.words import why
from dashboard.errors import UsageError
from dashboard.interchange.csv_table import write_table
from dashboard.interchange.rows import json_value, plain_rows
from dashboard.interchange.safe_text import safe_name
from dashboard.interchange.spreadsheet import write_sheet
from dashboard.interchange.write import write_whole
from dashboard.translation import Words

_PLAIN = ("date_start", "date_end", "date_precision", "kind", "forces", "place_name", "source", "text")
"""What is told of each of the two events."""

DAYS = ("first_day", "last_day", "one_date_start", "one_date_end", "other_date_start", "other_date_end")
NUMBERS = ("km_low", "km_best", "km_high", "days_low", "days_best", "days_high", "lat", "lon")


def encounter_rows(found: Encounters, events: gpd.GeoDataFrame, words: Words) -> pd.DataFrame:
    """One row an encounter with plain values, `why` in words; `events` is the frame that was searched."""
    table = found.table
    columns: dict[str, Any] = {"certainty": table["certainty"].to_numpy()}
    columns["why"] = _reasons(table, words)
    columns["told_by_one_report"] = ["yes" if told else "no" for told in table["is_told"]]
    for name in ("first_day", "last_day"):
        columns[name] = table[name].dt.strftime("%Y-%m-%d").fillna("").to_numpy(object)
    columns |= {name: table[name].round(2 if name[:2] == "km" else 1).to_numpy() for name in NUMBERS[:6]}
    columns |= {name: table[name].round(6).to_numpy() for name in NUMBERS[6:]}
    columns |= {name: [safe_name(text) for text in table[name]] for name in ("place_name", "place_name_ar")}
    for side in ("one", "other"):
        plain = plain_rows(events.iloc[table[f"{side}_row"].to_numpy()])
        columns[f"{side}_id"] = table[f"{side}_id"].to_numpy()
        columns |= {f"{side}_{name}": plain[name].to_numpy() for name in _PLAIN}
    rows = pd.DataFrame(columns)
    return rows.astype({name: object for name in rows.columns if name not in NUMBERS})


def _reasons(table: pd.DataFrame, words: Words) -> list[str]:
    """Why each is as sure as it is; the few reasons are put in words once."""
    keys = table[["is_told", "is_afar", "certainty"]]
    said = {tuple(row): why(row, words) for _, row in keys.drop_duplicates().iterrows()}
    return [said[key] for key in keys.itertuples(index=False, name=None)]


def _write_csv(found: Encounters, events: gpd.GeoDataFrame, path: Path, words: Words, _note: str) -> None:
    write_table(encounter_rows(found, events, words), path)


def _write_xlsx(found: Encounters, events: gpd.GeoDataFrame, path: Path, words: Words, note: str) -> None:
    rows = encounter_rows(found, events, words)
    write_sheet(rows, path, name="encounters", numbers=NUMBERS, days=DAYS, lang=words.lang, note=note)


def _write_geojson(found: Encounters, events: gpd.GeoDataFrame, path: Path, words: Words, note: str) -> None:
    """After RFC 7946: first the events as points, each once, then a line for each pair; a told one is a point."""
    rows, table = encounter_rows(found, events, words), found.table
    used = events.iloc[sorted({*table["one_row"], *table["other_row"]})]
    place_of = dict(zip(used["id"], zip(used["lon"], used["lat"], strict=True), strict=True))
    features = [
        _feature(f"event-{row['id']}", _point(*place_of[row["id"]]), {"feature": "event", **row})
        for row in plain_rows(used)[["id", *_PLAIN]].to_dict("records")
    ]
    for number, row in enumerate(rows.to_dict("records"), start=1):
        ends = place_of[row["one_id"]], place_of[row["other_id"]]
        shape = _point(*ends[0]) if row["one_id"] == row["other_id"] else _line(*ends)
        features.append(_feature(f"encounter-{number}", shape, {"feature": "encounter", **row}))
    with path.open("w", encoding="utf-8") as file:
        about = f'"description": {json.dumps(note, ensure_ascii=False)}, ' if note else ""
        file.write(f'{{"type": "FeatureCollection", {about}"features": [\n')
        file.write(",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features))
        file.write("\n]}\n")


def _feature(feature_id: str, geometry: dict[str, Any] | None, values: dict[Any, Any]) -> dict[str, Any]:
    properties = {str(name): json_value(value) for name, value in values.items()}
    return {"type": "Feature", "id": feature_id, "properties": properties, "geometry": geometry}


def _point(lon: float, lat: float) -> dict[str, Any] | None:
    return None if pd.isna(lat) else {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}


def _line(one: tuple[float, float], other: tuple[float, float]) -> dict[str, Any]:
    """A line the short way; cut in two where it crosses 180 degrees, as RFC 7946 asks."""
    (lon_a, lat_a), (lon_b, lat_b) = one, other
    start, end = [round(lon_a, 6), round(lat_a, 6)], [round(lon_b, 6), round(lat_b, 6)]
    if abs(lon_b - lon_a) <= 180:
        return {"type": "LineString", "coordinates": [start, end]}
    edge = 180.0 if lon_a > 0 else -180.0
    whole = lon_b + 2 * edge - lon_a
    lat = round(lat_a + (lat_b - lat_a) * (edge - lon_a) / whole, 6)
    return {"type": "MultiLineString", "coordinates": [[start, [edge, lat]], [[-edge, lat], end]]}


WRITERS: dict[str, tuple[Callable[[Encounters, gpd.GeoDataFrame, Path, Words, str], None], str, str]] = {
    "csv": (_write_csv, "text/csv", "CSV"),
    "geojson": (_write_geojson, "application/geo+json", "GeoJSON"),
    "xlsx": (_write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
}
"""What writes each format, its media type and its name, by the end of a file's name."""


def write_encounters(
    path: str | Path, found: Encounters, events: gpd.GeoDataFrame, words: Words, *, note: str = ""
) -> int:
    """Writes encounters in the format that the path ends with, what is said of each in words; their number.

    `events` is the frame that was searched. The file appears whole or not at all, with the `note` where its format has
    room for one. Raises ExportError, and UsageError
    for an unknown ending.
    """
    target = Path(path)
    suffix = format_of(target)
    write_whole(target, lambda draft: WRITERS[suffix][0](found, events, draft, words, note), suffix=suffix)
    return len(found.table)


def encounters_as_bytes(found: Encounters, events: gpd.GeoDataFrame, suffix: str, words: Words) -> bytes:
    """The file that `write_encounters` would write, for a download; `suffix` is one of WRITERS."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"encounters.{suffix}"
        write_encounters(path, found, events, words)
        return path.read_bytes()


def format_of(path: Path) -> str:
    """The key of WRITERS that a path ends with; raises UsageError."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in WRITERS:
        raise UsageError(f"{path} has none of the known endings. Name it .{', .'.join(WRITERS)}.")
    return suffix
