"""The first tables.

Revision 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date_start", sa.Date(), nullable=True),
        sa.Column("date_end", sa.Date(), nullable=True),
        sa.Column("date_precision", sa.String(), nullable=False),
        sa.Column("date_reason", sa.String(), server_default="", nullable=False),
        sa.Column("time_zone", sa.String(), server_default="", nullable=False),
        sa.Column("place_name", sa.String(), server_default="", nullable=False),
        sa.Column("place_name_ar", sa.String(), server_default="", nullable=False),
        sa.Column("place_ids", sa.String(), server_default="", nullable=False),
        sa.Column("place_reason", sa.String(), server_default="", nullable=False),
        sa.Column("place_label", sa.String(), server_default="", nullable=False),
        sa.Column("place_score", sa.Float(), server_default="0", nullable=False),
        sa.Column("relation", sa.String(), server_default="", nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("radius_m", sa.Float(), nullable=True),
        sa.Column("geo_precision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=True),
        sa.Column("country", sa.String(), server_default="", nullable=False),
        sa.Column("admin1", sa.String(), server_default="", nullable=False),
        sa.Column("killed_low", sa.Integer(), nullable=True),
        sa.Column("killed_best", sa.Integer(), nullable=True),
        sa.Column("killed_high", sa.Integer(), nullable=True),
        sa.Column("wounded_low", sa.Integer(), nullable=True),
        sa.Column("wounded_best", sa.Integer(), nullable=True),
        sa.Column("wounded_high", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), server_default="0", nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("force_words", sa.String(), server_default="", nullable=False),
        sa.Column("report_ids", sa.String(), server_default="", nullable=False),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("quote", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name="ck_events_lat"),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name="ck_events_lon"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_date_start", "events", ["date_start"], unique=False)
    op.create_index("ix_events_kind", "events", ["kind"], unique=False)
    op.create_index("ix_events_status", "events", ["status"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("lang", sa.String(), server_default="", nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("url", sa.String(), server_default="", nullable=False),
        sa.Column("external_id", sa.String(), server_default="", nullable=False),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("software", sa.String(), server_default="", nullable=False),
        sa.Column("gazetteer", sa.String(), server_default="", nullable=False),
        sa.Column("reading", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["replaces"], ["reports.id"], name="fk_reports_replaces"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("text_hash", name="uq_reports_text_hash"),
    )
    op.create_index("ix_reports_url", "reports", ["url"], unique=False)
    op.create_table(
        "claims",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_claims_event_id"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_claims_report_id"),
        sa.PrimaryKeyConstraint("event_id", "position", name="pk_claims"),
    )
    op.create_table(
        "event_forces",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("force_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_forces_event_id"),
        sa.PrimaryKeyConstraint("event_id", "position", name="pk_event_forces"),
    )
    op.create_index("ix_event_forces_force_id", "event_forces", ["force_id"], unique=False)
    op.create_table(
        "event_reports",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_reports_event_id"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_event_reports_report_id"),
        sa.PrimaryKeyConstraint("event_id", "position", name="pk_event_reports"),
    )
    op.create_index("ix_event_reports_report_id", "event_reports", ["report_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_evidence_event_id"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_evidence_report_id"),
        sa.PrimaryKeyConstraint("event_id", "position", name="pk_evidence"),
    )
    op.create_table(
        "review_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(), server_default="", nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_review_log_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_log"),
    )
    op.create_index("ix_review_log_event_id", "review_log", ["event_id"], unique=False)
    op.execute("INSERT INTO meta (key, value) VALUES ('revision', 0)")
    _forbid_changes_to_the_log()


def _forbid_changes_to_the_log() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION review_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the review log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER review_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON review_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION review_log_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER review_log_no_{verb.lower()} BEFORE {verb} ON review_log "
            "BEGIN SELECT RAISE(ABORT, 'the review log is append-only'); END"
        )


def downgrade() -> None:
    for table in ("review_log", "evidence", "event_reports", "event_forces", "claims", "reports", "meta", "events"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION review_log_is_append_only()")
