"""OCHA's common operational datasets: P-codes as ids, Arabic and English names, points or polygons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gazetteer.errors import PlaceError
from gazetteer.importing import ImportRequest, preview_import
from gazetteer.sources.columns import guess_columns

TABLE = """ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM3_EN,ADM3_AR,ADM3_PCODE,Latitude_y,Longitude_x
#country+name,#country+code,#adm1+name,#adm1+name,#adm1+code,#adm3+name,#adm3+name,#adm3+code,#geo+lat,#geo+lon
Syrian Arab Republic,SY,Al-Hasakeh,الحسكة,SY08,Tal Hmis,تل حميس,SY080203,36.80,41.66
Syrian Arab Republic,SY,Al-Hasakeh,الحسكة,SY08,Qahtaniyyeh,القحطانية,SY080205,37.03,41.55
"""


def test_the_deepest_level_is_the_place(tmp_path: Path) -> None:
    path = tmp_path / "syr_admin.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    found = preview_import(ImportRequest(path=path))
    assert (found.kind, found.source, found.licence) == ("ocha", "OCHA COD, syr_admin.csv", "not stated")
    assert [(place.id, place.name, place.kind, place.country) for place in found.first] == [
        ("ocha:SY080203", "Tal Hmis", "subdistrict", "SY"),
        ("ocha:SY080205", "Qahtaniyyeh", "subdistrict", "SY"),
    ]
    assert found.first[0].names == {"en": ("Tal Hmis",), "ar": ("تل حميس",)}
    assert found.problems.count == 0


@pytest.mark.parametrize(
    ("headers", "columns", "kind"),
    [
        (
            ["admin1Name_en", "admin1Name_ar", "admin1Pcode", "admin0Pcode"],
            {
                "pcode": ("admin1Pcode",),
                "name:en": ("admin1Name_en",),
                "name:ar": ("admin1Name_ar",),
                "country": ("admin0Pcode",),
            },
            "governorate",
        ),
        (
            ["adm2_name", "adm2_name1", "adm2_pcode", "center_lat", "center_lon"],
            {
                "pcode": ("adm2_pcode",),
                "name": ("adm2_name",),
                "aliases": ("adm2_name1",),
                "lat": ("center_lat",),
                "lon": ("center_lon",),
            },
            "district",
        ),
        (
            ["ADM3_EN", "ADM3ALT1EN", "ADM3_REF", "ADM3_PCODE"],
            {"pcode": ("ADM3_PCODE",), "name:en": ("ADM3_EN",), "aliases": ("ADM3ALT1EN", "ADM3_REF")},
            "subdistrict",
        ),
        (["ADM1_EN", "ADM1_PCODE", "ADM2_EN"], {"pcode": ("ADM1_PCODE",), "name:en": ("ADM1_EN",)}, "governorate"),
    ],
)
def test_the_styles_of_headers(headers: list[str], columns: dict[str, tuple[str, ...]], kind: str) -> None:
    found = guess_columns(headers)
    assert (found.columns, found.kind, found.is_ocha) == (columns, kind, True)


def test_polygons_are_the_places_shapes(tmp_path: Path) -> None:
    ring = [[41, 36], [42, 36], [42, 37], [41, 37], [41, 36]]
    properties = {"ADM2_EN": "Quamishli", "ADM2_AR": "القامشلي", "ADM2_PCODE": "SY0803", "ADM0_PCODE": "SY"}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path = tmp_path / "adm2.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    found = preview_import(ImportRequest(path=path, kind="ocha")).first[0]
    assert (found.id, found.name_in("ar"), found.kind) == ("ocha:SY0803", "القامشلي", "district")
    assert found.geometry.area == 1
    assert found.geometry.contains_properly(found.geometry.representative_point())
    assert found.radius_m == pytest.approx(71_000, rel=0.05)  # half the diagonal


def test_a_table_without_points_says_what_to_import_instead(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ADM1_EN,ADM1_PCODE\nHama,SY05\n", encoding="utf-8")
    with pytest.raises(PlaceError, match="import the boundaries"):
        preview_import(ImportRequest(path=path))
    path.write_text("name,lat,lon\nHama,35,36\n", encoding="utf-8")
    with pytest.raises(PlaceError, match="no P-code and name columns"):
        preview_import(ImportRequest(path=path, kind="ocha"))
