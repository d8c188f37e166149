"""What was done so that an offer is noticed: a row for every rung of every offer, and the calls that people make."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from dispatch.domain.alerts import RUNGS, STATES

OUTCOMES = ("will_answer", "no_answer", "wrong_number", "closed", "other")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Alert(Base):
    """One rung of one offer. When the next one is due is the offer's ``alert_at``.

    ``leader_id``: the offer in whose name several were told together; itself when alone. ``failure``: why it was skipped or
    failed, a code. ``receipt_at``: the phone says that it rang, the printer that it printed.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint(_one_of("rung", RUNGS), name="rung"),
        CheckConstraint(_one_of("state", STATES), name="state"),
        CheckConstraint("(state IN ('failed', 'skipped')) = (failure IS NOT NULL)", name="failure"),
        CheckConstraint("state <> 'seen' OR receipt_at IS NOT NULL", name="receipt"),
        UniqueConstraint("offer_id", "rung"),
        Index("ix_alerts_leader_id", "leader_id", "rung"),
        Index("ix_alerts_call_task_id", "call_task_id", postgresql_where=text("call_task_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    leader_id: Mapped[int]
    rung: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime]
    at: Mapped[datetime]
    receipt_at: Mapped[datetime | None]
    receipt_by: Mapped[str | None] = mapped_column(Text)  # staff:7, printer:3
    policy_version: Mapped[int]
    call_task_id: Mapped[int | None] = mapped_column(ForeignKey("call_tasks.id"))


class CallTask(Base):
    """Somebody of customer service should call the store: one task at a time for a store, moot once its offers are answered."""

    __tablename__ = "call_tasks"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'claimed', 'done', 'moot')", name="state"),
        CheckConstraint("(state = 'done') = (outcome IS NOT NULL)", name="outcome"),
        CheckConstraint(f"outcome IS NULL OR {_one_of('outcome', OUTCOMES)}", name="outcome_known"),
        Index("ix_call_tasks_one_open", "store_id", unique=True, postgresql_where=text("state IN ('open', 'claimed')")),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    state: Mapped[str] = mapped_column(Text, server_default="open")
    opened_at: Mapped[datetime]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)  # like every reason: in clear, no phone numbers
