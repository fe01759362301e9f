"""The map page: its counts, filters, chips, card and address."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters import EventFilter, select_events
from dashboard.review import Desk
from dashboard.state import page_address, session
from dashboard.store import Store
from tests.app.conftest import OpenApp, address, page_html


def counts(app: AppTest) -> tuple[int, int]:
    """(shown, of all), as the line over the map says."""
    found = re.search(r'<p class="dw-count">.*?</p>', page_html(app))
    assert found
    shown, total = (int(number) for number in re.findall(r"\d+", re.sub("<[^>]*>", "", found.group())))
    return shown, total


def events_of(path: Path) -> list:
    """The events that are shown: those joined into another are not."""
    with Store(path) as store:
        shown = set(store.events_frame()["id"])
        return [event for event in store.events() if event.id in shown]


def test_all_that_happened_is_shown_at_first(open_app: OpenApp, store_path: Path) -> None:
    shown, total = counts(open_app())
    events = events_of(store_path)
    assert total == len(events)
    assert shown == sum(event.status in ("auto", "reviewed", "verified", "disputed") for event in events)


def test_unticking_a_layer_hides_its_events_and_is_in_the_address(open_app: OpenApp, store_path: Path) -> None:
    app = open_app()
    app.checkbox(key="rail_layer_incident").uncheck().run()
    patrols = sum(event.layer == "patrol" and event.status == "auto" for event in events_of(store_path))
    assert counts(app)[0] == patrols
    assert address(app, "layer") == ["patrol"]


def test_one_force_can_be_chosen_from_none(open_app: OpenApp, store_path: Path) -> None:
    app = open_app()
    app.button(key="no_force").click().run()
    app.checkbox(key="rail_force_russia").check().run()
    russian = sum("russia" in event.force_ids and event.status == "auto" for event in events_of(store_path))
    assert counts(app)[0] == russian > 0
    assert address(app, "force") == ["russia"]


def test_unticking_a_force_keeps_those_not_listed(open_app: OpenApp, store_path: Path) -> None:
    app = open_app()
    app.checkbox(key="rail_force_us").uncheck().run()
    chosen = set(address(app, "force"))
    present = {force for event in events_of(store_path) for force in event.force_ids}
    assert chosen == present - {"us"}


@pytest.mark.usefixtures("store_path")
def test_a_chip_takes_its_part_of_the_filter_off(open_app: OpenApp) -> None:
    app = open_app(query={"layer": "patrol", "from": "2024-01-01"})
    assert {button.key for button in app.button} >= {"chip_layers", "chip_dates"}
    app.button(key="chip_layers").click().run()
    assert not address(app, "layer")
    assert address(app, "from") == ["2024-01-01"]
    assert app.checkbox(key="rail_layer_incident").value


@pytest.mark.usefixtures("store_path")
def test_a_filter_that_the_browser_draws_only_after_a_further_run_shows_the_same(open_app: OpenApp) -> None:
    app = open_app(query={"layer": "patrol", "from": "2024-01-01"}).run()
    assert app.checkbox(key="rail_layer_patrol").proto.default
    assert not app.checkbox(key="rail_layer_incident").proto.default
    assert list(app.date_input(key="rail_from").proto.default) == ["2024-01-01"]
    assert app.selectbox(key="rail_source_en").proto.default == 0


@pytest.mark.usefixtures("store_path")
def test_the_address_fills_the_rail(open_app: OpenApp) -> None:
    app = open_app(query={"force": ["us", "russia"], "text": "قامشلي", "min-precision": "2"})
    assert app.checkbox(key="rail_force_us").value
    assert not app.checkbox(key="rail_force_sdf").value
    assert app.text_input(key="rail_text").value == "قامشلي"


@pytest.mark.usefixtures("store_path")
def test_the_address_sets_the_timeline_and_keeps_what_it_sets(open_app: OpenApp) -> None:
    app = open_app(query={"timeline": "week,force,2x,decade"})
    assert address(app, "timeline") == ["week,force,2x"]
    view = app.session_state["timeline_view"]
    assert (view.unit, view.stack, view.mode, view.speed) == ("week", "force", "window", 2)
    assert address(open_app(), "timeline") == []


@pytest.mark.usefixtures("store_path")
def test_a_filter_that_does_not_exist_is_told_and_the_page_still_works(open_app: OpenApp) -> None:
    app = open_app(query={"force": "martians"})
    assert "martians" in app.warning[0].value
    assert counts(app)[0] > 0


@pytest.mark.usefixtures("store_path")
def test_a_filter_that_hides_all_says_so_and_can_be_reset(open_app: OpenApp) -> None:
    app = open_app(query={"text": "xyzzy"})
    assert "No event matches these filters." in page_html(app)
    app.button(key="reset_no_match").click().run()
    assert counts(app)[0] > 0
    assert not address(app, "text")


def test_the_card_shows_the_sentence_with_its_words_marked(open_app: OpenApp, store_path: Path) -> None:
    event = next(event for event in events_of(store_path) if event.kind == "encounter")
    app = open_app(query={"event": event.id})
    html = page_html(app)
    assert '<mark class="dw-mark dw-trigger">' in html
    assert "MGRS" in html
    assert address(app, "event") == [event.id]


def test_confirming_is_kept_in_the_store(open_app: OpenApp, store_path: Path) -> None:
    event = next(event for event in events_of(store_path) if event.status == "auto")
    app = open_app(query={"event": event.id})
    app.button(key="confirm").click().run()
    with Store(store_path) as store:
        assert store.event(event.id).status == "verified"
    assert "Confirmed" in page_html(app)


def test_open_pages_go_on_with_what_one_of_them_and_others_decide(open_app: OpenApp, store_path: Path) -> None:
    first, second, *_ = (event.id for event in events_of(store_path) if event.status == "auto")
    own, other = open_app(query={"event": first, "status": "auto"}), open_app(query={"status": "auto"})
    shown, total = counts(other)
    own.button(key="confirm").click().run()
    assert counts(own) == counts(other.run()) == (shown - 1, total)
    with Store(store_path) as store:
        Desk(store).set_status(second, "rejected")
    assert counts(own.run()) == counts(other.run()) == (shown - 2, total)


@pytest.mark.usefixtures("store_path")
def test_an_event_that_is_gone_leaves_the_card_empty(open_app: OpenApp) -> None:
    app = open_app(query={"event": "no-such-event"})
    assert "Latest events" in page_html(app)
    assert not address(app, "event")


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_says_what_this_is_and_offers_the_samples(open_app: OpenApp) -> None:
    for lang, head, what, what_now in (
        ("ar", "لا أحداث بعد", "تقرأ «دورية» تقارير ميدانية", "حمّل العيّنة، وهي تقارير متخيَّلة"),
        ("ku", "Hîn bûyer tune", "Dawriya raporên qadê", "mînakê bar bike: raporên çêkirî"),
        ("en", "No events yet", "Dawriya reads field reports", "load the sample: invented reports"),
    ):
        app = open_app(query={"lang": lang})
        said = page_html(app)
        assert head in said
        assert what in said
        assert what_now in said
    app.button(key="load_samples").click().run()
    assert not app.exception
    assert counts(app)[0] > 10


@pytest.mark.usefixtures("store_path")
def test_the_page_is_arabic_on_demand(open_app: OpenApp) -> None:
    app = open_app()
    app.radio(key="lang_choice_en").set_value("ar").run()
    assert not app.exception
    assert address(app, "lang") == ["ar"]
    assert app.checkbox(key="rail_force_russia").label == "روسيا"
    assert "المعروض" in page_html(app)


@pytest.mark.usefixtures("store_path")
def test_a_missing_gazetteer_is_told_with_the_command(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import streamlit as st

    monkeypatch.setenv("DAWRIYA_GAZETTEER", str(tmp_path / "nothing"))
    st.cache_resource.clear()
    app = open_app()
    assert "not built yet" in app.error[0].value
    assert app.code[0].value == "python -m gazetteer build"
    st.cache_resource.clear()


# Comparing and small maps ---------------------------------------------------------------------------------------------


def test_what_is_compared_is_in_the_address_and_adds_up(store_path: Path, open_app: OpenApp) -> None:
    app = open_app(query={"compare": "date:2023-01-01"})
    assert address(app, "compare") == ["date:2023-01-01"]
    rows = re.findall(r'<th scope="row">(?:<i[^>]*></i>)?([^<]+)</th><td>(\d+)</td><td>(\d+)</td>', page_html(app))
    counts = {label: (int(first), int(second)) for label, first, second in rows}
    patrols, incidents = counts["Patrols"], counts["Incidents"]
    assert counts["All events"] == (patrols[0] + incidents[0], patrols[1] + incidents[1])
    with Store(store_path) as store:
        frame = store.events_frame()
    asked = EventFilter(date_to=date(2022, 12, 31)), EventFilter(date_from=date(2023, 1, 1))
    assert counts["All events"] == tuple(len(select_events(frame, one)) for one in asked)
    app.segmented_control(key="mode_switch").set_value("multiples").run()
    assert (address(app, "compare"), address(app, "multiples")) == ([], ["auto"])
    app.segmented_control(key="multiples_unit").set_value("month").run()
    assert address(app, "multiples") == ["month"]
    app.button(key="earlier").click().run()
    assert address(app, "multiples") == ["month:2023-10-31"]
    app.segmented_control(key="mode_switch").set_value("map").run()
    assert address(app, "multiples") == []
    assert not app.exception


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"compare": "date:soon"}, "compare 'soon' is not a date. Write it as 2024-03-31."),
        ({"compare": "everything"}, "There is no compare 'everything'."),
        ({"multiples": "fortnight"}, "There is no multiples 'fortnight'."),
    ],
)
@pytest.mark.usefixtures("store_path")
def test_an_address_that_asks_for_no_view_says_so(open_app: OpenApp, query: dict[str, str], said: str) -> None:
    app = open_app(query=query)
    assert said in app.warning[0].value
    assert address(app, next(iter(query))) == []


def test_the_map_as_known_on_a_past_day_says_so_and_lets_nothing_be_changed(
    open_app: OpenApp, store_path: Path
) -> None:
    event = next(event for event in events_of(store_path) if event.status == "auto")
    with Store(store_path) as store:
        before = store.event(event.id)
        then = datetime.now(UTC).isoformat()
        Desk(store).set_status(event.id, "rejected", who="Rana")
    assert "Rejected" in page_html(open_app(query={"event": event.id, "status": "all"}))
    app = open_app(query={"event": event.id, "as-known-on": then})
    assert counts(app)[0] == sum(one.status == "auto" for one in [before, *events_of(store_path)])
    assert "As known on" in " ".join(button.label for button in app.button)
    keys = {button.key for button in app.button}
    assert "close_card" in keys
    assert not keys & {"edit", "confirm", "unconfirm"}
    assert address(app, "as-known-on") == [then.replace("+00:00", "Z")]
    app.date_input(key="rail_known").set_value(date(2020, 1, 1)).run()
    assert "No events yet" in page_html(app)
    assert address(app, "as-known-on") == ["2020-01-01"]
    app.button(key="reset_filter").click().run()
    assert not address(app, "as-known-on")
    assert counts(app)[1] == len(events_of(store_path))


def test_a_way_back_that_a_click_cuts_short_is_taken_by_the_next_run(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("", {"layer": "patrol"})

    def cut_short(_: str) -> None:
        raise RuntimeError("a click")

    with monkeypatch.context() as patch:
        patch.setattr(page_address, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True))
        patch.setattr(session, "choose_language", cut_short)
        app.query_params["lang"] = "ar"
        app.query_params["layer"] = "incident"
        assert app.run().exception
    assert not app.run().exception
    assert (app.session_state[session.LANG], address(app, "lang")) == ("ar", ["ar"])
    assert address(app, "layer") == ["incident"]
