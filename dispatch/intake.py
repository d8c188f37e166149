"""Orders coming in: placing, paying."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.db import Retry, vault_of
from app.entities import about_to_be
from app.errors import Conflict, NotFound
from app.ledger import facts as money
from app.outbox import record
from app.payments.models import Payment
from app.trips import put_off
from dispatch.domain import events
from dispatch.models import Order
from dispatch.placing import Outcome, hold_a_place, keep, note_offer, outcome, route
from dispatch.quoting import Quote, look_at, quoted
from dispatch.scene import Scene, look
from dispatch.trail import arrive, lock_order, move, note

_INSERT = text("""
WITH placed AS (
  INSERT INTO orders (id, order_no, member_id, channel, state, state_changed_at, store_id, chosen_store_id, payment_method,
                      goods_fen, delivery_fee_fen, recipient_sealed, note_sealed, lng, lat, promise_at, placed_at, paid_at,
                      close_at, offers_made, needs_person_reason, agent_id, idempotency_key, request_hash) OVERRIDING SYSTEM VALUE
  VALUES (:id, :order_no, :member_id, :channel, :state, :placed_at, :store_id, :chosen_store_id, :payment_method,
          :goods_fen, :delivery_fee_fen, :recipient_sealed, :note_sealed, :lng, :lat, :promise_at, :placed_at, :paid_at,
          :close_at, :offers_made, :needs_person_reason, :agent_id, :idempotency_key, :request_hash)
  ON CONFLICT DO NOTHING RETURNING id),
lines AS (
  INSERT INTO order_lines (order_id, sku, name, quantity, unit_price_fen)
  SELECT placed.id, l.* FROM placed, jsonb_to_recordset(cast(:lines AS jsonb))
         AS l(sku text, name text, quantity bigint, price_fen bigint))
SELECT 1 / count(*) FROM placed
""")

_UNPAID = Outcome("awaiting_payment", {}, {})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets it, and where (personal: sealed at rest)."""

    name: str
    phone: str
    text: str
    door: str = ""

    def as_dict(self) -> dict[str, str]:
        """For sealing."""
        return {"name": self.name, "phone": self.phone, "text": self.text, "door": self.door}


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """The command of every channel. ``lines`` are (SKU, quantity); ``lng``/``lat`` WGS-84.

    ``expect_store_id``: the store she was promised; if another would get it now, she is asked again first.
    ``chosen_store_id``: the store she chose herself where the policy lets her.
    """

    member_id: int
    channel: str
    lines: tuple[tuple[str, int], ...]
    lng: float
    lat: float
    recipient: Recipient
    payment_method: str
    idempotency_key: str
    request_hash: bytes
    note: str = ""
    agent_id: int | None = None
    expect_store_id: int | None = None
    chosen_store_id: int | None = None


def place(session: Session, command: PlaceOrder) -> tuple[Order, bool]:
    """Take an order; (order, False) if the same key with the same body already made it.

    Cash on delivery goes to a store at once; online payment waits, promised the store of the quote.
    Raises ``Conflict`` for the same key with another body (``idempotency_key_reused``) or a changed quote
    (``quote_changed``), ``Invalid`` for lines that cannot be sold.
    """
    seen = look_at(session, command.member_id, command.lines, command.idempotency_key)
    if seen.placed_before is not None:
        return _placed_before(session, command, seen.placed_before), False
    told = quoted(session, seen, command.lng, command.lat, command.lines, command.chosen_store_id)
    scene = told.scene
    _as_promised(scene, command, told)
    if command.payment_method == "online":
        return _written(session, scene, seen.order_id, command, told, _UNPAID), True
    hold_a_place(session, told.verdict, told.limited)
    come_to = outcome(told.verdict, seen.offer_id)
    order = _written(session, scene, seen.order_id, command, told, come_to)
    keep(session, scene, order, seen.offer_id, told.verdict, dict(command.lines))
    arrive(session, order, "paid", scene.now, **come_to.facts)
    if told.verdict.store_id is not None:
        note_offer(session, scene, order, seen.offer_id, told.verdict)
    return order, True


def _placed_before(session: Session, command: PlaceOrder, order_id: int) -> Order:
    order = session.get_one(Order, order_id)
    if order.request_hash != command.request_hash:
        raise Conflict("这个请求号已用于另一张订单", code="idempotency_key_reused")
    return order


def _as_promised(scene: Scene, command: PlaceOrder, offer: Quote) -> None:
    got = offer.verdict.store_id
    if command.expect_store_id is not None and got != command.expect_store_id:
        card = scene.book.cards.get(got) if got is not None else None
        raise Conflict("配送门店有变化，请确认后再下单", code="quote_changed", store_code=card.code if card else None)


def _written(
    session: Session, scene: Scene, order_id: int, command: PlaceOrder, told: Quote, come_to: Outcome
) -> Order:
    # Written once, in the state to which it comes in this very transaction.
    row = {**_row(session, scene, order_id, command, told), "state": come_to.state, **come_to.changes}
    lines = [{**told.products[sku]._asdict(), "quantity": quantity} for sku, quantity in command.lines]
    # The same key is being placed at this very moment, or the number is taken: look again.
    put_off(session, _INSERT, {**row, "lines": json.dumps(lines, ensure_ascii=False)}, Retry)
    by: dict[str, Any] = {} if command.agent_id is None else {"by": f"agent:{command.agent_id}"}
    first = "awaiting_payment" if command.payment_method == "online" else "paid"
    record(session, events.ORDER_PLACED, scene.now, order_id=order_id, member_id=command.member_id, to=first, **by)
    return about_to_be(session, Order, row)


def _row(session: Session, scene: Scene, order_id: int, command: PlaceOrder, told: Quote) -> dict[str, Any]:
    online = command.payment_method == "online"
    vault = vault_of(session)
    close_after = timedelta(minutes=scene.policy.unpaid_close_minutes)
    return {
        "id": order_id,
        "order_no": f"{scene.now:%y%m%d}{secrets.randbelow(10**10):010d}",
        "member_id": command.member_id,
        "channel": command.channel,
        "state_changed_at": scene.now,
        "chosen_store_id": command.chosen_store_id,
        "payment_method": command.payment_method,
        "goods_fen": told.goods_fen,
        "delivery_fee_fen": told.delivery_fee_fen,
        "refunded_fen": 0,
        "recipient_sealed": vault.seal_json(command.recipient.as_dict(), "orders.recipient"),
        "note_sealed": vault.seal(command.note, "orders.note") if command.note else None,
        "lng": command.lng,
        "lat": command.lat,
        "promise_at": told.verdict.promise_at,
        "placed_at": scene.now,
        "paid_at": None if online else scene.now,
        "close_at": scene.now + close_after if online else None,
        "store_id": None,
        "offers_made": 0,
        "needs_person_reason": None,
        "agent_id": command.agent_id,
        "idempotency_key": command.idempotency_key,
        "request_hash": command.request_hash,
    }


def paid(
    session: Session, payment_id: int, transaction_id: str, amount_fen: int, provider_at: datetime | None = None
) -> Order:
    """The provider says that a payment arrived. Booked once; repeats change nothing; a closed order is left to a refund.

    Raises ``Conflict`` (``payment_mismatch``) if the amount is not what was asked for: nothing is booked.
    """
    payment = session.get(Payment, payment_id)
    if payment is None:
        raise NotFound()
    order = lock_order(session, payment.order_id)
    session.refresh(payment)
    if amount_fen != payment.amount_fen:
        raise Conflict("支付金额与订单不符", code="payment_mismatch")
    if payment.state == "succeeded":
        return order
    scene = look(session)
    session.execute(
        update(Payment)
        .where(Payment.id == payment_id)
        .values(state="succeeded", transaction_id=transaction_id, paid_at=scene.now, provider_paid_at=provider_at)
    )
    reference = money.OrderRef(order.id, order.order_no)
    money.payment_received(session, reference, scene.now, amount_fen, transaction_id)
    note(session, order, events.PAYMENT_SUCCEEDED, scene.now, payment_id=payment_id, amount_fen=amount_fen)
    if order.state == "awaiting_payment":
        move(session, order, "paid", scene.now, {"paid_at": scene.now})
        if order.held_at is None:
            route(session, scene, order)
    else:
        note(session, order, events.PAYMENT_LATE, scene.now, payment_id=payment_id)
    return order
