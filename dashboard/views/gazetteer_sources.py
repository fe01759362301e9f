"""Where the places come from: the sources and their licences, imported files, own places, hidden ones, all changes."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from dashboard.permissions import Permission
from dashboard.place_doorway import remove_import
from dashboard.place_words import change_words, licence_word, place_line
from dashboard.state import loaded_places, opened, session, signed_in
from dashboard.translation import Words
from dashboard.views import gazetteer_import
from dashboard.views.exports import file_name
from dashboard.views.failures import noted_failures, shown_failures
from dashboard.wording import day
from gazetteer.exporting import export_bytes, select_own
from gazetteer.index import Gazetteer
from gazetteer.own import Change, OwnPlaces
from gazetteer.sources.imported import ImportedFile, list_imported

MOST_CHANGES, MOST_HIDDEN = 50, 50
FORMATS = {".csv": ("CSV", "text/csv"), ".geojson": ("GeoJSON", "application/geo+json")}


def draw_sources(words: Words) -> None:
    """The page's part about where the places come from."""
    with st.container(key="place_sources"):
        st.html(f"<h1>{escape(words.say('Sources'))}</h1>")
        with shown_failures(words):
            _draw_table(words)
        with shown_failures(words):
            _draw_imported(words)
        with shown_failures(words):
            own = opened.own_places()
            _draw_own(words, own)
            _draw_hidden(words, own)
            _draw_changes(words, own)


def _draw_table(words: Words) -> None:
    """The sources of the gazetteer as it was built, largest first."""
    sources = sorted(opened.gazetteer().manifest.sources, key=lambda one: -one["places"])
    table = pd.DataFrame(
        {
            words.say("Source"): [one["source"] for one in sources],
            words.say("Licence"): [licence_word(one["licence"], words) for one in sources],
            words.say("Places"): [words.figure(one["places"]) for one in sources],
        }
    )
    st.table(table, hide_index=True)


def _draw_imported(words: Words) -> None:
    st.html(f"<h2>{escape(words.say('Imported files'))}</h2>")
    files = list_imported()
    if not files:
        st.html(f'<p class="dw-muted">{escape(words.say("Nothing has been imported."))}</p>')
    for number, file in enumerate(files):
        with st.container(key=f"imported_{number}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(_imported_html(file, words))
            if not signed_in.may(Permission.IMPORT_PLACES):
                continue
            with st.popover(words.say("Remove"), key=f"remove_import_{number}", width="content"):
                st.html(f"<p>{escape(words.say('Its places leave the gazetteer, which is built anew.'))}</p>")
                if st.button(words.say("Remove and build"), key=f"confirm_remove_{number}", type="primary"):
                    _remove(words, file)


def _imported_html(file: ImportedFile, words: Words) -> str:
    about = [
        words.say_number("{number} place", "{number} places", file.count),
        words.say("imported {day}", day=day(file.imported_at.date(), words.lang)),
    ]
    if file.failed:
        about.append(words.say_number("{number} row left out", "{number} rows left out", file.failed))
    return (
        f'<div><strong dir="auto">{escape(file.name)}</strong>'
        f'<p class="dw-muted"><bdi dir="auto">{escape(file.source)}</bdi> · '
        f'<bdi dir="auto">{escape(licence_word(file.licence, words))}</bdi>'
        f" · {escape(' · '.join(about))}</p></div>"
    )


def _remove(words: Words, file: ImportedFile) -> None:
    remove_import(signed_in.person(), file.name)
    gazetteer_import.rebuild(words, st.progress(0.0))
    st.rerun()


def _draw_own(words: Words, own: OwnPlaces) -> None:
    """How many own places there are, and the files of them."""
    places = select_own(own)
    st.html(f"<h2>{escape(words.say('Your own places and corrections'))}</h2>")
    if not places:
        st.html(f'<p class="dw-muted">{escape(words.say("None yet. Add one from the search."))}</p>')
        return
    with st.container(key="own_files", horizontal=True, vertical_alignment="center", gap="small"):
        count = words.say_number("{number} place", "{number} places", len(places))
        st.html(f"<p>{escape(count)}</p>", width="content")
        for ending, (label, media_type) in FORMATS.items():
            st.download_button(
                label,
                data=partial(export_bytes, places, ending),
                file_name=file_name(words, f"places{ending}").replace(f".places{ending}", f"-places{ending}"),
                mime=media_type,
                key=f"export_own{ending.replace('.', '_')}",
                icon=":material/download:",
                on_click="ignore",
            )


def _draw_hidden(words: Words, own: OwnPlaces) -> None:
    removed = sorted(own.removed())
    if not removed:
        return
    st.html(f"<h2>{escape(words.say('Hidden places'))}</h2>")
    built = opened.built_gazetteer()
    for number, place_id in enumerate(removed[:MOST_HIDDEN]):
        with st.container(key=f"hidden_{number}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(_hidden_html(place_id, built, words))
            label = words.say("Bring back")
            if signed_in.may(Permission.OWN_PLACES):
                st.button(label, key=f"bring_back_{number}", on_click=_bring_back, args=(place_id,))


def _hidden_html(place_id: str, built: Gazetteer, words: Words) -> str:
    """A hidden place by name and kind; by its id where a later build has it no more."""
    if not built.has(place_id):
        return f'<p><bdi dir="ltr">{escape(place_id)}</bdi></p>'
    place = built.place(place_id)
    about = place_line(place, words, loaded_places.region_name(place.admin1))
    return f'<p><bdi>{escape(place.name_in(words.lang))}</bdi> <span class="dw-muted">{escape(about)}</span></p>'


@noted_failures()
def _bring_back(place_id: str) -> None:
    opened.own_places().restore(place_id, who=session.who())
    opened.reopen_gazetteer()


def _draw_changes(words: Words, own: OwnPlaces) -> None:
    changes = own.history(limit=MOST_CHANGES)
    if not changes:
        return
    st.html(f"<h2>{escape(words.say('Latest changes'))}</h2>")
    lines = "".join(change_words(change, words, name=_name_of(change)) for change in changes)
    st.html(f'<ul class="dw-history">{lines}</ul>')


def _name_of(change: Change) -> str:
    """What the changed place is called, else its id."""
    kept = change.detail.get("place") or change.detail.get("dropped") or {}
    if isinstance(kept, dict) and kept.get("name"):
        return str(kept["name"])
    for gazetteer in (opened.gazetteer(), opened.built_gazetteer()):
        if gazetteer.has(change.place_id):
            return gazetteer.place(change.place_id).name
    return change.place_id
