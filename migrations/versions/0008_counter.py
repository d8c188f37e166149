"""The counter: sales rung up in the app, codes that mothers show"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("purchases", sa.Column("staff_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_purchases_staff_id"), "purchases", "staff", ["staff_id"], ["id"])
    op.add_column("purchase_returns", sa.Column("staff_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_purchase_returns_staff_id"), "purchase_returns", "staff", ["staff_id"], ["id"])
    op.create_table(
        "member_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_member_codes_member_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_member_codes")),
    )
    op.create_index("ix_member_codes_expires_at", "member_codes", ["expires_at"], unique=False)
    op.create_table(
        "code_misses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_code_misses_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_misses")),
    )
    op.create_index("ix_code_misses_staff_id", "code_misses", ["staff_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("code_misses")
    op.drop_table("member_codes")
    op.drop_constraint("fk_purchase_returns_staff_id", "purchase_returns", type_="foreignkey")
    op.drop_column("purchase_returns", "staff_id")
    op.drop_constraint("fk_purchases_staff_id", "purchases", type_="foreignkey")
    op.drop_column("purchases", "staff_id")
