"""The desk: who looks at an order"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"


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


def downgrade() -> None:
    op.drop_index("ix_order_viewers_seen_at", table_name="order_viewers")
    op.drop_table("order_viewers")
