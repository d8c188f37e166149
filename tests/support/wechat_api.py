"""WeChat's open API, as far as the tests of the client need it: tokens that it lends and voids, answers that a test says."""

from __future__ import annotations

import itertools
import json
import threading
import time
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.support.wechat_pay import MINI, SERVICE

SECRETS = {MINI: "mini-secret", SERVICE: "service-secret"}


class OpenApi:
    """A server that knows which token is good; ``answers`` by path, a value or a function of the request."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.seen: list[tuple[str, dict[str, str], Any]] = []  # path, query, body
        self.lent = 0
        self.forced = 0
        self.expires_in = 7200
        self.seconds = 0.0  # that lending takes
        self.refuses_all = False
        self.good: dict[str, str] = {}
        self._number = itertools.count(1)
        self._lock = threading.Lock()

    def void(self) -> None:
        """Every token that was lent is void."""
        self.good.clear()

    def calls(self, path: str) -> list[tuple[dict[str, str], Any]]:
        return [(query, body) for seen, query, body in self.seen if seen == path]

    def __call__(self, request: Request) -> Response:
        sent = request.get_data()
        body = json.loads(sent) if sent else None
        self.seen.append((request.path, request.args.to_dict(), body))
        if request.path == "/cgi-bin/stable_token":
            return self._json(self._lend(body))
        if request.path.startswith("/sns/"):
            if request.args.get("secret") != SECRETS.get(request.args.get("appid", "")):
                return self._json({"errcode": 40125, "errmsg": "invalid appsecret"})
        elif self.refuses_all or request.args.get("access_token") not in self.good.values():
            return self._json({"errcode": 40001, "errmsg": "invalid credential, access_token is invalid"})
        return self._said(request)

    def _said(self, request: Request) -> Response:
        said = self.answers.get(request.path, {"errcode": 0, "errmsg": "ok"})
        if not isinstance(said, Response) and callable(said):
            said = said(request)
        return said if isinstance(said, Response) else self._json(said)

    def _lend(self, body: dict[str, Any]) -> dict[str, Any]:
        time.sleep(self.seconds)
        app_id = body["appid"]
        if SECRETS.get(app_id) != body["secret"] or body["grant_type"] != "client_credential":
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        with self._lock:
            self.lent += 1
            self.forced += body["force_refresh"] is True
            if body["force_refresh"] or app_id not in self.good:
                self.good[app_id] = f"token-{next(self._number)}"
            return {"access_token": self.good[app_id], "expires_in": self.expires_in}

    @staticmethod
    def _json(told: Any) -> Response:
        return Response(json.dumps(told, ensure_ascii=False), content_type="application/json; encoding=utf-8")
