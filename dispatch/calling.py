"""Who may call whom about an order, and until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.errors import Conflict, NotFound
from app.identity.models import Staff
from app.identity.staff import staff_phone
from app.members.models import Member
from dispatch.domain.contact import call_until
from dispatch.models import Order
from dispatch.views.store import terms

_PARCEL = text("""
SELECT d.finished_at, coalesce(d.courier_staff_id, cast(substring(f.answered_by FROM '^staff:([0-9]{1,18})$') AS bigint))
       AS staff_id, s.phone AS store_phone
FROM deliveries d JOIN offers f ON f.id = d.offer_id JOIN stores s ON s.id = d.store_id
WHERE d.order_id = :order_id AND d.store_id = :store_id ORDER BY d.id DESC LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class Couple:
    """Who is to be connected about which order, until when."""

    order_id: int
    order_no: str
    store_id: int
    until: datetime
    a: str = field(repr=False)  # the store's side
    b: str = field(repr=False)  # hers


def by_staff(session: Session, order: Order, staff_id: int) -> Couple:
    """She behind the counter, on her own phone, and whoever receives the order."""
    until, _ = may_call(session, order)
    staff = session.get_one(Staff, staff_id)
    recipient = vault_of(session).open_json(order.recipient_sealed, "orders.recipient")
    return _couple(order, staff_phone(session, staff), recipient["phone"], until)


def by_mother(session: Session, order: Order) -> Couple:
    """The mother, on the phone she logs in with, and who brings it: the courier, who accepted, or the shop."""
    until, parcel = may_call(session, order)
    member = session.get_one(Member, order.member_id)
    staff = session.get(Staff, parcel.staff_id) if parcel.staff_id else None
    theirs = staff_phone(session, staff) if staff and staff.active else parcel.store_phone
    if member.phone_sealed is None:
        raise NotFound()
    return _couple(order, theirs, vault_of(session).open(member.phone_sealed, "members.phone"), until)


def may_call(session: Session, order: Order) -> tuple[datetime, Any]:
    """Until when a number given now connects, and the store's latest delivery of the order. Raises ``Conflict`` (``call_over``)."""
    at = terms(session)
    parcel = session.execute(_PARCEL, {"order_id": order.id, "store_id": order.store_id}).one_or_none()
    done = local(parcel.finished_at) if parcel and parcel.finished_at else None
    until = call_until(order.state, done, at.now, at.policy.call_minutes)
    if parcel is None or until is None:
        raise over()
    return until, parcel


def over() -> Conflict:
    """The answer to a call about nothing."""
    return Conflict("这张订单现在不能拨打电话，有问题请联系客服", code="call_over")


def _couple(order: Order, a: str, b: str, until: datetime) -> Couple:
    assert order.store_id is not None
    return Couple(order.id, order.order_no, order.store_id, until, a, b)
