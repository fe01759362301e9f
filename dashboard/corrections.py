"""Places that people corrected, remembered: this name in this source means that place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from dashboard import schema
from dashboard.clock import store_time
from dashboard.permissions import Permission
from dashboard.review_log import signature
from dashboard.store import Store
from gazetteer.names import bare_key


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCorrection:
    """What a name means in the reports of a source; an empty `source` stands for reports without one. `at` is UTC."""

    id: int
    source: str
    name: str
    name_key: str
    place_id: str
    at: datetime
    who: str = ""
    why: str = ""


def read_corrections(connection: Connection, source: str | None = None) -> tuple[PlaceCorrection, ...]:
    """The corrections in force, of one source or of all, oldest first."""
    table = schema.place_corrections
    columns = [table.c[name] for name in PlaceCorrection.__slots__]
    statement = select(*columns).where(table.c.is_in_force).order_by(table.c.id)
    if source is not None:
        statement = statement.where(table.c.source == source)
    return tuple(PlaceCorrection(**row) for row in connection.execute(statement).mappings())


def keep_correction(
    connection: Connection, *, source: str, name: str, place_id: str, who: str = "", why: str = ""
) -> int:
    """Remembers what a name means in a source, in the stead of what it meant before; the correction's id."""
    table = schema.place_corrections
    key = bare_key(name)
    forget = update(table).where(table.c.source == source, table.c.name_key == key, table.c.is_in_force)
    connection.execute(forget.values(is_in_force=False))
    row = {
        "source": source,
        "name": name,
        "name_key": key,
        "place_id": place_id,
        "at": store_time(connection),
        "who": signature(connection, who),
        "why": why,
    }
    return int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def forget_correction(connection: Connection, correction_id: int) -> None:
    """Takes a correction out of force; what it changed stays."""
    table = schema.place_corrections
    connection.execute(update(table).where(table.c.id == correction_id).values(is_in_force=False))


def settled_by_source(store: Store) -> dict[str, dict[str, str]]:
    """What `locate` is to be told of the reports of each source: {source: {name key: place id}}."""
    settled: dict[str, dict[str, str]] = {}
    with store.reader(Permission.READ_IN) as connection:
        for one in read_corrections(connection):
            settled.setdefault(one.source, {})[one.name_key] = one.place_id
    return settled
