"""Asking for the money of an online order: our row first, the provider after the commit, so that a crash between is repaired
by asking again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.clock import local, pace_of
from app.errors import Conflict
from app.payments.models import Payment
from dispatch.domain import events
from dispatch.models import Order
from dispatch.scene import look
from dispatch.trail import lock_order, note

# A payment of which nothing was heard by then is asked after.
FIRST_CHECK = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the provider is asked for: our number, the amount in fen from the order, until when.

    ``provider_until`` is ``expires_at`` in real time, which is the provider's. ``others``: (id, provider, number) of payments of
    this order that another app opened; they must be closed at the provider before this one is shown.
    """

    payment_id: int
    order_no: str
    out_trade_no: str
    amount_fen: int
    description: str
    expires_at: datetime
    provider_until: datetime
    others: tuple[tuple[int, str, str], ...] = ()


def create_payment(session: Session, order_id: int, provider: str, app_id: str = "") -> Ticket:
    """The payment of an order that waits for one; asked again by the same app, it is the same payment.

    Raises ``Conflict`` (``not_awaiting_payment``) when the order is paid, closed, or its time to pay is over.
    """
    order = lock_order(session, order_id)
    now = look(session).now
    if order.state != "awaiting_payment" or order.close_at is None or local(order.close_at) <= now:
        raise Conflict(_why_not(order), code="not_awaiting_payment", state=order.state)
    open_ones = _open_payments(session, order)
    payment = next((one for one in open_ones if (one.provider, one.app_id) == (provider, app_id)), None)
    if payment is None:
        payment = _insert(session, order, provider, app_id, now)
        note(session, order, events.PAYMENT_CREATED, now, payment_id=payment.id, amount_fen=payment.amount_fen)
    description = f"金蛋母婴订单 尾号{order.order_no[-4:]}"
    close_at = local(order.close_at)
    others = tuple((one.id, one.provider, one.out_trade_no) for one in open_ones if one.id != payment.id)
    return Ticket(
        payment.id, order.order_no, payment.out_trade_no, payment.amount_fen, description, close_at,
        pace_of(session).real(close_at), others,
    )  # fmt: skip


def _why_not(order: Order) -> str:
    if order.payment_method == "on_delivery":
        return "这张订单是货到付款，收货时再付"
    if order.state == "cancelled":
        return "这张订单已取消，不能付款"
    return "这张订单的付款时间已过" if order.state == "awaiting_payment" else "这张订单已经付过款了"


def _open_payments(session: Session, order: Order) -> list[Payment]:
    query = select(Payment).where(
        Payment.order_id == order.id, Payment.state == "created", Payment.amount_fen == order.total_fen
    )
    return list(session.execute(query.order_by(Payment.id.desc())).scalars())


def _insert(session: Session, order: Order, provider: str, app_id: str, now: datetime) -> Payment:
    count = session.execute(select(func.count()).where(Payment.order_id == order.id)).scalar_one()
    values = {
        "order_id": order.id, "provider": provider, "out_trade_no": f"{order.order_no}P{count + 1}",
        "amount_fen": order.total_fen, "created_at": now, "app_id": app_id, "next_check_at": now + FIRST_CHECK,
    }  # fmt: skip
    return session.execute(insert(Payment).values(values).returning(Payment)).scalar_one()
