"""``dispatch simulate``: a made-up day must add up, whatever the stores do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from app.db import Database
from dispatch.domain.policy import Policy
from dispatch.replay import Network, load_network
from dispatch.simulate import Day, Tally, mothers, simulate, table
from tests.support.tables import fingerprint
from tests.support.world import TUESDAY_10, freeze, make_store

POLICY = Policy(1)
DAY = Day(TUESDAY_10.replace(hour=9), hours=8, orders_per_hour=50)


@pytest.fixture
def town(db: Database) -> Network:
    """Forty stores."""
    freeze(db)
    rng = Random(1)
    for number in range(40):
        make_store(db, f"S{number:02d}", 121.5 + rng.uniform(-0.05, 0.05), 31.2 + rng.uniform(-0.05, 0.05), capacity=20)
    with db.session() as session:
        return load_network(session, [])


def test_orders_come_at_the_asked_rate_and_around_stores(town: Network) -> None:
    came = list(mothers(town, replace(DAY, orders_per_hour=500)))
    assert len(came) == pytest.approx(4_000, abs=250)
    assert all(DAY.start < mother.at < DAY.start + timedelta(hours=8) for mother in came)
    assert sum(mother.home is not None for mother in came) == pytest.approx(2_400, abs=150)


def test_every_order_ends_and_the_same_seed_is_the_same_day(db: Database, town: Network) -> None:
    before = fingerprint(db)
    first = simulate(town, POLICY, DAY)
    assert first.orders > 300 and first.accepted + first.needs_person == first.orders
    assert first.offers == first.accepted + first.refused + first.expired
    assert first.offers - first.orders <= first.again < first.offers
    assert first.returning > first.accepted_by_home > 0 and len(first.minutes) == first.accepted
    assert simulate(town, POLICY, DAY) == first
    assert simulate(town, POLICY, replace(DAY, seed=2)) != first
    assert fingerprint(db) == before


def test_stores_that_always_answer_bring_everybody_home(town: Network) -> None:
    tally = simulate(town, POLICY, replace(DAY, refuse=0, sleep=0, returning=1, answer_minutes=0.1))
    assert tally.accepted == tally.orders == tally.offers
    assert tally.accepted_by_home > 0.98 * tally.orders  # one in 250 lives beyond five kilometres
    assert (tally.percentile(0.95) or 99) < 2


def test_stores_that_always_sleep_leave_every_order_to_a_person_after_five_hours(town: Network) -> None:
    ends: list[datetime] = []
    tally = simulate(town, POLICY, replace(DAY, hours=1, sleep=1, refuse=0), ends.append)
    assert tally.needs_person == tally.orders and tally.expired == tally.offers == 5 * tally.orders
    assert tally.again == 4 * tally.orders
    assert ends == sorted(ends) and ends[-1] <= DAY.start + timedelta(hours=6)


def test_a_shorter_hour_is_quicker_when_stores_sleep(town: Network) -> None:
    sleepy = replace(DAY, sleep=0.4)
    hour, half = simulate(town, POLICY, sleepy), simulate(town, replace(POLICY, acceptance_minutes=30), sleepy)
    assert hour.orders == half.orders and hour.returning == half.returning
    assert (half.percentile(0.95) or 0) < (hour.percentile(0.95) or 0)


def test_percentiles_are_nearest_rank() -> None:
    tally = Tally(minutes=[float(minute) for minute in range(1, 101)])
    assert (tally.percentile(0.5), tally.percentile(0.95), tally.percentile(1.0)) == (50.0, 95.0, 100.0)
    assert Tally().percentile(0.5) is None


def test_the_table_has_a_column_for_each_policy() -> None:
    lines = table({"now": Tally(orders=4, accepted=3, offers=4, minutes=[1, 2, 3]), "then": Tally()})
    assert lines[0].split() == ["now", "then"]
    assert [line.split()[1:] for line in lines if line.startswith("accepted")] == [["3", "(75.0%)", "0"]]
    assert len({len(line) for line in lines}) == 1
