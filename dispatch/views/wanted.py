"""Which orders a list is of. Every number of a report leads here: what it counts is what these conditions find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from dispatch.domain.states import ORDER

OVER = ("delivered", "completed", "cancelled")
LIVE = tuple(state for state in ORDER.states if state not in OVER)
NOWHERE = "-"  # a store without a city or a chain

# An order that no store has belongs to the city of the nearest store of its last decision.
NEAR_CITY = """
  (SELECT n.city FROM decisions d, jsonb_array_elements(d.candidates) c, stores n
   WHERE d.id = (SELECT max(id) FROM decisions WHERE order_id = o.id) AND n.id = cast(c->>'store_id' AS bigint)
   ORDER BY cast(c->>'distance_m' AS float8) LIMIT 1)"""
# How far an order has come, whatever became of it since.
REACHED: Mapping[str, str] = {
    "placed": "true",
    "paid": "o.paid_at IS NOT NULL",
    "offered": "o.offers_made > 0",
    "accepted": "EXISTS (SELECT 1 FROM deliveries d WHERE d.order_id = o.id)",
    "left": "EXISTS (SELECT 1 FROM deliveries d WHERE d.order_id = o.id AND d.left_at IS NOT NULL)",
    "delivered": "o.state IN ('delivered', 'completed')",
    "cancelled": "o.state = 'cancelled'",
    "needs_person": "EXISTS (SELECT 1 FROM outbox_events v WHERE v.order_id = o.id AND v.kind = 'order.needs_person')",
}
LATE = "EXISTS (SELECT 1 FROM deliveries d WHERE d.offer_id = w.id AND d.state = 'delivered' AND d.finished_at > o.promise_at)"
HOUR = "extract(hour FROM w.offered_at AT TIME ZONE 'Asia/Shanghai')"
# Conditions on the order ``o``, its store ``s``, and (of the living) when its turn runs out, ``t.due_at``.
_ORDER = {
    "city": f"CASE WHEN o.store_id IS NULL THEN {NEAR_CITY} ELSE s.city END = :city",
    "chain": "coalesce(s.chain, '-') = :chain",
    "store_code": "s.code = :store_code",
    "channel": "o.channel = :channel",
    "held": "(o.held_at IS NOT NULL) = :held",
    "older_than_minutes": "o.placed_at <= jindan_now() - make_interval(mins => :older_than_minutes)",
    "overdue": "(t.due_at IS NOT NULL AND t.due_at <= (SELECT jindan_now()) AND o.state <> ALL(:over)) = :overdue",
    "member_id": "o.member_id = :member_id",
    "placed_from": "o.placed_at >= :placed_from",
    "placed_until": "o.placed_at < :placed_until",
}
# Conditions on one and the same offer ``w`` to the store ``p``.
_OFFER = {
    "offered_from": "w.offered_at >= :offered_from",
    "offered_until": "w.offered_at < :offered_until",
    "offered_hour": f"{HOUR} = :offered_hour",
    "offered_city": "coalesce(p.city, '-') = :offered_city",
    "offered_chain": "coalesce(p.chain, '-') = :offered_chain",
    "offered_late": f"{LATE} = :offered_late",
}
# Conditions on the entry ``e`` that credited a store.
_CREDIT = {"credited_from": "e.at >= :credited_from", "credited_until": "e.at < :credited_until"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders. ``overdue``: whose turn has run out. None: as may be."""

    states: tuple[str, ...] = LIVE
    city: str | None = None
    chain: str | None = None
    store_code: str | None = None
    channel: str | None = None
    held: bool | None = None
    overdue: bool | None = None
    older_than_minutes: int | None = None
    member_id: int | None = None
    placed_from: datetime | None = None
    placed_until: datetime | None = None
    reached: str | None = None
    offered_from: datetime | None = None
    offered_until: datetime | None = None
    offered_hour: int | None = None
    offered_city: str | None = None
    offered_chain: str | None = None
    offered_late: bool | None = None
    credited_from: datetime | None = None
    credited_until: datetime | None = None

    def filters(self) -> dict[str, Any]:
        """The filters that are set, by name."""
        names = (field.name for field in fields(self) if field.name != "states")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def conditions(given: Mapping[str, Any]) -> str:
    """SQL that follows a WHERE: our own words, never input; ``given`` are its values."""
    found = [_ORDER[name] for name in given if name in _ORDER]
    if "reached" in given:
        found.append(REACHED[given["reached"]])
    if offer := [_OFFER[name] for name in given if name in _OFFER]:
        found.append(
            "EXISTS (SELECT 1 FROM offers w JOIN stores p ON p.id = w.store_id"
            f" WHERE w.order_id = o.id AND {' AND '.join(offer)})"
        )
    if credit := [_CREDIT[name] for name in given if name in _CREDIT]:
        kinds = "('delivered', 'cash_delivered')"
        found.append(
            f"EXISTS (SELECT 1 FROM entries e WHERE e.order_id = o.id AND e.kind IN {kinds} AND {' AND '.join(credit)})"
        )
    return "".join(f" AND {each}" for each in found)
