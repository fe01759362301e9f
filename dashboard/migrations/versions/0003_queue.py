"""The review queue in the order that it is worked through, so that a page of it is read without the rest.

Revision 0003.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TURN = (
    "CAST(round(confidence * 10) AS INTEGER) * 100000000"
    " + 99999999 - coalesce(CAST(replace(date_start, '-', '') AS INTEGER), 0)"
)
POSTGRES_TURN = (
    "CAST(floor(confidence * 10 + 0.5) AS INTEGER) * 100000000 + 99999999"
    " - coalesce(CAST(extract(year FROM date_start) * 10000 + extract(month FROM date_start) * 100"
    " + extract(day FROM date_start) AS INTEGER), 0)"
)


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        computed, waits = f"BIGINT GENERATED ALWAYS AS ({POSTGRES_TURN}) STORED", "is_shown AND NOT is_checked"
    else:
        computed, waits = f"INTEGER GENERATED ALWAYS AS ({TURN}) VIRTUAL", "is_shown = 1 AND is_checked = 0"
    op.execute(f"ALTER TABLE events ADD COLUMN queue_turn {computed}")
    op.execute(
        f"CREATE INDEX ix_events_queue_turn ON events (queue_turn, id, status, lat, is_shown, is_checked) WHERE {waits}"
    )


def downgrade() -> None:
    op.drop_index("ix_events_queue_turn", table_name="events")
    op.execute("ALTER TABLE events DROP COLUMN queue_turn")
