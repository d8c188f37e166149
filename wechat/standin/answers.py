"""How api.weixin.qq.com answers: JSON with an errcode; and the misbehaving that a switch asks for."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

from flask import Flask, Response, g, jsonify, request

from wechat.standin import tokens
from wechat.standin.switches import Switch
from wechat.standin.world import rid, world

BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
)


class Refusal(Exception):
    """WeChat says no: an errcode and its English text."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errcode)
        self.errcode, self.errmsg = errcode, errmsg


def ok(**fields: Any) -> Response:
    """errcode 0 and the fields."""
    return jsonify({"errcode": 0, "errmsg": "ok", **fields})


def json_object() -> dict[str, Any] | None:
    """The request's JSON object; None if it is none, or nested beyond reason."""
    try:
        found = request.get_json(force=True, silent=True)
    except RecursionError:
        return None
    return found if isinstance(found, dict) else None


def body() -> dict[str, Any]:
    """The request's JSON object; 47001 if it is none."""
    found = json_object()
    if found is None:
        raise Refusal(47001, "data format error")
    return found


def text(asked: dict[str, Any], name: str) -> str:
    """A field that should be text; empty if it is not."""
    value = asked.get(name)
    return value if isinstance(value, str) else ""


def switched() -> dict[str, Switch]:
    """The switches that apply to this request."""
    found: dict[str, Switch] = g.get("switches", {})
    return found


def register(app: Flask) -> None:
    """Let switches act before and after every answer, and write refusals as WeChat does."""
    app.before_request(_before)
    app.after_request(_after)
    app.register_error_handler(Refusal, _refused)


def is_pay() -> bool:
    """Whether api.mch.weixin.qq.com is being spoken to."""
    return request.path.startswith("/v3/")


def _refused(error: Refusal) -> Response:
    return jsonify({"errcode": error.errcode, "errmsg": f"{error.errmsg} rid: {rid()}"})


def _before() -> Response | None:
    side = "pay" if is_pay() else "api"
    if request.path.startswith(("/_standin", "/pay/", "/phone", "/q/")) or request.path == "/":
        return None
    g.switches = world().switches.take((side,), request.path)
    if "token_expiry" in g.switches:
        tokens.kill_all(world())
    for kind in ("slow", "delay"):
        if kind in g.switches:
            time.sleep(float(g.switches[kind].value.get("seconds", 3)))
    return None if is_pay() else _broken()


def _broken() -> Response | None:
    if "5xx" in switched():
        return Response(BAD_GATEWAY, int(switched()["5xx"].value.get("status", 502)), mimetype="text/html")
    if "busy" in switched():
        raise Refusal(-1, "system error")
    if "rate_limit" in switched():
        raise Refusal(int(switched()["rate_limit"].value.get("errcode", 45009)), "reach max api daily quota limit")
    return None


def _after(response: Response) -> Response:
    if "truncated" in switched():
        response.set_data(response.get_data()[: len(response.get_data()) // 2])
    if "drop" in switched():
        _hang_up()
    return response


def _hang_up() -> None:
    """The work is done and the caller will never know: his connection breaks."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
