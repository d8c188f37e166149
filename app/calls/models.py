"""Numbers that connect a store and a mother for a while, and who asked for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class CallBinding(Base):
    """A masked number that connects two people about an order. Whose phones, only their keyed hashes say."""

    __tablename__ = "call_bindings"
    __table_args__ = (
        # One living number for the same two people and order; the second one who asks gets it too.
        Index(
            "ix_call_bindings_living", "order_id", "a_hash", "b_hash",
            unique=True, postgresql_where=text("released_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    order_id: Mapped[int]
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    number: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    a_hash: Mapped[bytes] = mapped_column(LargeBinary)
    b_hash: Mapped[bytes] = mapped_column(LargeBinary)
    bound_at: Mapped[datetime]
    until_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class Call(Base):
    """Somebody asked for the number."""

    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_order_id", "order_id"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    binding_id: Mapped[int] = mapped_column(ForeignKey("call_bindings.id"))
    order_id: Mapped[int]
    by: Mapped[str] = mapped_column(Text)  # staff:7, member:3
    at: Mapped[datetime]


class DemoCall(Base):
    """What the demo's adapter lent; shown on a page of its own. The phones are sealed like everything personal."""

    __tablename__ = "demo_calls"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    number: Mapped[str] = mapped_column(Text)
    a_hash: Mapped[bytes] = mapped_column(LargeBinary)
    b_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # {"order_no", "a", "b"}
    at: Mapped[datetime]
    until_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
