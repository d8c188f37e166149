"""Servers in a temporary folder, set as in production, and around each database the processes of a whole house."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from app.clock import SHANGHAI, set_clock
from app.config import ROOT, Config
from app.db import Database
from app.embedded import Postgres, Valkey, start
from app.embedded.child import spawn, stop, wait_until
from app.migrate import upgrade
from app.security import Vault
from app.supervisor.process import Process
from app.supervisor.table import services
from benchmarks import proc

TUESDAY_10 = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
READY_TIMEOUT_S = 60.0


class Broken(RuntimeError):
    """A benchmark could not be run, or what it measures did not do its work."""


@dataclass
class Grounds:
    """The two servers of a run. Databases and houses are made on them."""

    var: Path
    postgres: Postgres
    valkey: Valkey
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(64)))

    def house(self, name: str, **settings: str) -> House:
        """A database of its own with the newest tables; the clock begins on a Tuesday at 10:00 and runs at real speed.

        ``settings``: further variables of its environment.
        """
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = self.postgres.url_of(name)
        upgrade(url)
        made = House(self, name, url, self.valkey.url_of(next(self._numbers)), free_port(), settings)
        made.db.run(lambda session: set_clock(session, TUESDAY_10))
        return made

    def connect(self, database: str) -> psycopg.Connection:
        """A bare connection, every statement its own transaction until told otherwise."""
        return psycopg.connect(plain(self.postgres.url_of(database)), autocommit=True)

    def database_cpu_ms(self) -> float:
        """PostgreSQL's, all its processes together."""
        return proc.cpu_ms(self.pid(self.postgres))

    def queue_cpu_ms(self) -> float:
        """Valkey's."""
        return proc.cpu_ms(self.pid(self.valkey))

    def pid(self, server: Postgres | Valkey) -> int:
        """The process of a server."""
        pid = server.running_pid()
        if pid is None:
            raise Broken(f"{server.name} is gone")
        return pid


@contextmanager
def grounds() -> Iterator[Grounds]:
    """Both servers for the length of a block, in a folder that is deleted afterwards; fsync is on."""
    with tempfile.TemporaryDirectory(prefix="jindan-bench-") as folder, ExitStack() as stack:
        var = Path(folder)
        var.chmod(0o711)  # where PostgreSQL runs as another user it must get through
        servers = Postgres(var), Valkey(var)
        for server in servers:
            child = start(server, var / "log")
            assert child is not None
            stack.callback(stop, child, server.stop_signal, 10.0, server.insist_signal)
        yield Grounds(var, *servers)


@dataclass
class House:
    """One database and the processes that serve it."""

    grounds: Grounds
    name: str
    database_url: str
    redis_url: str
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.config = Config.from_env(self.environ())
        # One kept connection to look on with: a new one for every look would cost PostgreSQL more than the look.
        self.watch = self.grounds.connect(self.name)
        self.db = Database(self.database_url, Vault(self.config.data_keys, self.config.hash_key))

    def environ(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("JINDAN_", "FLASK_"))}
        own = {
            "DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url, "JINDAN_VAR": str(self.grounds.var),
            "JINDAN_PORT": str(self.port), "JINDAN_ENV": "demo",
            "JINDAN_WECHAT": "off",  # orders are paid on delivery: WeChat is not on their way
            "JINDAN_PRINTERS": "off",
        }  # fmt: skip
        return {**kept, **own, **self.settings}

    def start(self, *, without: Sequence[str] = ()) -> None:
        """Start what `make run` starts, as it starts it; returns when orders can be taken."""
        table = [each for each in services(self.config) if each.name not in without]
        for each in table:
            self.start_one(each.name, each)
        for each in table:
            if not wait_until(lambda each=each: self._alive(each.name) and each.ready(), READY_TIMEOUT_S, 0.1):  # type: ignore[misc]
                raise Broken(f"{each.name} did not start: {self._end_of_log(each.name)}")

    def start_one(self, name: str, process: Process) -> None:
        """One more process, as the supervisor would start it."""
        environ = {**self.environ(), **process.env}
        self.children[name] = spawn(process.argv, log=self._log(name), env=environ, cwd=ROOT)

    def start_again(self, kind: str, name: str) -> None:
        """A second process of one kind: two sweepers, say."""
        self.start_one(name, next(each for each in services(self.config) if each.name == kind))

    def stop(self) -> None:
        self.go_on()
        for child in self.children.values():
            child.send_signal(signal.SIGTERM)
        for child in self.children.values():
            stop(child, signal.SIGTERM, 5.0)
        self.children.clear()
        self.db.dispose()
        self.watch.close()

    def hold(self, names: Sequence[str] = ()) -> None:
        """Let nothing of this house (or only not the named processes) run while something else is measured."""
        self._signal(signal.SIGSTOP, names or tuple(self.children))

    def go_on(self) -> None:
        self._signal(signal.SIGCONT, tuple(self.children))

    def cpu_ms(self) -> dict[str, float]:
        """CPU time so far by process; raises ``Broken`` if one has died."""
        return {name: proc.cpu_ms(child.pid) for name, child in self.children.items() if self._alive(name)}

    def _signal(self, number: signal.Signals, names: Sequence[str]) -> None:
        for name in names:
            for pid in proc.tree(self.children[name].pid):
                os.kill(pid, number)

    def _alive(self, name: str) -> bool:
        if self.children[name].poll() is not None:
            raise Broken(f"{name} died: {self._end_of_log(name)}")
        return True

    def _log(self, name: str) -> Path:
        return self.grounds.var / "log" / f"{self.name}-{name}.log"

    def _end_of_log(self, name: str) -> str:
        return self._log(name).read_text(errors="replace")[-800:]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def plain(url: str) -> str:
    """SQLAlchemy's address as psycopg takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://")
