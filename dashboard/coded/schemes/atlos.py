"""Atlos: incidents as its CSV export writes them, and as its API gives them in JSON (names that begin with attr_)."""

from __future__ import annotations

import json

import pandas as pd


def prepare(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows with plain names, and the place as latitude and longitude."""
    plain = {name: name.removeprefix("attr_") for name in cells.columns if name.startswith("attr_")}
    cells = cells.rename(columns={old: new for old, new in plain.items() if new not in cells.columns})
    if "geolocation" in cells and "latitude" not in cells:
        places = pd.DataFrame([_place(value) for value in cells["geolocation"]], columns=["latitude", "longitude"])
        cells = cells.assign(latitude=places["latitude"].astype("str"), longitude=places["longitude"].astype("str"))
    return cells


def _place(value: str) -> tuple[str, str]:
    """Latitude and longitude of a GeoJSON point, of an object of both, or of "lat, lon"; empty where it is none."""
    try:
        place = json.loads(value) if value.startswith("{") else value.split(",")
        if isinstance(place, dict) and "coordinates" in place:
            return str(place["coordinates"][1]), str(place["coordinates"][0])
        if isinstance(place, dict):
            return str(place["latitude"]), str(place["longitude"])
        return place[0].strip(), place[1].strip()
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return "", ""
