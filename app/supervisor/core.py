"""One process that starts the others, keeps them running, and stops them in order."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Final

from app.supervisor.logs import bound, tail
from app.supervisor.process import Process, Watched

POLL_S: Final = 0.05
LOOK_AT_LOGS_S: Final = 10.0
STARTS_BEFORE_GIVING_UP: Final = 3
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class SupervisorError(Exception):
    """It cannot start; the message says why and what to do."""


class Stopped(Exception):
    """Ctrl-C or SIGTERM came during the start."""


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Stage:
    """Processes that start together; when all are ready, ``then`` is called, and only then the next stage begins."""

    processes: Sequence[Process]
    then: Callable[[], None] = _nothing
    timeout_s: float = 60.0


class Supervisor:
    """Runs ``stages`` in order until it is told to stop, then stops them in the opposite order.

    ``say`` gets one short line for each change. All state of the machine room lies in ``var_dir``: only one supervisor
    may run there at a time.
    """

    def __init__(
        self, stages: Sequence[Stage], var_dir: Path, *, cwd: Path | None = None, say: Callable[[str], None] = print
    ) -> None:
        self._stages = stages
        self._log_dir = var_dir / "log"
        self._lock_file = var_dir / "run" / "up.lock"
        self._cwd = cwd
        self._say = say
        self._running: list[list[Watched]] = []
        self._stopping = False
        self._interruptible = False
        self._logs_seen_at = 0.0

    def run(self) -> None:
        """Start, watch, stop. Returns after a clean stop; raises ``SupervisorError`` if it could not start."""
        with only_one(self._lock_file), self._listening():
            try:
                for stage in self._stages:
                    self._begin(stage)
                while not self._stopping:
                    self._look()
            except Stopped:
                pass
            finally:
                self._end()

    def _begin(self, stage: Stage) -> None:
        watched = [Watched(process, self._log_dir, self._cwd) for process in stage.processes]
        self._running.append(watched)
        for one in watched:
            self._say(one.start())
        self._wait_until_ready(watched, stage.timeout_s)
        for one in watched:
            one.process.after()
        self._interruptible = True
        if self._stopping:
            raise Stopped
        stage.then()
        self._interruptible = False

    def _wait_until_ready(self, watched: list[Watched], timeout_s: float) -> None:
        end = time.monotonic() + timeout_s
        waiting = watched
        while waiting:
            self._look()
            if self._stopping:
                raise Stopped
            waiting = [one for one in waiting if not one.is_ready()]
            for one in waiting:
                if one.starts > STARTS_BEFORE_GIVING_UP or time.monotonic() > end:
                    raise SupervisorError(f"{one.process.name} does not start. The end of {one.log}:\n{tail(one.log)}")

    def _look(self) -> None:
        """One round over everything that runs, then a short sleep."""
        for one in (one for stage in self._running for one in stage):
            if line := one.tick():
                self._say(line)
        if time.monotonic() - self._logs_seen_at > LOOK_AT_LOGS_S:
            bound(self._log_dir)
            self._logs_seen_at = time.monotonic()
        time.sleep(POLL_S)

    def _end(self) -> None:
        """Last started, first stopped; those of one stage together."""
        self._interruptible = False
        if self._running:
            self._say("stopping")
        for stage in reversed(self._running):
            for one in stage:
                one.ask_to_end()
            for one in stage:
                one.end()
        self._say("stopped")

    @contextmanager
    def _listening(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        if self._interruptible:  # not in the middle of starting a child, which would then be nobody's
            self._interruptible = False
            raise Stopped


@contextmanager
def only_one(lock_file: Path) -> Iterator[None]:
    """Hold the lock of ``var``; raises ``SupervisorError`` naming the process that holds it."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a+") as stream:
        _take(stream, lock_file)
        yield


def _take(stream: IO[str], lock_file: Path) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stream.seek(0)
        pid = stream.read().strip() or "unknown"
        raise SupervisorError(
            f"Jindan already runs here (process {pid}). Stop it with Ctrl-C in its terminal or `kill {pid}`,"
            f" or give this one its own folder: JINDAN_VAR (now {lock_file.parent.parent}) and JINDAN_PORT"
        ) from None
    stream.truncate(0)
    stream.write(str(os.getpid()))
    stream.flush()
