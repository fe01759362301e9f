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
from dashboard.playback import MODES, STEPS, FilmFormat, write_playback
from dashboard.playback import SIZES as FILM_SIZES
from dashboard.redaction_arguments import add_redaction_arguments, redacted_view_for, redaction_from_arguments
from dashboard.snapshot import FORMATS, SCALES, SIZES, SnapshotFormat, draw_snapshot, section
from dashboard.snapshot_again import draw_again
from dashboard.store import Store
from dashboard.translation import languages
from gazetteer.index import Gazetteer

BoundingBox = tuple[float, float, float, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard snapshot`."""
    parser.add_argument("out", metavar="OUT", help=f"the file, ending in .{', .'.join(FORMATS + FILMS)}")
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--bbox", type=bounding_box, metavar="W,S,E,N", help="the part of the world, in degrees")
    parser.add_argument("--lang", choices=languages(), help="the language of its words (default: en)")
    parser.add_argument("--theme", choices=("light", "dark"), help="default: light")
    parser.add_argument("--title", help="a title in place of the filter's own")
    parser.add_argument(
        "--size",
        choices=SIZES,
        help="paper (a4, a4-portrait, a3, a3-portrait), slide (16:9), or to post: wide, square (default: a4). "
        "A film is wide (1280 x 720, default) or square (1080 x 1080)",
    )
    parser.add_argument("--scale", type=int, choices=SCALES, help="for .png: so many times as many pixels each way")
    parser.add_argument(
        "--from-file", metavar="FILE", help="draw again what FILE shows, a .png, .svg, .pdf or .html of this command"
    )
    film = parser.add_argument_group("playback", f"only for .{' and .'.join(FILMS)}")
    film.add_argument("--mode", choices=MODES, help="a window that moves, or events adding up (default: window)")
    film.add_argument("--step", choices=STEPS, help="what a picture moves on by (default: by how long the time is)")
    film.add_argument("--window", type=_number_of_steps, metavar="N", help="steps in a window (default: a tenth)")
    add_filter_arguments(parser)
    add_redaction_arguments(parser)


def _number_of_steps(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of steps, such as 7")
    return int(value)


def bounding_box(value: str) -> BoundingBox:
    """West, south, east, north out of a command's word; raises ArgumentTypeError."""
    try:
        return section([float(number) for number in value.split(",")])
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not four numbers: west,south,east,north") from None
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(args: argparse.Namespace) -> int:
    """Draws the events that the filters let through."""
    out = Path(args.out)
    suffix = out.suffix.lower().removeprefix(".")
    picture = next((name for name in FORMATS if name == suffix), None)
    film = next((name for name in FILMS if name == suffix), None)
    if args.from_file:
        return _again(args, out, picture)
    event_filter = from_arguments(args)
    if picture is None and film is None:
        raise UsageError(f"{out} has none of the known endings. Name it .{', .'.join(FORMATS + FILMS)}.")
    _check_choices(args, out, film)
    with Store(args.store, must_exist=True) as store:
        revision = store.revision
        revision = store.revision
        frame = store.events_frame(according_to=event_filter.according_to, as_known_on=event_filter.as_known_on)
    total = len(frame)
    redaction = redaction_from_arguments(args)
    frame, event_filter = redacted_view_for(frame, event_filter, redaction, args.lang or "en")
    if film:
        return _play(args, out, film, frame, event_filter)
    assert picture is not None
    drawn = draw_snapshot(
        frame,
        event_filter=event_filter,
        format=picture,
        lang=args.lang or "en",
        gazetteer=Gazetteer.open(),
        title=args.title or "",
        bbox=args.bbox,
        theme=args.theme or "light",
        size=args.size or "a4",
        scale=args.scale or 1,
        redaction=redaction.to_query(),
        data_revision=revision,
        total=total,
    )
    write_whole(out, lambda draft: draft.write_bytes(drawn), suffix=picture)
    print(f"Drawn to {out}.", file=sys.stderr)
    return 0


def _check_choices(args: argparse.Namespace, out: Path, film: FilmFormat | None) -> None:
    if film is None and any((args.mode, args.step, args.window)):
        raise UsageError(f"--mode, --step and --window are for a playback. Name it .{', .'.join(FILMS)}.")
    if film and args.size and args.size not in FILM_SIZES:
        raise UsageError(f"--size {args.size} is not one of a film's: {', '.join(FILM_SIZES)}.")
    if args.scale and out.suffix.lower() != ".png":
        raise UsageError("--scale is for a .png: the others are as fine as what shows them.")


def _again(args: argparse.Namespace, out: Path, picture: SnapshotFormat | None) -> int:
    """Draws what a file shows again; 1, with a warning, where the store no longer has the same events."""
    own = {"command", "out", "store", "from_file"}
    if given := [name.removeprefix("filter_") for name, value in vars(args).items() if value and name not in own]:
        raise UsageError(f"--from-file takes everything from the file. Leave out --{', --'.join(given)}.")
    if picture is None:
        raise UsageError(f"{out} is no picture. Name it .{', .'.join(FORMATS)}.")
    with Store(args.store, must_exist=True) as store:
        again = draw_again(Path(args.from_file), picture, store=store, gazetteer=Gazetteer.open())
    write_whole(out, lambda draft: draft.write_bytes(again.drawn), suffix=picture)
    for note in again.notes:
        print(note, file=sys.stderr)
    print(f"Drawn to {out}.", file=sys.stderr)
    return 0 if again.is_same else 1


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
            lang=args.lang or "en",
            gazetteer=Gazetteer.open(),
            mode=args.mode or "window",
            step=args.step,
            width=args.window,
            size=args.size or "wide",
            title=args.title or "",
            bbox=args.bbox,
            theme=args.theme or "light",
            progress=tell,
        )
    print(f"Drawn to {out}: {number} pictures.", file=sys.stderr)
    return 0
