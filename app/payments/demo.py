"""A payment provider for the demo and tests: a page with one button. Simulated; refused in production."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.payments.models import Payment
from app.payments.port import BillRow, Payer, ProviderRefund, ProviderState

NAME = "demo"


class DemoPayments:
    """Everything it says is true at once: it keeps no books of its own."""

    name = NAME

    def __init__(self, db: Database) -> None:
        self._db = db

    def create(
        self, out_trade_no: str, amount_fen: int, description: str, expires_at: datetime, payer: Payer
    ) -> dict[str, Any]:
        """The page where she "pays"."""
        return {"pay_url": f"/demo/pay/{out_trade_no}"}

    def query(self, out_trade_no: str) -> ProviderState:
        """What our own row says."""

        def ask(session: Session) -> ProviderState:
            payment = session.execute(select(Payment).where(Payment.out_trade_no == out_trade_no)).scalar_one_or_none()
            if payment is None:
                return ProviderState("unknown")
            if payment.state == "succeeded":
                return ProviderState("paid", payment.transaction_id, payment.amount_fen)
            return ProviderState("closed" if payment.state == "closed" else "unpaid")

        return self._db.read(ask)

    def close(self, out_trade_no: str) -> None:
        """Nothing to do: our own row says closed."""

    def refund(self, refund_no: str, out_trade_no: str, amount_fen: int, total_fen: int, reason: str) -> ProviderRefund:
        """Always given, at once."""
        return ProviderRefund("succeeded", f"demo-{refund_no}")

    def query_refund(self, refund_no: str) -> ProviderRefund:
        """Always given."""
        return ProviderRefund("succeeded", f"demo-{refund_no}")

    def bill(self, day: date) -> Sequence[BillRow]:
        """It keeps no books."""
        return ()
