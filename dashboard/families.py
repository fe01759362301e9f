"""Families of reports: copies and edited republications of one text, which count as one source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import Connection, Select, func, select

from dashboard import schema
from dashboard.batches import batches
from dashboard.merging.near_duplicates import Signature, is_republication, resemblance

_MOST_SHARING = 200
"""Reports that may share a part of a signature for it to tell anything: what more have is a standing phrase."""

_ASKED_AT_ONCE = 10_000  # values in one question: databases have a limit


@dataclass(slots=True)
class Wordings:
    """The stored texts of which some new ones may be copies, and the new ones as they are added, one after the other.

    `by_band` has the reports that share a part of a signature, one more than `_MOST_SHARING` of them at most.
    """

    by_band: dict[int, list[str]] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, Signature] = field(default_factory=dict)

    @classmethod
    def about(cls, connection: Connection, signatures: Iterable[Signature]) -> Self:
        """What is stored that shares a part with any of the signatures."""
        wordings = cls()
        bands, reports = schema.report_bands, schema.reports
        asked = sorted({band for one in signatures for band in one.bands})
        for some in batches(asked, _ASKED_AT_ONCE):
            shared = select(bands.c.band, func.count()).where(bands.c.band.in_(some)).group_by(bands.c.band)
            counts = {row[0]: row[1] for row in connection.execute(shared)}
            wordings.by_band |= {band: [""] * (_MOST_SHARING + 1) for band, n in counts.items() if n > _MOST_SHARING}
            telling = [band for band, count in counts.items() if count <= _MOST_SHARING]
            for row in connection.execute(select(bands).where(bands.c.band.in_(telling))):
                wordings.by_band.setdefault(row.band, []).append(row.report_id)
        alike = sorted({one for ids in wordings.by_band.values() for one in ids} - {""})
        for ids in batches(alike, _ASKED_AT_ONCE):
            statement = select(reports.c.id, reports.c.family, reports.c.signature).where(
                reports.c.id.in_(ids), reports.c.signature.is_not(None)
            )
            for row in connection.execute(statement):
                wordings.families[row.id] = row.family or row.id
                wordings.signatures[row.id] = Signature.from_bytes(row.signature)
        return wordings

    def add(self, report_id: str, own: Signature) -> tuple[str, Sequence[int]]:
        """(the family of a new report's text: that of the text it repeats most of, else its own; the bands to note).

        What so many share that it tells nothing is not noted any more: its list would be counted with every report.
        """
        alike = [
            (resemblance(own, self.signatures[other]), self.families[other])
            for other in set(self._sharing(own))
            if is_republication(own, self.signatures[other])
        ]
        family = max(alike)[1] if alike else report_id
        noted = [band for band in dict.fromkeys(own.bands) if len(self.by_band.get(band, ())) <= _MOST_SHARING]
        for band in noted:
            self.by_band.setdefault(band, []).append(report_id)
        self.families[report_id], self.signatures[report_id] = family, own
        return family, noted

    def _sharing(self, own: Signature) -> Iterator[str]:
        for band in own.bands:
            ids = self.by_band.get(band, [])
            if len(ids) <= _MOST_SHARING:
                yield from (one for one in ids if one in self.signatures)


def families_of(connection: Connection, report_ids: Iterable[str] | Select[Any] | None = None) -> dict[str, str]:
    """The family of each of these reports, or of all: {report id: id of the first report of the family}."""
    table = schema.reports
    statement = select(table.c.id, table.c.family)
    if report_ids is not None:
        statement = statement.where(table.c.id.in_(report_ids if isinstance(report_ids, Select) else list(report_ids)))
    return {row.id: row.family or row.id for row in connection.execute(statement)}
