"""Refunds on their way to the provider: jobs whose HTTP stays outside of transactions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox import OutboxEvent
from app.payments.models import Payment, Refund
from app.web.house import House
from dispatch import refunding


def refund_cancelled(house: House, event_id: int) -> None:
    """Give back what was paid for the order of an event; harmless when nothing was."""

    def ask(session: Session) -> None:
        event = session.get_one(OutboxEvent, event_id)
        if event.order_id is not None:
            refunding.refund_cancelled(session, event.order_id)

    house.db.run(ask)


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
