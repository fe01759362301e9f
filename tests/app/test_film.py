"""The film in the snapshot's list: made on a click, offered to be saved, gone once the page shows something else."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dashboard.views.film_export import FILM
from tests.app.conftest import OpenApp


def save_label(app: AppTest) -> str:
    """What the button says that saves the film; empty where there is none."""
    labels = [one.proto.label for one in app.get("download_button") if "film_save" in one.proto.id]
    return labels[0] if labels else ""


def open_list(app: AppTest) -> None:
    app.session_state["snapshot"] = True
    app.run()


@pytest.mark.usefixtures("store_path")
def test_a_film_is_made_when_it_is_asked_for(open_app: OpenApp) -> None:
    app = open_app(query={"lang": "ar", "from": "2024-10-08", "to": "2024-10-12"})
    assert FILM not in app.session_state
    assert not app.get("download_button")
    open_list(app)
    assert not save_label(app)
    app.segmented_control(key="film_wide").set_value("square")
    app.button(key="film_gif").click().run()
    assert not app.exception
    assert not app.error
    film = app.session_state[FILM].content
    with Image.open(io.BytesIO(film)) as opened:
        assert (opened.format, opened.size, opened.n_frames) == ("GIF", (1080, 1080), 5)
    assert save_label(app) == f"حفظ GIF ({len(film) / 1e6:.1f} م.ب)"
    app.checkbox(key="rail_layer_incident").uncheck().run()
    assert FILM not in app.session_state
    assert not save_label(app)


@pytest.mark.usefixtures("store_path")
def test_nothing_to_play_is_said_in_the_language_of_the_page(open_app: OpenApp) -> None:
    app = open_app(query={"lang": "ar", "to": "1999-01-01"})
    open_list(app)
    app.button(key="film_mp4").click().run()
    assert not app.exception
    assert [one.value for one in app.error] == [
        "لا حدث مؤرّخاً يطابق المرشّحات، فلا شيء يُعرض. أزل مرشّحات، أو حدّد تواريخ الأحداث في صفحة المراجعة."
    ]
