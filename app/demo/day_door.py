"""The doors over HTTP, with a kept connection for each thread, and a count of every answer."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from typing import Any
from urllib.parse import urlencode, urlsplit


class Unexpected(Exception):
    """An answer that nobody in this day should get; names method, path and status, never a person."""


class Doors:
    """One house. Safe to share between threads."""

    def __init__(self, base_url: str) -> None:
        where = urlsplit(base_url)
        self._host, self._port = where.hostname or "127.0.0.1", where.port or 80
        self._mine = threading.local()
        self.answers: Counter[int] = Counter()

    def call(
        self, method: str, path: str, token: str | None = None, body: object = None, *, key: str | None = None,
        may: tuple[int, ...] = (),
    ) -> tuple[int, Any]:  # fmt: skip
        """(status, JSON). Raises ``Unexpected`` unless it is a 2xx or one of ``may``."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        status, text = self._send(method, path, json.dumps(body) if body is not None else None, headers)
        if status // 100 != 2 and status not in may:
            raise Unexpected(f"{method} {_shape(path)} was answered {status} {_code(text)}")
        return status, json.loads(text) if text else None

    def form(self, path: str, **values: str) -> tuple[int, str]:
        """Post a form to a page of the demo: (status, text)."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, text = self._send("POST", path, urlencode(values), headers)
        return status, text.decode()

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        for attempt in (1, 2):
            connection = self._connection()
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                text = answer.read()
            except (http.client.HTTPException, OSError):
                # The server closes what has been idle; everything sent here may be sent twice.
                self._drop()
                if attempt == 2:
                    raise
                continue
            self.answers[answer.status] += 1
            return answer.status, text
        raise AssertionError("unreachable")

    def _connection(self) -> http.client.HTTPConnection:
        found: http.client.HTTPConnection | None = getattr(self._mine, "connection", None)
        if found is None:
            found = self._mine.connection = http.client.HTTPConnection(self._host, self._port, timeout=30)
        return found

    def _drop(self) -> None:
        self._connection().close()
        self._mine.connection = None


def _shape(path: str) -> str:
    return "/".join(
        "…" if any(letter.isdigit() for letter in part) and len(part) > 2 else part for part in path.split("/")
    )


def _code(text: bytes) -> str:
    try:
        return str(json.loads(text).get("code", ""))
    except (ValueError, AttributeError):
        return ""
