"""A house that WeChat can reach: the application behind a real server, beside the stand-in that plays WeChat's side."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app import reconcile, relay
from app.factory import create_app
from app.payments.demo import DemoPayments
from app.processes import Worker
from app.web.house import House
from dispatch.settling import settle_kept
from tests.support.people import Caller
from tests.support.world import value
from wechat.api import WechatApi
from wechat.pay import WechatPay
from wechat.standin import Standin


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@dataclass(frozen=True)
class WechatHouse:
    """The application, its house, and WeChat."""

    app: Flask
    house: House
    wechat: Standin

    def settle(self) -> None:
        """Relay and work until nothing is left to do, as the processes would; notices that come meanwhile too."""
        with self.app.app_context():
            for _ in range(8):
                relay.relay_once(self.house)
                known = relay.queues(self.house)
                if not any(queue.count for queue in known.values()):
                    return
                Worker(list(known.values()), connection=self.house.redis).work(burst=True, logging_level="ERROR")

    def hear(self) -> None:
        """Until WeChat has said what it had to say, and it is acted on."""
        self.wechat.settled()
        settle_kept(self.house.db)
        self.settle()

    def hear_until(self, true: Callable[[], Any], seconds: float = 60.0) -> None:
        """``hear`` until something is so: WeChat ends a refund a moment after it took it."""
        ends = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < ends, "WeChat did not say it in time"
            time.sleep(0.05)
            self.hear()

    def reconcile(self) -> int:
        """One round of asking the provider."""
        return reconcile.reconcile_once(self.house)

    def mother(self, phone: dict[str, Any], app: str = "mini_program") -> Caller:
        """She logs in with this phone's WeChat, and gives her number where it is asked for."""
        door = Caller(self.app)
        kind = "login" if app == "mini_program" else "oauth"
        answer = door.post("/mom/v1/wechat-sessions", {"app": app, "code": self.wechat.code(phone["id"], kind)})
        if answer.status_code == 202:
            told = {"ticket": answer.get_json()["ticket"], "phone_code": self.wechat.code(phone["id"], "phone")}
            answer = door.post("/mom/v1/wechat-sessions/phone", told)
        assert answer.status_code == 201, answer.text
        found = value(
            self.house.db,
            "SELECT id FROM members WHERE phone_hash = :h",
            h=self.house.db.vault.blind_index(phone["number"]),
        )
        return Caller(self.app, answer.get_json()["token"], int(found))


@contextmanager
def wechat_house(
    plain: House, standin: Standin, server: BaseWSGIServer, pay: type[WechatPay] = WechatPay
) -> Iterator[WechatHouse]:
    """``plain`` with WeChat: its application answers at ``server``."""
    settings = standin.settings
    config = replace(plain.config, wechat="standin", public_url=settings.public_url)
    house = replace(
        plain, config=config, wechat=WechatApi(settings, plain.redis), payments=pay(settings),
        providers={"demo": DemoPayments(plain.db)},
    )  # fmt: skip
    app = create_app(house=house)
    server.app = app
    try:
        yield WechatHouse(app, house, standin)
    finally:
        server.app = away


def away(environ: Any, start_response: Any) -> list[bytes]:
    """Between two tests nobody is there."""
    start_response("503 Service Unavailable", [("Content-Length", "0")])
    return []


@contextmanager
def serving() -> Iterator[BaseWSGIServer]:
    """A threaded server on a free port; whose application changes from test to test."""
    server = make_server("127.0.0.1", 0, away, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
