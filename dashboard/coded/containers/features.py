"""GeoJSON, and JSON that is a list of objects: a feature at a time, its properties as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from dashboard.coded.raw import BATCH, Gathering, Raw, as_coded_errors, without_huge_cells
from dashboard.errors import CodedFileError
from gazetteer.sources.geojson import LARGEST, read_features
from gazetteer.sources.problems import Problems

KEYS = ("features", "events", "results")
"""The members that hold the rows in files that are one object: GeoJSON, TimeMap, Atlos."""

_SHAPE_ERRORS = (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
MOST_PROPERTIES = 1_000
LARGEST_WHOLE = 200_000_000
"""Bytes of a file that may be held as a whole."""


def key_of(path: Path) -> str:
    """Which of KEYS a file's rows are under; the first where it is a list or rows line by line."""
    with as_coded_errors(path), path.open("rb") as file:
        head = file.read(1 << 16).decode("utf-8-sig", "replace")
    found = {key: at for key in KEYS if (at := head.find(f'"{key}"')) >= 0}
    return min(found, key=lambda key: found[key]) if found and head.lstrip()[:1] == "{" else KEYS[0]


def read(path: Path, problems: Problems) -> Iterator[Raw]:
    """The rows of a file; what is no object, or has a shape that is none, is told. Raises CodedFileError."""
    gathering = Gathering()
    number = 0
    with as_coded_errors(path), path.open(encoding="utf-8-sig", errors="replace") as file:
        if path.stat().st_size > LARGEST:
            raise CodedFileError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
        for number, item in enumerate(read_features(file, path, key_of(path)), start=1):
            _take(number, item, gathering, problems)
            if len(gathering.rows) >= BATCH:
                yield without_huge_cells(gathering.give(), problems)
    if number == 0:
        raise CodedFileError(f"{path} has no features and no events in it.")
    if gathering.rows:
        yield without_huge_cells(gathering.give(), problems)


def source_titles(path: Path) -> dict[str, str]:
    """The titles of a TimeMap file's sources by id; they stand behind its events, so the file is read as a whole.

    None of a file that is larger than LARGEST_WHOLE, or has none.
    """
    try:
        with as_coded_errors(path):
            if path.stat().st_size > LARGEST_WHOLE:
                return {}
            whole = json.loads(path.read_text(encoding="utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        return {}
    sources = whole.get("sources") if isinstance(whole, dict) else None
    listed = list(sources.values()) if isinstance(sources, dict) else sources if isinstance(sources, list) else []
    return {
        clean(as_text(one["id"])): clean(as_text(one.get("title")))
        for one in listed
        if isinstance(one, dict) and one.get("id")
    }


def _take(number: int, item: Any, gathering: Gathering, problems: Problems) -> None:
    if not isinstance(item, dict):
        problems.add(number, "not an object")
        return
    is_feature = item.get("type") == "Feature"
    properties = item.get("properties") or {} if is_feature else item
    if not isinstance(properties, dict) or len(properties) > MOST_PROPERTIES:
        problems.add(number, "properties that are no object, or too many of them")
        return
    try:
        row = {clean(name): clean(as_text(value)) for name, value in properties.items()}
    except RecursionError:
        problems.add(number, "values nested too deeply")
        return
    if is_feature and "id" not in row and item.get("id") is not None:
        row["id"] = clean(as_text(item["id"]))
    try:
        found = _shape(item.get("geometry")) if is_feature else None
    except _SHAPE_ERRORS as error:
        problems.add(number, f"no geometry that is read here ({error})")
        return
    gathering.add(number, row, found)


def _shape(geometry: Any) -> Any:
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise ValueError("not an object")
    found = shape(geometry)
    if shapely.get_num_coordinates(found) and not shapely.is_empty(found):
        return shapely.force_2d(found)
    return None


def as_text(value: Any) -> str:
    """A JSON value as a cell; lists of words are joined with "; ", objects of an id and a role as "id role"."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "; ".join(as_text(one) for one in value)
    if isinstance(value, dict):
        if value.keys() == {"id", "role"}:
            return f"{as_text(value['id'])} {as_text(value['role'])}"
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def clean(text: str) -> str:
    """The text without NULs and halves of surrogate pairs, which JSON can spell and no database holds."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
