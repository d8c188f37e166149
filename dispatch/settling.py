"""A provider's word about money becomes ours, once: by its notice, by our asking, or by a race of both.

What does not agree with what we asked for is booked by nobody: it is put before a person (``money_exceptions``).
"""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.clock import now
from app.db import Database
from app.payments.models import Payment, Refund
from app.payments.notices import ProviderNotice, open_exception
from app.payments.port import ProviderRefund, ProviderState
from dispatch import intake, refunding
from dispatch.domain import events
from dispatch.trail import lock_order, note

log = logging.getLogger(__name__)

_KEPT = text("SELECT id FROM provider_notices WHERE state = 'kept' ORDER BY id LIMIT :limit")


def settle_payment(session: Session, provider: str, out_trade_no: str, said: ProviderState) -> bool:
    """Book a payment that the provider says was paid; True if this very call booked it.

    Said again, it changes nothing. An order that was closed meanwhile keeps the money until it is given back (``intake.paid``).
    """
    if said.state != "paid":
        return False
    query = select(Payment).where(Payment.provider == provider, Payment.out_trade_no == out_trade_no)
    payment = session.execute(query).scalar_one_or_none()
    if payment is None:
        _quarantine(session, None, "unknown_payment", f"{provider}:{out_trade_no}", said)
        return False
    order = lock_order(session, payment.order_id)
    session.refresh(payment)
    problem = _problem(session, payment, said)
    if problem:
        if _quarantine(session, order.id, problem, f"{provider}:{out_trade_no}", said):
            note(session, order, events.PAYMENT_MISMATCH, now(session), payment_id=payment.id, what=problem)
        return False
    if payment.state == "succeeded":
        return False
    intake.paid(session, payment.id, said.transaction_id or out_trade_no, payment.amount_fen, said.paid_at)
    return True


def _problem(session: Session, payment: Payment, said: ProviderState) -> str:
    """What of a payment's facts is not as agreed; empty if all is well."""
    if said.mismatch:
        return said.mismatch
    if said.amount_fen != payment.amount_fen:
        return "amount"
    if said.currency != payment.currency:
        return "currency"
    if payment.state == "succeeded":
        return "" if payment.transaction_id == said.transaction_id else "other_transaction"
    booked = select(Payment.order_id, Payment.transaction_id).where(
        Payment.state == "succeeded", Payment.id != payment.id
    )
    for row in session.execute(
        booked.where((Payment.order_id == payment.order_id) | (Payment.transaction_id == said.transaction_id))
    ):
        return "paid_twice" if row.order_id == payment.order_id else "transaction_reused"
    return ""


def _quarantine(session: Session, order_id: int | None, kind: str, key: str, said: ProviderState) -> bool:
    facts = {"provider_key": key, "transaction_id": said.transaction_id, "amount_fen": said.amount_fen,
             "currency": said.currency}  # fmt: skip
    return open_exception(session, f"{kind}:{key}", kind, order_id, json.dumps(facts))


def settle_refund(session: Session, refund_no: str, said: ProviderRefund) -> bool:
    """Write down how a refund ended; True if this very call did. ``processing`` and ``unknown`` end nothing."""
    if said.state not in ("succeeded", "failed"):
        return False
    refund = session.execute(select(Refund).where(Refund.refund_no == refund_no)).scalar_one_or_none()
    facts = json.dumps({"refund_no": refund_no, "amount_fen": said.amount_fen, "provider_ref": said.provider_ref})
    if refund is None:
        open_exception(session, f"unknown_refund:{refund_no}", "unknown_refund", None, facts)
        return False
    if said.amount_fen is not None and said.amount_fen != refund.amount_fen:
        open_exception(session, f"refund_amount:{refund_no}", "refund_amount", refund.order_id, facts)
        return False
    before = refund.state
    done = refunding.finish(
        session, refund.id, succeeded=said.state == "succeeded", provider_ref=said.provider_ref, failure=said.failure,
        provider_at=said.finished_at,
    )  # fmt: skip
    return done.state != before


def settle_notice(session: Session, notice_id: int) -> bool:
    """Act on one kept notice; False if somebody else did, or does at this moment."""
    query = select(ProviderNotice).where(ProviderNotice.id == notice_id, ProviderNotice.state == "kept")
    notice = session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()
    if notice is None:
        return False
    facts = dict(notice.facts)
    if notice.kind == "payment":
        settle_payment(session, notice.provider, facts.pop("out_trade_no"), ProviderState(**_dated(facts, "paid_at")))
    else:
        settle_refund(session, facts.pop("refund_no"), ProviderRefund(**_dated(facts, "finished_at")))
    done = update(ProviderNotice).where(ProviderNotice.id == notice_id)
    session.execute(done.values(state="done", done_at=now(session)))
    return True


def _dated(facts: dict[str, Any], name: str) -> dict[str, Any]:
    at = facts.get(name)
    return {**facts, name: datetime.fromisoformat(at) if at else None}


def settle_kept(db: Database, limit: int = 200) -> int:
    """The guarantee behind the queue's prompt: act on every notice that waits; how many were. One that fails waits on."""
    done = 0
    for notice_id in db.read(lambda session: list(session.execute(_KEPT, {"limit": limit}).scalars())):
        try:
            done += db.run(lambda session, which=notice_id: settle_notice(session, which))  # type: ignore[misc]
        except Exception as error:
            log.warning("notice %s could not be acted on: %s", notice_id, type(error).__name__)
    return done
