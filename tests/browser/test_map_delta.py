"""A new or corrected event reaches an open map as a small file: what the map has is not sent again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
from playwright.sync_api import Response

from dashboard.event_files import FileKeeper
from dashboard.filters import EventFilter, select_events
from dashboard.layers import BUILT_URL
from gazetteer.index import Gazetteer
from tests.benchmarks.synthetic import generate_frame
from tests.browser.conftest import settled_map, still_map
from tests.browser.governorates import in_governorates
from tests.browser.test_map import APP


def test_a_changed_event_appears_without_the_rest_being_sent_again(
    visit: Callable[..., Any], serve: Callable[..., str]
) -> None:
    with Gazetteer.open() as gazetteer:
        all_events = in_governorates(generate_frame(2000, 7), gazetteer)
    frame = all_events[all_events["lat"].notna()].reset_index(drop=True)
    opened = visit()
    page = opened.page
    page.goto(f"{serve(APP)}/?events=2000")
    before = settled_map(page)
    base = page.evaluate("window.dawriyaMap.frame.dawriya.layer.params.urls")
    keeper = FileKeeper(APP.parent / "static" / "built")
    first = keeper.write(all_events).names
    assert base["columns"].endswith(first["columns"])
    # One event less, one verified, one more.
    shown = frame.index[frame["status"] == "auto"]
    edited = frame.drop(index=shown[0])
    edited.loc[shown[1], "status"] = "verified"
    more = generate_frame(40, 99)
    more = more[more["lat"].notna() & (more["status"] == "auto")].head(1)
    after = gpd.GeoDataFrame(pd.concat([edited, more], ignore_index=True), crs=frame.crs)
    delta = keeper.write(after).names["delta"]
    fetched: list[Response] = []
    page.on("response", lambda answer: fetched.append(answer) if "/events-" in answer.url else None)
    page.evaluate(
        """(delta) => { const { layer } = window.dawriyaMap.frame.dawriya;
           layer.apply({ ...layer.params, urls: { ...layer.params.urls, delta } }); }""",
        BUILT_URL + delta,
    )
    state = still_map(page, f"state.total === {before['total'] + 2}", after=before["painted"])
    assert state["shown"] == before["shown"]  # one gone, one new
    assert len(fetched) == 1, [one.url for one in fetched]
    (answer,) = fetched
    assert len(answer.body()) < 5000
    assert page.evaluate("window.dawriyaMap.frame.dawriya.layer.events.base.meta.count") == len(frame)
    found = page.evaluate(
        """async () => { const { layer } = window.dawriyaMap.frame.dawriya, { events } = layer;
           const { ids } = await events.loadDetails();
           return [...events.shown].map((first) => [ids[first], layer.placeName({ events, first })]); }"""
    )
    wanted = select_events(after, EventFilter())
    assert sorted(found) == sorted([one.id, one.place_name] for one in wanted.itertuples())
    opened.was_clean()
