"""Double entry in integer fen. Rows are added, never changed: triggers refuse UPDATE and DELETE."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Account(Base):
    """One account: a kind of the house's own, or a kind of one store's."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("kind", "store_id", "unit", postgresql_nulls_not_distinct=True),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))
    unit: Mapped[str] = mapped_column(Text, server_default="fen")


class Entry(Base):
    """One business fact. ``reference`` is unique, so that no fact is booked twice."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_order_id", "order_id"), Index("ix_entries_store_id", "store_id", "at"))

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    at: Mapped[datetime]
    order_id: Mapped[int | None]
    store_id: Mapped[int | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), unique=True)


class Posting(Base):
    """One line of an entry: a debit is positive, a credit negative. Lines of an entry sum to zero in each unit."""

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint("amount_fen <> 0", name="not_zero"),
        Index("ix_postings_account_id", "account_id", "entry_id"),
    )

    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("entries.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), primary_key=True)
    amount_fen: Mapped[int]
