"""`python -m dashboard export`: the store's events, filtered, in a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dashboard.filters import add_filter_arguments, from_arguments, select_events
from dashboard.interchange.write import FORMATS, format_of, write_events
from dashboard.store import Store
from dashboard.translation import languages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard export`."""
    parser.add_argument("out", metavar="OUT", help=f"the file, ending in .{', .'.join(FORMATS)}")
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--lang", choices=languages(), default="en", help="the language of names that people read")
    add_filter_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the events that the filters let through, and says how many on standard error."""
    event_filter = from_arguments(args)
    out = Path(args.out)
    format_of(out)  # before anything is read
    with Store(args.store, must_exist=True) as store:
        frame = store.events_frame(according_to=event_filter.according_to)
    written = write_events(out, select_events(frame, event_filter), args.lang)
    print(f"{written} of {len(frame)} events written to {out}.", file=sys.stderr)
    return 0
