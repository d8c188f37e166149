"""The servers that Jindan brings along: PostgreSQL and Valkey, started here when the environment names none.

``Postgres`` and ``Valkey`` know how to run; the supervisor keeps them running; ``servers`` is for a single command that
may find them running or not. Nothing starts by importing this.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.config import Config
from app.embedded.child import lock, spawn, stop, wait_until
from app.embedded.find import EmbeddedError
from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey

__all__ = ["EmbeddedError", "Endpoints", "Postgres", "Server", "Valkey", "endpoints", "needed", "servers", "start"]

Server = Postgres | Valkey
READY_TIMEOUT_S: Final = 60.0  # recovery after a crash replays what was written since the last checkpoint
STOP_GRACE_S: Final = 4.0


@dataclass(frozen=True)
class Endpoints:
    """Where the database and the queue are."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)

    def environ(self) -> dict[str, str]:
        """For children, so that they do not search again."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


def endpoints(config: Config) -> Endpoints:
    """The environment's addresses, else those of the embedded servers (running or not)."""
    return Endpoints(
        config.database_url or Postgres(config.var_dir).url,
        config.redis_url or Valkey(config.var_dir).url,
    )


def needed(config: Config) -> list[Server]:
    """The embedded servers that stand in for what the environment does not name, in the order of starting."""
    servers: list[Server] = [] if config.database_url else [Postgres(config.var_dir)]
    return servers if config.redis_url else [*servers, Valkey(config.var_dir)]


@contextmanager
def servers(config: Config) -> Iterator[Endpoints]:
    """Both servers for the length of a block: those that run already are used, the others started and stopped.

    Raises ``EmbeddedError`` with the remedy.
    """
    with ExitStack() as stack:
        with lock(config.var_dir / "run" / "embedded.lock"):  # two commands at once: one starts, the other finds
            for server in needed(config):
                child = start(server, config.var_dir / "log")
                if child:
                    stack.callback(stop, child, server.stop_signal, STOP_GRACE_S, server.insist_signal)
        yield endpoints(config)


def start(server: Server, log_dir: Path) -> subprocess.Popen[bytes] | None:
    """Start one server and wait until it answers; None when it was running already."""
    # A server that is just ending (its supervisor was killed) is waited for, then started anew.
    wait_until(lambda: server.is_ready() or server.running_pid() is None, STOP_GRACE_S)
    if server.is_ready():
        return None
    server.prepare()
    log = log_dir / f"{server.name}.log"
    child = spawn(server.argv(), log=log, death_signal=server.stop_signal)
    wait_until(lambda: server.is_ready() or child.poll() is not None, READY_TIMEOUT_S)
    if child.poll() is not None or not server.is_ready():
        stop(child, server.stop_signal, STOP_GRACE_S, server.insist_signal)
        raise EmbeddedError(f"{server.name} did not start: {_last_lines(log)}\nThe whole log is {log}")
    server.finish()
    return child


def _last_lines(log: Path, count: int = 3) -> str:
    return " | ".join(log.read_text(errors="replace").splitlines()[-count:])
