"""A day of orders in memory: stores that answer, refuse or sleep, against the rule itself. Seeded; nothing is written.

The same seed brings the same mothers and the same moods of stores to every policy, so that two policies can be compared.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil, cos, radians
from random import Random
from typing import NamedTuple

from dispatch.domain.eligibility import ACTIVE, RouteRequest
from dispatch.domain.policy import Policy
from dispatch.domain.routing import decide
from dispatch.replay import Network

_METRES_PER_DEGREE = 111_195.0
_HOME_SPREAD_M = 1_500.0  # mothers live around shops: so far away, on each axis, in two of three cases

Event = Callable[[datetime], None]
# How a store (id) answers an order (its number): accept, refuse or sleep, and after how many minutes of open time.
Mood = Callable[[int, int], tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Day:
    """What happens, whatever the policy. Shares are from 0 to 1; stores that neither refuse nor sleep accept."""

    start: datetime
    hours: float = 12.0
    orders_per_hour: float = 200.0
    returning: float = 0.6
    refuse: float = 0.1
    sleep: float = 0.1
    answer_minutes: float = 8.0  # on average, of open time, as a refusal takes too
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Mother:
    """One order: when, where to (WGS-84), and the store she bought at before, if any; ``others`` where she bought before that."""

    number: int
    at: datetime
    lng: float
    lat: float
    home: int | None
    others: tuple[int, ...] = ()
    wanted: Mapping[str, int] = field(default_factory=dict)  # SKU -> quantity; nothing: whatever a store has
    amount_fen: int = 0

    @property
    def hers(self) -> tuple[int, ...]:
        """Her stores, the latest first."""
        return () if self.home is None else (self.home, *self.others)


class Taken(NamedTuple):
    """An order that a store accepted."""

    store_id: int
    distance_m: float
    amount_fen: int


@dataclass(slots=True)
class Tally:
    """What came of the day."""

    orders: int = 0
    returning: int = 0
    offers: int = 0
    again: int = 0
    refused: int = 0
    expired: int = 0
    needs_person: int = 0
    accepted: int = 0
    accepted_by_home: int = 0
    minutes: list[float] = field(default_factory=list)  # from the order to its acceptance, by the clock on the wall
    taken: list[Taken] = field(default_factory=list)

    def percentile(self, share: float) -> float | None:
        """Minutes to acceptance that this share of the accepted orders did not exceed (nearest rank)."""
        return nearest_rank(self.minutes, share)


def nearest_rank(values: Iterable[float], share: float) -> float | None:
    """The value that this share of ``values`` does not exceed; None without any."""
    ordered = sorted(values)
    return ordered[max(1, ceil(share * len(ordered))) - 1] if ordered else None


def mothers(network: Network, day: Day) -> Iterator[Mother]:
    """The orders of a day, by time: a Poisson stream around the active stores."""
    rng = Random(f"{day.seed}/mothers")
    stores = sorted(store_id for store_id, facts in network.facts.items() if facts.status == ACTIVE)
    at, end, number = day.start, day.start + timedelta(hours=day.hours), 0
    while stores and (at := at + timedelta(hours=rng.expovariate(day.orders_per_hour))) < end:
        number += 1
        shop = network.book.index.shape(rng.choice(stores))
        lat = shop.lat + rng.gauss(0, _HOME_SPREAD_M) / _METRES_PER_DEGREE
        lng = shop.lng + rng.gauss(0, _HOME_SPREAD_M) / (_METRES_PER_DEGREE * cos(radians(shop.lat)))
        yield Mother(number, at, lng, lat, shop.id if rng.random() < day.returning else None)


def simulate(network: Network, policy: Policy, day: Day, pace: Event = lambda _at: None) -> Tally:
    """Live through the day, and on until every order is accepted or before a person. ``pace`` is called at every event."""
    return live_through(network, policy, mothers(network, day), mood_of(day), pace)


def live_through(
    network: Network, policy: Policy, orders: Iterable[Mother], mood: Mood, pace: Event = lambda _at: None
) -> Tally:
    """The same with any orders and any way of answering."""
    run = _Run(network, policy, mood)
    for mother in orders:
        run.tally.orders += 1
        run.tally.returning += mother.home is not None
        run.later(mother.at, _Search(run, mother).offer)
    while run.events:
        at, _, event = heapq.heappop(run.events)
        pace(at)
        event(at)
    return run.tally


def mood_of(day: Day) -> Mood:
    """Stores that are all alike, as the day says."""

    def mood(number: int, store_id: int) -> tuple[str, float]:
        rng = Random(f"{day.seed}/{number}/{store_id}")
        draw, minutes = rng.random(), rng.expovariate(1 / day.answer_minutes)
        return "refuse" if draw < day.refuse else "sleep" if draw < day.refuse + day.sleep else "accept", minutes

    return mood


class _Run:
    """The day so far: what is to come, how much every store carries, and the tally."""

    def __init__(self, network: Network, policy: Policy, mood: Mood) -> None:
        self.policy, self.mood = policy, mood
        self.tally = Tally()
        # The day begins with empty hands: what is on the road today does not belong to it.
        self.facts = {store_id: facts._replace(live_orders=0) for store_id, facts in network.facts.items()}
        self.network = replace(network, facts=self.facts)
        self.events: list[tuple[datetime, int, Event]] = []
        self._count = 0

    def later(self, at: datetime, event: Event) -> None:
        """Have something happen; what falls on one instant happens in the order in which it was asked for."""
        self._count += 1
        heapq.heappush(self.events, (at, self._count, event))

    def load(self, store_id: int, change: int) -> None:
        """The store has one more live order, or one less."""
        facts = self.facts[store_id]
        self.facts[store_id] = facts._replace(live_orders=facts.live_orders + change)

    def after_open(self, store_id: int, at: datetime, minutes: float) -> datetime | None:
        """When the store has been open for so long."""
        return self.network.book.index.shape(store_id).hours.add_open(at, timedelta(minutes=minutes))


class _Search:
    """One order on its way to a store."""

    def __init__(self, run: _Run, mother: Mother) -> None:
        self._run, self._mother = run, mother
        self._offered: list[int] = []
        self._distance_m = 0.0

    def offer(self, at: datetime) -> None:
        """Route it; then the store's mood decides what happens when."""
        run, mother = self._run, self._mother
        request = RouteRequest(
            mother.lng, mother.lat, at, mother.hers,
            frozenset(self._offered), offers_made=len(self._offered), waiting_since=mother.at,
        )  # fmt: skip
        made = decide(run.network.book.index, request, run.network.facts_for(mother.wanted), run.policy)
        if made.store_id is None or made.expires_at is None:
            run.tally.needs_person += 1
            return
        run.tally.offers += 1
        run.tally.again += bool(self._offered)
        self._offered.append(made.store_id)
        self._distance_m = made.distance_m or 0.0
        run.load(made.store_id, 1)
        mood, answers_at = self._mood(made.store_id, at)
        if mood == "sleep" or answers_at is None or answers_at >= made.expires_at:
            run.later(made.expires_at, self._expire)
        else:
            run.later(answers_at, self._refuse if mood == "refuse" else self._accept)

    def _mood(self, store_id: int, at: datetime) -> tuple[str, datetime | None]:
        mood, minutes = self._run.mood(self._mother.number, store_id)
        return mood, self._run.after_open(store_id, at, minutes)

    def _expire(self, at: datetime) -> None:
        self._run.tally.expired += 1
        self._again(at)

    def _refuse(self, at: datetime) -> None:
        self._run.tally.refused += 1
        self._again(at)

    def _again(self, at: datetime) -> None:
        self._run.load(self._offered[-1], -1)
        self.offer(at)

    def _accept(self, at: datetime) -> None:
        run, store_id = self._run, self._offered[-1]
        run.tally.accepted += 1
        run.tally.accepted_by_home += store_id == self._mother.home
        run.tally.taken.append(Taken(store_id, self._distance_m, self._mother.amount_fen))
        run.tally.minutes.append((at - self._mother.at).total_seconds() / 60)
        done = run.after_open(store_id, at, run.policy.delivery_minutes)
        if done is not None:
            run.later(done, lambda _at: run.load(store_id, -1))


def table(tallies: Mapping[str, Tally]) -> list[str]:
    """Lines for people: one column a policy."""
    names = [name[:24] for name in tallies]
    lines = [f"{'':<36}" + "".join(f"{name:>26}" for name in names)]
    for label, tell in _LINES:
        lines.append(f"{label:<36}" + "".join(f"{tell(tally):>26}" for tally in tallies.values()))
    return lines


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({part / whole:.1%})" if whole else f"{part:,}"


def _minutes(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


_LINES: tuple[tuple[str, Callable[[Tally], str]], ...] = (
    ("orders", lambda t: f"{t.orders:,}"),
    ("of returning customers", lambda t: _share(t.returning, t.orders)),
    ("of these accepted by the home store", lambda t: _share(t.accepted_by_home, t.returning)),
    ("accepted", lambda t: _share(t.accepted, t.orders)),
    ("minutes to acceptance, p50", lambda t: _minutes(t.percentile(0.50))),
    ("minutes to acceptance, p95", lambda t: _minutes(t.percentile(0.95))),
    ("offers refused", lambda t: _share(t.refused, t.offers)),
    ("offers expired", lambda t: _share(t.expired, t.offers)),
    ("re-offers", lambda t: f"{t.again:,}"),
    ("needs_person", lambda t: _share(t.needs_person, t.orders)),
)
