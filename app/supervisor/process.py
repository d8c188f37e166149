"""One line of the supervisor's table, and that process as it is watched."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.embedded.child import kill_group, spawn, stop

FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 30.0
# Who lived this long was well: its next death is a new story, answered at once.
STEADY_S: Final = 20.0


def _nothing() -> None:
    pass


def _nobody() -> int | None:
    return None


def _at_once() -> bool:
    return True


@dataclass(frozen=True)
class Process:
    """What to run and how to treat it. ``env`` is added to the supervisor's own environment."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    stop_signal: signal.Signals = signal.SIGTERM
    insist_signal: signal.Signals = signal.SIGKILL
    grace_s: float = 3.0
    before: Callable[[], None] = _nothing  # each start
    ready: Callable[[], bool] = _at_once
    after: Callable[[], None] = _nothing  # once it is ready for the first time
    running: Callable[[], int | None] = _nobody  # one that somebody else started already


class Watched:
    """A process with what is known about it: whether it lives, how often it died, when it may start again."""

    def __init__(self, process: Process, log_dir: Path, cwd: Path | None) -> None:
        self.process = process
        self.log = log_dir / f"{process.name}.log"
        self.child: subprocess.Popen[bytes] | None = None
        self.deaths = 0  # since it last lived for STEADY_S
        self.starts = 0
        self._cwd = cwd
        self._adopted: int | None = None
        self._started_at = 0.0
        self._next_at = 0.0

    def start(self) -> str:
        """Start it, or take over one that runs already. Says which."""
        self.starts += 1
        self._started_at = time.monotonic()
        self._adopted = self.process.running()
        if self._adopted:
            return f"{self.process.name}: runs already (process {self._adopted}), used as it is"
        self.process.before()
        self.child = spawn(
            self.process.argv,
            log=self.log,
            env={**os.environ, **self.process.env},
            cwd=self._cwd,
            death_signal=self.process.stop_signal,
        )
        return f"{self.process.name}: started (process {self.child.pid})"

    def tick(self) -> str | None:
        """Look after it: notice a death, start it again when its pause is over. What there is to say, if anything."""
        if self._alive():
            return None
        if self.child or self._adopted:
            return self._died()
        return self.start() if time.monotonic() >= self._next_at else None

    def is_ready(self) -> bool:
        """Whether it lives and answers."""
        return self._alive() and self.process.ready()

    def end(self) -> None:
        """Stop it, if it is ours."""
        if self.child:
            stop(self.child, self.process.stop_signal, self.process.grace_s, self.process.insist_signal)
            self.child = None

    def ask_to_end(self) -> None:
        """Send the signal without waiting, so that many can stop at once."""
        if self.child and self.child.poll() is None:
            self.child.send_signal(self.process.stop_signal)

    def _alive(self) -> bool:
        if self._adopted:
            with suppress(OSError):
                os.kill(self._adopted, 0)
                return True
            return False
        return self.child is not None and self.child.poll() is None

    def _died(self) -> str:
        how = "ended" if self.child is None else _how(self.child.returncode)
        if self.child:
            kill_group(self.child.pid)  # what a killed leader leaves behind would hold its port
        lived_s = time.monotonic() - self._started_at
        self.deaths = 1 if lived_s >= STEADY_S else self.deaths + 1
        pause_s = pause_after(self.deaths)
        self.child, self._adopted, self._next_at = None, None, time.monotonic() + pause_s
        return f"{self.process.name}: {how}; starting it again {f'in {pause_s:g} s' if pause_s else 'now'} (log: {self.log})"


def pause_after(deaths: int) -> float:
    """Seconds before the next start: none after the first death, then doubling up to half a minute."""
    return 0.0 if deaths <= 1 else min(FIRST_PAUSE_S * 2 ** (deaths - 2), LONGEST_PAUSE_S)


def _how(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
