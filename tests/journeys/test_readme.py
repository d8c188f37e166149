"""As a newcomer would: start everything, run the README's lines as printed, kill a part, stop, and start again."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from app.embedded.postgres import Postgres
from app.embedded.valkey import Valkey
from benchmarks.proc import cpu_ms

ROOT = Path(__file__).resolve().parents[2]
FIRST_START_S, SECOND_START_S, STOP_S = 120, 10, 30
# The two who log in by the README's lines: their phones, her name, her street and her door.
PEOPLE = ("13900000001", "13800001001", "林晓芸", "向城路300弄", "17号703室")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Up:
    """``make run`` without make, in a folder of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.environ = {
            key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "JINDAN_ENV")
        } | {"JINDAN_VAR": str(var), "JINDAN_PORT": str(self.port), "JINDAN_WEB_PROCESSES": "1"}
        self.log = var.parent / "up.log"
        self.child: subprocess.Popen[bytes] | None = None

    def start(self, within_s: float) -> float:
        """Seconds until orders can be taken."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(self.command("up"), cwd=ROOT, env=self.environ, stdout=log, stderr=log)
        while not self.ready():
            assert self.child.poll() is None, self.log.read_text()
            assert time.monotonic() - began < within_s, self.log.read_text()
            time.sleep(0.1)
        return time.monotonic() - began

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)
            try:
                self.child.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.child.kill()  # its children die with it
                raise

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "wsgi", *words]

    def flask(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), cwd=ROOT, env=self.environ, capture_output=True, text=True, timeout=60
        )

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def query(self, statement: str) -> list[tuple[object, ...]]:
        host = Postgres(self.var).sockets
        with psycopg.connect(f"host={host} user=postgres dbname=jindan") as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    made = Up(tmp_path / "var")
    yield made
    made.stop()


def lines_of(readme: str) -> str:
    text = (ROOT / readme).read_text()
    found = re.search(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert found, "the README has its lines"
    return found[1]


def test_both_readmes_have_the_same_lines() -> None:
    assert lines_of("README.md") == lines_of("README.zh-CN.md")


def test_the_readmes_lines_work_as_printed_and_everything_comes_back(up: Up) -> None:
    up.start(FIRST_START_S)
    lines = lines_of("README.md").replace("127.0.0.1:8000", f"127.0.0.1:{up.port}")
    # The house's clock is set to a morning: at night the demo's stores are closed, and so is the hour.
    up.query(
        "INSERT INTO clock_setting (id, real_base, virtual_base, speed) VALUES (1, clock_timestamp(),"
        " date_trunc('day', clock_timestamp() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'"
        " + interval '34 hours', 1) RETURNING id"
    )
    for times in (1, 2):  # whoever tries them tries them twice
        done = subprocess.run(["bash", "-e", "-c", lines], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        orders = up.query("SELECT state, payment_method FROM orders")
        assert orders == [("delivered", "on_delivery")] * times, done.stdout
        assert up.query("SELECT sum(amount_fen)::int FROM postings WHERE amount_fen > 0") == [(57_600 * times,)]

    kill_and_wait_for_its_return(up, "relay")
    proved = up.flask("invariants")
    assert proved.returncode == 0, proved.stdout

    assert named_in_queues(up.var) == []
    up.stop()
    assert up.child is not None and up.child.returncode == 0, up.log.read_text()
    assert named_in_files(up.var) == []
    # Of a processor that it has for itself: what else this machine does meanwhile is not the house's doing.
    up.start(FIRST_START_S)
    assert cpu_ms(up.child.pid) / 1000 < SECOND_START_S
    assert up.query("SELECT count(*) FROM orders") == [(2,)]


def named_in_queues(var: Path) -> list[str]:
    """Keys in whose value somebody is named. Jobs lie there packed by zlib."""
    with Redis.from_url(Valkey(var).url) as redis:
        jobs = [bytes(key) for key in redis.scan_iter("rq:job:*")]
        assert jobs, "messages were sent, so there were jobs"
        found = {key: [unpacked(value) for value in redis.hgetall(key).values()] for key in jobs}
    return [key.decode() for key, values in found.items() if any(named(value) for value in values)]


def named_in_files(var: Path) -> list[Path]:
    """Logs, the queue's file, tables, indexes and write-ahead log in which somebody is named."""
    # What the stand-in keeps is WeChat's: it knows her phone.
    files = [file for file in var.rglob("*") if file.is_file() and "wechat-standin" not in file.parts]
    assert {"log", "postgres", "valkey"} <= {file.relative_to(var).parts[0] for file in files}
    return [file for file in files if named(file.read_bytes())]


def unpacked(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def named(content: bytes) -> bool:
    return any(word.encode() in content for word in PEOPLE)


def kill_and_wait_for_its_return(up: Up, name: str) -> None:
    before = up.query(f"SELECT real_at FROM heartbeats WHERE name = '{name}'")
    pids = re.findall(rf"{name}: started \(process (\d+)\)", up.log.read_text())
    os.kill(int(pids[-1]), signal.SIGKILL)
    ends = time.monotonic() + 60
    while up.query(f"SELECT real_at FROM heartbeats WHERE name = '{name}'") <= before or len(
        re.findall(rf"{name}: started \(process (\d+)\)", up.log.read_text())
    ) <= len(pids):
        assert time.monotonic() < ends, up.log.read_text()
        time.sleep(0.2)
