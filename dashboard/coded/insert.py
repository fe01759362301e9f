"""Coded rows into the tables of the store: whole batches as plain tuples, past SQLAlchemy's objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, select, update

from dashboard import schema
from dashboard.backends import backend_called
from dashboard.batches import batches
from dashboard.clock import store_time
from dashboard.coded.records import Coded
from dashboard.coded.reports import LONGEST_QUOTE, RULE, Reports, languages
from dashboard.software import software
from dashboard.store import text_hash

Row = tuple[Any, ...]
_EVENT_COLUMNS = (
    *(
        "id",
        "layer",
        "kind",
        "date_start",
        "date_end",
        "date_precision",
        "date_reason",
        "time_zone",
        "place_name",
        "place_name_ar",
    ),
    *("place_ids", "place_reason", "relation", "lat", "lon", "radius_m", "geo_precision", "geometry", "country"),
    *("admin1", "killed_low", "killed_best", "killed_high", "wounded_best", "status", "confidence", "source"),
)
"""Columns of the events table that stand in a batch under the same name."""

_MORE_COLUMNS = ("is_shown", "is_checked", "note", "force_words", "report_ids", "quote")
_EVIDENCE_COLUMNS = ("event_id", "position", "field", "report_id", "start", "end", "rule")
_WHOLE = ("killed_low", "killed_best", "killed_high", "wounded_best")
_REPORT_COLUMNS = (
    "id",
    "text_hash",
    "text",
    "title",
    "lang",
    "published",
    "source",
    "url",
    "external_id",
    "software",
)
LOOKED_UP = 10_000  # ids in one question: below what any database takes


def known_ids(connection: Connection, table: Table, ids: Sequence[str]) -> set[str]:
    """Which of these ids a table has."""
    found: set[str] = set()
    for some in batches(ids, LOOKED_UP):
        found.update(connection.execute(select(table.c.id).where(table.c.id.in_(some))).scalars())
    return found


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch as the rows of the store's tables, each of which begins with its event's id, which is its report's too.

    Reports that our own files name are made when it is known which there are.
    """

    coded: Coded
    reports: list[Row]
    events: list[Row]
    forces: list[Row]
    behind: list[Row]
    evidence: list[Row]

    def without(self, ids: Collection[str]) -> Ready:
        """The rows of all other events."""
        if not ids:
            return self
        rows = ([row for row in some if row[0] not in ids] for some in (self.reports, self.events, self.forces))
        more = ([row for row in some if row[0] not in ids] for some in (self.behind, self.evidence))
        return Ready(self.coded.part(~self.coded.table["id"].isin(ids).to_numpy()), *rows, *more)


def make_ready(coded: Coded, *, label: str) -> Ready:
    """The rows of a batch; `label` names the file's scheme in the titles of the reports.

    There are no claims among them: an event of one report says what its claim would; joining makes them.
    """
    if not len(coded):
        return Ready(coded, [], [], [], [], [])
    table, codes = coded.table, coded.side_codes.tolist()
    reports, evidence = [], []
    if coded.is_ours:
        quotes = table["text"].str.slice(0, LONGEST_QUOTE).to_list()
        report_ids = [_listed(one) for one in table["report_ids"]]
    else:
        made = Reports(coded)
        quotes, evidence = made.quotes, made.evidence(coded)
        reports = _report_rows(coded, made.texts, label)
        report_ids = [(one,) for one in table["id"]]
    words = ["\n".join(f"{side.force} {side.role}" for side in sides) for sides in coded.sides]
    columns: list[Iterable[Any]] = [_plain(table, name) for name in _EVENT_COLUMNS]
    more = (
        repeat(True),
        repeat(False),
        [coded.notes[code] for code in codes],
        [words[code] for code in codes],
        ["\n".join(ids) for ids in report_ids],
        quotes,
    )
    ids = table["id"].to_list()
    return Ready(
        coded,
        reports,
        list(zip(*columns, *more, strict=False)),
        [
            (event_id, position, side.force, side.role)
            for event_id, code in zip(ids, codes, strict=True)
            for position, side in enumerate(coded.sides[code])
        ],
        [(event_id, n, one) for event_id, some in zip(ids, report_ids, strict=True) for n, one in enumerate(some)],
        evidence,
    )


def insert_ready(connection: Connection, ready: Ready) -> None:
    """Adds a batch none of whose events the store has."""
    write = partial(backend_called(connection.dialect.name).insert_rows, connection)
    reports, evidence = ready.reports, ready.evidence
    if ready.coded.is_ours:
        reports, evidence = _our_reports(connection, ready.coded)
    at = store_time(connection).isoformat(sep=" ", timespec="microseconds")
    write(schema.reports, (*_REPORT_COLUMNS, "read_at"), _stamped(reports, at))
    write(schema.events, (*_EVENT_COLUMNS, *_MORE_COLUMNS, "added_at"), _stamped(ready.events, at))
    write(schema.event_forces, ("event_id", "position", "force_id", "role"), ready.forces)
    write(schema.event_reports, ("event_id", "position", "report_id"), ready.behind)
    write(schema.evidence, _EVIDENCE_COLUMNS, evidence)


def _stamped(rows: list[Row], at: str) -> list[Row]:
    """The rows with the time behind them."""
    return [(*row, at) for row in rows]


def _plain(table: Any, name: str) -> list[Any]:
    """A column as plain values: None for an unknown number, whole numbers whole."""
    values = table[name].to_numpy(dtype=object)
    if name in _WHOLE:
        return [None if value != value else int(value) for value in values]
    return list(np.where(pd.isna(values), None, values))


def _report_rows(coded: Coded, texts: list[str], label: str) -> list[Row]:
    table = coded.table
    titles = (label + " " + table["external_id"]).str.strip().to_list() if label else table["external_id"].to_list()
    return list(
        zip(
            table["id"].to_list(),
            [text_hash(text) for text in texts],
            texts,
            titles,
            languages(texts),
            _plain(table, "published"),
            table["source"].to_list(),
            table["url"].to_list(),
            table["external_id"].to_list(),
            repeat(software()),
            strict=False,
        )
    )


# Reports that our own files name --------------------------------------------------------------------------------------


def _our_reports(connection: Connection, coded: Coded) -> tuple[list[Row], list[Row]]:
    """Rows of new reports for those that the events rest on, and of evidence: where in the first one its sentence is.

    Our files hold a report's id, source and the sentences of its events, not its text. A report that the store has is
    left as it is, unless it was made so: then the further sentences are put behind those it has.
    """
    table = coded.table
    named = [_listed(one) for one in table["report_ids"]]
    ids = list(dict.fromkeys(one for some in named for one in some))
    texts = of_reports(connection, "text", ids)
    sources: dict[str, str] = {}
    changed: set[str] = set()
    evidence: list[Row] = []
    for event_id, some, quote, source in zip(table["id"], named, table["text"], table["source"], strict=True):
        for one in some:
            if one not in texts:
                texts[one] = _opening(one)
                sources[one] = ""
        if some and not sources.get(some[0], "-"):
            sources[some[0]] = source
        if not some or not quote:
            continue
        at = texts[some[0]].find(quote)
        if at < 0 and texts[some[0]].startswith(_opening(some[0])):
            at = len(texts[some[0]]) + 1
            texts[some[0]] += f"\n{quote}"
            changed.add(some[0])
        if at >= 0:
            evidence.append((event_id, 0, "kind", some[0], at, at + len(quote), RULE))
    for one in changed - sources.keys():
        values = {"text": texts[one], "text_hash": text_hash(texts[one])}
        connection.execute(update(schema.reports).where(schema.reports.c.id == one).values(values))
    new = [texts[one] for one in sources]
    rows = zip(
        sources,
        [text_hash(text) for text in new],
        new,
        repeat(""),
        languages(new),
        repeat(None),
        sources.values(),
        repeat(""),
        repeat(""),
        repeat(software()),
        strict=False,
    )
    return list(rows), evidence


def of_reports(connection: Connection, column: str, ids: Sequence[str]) -> dict[str, str]:
    """A column of the reports that the store has of these ids, by id."""
    reports = schema.reports
    found: dict[str, str] = {}
    for some in batches(ids, LOOKED_UP):
        asked = select(reports.c.id, reports.c[column]).where(reports.c.id.in_(some))
        found.update((row.id, row[1]) for row in connection.execute(asked))
    return found


def _opening(report_id: str) -> str:
    """How the text of a report begins of which only the sentences of its events came in."""
    return f"[{report_id}]"


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for part in cell.split(";") if (one := part.strip())))
