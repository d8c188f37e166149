"""Refunds: asked for, worked on for a while, ended; each end is told by a notice."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from typing import Any

from flask import Response, jsonify

from wechat.standin import notices, pay_door
from wechat.standin.answers import switched
from wechat.standin.pay_checks import check_notify_url
from wechat.standin.pay_door import PayRefusal, wrong
from wechat.standin.spoil import spoiled
from wechat.standin.world import World, number, rfc3339, world

routes = pay_door.blueprint("pay_refunds", __name__)

_OUT_REFUND_NO = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
_MOST_PARTS = 50
_SUMMARIES = {"SUCCESS": "退款成功", "ABNORMAL": "退款异常", "CLOSED": "退款关闭"}


@routes.post("/v3/refund/domestic/refunds")
def create() -> Response:
    """PROCESSING; the same request again tells how it stands."""
    asked = pay_door.body()
    _check(asked)
    if "not_enough" in switched():
        raise PayRefusal(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
    with world().store.write() as db:
        row = db.execute("SELECT * FROM refunds WHERE out_refund_no = ?", (asked["out_refund_no"],)).fetchone()
        if row is None:
            row = _new(db, asked, _order(db, asked))
        elif json.loads(row["body"]) != asked:
            raise PayRefusal(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
    return jsonify(spoiled(told(world(), row), switched()))


@routes.get("/v3/refund/domestic/refunds/<out_refund_no>")
def query(out_refund_no: str) -> Response:
    """404 RESOURCE_NOT_EXISTS for one that was never asked for."""
    row = world().store.one("SELECT * FROM refunds WHERE out_refund_no = ?", out_refund_no)
    if row is None:
        raise PayRefusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
    return jsonify(spoiled(told(world(), row), switched()))


def told(of: World, row: sqlite3.Row) -> dict[str, Any]:
    """A refund as an answer tells it."""
    order = _order_of(of, row)
    amount, total = row["amount"], order["total"]
    answer = {
        "refund_id": row["refund_id"],
        "out_refund_no": row["out_refund_no"],
        "transaction_id": order["transaction_id"],
        "out_trade_no": order["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(row["made_at"]),
        "status": row["state"],
        "funds_account": "AVAILABLE",
        "promotion_detail": [],
        "amount": {
            **{"total": total, "refund": amount, "payer_total": total, "payer_refund": amount, "currency": "CNY"},
            **{"settlement_refund": amount, "settlement_total": total, "discount_refund": 0, "refund_fee": 0},
        },
    }
    return answer | ({"success_time": rfc3339(row["ended_at"])} if row["state"] == "SUCCESS" else {})


def notice(of: World, row: sqlite3.Row) -> dict[str, Any]:
    """The same as a notice tells it."""
    answer = told(of, row)
    amount = {name: answer["amount"][name] for name in ("total", "refund", "payer_total", "payer_refund")}
    kept = ("transaction_id", "out_trade_no", "refund_id", "out_refund_no", "success_time", "user_received_account")
    same = {name: answer[name] for name in kept if name in answer}
    return {"mchid": of.account.mch_id, **same, "refund_status": answer["status"], "amount": amount}


def end(of: World, out_refund_no: str, state: str) -> None:
    """It succeeds, fails for a blocked card (ABNORMAL), or is closed. An ABNORMAL one may succeed later. Raises ``LookupError``."""
    with of.store.write() as db:
        sql = """UPDATE refunds SET state = ?, ended_at = ? WHERE out_refund_no = ?
                 AND (state = 'PROCESSING' OR (state = 'ABNORMAL' AND ? <> 'ABNORMAL')) RETURNING *"""
        row = db.execute(sql, (state, of.now(), out_refund_no, state)).fetchone()
    if row is None:
        raise LookupError("out_refund_no: no such refund, or it has ended")
    url = json.loads(row["body"]).get("notify_url")
    if url:
        content = {"event_type": f"REFUND.{state}", "summary": _SUMMARIES[state], "original_type": "refund"}
        notices.add(of, "notice.refund", url, {**content, "resource": notice(of, row)})


def end_due(of: World) -> None:
    """Those whose time has come; called again and again by the sender of notices."""
    for row in of.store.all("SELECT * FROM refunds WHERE state = 'PROCESSING' AND due_real <= ?", time.time()):
        try:
            end(of, row["out_refund_no"], str(of.option("refund_outcome")))
        except LookupError:
            continue  # ended by hand in this very moment


def _check(asked: dict[str, Any]) -> None:
    if not isinstance(asked.get("out_refund_no"), str) or not _OUT_REFUND_NO.fullmatch(asked["out_refund_no"]):
        raise wrong("/out_refund_no")
    if not asked.get("transaction_id") and not asked.get("out_trade_no"):
        raise wrong("/out_trade_no", "transaction_id 与 out_trade_no 二选一")
    if not all(isinstance(asked.get(name, ""), str) for name in ("transaction_id", "out_trade_no")):
        raise wrong("/transaction_id")
    if len(str(asked.get("reason", "x"))) not in range(1, 81):
        raise wrong("/reason")
    if "notify_url" in asked:
        check_notify_url(asked["notify_url"])
    _check_amount(asked.get("amount"))


def _check_amount(amount: Any) -> None:
    for name in ("refund", "total"):
        value = amount.get(name) if isinstance(amount, dict) else None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise wrong(f"/amount/{name}")
    if amount.get("currency") != "CNY":
        raise wrong("/amount/currency")


def _order(db: sqlite3.Connection, asked: dict[str, Any]) -> sqlite3.Row:
    by = "transaction_id" if asked.get("transaction_id") else "out_trade_no"
    row: sqlite3.Row | None = db.execute(f"SELECT * FROM orders WHERE {by} = ?", (asked[by],)).fetchone()
    if row is None:
        raise PayRefusal(404, "RESOURCE_NOT_EXISTS", "订单不存在")
    if row["paid_at"] is None:
        raise PayRefusal(400, "INVALID_REQUEST", "订单未支付，不支持退款")
    if asked["amount"]["total"] != row["total"]:
        raise PayRefusal(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
    return row


def _new(db: sqlite3.Connection, asked: dict[str, Any], order: sqlite3.Row) -> sqlite3.Row:
    sql = "SELECT coalesce(sum(amount), 0), count(*) FROM refunds WHERE out_trade_no = ? AND state <> 'CLOSED'"
    given, parts = db.execute(sql, (order["out_trade_no"],)).fetchone()
    if given >= order["total"]:
        raise PayRefusal(400, "INVALID_REQUEST", "订单已全额退款")
    if given + asked["amount"]["refund"] > order["total"]:
        raise PayRefusal(400, "INVALID_REQUEST", "申请退款金额大于订单可退金额")
    if parts >= _MOST_PARTS:
        raise PayRefusal(400, "INVALID_REQUEST", "一笔订单最多支持50次部分退款")
    sql = """INSERT INTO refunds (out_refund_no, refund_id, out_trade_no, amount, body, made_at, due_real)
             VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *"""
    now = world().now()
    due = time.time() + float(world().option("refund_delay_s"))
    values = (asked["out_refund_no"], number("503000", now, 15), order["out_trade_no"], asked["amount"]["refund"])
    row: sqlite3.Row = db.execute(sql, (*values, json.dumps(asked), now, due)).fetchone()
    return row


def _order_of(of: World, row: sqlite3.Row) -> sqlite3.Row:
    order = of.store.one("SELECT * FROM orders WHERE out_trade_no = ?", row["out_trade_no"])
    assert order is not None
    return order
