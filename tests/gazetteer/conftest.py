"""A small real gazetteer: thirty towns of GeoNames, the curated tables, the region's countries and governorates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from gazetteer.build import corrected, fill_admin1, write
from gazetteer.index import Gazetteer
from gazetteer.places import Place
from gazetteer.sources import curated, geonames, governorates, natural_earth

CITIES = Path(__file__).parents[1] / "data" / "gazetteer" / "cities.json"


@pytest.fixture(scope="session")
def small_places() -> list[Place]:
    corrections = curated.read_corrections()
    countries = [place for place in natural_earth.read_countries() if place.country in ("SY", "TR", "IQ")]
    areas = [*countries, *governorates.read_places()]
    hand_made = fill_admin1([*curated.read_places(), *curated.read_shapes()], areas, only_bare=True)
    return [corrected(place, corrections) for place in chain(areas, hand_made, geonames.read_places(CITIES))]


@pytest.fixture(scope="session")
def small_gazetteer(small_places: list[Place], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    path = tmp_path_factory.mktemp("gazetteer") / "small"
    write(path, small_places, version="small")
    with Gazetteer.open(path) as opened:
        yield opened
