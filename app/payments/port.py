"""The payment port: what the house asks of a payment provider. All amounts in integer fen, CNY."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Payer:
    """Who will pay: a member, and her identity in the app that will show the pay sheet (empty for providers that need none)."""

    member_id: int
    app_id: str = ""
    openid: str = ""


@dataclass(frozen=True, slots=True)
class ProviderState:
    """What the provider says of a payment.

    ``mismatch``: empty, or the field (``amount``, ``currency``, ``appid``, ``mchid``, ``out_trade_no``) that is not as agreed.
    ``paid_at`` is the provider's time.
    """

    state: Literal["unpaid", "paid", "closed", "unknown"]
    transaction_id: str | None = None
    amount_fen: int | None = None
    currency: str = "CNY"
    mismatch: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """What the provider says of a refund. ``unknown``: it has never heard of it."""

    state: Literal["processing", "succeeded", "failed", "unknown"]
    provider_ref: str = ""
    failure: str = ""
    amount_fen: int | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BillRow:
    """One line of the provider's books for a day: a payment (``refund_no`` empty) or a refund."""

    out_trade_no: str
    transaction_id: str
    amount_fen: int
    refund_no: str = ""
    refund_fen: int = 0
    at: datetime | None = None


class PaymentPort(Protocol):
    """Every call may raise: the caller asks again later, since each call is safe to repeat."""

    name: str

    def create(
        self, out_trade_no: str, amount_fen: int, description: str, expires_at: datetime, payer: Payer
    ) -> dict[str, Any]:
        """Open a payment; returns what the client needs to show the pay sheet."""

    def query(self, out_trade_no: str) -> ProviderState:
        """Whether it was paid."""

    def close(self, out_trade_no: str) -> None:
        """It may no longer be paid. Raises if it was paid already; closing twice is harmless."""

    def refund(self, refund_no: str, out_trade_no: str, amount_fen: int, total_fen: int, reason: str) -> ProviderRefund:
        """Give back ``amount_fen`` of a payment of ``total_fen``."""

    def query_refund(self, refund_no: str) -> ProviderRefund:
        """What became of a refund."""

    def bill(self, day: date) -> Sequence[BillRow]:
        """The provider's books of a past day, Asia/Shanghai. Empty when nothing happened."""
