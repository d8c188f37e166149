"""A thread of the web stays with a connection for a moment, and no longer."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from app.config import ROOT
from app.embedded.child import wait_until
from app.supervisor.table import answers
from app.web.lingering import LINGER_MS
from benchmarks.house import free_port

THREADS = 2
ARGV = (
    "-m", "gunicorn", "--workers", "1", "--threads", str(THREADS), "--keep-alive", "30", "--graceful-timeout", "1",
    "--worker-class", "tests.support.lingering_app.CountingWorker", "tests.support.lingering_app:app",
)  # fmt: skip


@pytest.fixture
def port() -> Iterator[int]:
    """One process with two threads."""
    free = free_port()
    argv = [sys.executable, *ARGV, "--bind", f"127.0.0.1:{free}"]
    child = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: answers(f"http://127.0.0.1:{free}/"), 20, 0.05)
        yield free
    finally:
        child.terminate()
        child.wait(10)


def ask(connection: http.client.HTTPConnection) -> int:
    connection.request("GET", "/")
    return int(connection.getresponse().read())


@pytest.mark.timed
def test_what_follows_at_once_is_answered_by_the_same_thread(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    first = ask(connection)
    assert [ask(connection) for _ in range(5)] == [first] * 5
    time.sleep(LINGER_MS / 1000 * 4)
    assert ask(connection) == first + 1, "it went back to those that are watched"


def test_connections_that_say_nothing_keep_no_thread(port: int) -> None:
    idle = [http.client.HTTPConnection("127.0.0.1", port, timeout=5) for _ in range(4 * THREADS)]
    for connection in idle:
        ask(connection)
    for connection in idle:  # every one is still served
        ask(connection)
