"""The decision alone, facts in memory: how fast, and whether it is always the one that brute force finds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random

from psycopg import Connection

from app.clock import SHANGHAI
from benchmarks.boxes import Boxes
from benchmarks.brute import Answer, Brute, nearest_of_all
from benchmarks.network import SEED, Point, Shop, customers, homes_anywhere, index, network
from benchmarks.stats import Report, median, percentile, timings_us
from dispatch.domain.eligibility import RouteRequest, StoreFacts
from dispatch.domain.policy import Policy
from dispatch.domain.routing import decide

GOAL_US = 200.0
AT = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)  # a Tuesday morning
POLICY = Policy(1)
CHUNK = 250
_brute: Brute  # of a worker process


def measure(connection: Connection | None, sizes: Sequence[int], timed: int, orders: int) -> Report:
    """Time ``timed`` decisions at each size, then compare ``orders`` of them with brute force at the largest."""
    report = Report("Routing: the decision alone")
    points = customers(timed, "routing")
    for size in sizes:
        _time(report, f"{size:,} stores", network(size), points, GOAL_US if size == sizes[-1] else None)
    largest = network(sizes[-1])
    _time(report, f"{len(largest):,} stores, orders all over the country", largest, _anywhere(largest, timed))
    _brute_force(report, largest, points)
    if connection is not None:
        Boxes(connection, largest).measure(report, _anywhere(largest, min(timed, 1_000)))
    _compare(report, largest, orders)
    return report


def _anywhere(shops: list[Shop], count: int) -> list[Point]:
    return list(homes_anywhere(shops, count, "routing-anywhere"))


def facts_of(shops: Sequence[Shop]) -> dict[int, StoreFacts]:
    return {number: StoreFacts(number, shop.status) for number, shop in enumerate(shops, 1)}


def _time(report: Report, name: str, shops: list[Shop], points: Sequence[Point], goal: float | None = None) -> None:
    stores, facts = index(shops), facts_of(shops)
    for point in points[:50]:
        decide(stores, RouteRequest(*point, AT), facts, POLICY)
    took = timings_us(lambda point: decide(stores, RouteRequest(*point, AT), facts, POLICY), points)
    report.add(f"{name}: median", median(took), "us", goal)
    report.add(f"{name}: p99", percentile(took, 0.99), "us")


def _brute_force(report: Report, shops: list[Shop], points: Sequence[Point]) -> None:
    places = [(shop.lng, shop.lat) for shop in shops]
    took = timings_us(lambda point: nearest_of_all(point, places), points[:3])
    report.add(f"brute force, geopy over {len(shops):,} stores: median", median(took) / 1000, "ms")


def _compare(report: Report, shops: list[Shop], orders: int) -> None:
    rng = Random(f"{SEED}/when")
    asked = [
        (point, AT + timedelta(seconds=rng.uniform(0, 7 * 86400))) for point in homes_anywhere(shops, orders, "check")
    ]
    chunks = [asked[start : start + CHUNK] for start in range(0, len(asked), CHUNK)]
    with ProcessPoolExecutor(
        len(os.sched_getaffinity(0)), mp_context=get_context("spawn"), initializer=_begin, initargs=(shops,)
    ) as pool:
        truth = [answer for part in pool.map(_answers, chunks) for answer in part]
    stores, facts = index(shops), facts_of(shops)
    made = [decide(stores, RouteRequest(*point, at), facts, POLICY) for point, at in asked]
    wrong = sum(1 for mine, true in zip(made, truth, strict=True) if not same(mine.store_id, mine.distance_m, true))
    nobody = sum(1 for true in truth if true.store_id is None)
    report.add(f"disagreements with brute force in {len(asked):,} random orders", wrong, "", 0)
    report.remarks.append(f"{nobody:,} of the {len(asked):,} random orders had no store that may take them, in both")


def same(store_id: int | None, distance_m: float | None, true: Answer) -> bool:
    """The same store, and the same distance to a millimetre."""
    if store_id != true.store_id or store_id is None:
        return store_id == true.store_id
    assert distance_m is not None and true.distance_m is not None
    return abs(distance_m - true.distance_m) <= 0.001


def _begin(shops: list[Shop]) -> None:
    global _brute
    _brute = Brute(shops, POLICY)


def _answers(asked: Sequence[tuple[Point, datetime]]) -> list[Answer]:
    return [_brute.nearest(point, at) for point, at in asked]
