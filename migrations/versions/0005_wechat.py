"""WeChat: notices kept before they are acted on, what does not add up, bills, shipping, accepts of messages, identities of staff"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "provider_bills",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("payments", sa.BigInteger(), nullable=False),
        sa.Column("refunds", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.Column("differences", sa.BigInteger(), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "day", name="pk_provider_bills"),
    )
    op.create_table(
        "provider_notices",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default="kept", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('payment', 'refund')", name=op.f("ck_provider_notices_kind")),
        sa.CheckConstraint("state IN ('kept', 'done')", name=op.f("ck_provider_notices_state")),
        sa.PrimaryKeyConstraint("id", name="pk_provider_notices"),
        sa.UniqueConstraint("provider", "notice_id", name="uq_provider_notices_provider_notice_id"),
    )
    op.create_index(
        "ix_provider_notices_kept", "provider_notices", ["id"], unique=False, postgresql_where=sa.text("state = 'kept'")
    )
    op.create_table(
        "push_seen",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_push_seen"),
    )
    op.create_table(
        "rejections",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "source", "kind", name="pk_rejections"),
    )
    op.create_table(
        "message_accepts",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('"left" >= 0', name=op.f("ck_message_accepts_left")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_message_accepts_member_id"),
        sa.PrimaryKeyConstraint("member_id", "template_id", name="pk_message_accepts"),
    )
    op.create_table(
        "staff_identities",
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("openid", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_identities_staff_id"),
        sa.PrimaryKeyConstraint("app_id", "openid", name="pk_staff_identities"),
    )
    op.create_index("ix_staff_identities_staff_id", "staff_identities", ["staff_id"], unique=False)
    op.create_table(
        "store_links",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_store_links_member_id"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_store_links_store_id"),
        sa.PrimaryKeyConstraint("member_id", "store_id", name="pk_store_links"),
    )
    op.create_table(
        "money_exceptions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_money_exceptions_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_money_exceptions"),
        sa.UniqueConstraint("key", name="uq_money_exceptions_key"),
    )
    op.create_index(
        "ix_money_exceptions_open",
        "money_exceptions",
        ["id"],
        unique=False,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "shippings",
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("uploads", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'uploaded', 'failed')", name=op.f("ck_shippings_state")),
        sa.CheckConstraint("uploads BETWEEN 0 AND 2", name=op.f("ck_shippings_one_correction")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_shippings_payment_id"),
        sa.PrimaryKeyConstraint("payment_id", name="pk_shippings"),
    )
    op.add_column("member_identities", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "member_identities", sa.Column("follows", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column("member_identities", sa.Column("follows_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("app_id", sa.Text(), server_default="", nullable=False))
    op.add_column("payments", sa.Column("provider_paid_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("checks", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("payments", sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_payments_due", "payments", ["next_check_at"], unique=False, postgresql_where=sa.text("state = 'created'")
    )
    op.add_column("refunds", sa.Column("provider_finished_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("refunds", sa.Column("checks", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("refunds", sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_refunds_due", "refunds", ["next_check_at"], unique=False, postgresql_where=sa.text("state = 'processing'")
    )


def downgrade() -> None:
    op.drop_index("ix_refunds_due", table_name="refunds", postgresql_where=sa.text("state = 'processing'"))
    op.drop_column("refunds", "next_check_at")
    op.drop_column("refunds", "checks")
    op.drop_column("refunds", "provider_finished_at")
    op.drop_index("ix_payments_due", table_name="payments", postgresql_where=sa.text("state = 'created'"))
    op.drop_column("payments", "next_check_at")
    op.drop_column("payments", "checks")
    op.drop_column("payments", "provider_paid_at")
    op.drop_column("payments", "app_id")
    op.drop_column("member_identities", "follows_at")
    op.drop_column("member_identities", "follows")
    op.drop_column("member_identities", "seen_at")
    op.drop_table("shippings")
    op.drop_index(
        "ix_money_exceptions_open", table_name="money_exceptions", postgresql_where=sa.text("resolved_at IS NULL")
    )
    op.drop_table("money_exceptions")
    op.drop_table("store_links")
    op.drop_index("ix_staff_identities_staff_id", table_name="staff_identities")
    op.drop_table("staff_identities")
    op.drop_table("message_accepts")
    op.drop_table("rejections")
    op.drop_table("push_seen")
    op.drop_index("ix_provider_notices_kept", table_name="provider_notices", postgresql_where=sa.text("state = 'kept'"))
    op.drop_table("provider_notices")
    op.drop_table("provider_bills")
