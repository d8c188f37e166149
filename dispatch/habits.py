"""How each store answers, learnt from what it did: for trying a policy on stores as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.stores.book import StoreBook
from dispatch.domain.score import WEIGHT, shrunk
from dispatch.simulate import Mood

# Answers a store is known by: its latest. Pooled, enough of them for the network.
SAMPLE, POOL = 50, 2_000
# A house that has seen no offer yet: eight in ten accept, after eight minutes in the middle.
NOBODY = (0.8, 0.1, (2.0, 4.0, 6.0, 8.0, 10.0, 14.0, 20.0))

_ANSWERS = text(f"""
SELECT store_id, count(*) AS offers, count(*) FILTER (WHERE state = 'accepted') AS accepted,
       count(*) FILTER (WHERE state = 'declined') AS declined,
       (array_agg(offered_at ORDER BY id DESC) FILTER (WHERE state <> 'expired'))[1:{SAMPLE}] AS began,
       (array_agg(answered_at ORDER BY id DESC) FILTER (WHERE state <> 'expired'))[1:{SAMPLE}] AS ended
FROM offers
WHERE state IN ('accepted', 'declined', 'expired') AND offered_at > jindan_now() - make_interval(days => :days)
GROUP BY store_id ORDER BY store_id
""")


@dataclass(frozen=True, slots=True)
class Habit:
    """Of ``offers``, the shares that were accepted and refused (the rest ran out); minutes of open time to its answers."""

    offers: int
    accepts: float
    refuses: float
    minutes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """Every store's, and the network's, which a store that is little known resembles."""

    network: Habit
    stores: Mapping[int, Habit]

    def mood(self, seed: int) -> Mood:
        """How a store answers an order: the same for the same seed, order and store, whatever else the policy brings it."""

        def answer(number: int, store_id: int) -> tuple[str, float]:
            rng = Random(f"{seed}/{number}/{store_id}")
            habit = self.stores.get(store_id, self.network)
            accepts = shrunk(habit.accepts, habit.offers, self.network.accepts) or 0.0
            refuses = shrunk(habit.refuses, habit.offers, self.network.refuses) or 0.0
            draw, known = rng.random(), len(habit.minutes)
            own = rng.random() < known / (known + WEIGHT)
            minutes = rng.choice(habit.minutes if own and known else self.network.minutes)
            return "accept" if draw < accepts else "refuse" if draw < accepts + refuses else "sleep", minutes

        return answer


def learn(session: Session, book: StoreBook, days: int) -> Habits:
    """What the offers of the last ``days`` tell."""
    stores = {row.store_id: _habit(row, book) for row in session.execute(_ANSWERS, {"days": days})}
    return Habits(_pooled(list(stores.values())), stores)


def _habit(row: Any, book: StoreBook) -> Habit:
    card = book.cards.get(row.store_id)
    minutes = []
    for began, ended in zip(row.began or (), row.ended or (), strict=True):
        spent = card.hours.open_between(local(began), local(ended)) if card else ended - began
        minutes.append(round(spent.total_seconds() / 60, 2))
    return Habit(row.offers, row.accepted / row.offers, row.declined / row.offers, tuple(minutes))


def _pooled(habits: Sequence[Habit]) -> Habit:
    offers = sum(habit.offers for habit in habits)
    minutes = sorted(minute for habit in habits for minute in habit.minutes)
    if not offers or not minutes:
        return Habit(0, NOBODY[0], NOBODY[1], NOBODY[2])
    step = max(1, len(minutes) // POOL)
    return Habit(
        offers,
        sum(habit.accepts * habit.offers for habit in habits) / offers,
        sum(habit.refuses * habit.offers for habit in habits) / offers,
        tuple(minutes[::step]),
    )
