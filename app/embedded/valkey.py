"""Valkey from a wheel, on a unix socket, without TCP. It holds queues and nudges; the database holds the truth."""

from __future__ import annotations

import signal
import socket
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import quote

from app.embedded.find import valkey_server
from app.embedded.sockets import socket_dir

ANSWER_BYTES: Final = 65536


class Valkey:
    """One queue server whose data lie in ``var_dir/valkey``."""

    name = "valkey"
    stop_signal = signal.SIGTERM
    insist_signal = signal.SIGKILL

    def __init__(self, var_dir: Path, *, durable: bool = True) -> None:
        self.data = var_dir.resolve() / "valkey"
        self._durable = durable
        self._var_dir = var_dir.resolve()

    @property
    def url(self) -> str:
        """The address, as redis-py and RQ take it."""
        return self.url_of(0)

    def url_of(self, number: int) -> str:
        """The address of database ``number`` (0 to 63)."""
        return f"unix://{quote(str(self.socket), safe='/')}?db={number}"

    @cached_property
    def socket(self) -> Path:
        """The server's socket."""
        return socket_dir(self._var_dir) / "valkey.sock"

    def prepare(self) -> None:
        """Make the data folder. Before every start."""
        self.data.mkdir(parents=True, exist_ok=True)

    def argv(self) -> list[str]:
        """The server in the foreground; a job that was accepted is on disk within a second."""
        options = {
            "dir": str(self.data),
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "port": "0",
            "appendonly": "yes" if self._durable else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",  # a queue must say that it is full, not forget jobs
            "databases": "64",
        }
        return [str(valkey_server()), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def is_ready(self) -> bool:
        """Whether it answers, and is not still loading."""
        return self._ask("PING").startswith("+PONG")

    def running_pid(self) -> int | None:
        """The process of a live server on this socket, whoever started it."""
        for line in self._ask("INFO server").splitlines():
            if line.startswith("process_id:"):
                return int(line.partition(":")[2])
        return None

    def finish(self) -> None:
        """Nothing to make after a start."""

    def _ask(self, command: str) -> str:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(3)
            connection.connect(str(self.socket))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(ANSWER_BYTES).decode(errors="replace")
        return ""
