"""The tables of the store. A change here needs a migration in dashboard/migrations/versions."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    select,
    text,
)

from dashboard.stored_text import LongText, StoredText
from dashboard.turns import QueueTurn

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


_LONG = BigInteger().with_variant(Integer, "sqlite")  # whose integers are as long as need be


def _words(name: str) -> Column[str]:
    return Column(name, StoredText, nullable=False, server_default="")


meta = Table(
    "meta",
    metadata,
    Column("key", StoredText, primary_key=True),
    Column("value", _LONG, nullable=False),
)
"""`revision` grows with every write; `clock` is the latest time that a write had, in microseconds since 1970."""

NEXT_REVISION = select(meta.c.value + 1).where(meta.c.key == "revision").scalar_subquery()
"""The store's revision once the transaction that writes has ended."""

reports = Table(
    "reports",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("text_hash", StoredText, nullable=False, unique=True),  # what makes a report the same report
    Column("text", LongText, nullable=False),
    _words("title"),
    _words("lang"),
    Column("published", Date),
    _words("source"),
    Column("url", StoredText, nullable=False, server_default="", index=True),
    _words("external_id"),  # what its sender calls it
    Column("replaces", StoredText, ForeignKey("reports.id")),  # the earlier text that stood at the same url
    Column("read_at", DateTime, nullable=False),  # UTC
    _words("software"),
    _words("gazetteer"),
    Column("reading", JSON),  # what `read` printed: mentions, events as read, warnings
    Column("signature", LargeBinary),  # of the text's wording: what copies of it are known by
    Column("family", StoredText, nullable=False, server_default="", index=True),  # the first report of its copies
)

report_bands = Table(
    "report_bands",
    metadata,
    Column("band", BigInteger, primary_key=True),  # a part of the signature; copies of a text share one
    Column("report_id", StoredText, ForeignKey("reports.id"), primary_key=True),
)

events = Table(
    "events",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("layer", StoredText, nullable=False),
    Column("kind", StoredText, nullable=False, index=True),
    Column("joined_into", StoredText, ForeignKey("events.id"), index=True),  # the event that tells of it too
    Column(
        "is_shown", Boolean, nullable=False, server_default="1"
    ),  # not so: joined into another, split up, taken back
    Column("is_checked", Boolean, nullable=False, server_default="0"),  # a person has looked at it
    Column("date_start", Date, index=True),
    Column("date_end", Date),
    Column("date_precision", StoredText, nullable=False),
    _words("date_reason"),
    _words("time_zone"),
    _words("place_name"),
    _words("place_name_ar"),
    _words("place_ids"),  # a line each
    _words("place_reason"),
    _words("place_label"),
    Column("place_score", Float, nullable=False, server_default="0"),
    _words("relation"),
    Column("lat", Float),
    Column("lon", Float),
    Column("radius_m", Float),
    Column("geo_precision", Integer, nullable=False, server_default="0"),
    Column("geometry", LargeBinary),  # WKB, EPSG:4326
    _words("country"),
    _words("admin1"),
    *(Column(f"{what}_{which}", Integer) for what in ("killed", "wounded") for which in ("low", "best", "high")),
    Column("status", StoredText, nullable=False, index=True),
    Column("confidence", Float, nullable=False, server_default="0"),
    _words("note"),
    Column("added_at", DateTime),  # UTC; when it came into the store, where that is known
    # The store's revision since when it is as it is: what an open table of events reads anew.
    Column(
        "changed", _LONG, nullable=False, server_default="0", default=NEXT_REVISION, onupdate=NEXT_REVISION, index=True
    ),
    # Copies of what the other tables say, so that a million events are read in one pass.
    _words("force_words"),  # a line each, "us actor"
    _words("report_ids"),  # a line each
    _words("source"),
    _words("quote"),
    # Where it stands in the review queue: in tenths of sureness, then the latest first, the undated last.
    Column(
        "queue_turn",
        _LONG,
        Computed(QueueTurn()),
    ),
    CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
    CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
    Index(
        "ix_events_queue_turn",  # all that a page of the queue and its counts are told by
        *("queue_turn", "id", "status", "lat", "is_shown", "is_checked"),
        sqlite_where=text("is_shown = 1 AND is_checked = 0"),
        postgresql_where=text("is_shown AND NOT is_checked"),
    ),
)


def _event_id() -> Column[str]:
    return Column("event_id", StoredText, ForeignKey("events.id"), primary_key=True)


def _position() -> Column[int]:
    return Column("position", Integer, primary_key=True)


event_forces = Table(
    "event_forces",
    metadata,
    _event_id(),
    _position(),
    Column("force_id", StoredText, nullable=False, index=True),
    Column("role", StoredText, nullable=False),
)

event_reports = Table(
    "event_reports",
    metadata,
    _event_id(),
    _position(),
    Column("report_id", StoredText, ForeignKey("reports.id"), nullable=False, index=True),
)

evidence = Table(
    "evidence",
    metadata,
    _event_id(),
    _position(),
    Column("field", StoredText, nullable=False),
    Column("report_id", StoredText, ForeignKey("reports.id"), nullable=False),
    Column("start", Integer, nullable=False),  # code-point offsets in the report's text
    Column("end", Integer, nullable=False),
    _words("rule"),
)

claims = Table(
    "claims",
    metadata,
    _event_id(),
    _position(),
    Column("report_id", StoredText, ForeignKey("reports.id"), nullable=False),
    Column("fields", JSON, nullable=False),
)

review_log = Table(
    "review_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change", Integer, nullable=False, server_default="0", index=True),  # lines that were written together
    _words("action"),  # create, edit, join, split, correct, undo
    Column("undoes", Integer),  # the change that this one takes back
    Column("at", DateTime, nullable=False),  # UTC
    _words("who"),
    Column("event_id", StoredText, ForeignKey("events.id"), nullable=False, index=True),
    Column("field", StoredText, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    _words("why"),
)

doubts = Table(
    "doubts",
    metadata,
    Column("first_id", StoredText, ForeignKey("events.id"), primary_key=True),  # the smaller of the two ids
    Column("second_id", StoredText, ForeignKey("events.id"), primary_key=True, index=True),
    Column("score", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    _words("decision"),  # none yet, joined, apart
)

place_corrections = Table(
    "place_corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    _words("source"),
    _words("name"),  # as the source writes it
    _words("name_key"),  # the same in any spelling
    _words("place_id"),  # what it means there
    Column("at", DateTime, nullable=False),  # UTC
    _words("who"),
    _words("why"),
    Column("is_in_force", Boolean, nullable=False, server_default="1"),
)

EVENT_PARTS = (event_forces, event_reports, evidence, claims)
"""Tables that hold an event's lists, in order of `position`."""
