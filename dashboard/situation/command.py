"""`python -m dashboard report`: the store's events, filtered, as a situation report for Word or in Markdown."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import geopandas as gpd

from dashboard.errors import ExportError, UsageError
from dashboard.filters import EventFilter, add_filter_arguments, from_arguments
from dashboard.interchange.write import write_whole
from dashboard.redaction_arguments import add_redaction_arguments, redaction_from_arguments
from dashboard.situation.content import SituationReport, report_of
from dashboard.situation.sources import sources_of
from dashboard.snapshot.recipe import Recipe
from dashboard.snapshot_command import bounding_box
from dashboard.store import Store
from dashboard.translation import languages
from gazetteer.index import Gazetteer

FORMATS = ("docx", "md")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard report`."""
    parser.add_argument("out", metavar="OUT", help=f"the file, ending in .{' or .'.join(FORMATS)}")
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--lang", choices=languages(), default="en", help="the language of the report")
    parser.add_argument("--title", default="", help="a title in place of “Situation report”")
    parser.add_argument("--bbox", type=bounding_box, metavar="W,S,E,N", help="the part of the world of its first map")
    add_filter_arguments(parser)
    add_redaction_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the report; a Markdown file's pictures into a folder beside it."""
    event_filter = from_arguments(args)
    out = Path(args.out)
    suffix = out.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise UsageError(f"{out} has none of the known endings. Name it .{' or .'.join(FORMATS)}.")
    recipe = Recipe(
        event_filter=event_filter,
        lang=args.lang,
        title=args.title,
        bbox=args.bbox,
        redaction=redaction_from_arguments(args).to_query(),
        made_at=datetime.now(UTC),
    )
    with Store(args.store, must_exist=True) as store:
        revision = store.revision
        frame = store.events_frame(according_to=event_filter.according_to, as_known_on=event_filter.as_known_on)
        report = report_of(
            frame, recipe, gazetteer=Gazetteer.open(), sources=partial(sources_of, store), data_revision=revision
        )
    write_report(report, out, suffix)
    listed = sum(len(entries) for _, entries in report.days)
    print(f"Written to {out}: {listed} events, {len(report.cited)} sources.", file=sys.stderr)
    return 0


def report_bytes(
    frame: gpd.GeoDataFrame,
    event_filter: EventFilter,
    suffix: str,
    *,
    store: Store,
    gazetteer: Gazetteer,
    lang: str,
    stem: str,
    redaction: Mapping[str, str],
) -> bytes:
    """The report of a view as one file to download: a .docx, or a .zip of the Markdown and its pictures."""
    recipe = Recipe(event_filter=event_filter, lang=lang, redaction=redaction, made_at=datetime.now(UTC))
    named = partial(sources_of, store)
    report = report_of(frame, recipe, gazetteer=gazetteer, sources=named, data_revision=store.revision)
    if suffix == "docx":
        from dashboard.situation.docx import docx_bytes

        return docx_bytes(report)
    from dashboard.situation.markdown import markdown_files, zipped

    return zipped(markdown_files(report, stem))


def write_report(report: SituationReport, out: Path, suffix: str) -> None:
    """Writes a .docx, or a .md with its pictures, which are there before it is."""
    if suffix == "docx":
        from dashboard.situation.docx import docx_bytes

        content = docx_bytes(report)
        write_whole(out, lambda draft: draft.write_bytes(content), suffix=suffix)
        return
    from dashboard.situation.markdown import markdown_files

    for name, content in markdown_files(report, out.stem).items():
        target = out.parent / name if "/" in name else out
        try:
            target.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise ExportError(
                f"{target.parent} can't be made: {error.strerror or error}. Name another file."
            ) from error
        write_whole(target, partial(_fill, content), suffix=target.suffix[1:])


def _fill(content: bytes, draft: Path) -> None:
    draft.write_bytes(content)
