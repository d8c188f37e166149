"""A flood: thousands of offers end in the same second, among many more that are open."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg

from app.clock import set_clock
from app.invariants import check
from benchmarks.house import TUESDAY_10, Broken, Grounds, House
from benchmarks.network import network
from benchmarks.stats import Report
from benchmarks.storm_seed import flood

GOAL_P99_S = 5.0
LEAD = timedelta(seconds=3)
POLL_S = 0.25
LONGEST_S = 600.0

_DUE = "SELECT count(*) FROM offers WHERE state = 'open' AND expires_at <= %s"
_WAITING = "SELECT count(*) FROM orders WHERE state = 'paid' AND held_at IS NULL"
_LATENESS = """
WITH late AS (
  SELECT extract(epoch FROM f.answered_at - f.expires_at) AS expiry_s,
         (SELECT extract(epoch FROM min(d.at) - f.expires_at) FROM decisions d
          WHERE d.order_id = f.order_id AND d.id > f.decision_id) AS next_s
  FROM offers f WHERE f.state = 'expired')
SELECT count(*) AS expired, count(next_s) AS moved_on,
       percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY expiry_s) AS expiry,
       percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY next_s) AS next
FROM late
"""
_WHERE_TO = """
SELECT count(*) FILTER (WHERE o.state = 'offered'), count(*) FILTER (WHERE o.state = 'needs_person'),
       count(*) FILTER (WHERE o.state NOT IN ('offered', 'needs_person'))
FROM offers f JOIN orders o ON o.id = f.order_id WHERE f.state = 'expired'
"""


def measure(on: Grounds, *, due: int = 20_000, count: int = 320_000, stores: int = 10_000) -> Report:
    """``due`` offers end at once among ``count`` open ones; two sweepers and the whole house are at work."""
    report = Report(
        f"Storm: {due:,} offers end in the same second among {count:,} open ones, {stores:,} stores, two sweepers"
    )
    house = on.house("storm")
    at = TUESDAY_10 + timedelta(hours=1)
    took_s = seconds(lambda: flood(house, network(stores), at, due=due, count=count))
    report.remarks.append(f"the {count:,} orders were written in {took_s:.0f} s before the clock was started")
    try:
        house.start()
        house.start_again("sweep", "sweep-2")
        _through(report, house, at, due)
    finally:
        house.stop()
    return report


def _through(report: Report, house: House, at: datetime, due: int) -> None:
    time.sleep(5)  # two sweepers that are at rest
    house.db.run(lambda session: set_clock(session, at - LEAD))
    began = time.monotonic() + LEAD.total_seconds()
    before = spent(house)
    expired_s = _until(house.watch, began, _DUE, at)
    placed_s = _until(house.watch, began, _WAITING, None)
    after = spent(house)
    _report(report, house.watch, due, expired_s, placed_s)
    used = {name: (after[name] - before[name]) / 1000 for name in after}
    shares = ", ".join(
        f"{name} {value:.1f}" for name, value in sorted(used.items(), key=lambda pair: -pair[1]) if value > 1
    )
    report.add("CPU of the whole house for it", sum(used.values()), "s")
    report.remarks.append(f"CPU seconds: {shares}")
    broken = [f"{result.number} {result.name}" for result in house.db.read(check) if result.violations]
    report.add("invariants violated afterwards", len(broken), "", 0)
    report.remarks += broken


def _report(report: Report, connection: psycopg.Connection, due: int, expired_s: float, placed_s: float) -> None:
    row: Any = connection.execute(_LATENESS).fetchone()
    expired, moved_on, expiry, following = row
    if expired < due or moved_on < expired:
        raise Broken(f"{due} offers were due, {expired} expired, {moved_on} moved on")
    report.add("until all are expired", expired_s, "s")
    report.add("until all have a new offer or a person", placed_s, "s")
    for name, (half, most, last), goal in (("expiry", expiry, GOAL_P99_S), ("next offer or person", following, None)):
        report.add(f"lateness of the {name}: p50", half, "s")
        report.add(f"lateness of the {name}: p99", most, "s", goal)
        report.add(f"lateness of the {name}: worst", last, "s")
    offered, people, other = connection.execute(_WHERE_TO).fetchone() or (0, 0, 0)
    report.remarks.append(f"{offered:,} went to another store, {people:,} to a person, {other:,} elsewhere")


def _until(connection: psycopg.Connection, began: float, query: str, at: datetime | None) -> float:
    """Seconds after the deadline until the query finds nothing."""
    while True:
        found = connection.execute(query, (at,) if at else None).fetchone()
        passed = time.monotonic() - began
        if passed > 0 and found == (0,):
            return passed
        if passed > LONGEST_S:
            raise Broken(f"after {passed:.0f} s {found} are left")
        time.sleep(POLL_S)


def spent(house: House) -> dict[str, float]:
    """CPU ms so far of every process and both servers."""
    servers = {"postgres": house.grounds.database_cpu_ms(), "valkey": house.grounds.queue_cpu_ms()}
    return {**house.cpu_ms(), **servers}


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began
