"""Two policies on the same orders and the same stores, side by side: in memory, seeded, nothing is written.

The orders are those of the last weeks (``replay``) or a made-up stream at their rate (``simulate``). Stores answer as each of them
did. What is not known of the past is taken as it is now, and said in ``ASSUMED``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from dispatch.domain.policy import Policy
from dispatch.habits import Habits, learn
from dispatch.replay import History, Network, load_network
from dispatch.scene import look
from dispatch.simulate import Day, Mother, Tally, live_through, mothers, nearest_rank

MAX_ORDERS = 20_000
MOST_STORES, NAMED = 2_000, 10
OPEN_FROM, OPEN_HOURS = 8, 14  # made-up orders come from eight in the morning to ten at night
ASSUMED = (
    "门店的位置、营业时间、范围、容量、库存和合作状态按现在计算；暂停接单和设备离线不计入",
    "每张订单单独取货，不减少下一张的库存；开始时各店手上没有订单",
    "门店按各自近期的接单、拒单和用时作答；样本少的门店靠近全网平均",
)

# Only what was routed: an order that was never paid asked no store anything.
_ORDERS = text("""
SELECT o.id, o.member_id, coalesce(o.paid_at, o.placed_at) AS at, o.lng, o.lat, o.goods_fen + o.delivery_fee_fen AS amount_fen,
       (SELECT jsonb_object_agg(l.sku, l.quantity) FROM order_lines l WHERE l.order_id = o.id) AS wanted
FROM (SELECT * FROM orders ORDER BY id DESC LIMIT :most) o
WHERE o.paid_at IS NOT NULL AND o.placed_at > jindan_now() - make_interval(days => :days) ORDER BY at, o.id
""")


@dataclass(frozen=True, slots=True)
class Trial:
    """Everything that both sides read, as it was at one moment."""

    network: Network
    habits: Habits
    orders: tuple[Mother, ...]
    live: Policy
    draft: Policy
    seed: int


def prepare(session: Session, settings: Mapping[str, Any], mode: str, days: int, seed: int) -> Trial:
    """Read what a trial needs, in the session's snapshot."""
    scene = look(session)
    rows = list(session.execute(_ORDERS, {"most": MAX_ORDERS, "days": days}))
    network = _as_ever(load_network(session, sorted({sku for row in rows for sku in row.wanted or ()})))
    history = History(session, sorted({str(row.member_id) for row in rows}), by_id=True)
    past = tuple(_mother(row, history, network) for row in rows)
    orders = past if mode == "replay" else tuple(_made_up(network, past, scene.now, days, seed))
    return Trial(network, learn(session, network.book, days), orders, scene.policy, Policy.from_dict(0, settings), seed)


def compare(trial: Trial, progress: Callable[[int], None]) -> dict[str, Any]:
    """Both sides, and the stores that win or lose. ``progress`` is told percent, at every event."""
    sides = {}
    for number, (name, policy) in enumerate((("live", trial.live), ("draft", trial.draft))):
        pace = _Pace(trial.orders, lambda done, number=number: progress(50 * number + done // 2))  # type: ignore[misc]
        sides[name] = live_through(trial.network, policy, trial.orders, trial.habits.mood(trial.seed), pace)
    stores = _stores(trial, sides["live"], sides["draft"])
    return {
        "live_version": trial.live.version, "orders": len(trial.orders), "bounded": len(trial.orders) >= MAX_ORDERS,
        "assumed": list(ASSUMED), "live": figures(sides["live"]), "draft": figures(sides["draft"]),
        "stores": stores[:MOST_STORES], "winners": [row for row in stores if row["diff_fen"] > 0][:NAMED],
        "losers": [row for row in reversed(stores) if row["diff_fen"] < 0][:NAMED],
    }  # fmt: skip


def figures(tally: Tally) -> dict[str, Any]:
    """One side in numbers: shares are 0..1, minutes by the clock on the wall, metres along the geodesic."""
    distances = [taken.distance_m for taken in tally.taken]
    return {
        "orders": tally.orders, "returning": tally.returning, "kept": tally.accepted_by_home,
        "kept_share": _share(tally.accepted_by_home, tally.returning), "accepted": tally.accepted, "offers": tally.offers,
        "refused": tally.refused, "expired": tally.expired, "needs_person": tally.needs_person,
        "minutes_p50": _rounded(nearest_rank(tally.minutes, 0.5)), "minutes_p90": _rounded(nearest_rank(tally.minutes, 0.9)),
        "distance_p50_m": _rounded(nearest_rank(distances, 0.5), 0), "distance_p90_m": _rounded(nearest_rank(distances, 0.9), 0),
        "revenue_fen": sum(taken.amount_fen for taken in tally.taken),
    }  # fmt: skip


class _Pace:
    """How far a side is: by the instants of the orders, and what follows the last of them is the last percent."""

    def __init__(self, orders: Iterable[Mother], tell: Callable[[int], None]) -> None:
        instants = [order.at for order in orders]
        self._first, self._last = min(instants, default=None), max(instants, default=None)
        self._tell = tell

    def __call__(self, at: datetime) -> None:
        if self._first is None or self._last is None:
            return
        whole = (self._last - self._first) or timedelta(seconds=1)
        self._tell(min(99, int(99 * (at - self._first) / whole)))


def _as_ever(network: Network) -> Network:
    # A pause lasts an hour and a phone sleeps at night: neither says anything of the weeks before.
    facts = {
        store_id: one._replace(paused=False, device_online=True, live_orders=0) for store_id, one in network.facts.items()
    }  # fmt: skip
    return replace(network, facts=facts)


def _mother(row: Any, history: History, network: Network) -> Mother:
    at = local(row.at)
    hers = history.her_stores(str(row.member_id), at, network.book)
    home = hers[0] if hers else None
    return Mother(row.id, at, row.lng, row.lat, home, hers[1:], row.wanted or {}, row.amount_fen)


def _made_up(network: Network, past: tuple[Mother, ...], now: datetime, days: int, seed: int) -> Iterator[Mother]:
    """A stream at the rate, with the share of returning mothers and the amounts of the past."""
    rate = min(max(1.0, len(past) / (days * OPEN_HOURS)), MAX_ORDERS / (days * OPEN_HOURS))
    returning = sum(mother.home is not None for mother in past) / len(past) if past else 0.6
    amounts = [mother.amount_fen for mother in past] or [30_000]
    start = now.replace(hour=OPEN_FROM, minute=0, second=0, microsecond=0) - timedelta(days=days)
    for number in range(days):
        day = Day(start + timedelta(days=number), OPEN_HOURS, rate, returning, seed=seed * 1_000 + number)
        for mother in mothers(network, day):
            which = mother.number + number * 1_000_000
            yield replace(mother, number=which, amount_fen=amounts[which % len(amounts)])


def _stores(trial: Trial, live: Tally, draft: Tally) -> list[dict[str, Any]]:
    """Every store that had an order on either side, by what the draft brings it, the most first."""
    fen, orders = (Counter[int](), Counter[int]()), (Counter[int](), Counter[int]())
    for side, tally in enumerate((live, draft)):
        for taken in tally.taken:
            fen[side][taken.store_id] += taken.amount_fen
            orders[side][taken.store_id] += 1
    rows = [
        {
            "code": card.code, "name": card.name, "live_orders": orders[0][store_id], "draft_orders": orders[1][store_id],
            "live_fen": fen[0][store_id], "draft_fen": fen[1][store_id], "diff_fen": fen[1][store_id] - fen[0][store_id],
        }
        for store_id in fen[0].keys() | fen[1].keys()
        if (card := trial.network.book.cards.get(store_id))
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["diff_fen"], row["code"]))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)
