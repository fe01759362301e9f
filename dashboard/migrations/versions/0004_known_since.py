"""When each event came into the store, the store's clock, and text that is the same in every database.

Revision 0004.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_postgres = op.get_context().dialect.name == "postgresql"
    if is_postgres:
        _order_by_code_point()
        op.execute("ALTER TABLE meta ALTER COLUMN value TYPE BIGINT")
    op.add_column("events", sa.Column("added_at", sa.DateTime(), nullable=True))
    _fill_added_at()
    if not is_postgres:
        _replace_nul()
    _start_clock()


def _order_by_code_point() -> None:
    """As SQLite orders text, whatever the locale of the server."""
    inspector = sa.inspect(op.get_bind())
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            if isinstance(column["type"], sa.String) and table != "alembic_version":
                kind = column["type"].compile(op.get_bind().dialect).partition(" COLLATE")[0]
                op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column["name"]}" TYPE {kind} COLLATE "C"')


def _fill_added_at() -> None:
    """From the log where it says so, else the time when the first of its reports was read."""
    op.execute(
        "UPDATE events SET added_at = coalesce("
        "(SELECT min(at) FROM review_log WHERE event_id = events.id AND field = 'created'), "
        "(SELECT min(read_at) FROM reports JOIN event_reports ON report_id = reports.id WHERE event_id = events.id))"
    )


def _replace_nul() -> None:
    """NUL as U+FFFD, which dashboard.kept_text tells of; a text's hash is then another."""
    connection = op.get_bind()
    inspector = sa.inspect(connection)
    # SQLite's own replace() takes a NUL for no text at all.
    driver: Any = connection.connection.driver_connection
    driver.create_function("without_nul", 1, lambda text: text.replace("\0", "\ufffd"), deterministic=True)
    for table in sorted(set(inspector.get_table_names()) - {"alembic_version", "review_log"}):
        texts = [one["name"] for one in inspector.get_columns(table) if isinstance(one["type"], sa.String)]
        for name in texts:
            set_anew = f'UPDATE {table} SET "{name}" = without_nul("{name}")'
            connection.exec_driver_sql(f"{set_anew} WHERE instr(CAST(\"{name}\" AS BLOB), x'00') > 0")
            if (table, name) == ("reports", "text"):
                _hash_anew(connection)


def _hash_anew(connection: sa.Connection) -> None:
    """The hash of each text that had a NUL: of those that hold a replacement character, which are few."""
    found = connection.exec_driver_sql("SELECT id, text FROM reports WHERE instr(text, char(65533)) > 0").fetchall()
    for report_id, text in found:
        connection.exec_driver_sql(
            "UPDATE OR IGNORE reports SET text_hash = ? WHERE id = ?", (sha256(text.encode()).hexdigest(), report_id)
        )


def _start_clock() -> None:
    """At the latest time that the store knows of."""
    connection = op.get_bind()
    log = sa.table("review_log", sa.column("at", sa.DateTime()))
    events = sa.table("events", sa.column("added_at", sa.DateTime()))
    times = [connection.execute(sa.select(sa.func.max(column))).scalar() for column in (log.c.at, events.c.added_at)]
    latest = max((time for time in times if time is not None), default=datetime(1970, 1, 1))
    since = latest - datetime(1970, 1, 1)
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    meta = sa.table("meta", sa.column("key", sa.String()), sa.column("value", sa.BigInteger()))
    connection.execute(sa.insert(meta).values(key="clock", value=microseconds))


def downgrade() -> None:
    op.execute("DELETE FROM meta WHERE key = 'clock'")
    op.drop_column("events", "added_at")
