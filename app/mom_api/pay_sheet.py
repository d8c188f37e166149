"""Between an order and the provider's pay sheet: our row first, then the provider; a crash between is repaired by asking again."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import payouts
from app.errors import Conflict, Problem
from app.members.identities import openid_of
from app.payments.models import Payment
from app.payments.port import Payer
from app.web.house import house
from app.web.wechat import check_text
from dispatch import paying

log = logging.getLogger(__name__)


class PaymentUnavailable(Problem):
    """The payment provider did not answer; the order stands, and asking again is safe."""

    status, code, detail = 503, "payment_unavailable", "支付暂时不可用，请稍后再试"


def payment_of(order_id: int, member_id: int, app: str) -> dict[str, Any]:
    """What the pay sheet needs, in the app (``mini_program``, ``wechat_mall``) that will show it.

    Raises ``Conflict`` if there is nothing to pay or she has not logged in with WeChat there, ``PaymentUnavailable``.
    """
    payer, port = _payer(member_id, app), house().payments
    ticket = house().db.run(lambda session: paying.create_payment(session, order_id, port.name, payer.app_id))
    try:
        for payment_id, provider, number in ticket.others:  # of two sheets only one may take her money
            if not payouts.close_or_settle(house(), payment_id, provider, number):
                raise Conflict("这张订单已经付过款了", code="not_awaiting_payment", state="paid")
        params = port.create(
            ticket.out_trade_no, ticket.amount_fen, ticket.description, ticket.provider_until, payer
        )  # fmt: skip
    except Problem:
        raise
    except Exception as error:
        log.warning("payment %s was not opened: %s", ticket.payment_id, type(error).__name__)
        raise PaymentUnavailable() from None
    return {
        "provider": port.name, "out_trade_no": ticket.out_trade_no, "amount_fen": ticket.amount_fen,
        "expires_at": ticket.expires_at, "params": params,
    }  # fmt: skip


def payment_or_later(order_id: int, member_id: int, app: str) -> dict[str, Any] | None:
    """``payment_of``, or None: the order stands whatever the provider, or her other phone, does meanwhile."""
    try:
        return payment_of(order_id, member_id, app)
    except (PaymentUnavailable, Conflict):
        return None


def check_payments_of(order_id: int) -> None:
    """Ask the provider about every open payment of an order; one that does not answer is passed over."""
    for payment in house().db.read(lambda session: _open(session, order_id)):
        try:
            payouts.check_payment(house(), payment.provider, payment.out_trade_no)
        except Exception as error:
            log.warning("payment %s could not be asked about: %s", payment.id, type(error).__name__)


def check_words(member_id: int, words: str, field: str) -> None:
    """The store will read what she writes: WeChat's check of unfit text comes before it is kept. Raises ``Invalid``."""
    wechat = house().wechat
    if words and wechat is not None:
        openid = house().db.read(lambda session: openid_of(session, member_id, wechat.mini_app_id))
        check_text(openid, words, field)


def _payer(member_id: int, app: str) -> Payer:
    wechat = house().wechat
    if wechat is None:
        return Payer(member_id)
    # The mom app and customer service have no WeChat of their own: she pays in the mini-program.
    app_id = wechat.service_app_id if app == "wechat_mall" else wechat.mini_app_id
    openid = house().db.read(lambda session: openid_of(session, member_id, app_id))
    if openid is None:
        raise Conflict("请先用微信登录，再付款", code="wechat_login_needed")
    return Payer(member_id, app_id, openid)


def _open(session: Session, order_id: int) -> list[Payment]:
    query = select(Payment).where(Payment.order_id == order_id, Payment.state == "created")
    return list(session.execute(query).scalars())
