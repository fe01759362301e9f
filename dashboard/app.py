"""The interface: `streamlit run dashboard/app.py`."""

from __future__ import annotations

import streamlit as st

if __name__ == "__main__":  # run for a visitor; the server imports this file before there may be a page
    from dashboard.errors import StoreError
    from dashboard.logs import timed
    from dashboard.permissions import Permission
    from dashboard.settings import wrong_settings
    from dashboard.state import loaded_events, page_address, session, signed_in
    from dashboard.translation import Words
    from dashboard.views import VIEWS, chrome, door, embedded, rail
    from dashboard.views.aliases import alias_pages
    from dashboard.views.failures import shown_failures
    from dashboard.views.wrong_settings import draw_wrong_settings

WITH_RAIL = ("map", "data", "encounters")


def main() -> None:
    """Draws the frame of every page, then the page; an error that says what to do is shown, not raised."""
    if problems := wrong_settings():
        st.set_page_config(page_title="Dawriya")
        draw_wrong_settings(problems, Words(page_address.first_language()))
        return
    if not door.is_open():
        return
    page_address.start_session()
    words = session.words()
    st.set_page_config(page_title=words.say("Dawriya"), layout="wide", initial_sidebar_state=292)
    chrome.server_ready()
    page = st.navigation(_pages(words), position="top")
    name = page.url_path or "map"
    if session.is_embedded() and not page.url_path:
        with shown_failures(words):
            embedded.draw_embedded(words)
        return
    places = chrome.draw_frame(words)
    rail_place = rail.keep_place(words) if name in WITH_RAIL else None
    # The page first: what is drawn first arrives first, and a filter is taken over before either is drawn.
    with shown_failures(words), timed("page.run", page=name):
        page.run()
    chrome.draw_top_end(words, *places, entry=door.draw_entry)
    if rail_place:
        with shown_failures(words):
            rail.draw_rail(words, rail_place)
    page_address.write_address()


def _pages(words: Words) -> list[st.Page]:
    pages = [
        st.Page(VIEWS / "map.py", title=words.say("Map"), url_path="start", default=True),
        st.Page(VIEWS / "data.py", title=words.say("Data"), url_path="data"),
        st.Page(VIEWS / "about.py", title=words.say("About"), url_path="about"),
        # A part of the data section: reached by the tabs of its pages.
        st.Page(VIEWS / "encounters.py", title=words.say("Encounters"), url_path="encounters", visibility="hidden"),
        *alias_pages(words),
    ]
    if session.is_past():
        return pages
    person = signed_in.person()
    working = []
    if person.may(Permission.READ_IN):
        working.append(st.Page(VIEWS / "read.py", title=words.say("Read a report"), url_path="read"))
    if person.may(Permission.EDIT) and person.may(Permission.SEE_UNREVIEWED):
        working.append(st.Page(VIEWS / "review.py", title=_review_title(words), url_path="review"))
    if person.may(Permission.SEE_UNREVIEWED):
        title = words.say("Gazetteer")
        pages.append(st.Page(VIEWS / "gazetteer.py", title=title, url_path="gazetteer", visibility="hidden"))
    if person.may(Permission.READ_IN):
        title = words.say("Bring in coded events")
        pages.append(st.Page(VIEWS / "coded.py", title=title, url_path="bring-in", visibility="hidden"))
    return [pages[0], *working, *pages[1:]]


def _review_title(words: Words) -> str:
    """The page's name with how many events wait, as long as they are few enough to be a task."""
    try:
        waiting = loaded_events.waiting()
    except StoreError:  # the page says it
        waiting = 0
    return f"{words.say('Review')} :gray-badge[{waiting}]" if 0 < waiting < 1000 else words.say("Review")


if __name__ == "__main__":
    main()
else:
    from dashboard.state import serving

    app = st.App(__file__, routes=serving.ROUTES, lifespan=serving.serving, on_script_error=serving.log_error)
