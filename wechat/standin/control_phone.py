"""The control door for one phone, and for the money: what a person taps."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, jsonify

from wechat.standin import gestures, messages, pay_refunds, people, shipping, wallet
from wechat.standin.control import BadOrder, body
from wechat.standin.control_notices import routes as routes  # the control door, made larger here
from wechat.standin.world import world

_OUTCOMES = ("SUCCESS", "ABNORMAL", "CLOSED")


@routes.post("/phones")
def make_phone() -> tuple[Response, int]:
    """{"name"?, "number"?, "country"?, "follows"?}: a person with her openids."""
    asked = body()
    texts = [str(asked.get(name, default)) for name, default in (("name", ""), ("number", ""), ("country", "86"))]
    row = people.make(world(), *texts)
    if asked.get("follows"):
        gestures.follow(world(), row["id"], True, quietly=True)
    return jsonify(people.shown(people.get(world(), row["id"]))), 201


@routes.get("/phones/<int:phone_id>")
def get_phone(phone_id: int) -> Response:
    """One, with what she still accepts."""
    row = people.get(world(), phone_id)
    left = world().store.all("SELECT template_id, left FROM accepts WHERE phone_id = ? AND left > 0", phone_id)
    return jsonify({**people.shown(row), "accepts": {one["template_id"]: one["left"] for one in left}})


@routes.post("/phones/<int:phone_id>/codes")
def make_code(phone_id: int) -> tuple[Response, int]:
    """{"kind": "login"|"phone"|"oauth", "scope"?}: what wx.login, the phone button or OAuth would hand out."""
    asked = body()
    kind = asked.get("kind")
    if kind not in ("login", "phone", "oauth"):
        raise BadOrder("kind: login, phone or oauth")
    app_id = world().apps["service" if kind == "oauth" else "mini"]
    code = people.give_code(world(), kind, app_id, phone_id, str(asked.get("scope", "snsapi_base")))
    return jsonify({"code": code}), 201


@routes.post("/phones/<int:phone_id>/accept")
def accept(phone_id: int) -> Response:
    """{"templates": [name or id], "answer"?: "accept"|"reject", "times"?, "push"?}: the subscribe sheet, answered."""
    asked = body()
    ids = _template_ids(asked.get("templates"))
    answer = str(asked.get("answer", "accept"))
    if answer not in ("accept", "reject"):
        raise BadOrder("answer: accept or reject")
    gestures.answer_sheet(world(), phone_id, ids, answer, int(asked.get("times", 1)), bool(asked.get("push", True)))
    return jsonify({template_id: answer for template_id in ids})


@routes.post("/phones/<int:phone_id>/follow")
def follow(phone_id: int) -> Response:
    """{"follows": bool, "scene"?}: the service account, perhaps by a code with a scene."""
    asked = body()
    gestures.follow(world(), phone_id, bool(asked.get("follows", True)), str(asked.get("scene", "")))
    return get_phone(phone_id)


@routes.post("/phones/<int:phone_id>/scan")
def scan(phone_id: int) -> Response:
    """{"scene", "app"?: "mini"|"service"}: a code in the shop. Answers what the phone opens."""
    asked = body()
    scene = str(asked.get("scene", ""))
    if not scene:
        raise BadOrder("scene: missing")
    return jsonify({"opens": gestures.scan(world(), phone_id, scene, str(asked.get("app", "mini")))})


@routes.post("/phones/<int:phone_id>/enter")
def enter(phone_id: int) -> Response:
    """{"session_from"?}: she opens the customer-service chat of the mini-program."""
    gestures.enter(world(), phone_id, str(body().get("session_from", "")))
    return jsonify({"ok": True})


@routes.get("/phones/<int:phone_id>/messages")
def phone_messages(phone_id: int) -> Response:
    """The newest first."""
    return jsonify(messages.received(world(), people.get(world(), phone_id)["id"]))


@routes.get("/payments")
def payments() -> Response:
    """All orders of WeChat Pay, the newest first."""
    rows = world().store.all("SELECT * FROM orders ORDER BY rowid DESC")
    return jsonify([wallet.shown(world(), row) for row in rows])


@routes.get("/payments/<key>")
def payment(key: str) -> Response:
    """By prepay_id, out_trade_no or transaction_id."""
    return jsonify(wallet.shown(world(), wallet.find(world(), key)))


@routes.post("/payments/<key>/<what>")
def use_sheet(key: str, what: str) -> Response:
    """pay, fail or cancel; {"params"?}: what wx.requestPayment was called with, whose paySign is then checked."""
    row = wallet.find(world(), key)
    params = body().get("params")
    if params is not None:
        wallet.check_params(world(), row, _object("params", params))
    if what == "pay":
        return jsonify({"errMsg": "requestPayment:ok", "transaction_id": wallet.pay(world(), row)})
    if what == "fail":
        wallet.fail(world(), row)
    elif what != "cancel":
        raise LookupError("payments: pay, fail or cancel")
    return jsonify({"errMsg": f"requestPayment:fail{' cancel' if what == 'cancel' else ''}"})


@routes.post("/receipts/<key>")
def confirm_receipt(key: str) -> Response:
    """She confirms the receipt; {"automatic": true}: WeChat does, after ten days."""
    row = wallet.find(world(), key)
    shipping.confirm(world(), row["transaction_id"], 1 if body().get("automatic") else 2)
    return jsonify({"ok": True})


@routes.get("/shipments/<key>")
def shipment(key: str) -> Response:
    """What was uploaded last for a payment, and how often."""
    row = wallet.find(world(), key)
    sent = world().store.one("SELECT * FROM shipments WHERE transaction_id = ?", row["transaction_id"])
    if sent is None:
        raise LookupError("shipments: nothing was uploaded for this payment")
    return jsonify({**dict(sent), "body": json.loads(sent["body"])})


@routes.get("/refunds")
def refunds() -> Response:
    """All, the newest first."""
    rows = world().store.all("SELECT * FROM refunds ORDER BY rowid DESC")
    return jsonify([pay_refunds.told(world(), row) for row in rows])


@routes.post("/refunds/<out_refund_no>")
def end_refund(out_refund_no: str) -> Response:
    """{"state": "SUCCESS"|"ABNORMAL"|"CLOSED"}: now, whatever the delay is."""
    state = body().get("state")
    if state not in _OUTCOMES:
        raise BadOrder(f"state: one of {', '.join(_OUTCOMES)}")
    pay_refunds.end(world(), out_refund_no, state)
    return jsonify({"ok": True})


def _template_ids(asked: Any) -> list[str]:
    known = world().account.subscribe_templates
    if not isinstance(asked, list) or not asked:
        raise BadOrder("templates: a list of names or ids")
    ids = [known.get(str(one), str(one)) for one in asked]
    if not set(ids) <= set(known.values()):
        raise BadOrder("templates: not one of the mini-program's")
    return ids


def _object(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadOrder(f"{name}: an object")
    return value
