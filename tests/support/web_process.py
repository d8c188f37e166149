"""The web as it is in production: gunicorn with the house's settings, over a test's database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.config import ROOT
from app.embedded.child import wait_until
from app.supervisor.table import answers
from benchmarks.house import free_port

READY_S, STOP_S = 60.0, 20.0


@contextmanager
def web_process(environ: Mapping[str, str], folder: Path, *, processes: int = 1) -> Iterator[int]:
    """Serve until the block ends; the port. ``environ`` names the two servers and the keys."""
    port = free_port()
    told = {
        **os.environ, "JINDAN_ENV": "test", "JINDAN_VAR": str(folder), "JINDAN_PORT": str(port),
        "JINDAN_WEB_PROCESSES": str(processes), **environ,
    }  # fmt: skip
    argv = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "app" / "gunicorn_conf.py"), "wsgi:app"]
    child = subprocess.Popen(argv, cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: answers(f"http://127.0.0.1:{port}/readyz"), READY_S, 0.1)
        yield port
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(STOP_S)
