"""Child processes that cannot outlive their parent, and locks between processes."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    argv: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start ``argv`` in the foreground of a session of its own, its output appended to ``log``.

    A session of its own: Ctrl-C in the terminal reaches only the parent, which then stops things in the right order.
    On Linux the kernel sends ``death_signal`` when the parent dies, however it dies. Call from the main thread: the
    kernel means the death of the thread that spawned.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    parent = os.getpid()
    with log.open("ab") as stream:
        return subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: _die_with(parent, death_signal),  # noqa: PLW1509 - the parent has one thread
        )


def _die_with(parent: int, death_signal: int) -> None:
    """In the child, before it becomes the program. The setting survives exec, and unshare, but not a change of user."""
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:  # the parent died before the kernel was told
        os._exit(1)


def stop(
    child: subprocess.Popen[bytes], how: signal.Signals, grace_s: float, then: signal.Signals = signal.SIGKILL
) -> None:
    """Ask the child to stop, insist with ``then`` after ``grace_s`` seconds, and kill what is left of its group."""
    for number, wait_s in ((how, grace_s), (then, 2.0), (signal.SIGKILL, 2.0)):
        if child.poll() is not None:
            break
        child.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            child.wait(wait_s)
    kill_group(child.pid)


def kill_group(pid: int) -> None:
    """Kill what a dead child may have left running in its process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def command_line(pid: int) -> str:
    """The command line of a live process; empty when it is gone or a zombie."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if Path("/proc/self").exists():
        return ""
    shown = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True)
    return shown.stdout.strip()


def wait_until(true: Callable[[], bool], timeout_s: float, every_s: float = 0.05) -> bool:
    """Poll until ``true()`` or the time is over; says which."""
    end = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(every_s)
    return True


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock between processes; freed by the kernel when the holder dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
