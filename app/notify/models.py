"""Messages to people: what was meant to be said to whom, and whether it went out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Identity, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Message(Base):
    """One message. ``params`` are references for the template, never personal data; ``key`` makes sending it twice harmless."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'sent', 'failed')", name="state"),
        CheckConstraint("to_kind IN ('member', 'store', 'staff')", name="to_kind"),
        Index("ix_messages_order_id", "order_id"),
        Index("ix_messages_queued", "id", postgresql_where=text("state = 'queued'")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    to_kind: Mapped[str] = mapped_column(Text)
    to_id: Mapped[int]
    channel: Mapped[str] = mapped_column(Text)  # sms, later subscribe, template, printer, call
    template: Mapped[str] = mapped_column(Text)
    params: Mapped[dict[str, Any]]
    order_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(Text, server_default="queued")
    attempts: Mapped[int] = mapped_column(server_default="0")
    failure: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class DemoSms(Base):
    """What the demo's SMS adapter would have sent; shown on a page of its own, sealed at rest like everything personal."""

    __tablename__ = "demo_sms"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # {"phone", "text"}
    at: Mapped[datetime]
