"""易联云 (Yilianyun): an access token of the account, and every request signed by MD5. doc2.10ss.net, 自有型应用.

The token of such an application does not end, but may be fetched only 20 times a day: it is kept in Redis for all processes.
"""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, Final

from redis import Redis
from redis.exceptions import RedisError

from app.printers.exchange import Exchange
from app.printers.port import PrinterRefused, PrinterUnavailable, Slip

URL: Final = "https://open-api.10ss.net"
TOKEN_KEY: Final = "yilianyun:token:"
TOKEN_KEPT_S: Final = 25 * 86400
# Numbers of refusals (error): 8 the printer, 10 no right to it, 11 the signature, 18 the token, 33 the uuid.
PRINTER_WRONG, NO_RIGHT, SIGNATURE, STALE_TOKEN = "8", "10", "11", ("18", "14")
_CONDITIONS = {"0": "offline", "1": "online", "2": "no_paper"}
_MARKS = {"title": "<FS2><center>{}</center></FS2>", "strong": "<FB>{}</FB>", "plain": "{}"}


def sign(client_id: str, timestamp: str, client_secret: str) -> str:
    """How a request is signed: thirty-two hexadecimal digits, in small letters."""
    return hashlib.md5((client_id + timestamp + client_secret).encode()).hexdigest()


class Yilianyun:
    """An application of our own at Yilianyun. ``now``: seconds since 1970, in real time."""

    name = "yilianyun"

    def __init__(
        self, client_id: str, client_secret: str, redis: Redis, url: str = URL, now: Callable[[], float] = time.time
    ) -> None:
        self._id, self._secret, self._redis, self._url, self._now = client_id, client_secret, redis, url, now
        self._exchange = Exchange()
        self._lock = threading.Lock()
        self._token: str | None = None

    def add(self, serial: str, key: str, label: str) -> None:
        """``key`` is the terminal's ``msign``."""
        self._ask("/printer/addprinter", machine_code=serial, msign=key, print_name=label)

    def remove(self, serial: str) -> None:
        """Take back the right to it."""
        try:
            self._ask("/printer/deleteprinter", machine_code=serial)
        except PrinterRefused as error:
            if error.code != "unknown_printer":
                raise

    def print(self, serial: str, slip: Slip, once: str) -> str:
        """With ``idempotence`` the same ``origin_id`` is the same job for two hours."""
        content = "\n".join(_MARKS[line.style].format(line.safe) for line in slip) + "\n"
        body = self._ask("/print/index", machine_code=serial, content=content, origin_id=once, idempotence="1")
        return str(body["id"]) if isinstance(body, dict) and "id" in body else ""

    def is_printed(self, serial: str, number: str) -> bool:
        """1 is printed, 0 is not (yet)."""
        body = self._ask("/printer/getorderstatus", machine_code=serial, order_id=number)
        return isinstance(body, dict) and str(body.get("status")) == "1"

    def cancel(self, serial: str, number: str) -> bool:
        """One job that has not come out."""
        try:
            self._ask("/printer/cancelone", machine_code=serial, order_id=number)
        except PrinterRefused:
            return False
        return True

    def condition(self, serial: str) -> str:
        """0 is offline, 1 online, 2 without paper."""
        body = self._ask("/printer/getprintstatus", machine_code=serial)
        return _CONDITIONS.get(str(body.get("state")) if isinstance(body, dict) else "", "offline")

    def _ask(self, path: str, **values: str) -> Any:
        token = self._token_now(None)
        answer = self._post(path, access_token=token, **values)
        if str(answer.get("error")) in STALE_TOKEN:
            answer = self._post(path, access_token=self._token_now(token), **values)
        return _body(answer)

    def _post(self, path: str, **values: str) -> dict[str, Any]:
        stamp = str(int(self._now()))
        signed = {
            "client_id": self._id, "timestamp": stamp, "sign": sign(self._id, stamp, self._secret), "id": str(uuid.uuid4())
        }  # fmt: skip
        return self._exchange.post(self._url + path, {**signed, **values})

    def _token_now(self, refused: str | None) -> str:
        """A token that is not the ``refused`` one: this process's, another's by Redis, or a new one."""
        with self._lock:
            if self._token is None or self._token == refused:
                kept = self._kept()
                self._token = kept if kept and kept != refused else self._fetch()
            return self._token

    def _fetch(self) -> str:
        body = _body(self._post("/oauth/oauth", grant_type="client_credentials", scope="all"))
        token = body.get("access_token") if isinstance(body, dict) else None
        if not token:
            raise PrinterUnavailable("no_token")
        self._keep(str(token))
        return str(token)

    def _kept(self) -> str | None:
        try:
            found = self._redis.get(TOKEN_KEY + self._id)
        except RedisError:
            return None
        return found.decode() if isinstance(found, bytes) else None

    def _keep(self, token: str) -> None:
        try:
            self._redis.set(TOKEN_KEY + self._id, token, ex=TOKEN_KEPT_S)
        except RedisError:
            return  # each process then fetches one of its own


def _body(answer: dict[str, Any]) -> Any:
    error = str(answer.get("error"))
    if error == "0":
        return answer.get("body")
    if not error.isdigit():
        raise PrinterUnavailable("no_answer")
    code = {PRINTER_WRONG: "unknown_printer", NO_RIGHT: "unknown_printer", SIGNATURE: "bad_account"}.get(
        error, "refused"
    )
    raise PrinterRefused(code, error)
