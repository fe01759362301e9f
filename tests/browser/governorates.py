"""Made-up events in the governorates that their points lie in."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from gazetteer.index import Gazetteer


def in_governorates(frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """The frame with the governorate in which each event's point lies, but for those known to a region only."""
    places = gazetteer.select(kinds=["governorate"])
    areas = [(place.admin1, shape) for place in places if (shape := gazetteer.geometry(place.id)) is not None]
    points = shapely.points(frame["lon"], frame["lat"])
    rows, found = shapely.STRtree([shape for _, shape in areas]).query(points, predicate="within")
    codes = np.full(len(frame), "", dtype=object)
    codes[rows] = [areas[number][0] for number in found]
    return frame.assign(admin1=np.where(frame["geo_precision"] == 3, "", codes))
