"""`python -m dashboard snapshot`: the store's events, filtered, as a picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dashboard.errors import UsageError
from dashboard.filters import add_filter_arguments, from_arguments
from dashboard.interchange.write import write_whole
from dashboard.snapshot import FORMATS, draw_snapshot
from dashboard.store import Store
from dashboard.translation import languages
from gazetteer.index import Gazetteer

MOST_NORTHERN = 85.0
BoundingBox = tuple[float, float, float, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard snapshot`."""
    parser.add_argument("out", metavar="OUT", help=f"the file, ending in .{', .'.join(FORMATS)}")
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--bbox", type=_bounding_box, metavar="W,S,E,N", help="the part of the world, in degrees")
    parser.add_argument("--lang", choices=languages(), default="en", help="the language of its words")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--title", default="", help="a title in place of the filter's own")
    add_filter_arguments(parser)


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
    picture = next((name for name in FORMATS if name == out.suffix.lower().removeprefix(".")), None)
    if picture is None:
        raise UsageError(f"{out} has none of the known endings. Name it .{', .'.join(FORMATS)}.")
    with Store(args.store, must_exist=True) as store:
        frame = store.events_frame(according_to=event_filter.according_to)
    drawn = draw_snapshot(
        frame,
        event_filter=event_filter,
        format=picture,
        lang=args.lang,
        gazetteer=Gazetteer.open(),
        title=args.title,
        bbox=args.bbox,
        theme=args.theme,
    )
    write_whole(out, lambda draft: draft.write_bytes(drawn), suffix=picture)
    print(f"Drawn to {out}.", file=sys.stderr)
    return 0
