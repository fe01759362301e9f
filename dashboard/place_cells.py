"""The towns and villages that the base map leaves out, in small files by cell: the browser fetches those in view."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.basemap import TOWN_BOX, is_on_base
from dashboard.built_files import KEEP, json_bytes, replace_file
from dashboard.mercator import mercator_units
from dashboard.translation import languages
from gazetteer.index import Gazetteer
from gazetteer.names import is_arabic
from gazetteer.places import Place

KINDS = ("city", "town", "village")
LARGE_POPULATION = 50_000
LEVEL_OF_LARGE, LEVEL_OF_REST = 3, 6
"""A level has 2**level cells each way, as web-map tiles of that zoom; large towns are in the few cells of the first."""

_STYLE = 3  # "foreign" of the base map's towns (basemap.py)
_FROM_ZOOM = ((250_000, 5.5), (100_000, 6.5), (LARGE_POPULATION, 7.25), (15_000, 8.25), (4_000, 9.0), (1_000, 9.5))
_SMALLEST_FROM_ZOOM = 10.0
_UNIT_BITS = 24


def write_place_cells(gazetteer: Gazetteer, directory: Path) -> str:
    """The name of the folder in `directory`, by what it is made from, written if it is not there yet.

    It has `index.json`, {level: ["x-y", …]}, and a file `level-x-y.json` for each of those cells, whose towns are as
    in the base map's file. Writing them takes seconds.
    """
    name = _folder_name(gazetteer)
    folder = directory / name
    if (folder / "index.json").is_file():
        return name
    index: dict[int, list[str]] = defaultdict(list)
    for (level, x, y), places in _by_cell(gazetteer.select(kinds=KINDS)).items():
        index[level].append(f"{x}-{y}")
        replace_file(folder / f"{level}-{x}-{y}.json", json_bytes(_cell(places)))
    replace_file(folder / "index.json", json_bytes(index))  # last: where it is, all the others are
    _clean(directory, keep=name)
    return name


def begin_place_cells(gazetteer: Gazetteer, directory: Path) -> str:
    """The folder's name where it is there; else "", and a thread begins to write it: no page waits for villages."""
    name = _folder_name(gazetteer)
    if (directory / name / "index.json").is_file():
        return name
    if not any(thread.name == name for thread in threading.enumerate()):
        threading.Thread(target=_write_anew, args=(gazetteer.path, directory), name=name, daemon=True).start()
    return ""


def _write_anew(path: Path, directory: Path) -> None:
    with Gazetteer.open(path) as gazetteer:
        write_place_cells(gazetteer, directory)


def _folder_name(gazetteer: Gazetteer) -> str:
    made_of = f"{gazetteer.version} {languages()} {TOWN_BOX} {_FROM_ZOOM}"
    return f"places.{hashlib.sha256(made_of.encode()).hexdigest()[:16]}"


def _by_cell(places: Iterable[Place]) -> dict[tuple[int, int, int], list[Place]]:
    """The places that are not on the base map by (level, x, y), the most populous first."""
    left = sorted(
        (place for place in places if not is_on_base(place)), key=lambda one: (-(one.population or 0), one.id)
    )
    cells: dict[tuple[int, int, int], list[Place]] = defaultdict(list)
    if not left:
        return cells
    units = mercator_units(np.array([(place.lon, place.lat) for place in left]))
    for place, (x, y) in zip(left, units.tolist(), strict=True):
        level = LEVEL_OF_LARGE if (place.population or 0) >= LARGE_POPULATION else LEVEL_OF_REST
        last = 2**level - 1
        cells[level, min(last, x >> (_UNIT_BITS - level)), min(last, y >> (_UNIT_BITS - level))].append(place)
    return cells


def _cell(places: Sequence[Place]) -> dict[str, Any]:
    positions = mercator_units(np.array([(place.lon, place.lat) for place in places])).tolist()
    return {
        "x": [x for x, _ in positions],
        "y": [y for _, y in positions],
        "zoom": [_zoom(place) for place in places],
        "style": [_STYLE] * len(places),
        **{lang: [_name(place, lang) for place in places] for lang in languages()},
    }


def _zoom(place: Place) -> float:
    """The web-map zoom from which a place is named."""
    population = place.population or 0
    return next((zoom for least, zoom in _FROM_ZOOM if population >= least), _SMALLEST_FROM_ZOOM)


def _name(place: Place, lang: str) -> str:
    """Its name in a language; "" where the English one stands for it."""
    if lang == "en":
        return place.name_in("en")
    names = place.names.get(lang, ())
    return next((name for name in names if is_arabic(name) == (lang == "ar")), "")


def _clean(directory: Path, keep: str) -> None:
    """Deletes the folders of gazetteers past, but for the last few that an open page may still ask for."""
    folders = sorted(directory.glob("places.*"), key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    for folder in folders[KEEP // 4 :]:
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)
