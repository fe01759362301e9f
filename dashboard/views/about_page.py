"""What Dawriya is, its data and their licences, its limits, and what is running."""

from __future__ import annotations

from html import escape
from importlib.metadata import version

import streamlit as st

from dashboard.settings import FETCH
from dashboard.state import opened, session
from dashboard.translation import Words


def draw_about_page() -> None:
    """Draws the page; the words are ours, so the only thing to escape are values."""
    words = session.words()
    with st.container(key="about"):
        st.html(f"<h1>{escape(words.say('About Dawriya'))}</h1>" + "".join(_paragraphs(words)))
        st.html(_section(words.say("Where the data come from"), _sources(words)))
        st.html(_section(words.say("What it cannot do"), _limits(words)))
        st.html(_section(words.say("What is running"), _versions(words)))


def _paragraphs(words: Words) -> list[str]:
    texts: tuple[str, ...] = (
        words.say(
            "Dawriya (Arabic for “patrol”) reads field reports in Arabic and English and puts the patrols and "
            "incidents that they tell of on a map, with the sentence behind each value."
        ),
        words.say(
            "Everything happens on this machine: no text leaves it, and nothing is fetched from the web unless it is "
            "asked for. Events are read by rules, not by people, until a person confirms them; their status says which."
        ),
    )
    if FETCH.value():
        texts += (
            words.say(
                "Pages can be fetched by their address here: "
                "the host of a page then sees that this machine asks for it."
            ),
        )
    return [f"<p>{escape(text)}</p>" for text in texts]


def _sources(words: Words) -> list[str]:
    return [
        words.say("Towns and villages: GeoNames, CC BY 4.0."),
        words.say("Countries, borders and governorates: Natural Earth, public domain."),
        words.say("Places, spellings, roads and bases that these lack: collected by hand for this project, MIT."),
        words.say("Type: IBM Plex Sans and IBM Plex Sans Arabic, SIL Open Font License."),
        words.say("The sample reports are invented."),
    ]


def _limits(words: Words) -> list[str]:
    return [
        words.say("A place is drawn as exactly as the words give it; a dashed shape is where it may have been."),
        words.say("Villages that the gazetteer lacks are not placed; they are listed under “not on the map”."),
        words.say(
            "Rivers and roads on the map are simplified; borders are those of Natural Earth, without a judgement."
        ),
        words.say("Reports of the same event are joined only where that is sure; the others wait in Review."),
    ]


def _versions(words: Words) -> list[str]:
    store = opened.store()
    return [
        words.say(
            "Dawriya {version}, Streamlit {streamlit}", version=version("dawriya"), streamlit=version("streamlit")
        ),
        words.say("Gazetteer {version}", version=opened.gazetteer().version[:12]),
        words.say("Store revision {revision}", revision=store.revision),
    ]


def _section(title: str, lines: list[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>"
