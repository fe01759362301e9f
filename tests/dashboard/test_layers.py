"""The packed events, their files, and the folium map and feature group that carry them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from streamlit_folium import _get_feature_group_string, _get_map_string, generate_js_hash

import dashboard
from dashboard.built_files import clean, write_once
from dashboard.events import STATUSES, Event, EventForce, EventPlace, events_frame
from dashboard.filters import EventFilter
from dashboard.layers import (
    MAP_WORDS,
    SCRIPTS,
    base_map,
    copy_assets,
    filter_group,
    filter_parameters,
    map_parts,
    script_json,
    write_assets,
)
from dashboard.packing import PackedEvents, pack_events
from dashboard.vocabulary import forces, kinds
from tests.benchmarks.synthetic import generate_frame

STATIC = Path(dashboard.__file__).parent / "static"
HOSTILE = '</script><img src=x onerror=alert(1)>{{ "x" }}_underscore'
CIRCLE = shapely.Point(41.55, 37.03).buffer(0.07)
ROAD = shapely.LineString([(40, 36), (40.5, 36.7), (41, 37)])
HASAKAH = shapely.box(40.1, 35.6, 42.0, 37.0)


def event(number: int, **values: object) -> Event:
    place = {"lat": 37.0, "lon": 41.5, "geo_precision": 1, **values.pop("place", {})}  # type: ignore[dict-item]
    fields = {"layer": "patrol", "kind": "patrol", "forces": (EventForce(id="us"),), **values}
    return Event(id=f"event-{number}", place=EventPlace(**place), **fields)  # type: ignore[arg-type]


def read(packed: PackedEvents) -> dict[str, np.ndarray]:
    """The columns as the browser sees them."""
    return {
        column["name"]: np.frombuffer(
            packed.columns, dtype="<" + column["type"], count=packed.count, offset=column["offset"]
        )
        for column in packed.meta["columns"]
    }


@pytest.fixture(scope="module")
def made_up() -> gpd.GeoDataFrame:
    return generate_frame(2000, 3)


def test_an_event_takes_twenty_six_bytes(made_up: gpd.GeoDataFrame) -> None:
    packed = pack_events(made_up)
    assert packed.count == int(made_up["lat"].notna().sum())
    assert len(packed.columns) == 26 * packed.count


def test_columns_are_aligned_for_typed_arrays(made_up: gpd.GeoDataFrame) -> None:
    for column in pack_events(made_up).meta["columns"]:
        assert column["offset"] % int(column["type"][1]) == 0


def test_positions_read_back_to_a_metre(made_up: gpd.GeoDataFrame) -> None:
    columns = read(pack_events(made_up))
    placed = made_up[made_up["lat"].notna()]
    lon = columns["x"] / 2**32 * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * columns["y"] / 2**32))))
    assert np.abs(lon - placed["lon"]).max() < 1e-5
    assert np.abs(lat - placed["lat"]).max() < 1e-5


def test_days_kinds_layers_and_statuses_read_back(made_up: gpd.GeoDataFrame) -> None:
    packed = pack_events(made_up)
    columns, placed = read(packed), made_up[made_up["lat"].notna()]
    epoch = np.datetime64("1970-01-01") + np.timedelta64(packed.meta["epoch"], "D")
    dated = placed["date_start"].notna().to_numpy()
    assert (columns["start"][~dated] == 0).all()
    first = placed["date_start"].dt.tz_localize(None).to_numpy().astype("datetime64[D]")[dated]
    last = placed["date_end"].dt.tz_localize(None).to_numpy().astype("datetime64[D]")[dated]
    assert (epoch + columns["start"][dated].astype("timedelta64[D]") == first).all()
    assert (epoch + columns["end"][dated].astype("timedelta64[D]") == last).all()
    kinds = [packed.meta["kinds"][number]["id"] for number in columns["kind"]]
    assert kinds == placed["kind"].tolist()
    assert [STATUSES[flag & 7] for flag in columns["flags"]] == placed["status"].tolist()
    assert ((columns["flags"] >> 3) & 3).tolist() == placed["geo_precision"].tolist()
    assert [("patrol", "incident")[flag >> 6 & 1] for flag in columns["flags"]] == placed["layer"].tolist()


def test_forces_read_back(made_up: gpd.GeoDataFrame) -> None:
    packed = pack_events(made_up)
    names = [force["id"] for force in packed.meta["forces"]]
    sets = [{names[number] for number in one["all"]} for one in packed.meta["sets"]]
    placed = made_up[made_up["lat"].notna()]
    assert [sets[number] for number in read(packed)["set"]] == [set(forces) for forces in placed["forces"]]


def test_a_symbol_has_the_colours_of_those_who_act_not_of_the_target() -> None:
    attack = event(1, forces=(EventForce(id="isis"), EventForce(id="sdf", role="target")))
    target_only = event(2, forces=(EventForce(id="sdf", role="target"),))
    unknown = event(3, forces=())
    packed = pack_events(events_frame([attack, target_only, unknown]))
    names = [force.id for force in forces().values()]
    drawn = [[names[n] for n in packed.meta["sets"][number]["drawn"]] for number in read(packed)["set"]]
    assert drawn == [["isis"], ["sdf"], ["unidentified"]]


def test_what_was_in_and_near_a_place_is_counted_there_and_a_stretch_by_itself() -> None:
    qamishli: dict[str, object] = {"place_ids": ("geonames:1",), "admin1": "SY-HA"}
    packed = pack_events(
        events_frame(
            [
                event(1, place={"name": "10 km south of Qamishli", "relation": "offset", **qamishli}),
                event(2, place={"name": "Qamishli", "name_ar": "القامشلي", "relation": "in", **qamishli}),
                event(3, place={"name": "between Qamishli and Amuda", "relation": "between", **qamishli}),
                event(4, place={"name": "a hill", "relation": "in"}),
            ]
        )
    )
    columns = read(packed)
    spots = [packed.details["spots"][number] for number in columns["spot"]]
    assert spots[:2] == [["Qamishli", "القامشلي"]] * 2
    assert [name for name, _ in spots[2:]] == ["between Qamishli and Amuda", "a hill"]
    assert [packed.meta["admins"][number] for number in columns["admin1"]] == ["SY-HA", "SY-HA", "SY-HA", ""]


def test_events_without_a_place_are_not_packed() -> None:
    packed = pack_events(events_frame([event(1), event(2, place={"lat": None, "lon": None})]))
    assert packed.details["ids"] == ["event-1"]


def read_shapes(packed: PackedEvents) -> list[list[Any]]:
    """The shapes of a packed file as [style, path…], each path its first position and the steps from there."""
    count = int(np.frombuffer(packed.shapes, "<u4", 1)[0])
    begins = np.frombuffer(packed.shapes, "<u4", count + 1, 4)
    content, shapes = packed.shapes[8 + 4 * count :], []
    for at in range(count):
        numbers = iter(_read_numbers(content[begins[at] : begins[at + 1]]))
        style, paths = next(numbers), next(numbers)
        shapes.append([style, *([next(numbers) for _ in range(2 * next(numbers))] for _ in range(paths))])
        assert next(numbers, None) is None
    return shapes


def _read_numbers(content: bytes) -> Iterator[int]:
    value = bits = 0
    for byte in content:
        value |= (byte & 127) << bits
        bits += 7
        if byte < 128:
            yield value >> 1 if value % 2 == 0 else -(value + 1) // 2
            value = bits = 0


def test_shapes_of_many_parts_are_told_apart() -> None:
    hole = shapely.Polygon(HASAKAH.exterior, [shapely.box(40.5, 36, 40.6, 36.1).exterior.coords])
    both = shapely.MultiPolygon([hole, shapely.box(43, 36, 44, 37)])
    line = shapely.LineString([(40, 36), (41, 37), (42, 36)])
    places = [{"geometry": one, "geo_precision": 3, "relation": "near"} for one in (line, both, CIRCLE, both)]
    packed = pack_events(events_frame([event(number, place=place) for number, place in enumerate(places)]))
    assert read(packed)["shape"].tolist() == [1, 2, 3, 2]
    assert [[style, *map(len, paths)] for style, *paths in read_shapes(packed)][:2] == [[2, 6], [0, 8, 8, 8]]


def test_no_events_pack_to_nothing() -> None:
    packed = pack_events(events_frame([]))
    assert (packed.count, packed.columns, read_shapes(packed), packed.meta["bounds"]) == (0, b"", [], None)


def test_undated_and_dated_events_pack_together() -> None:
    packed = pack_events(events_frame([event(1), event(2, date_start=date(2024, 10, 12), date_end=date(2024, 10, 14))]))
    columns = read(packed)
    assert columns["start"].tolist() == [0, 1]
    assert columns["end"].tolist() == [0, 3]


def test_a_date_too_old_to_count_is_drawn_as_the_oldest() -> None:
    old, new = event(1, date_start=date(1700, 1, 1)), event(2, date_start=date(2024, 1, 1))
    columns = read(pack_events(events_frame([old, new])))
    assert columns["start"].tolist() == [1, 65535]


@pytest.mark.parametrize(
    ("place", "style"),
    [
        ({"geometry": CIRCLE, "geo_precision": 2, "relation": "near"}, 0),
        ({"geometry": HASAKAH, "geo_precision": 3, "relation": "in"}, 1),
        ({"geometry": HASAKAH, "geo_precision": 3, "relation": "sector"}, 0),
        ({"geometry": shapely.LineString([(40, 36), (41, 37)]), "geo_precision": 3, "relation": "border"}, 2),
        ({"geometry": ROAD, "geo_precision": 2, "relation": "route", "place_ids": ("a", "b")}, 3),
        ({"geometry": ROAD, "geo_precision": 2, "relation": "route", "place_ids": ("a", "b", "c")}, 4),
    ],
)
def test_an_uncertain_place_is_drawn_as_its_shape(place: dict[str, object], style: int) -> None:
    packed = pack_events(events_frame([event(1, place=place)]))
    assert read(packed)["shape"].tolist() == [1]
    assert read_shapes(packed)[0][0] == style


@pytest.mark.parametrize(
    "place",
    [{"geometry": CIRCLE, "geo_precision": 1}, {"geometry": shapely.Point(41, 37), "geo_precision": 2}, {}],
)
def test_a_named_town_a_point_and_nothing_have_no_shape(place: dict[str, object]) -> None:
    packed = pack_events(events_frame([event(1, place=place)]))
    assert (read(packed)["shape"].tolist(), read_shapes(packed)) == ([0], [])


def test_the_same_shape_is_packed_once() -> None:
    place = {"geometry": CIRCLE, "geo_precision": 2, "relation": "near"}
    packed = pack_events(events_frame([event(number, place=place) for number in range(5)]))
    assert len(read_shapes(packed)) == 1
    assert read(packed)["shape"].tolist() == [1] * 5


def test_a_shape_reads_back_to_where_it_was() -> None:
    place = {"geometry": HASAKAH, "geo_precision": 3, "relation": "in"}
    [[_, steps]] = read_shapes(pack_events(events_frame([event(1, place=place)])))
    units = np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / 2**24
    lon = units[:, 0] * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * units[:, 1]))))
    assert sorted(np.round(lon, 3)) == [40.1, 40.1, 42.0, 42.0]
    assert sorted(np.round(lat, 3)) == [35.6, 35.6, 37.0, 37.0]


@pytest.mark.parametrize(
    ("precision", "radius_m", "hollow"), [(1, 9000, 0), (2, 6000, 0), (2, 7000, 1), (3, 2000, 1), (2, None, 0)]
)
def test_a_symbol_is_hollow_where_its_point_stands_for_an_area(
    precision: int, radius_m: float | None, hollow: int
) -> None:
    frame = events_frame([event(1, place={"geo_precision": precision, "radius_m": radius_m})])
    assert [flag >> 5 & 1 for flag in read(pack_events(frame))["flags"]] == [hollow]


# Files ----------------------------------------------------------------------------------------------------------------


def test_files_are_named_by_content(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    first, again = write_assets(made_up, tmp_path), write_assets(made_up.copy(), tmp_path)
    other = write_assets(made_up.iloc[1:], tmp_path)
    assert first == again
    assert set(first) == {"meta", "columns", "shapes", "details"}
    assert first["columns"] != other["columns"]
    assert all(re.fullmatch(r"events-[a-z]+\.[0-9a-f]{16}\.(json|bin)", name) for name in first.values())
    assert {path.name for path in tmp_path.iterdir()} == {*first.values(), *other.values()}


def test_old_files_are_cleaned_away(tmp_path: Path) -> None:
    names = [write_once(tmp_path, "thing", ".json", str(number).encode()) for number in range(20)]
    other = write_once(tmp_path, "other", ".json", b"1")
    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) == 13
    assert {names[-1], other} <= left
    clean(tmp_path, "thing", ".json", keep=1)
    assert {path.name for path in tmp_path.iterdir()} == {names[-1], other}


def test_a_damaged_file_is_written_again(tmp_path: Path) -> None:
    name = write_once(tmp_path, "thing", ".json", b"whole")
    (tmp_path / name).write_bytes(b"")
    assert write_once(tmp_path, "thing", ".json", b"whole") == name
    assert (tmp_path / name).read_bytes() == b"whole"


def test_the_scripts_are_one_file_and_the_styles_another(tmp_path: Path) -> None:
    assets = copy_assets(tmp_path)
    script, style = ((tmp_path / assets[kind]).read_text("utf-8") for kind in ("js", "css"))
    starts = [(STATIC / name).read_text("utf-8") for name in SCRIPTS]
    places = [script.index("Leaflet 1.9"), *map(script.index, starts)]
    assert places == sorted(places)
    assert "sourceMappingURL" not in script
    assert ".leaflet-container" in style
    assert (STATIC / "compare.css").read_text("utf-8") in style


# The folium map -------------------------------------------------------------------------------------------------------


def script_of(fig: folium.Map) -> str:
    fig.get_root().render()
    return _get_map_string(fig)


def group_of(directory: Path, event_filter: EventFilter, frame: gpd.GeoDataFrame, **options: object) -> str:
    files = {name: f"{name}.0123456789abcdef.json" for name in ("meta", "columns", "shapes", "details", "base")}
    fig = base_map(directory)
    group = filter_group(event_filter, frame=frame, files=files, **options)  # type: ignore[arg-type]
    return _get_feature_group_string(group, fig)


def parameters_of(script: str) -> dict[str, object]:
    found = re.search(r"dawriya\.apply\((.*)\);", script)
    assert found is not None
    return json.loads(found.group(1))  # type: ignore[no-any-return]


def test_the_map_is_the_same_in_each_rerun(tmp_path: Path) -> None:
    first, again = script_of(base_map(tmp_path)), script_of(base_map(tmp_path))
    assert first == again
    assert generate_js_hash(first, "map") == generate_js_hash(again, "map")


def test_a_group_leaves_the_map_as_it_is(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    fig = base_map(tmp_path)
    before = script_of(base_map(tmp_path))
    assert script_of(fig) == before
    _get_feature_group_string(filter_group(EventFilter(text="patrol"), frame=made_up, files={}), fig)
    assert script_of(base_map(tmp_path)) == before


def test_the_map_loads_nothing_from_another_host(tmp_path: Path) -> None:
    fig = base_map(tmp_path)
    links = [link for _, link in (*fig.default_js, *fig.default_css)]
    assert links
    assert all(link.startswith("../../app/static/built/") for link in links)
    assert "http" not in script_of(fig)


def test_a_group_carries_only_parameters(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    everything = EventFilter(
        date_from=date(2024, 1, 1),
        date_to=date(2024, 6, 30),
        forces=tuple(force.id for force in forces().values()),
        kinds=tuple(kind.id for kind in kinds().values()),
        statuses=STATUSES,
    )
    arabic = dict.fromkeys(MAP_WORDS, "كلمة عربية من عشرين حرفا")
    script = group_of(tmp_path, everything, made_up, lang="ar", words=arabic, selected="a" * 32)
    assert len(script.encode()) < 4096


def test_a_group_differs_only_where_the_filter_does(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    same = [group_of(tmp_path, EventFilter(forces=("us",)), made_up) for _ in range(2)]
    assert same[0] == same[1]
    assert group_of(tmp_path, EventFilter(forces=("russia",)), made_up) != same[0]


def test_a_force_is_asked_for_with_its_children(made_up: gpd.GeoDataFrame) -> None:
    names = [force.id for force in forces().values()]
    asked = filter_parameters(EventFilter(forces=("sdf",)), made_up)["forces"]
    assert {names[number] for number in asked} == {"sdf", "asayish", "ypg"}


def test_an_empty_filter_asks_only_for_what_happened(made_up: gpd.GeoDataFrame) -> None:
    asked = filter_parameters(EventFilter(), made_up)
    assert [STATUSES[number] for number in asked["statuses"]] == ["auto", "reviewed", "verified", "disputed"]
    assert [asked[name] for name in ("kinds", "forces", "layers", "from", "to", "bits")] == [None] * 6


def test_words_and_places_go_as_one_bit_an_event() -> None:
    names = ["al-Qahtaniyah", "Raqqa", "Hasakah", "القحطانية"]
    frame = events_frame([event(number, place={"name": name}) for number, name in enumerate(names)])
    unplaced = events_frame([event(9, place={"lat": None, "lon": None, "name": "Raqqa"})])
    both = gpd.GeoDataFrame(pd.concat([unplaced, frame], ignore_index=True), crs=frame.crs)
    bits = filter_parameters(EventFilter(place="raqqa"), both)["bits"]
    assert np.unpackbits(np.frombuffer(base64.b64decode(bits), np.uint8), bitorder="little")[:4].tolist() == [
        0,
        1,
        0,
        0,
    ]


def test_a_word_filter_finds_events_of_every_status() -> None:
    frame = events_frame([event(1, status="denied", place={"name": "Raqqa"})])
    asked = filter_parameters(EventFilter(text="raqqa", statuses=("denied",)), frame)
    assert base64.b64decode(asked["bits"]) == b"\x01"


def test_hostile_words_stay_words(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    script = group_of(tmp_path, EventFilter(), made_up, selected=HOSTILE, words={"credit": HOSTILE})
    assert "<" not in script.split("dawriya.apply(")[1].split(");")[0]
    assert "{{" not in script
    assert parameters_of(script)["selected"] == HOSTILE.replace("{{", "{ {")


def test_script_json_reads_back() -> None:
    value = {"a": "<b>&\u2028\u2029", "c": [1, {"d": {"e": None}}]}
    assert json.loads(script_json(value)) == value
    assert not set("<>&\u2028\u2029") & set(script_json(value))


def test_map_parts_are_what_st_folium_takes(tmp_path: Path, made_up: gpd.GeoDataFrame) -> None:
    parts = map_parts(EventFilter(), frame=made_up, files=write_assets(made_up, tmp_path), directory=tmp_path)
    assert parts["returned_objects"] == []
    assert isinstance(parts["fig"], folium.Map)
    assert isinstance(parts["feature_group_to_add"], folium.FeatureGroup)


@pytest.mark.parametrize(("said", "offered"), [("", True), ("1", True), ("0", False)])
def test_base_maps_from_the_network_can_be_ruled_out(
    said: str, offered: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAWRIYA_ONLINE_LAYERS", said)
    assert f'"online":{str(offered).lower()}' in base_map(tmp_path).get_root().render()
