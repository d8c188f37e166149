"""What one whole order costs at three sizes of network, beside the floor: short turns, one house after the other, and medians."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.embedded.child import wait_until
from app.invariants import check
from app.notify.texts import MEMBER_TEXTS
from benchmarks import seed
from benchmarks.client import Errand, endless
from benchmarks.floor import FLOOR_PREFIX, Floor
from benchmarks.house import Broken, Grounds, House
from benchmarks.network import SIZES, customers, network
from benchmarks.seed import Mother, Town
from benchmarks.stats import Report, median
from benchmarks.storm import spent

GOAL_MS, GOAL_RATIO, GOAL_GROWTH = 25.0, 12.0, 1.2
SETTLING = 60
WARM_UP = 5
COMPARED = 20
COUNTERS_AFTER_S = 11.0  # an idle backend hands in what it counted after ten seconds
# The alert ladder too: it comes to an order that nobody has answered, and these are answered at once.
WORKERS = ("worker-dispatch", "worker-notify", "worker-reports", "scheduler", "alerts")
# What sending a text message keeps busy.
BY_MESSAGES = ("worker-notify", "valkey", "postgres")
_UNTOLD = "SELECT count(*) FROM outbox_events WHERE relayed_at IS NULL"
# A message's row is made by the job that sends it, so what is still to come is counted by the events that call for one.
_UNSENT = f"""
SELECT count(*) FROM outbox_events e JOIN orders o ON o.id = e.order_id
WHERE e.kind IN ({", ".join(f"'{kind}'" for kind in MEMBER_TEXTS)}) AND o.order_no NOT LIKE '{FLOOR_PREFIX}%'
AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.key = 'member-' || e.id AND m.state = 'sent')
"""
_MESSAGES = "SELECT count(*) FROM messages WHERE state = 'sent'"
_ROWS = "SELECT relname, n_tup_ins, n_tup_upd FROM pg_stat_user_tables WHERE relname NOT IN ('heartbeats', 'messages', 'demo_sms')"


@dataclass
class Place:
    """One network with its house, and what was measured there: ms of CPU an order by process."""

    size: int
    house: House
    town: Town
    mothers: Iterator[Mother]
    floor: Floor | None = None
    turns: list[dict[str, float]] = field(default_factory=list)
    picked: list[float] = field(default_factory=list)
    message_ms: float = 0.0
    floors: list[float] = field(default_factory=list)
    walls: list[float] = field(default_factory=list)
    rows: dict[str, dict[str, float]] = field(default_factory=dict)

    def total_ms(self) -> float:
        """Everything on the order's way: the web, the loops, both servers."""
        return median([sum(each.values()) for each in self.turns])


def measure(on: Grounds, *, turns: int = 15, orders: int = 20, sizes: tuple[int, ...] = SIZES) -> Report:
    """``turns`` times ``orders`` at each size; the floor is written into the largest's database in the same turns."""
    places = [_open(on, size, turns, orders, floor=size == sizes[-1]) for size in sizes]
    try:
        for number in range(turns):
            # Short, and each time beginning elsewhere: a slow stretch of the machine, some seconds long, hits them all alike.
            for place in places[number % len(places) :] + places[: number % len(places)]:
                _turn(place, orders)
        for place in places:
            _send_messages(place)
        _compare_rows(places[-1])
        return _report(places)
    finally:
        for place in places:
            place.house.stop()


def _open(on: Grounds, size: int, turns: int, orders: int, *, floor: bool) -> Place:
    house = on.house(f"order_{size}")
    town = seed.fill(house, network(size), customers((3 * orders + WARM_UP + 5) * turns + 2 * COMPARED + SETTLING))
    house.start()
    place = Place(size, house, town, endless(town.mothers), Floor(house, town) if floor else None)
    _settle(place)
    house.hold()
    return place


def _settle(place: Place) -> None:
    """Some orders, and the statistics that autovacuum gathers in the first minute of a house; a benchmark has no time for it."""
    errand = Errand(place.house, place.town, "settling")
    for _ in range(SETTLING):
        errand.run(next(place.mothers))
    errand.close()
    _until(place.house, _UNTOLD)
    place.house.watch.execute("ANALYZE")


def _turn(place: Place, orders: int) -> None:
    house = place.house
    house.go_on()
    house.hold(WORKERS)  # text messages are counted apart
    # A connection for each turn: the web closes one that is idle for long, and another process may get the next.
    errand = Errand(house, place.town, f"turn-{len(place.turns)}")
    for _ in range(WARM_UP):
        errand.run(next(place.mothers))
    _until(house, _UNTOLD)
    place.turns.append(_orders(place, errand, orders))
    if place.floor:
        place.picked.append(sum(_orders(place, errand, orders, picking=True).values()))
    errand.close()
    house.hold()
    if place.floor:
        _floor(place, place.floor, orders)


def _send_messages(place: Place) -> None:
    """All that was held back; ms of CPU for each."""
    house = place.house
    before, sent = spent(house), _value(house, _MESSAGES)
    house.go_on()
    _until(house, _UNSENT, most_s=300)
    sent = _value(house, _MESSAGES) - sent
    after = spent(house)
    place.message_ms = sum(after[name] - before[name] for name in BY_MESSAGES) / max(sent, 1)
    house.hold()


def _orders(place: Place, errand: Errand, orders: int, *, picking: bool = False) -> dict[str, float]:
    """ms of CPU an order by process."""
    house = place.house
    before, began = spent(house), time.monotonic()
    for _ in range(orders):
        errand.run(next(place.mothers), picking=picking)
    if not picking:
        place.walls.append((time.monotonic() - began) * 1000 / orders)
    _until(house, _UNTOLD)
    after = spent(house)
    return {name: (after[name] - before[name]) / orders for name in after if name not in WORKERS}


def _floor(place: Place, floor: Floor, orders: int) -> None:
    floor.refresh()
    for _ in range(5):
        floor.write(next(place.mothers).member_id)
    place.floors.append(floor.cpu_ms(place.house, [next(place.mothers) for _ in range(orders)]))


def _report(places: list[Place]) -> Report:
    report = Report("Order: one whole order over HTTP, CPU of all server processes and PostgreSQL")
    smallest, largest = places[0], places[-1]
    for place in places:
        report.add(f"{place.size:,} stores", place.total_ms(), "ms", GOAL_MS if place is largest else None)
    floor = median(largest.floors)
    report.add("floor: the same rows by bare psycopg, client and PostgreSQL", floor, "ms")
    report.add("times the floor", largest.total_ms() / floor, "", GOAL_RATIO)
    report.add(
        f"{largest.size:,} stores against {smallest.size:,}", largest.total_ms() / smallest.total_ms(), "", GOAL_GROWTH
    )
    for name in sorted(largest.turns[0], key=lambda name: -largest.turns[0][name]):
        report.add(f"of which {name}", median([each[name] for each in largest.turns]), "ms")
    report.add("the same, and the tap for picking, which a store may leave out", median(largest.picked), "ms")
    report.add("wall clock of one order, one after the other", median(largest.walls), "ms")
    report.add("each text message to the mother, beside the order", largest.message_ms, "ms")
    report.remarks.append(_rows_told(largest))
    broken = [f"{p.size}: {r.number} {r.name}" for p in places for r in p.house.db.read(check) if r.violations]
    report.add("invariants violated afterwards", len(broken), "", 0)
    report.remarks += broken
    return report


def _rows_told(place: Place) -> str:
    mine, floor = place.rows["product"], place.rows["floor"]
    differing = [name for name in sorted({*mine, *floor}) if abs(mine.get(name, 0) - floor.get(name, 0)) > 0.5]
    told = f"rows written an order: product {sum(mine.values()):.1f}, floor {sum(floor.values()):.1f}"
    return told + (f"; they differ in {', '.join(differing)}" if differing else "; table by table the same")


def _compare_rows(place: Place) -> None:
    """Does the floor write what the product writes? The tables' own counters say."""
    house, floor = place.house, place.floor
    assert floor is not None
    house.go_on()
    time.sleep(1)
    house.hold(WORKERS)
    errand = Errand(house, place.town, "rows")
    start = _rows(house)
    for _ in range(COMPARED):
        errand.run(next(place.mothers))
    _until(house, _UNTOLD)
    middle = _rows(house)
    errand.close()
    house.go_on()
    _until(house, _UNSENT)
    house.hold()
    floor.refresh()
    settled = _rows(house)
    floor.cpu_ms(house, [next(place.mothers) for _ in range(COMPARED)])
    place.rows = {
        "product": _difference(start, middle, COMPARED), "floor": _difference(settled, _rows(house), COMPARED)
    }  # fmt: skip


def _rows(house: House) -> dict[str, int]:
    time.sleep(COUNTERS_AFTER_S)
    found = house.watch.execute(_ROWS).fetchall()
    return {f"{name} {what}": n for name, ins, upd in found for what, n in (("insert", ins), ("update", upd))}


def _difference(before: dict[str, int], after: dict[str, int], orders: int) -> dict[str, float]:
    return {name: (after[name] - before[name]) / orders for name in after if after[name] != before[name]}


def _until(house: House, query: str, most_s: float = 60) -> None:
    if not wait_until(lambda: _value(house, query) == 0, most_s, 0.2):
        raise Broken(f"{_value(house, query)} are left: {query}")


def _value(house: House, query: str) -> int:
    row = house.watch.execute(query).fetchone()
    assert row is not None
    return int(row[0])
