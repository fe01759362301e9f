"""A snapshot drawn again out of what it says of itself; and what a file may say that is not to be believed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from dashboard.errors import FilterError, UsageError
from dashboard.events import Event, EventForce, EventPlace
from dashboard.filters import EventFilter
from dashboard.snapshot import Origin, Recipe, read_recipe
from dashboard.snapshot.metadata import html_element, png_info, svg_element
from dashboard.snapshot.recipe import as_text, from_text
from dashboard.store import Store

RECIPE = Recipe(
    event_filter=EventFilter(date_from=date(2024, 1, 1), forces=("us", "russia"), place="تل تمر", min_precision=2),
    lang="ar",
    theme="dark",
    size="slide",
    scale=2,
    title='<script>alert("x")</script>',
    bbox=(38.0, 35.0, 42.5, 37.5),
    redaction={"blur": "5", "only-reviewed": "1"},
    made_at=datetime(2024, 11, 2, 9, 14, 7, 123456, tzinfo=UTC),
)
ORIGIN = Origin(data_hash="ab" * 32, total=12, data_revision=7, gazetteer="g+1", software="dawriya 0")
BOUNDS = (37.0, 34.0, 43.0, 38.0)


@pytest.fixture
def store_path(tmp_path: Path) -> str:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        for number, force in enumerate(("us", "russia", "turkey")):
            store.save_event(event(number, force))
    return str(path)


def event(number: int, force: str, *, lat: float = 37.05) -> Event:
    day = date(2020, 1, 1 + number)
    place = EventPlace(name="Qamishli", lat=lat, lon=41.22 + number / 10, geo_precision=1)
    forces = (EventForce(id=force),)
    return Event(
        id=f"e{number}", layer="patrol", kind="patrol", date_start=day, date_precision="day", forces=forces, place=place
    )


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("out.png", ["--force", "us", "russia", "--size", "wide", "--scale", "2", "--lang", "ar"]),
        ("out.svg", ["--theme", "dark", "--bbox", "40,36,43,38", "--size", "square"]),
        ("out.pdf", ["--title", "دوريات & «others»", "--size", "a3-portrait"]),
        ("out.html", ["--from", "2020-01-02", "--lang", "ar"]),
        ("out.svg", ["--blur", "10", "--hide-sources"]),
    ],
)
def test_a_snapshot_is_drawn_again_byte_for_byte(
    name: str, arguments: list[str], store_path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / name, tmp_path / f"again-{name}"
    assert main(["snapshot", str(first), "--store", store_path, *arguments]) == 0
    assert main(["snapshot", str(second), "--store", store_path, "--from-file", str(first)]) == 0
    assert second.read_bytes() == first.read_bytes()
    assert "changed" not in capsys.readouterr().err


def test_changed_events_are_drawn_as_they_were_or_with_a_warning(
    store_path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"
    assert main(["snapshot", str(first), "--store", store_path, "--force", "us"]) == 0
    with Store(store_path) as store:
        store.save_event(event(1, "russia", lat=37.0))  # one that it does not show
    assert main(["snapshot", str(second), "--store", store_path, "--from-file", str(first)]) == 0
    assert second.read_bytes() == first.read_bytes()
    with Store(store_path) as store:
        store.save_event(event(0, "us", lat=36.0))
    assert main(["snapshot", str(second), "--store", store_path, "--from-file", str(first)]) == 0
    assert "This is what was known then." in capsys.readouterr().err
    assert second.read_bytes() == first.read_bytes()
    other = str(tmp_path / "other.sqlite")
    with Store(other) as store:
        store.save_event(event(0, "us", lat=36.5))
    assert main(["snapshot", str(second), "--store", other, "--from-file", str(first)]) == 1
    told = capsys.readouterr().err
    assert "The store has changed since" in told
    assert "This is how they are now." in told
    assert second.read_bytes() != first.read_bytes()


def test_another_format_can_be_made_of_a_file(store_path: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.png"
    assert main(["snapshot", str(first), "--store", store_path]) == 0
    assert main(["snapshot", str(second), "--store", store_path, "--from-file", str(first)]) == 0
    assert read_recipe(second) == read_recipe(first)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["out.png", "--from-file", "x.png", "--force", "us"], "Leave out --force"),
        (["out.gif", "--from-file", "x.png"], "no picture"),
        (["out.png", "--from-file", "none.png"], "no file"),
        (["out.png", "--from-file", "x.doc"], "none of png, svg, pdf, html"),
        (["out.svg", "--scale", "2"], "--scale is for a .png"),
        (["out.mp4", "--size", "a4"], "wide, square"),
    ],
)
def test_what_does_not_go_together_is_refused(
    arguments: list[str], message: str, store_path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snapshot", *arguments, "--store", store_path]) == 2
    assert message in capsys.readouterr().err


def test_a_recipe_comes_back_as_it_was() -> None:
    assert from_text(as_text(RECIPE, ORIGIN, bounds=BOUNDS)) == (RECIPE, ORIGIN)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"dawriya": 99}, UsageError),
        ({"size": "a0"}, UsageError),
        ({"scale": 5000}, UsageError),
        ({"scale": True}, UsageError),
        ({"theme": ["dark"]}, UsageError),
        ({"language": "../../etc"}, UsageError),
        ({"bbox": [42, 35, 38, 37]}, UsageError),
        ({"bbox": [float("nan"), 0, 1, 1]}, UsageError),
        ({"bbox": [1, 2, 3]}, UsageError),
        ({"filter": {"force": ["us", 7]}}, UsageError),
        ({"filter": {"force": ["nobody"]}}, FilterError),
        ({"filter": {"from": "2024-13-01"}}, FilterError),
        ({"filter": []}, UsageError),
        ({"redaction": {"blur": "-5"}}, UsageError),
        ({"redaction": {"blur": [5]}}, UsageError),
        ({"redaction": {"hide-names": "1"}}, UsageError),
        ({"made_at": "yesterday"}, UsageError),
        ({"made_at": "0001-01-01T00:00:00+14:00"}, UsageError),
        ({"data": {"sha256": 5, "events": 1}}, UsageError),
        ({"title": None}, UsageError),
    ],
)
def test_a_recipe_is_read_as_if_it_were_typed(change: dict[str, Any], error: type[Exception]) -> None:
    value = json.loads(as_text(RECIPE, ORIGIN, bounds=BOUNDS))
    with pytest.raises(error):
        from_text(json.dumps({**value, **change}))


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, '"text"', "null", "x" * 300_000])
def test_what_is_no_recipe_is_said(text: str) -> None:
    with pytest.raises(UsageError):
        from_text(text)


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "html"])
@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40, b"%PDF-1.7\n%%EOF", b"<svg/>"])
def test_a_file_of_something_else_is_refused(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"x.{suffix}"
    path.write_bytes(content)
    with pytest.raises(UsageError):
        read_recipe(path)


def test_hostile_words_stay_inside_their_element() -> None:
    text = as_text(RECIPE, ORIGIN, bounds=BOUNDS)
    assert html_element(text).lower().count("</script") == 1
    assert "<script" not in svg_element(text)
    assert len(png_info(text, Title="x").chunks) == 2
