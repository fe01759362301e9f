"""Events on the way from one place to another, where the text names the two ends of the way apart from each other."""

from __future__ import annotations

import re
from dataclasses import replace

from gazetteer import shapes
from gazetteer.places import PlacedMention

_ROAD_TO = re.compile(
    r"\b(?:road|roads|highway|motorway|route|way|track)\s+(?:leading\s+|back\s+|up\s+|down\s+)?(?:to|towards?|into)\s+(?:\w+\s+){0,2}$"
    r"|طريق(?:ها|هم|ه)?\s+(?:المؤدي\s+|المؤدية\s+)?(?:إلى|الى|نحو|باتجاه)\s+(?:\w+\s+){0,2}$",
    re.I,
)
_BEFORE = 48
"""Characters before a name in which "the road to" stands."""
_SHORTEST_M, _LONGEST_M = 6_000, 300_000
_NARROWEST_M, _WIDEST_M = 1_500.0, 12_000.0


def is_road_to(text: str, place: PlacedMention) -> bool:
    """Whether a place is only where a road leads: "on the road to X" is not in X."""
    return bool(_ROAD_TO.search(text[max(0, place.start - _BEFORE) : place.start]))


def road_between(start: PlacedMention, end: PlacedMention) -> PlacedMention | None:
    """The way from one place to another as a mention of the end; None if they lie too near or too far apart."""
    if start.lat is None or start.lon is None or end.lat is None or end.lon is None:
        return None
    length_m = shapes.distance_between_m(lat=start.lat, lon=start.lon, other_lat=end.lat, other_lon=end.lon)
    if not _SHORTEST_M <= length_m <= _LONGEST_M:
        return None
    half_width_m = min(max(length_m / 10, _NARROWEST_M), _WIDEST_M)
    way = shapes.corridor([(start.lon, start.lat), (end.lon, end.lat)], half_width_m=half_width_m)
    return replace(end, relation="between", geometry=way, radius_m=length_m / 2 + half_width_m)
