"""Whatever dies between two rungs, the store is told: late by the outage at most, and by nobody twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from app.clock import set_clock
from app.db import Database
from app.embedded import start
from app.embedded.child import stop
from app.embedded.valkey import Valkey
from app.web.house import House
from tests.integration.test_faults import KEYS_ENV, ROOT, alive, wait_for
from tests.support.alerts import Ladder
from tests.support.core import place
from tests.support.world import TUESDAY_10, Network, put_policy, rows, value

SPEED = 10
STARTED_IN_S = 60.0
# Seconds of the house's clock: a tenth of them on ours.
RULES = {"service_account_s": None, "printer_s": None, "sms_s": 40, "call_s": 80, "receipt_s": 600}
KINDS = {"alerts": ("alerts",), "relay": ("relay",), "notify": ("worker", "notify"), "scheduler": ("scheduler",)}


class Processes:
    """Real ones, over this test's database and a Valkey of its own."""

    def __init__(self, environ: dict[str, str], redis: Redis) -> None:
        self._environ, self.redis = environ, redis
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        for name in names:
            command_line = [sys.executable, "-m", "app.processes", *KINDS[name]]
            self.children[name] = subprocess.Popen(
                command_line, cwd=ROOT, env=self._environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

    def kill(self, name: str) -> None:
        os.kill(self.children[name].pid, signal.SIGKILL)
        self.children[name].wait()

    def stop_all(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.kill()
            child.wait()


@pytest.fixture
def processes(db: Database, network: Network, database_url: str, tmp_path: Path) -> Iterator[Processes]:
    with ExitStack() as stack:
        server = Valkey(tmp_path)
        child = start(server, tmp_path / "log")
        assert child is not None
        stack.callback(stop, child, signal.SIGTERM, 2.0, signal.SIGKILL)
        environ = {
            **os.environ, "JINDAN_ENV": "test", "DATABASE_URL": database_url, "REDIS_URL": server.url,
            "JINDAN_VAR": str(tmp_path), **KEYS_ENV,
        }  # fmt: skip
        made = Processes(environ, Redis.from_url(server.url))
        stack.callback(made.stop_all)
        put_policy(db, alerts=RULES)
        yield made


def begin(db: Database, house: House, network: Network) -> int:
    """Somebody on duty, the clock running, an order before the store; the rung of the app is behind it."""
    Ladder(house, network).hire("13900000001")
    db.run(lambda s: set_clock(s, TUESDAY_10, SPEED))
    order = place(db)
    wait_for(lambda: value(db, "SELECT count(*) FROM alerts WHERE rung = 'in_app' AND state = 'sent'"), STARTED_IN_S)
    return int(value(db, "SELECT id FROM offers WHERE order_id = :id", id=order.id))


def reached(db: Database, rung: str) -> bool:
    return bool(value(db, "SELECT count(*) FROM alerts WHERE rung = :rung AND state = 'sent'", rung=rung))


def lateness_s(db: Database, rung: str, after_s: int) -> float:
    """Real seconds after its time."""
    query = "SELECT extract(epoch FROM a.at - f.offered_at) FROM alerts a JOIN offers f ON f.id = a.offer_id WHERE a.rung = :rung"
    return (float(value(db, query, rung=rung)) - after_s) / SPEED


def told_once(db: Database) -> bool:
    return [row.n for row in rows(db, "SELECT count(*) AS n FROM demo_sms")] == [1]


def flush(made: Processes) -> None:
    made.redis.flushall()


def kill(name: str) -> Callable[[Processes], None]:
    return lambda made: made.kill(name)


@pytest.mark.slow
@pytest.mark.parametrize(
    "hurt", [flush, kill("notify"), kill("relay"), kill("scheduler")], ids=["flushall", "notify", "relay", "scheduler"]
)
def test_a_part_that_is_lost_between_two_rungs_loses_no_rung(
    db: Database, house: House, network: Network, processes: Processes, hurt: Callable[[Processes], None]
) -> None:
    processes.start(*KINDS)
    wait_for(lambda: alive(db, "alerts", "relay"), STARTED_IN_S)
    begin(db, house, network)
    hurt(processes)
    wait_for(lambda: reached(db, "sms"))
    wait_for(lambda: reached(db, "call"))
    assert told_once(db)
    assert 0 <= lateness_s(db, "sms", 40) < 3 and 0 <= lateness_s(db, "call", 80) < 3


@pytest.mark.slow
def test_the_ladder_itself_killed_between_two_rungs_goes_on_where_it_was(
    db: Database, house: House, network: Network, processes: Processes
) -> None:
    processes.start("alerts")
    wait_for(lambda: alive(db, "alerts"), STARTED_IN_S)
    begin(db, house, network)
    processes.kill("alerts")
    processes.start("alerts")
    wait_for(lambda: reached(db, "sms"), STARTED_IN_S)
    wait_for(lambda: reached(db, "call"))
    assert told_once(db) and lateness_s(db, "sms", 40) >= 0


@pytest.mark.slow
def test_without_the_loop_the_queues_prompts_climb(
    db: Database, house: House, network: Network, processes: Processes
) -> None:
    processes.start("relay", "notify", "scheduler")
    wait_for(lambda: alive(db, "relay"), STARTED_IN_S)
    begin(db, house, network)
    wait_for(lambda: reached(db, "sms"))
    wait_for(lambda: reached(db, "call"))
    assert told_once(db)
