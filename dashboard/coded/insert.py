"""Coded rows into the tables of the store: whole batches as columns of plain values, past SQLAlchemy's objects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, select, update

from dashboard import schema
from dashboard.backends import backend_called
from dashboard.batches import batches
from dashboard.clock import store_time
from dashboard.coded.columns import Columns, Same, chosen
from dashboard.coded.records import Coded
from dashboard.coded.reports import LONGEST_QUOTE, RULE, Reports, languages
from dashboard.runs import runs
from dashboard.software import software
from dashboard.store import text_hash

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

_WHOLE = ("killed_low", "killed_best", "killed_high", "wounded_best")
LOOKED_UP = 10_000  # ids in one question: below what any database takes


def known_ids(connection: Connection, table: Table, ids: Sequence[str]) -> set[str]:
    """Which of these ids a table has."""
    found: set[str] = set()
    for some in batches(ids, LOOKED_UP):
        found.update(connection.execute(select(table.c.id).where(table.c.id.in_(some))).scalars())
    return found


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch as the rows of the store's tables; the id of an event is its report's too.

    Reports that our own files name are made when it is known which there are.
    """

    coded: Coded
    reports: Columns
    events: Columns
    forces: Columns
    behind: Columns
    evidence: Columns

    def without(self, ids: Collection[str]) -> Ready:
        """The rows of all other events."""
        if not ids:
            return self
        tables = (self.reports, self.events, self.forces, self.behind, self.evidence)
        coded = self.coded.part(~self.coded.table["id"].isin(ids).to_numpy())
        return Ready(coded, *(_without(columns, ids) for columns in tables))


def _without(columns: Columns, ids: Collection[str]) -> Columns:
    if not columns:
        return columns
    keep = [one not in ids for one in next(iter(columns.values()))]
    return {
        name: values if isinstance(values, Same) else list(compress(values, keep)) for name, values in columns.items()
    }


def make_ready(coded: Coded, *, label: str) -> Ready:
    """The rows of a batch; `label` names the file's scheme in the titles of the reports.

    There are no claims among them: an event of one report says what its claim would; joining makes them.
    """
    if not len(coded):
        return Ready(coded, {}, {}, {}, {}, {})
    table = coded.table
    ids = table["id"].to_list()
    if coded.is_ours:
        reports: Columns = {}
        evidence: Columns = {}
        quotes = table["text"].str.slice(0, LONGEST_QUOTE).to_list()
        named = [_listed(one) for one in table["report_ids"]]
        behind = _behind(ids, named)
        report_ids = ["\n".join(some) for some in named]
    else:
        made = Reports(coded)
        reports, evidence, quotes = _reports(coded, made.texts, label), made.evidence(coded), made.quotes
        behind = {"event_id": ids, "position": Same(0), "report_id": ids}
        report_ids = ids
    words = ["\n".join(f"{side.force} {side.role}" for side in sides) for sides in coded.sides]
    events: Columns = {name: _plain(table, name) for name in _EVENT_COLUMNS}
    more: Columns = {
        "is_shown": Same(True),
        "is_checked": Same(False),
        "note": chosen(coded.notes, coded.side_codes),
        "force_words": chosen(words, coded.side_codes),
        "report_ids": report_ids,
        "quote": quotes,
    }
    return Ready(coded, reports, events | more, _forces(coded, ids), behind, evidence)


def insert_ready(connection: Connection, ready: Ready) -> None:
    """Adds a batch none of whose events the store has."""
    if not len(ready.coded):
        return
    backend = backend_called(connection.dialect.name)

    def write(table: Table, columns: Columns) -> None:
        values = {name: repeat(one.value) if isinstance(one, Same) else one for name, one in columns.items()}
        backend.insert_columns(connection, table, values)

    reports, evidence = ready.reports, ready.evidence
    if ready.coded.is_ours:
        reports, evidence = _our_reports(connection, ready.coded)
    at = store_time(connection).isoformat(sep=" ", timespec="microseconds")
    write(schema.reports, reports | {"software": Same(software()), "read_at": Same(at)})
    revision = connection.execute(select(schema.NEXT_REVISION)).scalar_one()
    write(schema.events, ready.events | {"added_at": Same(at), "changed": Same(revision)})
    write(schema.event_forces, ready.forces)
    write(schema.event_reports, ready.behind)
    write(schema.evidence, evidence)


def _plain(table: pd.DataFrame, name: str) -> list[Any]:
    """A column as plain values: None for an unknown number, whole numbers whole."""
    values = table[name]
    if name in _WHOLE:
        values = values.astype("Int64")
    plain = values.to_numpy(dtype=object, copy=True)
    plain[values.isna().to_numpy()] = None
    return list(plain)


def _forces(coded: Coded, ids: list[str]) -> Columns:
    rows, positions = runs(np.array([len(sides) for sides in coded.sides], dtype=np.int64)[coded.side_codes])
    flat = [side for sides in coded.sides for side in sides]
    begins = np.cumsum([0, *(len(sides) for sides in coded.sides)])[coded.side_codes]
    which = begins[rows] + positions
    return {
        "event_id": chosen(ids, rows),
        "position": positions.tolist(),
        "force_id": chosen([side.force for side in flat], which),
        "role": chosen([side.role for side in flat], which),
    }


def _behind(ids: list[str], named: list[tuple[str, ...]]) -> Columns:
    rows, positions = runs(np.array([len(some) for some in named], dtype=np.int64))
    return {
        "event_id": chosen(ids, rows),
        "position": positions.tolist(),
        "report_id": [one for some in named for one in some],
    }


def _reports(coded: Coded, texts: list[str], label: str) -> Columns:
    table = coded.table
    own = table["external_id"]
    return {
        "id": table["id"].to_list(),
        "text_hash": [text_hash(text) for text in texts],
        "text": texts,
        "title": (label + " " + own).str.strip().to_list() if label else own.to_list(),
        "lang": languages(texts),
        "published": _plain(table, "published"),
        "source": table["source"].to_list(),
        "url": table["url"].to_list(),
        "external_id": own.to_list(),
    }


# Reports that our own files name --------------------------------------------------------------------------------------


def _our_reports(connection: Connection, coded: Coded) -> tuple[Columns, Columns]:
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
    evidence: list[tuple[str, str, int, int]] = []
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
            evidence.append((event_id, some[0], at, at + len(quote)))
    for one in changed - sources.keys():
        values = {"text": texts[one], "text_hash": text_hash(texts[one])}
        connection.execute(update(schema.reports).where(schema.reports.c.id == one).values(values))
    new = [texts[one] for one in sources]
    reports: Columns = {
        "id": list(sources),
        "text_hash": [text_hash(text) for text in new],
        "text": new,
        "title": Same(""),
        "lang": languages(new),
        "source": list(sources.values()),
    }
    told = {name: [one[n] for one in evidence] for n, name in enumerate(("event_id", "report_id", "start", "end"))}
    return reports, told | {"position": Same(0), "field": Same("kind"), "rule": Same(RULE)}


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
