"""`python -m dashboard snapshot`: the store's events, filtered, as a picture or as a film of their playback."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import geopandas as gpd
from tqdm import tqdm

from dashboard.errors import UsageError
from dashboard.filters import EventFilter, add_filter_arguments, from_arguments
from dashboard.interchange.write import write_whole
from dashboard.playback import FORMATS as FILMS
from dashboard.playback import MODES, SIZES, STEPS, FilmFormat, write_playback
from dashboard.redaction_arguments import add_redaction_arguments, redacted_view_for, redaction_from_arguments
from dashboard.snapshot import FORMATS, draw_snapshot
from dashboard.store import Store
from dashboard.translation import languages
from gazetteer.index import Gazetteer

MOST_NORTHERN = 85.0
BoundingBox = tuple[float, float, float, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard snapshot`."""
    parser.add_argument("out", metavar="OUT", help=f"the file, ending in .{', .'.join(FORMATS + FILMS)}")
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--bbox", type=_bounding_box, metavar="W,S,E,N", help="the part of the world, in degrees")
    parser.add_argument("--lang", choices=languages(), default="en", help="the language of its words")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--title", default="", help="a title in place of the filter's own")
    film = parser.add_argument_group("playback", f"only for .{' and .'.join(FILMS)}")
    film.add_argument("--mode", choices=MODES, help="a window that moves, or events adding up (default: window)")
    film.add_argument("--step", choices=STEPS, help="what a picture moves on by (default: by how long the time is)")
    film.add_argument("--window", type=_number_of_steps, metavar="N", help="steps in a window (default: a tenth)")
    film.add_argument("--size", choices=tuple(SIZES), help="1280 x 720 or 1080 x 1080 pixels (default: wide)")
    add_filter_arguments(parser)
    add_redaction_arguments(parser)


def _number_of_steps(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of steps, such as 7")
    return int(value)


def _bounding_box(value: str) -> BoundingBox:
    try:
        west, south, east, north = (float(number) for number in value.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not four numbers: west,south,east,north") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise argparse.ArgumentTypeError(f"{value!r} is not west,south,east,north in degrees, west before east")
    if south >= MOST_NORTHERN or north <= -MOST_NORTHERN:
        raise argparse.ArgumentTypeError(f"{value!r} lies at a pole, which the map's projection (Mercator) has not")
    return west, south, east, north


def run(args: argparse.Namespace) -> int:
    """Draws the events that the filters let through."""
    event_filter = from_arguments(args)
    out = Path(args.out)
    suffix = out.suffix.lower().removeprefix(".")
    picture = next((name for name in FORMATS if name == suffix), None)
    film = next((name for name in FILMS if name == suffix), None)
    if picture is None and film is None:
        raise UsageError(f"{out} has none of the known endings. Name it .{', .'.join(FORMATS + FILMS)}.")
    if picture and any((args.mode, args.step, args.window, args.size)):
        raise UsageError(f"--mode, --step, --window and --size are for a playback. Name it .{', .'.join(FILMS)}.")
    with Store(args.store, must_exist=True) as store:
        frame = store.events_frame(according_to=event_filter.according_to, as_known_on=event_filter.as_known_on)
    total = len(frame)
    frame, event_filter = redacted_view_for(frame, event_filter, redaction_from_arguments(args), args.lang)
    if film:
        return _play(args, out, film, frame, event_filter)
    assert picture is not None
    drawn = draw_snapshot(
        frame,
        event_filter=event_filter,
        format=picture,
        lang=args.lang,
        gazetteer=Gazetteer.open(),
        title=args.title,
        bbox=args.bbox,
        theme=args.theme,
        total=total,
    )
    write_whole(out, lambda draft: draft.write_bytes(drawn), suffix=picture)
    print(f"Drawn to {out}.", file=sys.stderr)
    return 0


def _play(
    args: argparse.Namespace, out: Path, film: FilmFormat, frame: gpd.GeoDataFrame, event_filter: EventFilter
) -> int:
    """The film of the events, with a bar on a terminal: it takes a while."""
    with tqdm(disable=None, unit="picture", leave=False) as bar:

        def tell(_done: int, every: int) -> None:
            bar.total = every
            bar.update()

        number = write_playback(
            out,
            frame,
            event_filter=event_filter,
            format=film,
            lang=args.lang,
            gazetteer=Gazetteer.open(),
            mode=args.mode or "window",
            step=args.step,
            width=args.window,
            size=args.size or "wide",
            title=args.title,
            bbox=args.bbox,
            theme=args.theme,
            progress=tell,
        )
    print(f"Drawn to {out}: {number} pictures.", file=sys.stderr)
    return 0
