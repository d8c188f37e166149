"""Refunds on their way to the provider: jobs whose HTTP stays outside of transactions."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.outbox import OutboxEvent, record
from app.payments.models import Payment, Refund
from app.web.house import House
from dispatch import refunding
from dispatch.domain import events


def refund_cancelled(house: House, event_id: int) -> None:
    """Give back what was paid for the order of an event; harmless when nothing was."""

    def ask(session: Session) -> None:
        event = session.get_one(OutboxEvent, event_id)
        if event.order_id is not None:
            refunding.refund_cancelled(session, event.order_id)

    house.db.run(ask)


def close_payments(house: House, event_id: int) -> None:
    """A cancelled order may no longer be paid: closed at the provider, then in our books. Paid meanwhile: left alone."""
    for payment in house.db.read(lambda session: _unpaid(session, event_id)):
        house.payments.close(payment.out_trade_no)
        house.db.run(lambda session, payment_id=payment.id: close(session, payment_id))  # type: ignore[misc]


def _unpaid(session: Session, event_id: int) -> list[Payment]:
    event = session.get_one(OutboxEvent, event_id)
    query = select(Payment).where(Payment.order_id == event.order_id, Payment.state == "created")
    return list(session.execute(query).scalars())


def close(session: Session, payment_id: int) -> None:
    """Mark a payment closed unless it was paid first."""
    at = now(session)
    closing = update(Payment).where(Payment.id == payment_id, Payment.state == "created")
    order_id = session.execute(closing.values(state="closed", closed_at=at).returning(Payment.order_id)).scalar()
    if order_id is not None:
        record(session, events.PAYMENT_CLOSED, at, order_id=order_id, payment_id=payment_id)


def send_refund(house: House, event_id: int) -> None:
    """Ask the provider for a refund that is processing, and write down its answer. Repeats carry the same refund number."""
    found = house.db.read(lambda session: _to_send(session, event_id))
    if found is None:
        return
    refund, payment = found
    answer = house.payments.refund(
        refund.refund_no, payment.out_trade_no, refund.amount_fen, payment.amount_fen, refund.reason
    )
    if answer.state == "processing":
        return  # the provider's notice or the reconciler will say how it ended
    succeeded = answer.state == "succeeded"
    house.db.run(
        lambda session: refunding.finish(
            session, refund.id, succeeded=succeeded, provider_ref=answer.provider_ref, failure=answer.failure
        )
    )


def _to_send(session: Session, event_id: int) -> tuple[Refund, Payment] | None:
    event = session.get_one(OutboxEvent, event_id)
    query = select(Refund, Payment).join(Payment, Payment.id == Refund.payment_id)
    row = session.execute(
        query.where(Refund.id == event.payload["refund_id"], Refund.state == "processing")
    ).one_or_none()
    return (row[0], row[1]) if row else None
