"""The schema of a table of events: what it lets through and what it says of the rest."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import pytest

from dashboard.errors import EventSchemaError
from dashboard.events import EVENT_COLUMNS, events_frame, validate_events
from tests.benchmarks.synthetic import generate_frame

Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    return generate_frame(50)


def test_a_good_table_passes_as_it_is(frame: gpd.GeoDataFrame) -> None:
    assert validate_events(frame) is frame
    assert list(validate_events(events_frame([])).columns) == [*EVENT_COLUMNS, "geometry"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda f: f.drop(columns="kind"), "lacks kind"),
        (lambda f: f.assign(layer="rumour"), "layer 'rumour' is none of patrol, incident"),
        (lambda f: f.assign(status="maybe"), "status 'maybe' is none of auto"),
        (lambda f: f.assign(date_precision="hour"), "date_precision 'hour' is none of day"),
        (lambda f: f.assign(geo_precision=4), "geo_precision 4 is none of 0, 1, 2, 3"),
        (lambda f: f.assign(lat=91.0), r"lat 91.0 is outside -90\.\.90"),
        (lambda f: f.assign(lon=-180.5), r"lon -180.5 is outside"),
        (lambda f: f.assign(lat="north"), "lat .* is not 'float64'"),
        (lambda f: f.assign(date_start=pd.Timestamp("2020-01-01")), "date_start"),
        (lambda f: f.assign(id="same"), "id 'same' stands twice"),
        (lambda f: f.to_crs(3857), "EPSG:3857, not EPSG:4326"),
        (lambda f: f.set_crs(None, allow_override=True), "None, not EPSG:4326"),
    ],
)
def test_what_is_wrong_is_named(frame: gpd.GeoDataFrame, change: Change, problem: str) -> None:
    with pytest.raises(EventSchemaError, match=problem):
        validate_events(change(frame))
