"""The orders a store has accepted: to pick, on the road, done. Lists are masked; one order shows what bringing it needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal_column, select, text, tuple_
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.outbox import write_gathered
from dispatch.delivering import FAILURE_REASONS, GIVE_BACK_REASONS
from dispatch.domain.contact import call_until
from dispatch.models import Order
from dispatch.rating import rating_row
from dispatch.views.store import PAYMENT_ZH, Terms, money, promise, recipient
from dispatch.views.store_seen import instant, seen, seen_page, terms_of
from dispatch.views.store_timeline import TEXTS, timeline

TABS = ("accepted", "out_for_delivery", "done")
# How long after the door her name, phone and address stay readable: a wrong parcel is noticed the same day.
KEPT_IN_FULL = timedelta(hours=24)
STATE_ZH = {
    "offered": "待接单",
    "accepted": "待配送",
    "out_for_delivery": "配送中",
    "delivered": "已送达",
    "completed": "已完成",
    "needs_person": "客服处理中",
    "cancelled": "已取消",
}
_ACTIONS = {
    "accepted": ["picking", "leave", "give_back"],
    "out_for_delivery": ["delivered", "failed"],
}

_KINDS = tuple(TEXTS)

Place = tuple[datetime, int]

# A delivered order is a purchase of its moment, and purchases are indexed by store and time.
_DONE = text("""
SELECT p.order_id, p.purchased_at FROM purchases p
WHERE p.store_id = :store_id AND p.source = 'order' AND (cast(:at AS timestamptz) IS NULL
      OR (p.purchased_at, p.order_id) < (cast(:at AS timestamptz), cast(:id AS bigint)))
ORDER BY p.purchased_at DESC, p.order_id DESC LIMIT :limit
""")


def orders_page(
    session: Session, store_id: int, tab: str, after: Place | None, limit: int
) -> tuple[list[dict[str, Any]], Place | None]:
    """Orders of a tab, and where the next page begins: the most urgent first, or what is done, the latest first."""
    orders, last = (_done if tab == "done" else _live)(session, store_id, tab, after, limit)
    return _page(session, store_id, orders), last


def order_sheet(session: Session, order: Order, *, plain_phone: bool = False) -> dict[str, Any]:
    """One order of this store, whole; in the transaction that changed it, too. ``plain_phone``: see ``recipient``."""
    assert order.store_id is not None
    write_gathered(session)  # the timeline has what has just happened
    found = seen(session, order, _KINDS)
    at = terms_of(session, found)
    row = _row(at, order, found)
    full = _in_full(order, row["delivery"], at.now)
    note = vault_of(session).open(order.note_sealed, "orders.note") if full and order.note_sealed else None
    return {
        **row,
        "recipient": recipient(session, order, full=full, plain_phone=plain_phone),
        "note": note,  # people write names and phones into it
        "rating": rating_row(session, found.rating, at.now),
        "timeline": timeline(found.events or ()),
    }


def _live(
    session: Session, store_id: int, tab: str, after: Place | None, limit: int
) -> tuple[list[Order], Place | None]:
    due = func.coalesce(Order.promise_at, Order.placed_at)
    # The state is written out, so that the index of live orders is used whatever plan the server keeps.
    query = select(Order, due).where(Order.store_id == store_id, Order.state == literal_column(f"'{tab}'"))
    if after is not None:
        query = query.where(tuple_(due, Order.id) > after)
    found = list(session.execute(query.order_by(due, Order.id).limit(limit + 1)))
    page = found[:limit]
    last = (page[-1][1], page[-1][0].id) if len(found) > limit else None
    return [order for order, _ in page], last


def _done(
    session: Session, store_id: int, tab: str, after: Place | None, limit: int
) -> tuple[list[Order], Place | None]:
    at, order_id = after or (None, None)
    values = {"store_id": store_id, "at": at, "id": order_id, "limit": limit + 1}
    found = list(session.execute(_DONE, values))
    page = found[:limit]
    query = select(Order).where(Order.id.in_([row.order_id for row in page]), Order.store_id == store_id)
    orders = {order.id: order for order in session.execute(query).scalars()}
    last = (page[-1].purchased_at, page[-1].order_id) if len(found) > limit else None
    return [orders[row.order_id] for row in page], last


def _page(session: Session, store_id: int, orders: list[Order]) -> list[dict[str, Any]]:
    found = seen_page(session, store_id, [order.id for order in orders]) if orders else {}
    return [
        {
            **_row(terms_of(session, found[order.id]), order, found[order.id]),
            "recipient": recipient(session, order, full=False),
        }
        for order in orders
    ]


def _row(at: Terms, order: Order, found: Any) -> dict[str, Any]:
    return {
        "order_no": order.order_no, "state": order.state, "state_zh": STATE_ZH[order.state],
        "placed_at": local(order.placed_at), **promise(order, at.now),
        "late": _is_late(order, at.now), **money(order, at, found.earned_fen),
        "payment_method": order.payment_method, "payment_zh": PAYMENT_ZH[order.payment_method],
        "lines": found.lines or [],
        "delivery": _delivery(found.delivery) if found.delivery else None,
        "actions": _ACTIONS.get(order.state, []), "can_call": _can_call(order, found.delivery, at),
        "photo_allowed": at.policy.photo_proof, "now": at.now,
    }  # fmt: skip


def _delivery(row: dict[str, Any]) -> dict[str, Any]:
    times = ("accepted_at", "picking_at", "left_at", "finished_at")
    reason = row["failure_reason"] or ""
    return {
        "state": row["state"], "courier": row["courier"], "proof": row["proof"], "photo_id": row["photo_id"],
        "distance_m": None if row["distance_m"] is None else round(row["distance_m"]),
        "failure_reason_zh": {**GIVE_BACK_REASONS, **FAILURE_REASONS}.get(reason),
        **{name: instant(row[name]) for name in times},
    }  # fmt: skip


def _can_call(order: Order, delivery: dict[str, Any] | None, at: Terms) -> bool:
    finished_at = instant(delivery["finished_at"]) if delivery else None
    return call_until(order.state, finished_at, at.now, at.policy.call_minutes) is not None


def _is_late(order: Order, now: datetime) -> bool:
    return order.state in _ACTIONS and order.promise_at is not None and order.promise_at < now


def _in_full(order: Order, delivery: dict[str, Any] | None, now: datetime) -> bool:
    if order.state in ("accepted", "out_for_delivery"):
        return True
    finished_at = delivery["finished_at"] if delivery else None
    return order.state in ("delivered", "completed") and finished_at is not None and now - finished_at < KEPT_IN_FULL
