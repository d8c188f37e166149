"""Start tests/setup/machine.py, read what it says, and look at processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.embedded.child import command_line, wait_until

ROOT = Path(__file__).parent.parent.parent


class Machine:
    """A supervisor under test and its output so far."""

    def __init__(self, var_dir: Path, stages: list[Any]) -> None:
        var_dir.mkdir(exist_ok=True)
        self.output = var_dir / f"machine-{time.monotonic_ns()}.out"
        with self.output.open("w") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.setup.machine", str(var_dir), json.dumps(stages)],
                cwd=ROOT,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str, timeout_s: float = 30.0) -> None:
        assert wait_until(lambda: words in self.said() or self.process.poll() is not None, timeout_s), self.said()
        assert words in self.said(), self.said()

    def pids(self, name: str) -> list[int]:
        """Every process that was started under this name, in order."""
        return [int(pid) for pid in re.findall(rf"^{name}: started \(process (\d+)\)", self.said(), re.M)]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Ask it to stop; the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(60)
        return time.monotonic() - began


@contextmanager
def machine(var_dir: Path, *stages: Any) -> Iterator[Machine]:
    """A supervisor that does not outlive the test."""
    running = Machine(var_dir, list(stages))
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def lives(pid: int) -> bool:
    return bool(command_line(pid))


def eventually(true: Callable[[], bool], timeout_s: float = 30.0) -> None:
    assert wait_until(true, timeout_s, every_s=0.02)
