"""Purchases at the till: taken up once, whoever repeats them. They make a store her home store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import Retry, vault_of
from app.errors import Conflict, Invalid
from app.inventory.till import sell_at_till
from app.members import codes
from app.members.callers import find_by_ref, meet
from app.members.models import Purchase
from app.outbox import record
from app.security import request_hash
from dispatch.domain import events

# Tills' clocks go wrong; a purchase in the future would be her latest for ever.
CLOCK_SLACK = timedelta(minutes=10)
OLDEST = timedelta(days=3650)

_KNOWN = text("SELECT sku FROM products WHERE sku = ANY(:skus)")
_INSERT = text("""
WITH bought AS (
  INSERT INTO purchases (source, source_key, request_hash, member_id, store_id, purchased_at, total_fen, staff_id)
  VALUES ('till', :key, :hash, :member_id, :store_id, :at, :total_fen, :staff_id)
  ON CONFLICT (source_key) DO NOTHING RETURNING id),
lines AS (
  INSERT INTO purchase_lines (purchase_id, line_no, sku, quantity, paid_fen)
  SELECT bought.id, l.line_no, l.sku, l.quantity, l.paid_fen
  FROM bought, ROWS FROM (unnest(cast(:skus AS text[])), unnest(cast(:quantities AS bigint[])),
                          unnest(cast(:paid AS bigint[]))) WITH ORDINALITY AS l(sku, quantity, paid_fen, line_no))
SELECT id FROM bought
""")


@dataclass(frozen=True, slots=True)
class Till:
    """Who sends receipts: a terminal, or (``terminal_id`` None) the store's app, in which ``staff_id`` rings up."""

    terminal_id: int | None
    serial: str
    store_id: int
    staff_id: int | None = None
    oldest: timedelta = OLDEST
    time_field: str = "purchased_at"

    def key(self, receipt_no: str) -> str:
        """The purchase's own key: a receipt number means something only together with its till."""
        return f"{self.serial if self.terminal_id is None else f'till:{self.serial}'}:{receipt_no}"


@dataclass(frozen=True, slots=True)
class Bought:
    """One article of a receipt; ``paid_fen`` is for the whole line."""

    sku: str
    quantity: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A completed sale. ``phone``, ``member_ref`` or the ``code`` that she showed say whose, none of them: nobody known."""

    receipt_no: str
    purchased_at: datetime
    lines: tuple[Bought, ...]
    phone: str | None = None
    member_ref: str | None = None
    code: str | None = None


def till_of(session: Session, terminal_id: int) -> Till:
    """The terminal behind a token."""
    query = text("SELECT id, serial, store_id FROM terminals WHERE id = :id")
    row = session.execute(query, {"id": terminal_id}).one()
    return Till(row.id, row.serial, row.store_id)


def take_up(session: Session, till: Till, receipt: Receipt) -> tuple[Purchase, bool]:
    """Keep a purchase; (purchase, False) if this till sent just this receipt before.

    Raises ``Conflict`` (``receipt_reused``) for the same number with another body, ``Invalid`` for an unknown SKU, member
    number or an impossible time.
    """
    hashed = _hash(session, receipt)
    known = _known(session, till, receipt, hashed)
    if known is not None:
        return known, False
    at = now(session)
    _check(session, till, receipt, at)
    member_id = _member_id(session, till, receipt)
    made = session.execute(_INSERT, _values(till, receipt, hashed, member_id)).scalar()
    if made is None:  # the same receipt is being taken up at this very moment: look again
        raise Retry()
    _take_off_shelf(session, till.store_id, receipt.lines, at)
    return session.get_one(Purchase, made), True


def _known(session: Session, till: Till, receipt: Receipt, hashed: bytes) -> Purchase | None:
    query = select(Purchase).where(Purchase.source_key == till.key(receipt.receipt_no))
    purchase = session.execute(query).scalar_one_or_none()
    if purchase is not None and purchase.request_hash != hashed:
        raise Conflict("这个小票号已用于另一笔购买", code="receipt_reused")
    return purchase


def _hash(session: Session, receipt: Receipt) -> bytes:
    # The phone goes in by its keyed hash: a plain one could be found out by trying all numbers.
    phone = vault_of(session).blind_index(receipt.phone).hex() if receipt.phone else None
    lines = [[line.sku, line.quantity, line.paid_fen] for line in receipt.lines]
    shown = [codes.hash_of(session, receipt.code).hex()] if receipt.code else []
    return request_hash([receipt.purchased_at.timestamp(), lines, phone, receipt.member_ref, *shown])


def _check(session: Session, till: Till, receipt: Receipt, at: datetime) -> None:
    wrong: dict[str, list[str]] = {}
    if local(receipt.purchased_at) > at + CLOCK_SLACK:
        wrong[till.time_field] = ["时间晚于现在，请检查收银设备的时钟"]
    elif local(receipt.purchased_at) < at - till.oldest:
        wrong[till.time_field] = [f"时间太早：只收 {till.oldest.days} 天内的销售，请检查收银设备的时钟"]
    known = set(session.execute(_KNOWN, {"skus": [line.sku for line in receipt.lines]}).scalars())
    for number, line in enumerate(receipt.lines):
        if line.sku not in known:
            wrong[f"lines.{number}.sku"] = ["没有这个商品"]
    if receipt.phone and receipt.member_ref:
        wrong["member_ref"] = ["手机号和会员号请只给一个"]
    if receipt.phone and receipt.code:
        wrong["code"] = ["手机号和会员码请只给一个"]
    if wrong:
        raise Invalid(fields=wrong)


def _member_id(session: Session, till: Till, receipt: Receipt) -> int | None:
    if receipt.code:
        return codes.redeem(session, receipt.code, receipt.purchased_at, till.key(receipt.receipt_no))
    if receipt.phone:
        return meet(session, receipt.phone)[0]
    if receipt.member_ref is None:
        return None
    member = find_by_ref(session, receipt.member_ref)
    if member is None:
        raise Invalid(fields={"member_ref": ["没有这个会员号"]})
    return member.id


def _values(till: Till, receipt: Receipt, hashed: bytes, member_id: int | None) -> dict[str, Any]:
    return {
        "key": till.key(receipt.receipt_no), "hash": hashed, "member_id": member_id, "store_id": till.store_id,
        "at": receipt.purchased_at, "total_fen": sum(line.paid_fen for line in receipt.lines),
        "skus": [line.sku for line in receipt.lines], "quantities": [line.quantity for line in receipt.lines],
        "paid": [line.paid_fen for line in receipt.lines], "staff_id": till.staff_id,
    }  # fmt: skip


def _take_off_shelf(session: Session, store_id: int, lines: Iterable[Bought], at: datetime) -> None:
    sold: Counter[str] = Counter()
    for line in lines:
        sold[line.sku] += line.quantity
    short = sell_at_till(session, store_id, sold, at)
    if short:
        record(session, events.STOCK_RECOUNT_ASKED, at, store_id=store_id, skus=short)
