"""Talking with payment providers: every exchange is outside of transactions, and every one may be repeated."""

from __future__ import annotations

import logging

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.outbox import OutboxEvent, record
from app.payments.models import Payment, Refund
from app.payments.port import ProviderRefund
from app.web.house import House
from dispatch import refunding, settling
from dispatch.domain import events

log = logging.getLogger(__name__)


def refund_cancelled(house: House, event_id: int) -> None:
    """Give back what was paid for the order of an event; harmless when nothing was."""

    def ask(session: Session) -> None:
        event = session.get_one(OutboxEvent, event_id)
        if event.order_id is not None:
            refunding.refund_cancelled(session, event.order_id)

    house.db.run(ask)


def close_payments(house: House, event_id: int) -> None:
    """What is still open of an order's payments (it was cancelled, or another one paid it) may no longer be paid."""
    for payment in house.db.read(lambda session: _unpaid(session, event_id)):
        close_or_settle(house, payment.id, payment.provider, payment.out_trade_no)


def _unpaid(session: Session, event_id: int) -> list[Payment]:
    event = session.get_one(OutboxEvent, event_id)
    query = select(Payment).where(Payment.order_id == event.order_id, Payment.state == "created")
    return list(session.execute(query).scalars())


def close_or_settle(house: House, payment_id: int, provider: str, out_trade_no: str) -> bool:
    """Close a payment at its provider and in our books. False if she was quicker: then it is booked as paid.

    Raises what the provider raises if it can neither be closed nor asked.
    """
    port = house.provider(provider)
    try:
        port.close(out_trade_no)
    except Exception:
        # Most likely it was paid; whatever it is, the provider's own word decides.
        said = port.query(out_trade_no)
        if said.state == "paid":
            house.db.run(lambda session: settling.settle_payment(session, provider, out_trade_no, said))
            return False
        if said.state == "unpaid":
            raise
    house.db.run(lambda session: close(session, payment_id))
    return True


def close(session: Session, payment_id: int) -> None:
    """Mark a payment closed unless it was paid first."""
    at = now(session)
    closing = update(Payment).where(Payment.id == payment_id, Payment.state == "created")
    order_id = session.execute(closing.values(state="closed", closed_at=at).returning(Payment.order_id)).scalar()
    if order_id is not None:
        record(session, events.PAYMENT_CLOSED, at, order_id=order_id, payment_id=payment_id)


def check_payment(house: House, provider: str, out_trade_no: str) -> bool:
    """Ask the provider whether it was paid, and book it; True if this very call booked it."""
    said = house.provider(provider).query(out_trade_no)
    return house.db.run(lambda session: settling.settle_payment(session, provider, out_trade_no, said))


def send_refund(house: House, event_id: int) -> None:
    """Ask the provider for a refund that is processing, and write down its answer. Repeats carry the same refund number."""
    refund_id = house.db.read(lambda session: int(session.get_one(OutboxEvent, event_id).payload["refund_id"]))
    found = house.db.read(lambda session: _processing(session, refund_id))
    if found is not None:
        _settle(house, found[0], _send(house, *found))


def check_refund(house: House, refund_id: int) -> None:
    """Ask what became of a refund that is processing; one that the provider has never heard of is sent (again)."""
    found = house.db.read(lambda session: _processing(session, refund_id))
    if found is None:
        return
    refund, payment = found
    said = house.provider(payment.provider).query_refund(refund.refund_no)
    _settle(house, refund, _send(house, refund, payment) if said.state == "unknown" else said)


def _send(house: House, refund: Refund, payment: Payment) -> ProviderRefund:
    return house.provider(payment.provider).refund(
        refund.refund_no, payment.out_trade_no, refund.amount_fen, payment.amount_fen, refund.reason
    )


def _settle(house: House, refund: Refund, said: ProviderRefund) -> None:
    house.db.run(lambda session: settling.settle_refund(session, refund.refund_no, said))


def _processing(session: Session, refund_id: int) -> tuple[Refund, Payment] | None:
    query = select(Refund, Payment).join(Payment, Payment.id == Refund.payment_id)
    row = session.execute(query.where(Refund.id == refund_id, Refund.state == "processing")).one_or_none()
    return (row[0], row[1]) if row else None
