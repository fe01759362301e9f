"""`python -m dashboard encounters`: where and when two forces were near each other, in a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dashboard.encounters.files import WRITERS, format_of, write_encounters
from dashboard.encounters.question import CERTAINTIES, question_from
from dashboard.encounters.search import find_encounters
from dashboard.encounters.words import summary
from dashboard.filters import add_filter_arguments, from_arguments, select_events
from dashboard.redaction_arguments import add_redaction_arguments, redact_for, redaction_from_arguments
from dashboard.store import Store
from dashboard.translation import Words, languages
from dashboard.wording import known_note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard encounters`."""
    parser.add_argument("out", metavar="OUT", help=f"the file, ending in .{', .'.join(WRITERS)}")
    parser.add_argument(
        "--between", nargs=2, required=True, metavar="FORCE", help="two ids such as us russia; each with its children"
    )
    parser.add_argument("--km", default="10", help="how near, in kilometres (default: 10)")
    parser.add_argument("--days", default="1", help="how soon after each other; 0 is the same day (default: 1)")
    parser.add_argument("--least", metavar="HOW", help=f"how sure at least, {', '.join(CERTAINTIES)}; all if not given")
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--lang", choices=languages(), default="en", help="the language of what is said of them")
    add_filter_arguments(parser)
    add_redaction_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the encounters among the events that the filters let through; what they come to on standard error."""
    question = question_from(args.between, args.km, args.days, args.least)
    event_filter = from_arguments(args)
    redaction = redaction_from_arguments(args)
    out = Path(args.out)
    format_of(out)  # before anything is read
    with Store(args.store, must_exist=True) as store:
        told = store.events_frame(according_to=event_filter.according_to, as_known_on=event_filter.as_known_on)
    events = redact_for(select_events(told, event_filter), redaction, args.lang)
    found = find_encounters(events, question)
    words = Words(args.lang)
    note = f"{redaction.as_words(words)} {known_note(event_filter.as_known_on, words)}".strip()
    written = write_encounters(out, found, events, words, note=note)
    print(
        f"{written} encounters written to {out}.",
        *summary(found, words),
        *([note] if note else []),
        sep="\n",
        file=sys.stderr,
    )
    return 0
