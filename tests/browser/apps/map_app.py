"""A page with nothing but the map, its filter and the timeline, for the browser tests of those two.

`events` in its address: how many made-up events (0: six that are written out here; -1: routes and shapes; less: so many
in one spot).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import shapely
import streamlit as st
from streamlit_folium import st_folium

from dashboard.basemap import write_basemap
from dashboard.events import Event, EventForce, EventPlace, events_frame
from dashboard.filters import EventFilter
from dashboard.layers import MAP_WORDS, map_parts, write_assets
from dashboard.page_fonts import copy_fonts
from dashboard.state import session
from dashboard.timeline import TIMELINE_WORDS, component_source, read_brush, timeline_data
from dashboard.timeline_view import read_view, read_view_text, view_text
from dashboard.translation import Words
from dashboard.views.map_questions import draw_answers
from gazetteer.index import Gazetteer
from gazetteer.shapes import circle, ring_sector
from tests.browser.governorates import in_governorates

BUILT = Path(__file__).parent / "static" / "built"
ROUTED = -1
HOSTILE = '<img src=x onerror="window.parent.hacked=1"></script>{{ "x" }}'


def event(
    number: int,
    kind: str,
    forces: tuple[str, ...],
    lat: float,
    lon: float,
    days: date | tuple[date, date] | None,
    *,
    known_to: str = "day",
    **place,
) -> Event:
    layer = "patrol" if kind in ("patrol", "joint_patrol", "encounter", "movement") else "incident"
    first, last = days if isinstance(days, tuple) else (days, days)
    return Event(
        id=f"event_{number}",
        layer=layer,
        kind=kind,
        date_start=first,
        date_end=last,
        date_precision=known_to if first else "unknown",
        forces=tuple(EventForce(id=force) for force in forces),
        place=EventPlace(lat=lat, lon=lon, **place),
    )


def few_events() -> gpd.GeoDataFrame:
    circle = shapely.Point(41.55, 37.03).buffer(0.07)
    near = {"name": "al-Qahtaniyah", "name_ar": "القحطانية", "relation": "near", "radius_m": 6000.0, "geo_precision": 2}
    town = {"name": HOSTILE, "name_ar": HOSTILE, "relation": "in", "radius_m": 2000.0, "geo_precision": 1}
    hasakah = {"name": "Hasakah", "name_ar": "الحسكة", "relation": "in", "radius_m": 80000.0, "geo_precision": 3}
    return events_frame(
        [
            event(1, "encounter", ("us", "russia"), 37.03, 41.55, date(2024, 10, 12), geometry=circle, **near),
            event(2, "patrol", ("us",), 37.05, 42.1, date(2024, 10, 1), **town),
            event(3, "patrol", ("russia",), 36.83, 38.35, date(2024, 9, 20), **town),
            event(4, "shelling", ("turkey",), 36.64, 40.37, date(2024, 8, 5), **town),
            event(5, "arrest_or_raid", ("sdf",), 36.4, 40.8, None, geometry=shapely.box(40.1, 35.6, 42, 37), **hasakah),
            event(6, "air_or_drone_strike", ("turkey",), 36.9, 38.9, date(2024, 8, 5), **town),
        ]
    )


def routed() -> gpd.GeoDataFrame:
    """Two routes, one along a road and one of which only the stops are known; every kind of doubt, about days too."""
    road = shapely.LineString([(40.37, 36.66), (40.15, 36.65), (39.75, 36.58), (39.33, 36.45), (38.86, 36.39)])
    stops = shapely.LineString([(41.23, 37.05), (41.16, 37.04), (40.93, 37.10)])
    border = shapely.LineString([(41.3, 37.08), (41.6, 37.12), (41.9, 37.17), (42.1, 37.23)])
    m4 = {"name": "from Tell Tamr to Ayn Issa", "name_ar": "من تل تمر إلى عين عيسى", "place_ids": ("a", "b")}
    himo = {"name": "from Qamishli to Amuda", "name_ar": "من القامشلي إلى عامودا", "place_ids": ("c", "d", "e")}
    route = {"relation": "route", "radius_m": 3000.0, "geo_precision": 2}
    band = shapely.LineString([(40.75, 36.5), (40.74, 36.05)]).buffer(0.05)
    near = circle(lat=36.75, lon=41.4, radius_m=9_000)
    south = ring_sector(lat=36.9, lon=42.0, azimuth=180, inner_m=6_000, outer_m=24_000)
    doubt = {"radius_m": 20000.0, "geo_precision": 2}
    day = date(2024, 10, 12)
    week = {"days": (date(2024, 8, 1), date(2024, 8, 7)), "known_to": "week"}  # of two bars
    month = {"days": (date(2024, 6, 1), date(2024, 6, 30)), "known_to": "month"}
    year = {"days": (date(2024, 1, 1), date(2024, 12, 31)), "known_to": "year"}
    return events_frame(
        [
            event(1, "patrol", ("us",), 36.58, 39.75, day, geometry=road, **m4, **route),
            event(2, "joint_patrol", ("sdf", "us"), 37.04, 41.16, date(2024, 9, 3), geometry=stops, **himo, **route),
            event(3, "patrol", ("turkey",), 36.28, 40.745, **month, geometry=band, relation="between", **doubt),
            event(4, "clash", ("isis",), 35.7, 40.2, day, geometry=shapely.box(39.9, 35.2, 41, 36), geo_precision=3),
            event(5, "patrol", ("us",), 36.75, 41.4, **week, geometry=near, relation="near", **doubt),
            event(6, "shelling", ("turkey",), 36.77, 42, **month, geometry=south, relation="of", **doubt),
            event(7, "patrol", ("russia",), 37.13, 41.7, **year, geometry=border, relation="along", **doubt),
        ]
    )


def one_spot(count: int) -> gpd.GeoDataFrame:
    forces = ("us", "russia", "turkey", "sdf")
    spot = {"name": "Hasakah", "name_ar": "الحسكة", "relation": "in", "radius_m": 3000.0, "geo_precision": 1}
    day = date(2024, 10, 12)
    return events_frame([event(n, "patrol", (forces[n % 4],), 36.5, 40.75, day, **spot) for n in range(count)])


@st.cache_resource
def prepare(count: int) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    if count == ROUTED:
        frame = routed()
    elif count < 0:
        frame = one_spot(-count)
    elif count:
        from tests.benchmarks.synthetic import generate_frame

        frame = generate_frame(count, 7)
    else:
        frame = few_events()
    copy_fonts(BUILT / "fonts")
    with Gazetteer.open() as gazetteer:
        base = write_basemap(gazetteer, BUILT)
        if count:
            frame = in_governorates(frame, gazetteer)
    return frame, {**write_assets(frame, BUILT), "base": base}


st.set_page_config(layout="wide")
frame, files = prepare(int(st.query_params.get("events", 0)))
left, right, third, fourth = st.columns(4)
forces = left.selectbox("Force", ["", "us", "russia", "turkey", "sdf"], key="force")
text = right.text_input("Place", key="place")
theme = third.selectbox("Theme", ["light", "dark"], index=int(st.query_params.get("theme") == "dark"))
lang = fourth.selectbox("Language", ["en", "ar"], index=int(st.query_params.get("lang") == "ar"))
session.choose_language(lang)
first, last = st.session_state.get("brush", (None, None))
event_filter = EventFilter(forces=(forces,) if forces else (), place=text, date_from=first, date_to=last)
chosen = st.session_state.get("selected") or st.query_params.get("event")
parts = map_parts(
    event_filter,
    frame=frame,
    files=files,
    directory=BUILT,
    theme=theme,
    lang=lang,
    selected=chosen,
    words={key: Words(lang).say(message) for key, message in MAP_WORDS.items()},
)
st_folium(**parts, key="map")

draw_answers(Words(lang))

mounted = st.components.v2.component("timeline", **component_source())


def take_brush() -> None:
    st.session_state["brush"] = read_brush(st.session_state["timeline"].get("brush"))


def take_selected() -> None:
    st.session_state["selected"] = st.session_state["timeline"].get("selected")


told = st.session_state.get("timeline", {}).get("view")
view = read_view(told) if told else read_view_text(st.query_params.get("timeline", ""))
result = mounted(
    key="timeline",
    data=timeline_data(
        frame,
        event_filter,
        theme=theme,
        lang=lang,
        selected=chosen,
        view=view,
        words={key: Words(lang).say(message) for key, message in TIMELINE_WORDS.items()},
    ),
    on_brush_change=take_brush,
    on_view_change=lambda: None,
    on_selected_change=take_selected,
    on_undated_change=lambda: None,
)
st.caption(
    f"runs {st.session_state.setdefault('runs', 0)} brush {first} {last} selected {chosen} undated {result.undated}"
    f" view {view_text(view) or 'usual'}"
)
st.session_state["runs"] += 1
