"""Whatever dies between an offer and its deadline, the order moves on in time: late by the outage at most, never early."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from app.clock import set_clock
from app.db import Database
from app.embedded import start
from app.embedded.child import stop
from app.embedded.valkey import Valkey
from dispatch import answering, intake
from tests.support.core import command, offers_of, order_row, place
from tests.support.world import KEYS, TUESDAY_10, Network, change, rows, value
from tests.support.world import insert as put

ROOT = Path(__file__).resolve().parents[2]
SPEED = 30  # a minute to accept is two real seconds
PROCESSES = (("relay",), ("sweep",), ("worker", "dispatch"), ("scheduler",))


class Machinery:
    """The background processes of a house, each of which can be killed."""

    def __init__(self, environ: dict[str, str], valkey: subprocess.Popen[bytes], redis: Redis) -> None:
        self._environ, self.redis = environ, redis
        self.children: dict[str, subprocess.Popen[bytes]] = {"valkey": valkey}
        # Also those whose name was given to another since: one that outlives its test would work on the next one's database.
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *names: str) -> None:
        for words in PROCESSES:
            if words[0] in names:
                command_line = [sys.executable, "-m", "app.processes", *words]
                child = subprocess.Popen(
                    command_line, cwd=ROOT, env=self._environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                self.children[words[0]] = child
                self._started.append(child)

    def kill(self, name: str) -> None:
        os.kill(self.children[name].pid, signal.SIGKILL)
        self.children[name].wait()

    def stop_all(self) -> None:
        for child in self._started:
            if child.poll() is None:
                child.kill()
            child.wait()


@pytest.fixture
def machinery(db: Database, network: Network, database_url: str, tmp_path: Path) -> Iterator[Machinery]:
    """The processes over this test's database and a Valkey of its own, on a clock that runs ``SPEED`` times as fast."""
    with ExitStack() as stack:
        server = Valkey(tmp_path)
        child = start(server, tmp_path / "log")
        assert child is not None
        stack.callback(stop, child, signal.SIGTERM, 2.0, signal.SIGKILL)
        environ = {
            **os.environ, "JINDAN_ENV": "test", "DATABASE_URL": database_url, "REDIS_URL": server.url,
            "JINDAN_VAR": str(tmp_path), **KEYS_ENV,
        }  # fmt: skip
        made = Machinery(environ, child, Redis.from_url(server.url))
        stack.callback(made.stop_all)
        change(db, "UPDATE policy_versions SET state = 'retired'")
        put(db, "policy_versions", {"settings": '{"acceptance_minutes": 1}', "state": "active", "created_by": "test"})
        db.run(lambda s: set_clock(s, TUESDAY_10, SPEED))
        yield made


def _keys_environ() -> dict[str, str]:
    data = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in KEYS.data.items())
    return {"JINDAN_DATA_KEYS": data, "JINDAN_HASH_KEY": base64.b64encode(KEYS.hash).decode()}


KEYS_ENV = _keys_environ()


STARTED_IN_S = 60.0  # four processes that start at once on a machine that does other things too


def wait_for(true: Callable[[], Any], seconds: float = 60.0) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.05)


def alive(db: Database, *names: str) -> bool:
    query = "SELECT count(*) FROM heartbeats WHERE name = ANY(:names) AND real_at > clock_timestamp() - interval '3 seconds'"
    return bool(value(db, query, names=list(names)) == len(names))


def lateness_s(db: Database, order_id: int) -> float:
    """How many real seconds after its hour the first offer expired."""
    query = "SELECT extract(epoch FROM answered_at - expires_at) FROM offers WHERE order_id = :id AND state = 'expired'"
    return float(value(db, query + " ORDER BY id LIMIT 1", id=order_id)) / SPEED


@pytest.mark.parametrize("victim", ["relay", "sweep", "worker", "scheduler", "valkey", "flushall"])
def test_one_part_dies_before_the_deadline(db: Database, machinery: Machinery, network: Network, victim: str) -> None:
    machinery.start("relay", "sweep", "worker", "scheduler")
    wait_for(lambda: alive(db, "relay", "sweep"), STARTED_IN_S)
    order = place(db)
    # The prompt has been armed: there is something to lose.
    wait_for(lambda: machinery.redis.zcard("rq:scheduled:dispatch"))
    if victim == "flushall":
        machinery.redis.flushall()
    else:
        machinery.kill(victim)
    wait_for(lambda: len(offers_of(db, order.id)) >= 2)
    first, second = offers_of(db, order.id)[:2]
    assert (first.state, first.store_id, second.store_id) == ("expired", network["S1"], network["S2"])
    assert 0 <= lateness_s(db, order.id) < 5


def test_with_the_queue_gone_orders_are_placed_accepted_paid_and_expired(db: Database, machinery: Machinery) -> None:
    machinery.kill("valkey")
    machinery.start("relay", "sweep")
    wait_for(lambda: alive(db, "relay", "sweep"), STARTED_IN_S)
    cash, silent = place(db), place(db, payment_method="online")
    db.run(lambda s: answering.accept(s, offers_of(db, cash.id)[-1].id, "staff:1"))
    values = {
        "order_id": silent.id, "provider": "demo", "out_trade_no": "T1", "amount_fen": silent.total_fen,
        "created_at": TUESDAY_10,
    }  # fmt: skip
    payment_id = put(db, "payments", values, returning="id")
    db.run(lambda s: intake.paid(s, payment_id, "tx-1", silent.total_fen))
    wait_for(lambda: len(offers_of(db, silent.id)) >= 2)
    assert order_row(db, cash.id).state == "accepted"
    # Feeds go on too: everything is published, only the subscribers wait for the queue.
    wait_for(lambda: value(db, "SELECT count(*) FROM outbox_events WHERE position IS NULL") == 0)


def test_everything_dies_and_comes_back(db: Database, machinery: Machinery, network: Network) -> None:
    machinery.start("relay", "sweep", "worker", "scheduler")
    wait_for(lambda: alive(db, "relay", "sweep"), STARTED_IN_S)
    order = place(db)
    for name in ("relay", "sweep", "worker", "scheduler"):
        machinery.kill(name)
    time.sleep(60 / SPEED + 0.5)
    assert offers_of(db, order.id)[0].state == "open"  # nobody was there to expire it
    machinery.start("relay", "sweep")
    wait_for(lambda: len(offers_of(db, order.id)) >= 2)
    assert [o.store_id for o in offers_of(db, order.id)][:2] == [network["S1"], network["S2"]]


def test_positions_have_no_gaps_and_never_go_back_under_two_relays(db: Database, machinery: Machinery) -> None:
    db.run(lambda s: set_clock(s, TUESDAY_10, 1))  # no sweeper runs: no hour may end meanwhile
    machinery.start("relay")
    machinery.start("relay")
    wishes = [command(db, lines=(("D1", 1),)) for _ in range(30)]
    for wish in wishes:
        db.run(lambda s, w=wish: intake.place(s, w))  # type: ignore[misc]
    wait_for(lambda: value(db, "SELECT count(*) FROM outbox_events WHERE position IS NULL") == 0, STARTED_IN_S)
    positions = [row.position for row in rows(db, "SELECT position FROM outbox_events ORDER BY position")]
    assert positions == list(range(1, len(positions) + 1))
