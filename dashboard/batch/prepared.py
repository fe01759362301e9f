"""A report made into rows of the store's tables where it is read: that is half the work of keeping it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.kept_text import JsonText, as_json, without_nul
from dashboard.merging.near_duplicates import Signature, signature
from dashboard.quotes import quote_of
from dashboard.reading.read import ReadReport
from dashboard.report_rows import as_stored, report_row
from dashboard.rows import Row, event_row, part_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedReport:
    """A report that was read, as rows of the store's tables; what depends on the store's other reports is left out."""

    report: Row
    signature: Signature
    events: list[Row]
    parts: list[dict[str, list[Row]]]


def prepare_report(report: ReadReport, *, external_id: str = "", gazetteer: str = "") -> PreparedReport:
    """The rows of a report and its events, to be handed to `keep_reports`."""
    # When it is read is set when it is kept.
    stored = as_stored(report, read_at=datetime.min, external_id=external_id, gazetteer=gazetteer)
    own = signature(report.text)
    texts = {report.id: without_nul(report.text)}
    return PreparedReport(
        report=report_row(stored, reading=JsonText(as_json(report.as_json()))) | {"signature": own.to_bytes()},
        signature=own,
        events=[event_row(one, source=report.source, quote=quote_of(one, texts)) for one in report.events],
        parts=[part_rows(one) for one in report.events],
    )
