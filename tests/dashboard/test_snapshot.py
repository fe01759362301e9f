"""The snapshot file as a whole: what it opens as, what it says, what it does with hostile words."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import matplotlib.axes
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader
from shapely.geometry import LineString, Point, box

from dashboard.errors import ExportError
from dashboard.events import Event, EventForce, EventPlace, events_frame
from dashboard.filters import EventFilter
from dashboard.snapshot import draw_snapshot
from dashboard.snapshot.drawing import Content, content_of, title_of
from dashboard.snapshot.page import Box as BoxOnSheet
from dashboard.snapshot.palette import palette
from dashboard.snapshot.sheets import SIZES, Size, layout_of
from dashboard.snapshot.words import Words
from gazetteer.build import write
from gazetteer.index import Gazetteer
from gazetteer.places import Place
from tests.drawn_texts import drawn_texts

MADE_AT = datetime(2024, 11, 2, 9, 14, tzinfo=UTC)
HOSTILE = '<script>alert("x")</script>--!><b> & \u202e\u2069evil\x00'
ALL = EventFilter()


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    """Two square countries, two governorates, four towns and a road."""

    def area(place_id: str, kind: str, en: str, ar: str, shape: Any, *, country: str, admin1: str = "") -> Place:
        centre = shape.centroid
        return Place(
            id=place_id,
            name=en,
            kind=kind,
            lat=centre.y,
            lon=centre.x,
            radius_m=100_000,
            names={"en": (en,), "ar": (ar,)},
            country=country,
            admin1=admin1,
            geometry=shape,
        )

    def town(number: int, en: str, ar: str, lat: float, lon: float, population: int) -> Place:
        return Place(
            id=f"geonames:{number}",
            name=en,
            kind="town",
            lat=lat,
            lon=lon,
            radius_m=3000,
            names={"en": (en,), "ar": (ar,)},
            country="SY",
            admin1="SY-HA" if lon > 39.5 else "SY-RA",
            population=population,
        )

    places = [
        area("ne:SY", "country", "Syria", "سوريا", box(35.5, 32.5, 42.5, 37), country="SY"),
        area("ne:TR", "country", "Türkiye", "تركيا", box(26, 37, 45, 42), country="TR"),
        area("admin:SY-HA", "governorate", "Hasakah", "الحسكة", box(39.5, 35, 42.5, 37), country="SY", admin1="SY-HA"),
        area("admin:SY-RA", "governorate", "Raqqa", "الرقة", box(37, 35, 39.5, 37), country="SY", admin1="SY-RA"),
        area("border:SY-TR", "border", "Border", "الحدود", LineString([(35.5, 37), (42.5, 37)]), country="SY"),
        area("dawriya:m4", "road", "M4", "إم 4", LineString([(37, 36.4), (42, 36.8)]), country="SY"),
        town(1, "Qamishli", "القامشلي", 36.95, 41.2, 180_000),
        town(2, "Hasakah", "الحسكة", 36.5, 40.75, 200_000),
        town(3, "Raqqa", "الرقة", 35.95, 39.0, 220_000),
        town(4, "Tell Tamr", "تل تمر", 36.66, 40.37, 7000),
    ]
    path = Path(tmp_path_factory.mktemp("gazetteer")) / "gazetteer"
    write(path, places, version="test")
    with Gazetteer.open(path) as opened:
        yield opened


def event(
    number: int,
    *,
    lat: float | None = 36.5,
    lon: float | None = 40.75,
    day: date | None = date(2024, 9, 1),
    kind: str = "patrol",
    forces: tuple[str, ...] = ("us",),
    **place: Any,
) -> Event:
    incidents = {"clash", "shelling", "air_or_drone_strike"}
    return Event(
        id=f"e{number}",
        layer="incident" if kind in incidents else "patrol",
        kind=kind,
        date_start=day,
        date_end=day,
        date_precision="day" if day else "unknown",
        forces=tuple(EventForce(id=one) for one in forces),
        place=EventPlace(lat=lat, lon=lon, **{"geo_precision": 1, "name": "Hasakah", "name_ar": "الحسكة", **place}),
        sources=(f"r{number % 3}",),
    )


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    """Twelve events: one rejected, two without a place, one without a date."""
    circle = Point(40.37, 36.66).buffer(0.12)
    events = [
        event(1),
        event(2),
        event(3, kind="clash", forces=("isis",), lat=35.95, lon=39.0),
        event(4, kind="joint_patrol", forces=("russia", "turkey"), lat=36.95, lon=41.2),
        event(5, kind="air_or_drone_strike", forces=("turkey",), lat=36.66, lon=40.37),
        event(6, relation="near", geo_precision=3, radius_m=12_000.0, geometry=circle, lat=36.66, lon=40.0),
        event(7, lat=None, lon=None),
        event(8, lat=None, lon=None, kind="shelling"),
        event(9, day=None, lat=36.1, lon=39.9),
        event(10, day=date(2024, 10, 5), lat=36.3, lon=41.9),
        event(11, day=date(2024, 10, 6), kind="clash", forces=("sdf",), lat=36.2, lon=40.2),
    ]
    rejected = Event(id="e12", layer="patrol", kind="patrol", status="rejected")
    sources = {"r0": HOSTILE, "r1": "Khabur Monitor", "r2": "مرصد الخابور"}
    return events_frame([*events, rejected], sources=sources, texts={"e1": HOSTILE})


def draw(frame: gpd.GeoDataFrame, gazetteer: Gazetteer, **arguments: Any) -> bytes:
    wanted: dict[str, Any] = {"event_filter": ALL, "format": "png", "made_at": MADE_AT, **arguments}
    return draw_snapshot(frame, gazetteer=gazetteer, **wanted)


def content(frame: gpd.GeoDataFrame, event_filter: EventFilter = ALL, **arguments: Any) -> Content:
    words = Words("en")
    wanted: dict[str, Any] = {
        "title": "",
        "bbox": None,
        "sources": (),
        "total": None,
        "not_on_map": None,
        "made_at": MADE_AT,
        **arguments,
    }
    map_box = layout_of("a4", rtl=False).map_box
    return content_of(frame, event_filter=event_filter, words=words, map_box=map_box, **wanted)


def texts(
    monkeypatch: pytest.MonkeyPatch, frame: gpd.GeoDataFrame, gazetteer: Gazetteer, **arguments: Any
) -> list[str]:
    """Every line that the sheet holds."""
    drawn = drawn_texts(monkeypatch)
    draw(frame, gazetteer, **arguments)
    return drawn


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_png_is_a4_at_150_dpi_and_not_blank(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer, lang: str, theme: str
) -> None:
    image = Image.open(io.BytesIO(draw(frame, gazetteer, lang=lang, theme=theme)))
    assert image.size == (1754, 1240)
    pixels = np.asarray(image.convert("RGB"))
    assert len(np.unique(pixels.astype(np.int64) @ [65536, 256, 1])) > 500
    page, blue = (
        np.frombuffer(bytes.fromhex(colour[1:]), dtype=np.uint8)
        for colour in (palette(theme)["page"], palette(theme).fill("us"))
    )
    assert (pixels[0, 0] == page).all()
    assert (np.abs(pixels.astype(int) - blue).sum(axis=2) < 6).sum() > 100


def test_svg_is_xml_without_script_and_says_what_it_is(frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> None:
    svg = draw(frame, gazetteer, format="svg", title="Patrols <of> & September")
    root = ElementTree.fromstring(svg)
    namespace = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{namespace}title").text == "Patrols <of> & September"  # type: ignore[union-attr]
    assert "11 of 12 events" in root.find(f"{namespace}desc").text  # type: ignore[operator, union-attr]
    assert not [one for one in root.iter() if one.tag.endswith("script") or one.tag.endswith("image")]
    assert b"<!--" not in svg
    assert [float((root.get(side) or "").removesuffix("pt")) for side in ("width", "height")] == pytest.approx(
        [841.89, 595.28], abs=0.1
    )


def test_pdf_is_one_a4_landscape_page_with_text_to_search(frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> None:
    reader = PdfReader(io.BytesIO(draw(frame, gazetteer, format="pdf", title="September patrols")))
    assert len(reader.pages) == 1
    page = reader.pages[0]
    assert float(page.mediabox.width) == pytest.approx(841.89, abs=0.1)
    assert float(page.mediabox.height) == pytest.approx(595.28, abs=0.1)
    words = page.extract_text().replace(" ", "")
    assert "Septemberpatrols" in words
    assert "of12eventsshown" in words
    assert reader.metadata is not None
    assert reader.metadata.title == "September patrols"


@pytest.mark.parametrize("format", ["svg", "html"])
def test_hostile_words_are_escaped(frame: gpd.GeoDataFrame, gazetteer: Gazetteer, format: str) -> None:
    made = draw(frame, gazetteer, format=format, title=HOSTILE + "\ud800").decode()
    assert "<script>alert" not in made.lower()
    seen = seen_of(made)
    assert "<script" not in seen.lower()
    assert "--!>" not in seen
    assert "&lt;script&gt;" in seen


def seen_of(made: str) -> str:
    """A page without its scripts, styles and data."""
    return re.sub(r"<(script|style)\b.*?</\1>", "", made, flags=re.DOTALL)


def test_a_page_runs_one_script_that_it_names_and_nothing_ends_it(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer
) -> None:
    hostile = "</script><script>alert(1)</script><!--<script>"
    made = draw(frame.assign(text=hostile, source=hostile), gazetteer, format="html", title=hostile).decode()
    blocks = re.findall(r"<script(?: type=\"([^\"]*)\")?[^>]*>(.*?)</script>", made, flags=re.DOTALL)
    scripts = [text for kind, text in blocks if not kind]
    assert len(scripts) == 1
    assert {kind for kind, _ in blocks} == {"", "application/json", "application/octet-stream", "text/css"}
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    rules = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"
    assert f"content=\"{rules}; script-src 'sha256-{digest}'\"" in made
    assert "<script" not in seen_of(made)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_size_keeps_its_parts_apart_and_on_the_sheet(
    monkeypatch: pytest.MonkeyPatch, frame: gpd.GeoDataFrame, gazetteer: Gazetteer, size: Size, lang: str
) -> None:
    layout = layout_of(size, rtl=lang == "ar")
    sheet = BoxOnSheet(0, 0, layout.width, layout.height)
    parts = [part for part in (layout.map_box, layout.legend, layout.strip, layout.sources) if part]
    assert all(sheet.holds(part) and part.bottom <= layout.rule for part in parts)
    assert not any(one.meets(other) for one, other in itertools.combinations(parts, 2))
    texts_on = texts_with_extents(monkeypatch)
    image = Image.open(io.BytesIO(draw(frame, gazetteer, size=size, lang=lang, scale=1)))
    assert image.size == {
        "a4": (1754, 1240), "a4-portrait": (1240, 1754), "a3": (2480, 1754), "a3-portrait": (1754, 2480),
        "slide": (1920, 1080), "wide": (1200, 675), "square": (1080, 1080),
    }[size]  # fmt: skip
    boxes = [(text, box) for text, box in texts_on() if text.strip()]
    assert len(boxes) > 15
    assert [text for text, box in boxes if not sheet.grown(-1).holds(box)] == []
    assert [text for text, _ in boxes if text.endswith("…")] == []
    clashing = [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if a.grown(-0.25).meets(b.grown(-0.25))
    ]
    assert clashing == []


def texts_with_extents(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[tuple[str, BoxOnSheet]]]:
    """What gives every line of the next sheet with the room that its letters take, in mm."""
    drawn: list[Any] = []
    original = matplotlib.axes.Axes.text

    def remembered(self: Any, *arguments: Any, **options: Any) -> Any:
        drawn.append(original(self, *arguments, **options))
        return drawn[-1]

    monkeypatch.setattr(matplotlib.axes.Axes, "text", remembered)

    def boxes() -> list[tuple[str, BoxOnSheet]]:
        found = []
        for text in drawn:
            ends = text.get_window_extent().transformed(text.axes.transData.inverted())
            box = BoxOnSheet(ends.x0, min(ends.y0, ends.y1), abs(ends.width), abs(ends.height))
            found.append((text.get_text(), box))
        return found

    return boxes


def test_a_scale_makes_a_png_finer(frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> None:
    assert Image.open(io.BytesIO(draw(frame, gazetteer, size="wide", scale=2))).size == (2400, 1350)


@pytest.mark.parametrize(
    ("lang", "direction", "words"), [("en", "ltr", "United States"), ("ar", "rtl", "الولايات المتحدة")]
)
def test_html_stands_alone_and_lists_every_event_and_source(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer, lang: str, direction: str, words: str
) -> None:
    whole = draw(frame, gazetteer, format="html", lang=lang).decode()
    made = seen_of(whole)
    assert made.startswith(f'<!doctype html>\n<html lang="{lang}" dir="{direction}">')
    assert "default-src 'none'" in made
    assert made.count("<svg") == 1
    assert len(re.findall(r"<tr><td", made)) == 11
    assert made.count("<li>") == 3
    assert words in made
    assert "Khabur Monitor" in made
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', made.replace("xlink:href", "href"))


def test_the_sheet_says_what_the_filter_counts(
    monkeypatch: pytest.MonkeyPatch, frame: gpd.GeoDataFrame, gazetteer: Gazetteer
) -> None:
    lines = texts(monkeypatch, frame, gazetteer)
    expected = {"11", "of 12 events shown", "2 not on the map", "7", "4", "1 September to 6 October 2024"}
    assert expected <= set(lines)
    assert lines.count("United States") == 1


def test_filter_decides_what_is_counted_and_drawn(frame: gpd.GeoDataFrame) -> None:
    made = content(frame, EventFilter(layers=("incident",)))
    assert (made.tally.total, made.tally.shown, made.tally.not_on_map) == (12, 4, 1)
    assert made.tally.layers == {"incident": 4}
    assert dict(made.tally.forces) == {"isis": 1, "turkey": 1, "us": 1, "sdf": 1}
    assert made.title == "Incidents"
    assert {mark.layer for mark, _ in made.marks} == {"incident"}


def test_every_event_is_in_one_mark_or_off_the_map_or_outside_it(frame: gpd.GeoDataFrame) -> None:
    made = content(frame, bbox=(40.0, 36.0, 41.0, 37.0))
    rows = np.concatenate([rows for _, rows in made.marks])
    assert len(rows) == len(set(rows.tolist()))
    assert len(rows) + made.tally.not_on_map + made.tally.outside == made.tally.shown
    assert made.tally.outside > 0
    assert sum(mark.count for mark, _ in made.marks) == len(rows)


def test_given_counts_replace_those_of_the_frame(frame: gpd.GeoDataFrame) -> None:
    made = content(frame, total=240, not_on_map=7)
    assert (made.tally.total, made.tally.shown, made.tally.not_on_map) == (240, 11, 7)


def test_period_is_the_filters_or_that_of_the_events(frame: gpd.GeoDataFrame) -> None:
    assert (content(frame).first, content(frame).last) == (date(2024, 9, 1), date(2024, 10, 6))
    made = content(frame, EventFilter(date_from=date(2024, 8, 12)))
    assert (made.first, made.last) == (date(2024, 8, 12), date(2024, 10, 6))


@pytest.mark.parametrize(
    ("event_filter", "rows", "sentence"),
    [
        (EventFilter(kinds=("protest",)), 12, "No event matches these filters."),
        (ALL, 0, "No events yet."),
        (EventFilter(kinds=("shelling",)), 12, "None of these events has a place on the map."),
    ],
)
def test_an_empty_map_says_why(
    monkeypatch: pytest.MonkeyPatch,
    frame: gpd.GeoDataFrame,
    gazetteer: Gazetteer,
    event_filter: EventFilter,
    rows: int,
    sentence: str,
) -> None:
    lines = texts(monkeypatch, frame.head(rows), gazetteer, event_filter=event_filter)
    assert sentence in lines


@pytest.mark.parametrize("format", ["png", "svg", "pdf", "html"])
def test_an_empty_table_makes_every_format_in_both_languages(gazetteer: Gazetteer, format: str) -> None:
    for lang in ("en", "ar"):
        assert len(draw(events_frame([]), gazetteer, format=format, lang=lang)) > 10_000


@pytest.mark.parametrize("format", ["png", "svg", "pdf", "html"])
def test_same_call_gives_the_same_bytes(frame: gpd.GeoDataFrame, gazetteer: Gazetteer, format: str) -> None:
    assert draw(frame, gazetteer, format=format) == draw(frame, gazetteer, format=format)


def test_threads_draw_the_same_sheet(frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> None:
    langs = ["en", "ar", "en", "ar"]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda lang: draw(frame, gazetteer, lang=lang), langs))
    assert drawn[0] == drawn[2] == draw(frame, gazetteer, lang="en")
    assert drawn[1] == drawn[3] != drawn[0]


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_the_whole_data_hash_is_in_the_file(frame: gpd.GeoDataFrame, gazetteer: Gazetteer, format: str) -> None:
    made = draw(frame, gazetteer, format=format)
    digest = content(frame).provenance.data_hash
    if format == "png":
        assert digest in Image.open(io.BytesIO(made)).info["Description"]
    elif format == "pdf":
        assert digest in (PdfReader(io.BytesIO(made)).metadata or {})["/Subject"]
    else:
        assert digest.encode() in made


@pytest.mark.parametrize(
    "bbox", [(-175.0, -60.0, 175.0, 80.0), (40.70, 36.45, 40.72, 36.46), (-60.0, -10.0, -50.0, 0.0)]
)
def test_any_section_of_the_world_can_be_drawn(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer, bbox: tuple[float, float, float, float]
) -> None:
    assert Image.open(io.BytesIO(draw(frame, gazetteer, bbox=bbox))).size == (1754, 1240)


def test_view_id_follows_the_filter_and_data_hash_the_events(frame: gpd.GeoDataFrame) -> None:
    first = content(frame).provenance
    shuffled = content(frame.sample(frac=1, random_state=1).reset_index(drop=True)).provenance
    assert (shuffled.view_id, shuffled.data_hash) == (first.view_id, first.data_hash)
    narrower = content(frame, EventFilter(layers=("patrol",))).provenance
    assert narrower.view_id != first.view_id
    changed = frame.copy()
    changed.loc[0, "lat"] += 0.01
    assert content(changed).provenance.data_hash != first.data_hash


def test_arabic_words_plurals_and_months_reach_the_sheet(
    monkeypatch: pytest.MonkeyPatch, frame: gpd.GeoDataFrame, gazetteer: Gazetteer
) -> None:
    lines = texts(monkeypatch, frame, gazetteer, lang="ar")
    assert "من 12 حدثاً معروضة" in lines
    assert "من 1 أيلول إلى 6 تشرين الأول 2024" in lines
    assert "القامشلي" in lines
    assert not re.search("[٠-٩]", "".join(lines))


def test_arabic_map_is_not_mirrored_but_the_columns_are() -> None:
    latin, arabic = (layout_of("a4", rtl=rtl) for rtl in (False, True))
    assert latin.map_box.left < latin.legend.left
    assert arabic.map_box.left > arabic.legend.left
    assert arabic.map_box.width == latin.map_box.width == 219


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"format": "gif"}, "png, svg, pdf, html"),
        ({"lang": "fr"}, "en, ar"),
        ({"theme": "sepia"}, "light, dark"),
        ({"bbox": (42.0, 35.0, 38.0, 37.0)}, "west, south, east, north"),
        ({"bbox": (38.0, 35.0, 42.0, 95.0)}, "west, south, east, north"),
    ],
)
def test_what_can_not_be_drawn_is_said(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ExportError, match=re.escape(words)):
        draw(frame, gazetteer, **arguments)


@pytest.mark.parametrize(
    ("lang", "known_on", "said"),
    [
        ("en", date(2026, 5, 1), "Patrols and incidents, as known on 1 May 2026"),
        ("en", datetime(2026, 5, 1, 14, 30, tzinfo=UTC), "Patrols and incidents, as known on 1 May 2026, 14:30 UTC"),
        ("ar", date(2026, 5, 1), "الدوريات والحوادث، كما عُرف في 1 أيار 2026"),
    ],
)
def test_a_past_state_says_of_when_it_is(lang: str, known_on: date, said: str) -> None:
    assert title_of("", EventFilter(as_known_on=known_on), Words(lang)) == said
    assert title_of("", EventFilter(), Words(lang)) in said
    assert title_of("Mine", EventFilter(as_known_on=known_on), Words(lang)).startswith("Mine")


def test_words_that_no_font_has_and_long_titles_are_drawn_without_a_warning(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer
) -> None:
    title = "日本 😀 \x00 Привет שלום " + "very long " * 60
    assert draw(frame, gazetteer, title=title, sources=("日本" * 40, "x" * 400))


def test_ten_thousand_events_become_few_marks(frame: gpd.GeoDataFrame) -> None:
    spread = np.random.default_rng(7)
    rows = frame.iloc[spread.integers(0, 6, 10_000)].reset_index(drop=True)
    many = rows.assign(
        id=[f"m{at}" for at in range(10_000)],
        lat=rows["lat"] + spread.normal(0, 0.4, 10_000),
        lon=rows["lon"] + spread.normal(0, 0.6, 10_000),
    )
    made = content(gpd.GeoDataFrame(pd.DataFrame(many), geometry="geometry", crs="EPSG:4326"))
    assert sum(mark.count for mark, _ in made.marks) == 10_000
    assert 20 < len(made.marks) < 230
