"""What the map's own tools say: the bar, measuring, positions, search and the base maps from the network."""

from __future__ import annotations

from functools import cache

from dashboard.settings import ONLINE_LAYERS
from dashboard.translation import Words, languages

TOOL_WORDS = {
    "tools": "Map tools",
    "close": "Close",
    "search": "Find a place",
    "search_hint": "A name or a position",
    "search_how": "Names in any spelling. Positions as 36.9, 41.5, as 36°54'N 41°30'E, as MGRS or UTM.",
    "search_found": "Places found",
    "search_count": "Places found: {n}",
    "search_away": "{distance} away",
    "search_failed": "No answer from the server. Try again.",
    "ground": "Base map",
    "ground_local": "Local map",
    "ground_local_about": "Nothing is fetched",
    "ground_relief": "Relief (OpenTopoMap)",
    "ground_satellite": "Satellite imagery (Esri)",
    "ground_warning": "All but the local map is fetched over the network from the host named. "
    "It sees which area you look at. A new visit begins with the local map.",
    "ground_on": "Tiles are fetched from {host}. It sees which area you look at.",
    "ground_failed": "{host} does not answer. The local map is shown.",
    "ground_back": "Back to the local map",
    "full_screen": "Full screen",
    "leave_full_screen": "Leave full screen",
    "measure": "Measure",
    "distance": "Distance",
    "area": "Area",
    "square_metre": "m²",
    "hectare": "ha",
    "square_km": "km²",
    "remove_last": "Remove last",
    "start_over": "Start over",
    "done": "Done",
    "measure_how": "Click or tap the map to set points, drag to move them. A double click ends.",
    "measure_keys": "Arrow keys move the map, Space sets a point at the cross. "
    "Enter ends, Backspace removes, Esc closes.",
    "measure_done": "Points can still be dragged.",
    "measure_crossed": "The outline crosses itself: its area says nothing.",
    "measured_point": "Point {n}: arrow keys move it, Delete removes it",
    "position": "Position at the cross",
    "decimal": "Decimal degrees",
    "copy": "Click to copy",
    "copied": "Copied",
    "no_mgrs": "No MGRS here",
    "pin": "Marked spot",
    "take_pin": "Take the mark off",
    "legend_patrol": "Patrol or movement",
    "legend_encounter": "Two forces meet",
    "legend_incident": "Incident (sign = kind)",
    "legend_strike": "Air strike",
    "legend_near": "Near a place",
    "legend_along": "Along a road or border",
    "legend_direction": "In a direction from",
    "legend_area": "Only the governorate",
    "legend_hollow": "Stands for an area",
    "legend_cluster": "Several, by force",
    "legend_route": "Route along a road",
    "legend_route_inferred": "Route, only its stops known",
    # views.js, density.js, counted.js
    "view": "How events are shown",
    "view_events": "Events",
    "view_density": "Density",
    "view_place": "By place",
    "view_governorate": "By governorate",
    "events": "Events: {n}",
    "layer_patrols": "Patrols",
    "layer_incidents": "Incidents",
    "density_unit": "Events per {area} km²",
    "density_at": "{n} events per {area} km²",
    "density_near": "Near {place}",
    "place_legend": "Events of a place",
    "governorate_legend": "Events by governorate",
    "governorate_none": "None known",
    "governorate_elsewhere": "In no governorate: {n}",
}
"""In English; `{n}` and the like stand for what the map fills in."""


@cache
def tool_words() -> dict[str, dict[str, str]]:
    """The words by language: a part of the constant map, so no rerun sends them again."""
    return {lang: {key: Words(lang).say(text) for key, text in TOOL_WORDS.items()} for lang in languages()}


def offers_online() -> bool:
    """Whether base maps from the network may be chosen on the map: unless DAWRIYA_ONLINE_LAYERS is 0."""
    return ONLINE_LAYERS.value()
