"""The counter: sales rung up in the app, codes that mothers show, masked numbers, photos at the door"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("staff_roles", sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False))
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
    op.create_table(
        "call_bindings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("a_hash", sa.LargeBinary(), nullable=False),
        sa.Column("b_hash", sa.LargeBinary(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_call_bindings_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_bindings")),
    )
    op.create_index(
        "ix_call_bindings_living",
        "call_bindings",
        ["order_id", "a_hash", "b_hash"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("binding_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["binding_id"], ["call_bindings.id"], name=op.f("fk_calls_binding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index("ix_calls_order_id", "calls", ["order_id"], unique=False)
    op.create_table(
        "demo_calls",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("a_hash", sa.LargeBinary(), nullable=False),
        sa.Column("b_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_calls")),
    )
    op.create_table(
        "proof_photos",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("upload_hash", sa.LargeBinary(), nullable=False),
        sa.Column("picture_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_proof_photos_delivery_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_proof_photos_order_id")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_proof_photos_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_photos")),
        sa.UniqueConstraint("delivery_id", "upload_hash", name=op.f("uq_proof_photos_delivery_id_upload_hash")),
    )
    op.create_index("ix_proof_photos_order_id", "proof_photos", ["order_id"], unique=False)
    op.create_index(
        "ix_proof_photos_kept",
        "proof_photos",
        ["taken_at"],
        unique=False,
        postgresql_where=sa.text("erased_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("proof_photos")
    op.drop_table("demo_calls")
    op.drop_table("calls")
    op.drop_table("call_bindings")
    op.drop_table("code_misses")
    op.drop_table("member_codes")
    op.drop_constraint("fk_purchase_returns_staff_id", "purchase_returns", type_="foreignkey")
    op.drop_column("purchase_returns", "staff_id")
    op.drop_constraint("fk_purchases_staff_id", "purchases", type_="foreignkey")
    op.drop_column("purchases", "staff_id")
    op.drop_column("staff_roles", "active")
