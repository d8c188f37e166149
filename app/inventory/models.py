"""Stock at stores, and what is set aside for offers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class StockLevel(Base):
    """What a store has of one SKU. Available is ``on_hand - reserved``."""

    __tablename__ = "stock_levels"
    __table_args__ = (CheckConstraint("0 <= reserved AND reserved <= on_hand", name="reserved_within_on_hand"),)

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"), primary_key=True)
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(server_default="0")
    recount_asked_at: Mapped[datetime | None]


class Reservation(Base):
    """Stock set aside with an offer, allocated on acceptance, sold on delivery, released on every other way out.

    Only stores that track stock have rows here.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("state IN ('reserved', 'allocated', 'sold', 'released')", name="state"),
        Index("ix_reservations_live", "store_id", "sku", postgresql_where=text("state IN ('reserved', 'allocated')")),
    )

    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(Text, server_default="reserved")
