"""gunicorn's threaded worker, with threads that stay with a connection for a moment, and answers that go in one piece.

A phone that opens a page, or a proxy in front of the house, says one thing after the other on a connection that it keeps.
gthread hands it back to the thread that watches all connections after every answer, and that one hands it to a thread
again: four switches between threads for every request, which costs as much as reading the request.

And it sends the headers of an answer first and its body behind them, each of which wakes up the other side.
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

    def handle_request(self, req: Any, conn: Any) -> Any:
        """As gunicorn's, with the headers held until there is something behind them, or the answer is over."""
        socket_ = conn.sock
        conn.sock = together = Together(socket_)
        try:
            return super().handle_request(req, conn)
        finally:
            conn.sock = socket_
            together.send_held()


class Together:
    """A connection's socket for the time of one answer: what is sent first goes with what is sent next."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._held: bytes | None = None
        self._first = True

    def __getattr__(self, name: str) -> Any:
        self.send_held()  # whatever else is done with it comes behind what was sent
        return getattr(self._sock, name)

    def sendall(self, data: bytes) -> None:
        """Hold the first, send the second with it, and all further ones as they come."""
        if self._first:
            self._first, self._held = False, data
            return
        held, self._held = self._held, None
        self._sock.sendall(held + data if held else data)

    def send_held(self) -> None:
        """The answer was nothing but headers, or is sent in another way from here on."""
        held, self._held = self._held, None
        if held:
            self._sock.sendall(held)


def _says_more(sock: socket.socket) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(LINGER_MS))
