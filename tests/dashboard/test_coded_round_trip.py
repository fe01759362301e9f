"""What the dashboard writes comes back in with nothing lost that the format holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import shapely
from shapely import LineString, Point, box

from dashboard.coded.bring_in import Request, bring_in
from dashboard.events import CasualtyRange, Event, EventForce, EventPlace
from dashboard.interchange import write_events
from dashboard.interchange.rows import ROW_COLUMNS, plain_rows
from dashboard.store import Store, StoredReport

PATROL = Event(
    id="dawriya:1 a",
    layer="patrol",
    kind="joint_patrol",
    date_start=date(2022, 10, 8),
    date_end=date(2022, 10, 8),
    date_precision="day",
    date_reason="the report's own day",
    time_zone="Asia/Baghdad",
    forces=(EventForce(id="russia"), EventForce(id="turkey", role="counterpart")),
    place=EventPlace(
        name="Qamishli–Amuda",
        name_ar="القامشلي–عامودا",
        relation="route",
        lat=37.06,
        lon=41.1,
        radius_m=14_000.5,
        geometry=LineString([(41.2, 37.05), (40.93, 37.1)]),
        place_ids=("geonames:173377", "own:2"),
        country="SY",
        admin1="SY-HA",
        geo_precision=2,
        reason="a road between two towns",
    ),
    status="verified",
    confidence=0.875,
    sources=("r1", "r2"),
)
CLASH = replace(
    PATROL,
    id="dawriya:2",
    layer="incident",
    kind="clash",
    date_start=date(2022, 10, 1),
    date_end=date(2022, 10, 31),
    date_precision="month",
    forces=(EventForce(id="sdf"), EventForce(id="isis", role="target")),
    place=replace(PATROL.place, name="=A name", relation="in", geometry=box(40, 36, 41, 37), geo_precision=3),
    killed=CasualtyRange(best=3),
    wounded=CasualtyRange(best=4),
    status="auto",
    sources=("r1",),
)
UNKNOWN = Event(id="dawriya:3", layer="incident", kind="other", status="disputed", sources=("r3",))
TOWN = replace(
    PATROL,
    id="dawriya:4",
    place=replace(PATROL.place, geometry=Point(41.1, 37.06), geo_precision=1, radius_m=1500.0),
    sources=("r2",),
)
EVENTS = (PATROL, CLASH, UNKNOWN, TOWN)
QUOTES = {
    "dawriya:1 a": "A joint patrol went from Qamishli to Amuda.",
    "dawriya:2": '"=Two" were killed, <b>three</b>\tor four.',
    "dawriya:3": "",
    "dawriya:4": "A joint patrol went from Qamishli to Amuda.",
}

HELD = {
    "geojson": ROW_COLUMNS,
    "csv": ROW_COLUMNS,
    "hxl.csv": ROW_COLUMNS,
    "kml": ROW_COLUMNS,
    "gpkg": ROW_COLUMNS,
    "acled.csv": (
        *("layer", "kind", "date_start", "date_precision", "forces", "place_name", "lat", "lon", "geo_precision"),
        *("country", "admin1", "status", "killed", "source"),
    ),
    "timemap.json": (
        *("layer", "kind", "date_start", "date_precision", "forces", "place_name", "lat", "lon", "geo_precision"),
        *("status", "source", "report_ids", "text"),
    ),
}
"""The columns that each format holds."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of each format."""
    folder = tmp_path_factory.mktemp("exported")
    with Store("sqlite://") as store:
        reports = [
            StoredReport(id=one, text=f"The text of {one}.", source=f"Source {one}", read_at=datetime(2024, 1, 1))
            for one in ("r1", "r2", "r3")
        ]
        store.add_events(EVENTS, reports=reports)
        frame = store.events_frame()
    frame["text"] = frame["id"].map(QUOTES).astype("str")
    frame.to_pickle(folder / "frame.pickle")
    for ending in HELD:
        write_events(folder / f"events.{ending}", frame)
    return folder


@pytest.mark.parametrize("ending", HELD)
def test_our_own_files_come_back_in(exported: Path, ending: str) -> None:
    import pandas as pd

    path = exported / f"events.{ending}"
    before = pd.read_pickle(exported / "frame.pickle").set_index("id").sort_index()
    with Store("sqlite://") as store:
        outcome = bring_in(Request(path=path), store)
        frame = store.events_frame()
        again = bring_in(Request(path=path), store)
        for event in store.events():
            for one in event.evidence:
                text = store.report(one.report_id).text
                assert text[one.start : one.end] == QUOTES[event.id] or ending == "acled.csv"
    assert (outcome.added, outcome.problems.count, outcome.tally.unknown_actors) == (4, 0, {})
    assert (again.added, again.known, again.changed) == (0, 4, 0)
    after = frame.set_index("id").sort_index()
    old, new = (plain_rows(one.reset_index()).set_index("id") for one in (before, after))
    held = [name for name in HELD[ending] if name != "id"]
    assert new[held].astype(str).to_dict() == old[held].astype(str).to_dict()
    if ending in ("geojson", "kml", "gpkg"):
        for one, other in zip(before.geometry, after.geometry, strict=True):
            assert (one is None) == (other is None)
            assert one is None or shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), 1e-6)
