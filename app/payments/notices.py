"""What a provider tells us by itself: kept first, acted on after. And what does not add up, for a person to look at.

Nothing here holds an openid: the payer is known by the order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import now
from app.db import Base
from app.outbox import record
from dispatch.domain.events import EXCEPTION_OPENED, NOTICE_KEPT


class ProviderNotice(Base):
    """One notice, by the provider's own id; repeats find it here. ``kept`` waits to be acted on."""

    __tablename__ = "provider_notices"
    __table_args__ = (
        UniqueConstraint("provider", "notice_id"),
        CheckConstraint("kind IN ('payment', 'refund')", name="kind"),
        CheckConstraint("state IN ('kept', 'done')", name="state"),
        Index("ix_provider_notices_kept", "id", postgresql_where=text("state = 'kept'")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    provider: Mapped[str] = mapped_column(Text)
    notice_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]]  # what was said, as the port's dataclasses name it
    state: Mapped[str] = mapped_column(Text, server_default="kept")
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Rejection(Base):
    """How many calls of a kind were turned away on a day. Of what was in them nothing is kept."""

    __tablename__ = "rejections"

    day: Mapped[datetime] = mapped_column(Date, primary_key=True)
    source: Mapped[str] = mapped_column(Text, primary_key=True)  # pay, push
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    times: Mapped[int]


class MoneyException(Base):
    """Something about money that does not add up. ``key`` makes finding it twice harmless; a person resolves it."""

    __tablename__ = "money_exceptions"
    __table_args__ = (Index("ix_money_exceptions_open", "id", postgresql_where=text("resolved_at IS NULL")),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    facts: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str | None] = mapped_column(Text)


class ProviderBill(Base):
    """A past day of the provider's books, once it was compared with ours."""

    __tablename__ = "provider_bills"

    provider: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[datetime] = mapped_column(Date, primary_key=True)
    payments: Mapped[int]
    refunds: Mapped[int]
    paid_fen: Mapped[int]
    refunded_fen: Mapped[int]
    differences: Mapped[int]
    compared_at: Mapped[datetime]


_KEEP = text("""
INSERT INTO provider_notices (provider, notice_id, kind, facts, received_at)
VALUES (:provider, :notice_id, :kind, cast(:facts AS jsonb), jindan_now())
ON CONFLICT (provider, notice_id) DO NOTHING RETURNING id
""")
_REJECT = text("""
INSERT INTO rejections (day, source, kind, times)
VALUES ((jindan_now() AT TIME ZONE 'Asia/Shanghai')::date, :source, :kind, 1)
ON CONFLICT (day, source, kind) DO UPDATE SET times = rejections.times + 1
""")
_OPEN = text("""
INSERT INTO money_exceptions (key, kind, order_id, facts, opened_at)
VALUES (:key, :kind, :order_id, cast(:facts AS jsonb), :at) ON CONFLICT (key) DO NOTHING RETURNING id
""")


def keep_notice(session: Session, provider: str, notice_id: str, kind: str, facts: str) -> bool:
    """Store a verified notice (``facts`` is JSON) to be acted on; False if it was there already."""
    values = {"provider": provider, "notice_id": notice_id, "kind": kind, "facts": facts}
    kept = session.execute(_KEEP, values).scalar()
    if kept is not None:
        record(session, NOTICE_KEPT, now(session), notice=int(kept))
    return kept is not None


def count_rejection(session: Session, source: str, kind: str) -> None:
    """Somebody sent what we do not believe: count it, keep nothing of it."""
    session.execute(_REJECT, {"source": source, "kind": kind})


def open_exception(session: Session, key: str, kind: str, order_id: int | None, facts: str) -> bool:
    """Put what does not add up, or does not work, before a person, once by ``key``; ``facts``: JSON without personal data."""
    at = now(session)
    values = {"key": key, "kind": kind, "order_id": order_id, "facts": facts, "at": at}
    opened = session.execute(_OPEN, values).scalar()
    if opened is not None:
        record(session, EXCEPTION_OPENED, at, order_id=order_id, exception_id=int(opened), what=kind)
    return opened is not None
