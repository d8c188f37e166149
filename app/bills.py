"""A provider's bill of a day beside our ledger: every difference goes before a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.payments.notices import open_exception
from app.payments.port import BillRow

# What the ledger says of a day's payments and refunds; the day is the provider's (its own time of success).
_PAID = text("""
SELECT p.transaction_id AS key, p.order_id, coalesce(sum(l.amount_fen), 0) AS amount_fen
FROM payments p LEFT JOIN entries e ON e.reference = 'payment:' || p.transaction_id
LEFT JOIN postings l ON l.entry_id = e.id AND l.account_id IN (SELECT id FROM accounts WHERE kind = 'wechat_receivable')
WHERE p.provider = :provider AND p.state = 'succeeded' AND (p.transaction_id = ANY(:known)
   OR (coalesce(p.provider_paid_at, p.paid_at) AT TIME ZONE 'Asia/Shanghai')::date = :day)
GROUP BY p.id
""")
_REFUNDED = text("""
SELECT r.refund_no AS key, r.order_id, -coalesce(sum(l.amount_fen), 0) AS amount_fen
FROM refunds r JOIN payments p ON p.id = r.payment_id LEFT JOIN entries e ON e.reference = 'refund:' || r.refund_no
LEFT JOIN postings l ON l.entry_id = e.id AND l.account_id IN (SELECT id FROM accounts WHERE kind = 'wechat_receivable')
WHERE p.provider = :provider AND r.state = 'succeeded' AND (r.refund_no = ANY(:known)
   OR (coalesce(r.provider_finished_at, r.finished_at) AT TIME ZONE 'Asia/Shanghai')::date = :day)
GROUP BY r.id
""")
_DONE = text("SELECT max(day) FROM provider_bills WHERE provider = :provider")
_KEEP = text("""
INSERT INTO provider_bills (provider, day, payments, refunds, paid_fen, refunded_fen, differences, compared_at)
VALUES (:provider, :day, :payments, :refunds, :paid_fen, :refunded_fen, :differences, jindan_now())
ON CONFLICT (provider, day) DO UPDATE SET payments = excluded.payments, refunds = excluded.refunds,
  paid_fen = excluded.paid_fen, refunded_fen = excluded.refunded_fen, differences = excluded.differences,
  compared_at = excluded.compared_at
""")


def compared_until(session: Session, provider: str) -> date | None:
    """The latest day whose bill was compared."""
    found: date | None = session.execute(_DONE, {"provider": provider}).scalar()
    return found


def compare(session: Session, provider: str, day: date, rows: Sequence[BillRow]) -> list[dict[str, Any]]:
    """Every difference between the provider's ``day`` and our ledger, each opened once as an exception, and the day kept.

    Compared again it finds the same. A refund of the bill counts on the day it is in; amounts are integer fen.
    """
    paid = {row.transaction_id: row.amount_fen for row in rows if not row.refund_no}
    refunded = {row.refund_no: row.refund_fen for row in rows if row.refund_no}
    found = [
        *_differences(session, _PAID, provider, day, "payment", paid),
        *_differences(session, _REFUNDED, provider, day, "refund", refunded),
    ]
    for difference in found:
        key = f"bill:{provider}:{day}:{difference['kind']}:{difference['key']}"
        open_exception(session, key, difference["kind"], difference["order_id"], json.dumps(difference))
    sums = {"payments": len(paid), "refunds": len(refunded), "paid_fen": sum(paid.values())}
    values = {"provider": provider, "day": day, "refunded_fen": sum(refunded.values()), "differences": len(found)}
    session.execute(_KEEP, {**sums, **values})
    return found


def _differences(
    session: Session, query: Any, provider: str, day: date, what: str, theirs: dict[str, int]
) -> list[dict[str, Any]]:
    values = {"provider": provider, "day": day, "known": list(theirs)}
    ours = {row.key: row for row in session.execute(query, values)}
    found = []
    for key in sorted(theirs.keys() | ours.keys()):
        said, row = theirs.get(key), ours.get(key)
        booked = int(row.amount_fen) if row else None
        if said == booked:
            continue
        kind = f"bill_{what}_" + ("not_ours" if booked is None else "not_theirs" if said is None else "amount")
        found.append({"kind": kind, "key": key, "order_id": row.order_id if row else None, "day": str(day),
                      "bill_fen": said, "ledger_fen": booked})  # fmt: skip
    return found
