"""The control door for what the house is told: notices and pushed messages."""

from __future__ import annotations

import time

import requests
from flask import Response, jsonify, request

from wechat.standin import notices, push
from wechat.standin.control import BadOrder, body
from wechat.standin.control import routes as routes  # the control door, made larger here
from wechat.standin.world import world


@routes.get("/notices")
def list_notices() -> Response:
    """``?kind=notice.pay`` (a beginning): attempts, answers and state of each."""
    return jsonify(notices.shown(world(), request.args.get("kind", "")))


@routes.post("/notices")
def send_notice() -> tuple[Response, int]:
    """A notice of one's own: {"url", "event_type", "original_type", "resource", "summary"?}; sealed, signed, repeated as any."""
    asked = body()
    for name in ("url", "event_type", "original_type", "resource"):
        if name not in asked:
            raise BadOrder(f"{name}: missing")
    kind = "notice.refund" if asked["original_type"] == "refund" else "notice.pay"
    content = {"summary": "", **{name: value for name, value in asked.items() if name != "url"}}
    return jsonify({"id": notices.add(world(), kind, asked["url"], content)}), 201


@routes.post("/notices/<notice_id>/again")
def send_again(notice_id: str) -> Response:
    """Once more, now."""
    notices.again(world(), notice_id)
    return jsonify({"ok": True})


@routes.post("/sign")
def sign() -> Response:
    """{"body", "serial"?, "age_s"?, "forge"?}: the headers with which WeChat Pay would send this body."""
    asked = body()
    serial = str(asked.get("serial", ""))
    if serial and serial not in world().account.signing_keys:
        raise BadOrder("serial: neither the public key's id nor the platform certificate's serial")
    text, age, forged = str(asked.get("body", "")), int(asked.get("age_s", 0)), bool(asked.get("forge"))
    return jsonify(notices.sign(world(), text, serial, age, forged))


@routes.post("/push")
def push_message() -> tuple[Response, int]:
    """{"app": "mini"|"service", "message": {…}}: any message, in the form that is set."""
    asked = body()
    if asked.get("app") not in ("mini", "service") or not isinstance(asked.get("message"), dict):
        raise BadOrder("push: app (mini or service) and message (an object)")
    return jsonify({"id": push.message(world(), asked["app"], asked["message"])}), 201


@routes.post("/push/verify")
def verify_push_url() -> Response:
    """What the console does when an address is entered: {"app"} -> whether the house answered the echo."""
    app = body().get("app", "mini")
    echo = str(time.time_ns())
    url = world().push_url(app)
    answer = requests.get(url, params=push.check_query(world(), echo), timeout=5, allow_redirects=False)
    return jsonify({"verified": answer.status_code == 200 and answer.text == echo, "status": answer.status_code})
