"""小程序发货信息管理: shipping information of a payment, with one correction, and the receipt that settles it."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from flask import Blueprint, Response

from wechat.standin import answers, push, shipping_checks, tokens
from wechat.standin.answers import Refusal
from wechat.standin.world import World, world

routes = Blueprint("shipping", __name__)

_SETTLES_AFTER_S = 10 * 86400  # by itself, when she never confirms


@routes.post("/wxa/sec/order/upload_shipping_info")
def upload() -> Response:
    """Once, and once more to correct it; 10060003 afterwards. Only payments of the mini-program have it."""
    tokens.require("mini")
    asked = answers.body()
    shipping_checks.check(asked)
    order = _order(asked)
    with world().store.write() as db:
        sql = "SELECT * FROM shipments WHERE transaction_id = ?"
        before = db.execute(sql, (order["transaction_id"],)).fetchone()
        if before is not None:
            shipping_checks.check_correction(before, asked)
        _keep(db, order, before, asked)
    _tell(world(), order["transaction_id"])
    return answers.ok()


@routes.post("/wxa/sec/order/set_msg_jump_path")
def set_jump_path() -> Response:
    """Where the shipping message and the order centre lead."""
    tokens.require("mini")
    path = answers.text(answers.body(), "path")
    if not path or not path.isprintable() or path.startswith("/") or len(path) > 1024:
        raise Refusal(41030, "invalid page")
    world().store.set_option("jump_path", path)
    return answers.ok()


@routes.post("/wxa/sec/order/is_trade_managed")
def is_trade_managed() -> Response:
    """Whether the mini-program has the service: it has."""
    tokens.require("mini")
    return answers.ok(is_trade_managed=answers.body().get("appid") == world().account.mini_app_id)


@routes.post("/wxa/sec/order/get_order")
def get_order() -> Response:
    """order_state: 1 to be shipped, 2 shipped, 3 received, 5 refunded."""
    tokens.require("mini")
    asked = answers.body()
    order = _find(asked if "transaction_id" in asked else {**asked, "out_trade_no": asked.get("merchant_trade_no")})
    sent = world().store.one("SELECT * FROM shipments WHERE transaction_id = ?", order["transaction_id"])
    state = 1 if sent is None else 3 if sent["received_at"] else 2
    told = {
        "transaction_id": order["transaction_id"],
        "merchant_trade_no": order["out_trade_no"],
        "openid": order["openid"],
    }
    told |= {
        "merchant_id": world().account.mch_id,
        "paid_amount": order["total"],
        "trade_create_time": int(order["made_at"]),
    }
    return answers.ok(
        order={**told, "pay_time": int(order["paid_at"]), "order_state": 5 if _refunded(order) else state}
    )


def confirm(of: World, transaction_id: str, method: int = 2) -> None:
    """She confirms the receipt (2), or WeChat does for her (1). Raises ``LookupError`` if nothing was shipped."""
    with of.store.write() as db:
        sql = "UPDATE shipments SET received_at = ? WHERE transaction_id = ? AND received_at IS NULL"
        if db.execute(sql, (of.now(), transaction_id)).rowcount == 0:
            raise LookupError("transaction: not shipped, or received already")
    _tell(of, transaction_id, method)


def _find(key: dict[str, Any]) -> sqlite3.Row:
    by = "transaction_id" if key.get("transaction_id") else "out_trade_no"
    value = answers.text(key, by)
    row = world().store.one(f"SELECT * FROM orders WHERE {by} = ? AND paid_at IS NOT NULL", value)
    if row is None or row["app_id"] != world().account.mini_app_id:
        raise Refusal(10060001, "支付单不存在")
    return row


def _order(asked: dict[str, Any]) -> sqlite3.Row:
    key = asked.get("order_key")
    if not isinstance(key, dict) or key.get("order_number_type") not in (1, 2):
        raise Refusal(10060014, "参数错误")
    if key["order_number_type"] == 2 and not key.get("transaction_id"):
        raise Refusal(268485228, "微信支付单号不能为空")
    if key["order_number_type"] == 1 and key.get("mchid") != world().account.mch_id:
        raise Refusal(10060001, "支付单不存在")
    row = _find(key)
    if asked.get("payer", {}) != {"openid": row["openid"]}:
        raise Refusal(10060031, "订单不属于 openid 所指定的用户")
    if _refunded(row):
        raise Refusal(10060004, "支付单处于不可发货的状态")
    return row


def _refunded(order: sqlite3.Row) -> bool:
    sql = "SELECT coalesce(sum(amount), 0) AS given FROM refunds WHERE out_trade_no = ? AND state IN ('PROCESSING', 'SUCCESS')"
    row = world().store.one(sql, order["out_trade_no"])
    return row is not None and row["given"] >= order["total"]


def _keep(db: sqlite3.Connection, order: sqlite3.Row, before: sqlite3.Row | None, asked: dict[str, Any]) -> None:
    sql = "INSERT OR REPLACE INTO shipments VALUES (?, ?, ?, ?, ?, NULL)"
    times = (before["times"] if before else 0) + 1
    shipped = before["shipped_at"] if before else world().now()
    db.execute(sql, (order["transaction_id"], json.dumps(asked), asked["upload_time"], times, shipped))


def _tell(of: World, transaction_id: str, method: int | None = None) -> None:
    """trade_manage_order_settlement: when all is shipped, and again when she has confirmed."""
    sql = "SELECT * FROM shipments JOIN orders USING (transaction_id) WHERE transaction_id = ?"
    row = of.store.one(sql, transaction_id)
    assert row is not None
    told = {"transaction_id": transaction_id, "merchant_id": of.account.mch_id, "sub_merchant_id": ""}
    times = {"pay_time": int(row["paid_at"]), "shipped_time": int(row["shipped_at"])}
    if method is None:
        more = {"estimated_settlement_time": int(row["shipped_at"]) + _SETTLES_AFTER_S}
    else:
        done = int(row["received_at"])
        more = {"confirm_receive_method": method, "confirm_receive_time": done, "settlement_time": done}
    name = "trade_manage_order_settlement"
    push.event(of, "mini", row["openid"], name, **told, merchant_trade_no=row["out_trade_no"], **times, **more)
