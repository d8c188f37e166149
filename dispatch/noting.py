"""What customer service writes down, and what it looks at: both leave a row and an event."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.clock import now
from app.db import vault_of
from app.identity.models import Reveal
from app.members.models import Member
from app.outbox import record
from dispatch.domain import events
from dispatch.models import Order, OrderNote
from dispatch.photos import opened
from dispatch.views.agent_members import member_in_full, recipient_in_full
from dispatch.views.agent_order import NOTE_PURPOSE


def write_note(session: Session, order: Order, agent_id: int, words: str) -> None:
    """Keep a note for the next agent who opens the order. Sealed: people write names and phones."""
    at = now(session)
    sealed = vault_of(session).seal(words, NOTE_PURPOSE)
    session.execute(insert(OrderNote).values(order_id=order.id, agent_id=agent_id, text_sealed=sealed, at=at))
    _tell(session, events.ORDER_NOTED, order.member_id, order.id, by=f"agent:{agent_id}")


def reveal_recipient(session: Session, order: Order, agent_id: int, what: str, why: str) -> str:
    """The recipient's ``phone``, ``name`` or ``address``, and who looked at it, and why."""
    _write_down(session, agent_id, order.member_id, order.id, what, why)
    _tell(session, events.ORDER_REVEALED, order.member_id, order.id, by=f"agent:{agent_id}", what=what, why=why)
    return recipient_in_full(session, order, what)


def reveal_photo(session: Session, order: Order, agent_id: int, photo_id: int | None, why: str) -> bytes:
    """A photo at her door, and who looked at it, and why."""
    _write_down(session, agent_id, order.member_id, order.id, "photo", why)
    _tell(session, events.ORDER_REVEALED, order.member_id, order.id, by=f"agent:{agent_id}", what="photo", why=why)
    return opened(session, order, photo_id)


def reveal_member(session: Session, member: Member, agent_id: int, what: str, why: str) -> Any:
    """A member's ``phone``, ``name``, ``addresses`` or ``babies``, and who looked at it, and why."""
    _write_down(session, agent_id, member.id, None, what, why)
    _tell(session, events.MEMBER_REVEALED, member.id, None, by=f"agent:{agent_id}", what=what, why=why)
    return member_in_full(session, member, what)


def _write_down(session: Session, agent_id: int, member_id: int, order_id: int | None, what: str, why: str) -> None:
    values = {
        "agent_id": agent_id, "member_id": member_id, "order_id": order_id, "what": what, "reason": why,
        "at": now(session),
    }  # fmt: skip
    session.execute(insert(Reveal).values(values))


def _tell(session: Session, kind: str, member_id: int, order_id: int | None, **facts: Any) -> None:
    # Without a store: stores are not told what customer service looks at.
    record(session, kind, now(session), order_id=order_id, member_id=member_id, **facts)
