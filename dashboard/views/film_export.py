"""The film of the playback: made when it is asked for, with how far it is, then offered to be saved."""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dashboard.filters import EventFilter
from dashboard.redaction import Redaction, redacted_view
from dashboard.sensitive import kinds_in
from dashboard.state import loaded_events, opened, session
from dashboard.translation import Words
from dashboard.views import safety
from dashboard.views.failures import shown_failures

if TYPE_CHECKING:
    from dashboard.playback import FilmFormat, Mode, Size

FILM = "film"
"""Where the session keeps its last film: one, until the next is made or the page says something else."""

MEDIA: dict[FilmFormat, str] = {"mp4": "video/mp4", "gif": "image/gif"}


class Kept(NamedTuple):
    """A film, and what it was made of."""

    of: tuple[Any, ...]
    content: bytes


@st.fragment
def draw_film(words: Words, chosen: EventFilter, file_stem: str) -> None:
    """How the film should be, a button a format, and the film once it is made; the map is left be meanwhile."""
    about = words.say("The days of this view one after the other, with date and legend.")
    st.html(f'<h3>{escape(words.say("Film of the playback"))}</h3><p class="dw-muted">{escape(about)}</p>')
    mode: Mode = _choice(words.say("Period"), {"window": words.say("Moving"), "cumulative": words.say("Adding up")})
    size: Size = _choice(words.say("Shape"), {"wide": words.say("Wide"), "square": words.say("Square")})
    uses = {"mp4": words.say("To send"), "gif": words.say("For slides")}
    redaction = safety.chosen_redaction()
    made_of = (chosen, redaction, opened.revision(), opened.store_key(), words.lang, session.theme(), mode, size)
    place = st.container(key="film_formats", horizontal=True, gap="small")
    for name in MEDIA:
        if place.button(f"{name.upper()} · {uses[name]}", key=f"film_{name}", width="stretch"):
            st.session_state.pop(FILM, None)
            with shown_failures(words):
                content = _make(words, chosen, redaction, name, mode, size)
                st.session_state[FILM] = Kept((*made_of, name), content)
    kept = st.session_state.get(FILM)
    if kept is None:
        return
    if kept.of[:-1] != made_of:
        del st.session_state[FILM]
        return
    suffix = kept.of[-1]
    st.download_button(
        words.say("Save {format} ({size} MB)", format=suffix.upper(), size=f"{len(kept.content) / 1e6:.1f}"),
        data=kept.content,
        file_name=f"{file_stem}.{suffix}",
        mime=MEDIA[suffix],
        key="film_save",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def _choice(label: str, names: dict[str, str]) -> Any:
    """One of the names' keys; the first where nothing is chosen."""
    first = next(iter(names))
    key = f"film_{first}"
    return st.segmented_control(label, list(names), format_func=names.__getitem__, default=first, key=key) or first


def _make(words: Words, chosen: EventFilter, redaction: Redaction, name: FilmFormat, mode: Mode, size: Size) -> bytes:
    # Imported once a film is asked for: matplotlib and the encoder take a second or two.
    from dashboard.playback import write_playback

    gazetteer = opened.gazetteer()
    kinds_of_places = kinds_in(gazetteer)
    frame, left = redacted_view(
        loaded_events.events_frame(), chosen, redaction, lang=words.lang, kinds_of_places=kinds_of_places
    )
    bar = st.progress(0.0, text=words.say("Preparing the film"))

    def tell(done: int, every: int) -> None:
        bar.progress(done / every, text=words.say("Picture {done} of {every}", done=done, every=every))

    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"film.{name}"
            write_playback(
                path,
                frame,
                event_filter=left,
                format=name,
                lang=words.lang,
                gazetteer=gazetteer,
                mode=mode,
                size=size,
                theme=session.theme(),
                progress=tell,
            )
            return path.read_bytes()
    finally:
        bar.empty()
