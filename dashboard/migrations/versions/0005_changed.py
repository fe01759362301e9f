"""The store's revision since when each event is as it is: what an open table of events reads anew.

Revision 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("events", sa.Column("changed", kind, nullable=False, server_default="0"))
    op.create_index("ix_events_changed", "events", ["changed"])


def downgrade() -> None:
    op.drop_index("ix_events_changed", "events")
    op.drop_column("events", "changed")
