"""What customer service may do with an order. Every act has a person and a reason, and leaves its event."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import local
from app.errors import Conflict, Invalid
from app.outbox import record
from dispatch.answering import end_acceptance, withdraw
from dispatch.domain import events
from dispatch.domain.routing import Decision as Verdict
from dispatch.finding import SOFT
from dispatch.models import Delivery, Offer, Order
from dispatch.placing import ByPerson, open_offer, route
from dispatch.scene import look
from dispatch.trail import lock_order, move, note
from dispatch.views.agent_timeline import timeline
from dispatch.views.agent_words import dropped_zh

MAX_EXTENSION_MINUTES = 24 * 60
STEERABLE = ("paid", "offered", "needs_person")
HOLDABLE = ("awaiting_payment", "paid", "offered", "needs_person")
# A colleague who only looked, wrote a note or told her something has changed nothing; nor has an alert.
_HARMLESS = (
    events.ORDER_NOTED,
    events.ORDER_REVEALED,
    events.ORDER_MESSAGED,
    events.ALERT_SENT,
    events.ALERT_FAILED,
)
_PEOPLE = ("agent:", "staff:", "member:")


def expect_seen(session: Session, order_id: int, seen_event_id: int | None) -> None:
    """Raise ``Conflict`` (``changed_meanwhile``) if a person acted since the agent last looked; None: she does not say.

    What happened by itself (an offer ran out, another store was found) does not stop her: it is what she wants to change.
    The order stays locked until the transaction ends, so nothing can happen between this and what follows.
    """
    if seen_event_id is None:
        return
    lock_order(session, order_id)
    newer = [row for row in timeline(session, order_id, seen_event_id) if row["kind"] not in _HARMLESS]
    acted = [row for row in newer if (row["by"] or "").startswith(_PEOPLE)]
    if acted:
        told = [{**row, "at": row["at"].isoformat(timespec="milliseconds")} for row in newer]
        last = acted[-1]
        detail = f"{last['at']:%H:%M:%S} {last['by_zh']}：{last['text']}。请看过再操作"
        raise Conflict(detail, code="changed_meanwhile", events=told, last_event_id=newer[-1]["id"])


def steer(session: Session, order_id: int, person: ByPerson) -> Verdict:
    """Offer the order to a store that ``person`` wants (``only``), or to the best one but those she rules out (``exclude``).

    A running offer is withdrawn first; an order that a store has accepted is only taken back if ``person.take_back`` says
    so. All checks but ``already_offered`` still hold for named stores: a person sees why a store cannot serve it. Raises
    ``Conflict`` (``no_store``) with the candidates' reasons if none can; nothing is changed.
    """
    order = lock_order(session, order_id)
    _check_state(session, order, person)
    scene = look(session)
    _take_back(session, order, person, scene.now)
    if order.held_at is not None:
        _set_hold(session, order, None, None)
        note(session, order, events.ORDER_RELEASED, scene.now, by=person.who, why=person.why)
    made = route(session, scene, order, person)
    if made.store_id is None:
        overrulable = [c.code for c in made.candidates if c.store_id in (person.only or ()) and c.dropped in SOFT]
        raise Conflict(_nobody(made), code="no_store", candidates=_reasons(made), overrulable=overrulable)
    return made


def _reasons(made: Verdict) -> list[dict[str, Any]]:
    return [
        {
            "store_code": c.code,
            "dropped": c.dropped,
            "dropped_zh": dropped_zh(c.dropped, c.skus, {}),
            "skus": list(c.skus),
        }
        for c in made.candidates
    ]


def _nobody(made: Verdict) -> str:
    told = [
        f"{c.code} {dropped_zh(c.dropped, c.skus, {})}" for c in made.candidates if c.dropped != "excluded_by_person"
    ]
    return f"没有门店能接这张订单：{'；'.join(told[:3])}" if told else "没有门店能接这张订单"


def _check_state(session: Session, order: Order, person: ByPerson) -> None:
    if order.state in STEERABLE or (order.state == "accepted" and person.take_back):
        return
    if order.state != "accepted":
        raise Conflict("这张订单现在不能改派", code="order_state", state=order.state)
    taken = next(row for row in reversed(timeline(session, order.id)) if row["kind"] == events.ORDER_ACCEPTED)
    detail = f"{taken['at']:%H:%M:%S} {taken['text']}（{taken['by_zh']}）；确需改派请选择收回"
    raise Conflict(detail, code="order_state", state=order.state, answered_by=taken["by"])


def _take_back(session: Session, order: Order, person: ByPerson, now: datetime) -> None:
    facts: dict[str, Any] = {"by": person.who, "reason": "moved", "why": person.why}
    if order.state == "offered":
        withdraw(session, order, person.who, "moved")
        move(session, order, "paid", now, {"store_id": None}, **facts)
    elif order.state == "accepted":
        ended = end_acceptance(session, order, now)
        assert ended is not None
        stop = update(Delivery).where(Delivery.offer_id == ended.id, Delivery.state == "picking")
        session.execute(stop.values(state="given_back", finished_at=now, failure_reason="moved"))
        # Recorded while the order still names the store that it is taken from.
        move(session, order, "paid", now, offer_id=ended.id, **facts)


def hold(session: Session, order_id: int, who: str, why: str) -> Order:
    """Stop the search: an open offer is withdrawn, nothing is offered until released. Holding twice changes nothing."""
    order = lock_order(session, order_id)
    if order.held_at is not None:
        return order
    if order.state not in HOLDABLE:
        raise Conflict("这张订单现在不能暂停派单", code="order_state", state=order.state)
    now = look(session).now
    if withdraw(session, order, who, "held") is not None:
        move(session, order, "paid", now, {"store_id": None}, by=who, reason="held")
    _set_hold(session, order, now, why)
    note(session, order, events.ORDER_HELD, now, by=who, why=why)
    return order


def release(session: Session, order_id: int, who: str, why: str) -> Order:
    """Let the search go on, at once. What is not held stays as it is."""
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


def _set_hold(session: Session, order: Order, at: datetime | None, why: str | None) -> None:
    session.execute(update(Order).where(Order.id == order.id).values(held_at=at, hold_reason=why))
