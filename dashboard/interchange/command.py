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
from dashboard.memory import give_back
from dashboard.redaction_arguments import add_redaction_arguments, redact_for, redaction_from_arguments
from dashboard.store import Store
from dashboard.translation import Words, languages
from dashboard.wording import known_note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard export`."""
    parser.add_argument("out", metavar="OUT", help=f"the file, ending in .{', .'.join(FORMATS)}")
    parser.add_argument(
        "--partition", choices=PARTITIONS, help="OUT is a folder, of a Parquet file for each year, or year and month"
    )
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--lang", choices=languages(), default="en", help="the language of names that people read")
    parser.add_argument("--hxl", action="store_true", help="for .csv: a line of HXL tags below the header")
    add_filter_arguments(parser)
    add_redaction_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the events that the filters let through, and says how many on standard error."""
    event_filter = from_arguments(args)
    redaction = redaction_from_arguments(args)
    out = Path(args.out)
    suffix = format_of(out)  # before anything is read
    if args.hxl and suffix not in ("csv", "hxl.csv"):
        raise UsageError(f"--hxl is for a .csv, not for {out.name}.")
    if suffix != "parquet" and is_folder(args):
        raise UsageError(f"{args.out} can't be parted: only Parquet is. Name it as events.parquet/.")
    with Store(args.store, must_exist=True) as store:
        frame = store.events_frame(according_to=event_filter.according_to, as_known_on=event_filter.as_known_on)
    total, selected = len(frame), select_events(frame, event_filter)
    del frame  # a million events are half a gigabyte
    give_back()
    chosen = redact_for(selected, redaction, args.lang)
    del selected
    give_back()
    words = Words(args.lang)
    note = f"{redaction.as_words(words)} {known_note(event_filter.as_known_on, words)}".strip()
    if is_folder(args):
        written = write_partitions(chosen, out, args.partition or "year", note=note)
    else:
        written = write_events(out, chosen, args.lang, note=note, suffix="hxl.csv" if args.hxl else suffix)
    print(f"{written} of {total} events written to {out}. {note}".rstrip(), file=sys.stderr)
    return 0


def is_folder(args: argparse.Namespace) -> bool:
    """Whether OUT is to be a folder of partitions: it ends as one, or --partition says so."""
    return bool(args.partition) or args.out.endswith(("/", os.sep))
