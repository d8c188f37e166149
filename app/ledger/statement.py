"""What a store earned in a period, line by line: a reading of its payable account, equal to it to the fen."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import SHANGHAI, local
from app.errors import Invalid

LONGEST_DAYS = 366
KIND_ZH = {
    "delivered": "订单送达",
    "cash_delivered": "订单送达（货到付款）",
    "refund_after_delivery": "送达后退款",
    "refund_failed": "退款未成，仍归门店",
    "settlement_paid": "结算打款",
    "reversal": "冲正",
}

# Every entry that touches the store's payable or its cash in hand. In the ledger a credit is negative; to the store what it
# is owed is positive, so payable changes its sign here. Cash in hand is a debit, and positive already.
_LINES = text("""
WITH lines AS (
SELECT e.id, e.at, e.kind, e.reference, e.order_id, o.order_no, o.payment_method,
       t.settlement_no, t.state AS settlement_state,
       -coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_payable'), 0)::bigint AS amount_fen,
       coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_cash'), 0)::bigint AS cash_fen,
       coalesce((SELECT -sum(s.amount_fen) FROM postings s JOIN accounts b ON b.id = s.account_id
                 WHERE s.entry_id = e.id AND b.kind = 'platform_revenue'), 0)::bigint AS platform_share_fen
FROM accounts a JOIN postings p ON p.account_id = a.id JOIN entries e ON e.id = p.entry_id
LEFT JOIN orders o ON o.id = e.order_id
LEFT JOIN settlement_lines l ON l.entry_id = e.id LEFT JOIN settlements t ON t.id = l.settlement_id
WHERE a.store_id = :store_id AND a.kind IN ('store_payable', 'store_cash') AND a.unit = 'fen'
  AND e.at >= :from_at AND e.at < :until_at
GROUP BY e.id, o.order_no, o.payment_method, t.settlement_no, t.state),
running AS (SELECT *, (:opening_fen + sum(amount_fen) OVER (ORDER BY at, id))::bigint AS balance_fen FROM lines)
SELECT * FROM running
WHERE cast(:after_at AS timestamptz) IS NULL OR (at, id) > (cast(:after_at AS timestamptz), cast(:after_id AS bigint))
ORDER BY at, id LIMIT :limit
""")
_BALANCES = text("""
SELECT -coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_payable'), 0)::bigint AS balance_fen,
       coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_cash'), 0)::bigint AS cash_fen
FROM accounts a JOIN postings p ON p.account_id = a.id JOIN entries e ON e.id = p.entry_id
WHERE a.store_id = :store_id AND a.kind IN ('store_payable', 'store_cash') AND a.unit = 'fen' AND e.at < :before_at
""")
_SETTLEMENTS = text("""
SELECT settlement_no, first_day, last_day, state, payable_fen, cash_fen, payable_fen - cash_fen AS due_fen, paid_at
FROM settlements WHERE store_id = :store_id AND state <> 'open' AND first_day <= :last AND last_day >= :first ORDER BY id
""")
STATE_ZH = {"open": "未结算", "locked": "已锁定，待打款", "paid": "已打款"}
Place = tuple[datetime, int]  # (at, id) of an entry: where a page goes on
_STORE = text("SELECT code, name FROM stores WHERE id = :store_id")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Asia/Shanghai, both ends included."""

    first: date
    last: date

    @property
    def from_at(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def until_at(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)


def period(first: date, last: date) -> Period:
    """The days from ``first`` to ``last``. Raises ``Invalid`` if they are the wrong way round or more than a year."""
    if last < first:
        raise Invalid(fields={"to": ["结束日期不能早于开始日期"]})
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid(fields={"to": [f"一次最多查询 {LONGEST_DAYS} 天"]})
    return Period(first, last)


def statement(
    session: Session, store_id: int, days: Period, after: Place | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Opening balance, every entry with its signed fen and the balance after it, closing balance.

    Balances are what the house owes the store (positive) for its sales; ``cash_…`` is what the store took at the door
    and holds. ``due_fen`` is the one less the other at the end of the period. With a ``limit`` these are lines of a page
    (``last``: where the next one goes on), and the balances are still those of the period.
    """
    opening, closing = (_balances(session, store_id, at) for at in (days.from_at, days.until_at))
    lines, last = _page(session, store_id, days, opening.balance_fen, after, limit)
    store = session.execute(_STORE, {"store_id": store_id}).one()
    settled = session.execute(_SETTLEMENTS, {"store_id": store_id, "first": days.first, "last": days.last}).mappings()
    return {
        "store_code": store.code, "store_name": store.name, "from_": days.first, "to": days.last,
        "opening_fen": opening.balance_fen, "lines": lines, "closing_fen": closing.balance_fen,
        "opening_cash_fen": opening.cash_fen, "closing_cash_fen": closing.cash_fen,
        "due_fen": closing.balance_fen - closing.cash_fen, "last": last,
        "settlements": [{**row, "state_zh": STATE_ZH[row["state"]]} for row in settled],
    }  # fmt: skip


def _page(
    session: Session, store_id: int, days: Period, opening_fen: int, after: Place | None, limit: int | None
) -> tuple[list[dict[str, Any]], Place | None]:
    after_at, after_id = after or (None, None)
    values = {
        "store_id": store_id, "from_at": days.from_at, "until_at": days.until_at, "opening_fen": opening_fen,
        "after_at": after_at, "after_id": after_id, "limit": None if limit is None else limit + 1,
    }  # fmt: skip
    found = session.execute(_LINES, values).mappings().all()
    page = found if limit is None else found[:limit]
    lines = [
        {
            **row, "at": local(row["at"]), "kind_zh": KIND_ZH.get(row["kind"], row["kind"]),
            "settlement_zh": STATE_ZH[row["settlement_state"] or "open"],
        }
        for row in page
    ]  # fmt: skip
    return lines, (lines[-1]["at"], lines[-1]["id"]) if len(found) > len(page) else None


def _balances(session: Session, store_id: int, before_at: datetime) -> Any:
    return session.execute(_BALANCES, {"store_id": store_id, "before_at": before_at}).one()


HEADINGS = ("时间", "类型", "订单号", "凭证号", "金额（元）", "平台服务费（元）", "手持现金变动（元）", "结余（元）")


def statement_csv(found: dict[str, Any]) -> bytes:
    """A statement as a table that Chinese Excel opens as it is: UTF-8 with a byte order mark, amounts in yuan."""
    page = io.StringIO()
    table = csv.writer(page, lineterminator="\r\n")
    table.writerow(("门店", found["store_code"], _safe(found["store_name"]), f"{found['from_']} 至 {found['to']}"))
    table.writerow(HEADINGS)
    table.writerow(("", "期初结余", "", "", "", "", yuan(found["opening_cash_fen"]), yuan(found["opening_fen"])))
    for line in found["lines"]:
        table.writerow(
            (
                f"{line['at']:%Y-%m-%d %H:%M:%S}", line["kind_zh"], _whole(line["order_no"]), line["reference"],
                yuan(line["amount_fen"]), yuan(line["platform_share_fen"]), yuan(line["cash_fen"]),
                yuan(line["balance_fen"]),
            )
        )  # fmt: skip
    table.writerow(("", "期末结余", "", "", "", "", yuan(found["closing_cash_fen"]), yuan(found["closing_fen"])))
    return page.getvalue().encode("utf-8-sig")


def yuan(fen: int) -> str:
    """Fen as yuan, exact: -5 is ``-0.05``."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _whole(order_no: str | None) -> str:
    # A spreadsheet keeps fifteen digits of a number; the tab makes these sixteen a text.
    return f"\t{order_no}" if order_no else ""


def _safe(name: str) -> str:
    # A name that begins like a formula must not become one.
    return f"'{name}" if name[:1] in "=+-@\t" else name
