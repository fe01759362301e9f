"""The reports that a situation report cites, numbered in the order in which they are first cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select

from dashboard import schema
from dashboard.snapshot.fonts import one_line
from dashboard.store import Store

_AT_ONCE = 500
_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A report as it is cited; `url` is http(s), or "" where it is anything else."""

    id: str
    title: str = ""
    name: str = ""
    published: date | None = None
    url: str = ""


def sources_of(store: Store, report_ids: Iterable[str]) -> dict[str, Source]:
    """Those of the reports that the store has, by id."""
    wanted = list(dict.fromkeys(report_ids))
    columns = [schema.reports.c[name] for name in ("id", "title", "source", "published", "url")]
    found: dict[str, Source] = {}
    with store.reader() as connection:
        for at in range(0, len(wanted), _AT_ONCE):
            query = select(*columns).where(schema.reports.c.id.in_(wanted[at : at + _AT_ONCE]))
            for row in connection.execute(query):
                found[row.id] = Source(
                    id=row.id,
                    title=one_line(row.title),
                    name=one_line(row.source),
                    published=row.published,
                    url=web_address(row.url),
                )
    return found


def web_address(text: str) -> str:
    """The address if it is one of the web, without anything that could leave a link; else ""."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_plain = text.isprintable() and not set(text) & set(" <>\"'`\\{}|^")
    return text if parts.scheme in ("http", "https") and parts.netloc and is_plain and len(text) <= _LONGEST_URL else ""


def numbers_of(cited: Iterable[Sequence[str]]) -> dict[str, int]:
    """1, 2, 3 … for the ids of several lists, as they come first."""
    order = dict.fromkeys(one for ids in cited for one in ids)
    return {one: number for number, one in enumerate(order, start=1)}
