"""`python -m dashboard export`: the store's events, filtered, in a file."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from dashboard.errors import UsageError
from dashboard.filters import add_filter_arguments, from_arguments, select_events
from dashboard.interchange.geoparquet import PARTITIONS, write_partitions
from dashboard.interchange.write import FORMATS, format_of, write_events
from dashboard.store import Store
from dashboard.translation import languages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard export`."""
    parser.add_argument("out", metavar="OUT", help=f"the file, ending in .{', .'.join(FORMATS)}")
    parser.add_argument(
        "--partition", choices=PARTITIONS, help="OUT is a folder, of a Parquet file for each year, or year and month"
    )
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--lang", choices=languages(), default="en", help="the language of names that people read")
    add_filter_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the events that the filters let through, and says how many on standard error."""
    event_filter = from_arguments(args)
    out = Path(args.out)
    if format_of(out) != "parquet" and is_folder(args):  # before anything is read
        raise UsageError(f"{args.out} can't be parted: only Parquet is. Name it as events.parquet/.")
    with Store(args.store, must_exist=True) as store:
        frame = store.events_frame(according_to=event_filter.according_to)
    chosen = select_events(frame, event_filter)
    if is_folder(args):
        written = write_partitions(chosen, out, args.partition or "year")
    else:
        written = write_events(out, chosen, args.lang)
    print(f"{written} of {len(frame)} events written to {out}.", file=sys.stderr)
    return 0


def is_folder(args: argparse.Namespace) -> bool:
    """Whether OUT is to be a folder of partitions: it ends as one, or --partition says so."""
    return bool(args.partition) or args.out.endswith(("/", os.sep))
