"""What the pages show of the gazetteer: names, the land under the maps, the places of a report; made once."""

from __future__ import annotations

import streamlit as st

from dashboard.assets import BUILT
from dashboard.basemap import short_name, write_basemap
from dashboard.events import Event
from dashboard.locator import BaseShapes, locator_html, read_base_shapes
from dashboard.place_cells import begin_place_cells
from dashboard.place_map import served_files
from dashboard.reading.report import make_report
from dashboard.state.opened import gazetteer, gazetteer_key, reopen_gazetteer
from dashboard.state.session import language, words
from dashboard.store import StoredReport
from dashboard.translation import Language
from gazetteer.locate import locate
from gazetteer.places import PlacedMention


@st.cache_data(show_spinner=False, max_entries=32)
def _mentions(report_id: str, text: str, lang: str, key: object) -> list[PlacedMention]:  # noqa: ARG001 - of the cache
    return locate(make_report(text, report_id=report_id, lang=lang or None).readable, gazetteer(), lang=lang)


def mentions_of(report: StoredReport) -> list[PlacedMention]:
    """The places that a report names, as the gazetteer of now reads them."""
    return _mentions(report.id, report.text, report.lang, gazetteer_key())


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


def ground_files() -> dict[str, str]:
    """The names of the files of the land under the map: the base map, and the places beyond it where there are any."""
    base, places = _base_file(), begin_place_cells(gazetteer(), BUILT)
    return {"base": base, **({"places": places} if places else {})}


@st.cache_resource(show_spinner=False)
def _place_map_files() -> dict[str, str]:
    return served_files(BUILT, _base_file())


def place_map_files() -> dict[str, str]:
    """The addresses of what the small map of the gazetteer page fetches."""
    return _place_map_files()


def forget_built() -> None:
    """Lets all that was made of the built gazetteer be made anew: it was built again."""
    reopen_gazetteer()
    for kept in (_base_file, _place_map_files, _region_name):
        kept.clear()
