"""What happened in a day, read from the rows it left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_MINE = "JOIN orders o ON o.id = {0}.order_id WHERE o.placed_at >= :since"
_TABLES: dict[str, tuple[tuple[str, ...], str]] = {
    "Orders by where they ended": (
        ("state", "orders"),
        "SELECT state, count(*) FROM orders WHERE placed_at >= :since GROUP BY 1 ORDER BY 2 DESC",
    ),
    "First choice: whose order it was": (
        ("reason", "orders"),
        "SELECT reason, count(*) FROM (SELECT DISTINCT ON (d.order_id) d.reason FROM decisions d "
        + _MINE.format("d")
        + " ORDER BY d.order_id, d.id) first GROUP BY 1 ORDER BY 2 DESC",
    ),
    "Who accepted in the end": (
        ("store", "orders"),
        "SELECT CASE WHEN f.by_person THEN 'chosen by a person' ELSE d.reason END, count(*)"
        " FROM offers f JOIN decisions d ON d.id = f.decision_id "
        + _MINE.format("f")
        + " AND f.state = 'accepted' AND f.ended_at IS NULL GROUP BY 1 ORDER BY 2 DESC",
    ),
    "Offers by how they ended": (
        ("offer", "count"),
        "SELECT f.state || coalesce(' (' || f.decline_reason || ')', ''), count(*) FROM offers f "
        + _MINE.format("f")
        + " GROUP BY 1 ORDER BY 1",
    ),
    "Offers an order needed": (
        ("offers", "orders"),
        "SELECT offers_made, count(*) FROM orders o WHERE o.placed_at >= :since GROUP BY 1 ORDER BY 1",
    ),
    "Orders that reached a person, and why": (
        ("why", "times"),
        "SELECT coalesce(e.payload->>'reason', '?'), count(*) FROM outbox_events e "
        + _MINE.format("e")
        + " AND e.kind = 'order.needs_person' GROUP BY 1 ORDER BY 2 DESC",
    ),
    "Deliveries": (
        ("delivery", "count"),
        "SELECT d.state || coalesce(' (' || d.failure_reason || ')', ''), count(*) FROM deliveries d "
        + _MINE.format("d")
        + " GROUP BY 1 ORDER BY 1",
    ),
    "Refunds": (
        ("refund", "count", "yuan"),
        "SELECT r.state, count(*), round(sum(r.amount_fen) / 100.0, 2) FROM refunds r "
        + _MINE.format("r")
        + " GROUP BY 1 ORDER BY 1",
    ),
    "Revenue by store, the ten largest": (
        ("store", "orders", "yuan", "name"),
        "SELECT s.code, count(DISTINCT e.order_id), round(-sum(p.amount_fen) / 100.0, 2), s.name"
        " FROM postings p JOIN accounts a ON a.id = p.account_id AND a.kind = 'store_payable'"
        " JOIN entries e ON e.id = p.entry_id JOIN stores s ON s.id = a.store_id "
        + _MINE.format("e")
        + " GROUP BY s.code, s.name ORDER BY 3 DESC LIMIT 10",
    ),
}
_EXPIRY = (
    """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY late), percentile_cont(0.95) WITHIN GROUP (ORDER BY late),
       max(late)
FROM (SELECT extract(epoch FROM f.answered_at - f.expires_at) / :speed AS late FROM offers f """
    + _MINE.format("f")
    + " AND f.state = 'expired') late"
)
_ACCEPTANCE = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY m), percentile_cont(0.95) WITHIN GROUP (ORDER BY m), max(m)
FROM (SELECT extract(epoch FROM min(d.accepted_at) - o.paid_at) / 60 AS m
      FROM deliveries d JOIN orders o ON o.id = d.order_id WHERE o.placed_at >= :since GROUP BY o.id) took
"""


def tell(session: Session, since: datetime, speed: float) -> list[str]:
    """Tables as lines, for orders placed from ``since`` on."""
    lines: list[str] = []
    for title, (header, query) in _TABLES.items():
        rows = [tuple(row) for row in session.execute(text(query), {"since": since})]
        lines += ["", title, *_table(header, rows)]
    return [*lines, "", *_times(session, since, speed)]


def _times(session: Session, since: datetime, speed: float) -> list[str]:
    expired = session.execute(text(_EXPIRY), {"since": since, "speed": speed}).one()
    accepted = session.execute(text(_ACCEPTANCE), {"since": since}).one()
    lines = ["Times", *_table(("", "count", "p50", "p95", "worst"), [
        ("an unanswered offer expired late, real seconds", *expired),
        ("from paid to accepted, minutes of the day", *accepted),
    ])]  # fmt: skip
    return lines


def _table(header: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[str]:
    if not rows:
        return ["  none"]
    cells = [[_cell(value) for value in row] for row in [tuple(header), *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    # Numbers to the right. Names come last and are not padded: they are Chinese, of a width that no padding knows.
    words = [isinstance(value, str) for value in rows[0]]
    return ["  " + "  ".join(map(_padded, row, widths, words)).rstrip() for row in cells]


def _padded(cell: str, width: int, is_word: bool) -> str:
    return cell.ljust(width) if is_word else cell.rjust(width)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{float(value):,.2f}"
