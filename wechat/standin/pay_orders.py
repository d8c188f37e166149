"""JSAPI payments: create, query, close."""

from __future__ import annotations

import json
import secrets
import sqlite3
from typing import Any

from flask import Response, jsonify, request

from wechat.standin import pay_checks, pay_door
from wechat.standin.answers import switched
from wechat.standin.pay_door import PayRefusal
from wechat.standin.spoil import spoiled
from wechat.standin.world import World, number, rfc3339, world

routes = pay_door.blueprint("pay_orders", __name__)

PREPAY_LIFETIME_S = 7200
_DESCRIPTIONS = {
    "NOTPAY": "订单未支付",
    "SUCCESS": "支付成功",
    "CLOSED": "订单已关闭",
    "REFUND": "订单发生过退款，退款详情请查询退款单",
}
_DESCRIPTIONS |= {"PAYERROR": "支付失败(其他原因，如银行返回失败)"}


@routes.post("/v3/pay/transactions/jsapi")
def create() -> Response:
    """A prepay_id, good for two hours. The same request again gives the same one; another under the same number is refused."""
    asked = pay_door.body()
    pay_checks.check(asked)
    with world().store.write() as db:
        row = db.execute("SELECT * FROM orders WHERE out_trade_no = ?", (asked["out_trade_no"],)).fetchone()
        row = _new(db, asked) if row is None else _again(db, row, asked)
    return jsonify({"prepay_id": row["prepay_id"]})


@routes.get("/v3/pay/transactions/out-trade-no/<out_trade_no>")
def query(out_trade_no: str) -> Response:
    """By the merchant's number."""
    _check_mchid(request.args.get("mchid"))
    return _told(find(world(), "out_trade_no", out_trade_no))


@routes.get("/v3/pay/transactions/id/<transaction_id>")
def query_by_id(transaction_id: str) -> Response:
    """By WeChat's number; unpaid ones have none yet."""
    _check_mchid(request.args.get("mchid"))
    row = find(world(), "transaction_id", transaction_id)
    if row["paid_at"] is None:
        raise _no_such_order()
    return _told(row)


@routes.post("/v3/pay/transactions/out-trade-no/<out_trade_no>/close")
def close(out_trade_no: str) -> Response:
    """204; ORDERPAID if she was faster."""
    _check_mchid(pay_door.body().get("mchid"))
    row = find(world(), "out_trade_no", out_trade_no)
    if row["paid_at"] is not None:
        raise PayRefusal(400, "ORDERPAID", "该订单已支付")
    if state_of(world(), row) == "CLOSED":
        raise PayRefusal(400, "ORDER_CLOSED", "订单已关闭")
    with world().store.write() as db:
        sql = "UPDATE orders SET state = 'CLOSED' WHERE out_trade_no = ? AND paid_at IS NULL"
        if db.execute(sql, (out_trade_no,)).rowcount == 0:
            raise PayRefusal(400, "ORDERPAID", "该订单已支付")
    return Response(status=204)


def find(of: World, by: str, value: str) -> sqlite3.Row:
    """ORDER_NOT_EXIST if there is none. ``by``: a column's name."""
    row = of.store.one(f"SELECT * FROM orders WHERE {by} = ?", value)
    if row is None:
        raise _no_such_order()
    return row


def state_of(of: World, row: sqlite3.Row) -> str:
    """trade_state now: an order whose time is over is closed by WeChat, a refunded one says so."""
    if row["paid_at"] is not None:
        refunded = of.store.one("SELECT 1 FROM refunds WHERE out_trade_no = ?", row["out_trade_no"])
        return "REFUND" if refunded else "SUCCESS"
    over = row["expires_at"] is not None and row["expires_at"] <= of.now()
    return "CLOSED" if over else str(row["state"])


def transaction(of: World, row: sqlite3.Row) -> dict[str, Any]:
    """The payment as a query or a notice tells it."""
    asked, state = json.loads(row["body"]), state_of(of, row)
    told: dict[str, Any] = {
        "appid": row["app_id"],
        "mchid": of.account.mch_id,
        "out_trade_no": row["out_trade_no"],
        "trade_state": state,
        "trade_state_desc": _DESCRIPTIONS[state],
        "promotion_detail": [],
    }
    total = row["total"]
    if row["paid_at"] is None:
        return told | {"amount": {"total": total, "payer_currency": "CNY"}, "scene_info": {"device_id": ""}}
    amount = {"total": total, "payer_total": total, "currency": "CNY", "payer_currency": "CNY"}
    told |= {
        "transaction_id": row["transaction_id"],
        "trade_type": "JSAPI",
        "bank_type": "OTHERS",
        "attach": asked.get("attach", ""),
    }
    return told | {"success_time": rfc3339(row["paid_at"]), "payer": {"openid": row["openid"]}, "amount": amount}


def _told(row: sqlite3.Row) -> Response:
    return jsonify(spoiled(transaction(world(), row), switched()))


def _check_mchid(mchid: Any) -> None:
    if mchid != world().account.mch_id:
        raise PayRefusal(400, "PARAM_ERROR", "商户号mchid与签名商户号不一致", "/mchid")


def _new(db: sqlite3.Connection, asked: dict[str, Any]) -> sqlite3.Row:
    now = world().now()
    sql = """INSERT INTO orders (out_trade_no, prepay_id, transaction_id, app_id, openid, total, body, notify_url, made_at,
             prepay_until, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *"""
    values = (
        *(asked["out_trade_no"], "wx" + secrets.token_hex(17), number("420000", now, 14)),
        *(asked["appid"], asked["payer"]["openid"], asked["amount"]["total"], json.dumps(asked), asked["notify_url"]),
        *(now, now + PREPAY_LIFETIME_S, pay_checks.expiry(asked)),
    )
    row: sqlite3.Row = db.execute(sql, values).fetchone()
    return row


def _again(db: sqlite3.Connection, row: sqlite3.Row, asked: dict[str, Any]) -> sqlite3.Row:
    if row["paid_at"] is not None:
        raise PayRefusal(400, "ORDERPAID", "该订单已支付")
    if state_of(world(), row) == "CLOSED":
        raise PayRefusal(400, "ORDER_CLOSED", "该订单已关闭")
    if json.loads(row["body"]) != asked:
        raise PayRefusal(400, "INVALID_REQUEST", "请求重入时，参数与首次请求时不一致")
    sql = "UPDATE orders SET prepay_until = ? WHERE out_trade_no = ? RETURNING *"
    fresh: sqlite3.Row = db.execute(sql, (world().now() + PREPAY_LIFETIME_S, row["out_trade_no"])).fetchone()
    return fresh


def _no_such_order() -> PayRefusal:
    return PayRefusal(404, "ORDER_NOT_EXIST", "订单不存在")
