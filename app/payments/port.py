"""The payment port: what the house asks of a payment provider. All amounts in integer fen, CNY."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class ProviderState:
    """What the provider says of a payment."""

    state: Literal["unpaid", "paid", "closed", "unknown"]
    transaction_id: str | None = None
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """What the provider says of a refund."""

    state: Literal["processing", "succeeded", "failed"]
    provider_ref: str = ""
    failure: str = ""


class PaymentPort(Protocol):
    """Every call may raise: the caller asks again later, since each call is safe to repeat."""

    name: str

    def create(
        self, out_trade_no: str, amount_fen: int, description: str, expires_at: datetime, payer: str
    ) -> dict[str, Any]:
        """Open a payment; returns what the client needs to show the pay sheet."""

    def query(self, out_trade_no: str) -> ProviderState:
        """Whether it was paid."""

    def close(self, out_trade_no: str) -> None:
        """It may no longer be paid."""

    def refund(self, refund_no: str, out_trade_no: str, amount_fen: int, total_fen: int, reason: str) -> ProviderRefund:
        """Give back ``amount_fen`` of a payment of ``total_fen``."""

    def query_refund(self, refund_no: str) -> ProviderRefund:
        """What became of a refund."""
