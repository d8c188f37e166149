"""WeChat Pay's notices: verified, unsealed, read into dataclasses. Pure but for the look-up of the key.

The caller must be given the body's bytes as they came: the signature is over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from wechat.pay.reading import Malformed, fen, json_object, moment, optional, part, text
from wechat.pay.sealing import BadSeal, unseal_resource
from wechat.pay.transactions import Transaction, transaction_fields
from wechat.pay.trust import Doubt, KeyFinder, doubt

Kind = Doubt | Literal["bad_tag", "not_ours"]


class BadNotice(Exception):
    """It is not WeChat's, not fresh, or not readable: answer 4xx and keep nothing but a count by ``kind``."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind: Kind = kind


@dataclass(frozen=True, slots=True)
class Envelope:
    """A notice that is WeChat's. ``resource`` was sealed and holds an openid: keep it out of logs."""

    event_id: str  # the same on every repeat
    event_type: str  # TRANSACTION.SUCCESS, REFUND.SUCCESS, …
    original_type: str  # transaction, refund
    created_at: datetime
    resource: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Envelope({self.event_type})"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentNotice(Transaction):
    """A payment, as a notice tells it."""

    event_id: str
    event_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundNotice:
    """How a refund ended. ``status``: SUCCESS, CLOSED or ABNORMAL (WeChat gives no appid and no currency here)."""

    event_id: str
    event_type: str
    mch_id: str
    out_trade_no: str
    transaction_id: str
    out_refund_no: str
    refund_id: str
    status: str
    success_at: datetime | None
    total_fen: int
    refund_fen: int
    payer_total_fen: int
    payer_refund_fen: int


def open_notice(headers: Mapping[str, str], body: bytes, keys: KeyFinder, apiv3_key: str, now: datetime) -> Envelope:
    """Verify, then unseal. Raises ``BadNotice``."""
    reason = doubt(headers, body, keys, now)
    if reason is not None:
        raise BadNotice(reason)
    try:
        outer = json_object(body)
        resource = part(outer, "resource")
        opened = json_object(unseal_resource(apiv3_key, resource))
        return Envelope(
            event_id=text(outer, "id"),
            event_type=text(outer, "event_type"),
            original_type=text(resource, "original_type"),
            created_at=moment(outer, "create_time"),
            resource=opened,
        )
    except BadSeal:
        raise BadNotice("bad_tag") from None
    except Malformed:
        raise BadNotice("malformed") from None


def payment_notice(envelope: Envelope) -> PaymentNotice:
    """The payment in a notice. Raises ``BadNotice`` (``malformed``) for any other notice."""
    if envelope.original_type != "transaction":
        raise BadNotice("malformed")
    try:
        return PaymentNotice(
            event_id=envelope.event_id, event_type=envelope.event_type, **transaction_fields(envelope.resource)
        )
    except Malformed:
        raise BadNotice("malformed") from None


def refund_notice(envelope: Envelope) -> RefundNotice:
    """The refund in a notice. Raises ``BadNotice`` (``malformed``) for any other notice."""
    if envelope.original_type != "refund":
        raise BadNotice("malformed")
    try:
        return RefundNotice(
            event_id=envelope.event_id, event_type=envelope.event_type, **_refund_fields(envelope.resource)
        )
    except Malformed:
        raise BadNotice("malformed") from None


def _refund_fields(resource: Mapping[str, Any]) -> dict[str, Any]:
    amount = part(resource, "amount")
    return {
        "mch_id": text(resource, "mchid"),
        "out_trade_no": text(resource, "out_trade_no"),
        "transaction_id": text(resource, "transaction_id"),
        "out_refund_no": text(resource, "out_refund_no"),
        "refund_id": text(resource, "refund_id"),
        "status": text(resource, "refund_status"),
        "success_at": optional(moment, resource, "success_time"),
        "total_fen": fen(amount, "total"),
        "refund_fen": fen(amount, "refund"),
        "payer_total_fen": fen(amount, "payer_total"),
        "payer_refund_fen": fen(amount, "payer_refund"),
    }
