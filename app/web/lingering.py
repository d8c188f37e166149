"""gunicorn's threaded worker, with threads that stay with a connection for a moment.

A phone that opens a page, or a proxy in front of the house, says one thing after the other on a connection that it keeps.
gthread hands it back to the thread that watches all connections after every answer, and that one hands it to a thread
again: four switches between threads for every request, which costs as much as reading the request.
"""

from __future__ import annotations

import select
import socket
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

LINGER_MS = 50


class LingeringWorker(ThreadWorker):
    """Waits ``LINGER_MS`` for the next request of a connection before it goes back to those that are watched."""

    def handle(self, conn: Any) -> Any:
        """Answer a request and those that follow at once; what gthread would return for the last of them."""
        kept = super().handle(conn)
        while kept is True and self.alive and _says_more(conn.sock):
            kept = super().handle(conn)
        return kept


def _says_more(sock: socket.socket) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(LINGER_MS))
