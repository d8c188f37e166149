"""What customer service may do with an order. Every act has a person and a reason, and leaves its event."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import local
from app.errors import Conflict, Invalid
from app.outbox import record
from dispatch.answering import withdraw
from dispatch.domain import events
from dispatch.domain.routing import Decision as Verdict
from dispatch.models import Offer, Order
from dispatch.placing import ByPerson, open_offer, route
from dispatch.scene import look
from dispatch.trail import lock_order, move, note

MAX_EXTENSION_MINUTES = 24 * 60


def steer(session: Session, order_id: int, person: ByPerson) -> Verdict:
    """Offer the order to a store that ``person`` wants (``only``), or to the best one but those she rules out (``exclude``).

    A running offer is withdrawn first. All checks but ``already_offered`` still hold for named stores: a person sees why a
    store cannot serve it. Raises ``Conflict`` (``no_store``) with the candidates' reasons if none can; nothing is changed.
    """
    order = lock_order(session, order_id)
    if order.state not in ("paid", "offered", "needs_person"):
        raise Conflict("这张订单现在不能改派", code="order_state", state=order.state)
    scene = look(session)
    if order.state == "offered":
        withdraw(session, order, person.who, "moved")
        move(session, order, "paid", scene.now, {"store_id": None}, by=person.who, reason="moved", why=person.why)
    if order.held_at is not None:
        _set_hold(session, order, None, None)
    made = route(session, scene, order, person)
    if made.store_id is None:
        raise Conflict("没有门店能接这张订单", code="no_store", candidates=_reasons(made))
    return made


def _reasons(made: Verdict) -> list[dict[str, object]]:
    return [{"store_code": c.code, "dropped": c.dropped, "skus": list(c.skus)} for c in made.candidates]


def hold(session: Session, order_id: int, who: str, why: str) -> Order:
    """Stop the search: an open offer is withdrawn, nothing is offered until released. Holding twice changes nothing."""
    order = lock_order(session, order_id)
    if order.held_at is not None:
        return order
    if order.state not in ("awaiting_payment", "paid", "offered", "needs_person"):
        raise Conflict("这张订单现在不能暂停派单", code="order_state", state=order.state)
    now = look(session).now
    if withdraw(session, order, who, "held") is not None:
        move(session, order, "paid", now, {"store_id": None}, by=who, reason="held")
    session.execute(update(Order).where(Order.id == order.id).values(held_at=now, hold_reason=why))
    note(session, order, events.ORDER_HELD, now, by=who, why=why)
    return order


def release(session: Session, order_id: int, who: str, why: str) -> Order:
    """Let the search go on, at once."""
    order = lock_order(session, order_id)
    if order.held_at is None:
        return order
    scene = look(session)
    _set_hold(session, order, None, None)
    note(session, order, events.ORDER_RELEASED, scene.now, by=who, why=why)
    if order.state == "paid":
        route(session, scene, order)
    return order


def extend(session: Session, order_id: int, minutes: int, who: str, why: str) -> Offer:
    """Give the store ``minutes`` more to answer. Raises ``Conflict`` if its offer is no longer open."""
    if not 1 <= minutes <= MAX_EXTENSION_MINUTES:
        raise Invalid(fields={"minutes": [f"须在 1 到 {MAX_EXTENSION_MINUTES} 分钟之间"]})
    order = lock_order(session, order_id)
    offer = open_offer(session, order_id)
    now = look(session).now
    if offer is None or local(offer.expires_at) <= now:
        raise Conflict("没有等待接单的门店", code="offer_gone", state=order.state)
    until = local(offer.expires_at) + timedelta(minutes=minutes)
    session.execute(update(Offer).where(Offer.id == offer.id, Offer.state == "open").values(expires_at=until))
    record(
        session, events.OFFER_EXTENDED, now, order_id=order.id, store_id=offer.store_id, member_id=order.member_id,
        offer_id=offer.id, expires_at=until.isoformat(), by=who, why=why,
    )  # fmt: skip
    return offer


def _set_hold(session: Session, order: Order, at: object, why: str | None) -> None:
    session.execute(update(Order).where(Order.id == order.id).values(held_at=at, hold_reason=why))
