"""Phones' signs of life"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "devices",
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name="fk_devices_token_id"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_devices_store_id"),
        sa.PrimaryKeyConstraint("token_id", name="pk_devices"),
    )
    op.create_index("ix_devices_store_id", "devices", ["store_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_devices_store_id", table_name="devices")
    op.drop_table("devices")
