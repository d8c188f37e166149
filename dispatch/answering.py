"""Answers to an offer. Each is one conditional update on the open offer: exactly one wins, the losers are told who did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.clock import local
from app.db import Retry
from app.errors import Conflict, Invalid
from app.inventory import stock
from app.outbox import record
from app.trips import foresee, put_off
from dispatch.domain import events
from dispatch.models import Offer, Order
from dispatch.placing import open_offer, route
from dispatch.scene import look
from dispatch.trail import lock_order_of, move, note, wanted_of

DECLINE_REASONS = {
    "out_of_stock": "缺货",
    "too_busy": "太忙，送不过来",
    "too_far": "太远",
    "no_courier": "没有人手配送",
    "closing": "即将打烊",
    "other": "其他",
}

# Asked behind the lock on the order, without which no offer changes its state. What was in time then is written down as in time.
_STANDING = text("SELECT state = 'open' AND expires_at > clock.now AS open, clock.now"
                 " FROM offers, (SELECT jindan_now() AS now) clock WHERE id = :id")  # fmt: skip
_ACCEPT = text("""
WITH won AS (UPDATE offers SET state = 'accepted', answered_at = :now, answered_by = :who WHERE id = :id AND state = 'open'
             RETURNING order_id, id, store_id, answered_at),
taken AS (INSERT INTO deliveries (order_id, offer_id, store_id, accepted_at) SELECT * FROM won RETURNING id)
SELECT 1 / count(*) FROM taken
""")
_CLOSE = text(
    "UPDATE offers SET state = :state, answered_at = jindan_now(), answered_by = :who, decline_reason = :reason"
    " WHERE id = :id AND state = 'open' AND (:state <> 'declined' OR expires_at > jindan_now()) RETURNING answered_at"
)
# Orders are locked before offers everywhere; those that somebody is just answering are left to him.
_EXPIRE = text("""
WITH due AS (
  SELECT o.id FROM orders o JOIN offers f ON f.order_id = o.id
  WHERE f.state = 'open' AND f.expires_at <= (SELECT jindan_now()) AND (cast(:only AS bigint) IS NULL OR f.id = :only)
  ORDER BY f.expires_at LIMIT :limit FOR UPDATE OF o SKIP LOCKED)
UPDATE offers f SET state = 'expired', answered_at = jindan_now(), answered_by = 'system'
FROM due WHERE f.order_id = due.id AND f.state = 'open' AND f.expires_at <= jindan_now()
RETURNING f.id, f.order_id, f.store_id, f.member_id, f.answered_at
""")
_BACK_TO_PAID = text(
    "UPDATE orders SET state = 'paid', state_changed_at = :now, store_id = NULL"
    " WHERE id = ANY(:ids) AND state = 'offered' RETURNING id"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an offer, and of its order."""

    offer_id: int
    order_id: int
    order_state: str
    at: datetime


def foresee_accept(session: Session, offer_id: int) -> None:
    """The offer will be accepted next: how it stands is read behind the lock on its order, in one trip."""
    foresee(session, _STANDING, {"id": offer_id})


def accept(session: Session, offer_id: int, who: str, locked: Order | None = None) -> Answer:
    """The store takes the order. ``who`` is ``staff:<id>``; the same person's second tap gets the first one's answer.

    ``locked``: the offer's order, if the caller has locked it in this very transaction.

    Raises ``Conflict`` (``offer_taken`` / ``offer_expired`` / ``offer_gone``) with who was first, and when.
    """
    order = locked or lock_order_of(session, offer_id)
    standing = session.execute(_STANDING, {"id": offer_id}).one()
    if not standing.open:
        return _not_first(order, _reread(session, offer_id), who)
    at = local(standing.now)
    put_off(session, _ACCEPT, {"id": offer_id, "who": who, "now": standing.now}, Retry)
    stock.allocate(session, offer_id)
    move(session, order, "accepted", at, offer_id=offer_id, by=who)
    note(session, order, events.OFFER_ACCEPTED, at, offer_id=offer_id, by=who)
    return Answer(offer_id, order.id, order.state, at)


def decline(
    session: Session, offer_id: int, who: str, reason: str, skus: Sequence[str] = (), locked: Order | None = None
) -> Answer:
    """The store says no, with a reason of ``DECLINE_REASONS``; out of stock names the SKUs. The order moves on at once.

    ``locked``: as for ``accept``.
    """
    order = locked or lock_order_of(session, offer_id)
    _check_reason(session, order, reason, skus)
    offer = _close(session, order, offer_id, "declined", who, reason)
    stock.release(session, [offer_id])
    scene = look(session)
    if reason == "out_of_stock":
        stock.out_of_stock(session, offer.store_id, skus, scene.now)
        record(session, events.STOCK_RECOUNT_ASKED, scene.now, store_id=offer.store_id, skus=sorted(skus))
    _say(session, events.OFFER_DECLINED, offer, scene.now, by=who, reason=reason, skus=sorted(skus))
    move(session, order, "paid", scene.now, {"store_id": None}, reason="declined", offer_id=offer_id)
    route(session, scene, order)
    assert offer.answered_at is not None
    return Answer(offer_id, order.id, order.state, local(offer.answered_at))


def withdraw(session: Session, order: Order, who: str, why: str) -> Offer | None:
    """Take a locked order's open offer back (cancelled, held, moved). The caller moves the order on."""
    current = open_offer(session, order.id)
    if current is None:
        return None
    offer = _close(session, order, current.id, "withdrawn", who, None)
    stock.release(session, [offer.id])
    assert offer.answered_at is not None
    _say(session, events.OFFER_WITHDRAWN, offer, local(offer.answered_at), by=who, reason=why)
    return offer


def expire_due(session: Session, limit: int, only: int | None = None) -> list[int]:
    """Expire up to ``limit`` overdue offers (or just offer ``only``, if overdue): set-based, so that a flood costs little.

    Their stock is released and their orders go back to ``paid``, where ``timers`` routes them on; returns the orders' ids.
    """
    rows = session.execute(_EXPIRE, {"limit": limit, "only": only}).all()
    if not rows:
        return []
    now = local(max(row.answered_at for row in rows))
    stock.release(session, [row.id for row in rows])
    moved = set(session.execute(_BACK_TO_PAID, {"ids": [row.order_id for row in rows], "now": now}).scalars())
    for row in rows:
        ids = {"order_id": row.order_id, "store_id": row.store_id, "member_id": row.member_id}
        record(session, events.OFFER_EXPIRED, now, **ids, offer_id=row.id, by="system")
        back = {"from": "offered", "to": "paid", "reason": "expired", "offer_id": row.id}
        record(session, events.order_event("offered", "paid"), now, **ids, **back)
    return [row.order_id for row in rows if row.order_id in moved]


def _check_reason(session: Session, order: Order, reason: str, skus: Sequence[str]) -> None:
    if reason not in DECLINE_REASONS:
        raise Invalid(fields={"reason": ["请选择一个拒单原因"]})
    if reason == "out_of_stock" and (not skus or not set(skus) <= wanted_of(session, order.id).keys()):
        raise Invalid(fields={"skus": ["请选择这张订单里缺货的商品"]})


def _close(session: Session, order: Order, offer_id: int, state: str, who: str, reason: str | None) -> Offer:
    done = session.execute(_CLOSE, {"id": offer_id, "state": state, "who": who, "reason": reason}).scalar()
    offer = _reread(session, offer_id)
    if done is None:
        raise _gone(order, offer)
    return offer


def _reread(session: Session, offer_id: int) -> Offer:
    offer = session.get(Offer, offer_id, populate_existing=True)
    assert offer is not None
    return offer


def _not_first(order: Order, offer: Offer, who: str) -> Answer:
    if offer.state == "accepted" and offer.answered_by == who and offer.ended_at is None and offer.answered_at:
        return Answer(offer.id, order.id, order.state, local(offer.answered_at))
    raise _gone(order, offer)


def _gone(order: Order, offer: Offer) -> Conflict:
    at = local(offer.answered_at) if offer.answered_at else None
    facts: dict[str, Any] = {
        "offer_state": offer.state,
        "answered_by": offer.answered_by,
        "answered_at": at.isoformat() if at else None,
    }
    clock = f"{at:%H:%M:%S}" if at else ""
    if offer.state == "accepted":
        return Conflict(f"这张单已在 {clock} 由本店接下", code="offer_taken", **facts)
    if offer.state in ("open", "expired"):  # open, but past its deadline: the sweeper is on its way
        return Conflict("已超过接单时间，订单已转给其他门店", code="offer_expired", **facts)
    if offer.state == "declined":
        return Conflict(f"这张单已在 {clock} 拒接", code="offer_gone", **facts)
    return Conflict(f"这张单已在 {clock} 撤回", code="offer_gone", **facts)


def _say(session: Session, kind: str, offer: Offer, at: datetime, **facts: Any) -> None:
    record(
        session, kind, at,
        order_id=offer.order_id, store_id=offer.store_id, member_id=offer.member_id, offer_id=offer.id, **facts,
    )  # fmt: skip


def end_acceptance(session: Session, order: Order, at: datetime) -> Offer | None:
    """The accepted offer of a locked order no longer binds the store (given back, cancelled, delivery failed)."""
    statement = (
        update(Offer)
        .where(Offer.order_id == order.id, Offer.state == "accepted", Offer.ended_at.is_(None))
        .values(ended_at=at)
        .returning(Offer.id)
    )
    offer_id = session.execute(statement).scalar()
    if offer_id is None:
        return None
    stock.release(session, [offer_id])
    return _reread(session, offer_id)
