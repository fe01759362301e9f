"""The towns and villages beyond the base map, in cells that the browser fetches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.place_cells import write_place_cells
from gazetteer.places import Place


def place(number: int, lat: float, lon: float, *, population: int = 0, kind: str = "town", **names: str) -> Place:
    return Place(
        id=f"test:{number}",
        name=names.get("en", f"Town {number}"),
        names={lang: (name,) for lang, name in names.items()},
        kind=kind,
        lat=lat,
        lon=lon,
        population=population,
        radius_m=2000.0,
        country="",
        admin1="",
        source="",
        licence="",
    )


class FewPlaces:
    """Stands for a gazetteer of a handful of places."""

    def __init__(self, version: str, places: list[Place]) -> None:
        self.version = version
        self.path = Path("nowhere")
        self._places = places

    def select(self, *, kinds: tuple[str, ...]) -> list[Place]:
        return [one for one in self._places if one.kind in kinds]


PLACES = [
    place(1, 15.35, 44.21, population=2_000_000, en="Sanaa", ar="صنعاء"),  # a million: on the base map itself
    place(2, 13.58, 44.02, population=615_000, en="Taizz", ar="تعز"),
    place(3, 13.75, 44.20, population=900, en="Al Qaidah"),
    place(4, 13.76, 44.21, population=20_000, en="Larger", ar="الأكبر"),
    place(5, 36.5, 40.75, population=900, en="Tell Tamr", ar="تل تمر"),  # Syria: on the base map
    place(6, 13.77, 44.22, kind="mountain", en="Not a town"),
]


def test_places_beyond_the_base_map_are_in_the_cell_they_lie_in(tmp_path: Path) -> None:
    gazetteer = FewPlaces("one", PLACES)
    folder = tmp_path / write_place_cells(gazetteer, tmp_path)  # type: ignore[arg-type]
    index = json.loads((folder / "index.json").read_text())
    assert index == {"3": ["4-3"], "6": ["39-29"]}
    [large] = json.loads((folder / "3-4-3.json").read_text())["en"]
    assert large == "Taizz"
    rest = json.loads((folder / "6-39-29.json").read_text())
    assert rest["en"] == ["Larger", "Al Qaidah"]  # the most populous first
    assert rest["ar"] == ["الأكبر", ""]
    assert rest["zoom"] == sorted(rest["zoom"])
    assert rest["x"][1] / 2**24 == pytest.approx((44.20 + 180) / 360, abs=1e-6)


def test_they_are_written_once_for_a_gazetteer_and_anew_for_another(tmp_path: Path) -> None:
    first = write_place_cells(FewPlaces("one", PLACES), tmp_path)  # type: ignore[arg-type]
    written = (tmp_path / first / "index.json").stat().st_mtime_ns
    assert write_place_cells(FewPlaces("one", []), tmp_path) == first  # type: ignore[arg-type]
    assert (tmp_path / first / "index.json").stat().st_mtime_ns == written
    assert write_place_cells(FewPlaces("two", []), tmp_path) != first  # type: ignore[arg-type]
