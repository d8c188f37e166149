"""Printers of stores, and what was sent to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

PROVIDERS = ("feie", "yilianyun")
# What a provider says of a printer; unknown before it was asked.
CONDITIONS = ("unknown", "online", "offline", "no_paper")


class Printer(Base):
    """A printer at a store. Its key is sealed; removed ones stay, because tickets name them.

    ``condition`` is what its provider said last, at ``checked_at``; ``seen_at`` when it was last well; ``failing_since`` since
    when nothing comes out of it.
    """

    __tablename__ = "printers"
    __table_args__ = (
        CheckConstraint("provider IN ('feie', 'yilianyun')", name="provider"),
        CheckConstraint("condition IN ('unknown', 'online', 'offline', 'no_paper')", name="condition"),
        Index("ix_printers_serial", "provider", "serial", unique=True, postgresql_where=text("active")),
        Index("ix_printers_store_id", "store_id", postgresql_where=text("active")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    provider: Mapped[str] = mapped_column(Text)
    serial: Mapped[str] = mapped_column(Text)
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    condition: Mapped[str] = mapped_column(Text, server_default="unknown")
    checked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Ticket(Base):
    """One slip of paper. ``leader_id``: the offer in whose name it was printed.

    Whether it came out is asked for at ``next_check_at``. ``key`` makes printing twice harmless. What stood on it is not kept.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint("kind IN ('offer', 'void', 'test')", name="kind"),
        CheckConstraint("state IN ('queued', 'sent', 'printed', 'failed', 'lost', 'cancelled')", name="state"),
        Index("ix_tickets_due", "next_check_at", postgresql_where=text("state = 'sent'")),
        Index("ix_tickets_printer_id", "printer_id", "id"),
        Index("ix_tickets_provider_no", "provider_no", postgresql_where=text("state = 'sent'")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    printer_id: Mapped[int] = mapped_column(ForeignKey("printers.id"))
    kind: Mapped[str] = mapped_column(Text)
    leader_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(Text, server_default="queued")
    provider_no: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    printed_at: Mapped[datetime | None]
    checks: Mapped[int] = mapped_column(server_default="0")
    next_check_at: Mapped[datetime | None]
