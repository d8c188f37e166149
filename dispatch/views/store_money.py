"""What a store has coming, what it earned, and through whose hands: a reading of the ledger, equal to it to the fen."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.identity.staff import staff_names
from app.ledger.posting import balance_fen, store_cash, store_payable
from app.ledger.statement import Period, period
from dispatch.views.store import Terms, terms

NOBODY_ZH = "未记名"

# Accepted or on the road, as it will be booked: what is due less the platform's share, order by order.
_PENDING = text("""
SELECT count(*) AS orders, coalesce(sum(o.due - o.due * :share_bp / 10000), 0)::bigint AS amount_fen
FROM (SELECT o.id, o.store_id, o.goods_fen + o.delivery_fee_fen - o.refunded_fen AS due FROM orders o
      WHERE o.store_id = :store_id AND o.state IN ('accepted', 'out_for_delivery')) o
LEFT JOIN offers f ON f.order_id = o.id AND f.state = 'accepted' AND f.ended_at IS NULL
LEFT JOIN deliveries d ON d.order_id = o.id AND d.state IN ('picking', 'on_the_road')
WHERE cast(:staff_id AS bigint) IS NULL OR d.courier_staff_id = :staff_id OR f.answered_by = 'staff:' || :staff_id
""")
# By who brought it. A reversal counts where the entry counted that it undoes.
_BOOKED = text("""
SELECT d.courier_staff_id AS staff_id, coalesce(r.kind, e.kind) AS kind,
       count(DISTINCT e.id) FILTER (WHERE e.reverses_id IS NULL) AS entries,
       -coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_payable'), 0)::bigint AS amount_fen,
       coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_cash'), 0)::bigint AS cash_fen
FROM accounts a JOIN postings p ON p.account_id = a.id JOIN entries e ON e.id = p.entry_id
LEFT JOIN entries r ON r.id = e.reverses_id
LEFT JOIN deliveries d ON d.order_id = e.order_id AND d.store_id = a.store_id AND d.state = 'delivered'
WHERE a.store_id = :store_id AND a.kind IN ('store_payable', 'store_cash') AND a.unit = 'fen'
  AND e.at >= :from_at AND e.at < :until_at
GROUP BY 1, 2
""")
# Whose hands: offers taken, parcels brought, sales rung up. An offer is answered within days of being made.
_HANDS = text("""
SELECT cast(substring(f.answered_by FROM '^staff:([0-9]{1,18})$') AS bigint) AS staff_id, 'accepted' AS what,
       count(*) AS number, 0::bigint AS amount_fen, 0::bigint AS back_fen
FROM offers f WHERE f.store_id = :store_id AND f.state = 'accepted' AND f.offered_at >= :from_at - interval '8 days'
  AND f.answered_at >= :from_at AND f.answered_at < :until_at GROUP BY 1
UNION ALL
SELECT d.courier_staff_id, 'delivered', count(*), 0, 0
FROM purchases u JOIN deliveries d ON d.order_id = u.order_id AND d.store_id = u.store_id AND d.state = 'delivered'
WHERE u.store_id = :store_id AND u.source = 'order' AND u.purchased_at >= :from_at AND u.purchased_at < :until_at GROUP BY 1
UNION ALL
SELECT u.staff_id, 'till', count(*), sum(u.total_fen)::bigint, sum(u.refunded_fen)::bigint
FROM purchases u WHERE u.store_id = :store_id AND u.source = 'till' AND u.state <> 'voided'
  AND u.purchased_at >= :from_at AND u.purchased_at < :until_at GROUP BY 1
""")
_CREDITS = ("delivered", "cash_delivered")
_NOTHING = dict.fromkeys(
    (
        "accepted", "delivered", "credited_fen", "credited_orders", "refunds_fen", "refunds", "settled_fen", "cash_fen",
        "till_sales", "till_fen", "till_refunded_fen",
    ),
    0,
)  # fmt: skip


def money(session: Session, store_id: int, staff_id: int | None) -> dict[str, Any]:
    """Pending now, today and this month; of the whole store, or (``staff_id``) of what went through one person's hands."""
    at = terms(session)
    today = at.now.date()
    found = {
        "scope": "store" if staff_id is None else "mine", "now": at.now,
        "pending": _pending(session, store_id, staff_id, at),
        "today": _of(session, store_id, staff_id, period(today, today)),
        "month": _of(session, store_id, staff_id, period(date(today.year, today.month, 1), today)),
    }  # fmt: skip
    return {**found, **_balances(session, store_id, staff_id)}


def _balances(session: Session, store_id: int, staff_id: int | None) -> dict[str, int | None]:
    if staff_id is not None:
        return {"owed_fen": None, "cash_in_hand_fen": None, "due_fen": None}
    owed, cash = -balance_fen(session, store_payable(store_id)), balance_fen(session, store_cash(store_id))
    return {"owed_fen": owed, "cash_in_hand_fen": cash, "due_fen": owed - cash}


def _pending(session: Session, store_id: int, staff_id: int | None, at: Terms) -> dict[str, Any]:
    values = {"store_id": store_id, "staff_id": staff_id, "share_bp": at.policy.platform_share_bp}
    return dict(session.execute(_PENDING, values).mappings().one())


def _of(session: Session, store_id: int, staff_id: int | None, days: Period) -> dict[str, Any]:
    hands = _by_hand(session, store_id, days)
    if staff_id is not None:
        hands = {staff_id: hands.get(staff_id, dict(_NOTHING))}
    total = {name: sum(row[name] for row in hands.values()) for name in _NOTHING}
    names = staff_names(session, [number for number in hands if number is not None])
    clerks = [
        {"staff_id": number, "name": names.get(number or 0, NOBODY_ZH), **row} for number, row in hands.items()
    ]  # fmt: skip
    clerks.sort(key=lambda row: (row["staff_id"] is None, -row["credited_fen"], row["name"]))
    return {"from_": days.first, "to": days.last, **total, "by_clerk": clerks}


def _by_hand(session: Session, store_id: int, days: Period) -> dict[int | None, dict[str, Any]]:
    values = {"store_id": store_id, "from_at": days.from_at, "until_at": days.until_at}
    hands: dict[int | None, dict[str, Any]] = {}
    for row in session.execute(_BOOKED, values):
        _add_booked(hands.setdefault(row.staff_id, dict(_NOTHING)), row)
    for row in session.execute(_HANDS, values):
        hand = hands.setdefault(row.staff_id, dict(_NOTHING))
        if row.what == "till":
            hand["till_sales"], hand["till_fen"], hand["till_refunded_fen"] = row.number, row.amount_fen, row.back_fen
        else:
            hand[row.what] = row.number
    return hands


def _add_booked(hand: dict[str, Any], row: Any) -> None:
    hand["cash_fen"] += row.cash_fen
    if row.kind == "refund_after_delivery":
        hand["refunds_fen"] -= row.amount_fen
        hand["refunds"] += row.entries
    elif row.kind == "settlement_paid":
        hand["settled_fen"] -= row.amount_fen
    else:  # delivered; or a refund that failed after all
        hand["credited_fen"] += row.amount_fen
        hand["credited_orders"] += row.entries if row.kind in _CREDITS else 0
