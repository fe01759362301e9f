"""A whole playback from a table of events: what it shows, picture after picture, into a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from PIL import Image, ImageDraw

from dashboard.day_columns import days_of
from dashboard.errors import ExportError
from dashboard.filters import EventFilter, select_events
from dashboard.interchange.write import write_whole
from dashboard.playback.periods import Mode, Period, Step, periods_of
from dashboard.playback.reel import FORMATS, About, FilmFormat, reel
from dashboard.playback.sites import Flags, Sites, sites_of
from dashboard.playback.stage import (
    DATE_BASE,
    MAP_TOP,
    MARGIN,
    SIZES,
    Setting,
    Size,
    Stage,
    layout_of,
    pixels_of,
)
from dashboard.playback.stamps import Stamps, wipe
from dashboard.snapshot import DRAWING, DRAWING_SETTINGS
from dashboard.snapshot.doubt import kind_of, shapes_of
from dashboard.snapshot.drawing import forces_of, placed_in, title_of
from dashboard.snapshot.legend import Tally
from dashboard.snapshot.marks import looks_of
from dashboard.snapshot.page import Box
from dashboard.snapshot.projection import Bounds, bounds_of, fit
from dashboard.snapshot.provenance import provenance_of
from dashboard.snapshot.strip import timeline_of
from dashboard.snapshot.words import Words
from dashboard.symbols import is_hollow, is_inferred_route
from gazetteer.index import Gazetteer

WHOLE_MS, SHORTEST_MS, LONGEST_MS, END_MS = 24_000, 150, 600, 2_000
"""How long a film is to take, what a picture of it is seen at least and at most, and the last one longer."""

DATE_SIZE, COUNT_SIZE = 8.4, 4.0
SAMPLED = 5
"""So many pictures tell which colours a GIF needs."""

NO_DATES = (
    "No event with a date matches these filters, so there is nothing to play. "
    "Take filters off, or give the events dates on the review page."
)

Days = npt.NDArray[np.datetime64]
Progress = Callable[[int, int], None]
"""Told how many pictures are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Play:
    """The dated events (a row each) with their days, and the periods that the pictures show of them."""

    events: gpd.GeoDataFrame
    starts: Days
    ends: Days
    periods: list[Period]
    mode: Mode

    def shown(self, period: Period) -> Flags:
        first, last = np.datetime64(period.first, "D"), np.datetime64(period.last, "D")
        return np.asarray((self.starts <= last) & (self.ends >= first))


def write_playback(
    path: str | Path,
    frame: gpd.GeoDataFrame,
    *,
    event_filter: EventFilter,
    format: FilmFormat,
    lang: str = "en",
    gazetteer: Gazetteer,
    mode: Mode = "window",
    step: Step | None = None,
    width: int | None = None,
    size: Size = "wide",
    title: str = "",
    bbox: Bounds | None = None,
    theme: str = "light",
    made_at: datetime | None = None,
    progress: Progress | None = None,
) -> int:
    """Writes the film of the events that a filter lets through; how many periods it shows.

    `frame` holds all events (EVENT_COLUMNS, EPSG:4326). The filter's days, or those of its events where it has none,
    are played: see `periods_of` for `mode`, `step` and `width`. `bbox` is (west, south, east, north) in degrees;
    without it the events are fitted in. The file appears whole or not at all. Raises ExportError where no event has a
    date, the file can't be written, or a choice does not exist.
    """
    if format not in FORMATS:
        raise ExportError(f"No playback as {format!r}: it is one of {', '.join(FORMATS)}.")
    if size not in SIZES:
        raise ExportError(f"No size {size!r} for a playback: it is one of {', '.join(SIZES)}.")
    words = Words(lang)
    play = _play(select_events(frame, event_filter), event_filter, mode=mode, step=step, width=width)
    with DRAWING, rc_context(DRAWING_SETTINGS):
        film = _Film(
            play, event_filter=event_filter, words=words, gazetteer=gazetteer, size=size, title=title, bbox=bbox,
            theme=theme, total=len(frame), made_at=made_at or datetime.now(UTC),
        )  # fmt: skip
    told = progress or (lambda _done, _all: None)
    write_whole(Path(path), lambda draft: film.write(draft, format, told), suffix=format)
    return len(play.periods)


def _play(
    selected: gpd.GeoDataFrame, event_filter: EventFilter, *, mode: Mode, step: Step | None, width: int | None
) -> Play:
    dated = selected[selected["date_start"].notna()]
    if not len(dated):
        raise ExportError(NO_DATES)
    starts = days_of(dated["date_start"])
    ends = np.maximum(starts, days_of(dated["date_end"].fillna(dated["date_start"])))
    first, last = event_filter.date_from or starts.min().item(), event_filter.date_to or ends.max().item()
    periods = periods_of(first, max(first, last), mode=mode, step=step, width=width)
    return Play(dated, starts, ends, periods, mode)


class _Film:
    """A film about to be written: its stage, its marks' places, and one picture after the other."""

    def __init__(
        self, play: Play, *, event_filter: EventFilter, words: Words, gazetteer: Gazetteer, size: Size, title: str,
        bbox: Bounds | None, theme: str, total: int, made_at: datetime,
    ) -> None:  # fmt: skip
        self._play, self._words = play, words
        events = play.events
        layout = layout_of(size, rtl=words.is_rtl)
        lon, lat = events["lon"].to_numpy(dtype=np.float64), events["lat"].to_numpy(dtype=np.float64)
        has_place = ~(np.isnan(lon) | np.isnan(lat))
        self._projection = fit(layout.map_box, bbox or bounds_of(lon[has_place], lat[has_place]))
        self._look_of_row, self._looks = looks_of(events)
        placed = placed_in(self._projection, lon, lat, self._look_of_row, self._looks)
        busiest = max(int(np.count_nonzero(play.shown(period)[placed.row])) for period in play.periods)
        share = busiest / max(len(placed.row), 1)
        self._sites: Sites = sites_of(events, placed, room=layout.map_box.grown(-0.6), share=share)
        self._is_patrol = events["layer"].to_numpy(dtype=object) == "patrol"
        provenance = provenance_of(events, event_filter, bounds=self._projection.bounds, sources=(), made_at=made_at)
        window = (event_filter.date_from, event_filter.date_to)
        timeline = timeline_of(events["layer"].to_numpy(dtype=object), play.starts, window=window, undated=0)
        assert timeline is not None
        setting = Setting(
            title=title_of(title, event_filter, words),
            projection=self._projection,
            tally=self._tally(total, has_place, len(placed.row)),
            timeline=timeline,
            provenance=provenance,
            sites=self._sites.fullest(),
            places=frozenset(chain.from_iterable(set(events["place_ids"]))),
        )
        self._stage = Stage(layout, setting, gazetteer=gazetteer, theme=theme, words=words)
        self._stamps = Stamps(self._stage)
        self._bare = self._stage.ground.copy()
        self._bare.paste(self._stage.names, (0, 0), self._stage.names)
        origin = f"view {provenance.view_id}, data sha256 {provenance.data_hash}, {made_at:%Y-%m-%d %H:%M} UTC"
        self._about = About(setting.title, origin)
        self._date_size = self._fitting_size()

    def write(self, path: Path, format: FilmFormat, progress: Progress) -> None:
        """All pictures into a file; `path` is overwritten."""
        number = len(self._play.periods)
        each = int(min(max(WHOLE_MS / number, SHORTEST_MS), LONGEST_MS)) // 50 * 50
        with reel(path, format, self._stage.layout.pixels, self._about, palette=self._colours(format)) as add:
            for at, period in enumerate(self._play.periods):
                add(self.picture(period), each if at < number - 1 else max(each, END_MS))
                progress(at + 1, number)

    def _colours(self, format: FilmFormat) -> Image.Image:
        """Some of the pictures above each other: together they have every colour."""
        if format != "gif":
            return Image.new("RGB", (1, 1))
        periods = self._play.periods
        some = [self.picture(period) for period in periods[:: max(len(periods) // SAMPLED, 1)]][:SAMPLED]
        width, height = some[0].size
        sheet = Image.new("RGB", (width, height * len(some)))
        for at, one in enumerate(some):
            sheet.paste(one, (0, height * at))
        return sheet

    # One picture ----------------------------------------------------------------------------------------------------

    def picture(self, period: Period) -> Image.Image:
        """The map of the events of a period, with its date, their number, and where it lies in time."""
        shown = self._play.shown(period)
        with DRAWING, rc_context(DRAWING_SETTINGS):
            marks = list(self._sites.marks(shown))
            shapes = shapes_of(self._play.events, marks, self._looks, self._look_of_row, self._projection)
            if shapes:
                picture = self._stage.ground.copy()
                self._stamps.put_shapes(picture, shapes)
                picture.paste(self._stage.names, (0, 0), self._stage.names)
            else:
                picture = self._bare.copy()
            self._stamps.put(picture, [mark for mark, _ in marks])
            self._put_date(picture, period, shown)
        self._put_window(picture, period)
        return picture

    def _put_date(self, picture: Image.Image, period: Period, shown: Flags) -> None:
        page = self._stage.page_of_date
        across = self._across()
        page.text(page.start(across), DATE_BASE, self._date(period), size=self._date_size, weight=600)
        page.text(page.end(across), DATE_BASE, self._count(shown), size=COUNT_SIZE, colour="ink-2", align="end")
        words = Image.fromarray(pixels_of(page))
        wipe(page)
        picture.paste(words, (0, 0), words)

    def _put_window(self, picture: Image.Image, period: Period) -> None:
        """Lights the timeline's bars of the period, between two lines."""
        stage = self._stage
        left, top, right, bottom = stage.window_box(period.first, period.last)
        across, down = stage.strip_corner()
        lit = stage.lit_strip.crop((left - across, top - down, right - across, bottom - down))
        picture.paste(lit, (left, top))
        pen = ImageDraw.Draw(picture)
        for x in (left, right - 2):
            pen.rectangle((x, top, x + 1, bottom - 1), fill=stage.colours["accent"])

    def _date(self, period: Period) -> str:
        words, first, last = self._words, period.first, period.last
        if self._play.mode == "cumulative":
            return words.say("up_to", last=words.day(last))
        is_month = first.day == 1 and (last + timedelta(days=1)).day == 1
        if is_month and (first.year, first.month) == (last.year, last.month):
            return f"{words.month(first.month)} {first.year}"
        return words.period(first, last)

    def _count(self, shown: Flags) -> str:
        patrols = int(np.count_nonzero(shown & self._is_patrol))
        incidents = int(np.count_nonzero(shown)) - patrols
        words = self._words
        return f"{words.count('patrols_shown', patrols)} · {words.count('incidents_shown', incidents)}"

    def _fitting_size(self) -> float:
        """The dates' size: one for all of them, so that the widest leaves room for the numbers beside it."""
        page, periods = self._stage.page_of_date, self._play.periods
        some = islice(periods, 0, None, max(len(periods) // 40, 1))
        widest = max(page.text_width(self._date(one), size=DATE_SIZE, weight=600) for one in some)
        everything = np.ones(len(self._play.events), dtype=np.bool_)
        room = self._across().width - page.text_width(self._count(everything), size=COUNT_SIZE) - 8
        return min(DATE_SIZE, DATE_SIZE * room / widest)

    def _across(self) -> Box:
        return Box(MARGIN, 0, self._stage.layout.width - 2 * MARGIN, MAP_TOP)

    # What it says ---------------------------------------------------------------------------------------------------

    def _tally(self, total: int, has_place: Flags, placed: int) -> Tally:
        """What the legend explains: everything that some picture may show."""
        events = self._play.events
        drawn = [self._looks[look] for look in np.unique(self._look_of_row).tolist()]
        still = events[events["relation"] != "route"]
        precisions, radii = still["geo_precision"].to_numpy(), still["radius_m"].to_numpy(dtype=np.float64)
        some = {(int(precision), float(radius)) for precision, radius in zip(precisions, radii, strict=True)}
        return Tally(
            total=total,
            shown=len(events),
            not_on_map=int((~has_place).sum()),
            outside=int(has_place.sum()) - placed,
            layers={str(layer): int(count) for layer, count in events["layer"].value_counts().items()},
            forces=forces_of(events),
            has_meeting=any(look.layer == "patrol" and len(look.forces) > 1 for look in drawn),
            has_strike=any(look.sign == "strike" for look in drawn),
            has_cluster=any(len(site.group.members) > 1 for site in self._sites.sites),
            has_hollow=any(
                is_hollow(geo_precision=precision, radius_m=None if np.isnan(radius) else radius)
                for precision, radius in some
            ),
            shapes=self._shape_kinds(),
        )

    def _shape_kinds(self) -> frozenset:
        events = self._play.events
        columns = (events["relation"], events["geo_precision"], events["place_ids"])
        kinds = set()
        seen = set()
        for geometry, relation, precision, places in zip(events.geometry.to_numpy(), *columns, strict=True):
            is_inferred = relation == "route" and is_inferred_route(geometry, places)
            key = (getattr(geometry, "geom_type", ""), relation, precision, is_inferred)
            if key not in seen:
                seen.add(key)
                kinds.add(kind_of(geometry, str(relation), int(precision), places))
        return frozenset(kinds - {None})
