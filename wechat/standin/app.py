"""The Flask application that plays api.weixin.qq.com, open.weixin.qq.com and api.mch.weixin.qq.com at one address."""

from __future__ import annotations

from flask import Flask

from wechat.standin import (
    answers,
    control_phone,
    login,
    messages,
    other,
    pay_bill,
    pay_door,
    pay_orders,
    pay_refunds,
    screens,
    shipping,
    tokens,
)
from wechat.standin.world import World

_DOORS = (tokens, login, messages, shipping, other, pay_orders, pay_refunds, pay_bill, control_phone, screens)


def create(world: World) -> Flask:
    """Every door over one world."""
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["standin"] = world
    answers.register(app)
    app.register_error_handler(pay_door.PayRefusal, pay_door.refused)
    for door in _DOORS:
        app.register_blueprint(door.routes)
    return app
