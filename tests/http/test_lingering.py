"""A thread of the web stays with a connection for a moment, and no longer; and answers in one piece."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from app.config import ROOT
from app.embedded.child import wait_until
from app.supervisor.table import answers
from app.web.lingering import LINGER_MS, Together
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


@pytest.fixture
def pair() -> Iterator[tuple[Together, socket.socket]]:
    """What the web writes to, and the other side, where every piece arrives by itself."""
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    far.settimeout(0.2)
    with near, far:
        yield Together(near), far


def test_headers_go_with_what_is_behind_them(pair: tuple[Together, socket.socket]) -> None:
    together, far = pair
    together.sendall(b"headers ")
    together.sendall(b"body")
    assert far.recv(100) == b"headers body"
    together.sendall(b"more")
    assert far.recv(100) == b"more"


def test_headers_without_a_body_go_at_the_end(pair: tuple[Together, socket.socket]) -> None:
    together, far = pair
    together.sendall(b"headers")
    with pytest.raises(TimeoutError):
        far.recv(100)
    together.send_held()
    together.send_held()
    assert far.recv(100) == b"headers"
    with pytest.raises(TimeoutError):
        far.recv(100)


def test_what_is_sent_in_another_way_comes_behind_them(pair: tuple[Together, socket.socket]) -> None:
    together, far = pair
    together.sendall(b"headers")
    together.send(b"file")
    assert (far.recv(100), far.recv(100)) == (b"headers", b"file")


def test_an_answer_without_a_body_arrives_and_the_next_one_too(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    for method in ("HEAD", "GET", "HEAD"):
        connection.request(method, "/")
        answer = connection.getresponse()
        assert answer.status == 200
        assert bool(answer.read()) == (method == "GET")


def test_an_answer_arrives_in_one_piece(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        for _ in range(20):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            headers, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            assert headers.startswith(b"HTTP/1.1 200") and body.isdigit()
