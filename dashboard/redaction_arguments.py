"""How commands are told what to take out of a table of events, and with what."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping

import geopandas as gpd

from dashboard.errors import UsageError
from dashboard.filters import EventFilter
from dashboard.redaction import Redaction, kilometres, redact, redacted_view
from dashboard.sensitive import kinds_in
from dashboard.translation import Language
from gazetteer.index import Gazetteer


def add_redaction_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds --blur, --blur-sensitive, --hide-sources and --only-reviewed."""
    group = parser.add_argument_group("safety", "what is taken out of the file; see the README's section on safety")
    group.add_argument(
        "--blur", type=_blur_argument, default=0.0, metavar="KM", help="put every place into a grid cell"
    )
    group.add_argument(
        "--blur-sensitive", action="store_true", help="the places of what dashboard/lexicon/sensitive.csv names"
    )
    group.add_argument("--hide-sources", action="store_true", help="number sources and reports, withhold their words")
    group.add_argument("--only-reviewed", action="store_true", help="leave out what no person has looked at")


def _blur_argument(value: str) -> float:
    try:
        return kilometres(value)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def redaction_from_arguments(namespace: argparse.Namespace) -> Redaction:
    """The redaction that a command's arguments say."""
    return Redaction(
        blur_km=namespace.blur,
        blurs_sensitive=namespace.blur_sensitive,
        hides_sources=namespace.hide_sources,
        only_reviewed=namespace.only_reviewed,
    )


def redact_for(frame: gpd.GeoDataFrame, redaction: Redaction, lang: Language) -> gpd.GeoDataFrame:
    """What `redact` gives with the kinds of places that the built gazetteer knows."""
    return redact(frame, redaction, lang=lang, kinds_of_places=_kinds_of_places)


def redacted_view_for(
    frame: gpd.GeoDataFrame, event_filter: EventFilter, redaction: Redaction, lang: Language
) -> tuple[gpd.GeoDataFrame, EventFilter]:
    """What `redacted_view` gives with the kinds of places that the built gazetteer knows."""
    return redacted_view(frame, event_filter, redaction, lang=lang, kinds_of_places=_kinds_of_places)


def _kinds_of_places(ids: Iterable[str]) -> Mapping[str, str]:
    with Gazetteer.open() as gazetteer:
        return kinds_in(gazetteer)(ids)
