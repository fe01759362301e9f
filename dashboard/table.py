"""The filtered events as a table to read: words in the interface's language in place of ids."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from dashboard.events import Event, EventForce, EventPlace
from dashboard.translation import Words
from dashboard.wording import (
    event_days,
    event_title,
    force_labels,
    kind_labels,
    place_phrase,
    status_short,
)

COLUMNS = ("date", "title", "kind", "forces", "place", "known", "status", "source", "precision")


def readable_table(frame: gpd.GeoDataFrame, words: Words) -> pd.DataFrame:
    """One row an event, in the frame's order, indexed by event id; columns of COLUMNS.

    `date` is the first day (NaT where unknown), so that sorting by it is right; `known` says it in words.
    """
    rows = [_row(row, words) for row in frame.to_dict("records")]
    table = pd.DataFrame(rows, columns=list(COLUMNS), index=pd.Index(frame["id"], name="id"))
    table["date"] = pd.to_datetime(table["date"], utc=True).dt.tz_localize(None)
    return table


def _row(row: dict[str, Any], words: Words) -> dict[str, Any]:
    event = _light_event(row)
    labels = force_labels(words.lang)
    levels = {1: words.say("Town"), 2: words.say("Nearby"), 3: words.say("Region")}
    first = None if pd.isna(row["date_start"]) else row["date_start"].date()
    last = None if pd.isna(row["date_end"]) else row["date_end"].date()
    return {
        "date": row["date_start"],
        "title": event_title(event, words.lang),
        "kind": kind_labels(words.lang).get(row["kind"], row["kind"]),
        "forces": words.comma.join(labels.get(force, force) for force in event.force_ids),
        "place": place_phrase(event.place, words.lang),
        "known": event_days(first, last, row["date_precision"], words),
        "status": status_short(row["status"], words),
        "source": row["source"],
        "precision": levels.get(row["geo_precision"], words.say("Not on the map")),
    }


def _light_event(row: dict[str, Any]) -> Event:
    """As much of an event as its title needs."""
    return Event(
        id=row["id"],
        layer=row["layer"],
        kind=row["kind"],
        forces=tuple(
            EventForce(id=one, role=role) for one, role in zip(row["forces"], row["force_roles"], strict=True)
        ),
        place=EventPlace(name=row["place_name"], name_ar=row["place_name_ar"], relation=row["relation"]),
    )
