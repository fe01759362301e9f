"""Feeds, RSS and Atom: each entry a report."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from dashboard.errors import ReportError
from dashboard.incoming.guard import refusing
from dashboard.incoming.limits import LARGEST, check_size
from dashboard.incoming.records import Found, IncomingText, Source
from dashboard.incoming.told import clean_line, told_address, told_source, with_title
from dashboard.reading.report import decode_text, plain_text
from dashboard.reading.time_zones import published_day

ADVICE = "Save it anew from its address."
ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_ENTITY = re.compile(r"<!\s*(?:ENTITY|DOCTYPE[^>]*\[)", re.I)
_MARKUP = re.compile(r"</?[a-z][^<>]*>|&(?:#\d+|#x[0-9a-f]+|\w+);", re.I)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


def read(source: Source) -> Iterator[Found]:
    """A report for each entry of a feed. Raises ReportError."""
    check_size(source.size, "feed")
    with source.open() as file:
        text = decode_text(file.read(LARGEST["feed"] + 1))
    if not ROOT.search(text[:4096]):
        raise ReportError("The XML is no feed (RSS or Atom), so no report is known in it.")
    if _ENTITY.search(text):
        raise ReportError("The feed declares entities of its own; such XML is not read, for they may do harm.")
    with refusing("feed", ADVICE):
        parsed = _parsed(text)
        publisher = told_source(parsed.feed.get("title"))
        entries = list(parsed.entries)
    if not entries:
        raise ReportError("The feed has no entries.")
    for number, entry in enumerate(entries, start=1):
        yield Found(f"entry {number}", partial(_entry_report, entry, publisher))


def _parsed(text: str) -> Any:
    import feedparser

    # As a file: a text might be taken for an address and fetched. Its encoding is known by now.
    data = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(
        io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _entry_report(entry: Any, publisher: str) -> IncomingText:
    with refusing("entry", ADVICE):
        contents = [part.get("value") or "" for part in entry.get("content", ())]
        body = max([*contents, entry.get("summary") or ""], key=len)
        own = entry.get("source") or {}
        report = IncomingText(
            text=with_title(_plain(entry.get("title") or ""), _plain(body)),
            published=_day(entry.get("published_parsed") or entry.get("updated_parsed")),
            source=told_source(own.get("title"), publisher, entry.get("author")),
            url=told_address(entry.get("link"), entry.get("id")),
            external_id=clean_line(entry.get("id") or "")[:200],
        )
    if not report.text:
        raise ReportError("The entry has no text.")
    return report


def _plain(markup: str) -> str:
    return plain_text(markup) if _MARKUP.search(markup) else markup.strip()


def _day(moment: Any) -> date | None:
    """The day of a moment in UTC, in the time zone of reports."""
    if moment is None:
        return None
    try:
        return published_day(datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat())
    except ReportError:
        raise
    except (ValueError, OverflowError, OSError, TypeError):
        return None
