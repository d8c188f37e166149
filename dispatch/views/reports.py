"""Reports over a period (Asia/Shanghai), set-based. Each number leads to its orders: ``orders_query`` lists what it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.ledger.statement import Period
from dispatch.views.wanted import HOUR, LATE, NOWHERE, REACHED, conditions

Row = dict[str, Any]
STEP_ZH = {
    "placed": "下单", "paid": "付款（或货到付款确认）", "offered": "派给门店", "accepted": "门店接单", "left": "已出发",
    "delivered": "已送达", "needs_person": "曾转人工", "cancelled": "已取消",
}  # fmt: skip
_FUNNEL = ", ".join(f"count(*) FILTER (WHERE {reached}) AS {step}" for step, reached in REACHED.items())
_FUNNEL = f"SELECT {_FUNNEL} FROM orders o LEFT JOIN stores s ON s.id = o.store_id WHERE true"
_ACCEPTANCE = f"""
SELECT {HOUR}::int AS hour, coalesce(p.city, '{NOWHERE}') AS city, count(*) AS offers, count(DISTINCT w.order_id) AS orders,
       count(*) FILTER (WHERE w.state = 'accepted') AS accepted, count(*) FILTER (WHERE w.state = 'declined') AS declined,
       count(*) FILTER (WHERE w.state = 'expired') AS expired,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM w.answered_at - w.offered_at))
         FILTER (WHERE w.state IN ('accepted', 'declined')) AS answer_p50_s,
       count(*) FILTER (WHERE o.promise_at IS NOT NULL AND EXISTS
         (SELECT 1 FROM deliveries d WHERE d.offer_id = w.id AND d.state = 'delivered')) AS promised,
       count(*) FILTER (WHERE {LATE}) AS late
FROM offers w JOIN stores p ON p.id = w.store_id JOIN orders o ON o.id = w.order_id
WHERE w.offered_at >= :from_at AND w.offered_at < :until_at
  AND (cast(:city AS text) IS NULL OR coalesce(p.city, '-') = :city)
  AND (cast(:chain AS text) IS NULL OR coalesce(p.chain, '-') = :chain)
GROUP BY 1, 2 ORDER BY 1, 2
"""
# A reversal counts where the entry counted that it undoes.
_REVENUE = """
SELECT s.code AS store_code, s.name AS store_name, s.chain, s.city,
       count(DISTINCT e.order_id) FILTER (WHERE e.kind IN ('delivered', 'cash_delivered')) AS orders,
       -coalesce(sum(p.amount_fen) FILTER (
          WHERE coalesce(r.kind, e.kind) IN ('delivered', 'cash_delivered', 'refund_failed')), 0)::bigint AS revenue_fen,
       coalesce(sum(p.amount_fen) FILTER (WHERE coalesce(r.kind, e.kind) = 'refund_after_delivery'), 0)::bigint
         AS refunds_fen
FROM entries e JOIN postings p ON p.entry_id = e.id JOIN accounts a ON a.id = p.account_id JOIN stores s ON s.id = a.store_id
LEFT JOIN entries r ON r.id = e.reverses_id
WHERE a.kind = 'store_payable' AND coalesce(r.kind, e.kind) <> 'settlement_paid' AND e.at >= :from_at AND e.at < :until_at
  AND (cast(:city AS text) IS NULL OR coalesce(s.city, '-') = :city)
  AND (cast(:chain AS text) IS NULL OR coalesce(s.chain, '-') = :chain)
GROUP BY s.id ORDER BY 6 DESC, 1
"""
_ONLINE = f"""
SELECT coalesce(s.chain, '{NOWHERE}') AS chain, count(DISTINCT s.id) AS stores, count(*) AS purchases,
       count(*) FILTER (WHERE p.source = 'order') AS online,
       sum(p.total_fen - p.refunded_fen)::bigint AS total_fen,
       coalesce(sum(p.total_fen - p.refunded_fen) FILTER (WHERE p.source = 'order'), 0)::bigint AS online_fen
FROM purchases p JOIN stores s ON s.id = p.store_id
WHERE p.state <> 'voided' AND p.purchased_at >= :from_at AND p.purchased_at < :until_at
  AND (cast(:city AS text) IS NULL OR coalesce(s.city, '-') = :city)
  AND (cast(:chain AS text) IS NULL OR coalesce(s.chain, '-') = :chain)
GROUP BY 1 ORDER BY 6 DESC, 1
"""


class Slice(NamedTuple):
    """Of which days, and of which stores."""

    days: Period
    city: str | None = None
    chain: str | None = None

    @property
    def values(self) -> Mapping[str, Any]:
        """For the statements."""
        return {"from_at": self.days.from_at, "until_at": self.days.until_at, "city": self.city, "chain": self.chain}

    def query(self, when: str, **more: Any) -> str:
        """The filter of ``GET /orders`` that finds the same: ``when`` is placed, offered or credited."""
        asked = {"state": "all", f"{when}_from": self.days.first, f"{when}_to": self.days.last, **more}
        return urlencode({name: value for name, value in asked.items() if value is not None})


def funnel(session: Session, asked: Slice) -> tuple[list[Row], Row]:
    """Of the orders placed, how many came how far; whatever became of them since."""
    given = {
        "placed_from": asked.days.from_at, "placed_until": asked.days.until_at, "city": asked.city, "chain": asked.chain
    }  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    found = session.execute(text(_FUNNEL + conditions(given)), given).mappings().one()
    placed = found["placed"]
    rows = [
        {
            "step": step, "step_zh": STEP_ZH[step], "orders": found[step], "share": _share(found[step], placed),
            "orders_query": asked.query("placed", reached=step, city=asked.city, chain=asked.chain),
        }
        for step in REACHED
    ]  # fmt: skip
    return rows, {"step": "", "step_zh": "", "orders": placed, "share": None, "orders_query": rows[0]["orders_query"]}


def acceptance(session: Session, asked: Slice) -> tuple[list[Row], Row]:
    """Offers by the hour at which they were made and the city of the store; lateness of what was delivered from them."""
    rows = [dict(row) for row in session.execute(text(_ACCEPTANCE), asked.values).mappings()]
    for row in rows:
        named = {"offered_hour": row["hour"], "offered_city": row["city"], "offered_chain": asked.chain}
        row["orders_query"] = asked.query("offered", **named)
        row["late_query"] = asked.query("offered", **named, offered_late="true")
    total = {
        **_sum(rows, ("offers", "orders", "accepted", "declined", "expired", "promised", "late")),
        "hour": None,
        "city": "",
    }
    named = {"offered_city": asked.city, "offered_chain": asked.chain}
    total |= {"answer_p50_s": None, "orders_query": asked.query("offered", **named)}
    total["late_query"] = asked.query("offered", **named, offered_late="true")
    for row in (*rows, total):
        row["acceptance"] = _share(row["accepted"], row["accepted"] + row["declined"] + row["expired"])
        row["late_share"] = _share(row["late"], row["promised"])
        row["answer_p50_s"] = None if row["answer_p50_s"] is None else round(float(row["answer_p50_s"]), 1)
    return rows, total


def revenue(session: Session, asked: Slice) -> tuple[list[Row], Row]:
    """What the ledger credited to each store, refunds, and what is left; equal to their statements."""
    rows = [dict(row) for row in session.execute(text(_REVENUE), asked.values).mappings()]
    for row in rows:
        row["orders_query"] = asked.query("credited", store_code=row["store_code"])
    total = {
        **_sum(rows, ("orders", "revenue_fen", "refunds_fen")),
        "store_code": "",
        "store_name": "",
        "chain": "",
        "city": "",
    }
    total["orders_query"] = asked.query("credited", city=asked.city, chain=asked.chain)
    for row in (*rows, total):
        row["net_fen"] = row["revenue_fen"] - row["refunds_fen"]
    return rows, total


def online_share(session: Session, asked: Slice) -> tuple[list[Row], Row]:
    """Of what each chain sold (tills, imports, orders), how much came online; less what went back, without what was voided."""
    rows = [dict(row) for row in session.execute(text(_ONLINE), asked.values).mappings()]
    for row in rows:
        row["orders_query"] = asked.query("credited", chain=row["chain"], city=asked.city)
    total = {**_sum(rows, ("stores", "purchases", "online", "total_fen", "online_fen")), "chain": ""}
    total["orders_query"] = asked.query("credited", chain=asked.chain, city=asked.city)
    for row in (*rows, total):
        row["online_share"] = _share(row["online"], row["purchases"])
        row["online_fen_share"] = _share(row["online_fen"], row["total_fen"])
    return rows, total


Report = Callable[[Session, Slice], tuple[list[Row], Row]]
REPORTS: Mapping[str, Report] = {
    "funnel": funnel, "acceptance": acceptance, "revenue": revenue, "online_share": online_share
}  # fmt: skip


def _sum(rows: Sequence[Row], names: Sequence[str]) -> Row:
    return {name: sum(row[name] for row in rows) for name in names}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
