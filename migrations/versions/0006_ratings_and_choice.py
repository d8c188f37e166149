"""What she thought of a delivery, and the store that she chose herself"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("stars", sa.BigInteger(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_ratings_stars")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_ratings_order_id"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_ratings_store_id"),
        sa.PrimaryKeyConstraint("order_id", name="pk_ratings"),
    )
    op.create_index("ix_ratings_store_id", "ratings", ["store_id", "rated_at"], unique=False)
    op.add_column("orders", sa.Column("chosen_store_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key("fk_orders_chosen_store_id", "orders", "stores", ["chosen_store_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint("fk_orders_chosen_store_id", "orders", type_="foreignkey")
    op.drop_column("orders", "chosen_store_id")
    op.drop_table("ratings")
