"""Keeps one PostgreSQL and one Valkey for a test run, for as long as the run lives.

``python -m tests.keeper FOLDER PID``: starts both in FOLDER, migrates a template database, says in ``ready.json`` where
they are, and stops everything and removes FOLDER once process PID is gone, however it ended. A process of its own, so
that no test worker that comes, goes or is killed takes the servers with it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from app.embedded import Postgres, Valkey, start
from app.embedded.child import command_line, lock, stop, wait_until

TEMPLATE = "jindan_template"
PREFIX = "jindan-tests-"
START_TIMEOUT_S = 90.0
# A database a test is some four hundred small files: in memory it is copied in 25 ms, on a busy disk in half a second.
IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 * 2**30


def folder_for(owner_pid: int) -> Path:
    """Where the servers of the test run of this process will lie. Short: sockets are in it."""
    return Path(_ground(), f"{PREFIX}{owner_pid}-{os.urandom(3).hex()}")


def _ground() -> Path:
    """In memory where there is room, unless TMPDIR names a place."""
    usable = "TMPDIR" not in os.environ and IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK | os.X_OK)
    roomy = usable and shutil.disk_usage(IN_MEMORY).free >= ROOM_BYTES
    return IN_MEMORY if roomy else Path(tempfile.gettempdir())


def demand(folder: Path, owner_pid: int) -> dict[str, str]:
    """The servers of this run, started by the first who asks. Raises ``RuntimeError`` with what went wrong."""
    ready = folder / "ready.json"
    with lock(folder / "start.lock"):
        if not ready.exists():
            argv = [sys.executable, "-m", "tests.keeper", str(folder), str(owner_pid)]
            root = Path(__file__).parent.parent
            # It must not die with this worker; it watches the owner instead.
            with (folder / "keeper.log").open("ab") as log:
                keeper = subprocess.Popen(
                    argv, cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            wait_until(lambda: ready.exists() or keeper.poll() is not None, START_TIMEOUT_S)
            if not ready.exists():
                raise RuntimeError(f"the test servers did not start:\n{(folder / 'keeper.log').read_text()}")
            keeper.returncode = 0  # not ours to wait for
        found: dict[str, str] = json.loads(ready.read_text())
        return found


def keep(folder: Path, owner_pid: int) -> None:
    """Run both servers until the owner is gone or SIGTERM comes."""
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    remove_leftovers()
    servers = (Postgres(folder, durable=False, database=TEMPLATE), Valkey(folder, durable=False))
    children = [start(server, folder) for server in servers]
    try:
        _migrate(servers[0])
        _announce(folder, *servers)
        while command_line(owner_pid) and not over.wait(0.3):
            pass
    finally:
        for server, child in zip(servers, children, strict=True):
            if child:
                stop(child, server.stop_signal, 3.0, server.insist_signal)
        shutil.rmtree(folder, ignore_errors=True)


def _migrate(server: Postgres) -> None:
    from app.migrate import upgrade

    upgrade(server.url)


def _announce(folder: Path, postgres: Postgres, valkey: Valkey) -> None:
    body = {"template": postgres.url, "redis": valkey.url, "keeper": str(os.getpid())}
    unfinished = folder / "ready.unfinished"
    unfinished.write_text(json.dumps(body))
    unfinished.rename(folder / "ready.json")


def remove_leftovers() -> None:
    """Folders of runs that are over, whose keeper was killed."""
    grounds = {Path(tempfile.gettempdir()), IN_MEMORY}
    for folder in [found for ground in grounds for found in ground.glob(f"{PREFIX}*-*")]:
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not command_line(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.umask(0o077)
    keep(Path(sys.argv[1]), int(sys.argv[2]))
