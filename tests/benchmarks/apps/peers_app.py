"""The same events by other means, in Streamlit: DAWRIYA_PEER is empty, markers, geojson or pydeck; the rest as ours."""

from __future__ import annotations

import os
from pathlib import Path

import folium
import geopandas as gpd
import pydeck  # type: ignore[import-untyped]
import streamlit as st
from streamlit_folium import st_folium

from dashboard.built_files import write_once
from dashboard.layers import BUILT_URL, bundle
from tests.benchmarks.synthetic import generate_frame

COLOURS = {"us": "#2F5DA8", "russia": "#B0413E", "turkey": "#C77C1E", "sdf": "#4E8B3A"}
BUILT = Path(__file__).parent / "static" / "built"
PEER = os.environ.get("DAWRIYA_PEER", "empty")


@st.cache_resource
def events(count: int) -> gpd.GeoDataFrame:
    frame = generate_frame(count, 7)
    frame = frame.loc[frame["lat"].notna(), ["id", "kind", "lat", "lon", "forces"]]
    points = frame.assign(force=[one[0] if one else "" for one in frame["forces"]]).drop(columns="forces")
    return gpd.GeoDataFrame(points, geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs="EPSG:4326")


def draw_folium(shown: gpd.GeoDataFrame) -> None:
    folium_map = folium.Map([36, 39.5], zoom_start=7, tiles=None, prefer_canvas=True)
    # Leaflet from here, as ours has it: the benchmark reaches no other host.
    folium_map.default_js = [("leaflet", BUILT_URL + write_once(BUILT, "leaflet", ".js", bundle(("leaflet.js",))))]
    folium_map.default_css = [("leaflet", BUILT_URL + write_once(BUILT, "leaflet", ".css", bundle(("leaflet.css",))))]
    group = folium.FeatureGroup("events")
    if PEER == "markers":
        for row in shown.itertuples():
            folium.Marker([row.lat, row.lon], tooltip=row.kind).add_to(group)
    else:
        marker = folium.CircleMarker(radius=5, fill=True)
        folium.GeoJson(shown, marker=marker, tooltip=folium.GeoJsonTooltip(["kind", "force"])).add_to(group)
    st_folium(folium_map, feature_group_to_add=group, returned_objects=[], height=584, use_container_width=True)


def draw_pydeck(shown: gpd.GeoDataFrame) -> None:
    layer = pydeck.Layer(
        "ScatterplotLayer",
        shown[["lon", "lat", "kind"]],
        get_position=["lon", "lat"],
        get_radius=900,
        get_fill_color=[47, 93, 168],
        pickable=True,
    )
    view = pydeck.ViewState(latitude=36, longitude=39.5, zoom=6)
    st.pydeck_chart(pydeck.Deck(layers=[layer], initial_view_state=view, map_style=None), height=584)


st.set_page_config(layout="wide")
chosen = st.selectbox("Force", ["", *COLOURS], key="force")
st.caption(f"Shown: {chosen}")
if PEER != "empty":
    frame = events(int(os.environ.get("DAWRIYA_BENCH_EVENTS", "1000")))
    shown = frame[frame["force"] == chosen] if chosen else frame
    if PEER == "pydeck":
        draw_pydeck(shown)
    else:
        draw_folium(shown)
