"""Small files of coded events in the public layouts of those who publish them, written for the tests.

ACLED: codebook of 2023, the export's columns since then. UCDP GED: codebook 24.1. GDELT: event codebook 2.0, of which
the export of 1.0 lacks the second-order divisions. Atlos: the CSV export and the API's JSON. TimeMap: the front end's.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd

from dashboard.coded.schemes.gdelt import HEADERS
from dashboard.interchange.acled import COLUMNS as ACLED

UCDP = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id"),
    *("conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a"),
    *("side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description"),
    *("adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
ATLOS = (
    *("slug", "project", "inserted_at", "updated_at", "latitude", "longitude", "status", "sensitive", "description"),
    *("date", "type", "tags", "more_info", "source_1", "source_2"),
)


def acled_row(**cells: Any) -> dict[str, Any]:
    """A row as ACLED writes it, with other cells where they are given."""
    return {
        "event_id_cnty": "SYR1001",
        "event_date": "2024-03-31",
        "year": 2024,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "QSD: Syrian Democratic Forces",
        "inter1": "Rebel group",
        "actor2": "Islamic State (Syria)",
        "inter2": "Rebel group",
        "iso": 760,
        "region": "Middle East",
        "country": "Syria",
        "admin1": "Hasakah",
        "admin2": "Qamishli",
        "location": "Qahtaniyah",
        "latitude": 37.029,
        "longitude": 41.546,
        "geo_precision": 1,
        "source": "A local paper",
        "source_scale": "Subnational",
        "notes": "On 31 March 2024, the QSD and IS exchanged fire at Qahtaniyah. Two fighters were killed.",
        "fatalities": 2,
        "timestamp": 1_712_000_000,
        **cells,
    }


def ucdp_row(**cells: Any) -> dict[str, Any]:
    return {
        "id": 500001,
        "type_of_violence": 1,
        "conflict_name": "Syria: Government",
        "side_a": "Government of Syria",
        "side_b": "IS",
        "source_article": "An agency, 2016-05-04",
        "source_office": "An agency",
        "source_date": "2016-05-04",
        "source_headline": "Fighting near Palmyra",
        "where_prec": 2,
        "where_coordinates": "Tadmur town",
        "adm_1": "Homs governorate",
        "latitude": 34.56,
        "longitude": 38.27,
        "country": "Syria",
        "event_clarity": 1,
        "date_prec": 2,
        "date_start": "2016-05-01 00:00:00.000",
        "date_end": "2016-05-03 00:00:00.000",
        "best": 7,
        "high": 11,
        "low": 5,
        **cells,
    }


def gdelt_row(columns: int, **cells: Any) -> list[str]:
    row = {
        "GLOBALEVENTID": "900001",
        "SQLDATE": "20240331",
        "Actor1Code": "TURMIL",
        "Actor1Name": "TURKEY",
        "Actor1CountryCode": "TUR",
        "Actor1Type1Code": "MIL",
        "Actor2Code": "REB",
        "Actor2Name": "REBEL",
        "Actor2Type1Code": "REB",
        "EventCode": "195",
        "EventBaseCode": "195",
        "EventRootCode": "19",
        "QuadClass": "4",
        "GoldsteinScale": "-10.0",
        "NumMentions": "4",
        "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Mosul, Ninawa, Iraq",
        "ActionGeo_CountryCode": "IZ",
        "ActionGeo_Lat": "36.335",
        "ActionGeo_Long": "43.1189",
        "DATEADDED": "20240401",
        "SOURCEURL": "https://www.example.org/story",
        **cells,
    }
    return [str(row.get(name, "")) for name in HEADERS[columns]]


def write_csv(
    path: Path, rows: list[dict[str, Any]], columns: tuple[str, ...] = ACLED, encoding: str = "utf-8"
) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_gdelt(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_json(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def acled_csv() -> bytes:
    """Two rows as ACLED writes them."""
    text = io.StringIO(newline="")
    rows = [acled_row(), acled_row(event_id_cnty="SYR1002", event_date="2024-04-01")]
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def acled_geojson() -> bytes:
    """The same row as a feature."""
    point = {"type": "Point", "coordinates": [41.546, 37.029]}
    feature = {"type": "Feature", "geometry": point, "properties": acled_row()}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def plain_kml() -> bytes:
    """A placemark with its day."""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        b"<name>Clash at Qahtaniyah</name><description>Two fighters were killed.</description>"
        b"<TimeStamp><when>2024-03-31</when></TimeStamp><ExtendedData><Data name='kind'><value>clash</value></Data>"
        b"</ExtendedData><Point><coordinates>41.546,37.029</coordinates></Point></Placemark></Document></kml>"
    )


def acled_gpkg() -> bytes:
    """The same row in a GeoPackage."""
    row = {key: [str(value)] for key, value in acled_row().items()}
    frame = gpd.GeoDataFrame(row, geometry=gpd.points_from_xy([41.546], [37.029]), crs="EPSG:4326")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.gpkg"
        frame.to_file(path, driver="GPKG")
        return path.read_bytes()
