"""Reports as rows of the store's table."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dashboard.kept_text import JsonText, without_nul
from dashboard.rows import Row
from dashboard.safe_text import plain_line
from dashboard.software import software

if TYPE_CHECKING:
    from dashboard.reading.read import ReadReport


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """A report as it was read; `read_at` is UTC. `replaces` is the id of an earlier text from the same address."""

    id: str
    text: str
    title: str = ""
    lang: str = ""
    published: date | None = None
    source: str = ""
    url: str = ""
    external_id: str = ""
    replaces: str | None = None
    read_at: datetime
    software: str = ""
    gazetteer: str = ""


def as_stored(report: ReadReport, *, read_at: datetime, external_id: str = "", gazetteer: str = "") -> StoredReport:
    """A report that was read, as it is to be kept."""
    return StoredReport(
        id=report.id,
        text=report.text,
        title=report.title,
        lang=report.lang,
        published=report.published,
        source=report.source,
        url=report.url,
        external_id=external_id,
        read_at=read_at,
        gazetteer=gazetteer,
    )


def text_hash(text: str) -> str:
    """What identifies a report: the SHA-256 of its text as it is kept, in hexadecimal."""
    return hashlib.sha256(without_nul(text).encode("utf-8", "surrogatepass")).hexdigest()


def report_row(report: StoredReport, *, reading: dict[str, Any] | JsonText | None) -> Row:
    """The row of the reports table, without what its wording tells."""
    row = {name: getattr(report, name) for name in StoredReport.__slots__}
    row |= {name: plain_line(row[name]) for name in ("title", "source", "url")}
    return row | {"text_hash": text_hash(report.text), "software": report.software or software(), "reading": reading}
