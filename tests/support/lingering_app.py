"""A web application that tells how often its connections were handed to a thread, and a worker that counts it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.web.lingering import LingeringWorker

handed = 0


class CountingWorker(LingeringWorker):
    """Counts what the thread that watches all connections gives to the others."""

    def enqueue_req(self, conn: Any) -> None:
        """As gunicorn's, counted."""
        global handed
        handed += 1
        super().enqueue_req(conn)


def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The count so far."""
    body = str(handed).encode()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
