"""What is sold: one catalogue and one price for the whole network."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Product(Base):
    """One article. ``days_per_unit`` is how long one unit lasts a baby, for run-out care; null for what does not run out."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("price_fen > 0", name="price"),
        CheckConstraint("days_per_unit IS NULL OR days_per_unit > 0", name="days"),
    )

    sku: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    stage: Mapped[str | None] = mapped_column(Text)
    price_fen: Mapped[int]
    days_per_unit: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    unit: Mapped[str] = mapped_column(Text)
    on_sale: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
