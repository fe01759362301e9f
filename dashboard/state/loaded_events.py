"""What the pages show of the store's events: worked out once for a revision of the store, shared by all sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

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
from dashboard.filters import EventFilter, FilterCounts, count_by, select_events, select_mask
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


# A table for each of those who see more or less, as it is now and was before.
@st.cache_resource(show_spinner=False, max_entries=4)
def _events_frame(
    key: StoreKey,
    revision: int,  # noqa: ARG001 - a part of the cache's key
    source: str,
    known_on: KnownOn | None = None,
) -> gpd.GeoDataFrame:
    return store_at(key).events_frame(according_to=source, as_known_on=known_on)


def _told(key: StoreKey, revision: int, chosen: EventFilter) -> gpd.GeoDataFrame:
    """Every event as the filter's source tells it, and as known when the filter says."""
    return _events_frame(key, revision, chosen.according_to, chosen.as_known_on)


def events_frame() -> gpd.GeoDataFrame:
    """Every event of the store as a table, as the filter's source tells it and as known when the filter says.

    Never change it in place.
    """
    return _told(store_key(), revision(), current_filter())


def events_according_to(source: str) -> gpd.GeoDataFrame:
    """Every event of the store as one source tells it, "" for all sources together; never change it in place."""
    return _events_frame(store_key(), revision(), source, current_filter().as_known_on)


@st.cache_data(show_spinner=False, max_entries=3)
def _sources(key: StoreKey, revision: int) -> tuple[str, ...]:  # noqa: ARG001 - a part of the cache's key
    return store_at(key).sources()


def sources() -> tuple[str, ...]:
    """The names of the sources whose reports are in the store."""
    return _sources(store_key(), revision())


@st.cache_data(show_spinner=False, max_entries=3)
def _span(key: StoreKey, revision: int) -> tuple[date | None, date | None, frozenset[str]]:
    """The first and the last day that any event has, and the forces that events name."""
    frame = _events_frame(key, revision, "")
    first, last = frame["date_start"].min(), frame["date_end"].max()
    days = (None if pd.isna(first) else first.date(), None if pd.isna(last) else last.date())
    return (*days, frozenset(force for forces in frame["forces"].unique() for force in forces))


def days_of_store() -> tuple[date | None, date | None]:
    return _span(store_key(), revision())[:2]


def forces_present() -> frozenset[str]:
    return _span(store_key(), revision())[2]


@st.cache_data(show_spinner=False, max_entries=3)
def _samples_only(key: StoreKey, revision: int) -> bool:
    samples = {text_id(decode_report(path.read_bytes())) for path in SAMPLES.glob("*.txt")}
    used = {one for ids in _events_frame(key, revision, "")["report_ids"].unique() for one in ids}
    return bool(used) and used <= samples


def holds_samples_only() -> bool:
    """Whether every event comes from the sample reports, as on a first visit."""
    return _samples_only(store_key(), revision())


@st.cache_resource(show_spinner=False, max_entries=4)
def _file_keeper(key: StoreKey, source: str, known_on: KnownOn | None) -> FileKeeper:  # noqa: ARG001 - of the key
    return FileKeeper(BUILT, key=signed_in.name_key())


@st.cache_resource(show_spinner=False, max_entries=3)
def _event_files(key: StoreKey, revision: int, source: str, known_on: KnownOn | None) -> dict[str, str]:
    frame = _events_frame(key, revision, source, known_on)
    names = _file_keeper(key, source, known_on).write(frame).names
    if "delta" not in names:
        give_back()  # packing a million events takes as much memory again
    return names


def event_files(source: str) -> dict[str, str]:
    """The names of the files of the packed events as one source tells them, "" for all sources together."""
    return _event_files(store_key(), revision(), source, current_filter().as_known_on)


def map_files() -> dict[str, str]:
    """The names of the files that the map fetches: the packed events of this revision, the base map, what is beyond."""
    return {**event_files(current_filter().according_to), **ground_files()}


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=KEYED)
def _counts(key: StoreKey, revision: int, event_filter: EventFilter) -> FilterCounts:
    return count_by(_told(key, revision, event_filter), event_filter)


def counts(event_filter: EventFilter) -> FilterCounts:
    return _counts(store_key(), revision(), event_filter)


# Each of a million events is a quarter of a gigabyte.
@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=KEYED)
def _shown(key: StoreKey, revision: int, event_filter: EventFilter) -> gpd.GeoDataFrame:
    return select_events(_told(key, revision, event_filter), event_filter)


def shown_events(event_filter: EventFilter) -> gpd.GeoDataFrame:
    """The events that a filter lets through; shared, so never change it in place.

    To make it takes time and memory: what needs a few events only asks for `latest_shown` or `unplaced_shown`.
    """
    return _shown(store_key(), revision(), event_filter)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=KEYED)
def _latest(key: StoreKey, revision: int, event_filter: EventFilter, limit: int) -> npt.NDArray[np.intp]:
    """The rows of the latest events that a filter lets through, the undated last."""
    frame = _told(key, revision, event_filter)
    shown = np.flatnonzero(select_mask(frame, event_filter))
    return shown[latest_rows(frame["date_start"].iloc[shown], limit)]


def latest_shown(event_filter: EventFilter, limit: int) -> list[str]:
    """The ids of the latest events that a filter lets through and that have a date, the latest first."""
    frame, rows = events_frame(), _latest(store_key(), revision(), event_filter, limit)
    return frame["id"].iloc[rows[index_of(frame).dated[rows]]].tolist()


def unplaced_shown(event_filter: EventFilter, limit: int) -> list[str]:
    """The ids of the first events that a filter lets through and that have no place on the map."""
    frame = events_frame()
    rows = np.flatnonzero(select_mask(frame, event_filter) & ~index_of(frame).placed)
    return frame["id"].iloc[rows[:limit]].tolist()


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs=KEYED)
def _encounters(key: StoreKey, revision: int, event_filter: EventFilter, question: Question) -> Encounters:
    return find_encounters(_shown(key, revision, event_filter), question)


def encounters(event_filter: EventFilter, question: Question) -> Encounters:
    """The encounters of two forces among the events that a filter lets through; their rows are `shown_events`'s."""
    return _encounters(store_key(), revision(), event_filter, question)


@st.cache_data(show_spinner=False, max_entries=16, hash_funcs=KEYED)
def _readable(key: StoreKey, revision: int, event_filter: EventFilter, lang: Language, limit: int) -> pd.DataFrame:
    frame = _told(key, revision, event_filter)
    return readable_table(frame.iloc[_latest(key, revision, event_filter, limit)], Words(lang))


def readable_events(event_filter: EventFilter, limit: int) -> pd.DataFrame:
    """The latest events that a filter lets through, in the session's language; see `readable_table`."""
    return _readable(store_key(), revision(), event_filter, language(), limit)


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
