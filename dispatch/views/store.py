"""What every reading of an order by a store shares: its money, what it may know of the mother, the promise.

The store sees what it earns before it answers; who she is and where she lives only while it brings her the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.ledger.facts import platform_share_fen
from app.members.points import outward
from app.security import mask_address, mask_name, mask_phone
from dispatch.domain.policy import Policy
from dispatch.domain.promise import day_time_zh
from dispatch.models import Order
from dispatch.scene import known_version, policy_of

PAYMENT_ZH = {"on_delivery": "货到付款", "online": "已在线支付"}
_DELIVERED = ("delivered", "completed")

_TERMS = text(
    "SELECT jindan_now() AS now, version, CASE WHEN version = :known THEN NULL ELSE settings END AS settings,"
    " (SELECT coalesce(max(position), 0) FROM outbox_events) AS position FROM policy_versions WHERE state = 'active'"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The time, the policy by which a sale is shared, and how far the events had come (for a reader of the feed)."""

    now: datetime
    policy: Policy
    position: int = 0


def terms(session: Session) -> Terms:
    """The terms of this moment."""
    row = session.execute(_TERMS, {"known": known_version(session)}).one()
    return Terms(local(row.now), policy_of(session, row.version, row.settings), row.position)


def money(order: Order, at: Terms, booked_fen: int | None = None) -> dict[str, int]:
    """The amounts on a card: ``earning_fen`` as it will be booked on delivery, or as it is booked already.

    ``collect_fen`` is the cash to take at the door, 0 when she has paid or the order has been delivered.
    """
    delivered = order.state in _DELIVERED
    due = order.total_fen - order.refunded_fen
    share = platform_share_fen(due, at.policy.platform_share_bp)
    earning = (booked_fen or 0) if delivered else due - share
    cash = order.payment_method == "on_delivery" and not delivered
    return {
        "goods_fen": order.goods_fen, "delivery_fee_fen": order.delivery_fee_fen, "total_fen": order.total_fen,
        "refunded_fen": order.refunded_fen, "earning_fen": earning, "collect_fen": due if cash else 0,
    }  # fmt: skip


def recipient(session: Session, order: Order, *, full: bool, plain_phone: bool = False) -> dict[str, Any]:
    """Who receives it, where: in full with the point on the map, or masked and without.

    Her phone is masked even then: the store calls her through a number of the house's. ``plain_phone``: there is none.
    """
    opened = vault_of(session).open_json(order.recipient_sealed, "orders.recipient")
    if full:
        address = " ".join(part for part in (opened["text"], opened.get("door", "")) if part)
        point = outward(order.lng, order.lat)
        phone = opened["phone"] if plain_phone else mask_phone(opened["phone"])
        return {"full": True, "name": opened["name"], "phone": phone, "address": address, "point": point}
    return {
        "full": False, "name": mask_name(opened["name"]), "phone": mask_phone(opened["phone"]),
        "address": mask_address(opened["text"]), "point": None,
    }  # fmt: skip


def promise(order: Order, at: datetime) -> dict[str, Any]:
    """By when it is promised, as an instant and in words."""
    until = local(order.promise_at) if order.promise_at else None
    words = f"{day_time_zh(until, at)} 前送达" if until else None
    return {"promise_at": until, "promise_zh": words}
