"""The composition root: one Flask application with every door, on one house."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask
from flask_smorest import Api

from app import cli
from app.config import Config
from app.console import console_doors
from app.demo import pages
from app.mom_api import mom_doors
from app.pos import pos_doors
from app.web import override, problems, requests
from app.web.access import guard
from app.web.docs import docs_page
from app.web.house import EXTENSION, House
from app.web.screens import CONSOLE, MALL, MERCHANT, screens
from app.web.site import Site
from app.wiring import wire
from dispatch.domain.states import check_life_cycles
from merchant_app_api import merchant_doors
from wechat.callbacks import callbacks
from wechat.push.door import push

MAX_BODY_BYTES = 2 * 1024 * 1024


def create_app(config: Config | None = None, house: House | None = None) -> Flask:
    """The application. Nothing connects before the first request or command."""
    check_life_cycles()
    house = house or wire(config or Config.from_env(os.environ))
    app = Site("jindan", static_folder=None)
    app.extensions[EXTENSION] = house
    app.config.update(_settings())
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    requests.install(app)
    api = Api(app)
    for door in (*mom_doors(), *merchant_doors(), *console_doors(), *pos_doors()):
        api.register_blueprint(door)
    app.register_blueprint(docs_page(api))
    if house.wechat is not None:
        for callback in (callbacks, push):
            app.register_blueprint(callback)
    app.register_blueprint(screens("mall", MALL))
    app.register_blueprint(screens("console", CONSOLE))
    app.register_blueprint(screens("merchant", MERCHANT))
    override.install(app)
    problems.install(app)
    if not house.config.is_production:
        app.register_blueprint(pages.demo)
    guard(app)
    cli.install(app)
    return app


def _settings() -> dict[str, Any]:
    return {
        "API_TITLE": "Jindan 金蛋",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.0.3",
        "OPENAPI_URL_PREFIX": "/docs",
        "OPENAPI_JSON_PATH": "openapi.json",
        "API_SPEC_OPTIONS": {
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "security": [{"bearer": []}],
        },
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
    }
