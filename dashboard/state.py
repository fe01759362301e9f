"""What the pages share: what is loaded once, what a session has chosen, and the address that says it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import cast

import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.assets import BUILT
from dashboard.basemap import short_name, write_basemap
from dashboard.comparison import Comparison, read_comparison, write_comparison
from dashboard.encounters import Encounters, Question, find_encounters
from dashboard.errors import FilterError, StoreError
from dashboard.event_files import FileKeeper
from dashboard.events import Event
from dashboard.filters import EventFilter, FilterCounts, count_by, from_query, select_events, to_query
from dashboard.locator import BaseShapes, locator_html, read_base_shapes
from dashboard.page_fonts import copy_fonts
from dashboard.periods import Multiples, read_multiples, write_multiples
from dashboard.place_cells import begin_place_cells
from dashboard.place_map import served_files
from dashboard.problems import say_problem
from dashboard.reading.report import decode_report, make_report, text_id
from dashboard.review import REVIEWED, Desk
from dashboard.review_queue import QueuePart, Turn
from dashboard.store import Store, StoredReport
from dashboard.symbols import Theme
from dashboard.table import readable_table
from dashboard.timeline_view import TimelineView, read_view_text, view_text
from dashboard.translation import Language, Words, language_of_tag
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH, MANIFEST, PATH_VARIABLE
from gazetteer.locate import locate
from gazetteer.own import OwnPlaces, user_name
from gazetteer.places import PlacedMention

STATIC = Path(__file__).parent / "static"
VIEWS = Path(__file__).parent / "views"
SAMPLES = Path(__file__).resolve().parent.parent / "data" / "reports"

FILTER, LANG, SELECTED, NOTICE, REVISION = "filter", "lang", "selected", "notice", "revision"
RAIL, FOLLOWING, FROM_NONE = "rail_", "following", "rail_from_none"
"""How the keys of the rail's widgets begin, which of them are to follow the filter, and whether all were unticked."""

TIMELINE, TIMELINE_VIEW = "timeline", "timeline_view"
"""How the timeline is looked at: in the address and in the session, whose "timeline" is the component's own."""

MODE = "mode"
"""Where the session keeps what the map shows besides one view: a comparison or small multiples."""

REVIEWER = "reviewer"
"""Where the session keeps the name of who reviews."""

PLACE, PLACE_PAGE, PLACE_PART, OPENED = "place", "place_page", "place_part", "gazetteer_opened"

ENCOUNTERS = "encounters"
"""Where the page of encounters keeps what it was asked."""

PAGE_QUERY = "page_query"
"""Where a page keeps what the address is to hold beside the filter, for the run."""


# Loaded once ----------------------------------------------------------------------------------------------------------


def own_places() -> OwnPlaces:
    """The user's own places and corrections."""
    return OwnPlaces.open()


@st.cache_resource(show_spinner=False, max_entries=2)
def _gazetteer(built: tuple[str, int], own: tuple[str, int]) -> Gazetteer:  # noqa: ARG001 - parts of the cache's key
    return Gazetteer.open()


@st.cache_resource(show_spinner=False, max_entries=1)
def _built_gazetteer(built: tuple[str, int]) -> Gazetteer:  # noqa: ARG001 - a part of the cache's key
    return Gazetteer.open(own=OwnPlaces(Path(os.devnull)))


def built_gazetteer() -> Gazetteer:
    """The gazetteer as it was built, without the user's own places and corrections: hidden places are in it."""
    return _built_gazetteer(gazetteer_key()[0])


def gazetteer() -> Gazetteer:
    """The built gazetteer with the user's own places, shared by all sessions. Raises GazetteerMissing.

    It is opened anew where it was built anew, or an own place was changed, since this run of the page began.
    """
    return _gazetteer(*gazetteer_key())


def gazetteer_key() -> tuple[tuple[str, int], tuple[str, int]]:
    """What the gazetteer is made of as it is open now: the built file and its time, the own places and their number."""
    if st.session_state.get(OPENED) is None:
        own = own_places()
        built = Path(os.environ.get(PATH_VARIABLE) or DEFAULT_PATH)
        listed = built / MANIFEST
        when = listed.stat().st_mtime_ns if listed.exists() else 0
        st.session_state[OPENED] = ((str(built), when), (str(own.path), own.revision))
    return cast(tuple[tuple[str, int], tuple[str, int]], st.session_state[OPENED])


def reopen_gazetteer() -> None:
    """Lets the gazetteer be opened anew: own places or the built file have changed."""
    st.session_state[OPENED] = None


@st.cache_resource(show_spinner=False)
def fonts_ready() -> bool:
    """Puts the fonts where the pages ask for them, once a process."""
    copy_fonts(BUILT / "fonts")
    return True


def store_address() -> str:
    """Which store this process looks at: part of every cache's key."""
    return os.environ.get("DAWRIYA_STORE", "")


@st.cache_resource(show_spinner=False)
def _store(address: str) -> Store:
    return Store(address or None)


def store() -> Store:
    return _store(store_address())


def desk() -> Desk:
    """Where decisions about the store's events are taken."""
    return Desk(store())


@st.cache_data(show_spinner=False, max_entries=2)
def _waiting(address: str, revision: int) -> dict[QueuePart, int]:  # noqa: ARG001 - a part of the cache's key
    return Desk(_store(address)).waiting()


def waiting(part: QueuePart = "all") -> int:
    """How many events wait for review, in all or in a part of the queue, as of this run of the page."""
    return _waiting(store_address(), revision())[part]


@st.cache_data(show_spinner=False, max_entries=64)
def _waiting_before(address: str, revision: int, part: QueuePart, turn: Turn) -> int:  # noqa: ARG001 - of the key
    return Desk(_store(address)).waiting_before(turn, part)


def waiting_before(part: QueuePart, turn: Turn) -> int:
    """How many events of a part of the queue come before a turn, as of this run of the page."""
    return _waiting_before(store_address(), revision(), part, turn)


@st.cache_data(show_spinner=False, max_entries=32)
def _mentions(report_id: str, text: str, lang: str, key: object) -> list[PlacedMention]:  # noqa: ARG001 - of the cache
    return locate(make_report(text, report_id=report_id, lang=lang or None).readable, gazetteer(), lang=lang)


def mentions_of(report: StoredReport) -> list[PlacedMention]:
    """The places that a report names, as the gazetteer of now reads them."""
    return _mentions(report.id, report.text, report.lang, gazetteer_key())


def who() -> str:
    """Who is at the page, for the log: the name that was given on the review page, else of the machine's user."""
    return cast(str, st.session_state.get(REVIEWER, "")) or user_name()


def revision() -> int:
    """A number that grows with every change of the store, asked for once a run."""
    return cast(int, st.session_state.setdefault(REVISION, None) or _ask_revision())


def _ask_revision() -> int:
    st.session_state[REVISION] = store().revision
    return cast(int, st.session_state[REVISION])


@st.cache_resource(show_spinner=False, max_entries=3)
def _events_frame(address: str, revision: int, source: str = "") -> gpd.GeoDataFrame:  # noqa: ARG001 - of the key
    frame = _store(address).events_frame(according_to=source)
    return frame[frame["status"].isin(REVIEWED)] if is_public() else frame


def events_frame() -> gpd.GeoDataFrame:
    """Every event of the store as a table, as the source tells it that the filter names; never change it in place."""
    return _events_frame(store_address(), revision(), current_filter().according_to)


def events_according_to(source: str) -> gpd.GeoDataFrame:
    """Every event of the store as one source tells it, "" for all sources together; never change it in place."""
    return _events_frame(store_address(), revision(), source)


def is_public() -> bool:
    """Whether the pages are shown to the public: only what was reviewed, and nothing to change."""
    return os.environ.get("DAWRIYA_PUBLIC", "").strip() not in ("", "0")


@st.cache_data(show_spinner=False, max_entries=3)
def _sources(address: str, revision: int) -> tuple[str, ...]:  # noqa: ARG001 - a part of the cache's key
    return _store(address).sources()


def sources() -> tuple[str, ...]:
    """The names of the sources whose reports are in the store."""
    return _sources(store_address(), revision())


@st.cache_data(show_spinner=False, max_entries=3)
def _span(address: str, revision: int) -> tuple[date | None, date | None, frozenset[str]]:
    """The first and the last day that any event has, and the forces that events name."""
    frame = _events_frame(address, revision)
    first, last = frame["date_start"].min(), frame["date_end"].max()
    days = (None if pd.isna(first) else first.date(), None if pd.isna(last) else last.date())
    return (*days, frozenset(force for forces in frame["forces"].unique() for force in forces))


def days_of_store() -> tuple[date | None, date | None]:
    return _span(store_address(), revision())[:2]


def forces_present() -> frozenset[str]:
    return _span(store_address(), revision())[2]


@st.cache_data(show_spinner=False, max_entries=3)
def _samples_only(address: str, revision: int) -> bool:
    samples = {text_id(decode_report(path.read_bytes())) for path in SAMPLES.glob("*.txt")}
    used = {one for ids in _events_frame(address, revision)["report_ids"].unique() for one in ids}
    return bool(used) and used <= samples


def holds_samples_only() -> bool:
    """Whether every event comes from the sample reports, as on a first visit."""
    return _samples_only(store_address(), revision())


@st.cache_resource(show_spinner=False, max_entries=4)
def _file_keeper(address: str, source: str) -> FileKeeper:  # noqa: ARG001 - parts of the cache's key
    return FileKeeper(BUILT)


@st.cache_resource(show_spinner=False, max_entries=3)
def _event_files(address: str, revision: int, source: str) -> dict[str, str]:
    return _file_keeper(address, source).write(_events_frame(address, revision, source)).names


@st.cache_resource(show_spinner=False)
def _base_file() -> str:
    return write_basemap(gazetteer(), BUILT)


@st.cache_resource(show_spinner=False, max_entries=2)
def _base_shapes(name: str) -> BaseShapes:
    return read_base_shapes(BUILT / name)


@st.cache_data(show_spinner=False)
def _region_name(admin1: str, lang: Language) -> str:
    place_id = f"admin:{admin1}"
    return short_name(gazetteer().place(place_id), lang) if gazetteer().has(place_id) else ""


def place_called(place: str) -> str:
    """What a filter's place is called: the name of the place with that id, else the words as they are."""
    return gazetteer().place(place).name_in(language()) if ":" in place and gazetteer().has(place) else place


def region_name(admin1: str) -> str:
    """A governorate's short name in the session's language; empty where none of that code is known."""
    return _region_name(admin1, language()) if admin1 else ""


def locator(event: Event) -> str:
    """The small map of an event, as HTML; empty where it has no place."""
    return locator_html(event, _base_shapes(_base_file()), words())


def event_files(source: str) -> dict[str, str]:
    """The names of the files of the packed events as one source tells them, "" for all sources together."""
    return _event_files(store_address(), revision(), source)


def map_files() -> dict[str, str]:
    """The names of the files that the map fetches: the packed events of this revision, the base map, what is beyond."""
    events = _event_files(store_address(), revision(), current_filter().according_to)
    base, places = _base_file(), begin_place_cells(gazetteer(), BUILT)
    return {**events, "base": base, **({"places": places} if places else {})}


@st.cache_resource(show_spinner=False)
def _place_map_files() -> dict[str, str]:
    return served_files(BUILT, _base_file())


def place_map_files() -> dict[str, str]:
    """The addresses of what the small map of the gazetteer page fetches."""
    return _place_map_files()


@st.cache_resource(show_spinner=False, max_entries=64)
def _counts(address: str, revision: int, event_filter: EventFilter) -> FilterCounts:
    return count_by(_events_frame(address, revision, event_filter.according_to), event_filter)


def counts(event_filter: EventFilter) -> FilterCounts:
    return _counts(store_address(), revision(), event_filter)


@st.cache_resource(show_spinner=False, max_entries=16)
def _shown(address: str, revision: int, event_filter: EventFilter) -> gpd.GeoDataFrame:
    return select_events(_events_frame(address, revision, event_filter.according_to), event_filter)


def shown_events(event_filter: EventFilter) -> gpd.GeoDataFrame:
    """The events that a filter lets through; shared, so never change it in place."""
    return _shown(store_address(), revision(), event_filter)


@st.cache_resource(show_spinner=False, max_entries=8)
def _encounters(address: str, revision: int, event_filter: EventFilter, question: Question) -> Encounters:
    return find_encounters(_shown(address, revision, event_filter), question)


def encounters(event_filter: EventFilter, question: Question) -> Encounters:
    """The encounters of two forces among the events that a filter lets through; their rows are `shown_events`'s."""
    return _encounters(store_address(), revision(), event_filter, question)


@st.cache_data(show_spinner=False, max_entries=16)
def _readable(address: str, revision: int, event_filter: EventFilter, lang: Language, limit: int) -> pd.DataFrame:
    # The store's order is oldest first with the undated last; the latest come first here, the undated still last.
    shown = _shown(address, revision, event_filter)
    return readable_table(shown.sort_values("date_start", ascending=False, kind="stable").head(limit), Words(lang))


def readable_events(event_filter: EventFilter, limit: int) -> pd.DataFrame:
    """The latest events that a filter lets through, in the session's language; see `readable_table`."""
    return _readable(store_address(), revision(), event_filter, language(), limit)


@st.cache_resource(show_spinner=False, max_entries=512)
def _event(address: str, revision: int, event_id: str) -> Event:  # noqa: ARG001 - a part of the cache's key
    return _store(address).event(event_id)


def event(event_id: str) -> Event:
    """One event in full. Raises StoreError where there is none of that id, or none that the public may see."""
    found = _event(store_address(), revision(), event_id)
    if is_public() and found.status not in REVIEWED:
        raise StoreError(f"There is no event {event_id!r}.")
    return found


def report(report_id: str) -> StoredReport:
    return store().report(report_id)


def forget_built() -> None:
    """Lets all that was made of the built gazetteer be made anew: it was built again."""
    reopen_gazetteer()
    for kept in (_base_file, _place_map_files, _region_name):
        kept.clear()


# Chosen in this session -----------------------------------------------------------------------------------------------


def start_session() -> None:
    """Takes language, filter, selected event and place from the address: the first time a session runs, and again
    where the reader went back or forward.
    """
    st.session_state[REVISION] = None
    st.session_state[OPENED] = None
    st.session_state[PLACE_PAGE] = False
    st.session_state[PAGE_QUERY] = {}
    context = get_script_run_ctx()
    has_moved = context is not None and context.is_history_navigation
    if has_moved:
        st.session_state.pop(ENCOUNTERS, None)  # the page reads the address again
    if FILTER in st.session_state and not has_moved:
        return
    try:
        chosen = from_query(st.query_params)
    except FilterError as error:
        chosen = EventFilter()
        words = Words(_first_language())
        said = say_problem(str(error), words)
        st.session_state[NOTICE] = words.say("The address has a filter that does not exist: {message}", message=said)
    set_filter(chosen)
    st.session_state[MODE] = _first_mode()
    st.session_state[LANG] = _first_language()
    st.session_state[SELECTED] = _shown_as(st.query_params.get("event", ""))
    st.session_state[PLACE] = st.query_params.get("id", "")
    set_timeline_view(read_view_text(st.query_params.get(TIMELINE, "")))


def _first_mode() -> Comparison | Multiples | None:
    """What the address says the map shows besides one view; what is wrong in it is said on the page."""
    try:
        compared = read_comparison(st.query_params.get("compare", ""))
        return compared or read_multiples(st.query_params.get("multiples", ""))
    except FilterError as error:
        words = Words(_first_language())
        said = say_problem(str(error), words)
        st.session_state[NOTICE] = words.say("The address asks for a view that does not exist: {message}", message=said)
        return None


def _shown_as(event_id: str) -> str:
    """The event that a link means: one that was joined into another since is that one."""
    try:
        return desk().shown_as(event_id) if event_id else ""
    except StoreError:  # the page says it, as soon as it asks for the events
        return event_id


def _first_language() -> Language:
    asked = st.query_params.get("lang", "")
    return language_of_tag(asked) or language_of_tag(st.context.locale or "") or "en"


def language() -> Language:
    return cast(Language, st.session_state.get(LANG, "en"))


def words() -> Words:
    return Words(language())


def choose_language(lang: Language) -> None:
    st.session_state[LANG] = lang


def theme() -> Theme:
    """The theme that the page is shown in, as the browser last said."""
    return "dark" if st.context.theme.type == "dark" else "light"


def is_embedded() -> bool:
    """Whether the page is shown inside another, as `?embed=true` asks."""
    return bool(st.context.is_embedded)


def current_filter() -> EventFilter:
    return cast(EventFilter, st.session_state[FILTER])


def set_filter(event_filter: EventFilter) -> None:
    """Makes a filter the session's. Only in a callback, or before the rail is drawn: its widgets follow.

    They keep their old values until then: further callbacks of the same rerun read them.
    """
    st.session_state[FILTER] = event_filter
    st.session_state[FROM_NONE] = False
    st.session_state[FOLLOWING] = {str(key) for key in st.session_state if str(key).startswith(RAIL)}


def comparison() -> Comparison | None:
    """What is compared on the map; None for one view or for small multiples."""
    mode = st.session_state.get(MODE)
    return mode if isinstance(mode, Comparison) else None


def multiples() -> Multiples | None:
    """Which small maps of consecutive periods are shown; None for one map."""
    mode = st.session_state.get(MODE)
    return mode if isinstance(mode, Multiples) else None


def set_mode(mode: Comparison | Multiples | None) -> None:
    """Makes the map compare, or be several small maps, or one map again."""
    st.session_state[MODE] = mode


def selected_event() -> str:
    """The selected event's id; empty where none is."""
    return cast(str, st.session_state.get(SELECTED, ""))


def select_event(event_id: str) -> None:
    st.session_state[SELECTED] = event_id


def timeline_view() -> TimelineView:
    """How the timeline is looked at in this session."""
    return cast(TimelineView, st.session_state.get(TIMELINE_VIEW, TimelineView()))


def set_timeline_view(view: TimelineView) -> None:
    st.session_state[TIMELINE_VIEW] = view


def chosen_place() -> str:
    """The id of the place that the gazetteer page shows; empty where it shows none."""
    return cast(str, st.session_state.get(PLACE, ""))


def choose_place(place_id: str) -> None:
    st.session_state[PLACE] = place_id


def say_in_address(values: Mapping[str, str | list[str]]) -> None:
    """Lets the address of this run's page hold some values of its own."""
    st.session_state[PAGE_QUERY] = dict(values)


def address_of_view() -> dict[str, str | list[str]]:
    """What the address holds: language, filter, selected event, and what the page and the map add."""
    wanted: dict[str, str | list[str]] = {LANG: language(), **to_query(current_filter())}
    if selected_event():
        wanted["event"] = selected_event()
    if compared := comparison():
        wanted["compare"] = write_comparison(compared)
    if small := multiples():
        wanted["multiples"] = write_multiples(small)
    if looked := view_text(timeline_view()):
        wanted[TIMELINE] = looked
    if st.session_state.get(PLACE_PAGE) and chosen_place():
        wanted["id"] = chosen_place()
    wanted |= st.session_state.get(PAGE_QUERY) or {}
    for part in ("view", "mode"):  # of a shared link, for the map to read
        if said := st.query_params.get(part):
            wanted[part] = said
    return wanted


def write_address() -> None:
    """Puts all that into the address, so that a copied link shows the same view."""
    wanted = address_of_view()
    now = {key: st.query_params.get_all(key) for key in st.query_params}
    if now != {key: [value] if isinstance(value, str) else value for key, value in wanted.items()}:
        st.query_params.from_dict(wanted)
