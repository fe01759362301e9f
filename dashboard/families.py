"""Families of reports: copies and edited republications of one text, which count as one source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from dashboard import schema
from dashboard.merging.near_duplicates import Signature, is_republication, resemblance, signature

_MOST_SHARING = 200
"""Reports that may share a part of a signature for it to tell anything: what more have is a standing phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a text's copies are known by, and the report that it is a copy of: its own id where of none."""

    signature: Signature
    family: str


def wording_of(connection: Connection, report_id: str, text: str) -> Wording:
    """The signature of a new report's text, and the family of the stored text that it repeats most of."""
    own = signature(text)
    alike = [
        (resemblance(own, other), family)
        for family, other in _candidates(connection, own)
        if is_republication(own, other)
    ]
    return Wording(signature=own, family=max(alike)[1] if alike else report_id)


def keep_bands(connection: Connection, report_id: str, own: Signature) -> None:
    """Notes a stored report's signature where later copies look for it."""
    rows = [{"band": band, "report_id": report_id} for band in dict.fromkeys(own.bands)]
    if rows:
        connection.execute(insert(schema.report_bands), rows)


def families_of(connection: Connection, report_ids: Iterable[str] | Select[Any] | None = None) -> dict[str, str]:
    """The family of each of these reports, or of all: {report id: id of the first report of the family}."""
    table = schema.reports
    statement = select(table.c.id, table.c.family)
    if report_ids is not None:
        statement = statement.where(table.c.id.in_(report_ids if isinstance(report_ids, Select) else list(report_ids)))
    return {row.id: row.family or row.id for row in connection.execute(statement)}


def _candidates(connection: Connection, own: Signature) -> list[tuple[str, Signature]]:
    bands, reports = schema.report_bands, schema.reports
    telling = (
        select(bands.c.band)
        .where(bands.c.band.in_(own.bands))
        .group_by(bands.c.band)
        .having(func.count() <= _MOST_SHARING)
    )
    sharing = select(bands.c.report_id).where(bands.c.band.in_(telling)).distinct()
    statement = select(reports.c.id, reports.c.family, reports.c.signature).where(
        reports.c.id.in_(sharing), reports.c.signature.is_not(None)
    )
    return [(row.family or row.id, Signature.from_bytes(row.signature)) for row in connection.execute(statement)]
