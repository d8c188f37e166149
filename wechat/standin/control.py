"""The control door, /_standin/…: what tests and the demo do in place of people, phones, banks and networks. JSON in and out."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from wechat.standin import messages, people
from wechat.standin.answers import json_object
from wechat.standin.switches import BadSwitch
from wechat.standin.wallet import CannotPay
from wechat.standin.world import OPTIONS, world

routes = Blueprint("control", __name__, url_prefix="/_standin")


class BadOrder(ValueError):
    """The control door was asked for nonsense; the message names the field."""


def body() -> dict[str, Any]:
    """The JSON object that was sent; an empty one if nothing was."""
    found = json_object() if request.get_data() else {}
    if found is None:
        raise BadOrder("body: a JSON object")
    return found


@routes.errorhandler(BadOrder)
@routes.errorhandler(BadSwitch)
@routes.errorhandler(ValueError)
def _bad(error: Exception) -> tuple[Response, int]:
    return jsonify({"error": str(error)}), 400


@routes.errorhandler(LookupError)
def _missing(error: Exception) -> tuple[Response, int]:
    return jsonify({"error": str(error.args[0]) if error.args else "not found"}), 404


@routes.errorhandler(CannotPay)
def _cannot_pay(error: CannotPay) -> tuple[Response, int]:
    return jsonify({"errMsg": f"requestPayment:fail {error}"}), 409


@routes.after_request
def _cross_origin(response: Response) -> Response:
    """The house's own pages may ask for a payment from the browser; nobody else's."""
    allowed = "{0.scheme}://{0.netloc}".format(urlsplit(world().account.public_url))
    if request.headers.get("Origin") == allowed:
        response.headers["Access-Control-Allow-Origin"] = allowed
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response


@routes.get("/health")
def health() -> Response:
    """Whether it runs, and what time it believes."""
    return jsonify({"ok": True, "now": world().now(), "clock_offset_s": world().option("clock_offset_s")})


@routes.post("/clock")
def clock() -> Response:
    """{"offset_s"} sets, {"advance_s"} moves, {"now": RFC 3339 or seconds} sets the time."""
    asked = body()
    offset = float(world().option("clock_offset_s"))
    if "advance_s" in asked:
        offset += float(asked["advance_s"])
    elif "now" in asked:
        moment = asked["now"]
        offset = (
            datetime.fromisoformat(moment).timestamp() if isinstance(moment, str) else float(moment)
        ) - time.time()
    elif "offset_s" in asked:
        offset = float(asked["offset_s"])
    else:
        raise BadOrder("clock: offset_s, advance_s or now")
    world().store.set_option("clock_offset_s", offset)
    return health()


@routes.get("/options")
def options() -> Response:
    """All, as they are."""
    return jsonify({name: world().option(name) for name in OPTIONS})


@routes.post("/options")
def set_options() -> Response:
    """Change some."""
    asked = body()
    unknown = sorted(set(asked) - set(OPTIONS))
    if unknown:
        raise BadOrder(f"options: unknown {', '.join(unknown)}")
    for name, value in asked.items():
        default = OPTIONS[name]
        merged = {**world().option(name), **value} if isinstance(default, dict) and isinstance(value, dict) else value
        world().store.set_option(name, merged)
    return options()


@routes.get("/switches")
def switches() -> Response:
    """Those that are on."""
    return jsonify(world().switches.list())


@routes.post("/switches")
def set_switch() -> tuple[Response, int]:
    """{"target", "kind", "count"?, "value"?}."""
    asked = body()
    value = asked.get("value") or {}
    if not isinstance(value, dict):
        raise BadOrder("value: an object")
    number = world().switches.set(asked.get("target", ""), asked.get("kind", ""), asked.get("count"), value)
    return jsonify({"id": number}), 201


@routes.delete("/switches")
def clear_switches() -> Response:
    """All off."""
    world().switches.clear()
    return jsonify([])


@routes.post("/reset")
def reset() -> Response:
    """Nobody and nothing is known any more; the account stays."""
    world().store.clear()
    return health()


@routes.get("/messages")
def all_messages() -> Response:
    """Of every phone, the newest first."""
    return jsonify(messages.received(world()))


@routes.post("/sms")
def keep_sms() -> tuple[Response, int]:
    """{"number", "text"}: the house's text message, to be shown on the phone."""
    asked = body()
    messages.keep_sms(world(), str(asked.get("number", "")), str(asked.get("text", "")))
    return jsonify({"ok": True}), 201


@routes.get("/phones")
def list_phones() -> Response:
    """All of them."""
    return jsonify([people.shown(row) for row in world().store.all("SELECT * FROM phones ORDER BY id")])
