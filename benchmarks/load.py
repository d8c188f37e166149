"""How many whole orders a second with several clients at once, how long each takes, and what the processes weigh."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks import proc, seed
from benchmarks.client import Errand, endless
from benchmarks.house import Grounds, House
from benchmarks.network import customers, network
from benchmarks.seed import Mother, Town
from benchmarks.stats import Report, percentile

CLIENTS = (1, 4, 16)
WARM_UP = 20


def measure(on: Grounds, *, seconds: float = 10.0, stores: int = 10_000) -> Report:
    """``seconds`` with each number of clients; each does whole orders one after the other."""
    report = Report(f"Load: whole orders with {', '.join(map(str, CLIENTS))} clients, {stores:,} stores")
    house = on.house("load")
    town = seed.fill(house, network(stores), customers(int(seconds * 250) + 500))
    house.start()
    try:
        mothers = Mothers(endless(town.mothers))
        _timed(house, town, mothers, "warm", 8, float("inf"), WARM_UP)
        for clients in CLIENTS:
            took = _timed(house, town, mothers, f"load-{clients}", clients, time.monotonic() + seconds)
            plural = "client" if clients == 1 else "clients"
            report.add(f"{clients} {plural}: orders a second", len(took) / seconds, "/s")
            report.add(f"{clients} {plural}: p50", percentile(list(took.values()), 0.5) * 1000, "ms")
            report.add(f"{clients} {plural}: p95", percentile(list(took.values()), 0.95) * 1000, "ms")
        _weigh(report, house)
    finally:
        house.stop()
    report.remarks.append("the clients run on the same cores and take their share of them; an order is six requests")
    return report


class Mothers:
    """Handed out one by one to many threads."""

    def __init__(self, them: Iterator[Mother]) -> None:
        self._them, self._lock = them, threading.Lock()

    def take(self) -> Mother:
        with self._lock:
            return next(self._them)


def _timed(
    house: House, town: Town, mothers: Mothers, name: str, clients: int, until: float, most: int = 10**9
) -> dict[str, float]:
    """Seconds an order took, by a name of its own, until the time is over or each client did ``most``."""
    took: dict[str, float] = {}

    def work(number: int) -> None:
        errand = Errand(house, town, f"{name}-{number}")
        for turn in range(most):
            if time.monotonic() >= until:
                break
            began = time.monotonic()
            errand.run(mothers.take())
            took[f"{number}-{turn}"] = time.monotonic() - began
        errand.close()

    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(work, number) for number in range(clients)]:
            done.result()
    return took


def _weigh(report: Report, house: House) -> None:
    total = 0.0
    for name, root in _roots(house).items():
        sizes = [proc.pss_mb(pid) for pid in proc.tree(root)]
        total += sum(pss for _, pss in sizes)
        count = f" ({len(sizes)} processes)" if len(sizes) > 1 else ""
        report.add(f"memory of {name}{count}: shared pages divided", sum(pss for _, pss in sizes), "MB")
        report.add(f"memory of {name}{count}: largest resident", max(rss for rss, _ in sizes), "MB")
    report.add("memory of everything", total, "MB")


def _roots(house: House) -> dict[str, int]:
    servers = {"postgres": house.grounds.pid(house.grounds.postgres), "valkey": house.grounds.pid(house.grounds.valkey)}
    return {**{name: child.pid for name, child in house.children.items()}, **servers}
