"""A payment as WeChat Pay tells it, in a notice or in the answer to a query. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from app.payments.port import ProviderState
from wechat.pay.reading import Malformed, fen, moment, optional, part, text

# REFUND: paid, and some of it given back since. PAYERROR and ACCEPT do not come with JSAPI, but cost nothing to know.
STATES: Final[dict[str, Literal["unpaid", "paid", "closed"]]] = {
    "SUCCESS": "paid",
    "REFUND": "paid",
    "NOTPAY": "unpaid",
    "USERPAYING": "unpaid",
    "ACCEPT": "unpaid",
    "PAYERROR": "unpaid",
    "CLOSED": "closed",
    "REVOKED": "closed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What WeChat says; what it leaves out of a payment that was not made is None."""

    out_trade_no: str
    mch_id: str
    app_id: str
    trade_state: str
    transaction_id: str | None
    openid: str | None = field(repr=False)
    total_fen: int | None
    payer_total_fen: int | None
    currency: str | None
    success_at: datetime | None

    @property
    def paid(self) -> bool:
        """Whether the money came (also when some went back since)."""
        return STATES[self.trade_state] == "paid"


def transaction_fields(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a ``Transaction``. Raises ``Malformed``: one that was paid must tell everything about the money."""
    state = text(resource, "trade_state")
    if state not in STATES:
        raise Malformed("trade_state")
    paid = STATES[state] == "paid"
    amount = part(resource, "amount") if paid else resource.get("amount") or {}
    payer = resource.get("payer")
    return {
        "out_trade_no": text(resource, "out_trade_no"),
        "mch_id": text(resource, "mchid"),
        "app_id": text(resource, "appid"),
        "trade_state": state,
        "transaction_id": text(resource, "transaction_id") if paid else optional(text, resource, "transaction_id"),
        "openid": optional(text, payer, "openid") if isinstance(payer, dict) else None,
        "total_fen": fen(amount, "total") if paid else optional(fen, amount, "total"),
        "payer_total_fen": optional(fen, amount, "payer_total"),
        "currency": text(amount, "currency") if paid else optional(text, amount, "currency"),
        "success_at": optional(moment, resource, "success_time"),
    }


def state_of(
    seen: Transaction, mch_id: str, app_ids: Collection[str], out_trade_no: str | None = None
) -> ProviderState:
    """The port's words for it. ``out_trade_no``: the number that was asked for, if one was.

    The amount is compared by whoever knows what was to be paid.
    """
    wrong = [
        name
        for name, agrees in (
            ("mchid", seen.mch_id == mch_id),
            ("appid", seen.app_id in app_ids),
            ("out_trade_no", out_trade_no in (None, seen.out_trade_no)),
            ("currency", seen.currency in ("CNY", None)),
        )
        if not agrees
    ]
    return ProviderState(
        state=STATES[seen.trade_state],
        transaction_id=seen.transaction_id,
        amount_fen=seen.total_fen,
        currency=seen.currency or "CNY",
        mismatch=wrong[0] if wrong else "",
        paid_at=seen.success_at,
    )
