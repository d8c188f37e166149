"""Settling with stores: sums of the ledger while open, frozen when locked, booked when paid.

A settlement takes every entry of the store's payable and cash that no other has, up to the end of its period: so a refund that
comes after a period was locked is part of the next one, and nothing is settled twice or forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.errors import Conflict, Invalid, NotFound
from app.ledger.facts import settlement_paid
from app.ledger.statement import KIND_ZH, STATE_ZH, Period
from app.outbox import record
from dispatch.domain import events

# What no settlement has. In the ledger a credit is negative; to the store what it is owed is positive.
_LOOSE = """
  SELECT a.store_id, e.id, e.at, e.kind, e.reference, e.order_id,
         -coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_payable'), 0)::bigint AS amount_fen,
         coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_cash'), 0)::bigint AS cash_fen
  FROM accounts a JOIN postings p ON p.account_id = a.id JOIN entries e ON e.id = p.entry_id
  LEFT JOIN entries r ON r.id = e.reverses_id
  WHERE a.kind IN ('store_payable', 'store_cash') AND a.unit = 'fen' AND {which}
    AND coalesce(r.kind, e.kind) <> 'settlement_paid'
    AND NOT EXISTS (SELECT 1 FROM settlement_lines l WHERE l.entry_id = e.id)
  GROUP BY a.store_id, e.id"""
_OPEN = text(f"""
INSERT INTO settlements (settlement_no, store_id, first_day, last_day, opened_by, opened_at)
SELECT 'S' || to_char(cast(:last AS date), 'YYMMDD') || '-' || s.code, s.id, :first, :last, :who, :at
FROM stores s WHERE (cast(:stores AS bigint[]) IS NULL OR s.id = ANY(:stores))
  AND EXISTS (SELECT 1 FROM ({_LOOSE.format(which="a.store_id = s.id AND e.at < :until_at")}) loose)
ORDER BY s.code ON CONFLICT DO NOTHING RETURNING id
""")
_STANDING = text("""
SELECT s.code FROM settlements t JOIN stores s ON s.id = t.store_id
WHERE t.state = 'open' AND (cast(:stores AS bigint[]) IS NULL OR s.id = ANY(:stores)) AND t.id <> ALL(:made) ORDER BY s.code
""")
_LOCK = text("SELECT id, settlement_no, store_id, state, last_day, payable_fen, cash_fen, bank_reference FROM settlements"
             " WHERE id = :id FOR UPDATE")  # fmt: skip
_ENDS = "((t.last_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"
_THIS = "FROM settlements t WHERE t.id = :id"
_IS_OVER = text(f"SELECT {_ENDS} <= jindan_now() {_THIS}")
_FREEZE = text(f"""
WITH loose AS ({_LOOSE.format(which="a.store_id = :store_id AND e.at < (SELECT " + _ENDS + " " + _THIS + ")")}),
kept AS (INSERT INTO settlement_lines (entry_id, settlement_id, amount_fen, cash_fen)
         SELECT id, :id, amount_fen, cash_fen FROM loose RETURNING amount_fen, cash_fen)
UPDATE settlements SET state = 'locked', locked_by = :who, locked_at = :at,
  payable_fen = (SELECT coalesce(sum(amount_fen), 0) FROM kept), cash_fen = (SELECT coalesce(sum(cash_fen), 0) FROM kept)
WHERE id = :id
""")
_PAID = text("""
UPDATE settlements SET state = 'paid', paid_by = :who, paid_at = :at, bank_reference = :reference, entry_id = :entry_id
WHERE id = :id
""")
_REFERENCE = text("SELECT settlement_no FROM settlements WHERE bank_reference = :reference")
_DROP = text("DELETE FROM settlements WHERE id = :id AND state = 'open' RETURNING store_id")
_SUMS = f"""
  CASE WHEN t.state = 'open' THEN coalesce(d.payable_fen, 0) ELSE t.payable_fen END AS payable_fen,
  CASE WHEN t.state = 'open' THEN coalesce(d.cash_fen, 0) ELSE t.cash_fen END AS cash_fen,
  CASE WHEN t.state = 'open' THEN coalesce(d.lines, 0)
       ELSE (SELECT count(*) FROM settlement_lines l WHERE l.settlement_id = t.id) END AS lines
FROM settlements t JOIN stores s ON s.id = t.store_id LEFT JOIN LATERAL (
  SELECT sum(amount_fen)::bigint AS payable_fen, sum(cash_fen)::bigint AS cash_fen, count(*) AS lines
  FROM ({_LOOSE.format(which="t.state = 'open' AND a.store_id = t.store_id AND e.at < " + _ENDS)}) loose) d ON true"""
_HEAD = "SELECT t.id, t.settlement_no, s.code AS store_code, s.name AS store_name, s.chain, t.first_day, t.last_day, t.state"
_HEAD += ", t.opened_at, t.opened_by, t.locked_at, t.locked_by, t.paid_at, t.paid_by, t.bank_reference,"
_PAGE = text(f"""
{_HEAD} {_SUMS}
WHERE (cast(:state AS text) IS NULL OR t.state = :state) AND (cast(:store AS text) IS NULL OR s.code = :store)
  AND (cast(:first AS date) IS NULL OR t.last_day >= :first) AND (cast(:last AS date) IS NULL OR t.last_day <= :last)
  AND (cast(:before AS bigint) IS NULL OR t.id < :before)
ORDER BY t.id DESC LIMIT :limit
""")
_ONE = text(f"{_HEAD} {_SUMS} WHERE t.id = :id")
_LINES = text(f"""
SELECT w.id, w.at, w.kind, w.reference, o.order_no, w.amount_fen, w.cash_fen FROM (
  SELECT e.id, e.at, e.kind, e.reference, e.order_id, l.amount_fen, l.cash_fen
  FROM settlement_lines l JOIN entries e ON e.id = l.entry_id WHERE l.settlement_id = :id
  UNION ALL
  SELECT d.id, d.at, d.kind, d.reference, d.order_id, d.amount_fen, d.cash_fen
  FROM settlements t CROSS JOIN LATERAL
    ({_LOOSE.format(which="t.state = 'open' AND a.store_id = t.store_id AND e.at < " + _ENDS)}) d WHERE t.id = :id) w
LEFT JOIN orders o ON o.id = w.order_id ORDER BY w.at, w.id
""")


def open_settlements(session: Session, days: Period, store_ids: Sequence[int] | None, who: str) -> dict[str, Any]:
    """Open one for each store (None: every store) of which there is something to settle until the end of ``days``.

    Answers the ids, and the codes of stores that have an open one already: those must be locked, or dropped, first.
    """
    at = now(session)
    values: dict[str, Any] = {
        "first": days.first, "last": days.last, "until_at": days.until_at, "who": who, "at": at,
        "stores": list(store_ids) if store_ids is not None else None,
    }  # fmt: skip
    made = list(session.execute(_OPEN, values).scalars())
    standing = list(session.execute(_STANDING, {**values, "made": made}).scalars())
    if made:
        record(session, events.SETTLEMENT_OPENED, at, settlements=len(made), last=str(days.last), by=who)
    return {"ids": made, "already_open": standing}


def lock(session: Session, settlement_id: int, who: str, why: str) -> None:
    """Freeze its lines. Locking twice changes nothing. Raises ``NotFound``, ``Conflict`` before its period is over."""
    row = _locked(session, settlement_id)
    if row.state != "open":
        return
    if not session.execute(_IS_OVER, {"id": settlement_id}).scalar_one():
        raise Conflict("这个周期还没有结束，结束后才能锁定", code="period_not_over", last_day=str(row.last_day))
    at = now(session)
    session.execute(_FREEZE, {"id": settlement_id, "store_id": row.store_id, "who": who, "at": at})
    record(session, events.SETTLEMENT_LOCKED, at, store_id=row.store_id, settlement=row.settlement_no, by=who, why=why)


def pay(session: Session, settlement_id: int, bank_reference: str, who: str, why: str) -> None:
    """Book that it was paid, once. The same reference again changes nothing; one transfer pays one settlement.

    Raises ``NotFound``; ``Conflict`` if it is not locked, was paid by another transfer, or the transfer paid another.
    """
    row = _locked(session, settlement_id)
    if row.state == "paid" and row.bank_reference == bank_reference:
        return
    if row.state != "locked":
        what = "还没有锁定，不能打款" if row.state == "open" else "已经打过款了"
        raise Conflict(f"这张结算单{what}", code="settlement_state", state=row.state)
    if other := session.execute(_REFERENCE, {"reference": bank_reference}).scalar():
        raise Conflict(f"这个流水号已用于结算单 {other}", code="reference_used", settlement_no=other)
    at = now(session)
    entry_id = settlement_paid(session, at, row.store_id, row.payable_fen, row.settlement_no, row.cash_fen)
    values = {"id": settlement_id, "who": who, "at": at, "reference": bank_reference, "entry_id": entry_id}
    session.execute(_PAID, values)
    record(session, events.SETTLEMENT_PAID, at, store_id=row.store_id, settlement=row.settlement_no, by=who, why=why)


def drop(session: Session, settlement_id: int, who: str) -> None:
    """Throw an open one away: nothing was frozen. Raises ``NotFound``, ``Conflict`` once it is locked."""
    row = _locked(session, settlement_id)
    if row.state != "open":
        raise Conflict("已锁定的结算单不能删除", code="settlement_state", state=row.state)
    session.execute(_DROP, {"id": settlement_id})
    at = now(session)
    record(session, events.SETTLEMENT_DROPPED, at, store_id=row.store_id, settlement=row.settlement_no, by=who)


def settlements_page(session: Session, wanted: dict[str, Any], before: int | None, limit: int) -> list[dict[str, Any]]:
    """Settlements, the latest first, one more than ``limit`` if there are more; ``wanted``: state, store, first, last."""
    values = {"state": None, "store": None, "first": None, "last": None, **wanted, "before": before, "limit": limit + 1}
    return [_row(row) for row in session.execute(_PAGE, values).mappings()]


def settlement(session: Session, settlement_id: int) -> dict[str, Any]:
    """One with its lines. Raises ``NotFound``."""
    row = session.execute(_ONE, {"id": settlement_id}).mappings().one_or_none()
    if row is None:
        raise NotFound()
    lines = session.execute(_LINES, {"id": settlement_id}).mappings()
    told = [{**line, "at": local(line["at"]), "kind_zh": KIND_ZH.get(line["kind"], line["kind"])} for line in lines]
    return {**_row(row), "entries": told}


def known_stores(session: Session, codes: Sequence[str]) -> list[int]:
    """Their ids. Raises ``Invalid`` naming each that there is not."""
    found = {row.code: row.id for row in session.execute(_STORES, {"codes": list(codes)})}
    unknown = {f"stores.{n}": ["没有这家门店"] for n, code in enumerate(codes) if code not in found}
    if unknown:
        raise Invalid(fields=unknown)
    return list(found.values())


_STORES = text("SELECT id, code FROM stores WHERE code = ANY(:codes)")


def _locked(session: Session, settlement_id: int) -> Any:
    row = session.execute(_LOCK, {"id": settlement_id}).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _row(row: Any) -> dict[str, Any]:
    instants = {name: local(row[name]) if row[name] else None for name in ("opened_at", "locked_at", "paid_at")}
    due = row["payable_fen"] - row["cash_fen"]
    return {**row, **instants, "state_zh": STATE_ZH[row["state"]], "due_fen": due}
