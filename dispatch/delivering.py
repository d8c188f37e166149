"""After acceptance: picking, on the road, delivered and credited; or given back, or failed."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.errors import Conflict, Invalid, NotFound
from app.inventory import stock
from app.ledger import facts as money
from app.trips import foresee, put_off
from dispatch.answering import end_acceptance
from dispatch.domain import events
from dispatch.domain.policy import Policy
from dispatch.domain.states import DELIVERY
from dispatch.models import Order
from dispatch.placing import route
from dispatch.scene import known_version, look, moment, policy_of
from dispatch.trail import lock_order, move, note

FAILURE_REASONS = {
    "nobody_home": "无人收货",
    "unreachable": "联系不上",
    "refused": "顾客拒收",
    "wrong_address": "地址有误",
    "damaged": "商品破损",
    "other": "其他",
}
GIVE_BACK_REASONS = {
    "out_of_stock": "缺货",
    "no_courier": "没有人手配送",
    "customer_asked": "顾客要求",
    "other": "其他",
}
# Nobody said that it did not arrive: after this long a delivered order is complete by itself.
COMPLETE_AFTER = timedelta(days=7)


# Read after the order was locked, with the time and the policy: nothing that happened to the order is later than this.
_LIVE = text("""
SELECT d.id, d.offer_id, d.state, d.picking_at, jindan_now() AS now,
       p.version, CASE WHEN p.version = :known THEN NULL ELSE p.settings END AS settings
FROM deliveries d, policy_versions p
WHERE p.state = 'active' AND d.order_id = (SELECT o.id FROM orders o WHERE o.order_no = :order_no)
  AND d.state IN ('picking', 'on_the_road')
""")


class Parcel(NamedTuple):
    """A delivery under way, when it was looked at, and the policy in force then."""

    id: int
    offer_id: int
    state: str
    picking_at: datetime | None
    now: datetime
    policy: Policy


def foresee_delivery(session: Session, order_no: str) -> None:
    """The order is about to be locked, and then its delivery will be asked for: both in one trip."""
    foresee(session, _LIVE, {"order_no": order_no, "known": known_version(session)})


def live_delivery(session: Session, order: Order) -> Parcel:
    """The delivery now under way of a locked order. Raises ``Conflict`` if there is none."""
    row = session.execute(_LIVE, {"order_no": order.order_no, "known": known_version(session)}).one_or_none()
    if row is None:
        raise Conflict("这张订单现在不在配送中", code="no_delivery")
    policy = policy_of(session, row.version, row.settings)
    return Parcel(row.id, row.offer_id, row.state, row.picking_at, local(row.now), policy)


def start_picking(session: Session, key: int | Order, who: str) -> Order:
    """The store began to pick. A second tap changes nothing."""
    order = lock_order(session, key)
    delivery = live_delivery(session, order)
    if delivery.picking_at is None and delivery.state == "picking":
        _set(session, delivery, picking_at=delivery.now)
        note(session, order, events.DELIVERY_PICKING, delivery.now, by=who)
    return order


def leave(session: Session, key: int | Order, who: str, staff_id: int | None) -> Order:
    """The parcel leaves the shop. A second tap changes nothing."""
    order = lock_order(session, key)
    if order.state == "out_for_delivery":
        return order
    delivery = live_delivery(session, order)
    now = delivery.now
    _step(session, delivery, "on_the_road", left_at=now, courier_staff_id=staff_id)
    move(session, order, "out_for_delivery", now, by=who, delivery_id=delivery.id)
    return order


def deliver(session: Session, key: int | Order, who: str, code: str) -> Order:
    """She has it: proved by her four-digit ``code`` (digits only). The sale is credited to the store.

    In one transaction: delivery, order, stock sold, ledger entry, purchase. A second tap changes nothing.
    Raises ``Invalid`` (``wrong_proof_code``) on a wrong one.
    """
    order = lock_order(session, key)
    if order.state in ("delivered", "completed"):
        return order
    delivery = live_delivery(session, order)
    if not hmac.compare_digest(code, vault_of(session).proof_code(order.order_no)):
        raise Invalid("收货码不对，请向顾客核对", code="wrong_proof_code", fields={"code": ["收货码不对"]})
    return _handed_over(session, order, delivery, who, "code")


def hand_over_by_photo(session: Session, order: Order, delivery: Parcel, who: str) -> Order:
    """She has it: proved by a photo that the caller has looked at."""
    return _handed_over(session, order, delivery, who, "photo")


def receive(session: Session, order_id: int, who: str) -> Order:
    """She confirmed the receipt at the payment's provider: that proves the delivery too, and ends the order.

    Said again, or of an order that is not on its way to her (any more), it changes nothing.
    """
    order = lock_order(session, order_id)
    if order.state == "out_for_delivery":
        _handed_over(session, order, live_delivery(session, order), who, "receipt")
    return complete(session, order_id, who) if order.state == "delivered" else order


def _handed_over(session: Session, order: Order, delivery: Parcel, who: str, proof: str) -> Order:
    now = delivery.now
    _step(session, delivery, "delivered", finished_at=now, proof=proof)
    stock.sell(session, delivery.offer_id)
    move(session, order, "delivered", now, by=who, delivery_id=delivery.id)
    _credit(session, delivery, order)
    _keep_purchase(session, order, now)
    return order


def fail(session: Session, key: int | Order, who: str, reason: str) -> Order:
    """It could not be handed over. The parcel goes back on the shelf, the order to a person."""
    if reason not in FAILURE_REASONS:
        raise Invalid(fields={"reason": ["请选择配送失败的原因"]})
    order = lock_order(session, key)
    delivery = live_delivery(session, order)
    now = delivery.now
    _step(session, delivery, "failed", finished_at=now, failure_reason=reason)
    end_acceptance(session, order, now)
    move(session, order, "needs_person", now, {"needs_person_reason": "delivery_failed"}, by=who, reason=reason)
    return order


def give_back(session: Session, key: int | Order, who: str, reason: str) -> Order:
    """The store cannot after all, before it left: the order goes to another store at once."""
    if reason not in GIVE_BACK_REASONS:
        raise Invalid(fields={"reason": ["请选择退回订单的原因"]})
    order = lock_order(session, key)
    delivery = live_delivery(session, order)
    scene = look(session)
    _step(session, delivery, "given_back", finished_at=scene.now, failure_reason=reason)
    end_acceptance(session, order, scene.now)
    # Recorded while the order still names the store that gives it back.
    move(session, order, "paid", scene.now, by=who, reason=reason, delivery_id=delivery.id)
    route(session, scene, order)
    return order


def complete(session: Session, order_id: int, who: str) -> Order:
    """She confirmed, or nobody complained for a week. A second tap changes nothing."""
    order = lock_order(session, order_id)
    if order.state != "completed":
        move(session, order, "completed", moment(session), by=who)
    return order


def complete_old(session: Session, limit: int) -> list[int]:
    """Complete what was delivered ``COMPLETE_AFTER`` ago; returns the orders' ids."""
    now = moment(session)
    query = (
        select(Order.id)
        .where(Order.state == "delivered", Order.state_changed_at <= now - COMPLETE_AFTER)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.execute(query).scalars())
    for order_id in ids:
        complete(session, order_id, "system")
    return ids


def _set(session: Session, delivery: Parcel, **values: Any) -> None:
    put_off(session, _update(tuple(values)), {**values, "id": delivery.id})


@cache
def _update(columns: tuple[str, ...]) -> TextClause:
    # Names come from our own code, never from input; every combination is written once.
    changes = ", ".join(f"{name} = :{name}" for name in columns)
    return text(f"UPDATE deliveries SET {changes} WHERE id = :id")


def _step(session: Session, delivery: Parcel, to: str, **values: Any) -> None:
    if not DELIVERY.can(delivery.state, to):
        raise Conflict("配送状态已变化，请刷新", code="delivery_state", state=delivery.state)
    _set(session, delivery, state=to, **values)


def _credit(session: Session, delivery: Parcel, order: Order) -> None:
    if order.store_id is None:
        raise NotFound()
    amount = order.total_fen - order.refunded_fen
    if amount > 0:
        reference = money.OrderRef(order.id, order.order_no)
        cash = order.payment_method == "on_delivery"
        share_bp = delivery.policy.platform_share_bp
        money.delivered(session, reference, delivery.now, order.store_id, amount, share_bp, cash=cash)


# A delivered order is a purchase like one at the till: it makes this store her home store.
_PURCHASE = text("""
WITH bought AS (
  INSERT INTO purchases (source, source_key, member_id, store_id, purchased_at, total_fen, refunded_fen, order_id, state)
  SELECT 'order', 'order:' || order_no, member_id, store_id, :now, goods_fen + delivery_fee_fen, refunded_fen, id,
         CASE WHEN refunded_fen >= goods_fen + delivery_fee_fen THEN 'refunded' ELSE 'completed' END
  FROM orders WHERE id = :order_id RETURNING id)
INSERT INTO purchase_lines (purchase_id, line_no, sku, quantity, paid_fen)
SELECT bought.id, row_number() OVER (ORDER BY l.sku), l.sku, l.quantity, l.unit_price_fen * l.quantity
FROM bought, order_lines l WHERE l.order_id = :order_id
""")


def _keep_purchase(session: Session, order: Order, now: datetime) -> None:
    put_off(session, _PURCHASE, {"order_id": order.id, "now": now})
