"""Double entry in integer fen. Rows are added, never changed: triggers refuse UPDATE and DELETE."""

from __future__ import annotations

import datetime as dt
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Identity, Index, Text, UniqueConstraint, text
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
    __table_args__ = (
        Index("ix_entries_order_id", "order_id"),
        Index("ix_entries_store_id", "store_id", "at"),
        Index("ix_entries_at", "at", postgresql_using="brin"),
    )

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


class Settlement(Base):
    """What the house owes a store until the end of a period: sums of the ledger while open, frozen lines once locked, then paid."""

    __tablename__ = "settlements"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'locked', 'paid')", name="state"),
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("(state = 'open') = (payable_fen IS NULL)", name="frozen"),
        CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name="paid"),
        Index("ix_settlements_one_open", "store_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_settlements_store_id", "store_id", "last_day"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    settlement_no: Mapped[str] = mapped_column(Text, unique=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    first_day: Mapped[dt.date] = mapped_column(Date)
    last_day: Mapped[dt.date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Text, server_default="open")
    payable_fen: Mapped[int | None]  # frozen when locked; positive: the house owes
    cash_fen: Mapped[int | None]  # what the store took at doors and holds
    opened_by: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    locked_by: Mapped[str | None] = mapped_column(Text)
    locked_at: Mapped[datetime | None]
    paid_by: Mapped[str | None] = mapped_column(Text)
    paid_at: Mapped[datetime | None]
    bank_reference: Mapped[str | None] = mapped_column(Text, unique=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), unique=True)


class SettlementLine(Base):
    """An entry of a locked settlement: each is settled once. What comes later goes to the store's next settlement."""

    __tablename__ = "settlement_lines"
    __table_args__ = (Index("ix_settlement_lines_settlement_id", "settlement_id"),)

    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("entries.id"), primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"))
    amount_fen: Mapped[int]
    cash_fen: Mapped[int]
