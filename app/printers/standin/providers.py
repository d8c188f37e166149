"""The two providers' doors, as far as the house knocks at them. Every signature is worked out anew and compared."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from app.printers.standin.world import World

TOLERANCE_S = 600
TOKENS_A_DAY = 20
routes = Blueprint("providers", __name__)


def world() -> World:
    """The world of this application."""
    found: World = current_app.extensions["printers"]
    return found


def _misbehaving() -> Response | None:
    kind = world().misbehaviour()
    if kind == "slow":
        time.sleep(1.0)
    if kind == "stale_token":
        world().void_tokens()
    if kind == "5xx":
        return Response("Bad Gateway", 502)
    if kind == "rubbish":
        return Response("<html>busy</html>", 200)
    return _refusal() if kind == "refuse" else None


def _refusal() -> Response:
    return (
        _feie(-4, "验证失败 : 接口调用受限.") if request.path.startswith("/Api/") else _yly("19", "应用未上架或已下架")
    )


# 飞鹅


@routes.post("/Api/Open/")
def feie() -> Response:
    """One address for everything; ``apiname`` says what."""
    account, form = world().account, request.form
    if form.get("user") != account.feie_user:
        return _feie(-2, "参数错误 : 该帐号未注册.")
    stime = form.get("stime", "")
    expected = hashlib.sha1(f"{account.feie_user}{account.feie_ukey}{stime}".encode()).hexdigest()
    if not stime.isdigit() or abs(time.time() - int(stime)) > TOLERANCE_S or form.get("sig") != expected:
        return _feie(-3, "验证失败 : 签名错误.")
    answer = _FEIE.get(form.get("apiname", ""))
    return _misbehaving() or (answer() if answer else _feie(-2, "参数错误 : 接口名错误."))


def _feie(ret: int, msg: str, data: Any = None) -> Response:
    return jsonify({"msg": msg, "ret": ret, "data": data, "serverExecutedTime": 3})


def _feie_printer() -> Any:
    found = world().printer("feie", request.form.get("sn", ""))
    if found is None:
        return _feie(1001, "验证失败 : 打印机编号不合法。")
    return found if found["bound"] else _feie(1002, "验证失败 : 打印机编号和用户不匹配.")


def _feie_add() -> Response:
    good, bad = [], []
    for line in request.form.get("printerContent", "").split("\n"):
        serial, key, name = [*line.split("#"), "", "", ""][:3]
        found = world().printer("feie", serial)
        if found is None or found["key"] != key:
            bad.append(f"{line} （错误：识别码不正确）")
        elif found["bound"]:
            bad.append(f"{line} （错误：已被添加过）")
        else:
            world().change("feie", serial, bound=1, name=name)
            good.append(line)
    return _feie(0, "ok", {"ok": good, "no": bad})


def _feie_remove() -> Response:
    serials = request.form.get("snlist", "").split("-")
    for serial in serials:
        if world().printer("feie", serial) is not None:
            world().change("feie", serial, bound=0)
    return _feie(0, "ok", {"ok": serials, "no": []})


def _feie_print() -> Response:
    found = _feie_printer()
    if isinstance(found, Response):
        return found
    content = request.form.get("content", "")
    if not content or len(content.encode()) > 5000:
        return _feie(-2, "参数错误 : 打印内容不合法.")
    number = f"{found['serial']}_{time.strftime('%Y%m%d%H%M%S')}_{secrets.randbelow(10**9)}"
    return _feie(0, "ok", world().job("feie", found["serial"], content, number))


def _feie_printed() -> Response:
    job = world().find(request.form.get("orderid", ""))
    return _feie(0, "ok", job["printed_at"] is not None) if job else _feie(1003, "验证失败 : 订单号不存在.")


def _feie_condition() -> Response:
    found = _feie_printer()
    if isinstance(found, Response):
        return found
    said = {"online": "在线，工作状态正常", "offline": "离线", "no_paper": "在线，工作状态不正常"}
    return _feie(0, "ok", said[found["condition"]])


_FEIE: dict[str, Callable[[], Response]] = {
    "Open_printerAddlist": _feie_add, "Open_printerDelList": _feie_remove, "Open_printMsg": _feie_print,
    "Open_queryOrderState": _feie_printed, "Open_queryPrinterStatus": _feie_condition,
}  # fmt: skip


# 易联云


def _yly(error: str, description: str = "success", body: Any = None) -> Response:
    return jsonify({"error": error, "error_description": description, "body": body if body is not None else {}})


def _signed() -> Response | None:
    account, form = world().account, request.form
    stamp = form.get("timestamp", "")
    expected = hashlib.md5(f"{account.yilianyun_id}{stamp}{account.yilianyun_secret}".encode()).hexdigest()
    if form.get("client_id") != account.yilianyun_id or form.get("sign") != expected:
        return _yly("11", "sign验证失败")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > TOLERANCE_S:
        return _yly("11", "sign验证失败")
    return _yly("33", "Uuid不合法") if len(form.get("id", "")) != 36 else None


def _yilianyun(answer: Callable[[], Response]) -> Response:
    refused = _signed() or _misbehaving()
    if refused is not None:
        return refused
    if not world().is_good(request.form.get("access_token", "")):
        return _yly("18", "access_token已过期,请刷新access_token或者重新授权")
    return answer()


@routes.post("/oauth/oauth")
def yly_token() -> Response:
    """At most twenty a day."""
    refused = _signed()
    if refused is not None:
        return refused
    if request.form.get("grant_type") != "client_credentials" or request.form.get("scope") != "all":
        return _yly("12", "缺少必要参数")
    token = secrets.token_hex(16)
    if world().lend(token) > TOKENS_A_DAY:
        return _yly("23", "获取access_token次数已达上限")
    return _yly(
        "0", body={"access_token": token, "refresh_token": secrets.token_hex(16), "expires_in": 2592000, "scope": "all"}
    )


def _yly_printer() -> Any:
    found = world().printer("yilianyun", request.form.get("machine_code", ""))
    if found is None:
        return _yly("8", "打印机信息错误,参数有误")
    return found if found["bound"] else _yly("10", "权限不足")


@routes.post("/printer/addprinter")
def yly_add() -> Response:
    """The terminal's key must be right."""

    def answer() -> Response:
        found = world().printer("yilianyun", request.form.get("machine_code", ""))
        if found is None or found["key"] != request.form.get("msign"):
            return _yly("8", "打印机信息错误,参数有误")
        world().change("yilianyun", found["serial"], bound=1, name=request.form.get("print_name", ""))
        return _yly("0")

    return _yilianyun(answer)


@routes.post("/printer/deleteprinter")
def yly_remove() -> Response:
    """It is ours no more."""

    def answer() -> Response:
        found = _yly_printer()
        if not isinstance(found, Response):
            world().change("yilianyun", found["serial"], bound=0)
            return _yly("0")
        return found

    return _yilianyun(answer)


@routes.post("/print/index")
def yly_print() -> Response:
    """A job; the same ``origin_id`` with ``idempotence`` is the first one."""

    def answer() -> Response:
        found, form = _yly_printer(), request.form
        if isinstance(found, Response):
            return found
        origin = form.get("origin_id", "")
        if not form.get("content") or not origin.isalnum() or len(origin) > 32:
            return _yly("12", "缺少必要参数")
        once = origin if form.get("idempotence") == "1" else ""
        number = str(100_000_000 + secrets.randbelow(900_000_000))
        number = world().job("yilianyun", found["serial"], form["content"], number, once)
        return _yly("0", body={"id": number, "origin_id": origin})

    return _yilianyun(answer)


@routes.post("/printer/getorderstatus")
def yly_printed() -> Response:
    """0 not yet, 1 printed, 2 cancelled."""

    def answer() -> Response:
        job = world().find(request.form.get("order_id", ""))
        if job is None:
            return _yly("8", "打印机信息错误,参数有误")
        return _yly("0", body={"status": 1 if job["printed_at"] else 2 if job["cancelled"] else 0})

    return _yilianyun(answer)


@routes.post("/printer/cancelone")
def yly_cancel() -> Response:
    """Before it came out."""

    def answer() -> Response:
        return _yly("0") if world().cancel(request.form.get("order_id", "")) else _yly("24", "取消失败")

    return _yilianyun(answer)


@routes.post("/printer/getprintstatus")
def yly_condition() -> Response:
    """0 offline, 1 online, 2 without paper."""

    def answer() -> Response:
        found = _yly_printer()
        if isinstance(found, Response):
            return found
        return _yly("0", body={"state": {"offline": 0, "online": 1, "no_paper": 2}[found["condition"]]})

    return _yilianyun(answer)
