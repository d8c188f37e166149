"""Orders as customer service lists them: what needs a person first, then by the time that is left."""

from __future__ import annotations

from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.identity.devices import ANY_ONLINE
from app.security import mask_name, mask_phone
from dispatch.scene import look
from dispatch.views.agent_words import CHANNEL_ZH, NEEDS_ZH
from dispatch.views.common import STATE_ZH
from dispatch.views.wanted import LIVE, NEAR_CITY, OVER, Wanted, conditions

# Whose turn it is runs out at ``due_at``: the store's answer, the promise, the time to pay; what waits for us was due at once.
DUE = """
  CASE o.state WHEN 'offered' THEN f.expires_at WHEN 'accepted' THEN o.promise_at WHEN 'out_for_delivery' THEN o.promise_at
               WHEN 'awaiting_payment' THEN o.close_at ELSE o.state_changed_at END"""
_FROM = f"""
FROM orders o LEFT JOIN offers f ON f.order_id = o.id AND f.state = 'open' LEFT JOIN stores s ON s.id = o.store_id
CROSS JOIN LATERAL (SELECT {DUE} AS due_at) t
WHERE {{states}}
"""
# Of the living, what needs a person is first, then the least time left; what is over comes by number, the latest first, since
# there is no end to it and an index knows that order.
_LIVING = """
  CASE WHEN o.state = 'needs_person' THEN 0 WHEN o.state = ANY(:over) THEN 2 ELSE 1 END AS place,
  CASE WHEN o.state = ANY(:over) THEN -o.id
       ELSE cast(extract(epoch FROM coalesce(t.due_at, o.state_changed_at)) * 1000000 AS bigint) END AS due_us"""
_OVER = "2 AS place, -o.id AS due_us"
_LIST = f"""
SELECT o.*, s.code AS store_code, s.name AS store_name, s.phone AS store_phone,
       CASE WHEN o.store_id IS NULL THEN {NEAR_CITY} ELSE s.city END AS city,
       (SELECT a.name FROM agents a WHERE a.id = o.agent_id) AS agent_name,
       o.state = 'offered' AND NOT {ANY_ONLINE.format(store="o.store_id")} AS no_device
FROM ({{inner}}) o
LEFT JOIN stores s ON s.id = o.store_id ORDER BY o.place, o.due_us, o.id
"""
_COUNT = f"""
SELECT o.state, count(*) AS number, count(*) FILTER (WHERE o.held_at IS NOT NULL) AS held,
       count(*) FILTER (WHERE t.due_at <= (SELECT jindan_now())) AS overdue
{_FROM} {{filters}} GROUP BY o.state
"""
_LINES = text("""
SELECT order_id, string_agg(name || ' × ' || quantity, '；' ORDER BY sku) AS goods FROM order_lines
WHERE order_id = ANY(:ids) GROUP BY order_id
""")


def orders_page(
    session: Session, wanted: Wanted, after: list[int] | None, limit: int
) -> tuple[list[dict[str, Any]], list[int] | None]:
    """A page of orders, people masked, and where the next page begins (None: this was the last)."""
    values = {**wanted.filters(), "states": list(wanted.states), "over": list(OVER), "limit": limit + 1}
    scene = look(session)
    values["online_s"] = scene.policy.device_online_s
    values["only_state"] = wanted.states[0]
    values |= dict(zip(("after_place", "after_due", "after_id"), after or (), strict=False))
    found = list(session.execute(_listing(wanted, after is not None), values))
    page = found[:limit]
    goods = {row.order_id: row.goods for row in session.execute(_LINES, {"ids": [row.id for row in page]})}
    rows = [_row(session, row, goods.get(row.id, ""), scene.now) for row in page]
    last = page[-1] if len(found) > limit else None
    return rows, [last.place, last.due_us, last.id] if last else None


def counters(session: Session, wanted: Wanted) -> dict[str, Any]:
    """How many living orders are in each state, held, and overdue, under the same filters."""
    given = {name: value for name, value in wanted.filters().items() if name not in ("held", "overdue")}
    values = {**wanted.filters(), "states": list(LIVE), "over": list(OVER)}
    statement = _COUNT.format(states="o.state = ANY(:states)", filters=conditions(given))
    rows = list(session.execute(text(statement), values))
    by_state = dict.fromkeys(LIVE, 0) | {row.state: row.number for row in rows}
    return {
        "by_state": by_state, "live": sum(by_state.values()),
        "held": sum(row.held for row in rows), "overdue": sum(row.overdue for row in rows),
    }  # fmt: skip


def _listing(wanted: Wanted, goes_on: bool) -> TextClause:
    over = set(wanted.states) <= set(OVER)
    place = _OVER if over else _LIVING
    # An index gives the order of one state; of several, one after the other.
    states = "o.state = :only_state" if len(wanted.states) == 1 else "o.state = ANY(:states)"
    filters = conditions(wanted.filters())
    if not over:
        after = "WHERE (place, due_us, id) > (:after_place, :after_due, :after_id)" if goes_on else ""
        inner = f"SELECT * FROM (SELECT o.*, t.due_at, {place} {_FROM.format(states=states)} {filters}) q {after}"
        order = "ORDER BY place, due_us, id LIMIT :limit"
        return text(_LIST.replace("{inner}", f"{inner} {order}"))
    after = "AND o.id < -:after_due" if goes_on else ""
    inner = (
        f"SELECT o.*, t.due_at, {place} {_FROM.format(states=states)} {filters} {after} ORDER BY o.id DESC LIMIT :limit"
    )
    return text(_LIST.replace("{inner}", inner))


def _row(session: Session, row: Any, goods: str, now: Any) -> dict[str, Any]:
    opened = vault_of(session).open_json(row.recipient_sealed, "orders.recipient")
    has_store = row.store_id is not None
    live = row.state not in OVER
    return {
        "order_no": row.order_no, "state": row.state, "state_zh": STATE_ZH[row.state],
        "channel": row.channel, "channel_zh": CHANNEL_ZH[row.channel],
        "store_code": row.store_code if has_store else None, "store_name": row.store_name if has_store else None,
        "store_phone": row.store_phone if has_store else None, "city": row.city,
        "goods": goods, "total_fen": row.goods_fen + row.delivery_fee_fen, "refunded_fen": row.refunded_fen,
        "payment_method": row.payment_method, "recipient_name": mask_name(opened["name"]),
        "recipient_phone": mask_phone(opened["phone"]), "offers_made": row.offers_made,
        "needs_person_reason": row.needs_person_reason,
        "needs_person_zh": NEEDS_ZH.get(row.needs_person_reason or "", row.needs_person_reason),
        "held": row.held_at is not None, "hold_reason": row.hold_reason, "placed_by_agent": row.agent_name,
        "placed_at": local(row.placed_at), "promise_at": local(row.promise_at) if row.promise_at else None,
        "age_s": int((now - row.placed_at).total_seconds()),
        "due_at": local(row.due_at) if row.due_at and live else None,
        "seconds_left": int((row.due_at - now).total_seconds()) if row.due_at and live else None,
        "no_device": row.no_device,
    }  # fmt: skip
