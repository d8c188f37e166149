"""WeChat Pay's notices come in here: verified, kept, answered. What they mean is acted on after (``dispatch.settling``)."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.payments.notices import count_rejection, keep_notice
from app.payments.port import ProviderRefund
from app.web.house import house
from wechat.pay import BadNotice, Envelope, WechatPay, payment_notice, refund_notice
from wechat.pay.client import REFUNDS

log = logging.getLogger(__name__)
callbacks = Blueprint("wechat-pay", __name__, url_prefix="/wechat/pay")

# Signed by WeChat, sealed with our key, and yet not ours: another merchant's or another app's.
NOT_OURS = ("mchid", "appid")


@callbacks.post("/notices")
def payment_notices() -> Response | tuple[Response, int]:
    """A payment arrived, WeChat Pay says. 204 once it is kept, however often it comes; 4xx for what is not to be believed."""
    return _take("payment", _payment_facts)


@callbacks.post("/refund-notices")
def refund_notices() -> Response | tuple[Response, int]:
    """How a refund ended, WeChat Pay says."""
    return _take("refund", _refund_facts)


def _take(kind: str, facts_of: Any) -> Response | tuple[Response, int]:
    pay = _pay()
    try:
        envelope = pay.open_notice(dict(request.headers), request.get_data())
        facts = facts_of(pay, envelope)
    except BadNotice as bad:
        return _refuse(bad.kind)
    told = json.dumps(facts, default=_dated)
    if facts is not None:
        house().db.run(lambda session: keep_notice(session, pay.name, envelope.event_id, kind, told))
    return Response(status=204)


def _payment_facts(pay: WechatPay, envelope: Envelope) -> dict[str, Any] | None:
    notice = payment_notice(envelope)
    said = pay.state_of(notice)
    if said.mismatch in NOT_OURS:
        raise BadNotice("not_ours")
    # Only a payment that arrived is news; anything else she sees on her pay sheet.
    return {**asdict(said), "out_trade_no": notice.out_trade_no} if said.state == "paid" else None


def _refund_facts(pay: WechatPay, envelope: Envelope) -> dict[str, Any]:
    notice = refund_notice(envelope)
    if notice.mch_id != pay.mch_id:
        raise BadNotice("not_ours")
    state = REFUNDS.get(notice.status, "processing")
    failure = notice.status if state == "failed" else ""
    said = ProviderRefund(state, notice.refund_id, failure, notice.refund_fen, notice.success_at)
    return {**asdict(said), "refund_no": notice.out_refund_no}


def _refuse(kind: str) -> tuple[Response, int]:
    def count(session: Session) -> None:
        count_rejection(session, "pay", kind)

    house().db.run(count)
    log.warning("a notice was turned away: %s", kind)
    # WeChat's own shape of a refusal; it will repeat what was its own.
    return jsonify(code="FAIL", message=kind), 401 if kind in ("stale", "unknown_serial", "bad_signature") else 400


def _pay() -> WechatPay:
    pay = house().payments
    found = pay if isinstance(pay, WechatPay) else house().providers.get("wechat")
    if not isinstance(found, WechatPay):
        raise NotFound()
    return found


def _dated(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
