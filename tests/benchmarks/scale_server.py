"""The dashboard over made-up events beside those of its store: `python -m tests.benchmarks.scale_server FLAG…`.

DAWRIYA_BENCH_EVENTS says how many. They stand in for the reading of the store alone: filling one with a million would
take longer than all that is measured.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
from streamlit.web import cli

from dashboard.events import Event
from dashboard.live_frame import LiveFrame
from dashboard.store import Store
from tests.benchmarks.synthetic import event_of, generate_frame
from tests.browser.conftest import ROOT

_read, _read_event = Store.live_frame, Store.event
_made: dict[str, gpd.GeoDataFrame] = {}


def live_frame(store: Store, *, after: LiveFrame | None = None, **options: Any) -> LiveFrame:
    read = _read(store, **options)
    if after is not None and after.revision == read.revision:
        return after
    frames = [read.frame, generate_frame(int(os.environ["DAWRIYA_BENCH_EVENTS"]), 7)]
    _made["all"] = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=read.frame.crs)
    return replace(read, frame=_made["all"])


def event(store: Store, event_id: str, **options: Any) -> Event:
    frame = _made["all"]
    if not event_id.startswith("made-"):
        return _read_event(store, event_id, **options)
    return event_of(next(frame[frame["id"] == event_id].itertuples(index=False)))


if __name__ == "__main__":
    Store.live_frame = live_frame  # type: ignore[method-assign, assignment]
    Store.event = event  # type: ignore[method-assign, assignment]
    sys.exit(cli.main(["run", str(ROOT / "dashboard" / "app.py"), *sys.argv[1:]]))
