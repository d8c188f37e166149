"""An order's offers are found by an index: every re-offer asks which stores have had it"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_offers_order_id", "offers", ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_offers_order_id", table_name="offers")
