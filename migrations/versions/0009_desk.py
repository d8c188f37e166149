"""The desk: who looks at an order, policies tried out, settlements, a second factor, what agents did"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
# Never changed once written, as the ledger.
KEPT = ("settlement_lines",)
BY_AGENT = sa.text("payload ->> 'by' LIKE 'agent:%'")
BY_DAY = (("orders", "placed_at"), ("offers", "offered_at"), ("entries", "at"), ("purchases", "purchased_at"))


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
    op.create_table(
        "settlements",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("settlement_no", sa.Text(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("payable_fen", sa.BigInteger(), nullable=True),
        sa.Column("cash_fen", sa.BigInteger(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.Text(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_by", sa.Text(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bank_reference", sa.Text(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'locked', 'paid')", name=op.f("ck_settlements_state")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_settlements_days")),
        sa.CheckConstraint("(state = 'open') = (payable_fen IS NULL)", name=op.f("ck_settlements_frozen")),
        sa.CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name=op.f("ck_settlements_paid")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_settlements_entry_id"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_settlements_store_id"),
        sa.PrimaryKeyConstraint("id", name="pk_settlements"),
        sa.UniqueConstraint("bank_reference", name="uq_settlements_bank_reference"),
        sa.UniqueConstraint("entry_id", name="uq_settlements_entry_id"),
        sa.UniqueConstraint("settlement_no", name="uq_settlements_settlement_no"),
    )
    op.create_index(
        "ix_settlements_one_open", "settlements", ["store_id"], unique=True, postgresql_where=sa.text("state = 'open'")
    )
    op.create_index("ix_settlements_store_id", "settlements", ["store_id", "last_day"], unique=False)
    op.create_table(
        "settlement_lines",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("cash_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_settlement_lines_entry_id"),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name="fk_settlement_lines_settlement_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_settlement_lines"),
    )
    op.create_index("ix_settlement_lines_settlement_id", "settlement_lines", ["settlement_id"], unique=False)
    op.create_table(
        "agent_totp",
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_agent_totp_agent_id"),
        sa.PrimaryKeyConstraint("agent_id", name="pk_agent_totp"),
    )
    op.create_table(
        "agent_recovery_codes",
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_agent_recovery_codes_agent_id"),
        sa.PrimaryKeyConstraint("agent_id", "code_hash", name="pk_agent_recovery_codes"),
    )
    op.create_index("ix_outbox_events_by_agent", "outbox_events", ["id"], unique=False, postgresql_where=BY_AGENT)
    for table, column in BY_DAY:
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False, postgresql_using="brin")
    for kept in KEPT:
        op.execute(
            f"CREATE TRIGGER {kept}_kept BEFORE UPDATE OR DELETE ON {kept} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for kept in KEPT:
        op.execute(f"DROP TRIGGER {kept}_kept ON {kept}")
    op.drop_index("ix_outbox_events_by_agent", table_name="outbox_events", postgresql_where=BY_AGENT)
    op.drop_table("agent_recovery_codes")
    op.drop_table("agent_totp")
    for table, column in BY_DAY:
        op.drop_index(f"ix_{table}_{column}", table_name=table, postgresql_using="brin")
    op.drop_table("settlement_lines")
    op.drop_index("ix_settlements_store_id", table_name="settlements")
    op.drop_index("ix_settlements_one_open", table_name="settlements", postgresql_where=sa.text("state = 'open'"))
    op.drop_table("settlements")
    op.drop_index(
        "ix_what_ifs_pending", table_name="what_ifs", postgresql_where=sa.text("state IN ('queued', 'running')")
    )
    op.drop_table("what_ifs")
    op.drop_index("ix_order_viewers_seen_at", table_name="order_viewers")
    op.drop_table("order_viewers")
