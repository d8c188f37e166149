"""Orders that end before they leave the shop: somebody cancels, or nobody pays in time."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dispatch.answering import end_acceptance, withdraw
from dispatch.models import Delivery, Order
from dispatch.scene import look
from dispatch.trail import lock_order, move


def cancel(session: Session, order_id: int, who: str, why: str) -> Order:
    """Cancel before it leaves the shop: the store is told, stock is free again. A second cancel changes nothing.

    What was paid online is given back by ``refunding.refund_cancelled`` which listens to the event.
    """
    order = lock_order(session, order_id)
    if order.state == "cancelled":
        return order
    scene = look(session)
    withdraw(session, order, who, "cancelled")
    ended = end_acceptance(session, order, scene.now)
    if ended is not None:
        stop = update(Delivery).where(Delivery.offer_id == ended.id, Delivery.state == "picking")
        session.execute(stop.values(state="cancelled", finished_at=scene.now))
    move(session, order, "cancelled", scene.now, {"held_at": None}, by=who, reason=why)
    return order


def close_unpaid(session: Session, limit: int) -> list[int]:
    """Cancel orders whose time to pay is over; returns their ids."""
    now = look(session).now
    query = (
        select(Order.id)
        .where(Order.state == "awaiting_payment", Order.close_at <= now)
        .order_by(Order.close_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.execute(query).scalars())
    for order_id in ids:
        cancel(session, order_id, "system", "unpaid")
    return ids
