"""The trade bill of a past day and its download, and the platform certificates."""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
import sqlite3
from datetime import date, datetime, timedelta
from typing import Any

from cryptography import x509
from flask import Response, jsonify, request

from wechat.standin import keys, pay_door
from wechat.standin.answers import switched
from wechat.standin.pay_door import PayRefusal, wrong
from wechat.standin.world import CHINA, World, rfc3339, world

routes = pay_door.blueprint("pay_bill", __name__)

HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,"
    "代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
TRAILER = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
_LINK_LIFETIME_S = 300
_FEE_PER_MILLE = 6
_DAYS_KEPT = 90
_BILL_STATES = {"PROCESSING": "PROCESSING", "SUCCESS": "SUCCESS", "ABNORMAL": "FAIL", "CLOSED": "FAIL"}


@routes.get("/v3/bill/tradebill")
def trade_bill() -> Response:
    """Where yesterday's (or an older) bill can be downloaded, and its SHA-1. NO_STATEMENT_EXIST for a day without trade."""
    day, kind = _asked()
    rows = lines(world(), day, kind)
    if len(rows) == 0:
        raise PayRefusal(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    plain = text(rows)
    token = secrets.token_urlsafe(48)
    scope = json.dumps({"day": day.isoformat(), "kind": kind, "gzip": request.args.get("tar_type") == "GZIP"})
    now = world().now()
    with world().store.write() as db:
        sql = "INSERT INTO tokens (token, kind, app_id, scope, made_at, expires_at) VALUES (?, 'bill', '', ?, ?, ?)"
        db.execute(sql, (token, scope, now, now + _LINK_LIFETIME_S))
    url = f"{world().account.base_url}/v3/billdownload/file?token={token}"
    return jsonify({"hash_type": "SHA1", "hash_value": hashlib.sha1(plain).hexdigest(), "download_url": url})


@routes.get("/v3/billdownload/file")
def download() -> Response:
    """The file; gzipped if that was asked for. The hash is that of the unpacked file, and the answer is not signed."""
    row = world().store.one("SELECT * FROM tokens WHERE token = ? AND kind = 'bill'", request.args.get("token", ""))
    if row is None or row["expires_at"] <= world().now():
        raise PayRefusal(400, "INVALID_REQUEST", "下载链接已失效")
    asked = json.loads(row["scope"])
    plain = text(lines(world(), date.fromisoformat(asked["day"]), asked["kind"]))
    response = Response(gzip.compress(plain) if asked["gzip"] else plain, mimetype="text/plain")
    response.headers["X-Unsigned"] = "1"
    return response


@routes.get("/v3/certificates")
def certificates() -> Response:
    """The platform certificate, sealed with the APIv3 key. A merchant of public keys only has none."""
    account = world().account
    if not world().option("offers_certificates"):
        raise PayRefusal(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥")
    cert = x509.load_pem_x509_certificate(account.platform_cert_pem.encode())
    broken = "bad_tag" in switched()
    sealed, nonce = keys.seal(account.apiv3_key, account.platform_cert_pem.encode(), "certificate", break_tag=broken)
    encrypted = {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": nonce,
        "associated_data": "certificate",
        "ciphertext": sealed,
    }
    times = {"effective_time": rfc3339(cert.not_valid_before_utc.timestamp())}
    times |= {"expire_time": rfc3339(cert.not_valid_after_utc.timestamp())}
    return jsonify({"data": [{"serial_no": account.platform_serial, **times, "encrypt_certificate": encrypted}]})


def lines(of: World, day: date, kind: str) -> list[dict[str, Any]]:
    """Payments and refunds of the day, as they happened. ``kind``: ALL, SUCCESS or REFUND."""
    start = datetime.combine(day, datetime.min.time(), CHINA).timestamp()
    end = start + timedelta(days=1).total_seconds()
    found: list[dict[str, Any]] = []
    if kind in ("ALL", "SUCCESS"):
        found += [
            _payment(of, row)
            for row in of.store.all("SELECT * FROM orders WHERE paid_at >= ? AND paid_at < ?", start, end)
        ]
    if kind in ("ALL", "REFUND"):
        found_by = "refunds.made_at >= ? AND refunds.made_at < ?"
        sql = f"""SELECT orders.*, refunds.out_refund_no, refunds.refund_id, refunds.amount, refunds.state AS refund_state,
                  refunds.made_at AS asked_at FROM refunds JOIN orders USING (out_trade_no) WHERE {found_by}"""
        found += [_refund(of, row) for row in of.store.all(sql, start, end)]
    return sorted(found, key=lambda line: line["at"])


def text(rows: list[dict[str, Any]]) -> bytes:
    """The file as WeChat writes it: BOM, CRLF, a back-tick before every value, a trailer of two lines."""
    sums = [sum(row[name] for row in rows) for name in ("settled", "refunded", "coupon", "fee", "total", "asked")]
    trailer = [str(len(rows)), *(_yuan(value) for value in sums)]
    trailer[4] = f"{sums[3] / 100000:.5f}"
    told = [HEADER, *(_ticked(row["cells"]) for row in rows), TRAILER, _ticked(trailer)]
    return "\ufeff".encode() + "".join(line + "\r\n" for line in told).encode()


def _asked() -> tuple[date, str]:
    try:
        day = date.fromisoformat(request.args.get("bill_date", ""))
    except ValueError as error:
        raise wrong("/bill_date") from error
    kind = request.args.get("bill_type", "ALL")
    if kind not in ("ALL", "SUCCESS", "REFUND") or request.args.get("tar_type", "GZIP") != "GZIP":
        raise wrong("/bill_type")
    now = datetime.fromtimestamp(world().now(), CHINA)
    if day >= now.date() or day < now.date() - timedelta(days=_DAYS_KEPT):
        raise wrong("/bill_date", "账单日期不正确，仅支持三个月内、今日之前的账单")
    if day == now.date() - timedelta(days=1) and now.hour < world().option("bill_ready_hour"):
        raise PayRefusal(400, "STATEMENT_CREATING", "账单生成中，请稍后再试")
    return day, kind


def _payment(of: World, row: sqlite3.Row) -> dict[str, Any]:
    fee = row["total"] * _FEE_PER_MILLE  # thousandths of a fen
    money = [_yuan(row["total"]), "0.00", "0", "0", "0.00", "0.00", "", ""]
    cells = _cells(of, row, row["paid_at"], "SUCCESS", money, fee, [_yuan(row["total"]), "0.00"])
    zero = {"refunded": 0, "coupon": 0, "asked": 0}
    return {"at": row["paid_at"], "cells": cells, "settled": row["total"], "total": row["total"], "fee": fee, **zero}


def _refund(of: World, row: sqlite3.Row) -> dict[str, Any]:
    fee = -row["amount"] * _FEE_PER_MILLE
    money = [
        "0.00",
        "0.00",
        row["refund_id"],
        row["out_refund_no"],
        _yuan(row["amount"]),
        "0.00",
        "ORIGINAL",
        _BILL_STATES[row["refund_state"]],
    ]
    cells = _cells(of, row, row["asked_at"], "REFUND", money, fee, ["0.00", _yuan(row["amount"])])
    zero = {"settled": 0, "coupon": 0, "total": 0}
    return {
        "at": row["asked_at"],
        "cells": cells,
        "refunded": row["amount"],
        "asked": row["amount"],
        "fee": fee,
        **zero,
    }


def _cells(
    of: World, row: sqlite3.Row, at: float, state: str, money: list[str], fee: int, tail: list[str]
) -> list[str]:
    asked = json.loads(row["body"])
    moment = datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%d %H:%M:%S")
    head = [
        moment,
        row["app_id"],
        of.account.mch_id,
        "0",
        "",
        row["transaction_id"],
        row["out_trade_no"],
        row["openid"],
    ]
    # A comma would make one more column; WeChat puts spaces there.
    names = [str(asked["description"]).replace(",", " "), str(asked.get("attach", "")).replace(",", " ")]
    return [*head, "JSAPI", state, "OTHERS", "CNY", *money, *names, f"{fee / 100000:.5f}", "0.60%", *tail, ""]


def _ticked(cells: list[str]) -> str:
    return ",".join("`" + cell for cell in cells)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
