"""The events that a filter asks a store for: as they are now or, of a store that can tell, as they were known once."""

from __future__ import annotations

from datetime import datetime
from inspect import signature
from typing import Any

import geopandas as gpd

from dashboard.filters import EventFilter
from dashboard.store import Store

_WORD = "as_known_on"


def tells_past(store: Store) -> bool:
    """Whether the store can give a past state."""
    return _WORD in signature(store.events_frame).parameters


def events_asked_for(store: Store, event_filter: EventFilter, *, known_on: datetime | None = None) -> gpd.GeoDataFrame:
    """All events (EVENT_COLUMNS) as the filter's source tells them, known when the filter says, else at `known_on`."""
    moment = getattr(event_filter, _WORD, None) or known_on
    options: dict[str, Any] = {_WORD: moment} if moment else {}
    return store.events_frame(according_to=event_filter.according_to, **options)
