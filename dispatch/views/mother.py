"""An order as the mother who placed it sees it: one statement for everything that hangs on it."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.members.points import outward
from app.outbox import write_gathered
from app.payments.models import Refund
from app.security import mask_address, mask_name, mask_phone
from app.stores.models import Store
from dispatch import rating
from dispatch.domain.contact import call_until
from dispatch.domain.geo import shown_m
from dispatch.domain.promise import promise_sentence
from dispatch.models import Order
from dispatch.scene import known_version, policy_of
from dispatch.views.common import STATE_ZH, line_rows, money_row, times_row
from dispatch.views.mother_timeline import KINDS, Event, timeline

GROUPS = {
    "to_pay": ("awaiting_payment",),
    "under_way": ("paid", "offered", "accepted", "out_for_delivery", "needs_person"),
    "done": ("delivered", "completed"),
    "cancelled": ("cancelled",),
}
PAYMENT_ZH = {"on_delivery": "货到付款", "online": "在线支付"}
REFUND_ZH = {
    "requested": "等待处理", "approved": "退款中", "processing": "退款中",
    "succeeded": "已退款", "failed": "退款失败，客服会联系您", "rejected": "未通过",
}  # fmt: skip
# The store is hers to see while it has the order or fulfilled it.
_WITH_STORE = ("offered", "accepted", "out_for_delivery", "delivered", "completed")
_WITH_CODE = ("accepted", "out_for_delivery")
_CANCELLABLE = ("awaiting_payment", "paid", "offered", "accepted", "needs_person")

_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)
_SEEN = text(f"""
SELECT jindan_now() AS now, p.version, CASE WHEN p.version = :known THEN NULL ELSE p.settings END AS settings,
  (SELECT max(d.finished_at) FROM deliveries d WHERE d.order_id = o.id AND d.state = 'delivered') AS delivered_at,
  (SELECT max(h.taken_at) FROM proof_photos h WHERE h.order_id = o.id) AS photo_taken_at,
  s.code, s.name, s.phone, s.address, s.lng, s.lat,
  (SELECT f.expires_at FROM offers f WHERE f.order_id = o.id AND f.state = 'open') AS expires_at,
  (SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'name', l.name, 'quantity', l.quantity,
                    'unit_price_fen', l.unit_price_fen, 'amount_fen', l.unit_price_fen * l.quantity) ORDER BY l.sku)
   FROM order_lines l WHERE l.order_id = o.id) AS lines,
  (SELECT jsonb_agg(jsonb_build_array(e.kind, e.at, t.name, e.payload) ORDER BY e.id)
   FROM outbox_events e LEFT JOIN stores t ON t.id = e.store_id
   WHERE e.order_id = o.id AND e.kind IN ({_KINDS})) AS events,
  (SELECT jsonb_agg(jsonb_build_object('refund_no', r.refund_no, 'amount_fen', r.amount_fen, 'state', r.state,
                    'reason', r.reason, 'requested_at', r.requested_at, 'finished_at', r.finished_at) ORDER BY r.id)
   FROM refunds r WHERE r.order_id = o.id) AS refunds,
  {rating.SEEN} AS rating
FROM orders o JOIN policy_versions p ON p.state = 'active' LEFT JOIN stores s ON s.id = o.store_id WHERE o.id = :id
""")


def order_row(session: Session, order: Order) -> dict[str, Any]:
    """The whole order for her; in the transaction that changed it, too."""
    write_gathered(session)  # her timeline has what has just happened
    seen = session.execute(_SEEN, {"id": order.id, "known": known_version(session)}).one()
    now = local(seen.now)
    entries = timeline(Event(kind, _instant(at), store, facts) for kind, at, store, facts in seen.events or ())
    return {
        **_head(order, seen.name, now),
        **times_row(order),
        "now": now,
        "store": _store(order, seen),
        "offer": _offer(order, seen, now),
        "pay_seconds_left": seconds_left(order.close_at, now) if order.state == "awaiting_payment" else None,
        "proof_code": vault_of(session).proof_code(order.order_no) if order.state in _WITH_CODE else None,
        "lines": seen.lines or [],
        "refunds": [_refund(row) for row in seen.refunds or ()],
        "recipient": _recipient(session, order),
        "note": vault_of(session).open(order.note_sealed, "orders.note") if order.note_sealed else None,
        "photo_taken_at": local(seen.photo_taken_at) if seen.photo_taken_at else None,
        "can_call": _can_call(session, order, seen, now),
        "timeline": [entry._asdict() for entry in entries],
        "rating": rating.rating_row(session, seen.rating, now),
        "actions": _actions(order, rated=seen.rating is not None),
    }


def orders_page(
    session: Session, member_id: int, group: str | None, before: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Her orders, the newest first, and the id where the next page begins (None: this was the last)."""
    query = select(Order, Store.name, text("jindan_now() AS now")).outerjoin(Store, Store.id == Order.store_id)
    query = query.where(Order.member_id == member_id)
    if group is not None:
        query = query.where(Order.state.in_(GROUPS[group]))
    if before is not None:
        query = query.where(Order.id < before)
    found = list(session.execute(query.order_by(Order.id.desc()).limit(limit + 1)))
    page = found[:limit]
    lines = line_rows(session, [order.id for order, _, _ in page]) if page else {}
    rows = [
        {**_head(order, name, local(now)), "placed_at": local(order.placed_at), "lines": lines[order.id]}
        for order, name, now in page
    ]
    return rows, page[-1][0].id if len(found) > limit else None


def seconds_left(until: datetime | None, now: datetime) -> int | None:
    """Whole seconds until ``until``, 0 when it is over."""
    return None if until is None else max(0, math.ceil((until - now).total_seconds()))


def _head(order: Order, store_name: str | None, now: datetime) -> dict[str, Any]:
    name = store_name if order.state in _WITH_STORE else None
    promised = local(order.promise_at) if order.promise_at else None
    waiting = order.state in ("offered", "accepted", "out_for_delivery")
    state_zh = f"等待 {name} 接单" if order.state == "offered" and name else STATE_ZH[order.state]
    return {
        "order_no": order.order_no, "channel": order.channel, "state": order.state, "state_zh": state_zh,
        "store_name": name, "promise_at": promised,
        "promise_zh": promise_sentence(name, promised, now) if waiting and name and promised else None,
        "payment_method": order.payment_method, "payment_method_zh": PAYMENT_ZH[order.payment_method],
        **money_row(order),
    }  # fmt: skip


def _store(order: Order, seen: Any) -> dict[str, Any] | None:
    if order.state not in _WITH_STORE or seen.code is None:
        return None
    return {
        "code": seen.code, "name": seen.name, "phone": seen.phone, "address": seen.address,
        "point": outward(seen.lng, seen.lat),
        "distance_m": shown_m(order.lng, order.lat, seen.lng, seen.lat),
    }  # fmt: skip


def _offer(order: Order, seen: Any, now: datetime) -> dict[str, Any] | None:
    if order.state != "offered" or seen.expires_at is None:
        return None
    until = local(seen.expires_at)
    return {"store_name": seen.name, "expires_at": until, "seconds_left": seconds_left(until, now)}


def refund_row(refund: Refund) -> dict[str, Any]:
    """A refund for her, amounts in fen."""
    finished_at = local(refund.finished_at) if refund.finished_at else None
    return {
        "refund_no": refund.refund_no, "amount_fen": refund.amount_fen, "state": refund.state,
        "state_zh": REFUND_ZH[refund.state], "reason": refund.reason,
        "requested_at": local(refund.requested_at), "finished_at": finished_at,
    }  # fmt: skip


def _refund(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row, "state_zh": REFUND_ZH[row["state"]], "requested_at": _instant(row["requested_at"]),
        "finished_at": _instant(row["finished_at"]) if row["finished_at"] else None,
    }  # fmt: skip


def _recipient(session: Session, order: Order) -> dict[str, str]:
    opened = vault_of(session).open_json(order.recipient_sealed, "orders.recipient")
    address = f"{opened['text']}{opened.get('door', '')}"
    return {
        "name": mask_name(opened["name"]), "phone": mask_phone(opened["phone"]), "address": mask_address(address)
    }  # fmt: skip


def _can_call(session: Session, order: Order, seen: Any, now: datetime) -> bool:
    minutes = policy_of(session, seen.version, seen.settings).call_minutes
    return call_until(order.state, local(seen.delivered_at) if seen.delivered_at else None, now, minutes) is not None


def _actions(order: Order, *, rated: bool) -> list[str]:
    actions = ["pay"] if order.state == "awaiting_payment" else []
    if order.state in _CANCELLABLE:
        actions.append("cancel")
    if order.state == "delivered":
        actions.append("confirm")
    if order.state in ("delivered", "completed") and order.refunded_fen < order.total_fen:
        actions.append("refund")
    if order.state in rating.RATEABLE and not rated:
        actions.append("rate")
    return actions


def _instant(written: str) -> datetime:
    return local(datetime.fromisoformat(written))
