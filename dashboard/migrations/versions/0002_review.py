"""Review: events joined and split, changes that can be taken back, copies of a text, doubts, remembered places.

Revision 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = (("events", "joined_into"), ("reports", "family"), ("review_log", "change"))


def _new_columns() -> dict[str, list[sa.Column]]:
    return {
        "events": [
            sa.Column("joined_into", sa.String(), nullable=True),
            sa.Column("is_shown", sa.Boolean(), server_default="1", nullable=False),
            sa.Column("is_checked", sa.Boolean(), server_default="0", nullable=False),
        ],
        "reports": [
            sa.Column("signature", sa.LargeBinary(), nullable=True),
            sa.Column("family", sa.String(), server_default="", nullable=False),
        ],
        "review_log": [
            sa.Column("change", sa.Integer(), server_default="0", nullable=False),
            sa.Column("action", sa.String(), server_default="", nullable=False),
            sa.Column("undoes", sa.Integer(), nullable=True),
        ],
    }


def upgrade() -> None:
    for table, columns in _new_columns().items():
        for column in columns:
            if column.name == "joined_into":
                # SQLite adds a column with its reference in one statement; alembic would copy the whole table.
                op.execute(
                    "ALTER TABLE events ADD COLUMN joined_into VARCHAR "
                    "CONSTRAINT fk_events_joined_into REFERENCES events (id)"
                )
            else:
                op.add_column(table, column)
    for table, name in INDEXES:
        op.create_index(f"ix_{table}_{name}", table, [name], unique=False)
    _create_tables()
    # What people had changed they had looked at.
    events = sa.table("events", sa.column("id"), sa.column("status"), sa.column("is_checked", sa.Boolean()))
    changed: sa.Select = sa.select(sa.column("event_id")).select_from(sa.table("review_log"))
    op.execute(sa.update(events).where(events.c.id.in_(changed)).values(is_checked=True))
    looked_at = events.c.status.in_(("reviewed", "verified", "disputed", "rejected"))
    op.execute(sa.update(events).where(looked_at).values(is_checked=True))


def _create_tables() -> None:
    op.create_table(
        "report_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_report_bands_report_id"),
        sa.PrimaryKeyConstraint("band", "report_id", name="pk_report_bands"),
    )
    op.create_table(
        "doubts",
        sa.Column("first_id", sa.String(), nullable=False),
        sa.Column("second_id", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["events.id"], name="fk_doubts_first_id"),
        sa.ForeignKeyConstraint(["second_id"], ["events.id"], name="fk_doubts_second_id"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_doubts"),
    )
    op.create_index("ix_doubts_second_id", "doubts", ["second_id"], unique=False)
    op.create_table(
        "place_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("name_key", sa.String(), server_default="", nullable=False),
        sa.Column("place_id", sa.String(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(), server_default="", nullable=False),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("is_in_force", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_place_corrections"),
    )


def downgrade() -> None:
    for table in ("place_corrections", "doubts", "report_bands"):
        op.drop_table(table)
    for table, name in INDEXES:
        op.drop_index(f"ix_{table}_{name}", table_name=table)
    for table, columns in _new_columns().items():
        if table != "review_log":
            with op.batch_alter_table(table) as batch:
                for column in columns:
                    batch.drop_column(str(column.name))
    # The log's lines can't be copied to another table while it forbids to be changed: its columns go one by one.
    for column in _new_columns()["review_log"]:
        op.execute(f"ALTER TABLE review_log DROP COLUMN {column.name}")
