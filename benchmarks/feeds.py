"""How soon phones hear of what happens: many live feeds on one web process, from the commit to the device."""

from __future__ import annotations

import itertools
import selectors
import socket
import threading
import time
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.db import Database
from app.embedded.child import wait_until
from app.stores import keeping
from benchmarks import proc, seed
from benchmarks.client import Line
from benchmarks.house import Broken, Grounds, House
from benchmarks.network import network
from benchmarks.seed import Town
from benchmarks.stats import Report, percentile

GOAL_P95_MS = 1000.0
LONGEST_S = 30.0
MINUTES = itertools.count(1)  # the same pause again would be no event
EVENT = b"event: store.paused"


@dataclass
class Phone:
    """One open feed: its socket, what came of it, and when each event arrived (``time.perf_counter``)."""

    store_id: int
    line: socket.socket
    rest: bytes = b""
    heard: list[float] = field(default_factory=list)


class Phones:
    """Many feeds, each of a store (id -> a token of its staff), read by one thread."""

    def __init__(self, port: int, tokens: dict[int, str]) -> None:
        self._selector = selectors.DefaultSelector()
        self._going, self._port = True, port
        self.all = [self._open(store_id, token) for store_id, token in tokens.items()]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _open(self, store_id: int, token: str) -> Phone:
        line = socket.create_connection(("127.0.0.1", self._port), timeout=LONGEST_S)
        asked = f"GET /merchant/v1/feed HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
        line.sendall(asked.encode())
        begun = line.recv(4096)
        while b": hello" not in begun:
            if not (more := line.recv(4096)):
                raise Broken(f"a feed was not opened: {begun[:200]!r}")
            begun += more
        phone = Phone(store_id, line)
        self._selector.register(line, selectors.EVENT_READ, phone)
        return phone

    def _listen(self) -> None:
        while self._going:
            for key, _ in self._selector.select(timeout=0.2):
                phone: Phone = key.data
                got = phone.line.recv(65536)
                at = time.perf_counter()
                if not got:
                    self._selector.unregister(phone.line)
                whole, _, phone.rest = (phone.rest + got).rpartition(b"\n\n")
                phone.heard += [at] * whole.count(EVENT)

    def close(self) -> None:
        self._going = False
        self._thread.join()
        for phone in self.all:
            phone.line.close()


def measure(on: Grounds, *, devices: int = 200, single: int = 100, together: int = 5) -> Report:
    """``single`` events one after the other, each for one device; ``together`` times one for every device at once."""
    report = Report(f"Feeds: {devices} devices on one web process, from the commit to the device")
    house = on.house("feeds", JINDAN_WEB_PROCESSES="1")
    town = seed.fill(house, network(devices), [], staffed=devices)
    house.start(without=("worker-dispatch", "worker-notify", "worker-reports", "scheduler", "reconcile"))
    phones = None
    try:
        phones = Phones(house.port, {town.store_ids[code]: token for code, token in town.counters.items()})
        _idle(report, house)
        by_store = {phone.store_id: phone for phone in phones.all}
        took = [_one(house, by_store[store_id]) for store_id in list(by_store)[:single]]
        _say(report, "one event at a time", took)
        _say(
            report,
            "an event for every device at once",
            [s for _ in range(together) for s in everybody(house.db, phones)],
        )
        _requests(report, house, town)
        report.add("memory of web: largest resident", max(proc.pss_mb(pid)[0] for pid in _web(house)), "MB")
    finally:
        if phones is not None:
            phones.close()
        house.stop()
    return report


def _web(house: House) -> list[int]:
    return proc.tree(house.children["web"].pid)


def _say(report: Report, what: str, took: list[float]) -> None:
    for name, share, goal in (("p50", 0.5, None), ("p95", 0.95, GOAL_P95_MS), ("worst", 1.0, None)):
        report.add(f"{what}: {name}", percentile(took, share) * 1000, "ms", goal)


def _one(house: House, phone: Phone) -> float:
    before = len(phone.heard)
    house.db.run(lambda session: keeping.pause(session, phone.store_id, "system", "other", next(MINUTES)))
    committed = time.perf_counter()
    if not wait_until(lambda: len(phone.heard) > before, LONGEST_S, 0.002):
        raise Broken("an event was not heard")
    return phone.heard[before] - committed


def everybody(db: Database, phones: Phones) -> list[float]:
    """Seconds until each phone heard of an event at its store, all of one commit."""
    before = {phone.store_id: len(phone.heard) for phone in phones.all}

    def work(session: Session) -> None:
        for phone in phones.all:
            keeping.pause(session, phone.store_id, "system", "other", next(MINUTES))

    db.run(work)
    committed = time.perf_counter()
    if not wait_until(lambda: all(len(p.heard) > before[p.store_id] for p in phones.all), LONGEST_S, 0.005):
        raise Broken("an event was not heard by every device")
    return [phone.heard[before[phone.store_id]] - committed for phone in phones.all]


def _idle(report: Report, house: House) -> None:
    """What open feeds cost while nothing happens."""
    time.sleep(2)
    before, began = house.cpu_ms()["web"], time.monotonic()
    time.sleep(10)
    share = (house.cpu_ms()["web"] - before) / 10 / (time.monotonic() - began)
    report.add("CPU of web while nothing happens", share, "% of a core")


def _requests(report: Report, house: House, town: Town) -> None:
    """The same process goes on answering: a store's list of offers."""
    line, took = Line(house.port), []
    token = next(iter(town.counters.values()))
    for _ in range(200):
        began = time.perf_counter()
        line.call("GET", "/merchant/v1/offers", token)
        took.append(time.perf_counter() - began)
    line.close()
    report.add("a request meanwhile (list of offers): p95", percentile(took, 0.95) * 1000, "ms")
