"""How a store does, day by day (Asia/Shanghai): set-based SQL over offers, purchases and the ledger.

Offers and their answers belong to the day on which the offer was made; deliveries and money to the day on which they
happened. Revenue is what the ledger credited to the store, so that the days add up to its statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.ledger.statement import Period

_COUNTS = ("offers", "open", "accepted", "declined", "expired", "withdrawn", "delivered", "promised", "on_time")
_SUMS = (*_COUNTS, "revenue_fen", "refunds_fen")

# Offers, with each day's total beside the days (rolled up: the median of a period is no sum of medians).
_OFFERS = text("""
WITH made AS (
  SELECT (offered_at AT TIME ZONE 'Asia/Shanghai')::date AS day, state, decline_reason,
         extract(epoch FROM answered_at - offered_at) AS answer_s
  FROM offers WHERE store_id = :store_id AND offered_at >= :from_at AND offered_at < :until_at)
SELECT day, count(*) AS offers, count(*) FILTER (WHERE state = 'open') AS open,
       count(*) FILTER (WHERE state = 'accepted') AS accepted, count(*) FILTER (WHERE state = 'declined') AS declined,
       count(*) FILTER (WHERE state = 'expired') AS expired, count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY answer_s) FILTER (WHERE state IN ('accepted', 'declined')) AS p50_s
FROM made GROUP BY GROUPING SETS ((day), ())
""")
_DECLINES = text("""
SELECT (offered_at AT TIME ZONE 'Asia/Shanghai')::date AS day, decline_reason AS reason, count(*) AS number
FROM offers WHERE store_id = :store_id AND offered_at >= :from_at AND offered_at < :until_at AND state = 'declined'
GROUP BY 1, 2
""")
# A delivered order is a purchase of its moment; what was promised then stands in the order.
_DELIVERED = text("""
SELECT (p.purchased_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS delivered,
       count(o.promise_at) AS promised, count(*) FILTER (WHERE p.purchased_at <= o.promise_at) AS on_time
FROM purchases p JOIN orders o ON o.id = p.order_id
WHERE p.store_id = :store_id AND p.source = 'order' AND p.purchased_at >= :from_at AND p.purchased_at < :until_at
GROUP BY 1
""")
# A reversal counts where the entry counted that it undoes.
_MONEY = text("""
SELECT (e.at AT TIME ZONE 'Asia/Shanghai')::date AS day,
       -coalesce(sum(p.amount_fen) FILTER (
          WHERE coalesce(r.kind, e.kind) IN ('delivered', 'cash_delivered', 'refund_failed')), 0)::bigint AS revenue_fen,
       coalesce(sum(p.amount_fen) FILTER (WHERE coalesce(r.kind, e.kind) = 'refund_after_delivery'), 0)::bigint
         AS refunds_fen
FROM accounts a JOIN postings p ON p.account_id = a.id JOIN entries e ON e.id = p.entry_id
LEFT JOIN entries r ON r.id = e.reverses_id
WHERE a.kind = 'store_payable' AND a.store_id = :store_id AND e.at >= :from_at AND e.at < :until_at
GROUP BY 1
""")


def performance(session: Session, store_id: int, days: Period) -> dict[str, Any]:
    """One row a day and their total. ``answer_p50_s``: median seconds from offer to answer; null without an answer.

    ``on_time_share``: of the deliveries that had a promise, those that kept it (0..1); null if there was none.
    """
    values = {"store_id": store_id, "from_at": days.from_at, "until_at": days.until_at}
    rows = {day: _empty(day) for day in _each(days)}
    total = _empty(None)
    for found in session.execute(_OFFERS, values).mappings():
        (total if found["day"] is None else rows[found["day"]]).update(_answers(found))
    for query in (_DELIVERED, _MONEY):
        for found in session.execute(query, values).mappings():
            rows[found["day"]].update(found)
    for refusal in session.execute(_DECLINES, values):
        rows[refusal.day]["declined_by_reason"][refusal.reason] = refusal.number
    ordered = list(rows.values())
    _add_up(total, ordered)
    for row in (*ordered, total):
        row["on_time_share"] = round(row["on_time"] / row["promised"], 4) if row["promised"] else None
    return {"from_": days.first, "to": days.last, "days": ordered, "total": total}


def _each(days: Period) -> Sequence[date]:
    return [days.first + timedelta(days=step) for step in range((days.last - days.first).days + 1)]


def _empty(day: date | None) -> dict[str, Any]:
    return {"day": day, **dict.fromkeys(_SUMS, 0), "declined_by_reason": {}, "answer_p50_s": None}


def _answers(found: Any) -> dict[str, Any]:
    p50 = found["p50_s"]
    return {
        **{name: found[name] for name in ("offers", "open", "accepted", "declined", "expired", "withdrawn")},
        "answer_p50_s": None if p50 is None else round(float(p50), 1),
    }


def _add_up(total: dict[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    for name in _SUMS:
        total[name] = sum(row[name] for row in rows)
    for row in rows:
        for reason, number in row["declined_by_reason"].items():
            total["declined_by_reason"][reason] = total["declined_by_reason"].get(reason, 0) + number
