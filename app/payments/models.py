"""Payments and refunds. One payment pays one order; refunds never exceed what was paid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Payment(Base):
    """An attempt to pay an order through a provider. Cash on delivery has no row here until the cash is taken."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("state IN ('created', 'succeeded', 'closed')", name="state"),
        CheckConstraint("amount_fen > 0", name="amount"),
        Index("ix_payments_one_succeeded", "order_id", unique=True, postgresql_where=text("state = 'succeeded'")),
        UniqueConstraint("provider", "transaction_id"),
        Index("ix_payments_order_id", "order_id"),
        # What the reconciler asks the provider about next.
        Index("ix_payments_due", "next_check_at", postgresql_where=text("state = 'created'")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    provider: Mapped[str] = mapped_column(Text)  # demo | wechat
    out_trade_no: Mapped[str] = mapped_column(Text, unique=True)  # our number at the provider
    transaction_id: Mapped[str | None] = mapped_column(Text)  # the provider's number
    app_id: Mapped[str] = mapped_column(
        Text, server_default=""
    )  # the app that shows the pay sheet; a provider may tie it to one
    amount_fen: Mapped[int]
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")
    state: Mapped[str] = mapped_column(Text, server_default="created")
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    provider_paid_at: Mapped[datetime | None]  # on the provider's clock: the day of its bill
    checks: Mapped[int] = mapped_column(server_default="0")
    next_check_at: Mapped[datetime | None]


class Refund(Base):
    """Money on its way back to her. ``after_delivery`` decides who bears it (design: money)."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint(
            "state IN ('requested', 'approved', 'processing', 'succeeded', 'failed', 'rejected')", name="state"
        ),
        UniqueConstraint("order_id", "idempotency_key"),
        Index("ix_refunds_due", "next_check_at", postgresql_where=text("state = 'processing'")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    refund_no: Mapped[str] = mapped_column(Text, unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))  # null: cash, given back by the store
    amount_fen: Mapped[int]
    state: Mapped[str] = mapped_column(Text, server_default="requested")
    after_delivery: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str] = mapped_column(Text)  # member:12, agent:3, system
    decided_by: Mapped[str | None] = mapped_column(Text)
    idempotency_key: Mapped[str] = mapped_column(Text)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    provider_ref: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(Text)
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    provider_finished_at: Mapped[datetime | None]
    checks: Mapped[int] = mapped_column(server_default="0")
    next_check_at: Mapped[datetime | None]


class Shipping(Base):
    """What the provider was told of a payment's goods on their way; it allows one correction."""

    __tablename__ = "shippings"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'uploaded', 'failed')", name="state"),
        CheckConstraint("uploads BETWEEN 0 AND 2", name="one_correction"),
    )

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), primary_key=True)
    how: Mapped[str] = mapped_column(Text)  # local | pick_up
    item: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="queued")
    uploads: Mapped[int] = mapped_column(server_default="0")
    failure: Mapped[str | None] = mapped_column(Text)
    uploaded_at: Mapped[datetime | None]
