"""Money back: whole or part, before or after delivery. What was asked for never exceeds what was paid."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.db import Retry
from app.errors import Conflict, Invalid, NotFound
from app.ledger import facts as money
from app.payments.models import Payment, Refund
from app.payments.notices import open_exception
from dispatch.domain import events
from dispatch.domain.states import REFUND
from dispatch.models import Order
from dispatch.scene import look
from dispatch.trail import lock_order, note

AFTER_DELIVERY = ("delivered", "completed")
# A refund of which nothing was heard by then is asked after.
FIRST_CHECK = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Who asks for how much, and why. ``approved``: customer service has decided; a mother's request after delivery waits."""

    order_id: int
    amount_fen: int
    reason: str
    who: str
    idempotency_key: str
    request_hash: bytes
    approved: bool


def request_refund(session: Session, ask: RefundRequest) -> Refund:
    """Ask for money back. The same key with the same body is answered with the same refund.

    Raises ``Invalid`` if more is asked for than is left of what was paid, ``Conflict`` if nothing was paid yet.
    """
    order = lock_order(session, ask.order_id)
    known = _asked_before(session, ask)
    if known is not None:
        return known
    payment = _payment(session, order)
    after = order.state in AFTER_DELIVERY
    if payment is None and not after:
        raise Conflict("这张订单还没有付款，直接取消即可", code="nothing_paid")
    left = order.total_fen - order.refunded_fen
    if not 1 <= ask.amount_fen <= left:
        raise Invalid(fields={"amount_fen": [f"最多可退 {left / 100:.2f} 元"]})
    now = look(session).now
    refund = _insert(session, ask, payment, after, now)
    session.execute(update(Order).where(Order.id == order.id).values(refunded_fen=Order.refunded_fen + ask.amount_fen))
    _say(session, order, refund, now, ask.reason)
    # Before delivery there is nothing to weigh; cash is handed back by the store itself.
    if ask.approved or not after:
        decide(session, refund.id, ask.who, approve=True)
    return refund


def decide(session: Session, refund_id: int, who: str, *, approve: bool, why: str = "") -> Refund:
    """Approve (it goes to the provider; cash is booked at once) or reject a requested refund."""
    refund, order = _locked(session, refund_id)
    if not approve:
        return _to(session, order, refund, "rejected", why, decided_by=who, failure=why)
    _to(session, order, refund, "approved", why, decided_by=who)
    _to(session, order, refund, "processing", next_check_at=look(session).now + FIRST_CHECK)
    if refund.payment_id is None:
        finish(session, refund_id, succeeded=True)
    return refund


def finish(
    session: Session,
    refund_id: int,
    *,
    succeeded: bool,
    provider_ref: str = "",
    failure: str = "",
    provider_at: datetime | None = None,
) -> Refund:
    """The provider's last word. Booked exactly once; the same word again changes nothing. A failure goes to a person."""
    refund, order = _locked(session, refund_id)
    if refund.state in ("succeeded", "failed"):
        return refund
    if not succeeded:
        if not refund.after_delivery and order.state in AFTER_DELIVERY:
            _credit_after_all(session, order, refund)
        facts = json.dumps({"refund_no": refund.refund_no, "amount_fen": refund.amount_fen, "failure": failure})
        open_exception(session, f"refund_failed:{refund.refund_no}", "refund_failed", order.id, facts)
        return _to(session, order, refund, "failed", failure, failure=failure)
    now = look(session).now
    _book(session, order, refund, now)
    ended: dict[str, Any] = {
        "provider_ref": provider_ref or None, "finished_at": now, "provider_finished_at": provider_at
    }  # fmt: skip
    _to(session, order, refund, "succeeded", **ended)
    if refund.after_delivery:
        _mark_purchase(session, order, refund.amount_fen)
    return refund


def refund_cancelled(session: Session, order_id: int) -> Refund | None:
    """Everything that was paid and not yet given back of a cancelled order; None if there is nothing.

    Also when a part, asked for before, failed since. What failed as this very refund is a person's to look at.
    """
    order = lock_order(session, order_id)
    payment = _payment(session, order)
    left = order.total_fen - order.refunded_fen
    if order.state != "cancelled" or payment is None or left <= 0:
        return None
    key = f"cancelled:{payment.id}"
    before = [row.state for row in session.execute(_CANCELLED, {"order_id": order_id, "key": key})]
    if "failed" in before:
        return None
    key = f"{key}:{len(before)}" if before else key
    return request_refund(session, RefundRequest(order_id, left, "订单已取消", "system", key, b"", approved=True))


def _asked_before(session: Session, ask: RefundRequest) -> Refund | None:
    query = select(Refund).where(Refund.order_id == ask.order_id, Refund.idempotency_key == ask.idempotency_key)
    refund = session.execute(query).scalar_one_or_none()
    if refund is not None and refund.request_hash != ask.request_hash:
        raise Conflict("这个请求号已用于另一笔退款", code="idempotency_key_reused")
    return refund


def _payment(session: Session, order: Order) -> Payment | None:
    query = select(Payment).where(Payment.order_id == order.id, Payment.state == "succeeded")
    return session.execute(query).scalar_one_or_none()


def _insert(session: Session, ask: RefundRequest, payment: Payment | None, after: bool, now: datetime) -> Refund:
    values = {
        "refund_no": f"R{now:%y%m%d}{secrets.randbelow(10**10):010d}",
        "order_id": ask.order_id,
        "payment_id": payment.id if payment else None,
        "amount_fen": ask.amount_fen,
        "after_delivery": after,
        "reason": ask.reason,
        "requested_by": ask.who,
        "idempotency_key": ask.idempotency_key,
        "request_hash": ask.request_hash,
        "requested_at": now,
    }
    refund = session.execute(
        upsert(Refund).values(values).on_conflict_do_nothing().returning(Refund)
    ).scalar_one_or_none()
    if refund is None:
        raise Retry()
    return refund


def _locked(session: Session, refund_id: int) -> tuple[Refund, Order]:
    refund = session.get(Refund, refund_id)
    if refund is None:
        raise NotFound()
    order = lock_order(session, refund.order_id)
    session.refresh(refund)
    return refund, order


def _to(session: Session, order: Order, refund: Refund, state: str, why: str = "", **values: Any) -> Refund:
    if not REFUND.can(refund.state, state):
        raise Conflict("退款状态已变化，请刷新", code="refund_state", state=refund.state)
    session.execute(update(Refund).where(Refund.id == refund.id).values(state=state, **values))
    session.refresh(refund)
    if state in ("rejected", "failed"):  # it is hers to ask for again
        left = {"refunded_fen": Order.refunded_fen - refund.amount_fen}
        session.execute(update(Order).where(Order.id == order.id).values(left))
    _say(session, order, refund, look(session).now, why)
    return refund


def _say(session: Session, order: Order, refund: Refund, now: datetime, why: str) -> None:
    kind = events.REFUND_KINDS[refund.state]
    note(
        session,
        order,
        kind,
        now,
        refund_id=refund.id,
        amount_fen=refund.amount_fen,
        by=refund.decided_by or refund.requested_by,
        why=why,
    )


_CANCELLED = text(
    "SELECT state FROM refunds WHERE order_id = :order_id AND (idempotency_key = :key OR idempotency_key LIKE :key || ':%')"
)
_CREDITED = text("""
SELECT -coalesce(sum(p.amount_fen) FILTER (WHERE e.kind <> 'refund_after_delivery'), 0) AS credited,
       -coalesce(sum(p.amount_fen) FILTER (WHERE own AND e.kind <> 'refund_after_delivery'), 0) AS share,
       coalesce(sum(p.amount_fen) FILTER (WHERE own AND e.kind = 'refund_after_delivery'), 0) AS share_back
FROM entries e JOIN postings p ON p.entry_id = e.id JOIN accounts a ON a.id = p.account_id,
     LATERAL (SELECT a.kind = 'platform_revenue' AS own) account
WHERE e.order_id = :order_id AND e.kind IN ('delivered', 'cash_delivered', 'refund_failed', 'refund_after_delivery')
  AND a.kind IN ('store_payable', 'platform_revenue')
""")
_REFUNDED_AFTER = text(
    "SELECT coalesce(sum(amount_fen), 0) FROM refunds"
    " WHERE order_id = :order_id AND after_delivery AND state = 'succeeded'"
)


def _book(session: Session, order: Order, refund: Refund, now: datetime) -> None:
    reference = money.OrderRef(order.id, order.order_no)
    if not refund.after_delivery:
        money.refund_before_delivery(session, reference, now, refund.amount_fen, refund.refund_no)
        return
    row = session.execute(_CREDITED, {"order_id": order.id}).one()
    before = session.execute(_REFUNDED_AFTER, {"order_id": order.id}).scalar_one()
    share = money.DeliveredShare(int(row.credited), int(row.share), int(before), int(row.share_back))
    assert order.store_id is not None
    cash = refund.payment_id is None
    money.refund_after_delivery(
        session, reference, now, order.store_id, refund.amount_fen, refund.refund_no, share, cash=cash
    )


def _credit_after_all(session: Session, order: Order, refund: Refund) -> None:
    # The delivery credited the store without this part; she has the goods and the money never went back.
    row = session.execute(_CREDITED, {"order_id": order.id}).one()
    scene = look(session)
    share_fen = money.platform_share_fen(refund.amount_fen, scene.policy.platform_share_bp)
    if row.credited:  # at the rate of the delivery, so that both together are one sale's
        share_fen = int(row.share * (row.credited + refund.amount_fen) // row.credited - row.share)
    assert order.store_id is not None
    reference = money.OrderRef(order.id, order.order_no)
    money.refund_failed(session, reference, scene.now, order.store_id, refund.amount_fen, share_fen, refund.refund_no)
    _mark_purchase(session, order, -refund.amount_fen)


# A wholly refunded purchase no longer makes the store her home store. Found by its key, which has an index.
_MARK = text("""
UPDATE purchases SET refunded_fen = refunded_fen + :amount,
       state = CASE WHEN refunded_fen + :amount >= total_fen THEN 'refunded'
                    WHEN state = 'refunded' THEN 'completed' ELSE state END
WHERE source_key = 'order:' || :order_no
""")


def _mark_purchase(session: Session, order: Order, amount_fen: int) -> None:
    session.execute(_MARK, {"amount": amount_fen, "order_no": order.order_no})
