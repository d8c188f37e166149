"""The desk: who looks at an order, policies tried out"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "order_viewers",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_order_viewers_agent_id"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_viewers_order_id"),
        sa.PrimaryKeyConstraint("order_id", "agent_id", name="pk_order_viewers"),
    )
    op.create_index("ix_order_viewers_seen_at", "order_viewers", ["seen_at"], unique=False)
    op.create_table(
        "what_ifs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("progress", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("results", postgresql.JSONB(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_what_ifs_state")),
        sa.CheckConstraint("mode IN ('replay', 'simulate')", name=op.f("ck_what_ifs_mode")),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_what_ifs_progress")),
        sa.PrimaryKeyConstraint("id", name="pk_what_ifs"),
    )
    op.create_index(
        "ix_what_ifs_pending",
        "what_ifs",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_what_ifs_pending", table_name="what_ifs", postgresql_where=sa.text("state IN ('queued', 'running')")
    )
    op.drop_table("what_ifs")
    op.drop_index("ix_order_viewers_seen_at", table_name="order_viewers")
    op.drop_table("order_viewers")
