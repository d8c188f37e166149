"""The door of api.mch.weixin.qq.com: every request's signature is checked, every answer is signed."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from wechat.standin import keys
from wechat.standin.answers import json_object, switched
from wechat.standin.world import world

SCHEMA = "WECHATPAY2-SHA256-RSA2048"
TOLERANCE_S = 300
SIGNTEST = "WECHATPAY/SIGNTEST/"
_PART = re.compile(r'(\w+)="([^"]*)"')


class PayRefusal(Exception):
    """WeChat Pay says no: HTTP status, code and Chinese text."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.field = status, code, message, field


def blueprint(name: str, module: str) -> Blueprint:
    """Routes behind the door."""
    routes = Blueprint(name, module)
    routes.before_request(_check)
    routes.after_request(_sign)
    return routes


def refused(error: PayRefusal) -> Response:
    """{"code", "message", "detail"}."""
    answer: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.field:
        answer["detail"] = {"field": error.field, "location": "body", "issue": error.message}
    response = jsonify(answer)
    response.status_code = error.status
    return response


def body() -> dict[str, Any]:
    """The request's JSON object."""
    found = json_object()
    if found is None:
        raise PayRefusal(400, "PARAM_ERROR", "请求体不是合法的 JSON")
    return found


def wrong(field: str, message: str = "") -> PayRefusal:
    """PARAM_ERROR for a field of the body."""
    return PayRefusal(400, "PARAM_ERROR", message or f"输入源“/body{field}”映射到值字段“{field}”规则校验失败", field)


def signature_headers(serial: str, body_text: str, *, stale: bool = False, forge: bool = False) -> dict[str, str]:
    """How WeChat Pay signs an answer or a notice."""
    stamp = str(int(world().now()) - (2 * TOLERANCE_S if stale else 0))
    return signed_headers(world().account.signing_keys[serial], serial, stamp, body_text, forge=forge)


def signed_headers(key: Any, serial: str, stamp: str, body_text: str, *, forge: bool = False) -> dict[str, str]:
    """The same outside a request."""
    nonce = secrets.token_hex(16)
    signature = keys.sign(key, stamp, nonce, body_text)
    return {
        "Wechatpay-Serial": serial,
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        # What WeChat Pay sends now and then to see whether signatures are looked at.
        "Wechatpay-Signature": SIGNTEST + signature[len(SIGNTEST) :] if forge else signature,
        "Wechatpay-Signature-Type": SCHEMA,
        "Request-ID": secrets.token_hex(16).upper(),
    }


def _check() -> None:
    if not request.accept_mimetypes.best_match(["application/json"]) or not request.headers.get("User-Agent"):
        raise PayRefusal(400, "PARAM_ERROR", "Http头缺少Accept或User-Agent")
    parts = _authorization()
    _check_who(parts)
    _check_signature(parts)
    g.answer_serial = _asked_serial()
    _misbehave()


def _authorization() -> dict[str, str]:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    parts = dict(_PART.findall(rest))
    if scheme != SCHEMA or set(parts) < {"mchid", "nonce_str", "signature", "timestamp", "serial_no"}:
        raise _sign_error("Http头Authorization认证信息不正确")
    return parts


def _check_who(parts: dict[str, str]) -> None:
    account = world().account
    if parts["mchid"] != account.mch_id:
        raise _sign_error("商户号不存在")
    if parts["serial_no"] != account.merchant_serial:
        raise _sign_error("商户证书序列号有误。请使用签名私钥匹配的证书序列号")
    age = abs(world().now() - int(parts["timestamp"])) if parts["timestamp"].isdigit() else TOLERANCE_S + 1
    if age > TOLERANCE_S:
        raise _sign_error("Http头Authorization值中的timestamp与发起请求的时间不得超过5分钟")


def _check_signature(parts: dict[str, str]) -> None:
    text = request.get_data().decode("utf-8", "replace")
    target = str(request.environ.get("RAW_URI") or request.full_path.rstrip("?"))
    lines = request.method, target, parts["timestamp"], parts["nonce_str"], text
    if not keys.signed_by(world().account.merchant_key, parts["signature"], *lines):
        raise _sign_error("错误的签名，验签失败")


def _sign_error(message: str) -> PayRefusal:
    return PayRefusal(401, "SIGN_ERROR", message)


def _asked_serial() -> str:
    """A merchant may say by which key the answer shall be signed."""
    asked = request.headers.get("Wechatpay-Serial", "")
    if asked and asked not in world().account.signing_keys:
        raise PayRefusal(400, "INVALID_REQUEST", "请求头 Wechatpay-Serial 中的公钥ID或证书序列号不存在")
    return asked or world().signing_serial()


def _misbehave() -> None:
    if "5xx" in switched():
        status = int(switched()["5xx"].value.get("status", 500))
        raise PayRefusal(status, "SYSTEM_ERROR", "系统异常，请稍后重试")
    if "busy" in switched():
        raise PayRefusal(500, "SYSTEM_ERROR", "系统繁忙，请稍后重试")
    if "rate_limit" in switched():
        raise PayRefusal(429, "FREQUENCY_LIMITED", "频率超限")


def _sign(response: Response) -> Response:
    if response.headers.pop("X-Unsigned", None):  # a downloaded bill carries no signature
        return response
    text = response.get_data().decode()
    serial = g.get("answer_serial") or world().signing_serial()
    response.headers.update(signature_headers(serial, text, stale="stale" in switched(), forge="forge" in switched()))
    return response
