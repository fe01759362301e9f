"""The playback as a film: which days its pictures show, what the files hold, and what is left where one fails."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import av
import geopandas as gpd
import numpy as np
import pytest
from PIL import Image

from dashboard.errors import ExportError
from dashboard.events import Event, EventForce, EventPlace, events_frame
from dashboard.filters import EventFilter
from dashboard.playback import SIZES, write_playback
from dashboard.playback.periods import Period, periods_of, step_for
from dashboard.playback.sites import sites_of
from dashboard.playback.stage import MAP_TOP, MARGIN, PX_PER_MM, TITLE_BASE, Layout, layout_of
from dashboard.snapshot.drawing import placed_in
from dashboard.snapshot.marks import looks_of
from dashboard.snapshot.page import Box
from dashboard.snapshot.palette import palette
from dashboard.snapshot.projection import bounds_of, fit
from gazetteer.build import write
from gazetteer.index import Gazetteer
from gazetteer.places import Place
from tests.drawn_texts import drawn_texts

MADE_AT = datetime(2024, 11, 2, 9, 14, tzinfo=UTC)
ALL = EventFilter()


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    """One town: what the base map is made of takes seconds with the real one."""
    town = Place(
        id="geonames:1", name="Hasakah", kind="town", lat=36.5, lon=40.75, radius_m=3000, country="SY",
        names={"en": ("Hasakah",), "ar": ("الحسكة",)}, admin1="SY-HA", population=200_000,
    )  # fmt: skip
    path = Path(tmp_path_factory.mktemp("gazetteer")) / "gazetteer"
    write(path, [town], version="test")
    with Gazetteer.open(path) as opened:
        yield opened


def event(
    number: int, day: date | None, *, lat: float = 36.5, lon: float = 40.75, force: str = "us", **about: Any
) -> Event:
    return Event(
        id=f"e{number}",
        layer="patrol",
        kind="patrol",
        date_start=day,
        date_end=day,
        date_precision="day" if day else "unknown",
        forces=(EventForce(id=force),),
        place=EventPlace(lat=lat, lon=lon, geo_precision=1),
        **about,
    )


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    """Events on the 1st, twice on the 4th and on the 6th of September, and one undated."""
    return events_frame(
        [
            event(1, date(2024, 9, 1)),
            event(2, date(2024, 9, 4), lat=36.9, lon=41.3),
            event(3, date(2024, 9, 4), lat=36.9, lon=41.3, force="russia"),
            event(4, date(2024, 9, 6)),
            event(5, None),
        ]
    )


def film(path: Path, frame: gpd.GeoDataFrame, gazetteer: Gazetteer, **wanted: Any) -> int:
    options: dict[str, Any] = {
        "event_filter": ALL,
        "format": path.suffix[1:],
        "made_at": MADE_AT,
        "step": "day",
        "width": 1,
        **wanted,
    }
    return write_playback(path, frame, gazetteer=gazetteer, **options)


def part_of(picture: Image.Image, box: Box) -> np.ndarray:
    """What a picture has in a box, the levels of red, green and blue."""
    edges = (box.left, box.top, box.right, box.bottom)
    return np.asarray(picture.convert("RGB").crop([round(edge * PX_PER_MM) for edge in edges]), dtype=np.int16)


def date_box(layout: Layout, *, rtl: bool) -> Box:
    """Where the dates stand: in the half where reading begins, between the title and the map."""
    half = layout.width / 2 - MARGIN
    return Box(layout.width / 2 if rtl else MARGIN, TITLE_BASE + 1.5, half, MAP_TOP - TITLE_BASE - 2)


def points_of(part: np.ndarray, colour: str, *, within: int) -> int:
    """How many points of a part have a colour, #RRGGBB."""
    wanted = np.array(list(bytes.fromhex(colour[1:])))
    return int((np.abs(part - wanted).max(axis=2) <= within).sum())


# Which days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "wanted", "expected"),
    [
        ((9, 1), (9, 4), {"width": 2}, [((9, 1), (9, 2)), ((9, 2), (9, 3)), ((9, 3), (9, 4))]),
        ((9, 1), (9, 3), {"mode": "cumulative"}, [((9, 1), (9, 1)), ((9, 1), (9, 2)), ((9, 1), (9, 3))]),
        ((9, 1), (9, 1), {}, [((9, 1), (9, 1))]),
        ((9, 1), (9, 2), {"width": 9}, [((9, 1), (9, 2))]),
        # From Wednesday the 4th: weeks begin on Mondays, and the first and last are cut to what is asked for.
        ((9, 4), (9, 17), {"step": "week", "width": 1}, [((9, 4), (9, 8)), ((9, 9), (9, 15)), ((9, 16), (9, 17))]),
        ((9, 20), (11, 2), {"step": "month", "width": 2}, [((9, 20), (10, 31)), ((10, 1), (11, 2))]),
    ],
)
def test_pictures_show_each_step_of_the_time(first: Any, last: Any, wanted: dict[str, Any], expected: list) -> None:
    found = periods_of(date(2024, *first), date(2024, *last), **wanted)
    assert found == [Period(date(2024, *start), date(2024, *end)) for start, end in expected]


def test_steps_grow_with_the_time_and_too_many_are_refused() -> None:
    assert [step_for(date(2024, 1, 1), date(*end)) for end in ((2024, 3, 1), (2025, 6, 1), (2030, 1, 1))] == [
        "day",
        "week",
        "month",
    ]
    assert len(periods_of(date(2024, 1, 1), date(2024, 12, 31))) < 60
    with pytest.raises(ExportError, match=r"of 3,653 pictures is too long\. Choose fewer days"):
        periods_of(date(2014, 1, 1), date(2024, 1, 1), step="day")


# The files ----------------------------------------------------------------------------------------------------------


def test_gif_has_a_picture_a_day_that_differs_where_events_differ(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, drawn = tmp_path / "film.gif", drawn_texts(monkeypatch)
    told: list[tuple[int, int]] = []
    number = film(path, frame, gazetteer, progress=lambda done, every: told.append((done, every)))
    assert number == 6
    assert told == [(at, 6) for at in range(1, 7)]
    with Image.open(path) as opened:
        assert (opened.format, opened.size, opened.n_frames) == ("GIF", SIZES["wide"], 6)
        assert opened.info["loop"] == 0
        assert b"data sha256" in opened.info["comment"]
        pictures, durations = [], []
        for at in range(6):
            opened.seek(at)
            durations.append(opened.info["duration"])
            pictures.append(opened.convert("RGB"))
    assert durations == [600] * 5 + [2000]
    layout, colours = layout_of("wide", rtl=False), palette("light")
    maps = [part_of(one, layout.map_box) for one in pictures]
    changed = [bool((np.abs(after - before) > 40).any()) for before, after in pairwise(maps)]
    # The 1st has an event, the 2nd and 3rd none, the 4th two elsewhere, the 5th none, the 6th one where the first was.
    assert changed == [True, False, True, True, True]
    assert np.abs(maps[0] - maps[5]).max() < 12
    # Each says its day and how many there are over the map, and all say who is who beside it.
    counts = ["1 patrol", "0 patrols", "0 patrols", "2 patrols", "0 patrols", "1 patrol"]
    said = [line for at, count in enumerate(counts, 1) for line in (f"{at} September 2024", f"{count} · 0 incidents")]
    assert [line for line in drawn if line in said][-12:] == said
    dates = [part_of(one, date_box(layout, rtl=False)) for one in pictures]
    assert all((np.abs(after - before) > 100).any() for before, after in pairwise(dates))
    at = drawn.index("Forces")
    assert drawn[at : at + 5] == ["Forces", "United States", "3", "Russia", "1"]
    for picture in pictures:
        legend = part_of(picture, layout.legend)
        assert all(points_of(legend, colours.fill(force), within=24) > 60 for force in ("us", "russia"))


def test_mp4_plays_in_browsers_and_says_where_it_comes_from(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, drawn = tmp_path / "film.mp4", drawn_texts(monkeypatch)
    wanted = {"lang": "ar", "theme": "dark", "size": "square", "mode": "cumulative", "title": "الجزيرة <b>"}
    assert film(path, frame, gazetteer, **wanted) == 6
    assert path.read_bytes().find(b"moov") < path.read_bytes().find(b"mdat")  # starts before it is there as a whole
    with av.open(str(path)) as opened:
        stream = opened.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == SIZES["square"]
        assert float(opened.duration or 0) / av.time_base == pytest.approx(5 * 0.6 + 2, abs=0.1)
        assert opened.metadata["title"] == "الجزيرة <b>"
        assert "data sha256" in opened.metadata["comment"]
        pictures = [one.to_ndarray(format="rgb24") for one in opened.decode(video=0)]
    assert len(pictures) == 100
    assert np.abs(pictures[0][2, 2].astype(int) - (0x12, 0x18, 0x17)).max() < 8  # the dark page's colour
    assert np.abs(pictures[0].astype(int) - pictures[-1]).max() > 60
    counts = ["دورية واحدة", "دورية واحدة", "دورية واحدة", "3 دوريات", "3 دوريات", "4 دوريات"]
    said = [line for at, count in enumerate(counts, 1) for line in (f"حتى {at} أيلول 2024", f"{count} · لا حوادث")]
    assert [line for line in drawn if line in said][-12:] == said
    assert {"الجهات", "الولايات المتحدة", "روسيا"} <= set(drawn)
    layout, colours = layout_of("square", rtl=True), palette("dark")
    shown = [Image.fromarray(pictures[at]) for at in (0, -1)]
    first, last = (part_of(one, date_box(layout, rtl=True)) for one in shown)
    assert (np.abs(first - last) > 100).any()
    for picture in shown:
        legend = part_of(picture, layout.legend)
        assert all(points_of(legend, colours.fill(force), within=40) > 60 for force in ("us", "russia"))


def test_a_film_that_fails_leaves_nothing_and_keeps_what_was_there(
    frame: gpd.GeoDataFrame, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for name in ("film.gif", "film.mp4"):
        path = tmp_path / name
        path.write_bytes(b"before")
        resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, hard))  # as a full disk: writing on fails
        try:
            with pytest.raises(ExportError, match="can't be written"):
                film(path, frame, gazetteer)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert path.read_bytes() == b"before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["film.gif", "film.mp4"]
    with pytest.raises(ExportError, match="No such file or directory"):
        film(tmp_path / "missing" / "film.gif", frame, gazetteer)


def test_what_cannot_be_played_says_what_to_do(frame: gpd.GeoDataFrame, gazetteer: Gazetteer, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No event with a date matches these filters"):
        film(tmp_path / "film.gif", frame[frame["date_start"].isna()], gazetteer)
    with pytest.raises(ExportError, match="No playback as 'avi'"):
        film(tmp_path / "film.avi", frame, gazetteer)
    assert list(tmp_path.iterdir()) == []


# The marks ----------------------------------------------------------------------------------------------------------


def test_marks_stay_where_they_are_while_their_numbers_change() -> None:
    rng = np.random.default_rng(3)
    spots = [(36.5, 40.75), (36.9, 41.3), (35.9, 39.0)]
    events = []
    for number in range(120):
        lat, lon = spots[number % 3] + rng.normal(0, 0.02, 2)
        events.append(event(number, date(2024, 9, 1 + number % 30), lat=float(lat), lon=float(lon)))
    frame = events_frame(events)
    layout = layout_of("wide", rtl=False)
    lon, lat = frame["lon"].to_numpy(), frame["lat"].to_numpy()
    codes, looks = looks_of(frame)
    placed = placed_in(fit(layout.map_box, bounds_of(lon, lat)), lon, lat, codes, looks)
    sites = sites_of(frame, placed, room=layout.map_box, share=0.3)
    rng.shuffle(order := np.arange(len(frame)))
    places = set()
    for at in range(0, 120, 30):
        shown = np.isin(np.arange(len(frame)), order[at : at + 30])
        marks = list(sites.marks(shown))
        assert sum(mark.count for mark, _ in marks) == 30
        assert all(set(rows) <= set(np.flatnonzero(shown)) for _, rows in marks)
        places |= {(round(mark.x, 3), round(mark.y, 3)) for mark, _ in marks if mark.count > 1}
    assert len(places) <= len(sites.sites)
    assert list(sites.marks(np.zeros(len(frame), dtype=np.bool_))) == []


def test_columns_change_sides_in_arabic_and_the_parts_do_not_meet() -> None:
    for size in SIZES:
        for rtl in (False, True):
            layout = layout_of(size, rtl=rtl)
            parts = (layout.map_box, layout.legend, layout.strip)
            assert not any(one.meets(other) for one, other in combinations(parts, 2))
    assert layout_of("wide", rtl=False).map_box.left < layout_of("wide", rtl=False).legend.left
    assert layout_of("wide", rtl=True).map_box.left > layout_of("wide", rtl=True).legend.left
