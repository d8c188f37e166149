"""A real HTTP server that writes down what it is told: stands where the house would be."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from requests.structures import CaseInsensitiveDict


@dataclass(frozen=True)
class Told:
    """One request, as it came in."""

    path: str
    query: dict[str, str]
    headers: CaseInsensitiveDict[str]
    body: bytes
    at: float = field(default_factory=time.monotonic)


class Listener:
    """``told``: every request in order. ``answers``: the statuses to come, then 200."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.answers: list[int] = []
        self.delays: list[float] = []  # seconds before the answers to come
        self.echo = True  # answer a URL verification
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def forget(self) -> None:
        """As new."""
        self.told, self.answers, self.delays, self.echo = [], [], [], True

    def wait(self, count: int = 1, seconds: float = 60) -> list[Told]:
        """At least so many requests, or an AssertionError."""
        end = time.monotonic() + seconds
        while len(self.told) < count and time.monotonic() < end:
            time.sleep(0.01)
        assert len(self.told) >= count, f"told {len(self.told)} times, not {count}"
        return self.told

    def stop(self) -> None:
        """No more."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # many may come at once


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            # Before it is written down: whoever sees it there may set the answers of the next.
            delay = listener.delays.pop(0) if listener.delays else 0
            status = listener.answers.pop(0) if listener.answers else 200
            headers = CaseInsensitiveDict(self.headers.items())
            listener.told.append(Told(parts.path, dict(parse_qsl(parts.query)), headers, body))
            time.sleep(delay)
            self._answer(status, b"")

        def do_GET(self) -> None:  # noqa: N802
            query = dict(parse_qsl(urlsplit(self.path).query))
            listener.told.append(Told(self.path, query, CaseInsensitiveDict(self.headers.items()), b""))
            self._answer(200, query.get("echostr", "").encode() if listener.echo else b"no")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
