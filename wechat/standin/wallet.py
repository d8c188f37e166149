"""What her phone does with a pay sheet: pay, fail, close it."""

from __future__ import annotations

import sqlite3
from typing import Any

from wechat.standin import keys, notices, pay_orders
from wechat.standin.world import World

_SIGNED = ("appId", "timeStamp", "nonceStr", "package")


class CannotPay(Exception):
    """The message is what the phone would show, in Chinese."""


def find(of: World, key: str) -> sqlite3.Row:
    """An order by prepay_id, out_trade_no or transaction_id. Raises ``LookupError``."""
    row = of.store.one("SELECT * FROM orders WHERE ? IN (prepay_id, out_trade_no, transaction_id)", key)
    if row is None:
        raise LookupError("payment: no such prepay_id, out_trade_no or transaction_id")
    return row


def check_params(of: World, row: sqlite3.Row, params: dict[str, Any]) -> None:
    """What wx.requestPayment was given must be signed by the merchant and be for this order."""
    if params.get("appId") != row["app_id"] or params.get("package") != f"prepay_id={row['prepay_id']}":
        raise CannotPay("支付验证签名失败：appId 或 package 不符")
    if params.get("signType") != "RSA" or not all(isinstance(params.get(name), str) for name in _SIGNED):
        raise CannotPay("支付验证签名失败：缺少参数，或 signType 不是 RSA")
    if not keys.signed_by(of.account.merchant_key, str(params.get("paySign")), *(params[name] for name in _SIGNED)):
        raise CannotPay("支付验证签名失败")


def check_open(of: World, row: sqlite3.Row) -> None:
    """Whether the sheet can still be shown."""
    state = pay_orders.state_of(of, row)
    if row["paid_at"] is not None:
        raise CannotPay("该订单已支付")
    if state == "CLOSED":
        raise CannotPay("订单已关闭或已过期")
    if row["prepay_until"] <= of.now():
        raise CannotPay("预支付会话已过期，请重新下单")


def pay(of: World, row: sqlite3.Row) -> str:
    """The money moves and the notice leaves; returns WeChat's number of the payment. Raises ``CannotPay``."""
    check_open(of, row)
    with of.store.write() as db:
        # She and a close may come at the same time: one of them wins.
        sql = """UPDATE orders SET paid_at = ?, state = 'SUCCESS' WHERE out_trade_no = ? AND paid_at IS NULL
                 AND state <> 'CLOSED' RETURNING *"""
        paid = db.execute(sql, (of.now(), row["out_trade_no"])).fetchone()
    if paid is None:
        raise CannotPay("订单已支付或已关闭")
    content = {"event_type": "TRANSACTION.SUCCESS", "summary": "支付成功", "original_type": "transaction"}
    notices.add(of, "notice.pay", paid["notify_url"], {**content, "resource": pay_orders.transaction(of, paid)})
    return str(paid["transaction_id"])


def fail(of: World, row: sqlite3.Row) -> None:
    """Her bank refuses: she may try again, and a query tells PAYERROR meanwhile."""
    check_open(of, row)
    with of.store.write() as db:
        sql = "UPDATE orders SET state = 'PAYERROR' WHERE out_trade_no = ? AND paid_at IS NULL AND state <> 'CLOSED'"
        db.execute(sql, (row["out_trade_no"],))


def shown(of: World, row: sqlite3.Row) -> dict[str, Any]:
    """As the control door tells it."""
    names = ("out_trade_no", "prepay_id", "transaction_id", "app_id", "openid", "total", "paid_at", "expires_at")
    return {**{name: row[name] for name in names}, "state": pay_orders.state_of(of, row)}
