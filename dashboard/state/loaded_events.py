"""What the pages show of the store's events: worked out once for a revision of the store, shared by all sessions.

Each table goes on with the store; what is kept of it is known by the table's own revision, never by the session's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dashboard.as_known import KnownOn
from dashboard.assets import BUILT
from dashboard.day_columns import latest_rows
from dashboard.encounters import Encounters, Question, find_encounters
from dashboard.event_files import FileKeeper
from dashboard.events import Event
from dashboard.facets import index_of
from dashboard.filters import EventFilter, FilterCounts, Selections, count_by, select_mask
from dashboard.kept_with import part_of
from dashboard.live_frame import LiveFrame, LiveTable
from dashboard.memory import give_back
from dashboard.reading.report import decode_report, text_id
from dashboard.review import Desk
from dashboard.review_queue import QueuePart, Turn
from dashboard.state import signed_in
from dashboard.state.loaded_places import ground_files
from dashboard.state.opened import StoreKey, revision, store, store_at, store_key
from dashboard.state.session import current_filter, language
from dashboard.store import StoredReport
from dashboard.table import readable_table
from dashboard.translation import Language, Words

KEYED: dict[type | str, Callable[[Any], Any]] = {EventFilter: repr, Question: repr}
"""How the caches tell filters and questions apart: Streamlit takes each apart piece by piece, which takes longer."""

MOST_TABLES, MOST_PAST = 5, 3
"""So many tables are kept for those who see more or less and the sources compared; and of moments looked back at."""

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "reports"


@st.cache_data(show_spinner=False, max_entries=2)
def _waiting(key: StoreKey, revision: int) -> dict[QueuePart, int]:  # noqa: ARG001 - a part of the cache's key
    return Desk(store_at(key)).waiting()


def waiting(part: QueuePart = "all") -> int:
    """How many events wait for review, in all or in a part of the queue, as of this run of the page."""
    return _waiting(store_key(), revision())[part]


@st.cache_data(show_spinner=False, max_entries=64)
def _waiting_before(key: StoreKey, revision: int, part: QueuePart, turn: Turn) -> int:  # noqa: ARG001 - of the key
    return Desk(store_at(key)).waiting_before(turn, part)


def waiting_before(part: QueuePart, turn: Turn) -> int:
    """How many events of a part of the queue come before a turn, as of this run of the page."""
    return _waiting_before(store_key(), revision(), part, turn)


@st.cache_resource(show_spinner=False, max_entries=MOST_TABLES)
def _live_table(key: StoreKey, source: str) -> LiveTable:
    store = store_at(key)
    return LiveTable(lambda after: store.live_frame(according_to=source, after=after))


@st.cache_resource(show_spinner=False, max_entries=MOST_PAST)
def _past_table(key: StoreKey, source: str, known_on: KnownOn) -> LiveTable:
    store = store_at(key)
    return LiveTable(lambda after: store.live_frame(according_to=source, as_known_on=known_on, after=after))


_run = threading.local()
"""The tables that a run of a page, which has a thread of its own, looks at; no other run needs to know of them."""


def _table(source: str, known_on: KnownOn | None) -> LiveFrame:
    """A table as this run of the page sees it: the same one until the run asks for the store's revision anew."""
    key, asked = store_key(), revision()
    about = (key, source, known_on)
    tables = vars(_run).setdefault("tables", {})
    if about not in tables or tables[about][0] != asked:
        table = _live_table(key, source) if known_on is None else _past_table(key, source, known_on)
        tables[about] = (asked, table.at(asked))
    return cast(LiveFrame, tables[about][1])


def _told(chosen: EventFilter) -> LiveFrame:
    """Every event as the filter's source tells it, and as known when the filter says."""
    return _table(chosen.according_to, chosen.as_known_on)


def events_frame() -> gpd.GeoDataFrame:
    """Every event of the store as a table, as the filter's source tells it and as known when the filter says.

    Never change it in place.
    """
    return _told(current_filter()).frame


def frame_revision() -> int:
    """The revision of the store that `events_frame` is of: the run's own, or a later one that another run has read."""
    return _told(current_filter()).revision


def events_according_to(source: str) -> gpd.GeoDataFrame:
    """Every event of the store as one source tells them, "" for all sources together; never change it in place."""
    return _table(source, current_filter().as_known_on).frame


def revision_according_to(source: str) -> int:
    """The revision of the store that `events_according_to` a source is of."""
    return _table(source, current_filter().as_known_on).revision


@st.cache_data(show_spinner=False, max_entries=3)
def _sources(key: StoreKey, revision: int) -> tuple[str, ...]:  # noqa: ARG001 - a part of the cache's key
    return store_at(key).sources()


def sources() -> tuple[str, ...]:
    """The names of the sources whose reports are in the store."""
    return _sources(store_key(), revision())


@st.cache_data(show_spinner=False, max_entries=3)
def _span(
    key: StoreKey,  # noqa: ARG001 - of the cache's key, as is the revision
    revision: int,  # noqa: ARG001
    _frame: gpd.GeoDataFrame,
) -> tuple[date | None, date | None, frozenset[str]]:
    """The first and the last day that any event has, and the forces that events name."""
    first, last = _frame["date_start"].min(), _frame["date_end"].max()
    days = (None if pd.isna(first) else first.date(), None if pd.isna(last) else last.date())
    return (*days, frozenset(force for one in index_of(_frame).forces.sets for force in one))


def _span_now() -> tuple[date | None, date | None, frozenset[str]]:
    table = _table("", None)
    return _span(store_key(), table.revision, table.frame)


def days_of_store() -> tuple[date | None, date | None]:
    return _span_now()[:2]


def forces_present() -> frozenset[str]:
    return _span_now()[2]


@cache
def _sample_ids() -> frozenset[str]:
    return frozenset(text_id(decode_report(path.read_bytes())) for path in SAMPLES.glob("*.txt"))


@st.cache_data(show_spinner=False, max_entries=3)
def _samples_only(
    key: StoreKey,  # noqa: ARG001 - of the cache's key, as is the revision
    revision: int,  # noqa: ARG001
    _used: pd.Series,
) -> bool:
    return any(_used) and all(_sample_ids().issuperset(ids) for ids in _used)  # of a larger store the first one tells


def holds_samples_only() -> bool:
    """Whether every event comes from the sample reports, as on a first visit."""
    table = _table("", None)
    return _samples_only(store_key(), table.revision, table.frame["report_ids"])


@st.cache_resource(show_spinner=False, max_entries=MOST_TABLES)
def _file_keeper(key: StoreKey, source: str, known_on: KnownOn | None) -> FileKeeper:  # noqa: ARG001 - of the key
    return FileKeeper(BUILT, key=signed_in.name_key())


@st.cache_resource(show_spinner=False, max_entries=MOST_TABLES)
def _event_files(
    key: StoreKey,
    revision: int,  # noqa: ARG001 - a part of the cache's key
    source: str,
    known_on: KnownOn | None,
    _frame: gpd.GeoDataFrame,
) -> dict[str, str]:
    names = _file_keeper(key, source, known_on).write(_frame).names
    if "delta" not in names:
        give_back()  # packing a million events takes as much memory again
    return names


def event_files(source: str) -> dict[str, str]:
    """The names of the files of the packed events as one source tells them, "" for all sources together."""
    known_on = current_filter().as_known_on
    table = _table(source, known_on)
    return _event_files(store_key(), table.revision, source, known_on, table.frame)


def map_files() -> dict[str, str]:
    """The names of the files that the map fetches: the packed events of this revision, the base map, what is beyond."""
    return {**event_files(current_filter().according_to), **ground_files()}


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=KEYED)
def _counts(
    key: StoreKey,  # noqa: ARG001 - of the cache's key, as is the revision
    revision: int,  # noqa: ARG001
    event_filter: EventFilter,
    _frame: gpd.GeoDataFrame,
) -> FilterCounts:
    return count_by(_frame, event_filter)


def counts(event_filter: EventFilter) -> FilterCounts:
    table = _told(event_filter)
    return _counts(store_key(), table.revision, event_filter, table.frame)


def shown_events(event_filter: EventFilter) -> gpd.GeoDataFrame:
    """The events that a filter lets through; shared, so never change it in place.

    To make it takes time and memory: what needs a few events only asks for `latest_shown` or `unplaced_shown`.
    """
    frame = _told(event_filter).frame
    return part_of(frame, Selections).of(frame, event_filter)


def is_shown(event_filter: EventFilter, event_id: str) -> bool:
    """Whether a filter lets an event through."""
    frame = _told(event_filter).frame
    return bool((select_mask(frame, event_filter) & (frame["id"] == event_id).to_numpy()).any())


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=KEYED)
def _latest(
    key: StoreKey,  # noqa: ARG001 - of the cache's key, as is the revision
    revision: int,  # noqa: ARG001
    event_filter: EventFilter,
    limit: int,
    _frame: gpd.GeoDataFrame,
) -> npt.NDArray[np.intp]:
    """The rows of the latest events that a filter lets through, the undated last."""
    shown = np.flatnonzero(select_mask(_frame, event_filter))
    return shown[latest_rows(_frame["date_start"].iloc[shown], limit)]


def latest_shown(event_filter: EventFilter, limit: int) -> list[str]:
    """The ids of the latest events that a filter lets through and that have a date, the latest first."""
    table = _told(event_filter)
    rows = _latest(store_key(), table.revision, event_filter, limit, table.frame)
    return table.frame["id"].iloc[rows[index_of(table.frame).dated[rows]]].tolist()


def unplaced_shown(event_filter: EventFilter, limit: int) -> list[str]:
    """The ids of the first events that a filter lets through and that have no place on the map."""
    frame = _told(event_filter).frame
    rows = np.flatnonzero(select_mask(frame, event_filter) & ~index_of(frame).placed)
    return frame["id"].iloc[rows[:limit]].tolist()


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs=KEYED)
def _encounters(
    key: StoreKey,  # noqa: ARG001 - of the cache's key, as are the revision and the filter
    revision: int,  # noqa: ARG001
    event_filter: EventFilter,  # noqa: ARG001
    question: Question,
    _shown: gpd.GeoDataFrame,
) -> Encounters:
    return find_encounters(_shown, question)


def encounters(event_filter: EventFilter, question: Question) -> Encounters:
    """The encounters of two forces among the events that a filter lets through; their rows are `shown_events`'s."""
    shown = shown_events(event_filter)
    return _encounters(store_key(), _told(event_filter).revision, event_filter, question, shown)


@st.cache_data(show_spinner=False, max_entries=16, hash_funcs=KEYED)
def _readable(
    key: StoreKey, revision: int, event_filter: EventFilter, lang: Language, limit: int, _frame: gpd.GeoDataFrame
) -> pd.DataFrame:
    return readable_table(_frame.iloc[_latest(key, revision, event_filter, limit, _frame)], Words(lang))


def readable_events(event_filter: EventFilter, limit: int) -> pd.DataFrame:
    """The latest events that a filter lets through, in the session's language; see `readable_table`."""
    table = _told(event_filter)
    return _readable(store_key(), table.revision, event_filter, language(), limit, table.frame)


@st.cache_resource(show_spinner=False, max_entries=512)
def _event(key: StoreKey, revision: int, event_id: str, known_on: KnownOn | None) -> Event:  # noqa: ARG001 - of the key
    return store_at(key).event(event_id, as_known_on=known_on)


def event(event_id: str) -> Event:
    """One event in full, as known when the filter says.

    Raises StoreError where there is none of that id, or none that the session may see.
    """
    return _event(store_key(), revision(), event_id, current_filter().as_known_on)


def report(report_id: str) -> StoredReport:
    return store().report(report_id)
