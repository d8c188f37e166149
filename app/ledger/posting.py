"""Booking an entry: balanced, once, for good."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.errors import DivisionByZero
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Retry
from app.ledger.models import Account, Entry, Posting
from app.trips import put_off

AccountKey = tuple[str, int | None]  # (kind, store id or None for the house's own)

WECHAT_RECEIVABLE: AccountKey = ("wechat_receivable", None)
CUSTOMER_PREPAYMENT: AccountKey = ("customer_prepayment", None)
PLATFORM_REVENUE: AccountKey = ("platform_revenue", None)
BANK: AccountKey = ("bank", None)


# The entry and its lines in one statement, and the accounts that nothing was booked on before; a reference that is booked already
# makes no entry. An account is found by its key: no index serves IS NOT DISTINCT FROM. One that somebody opens at this very moment
# is not seen yet, and the statement refuses.
_POST = text("""
WITH wanted AS (
  SELECT l.*, (SELECT a.id FROM accounts a WHERE a.kind = l.kind AND a.store_id = l.store_id AND a.unit = 'fen'
               UNION ALL SELECT a.id FROM accounts a
               WHERE a.kind = l.kind AND a.store_id IS NULL AND l.store_id IS NULL AND a.unit = 'fen') AS account_id
  FROM jsonb_to_recordset(cast(:lines AS jsonb)) AS l(kind text, store_id bigint, amount_fen bigint)),
opened AS (
  INSERT INTO accounts (kind, store_id) SELECT kind, store_id FROM wanted WHERE account_id IS NULL
  ON CONFLICT DO NOTHING RETURNING id, kind, store_id),
entry AS (
  INSERT INTO entries (kind, reference, at, order_id, store_id, reverses_id)
  VALUES (:kind, :reference, :at, :order_id, :store_id, :reverses_id)
  ON CONFLICT (reference) DO NOTHING RETURNING id),
lines AS (
  INSERT INTO postings (entry_id, account_id, amount_fen)
  SELECT entry.id, coalesce(w.account_id, o.id, 1 / (SELECT 0)), w.amount_fen
  FROM entry, wanted w LEFT JOIN opened o ON o.kind = w.kind AND o.store_id IS NOT DISTINCT FROM w.store_id)
SELECT id FROM entry
""")


def store_payable(store_id: int) -> AccountKey:
    """What the house owes a store."""
    return ("store_payable", store_id)


def store_cash(store_id: int) -> AccountKey:
    """Cash a store took at the door."""
    return ("store_cash", store_id)


@dataclass(frozen=True, slots=True)
class Fact:
    """What an entry says: ``lines`` maps accounts to fen, debits positive, credits negative; zero lines are left out.

    ``reference`` names it for good: a fact is booked once. Raises ``ValueError`` if the lines do not sum to zero; the
    database refuses it as well.
    """

    kind: str
    reference: str
    at: datetime
    lines: Mapping[AccountKey, int]
    order_id: int | None = None
    store_id: int | None = None
    reverses_id: int | None = None

    def __post_init__(self) -> None:
        if sum(self.lines.values()) != 0:
            raise ValueError(f"entry {self.kind} does not balance")


def book(session: Session, fact: Fact) -> None:
    """Book it in this transaction, with the next statement, if it is not booked already."""
    put_off(session, _POST, _values(fact), Retry)


def post(session: Session, fact: Fact) -> int | None:
    """Book it now; the entry's id, or None if its reference was booked before."""
    try:
        entry_id: int | None = session.execute(_POST, _values(fact)).scalar()
    except DBAPIError as error:
        if isinstance(error.orig, DivisionByZero):
            raise Retry() from None
        raise
    return entry_id


def _values(fact: Fact) -> dict[str, Any]:
    lines = [{"kind": kind, "store_id": store, "amount_fen": fen} for (kind, store), fen in fact.lines.items() if fen]
    return {
        "kind": fact.kind, "reference": fact.reference, "at": fact.at, "order_id": fact.order_id,
        "store_id": fact.store_id, "reverses_id": fact.reverses_id, "lines": json.dumps(lines),
    }  # fmt: skip


def reverse(session: Session, entry_id: int, reference: str, at: datetime) -> int | None:
    """Undo an entry by its mirror image; None if it was reversed before."""
    entry = session.get_one(Entry, entry_id)
    query = select(Account.kind, Account.store_id, Posting.amount_fen).join(Account, Account.id == Posting.account_id)
    lines = {
        (kind, store): -amount for kind, store, amount in session.execute(query.where(Posting.entry_id == entry_id))
    }
    return post(session, Fact("reversal", reference, at, lines, entry.order_id, entry.store_id, entry_id))


def balance_fen(session: Session, key: AccountKey) -> int:
    """The sum of an account's postings in fen; debits positive."""
    query = text(
        "SELECT coalesce(sum(p.amount_fen), 0) FROM postings p JOIN accounts a ON a.id = p.account_id"
        " WHERE a.kind = :kind AND a.store_id IS NOT DISTINCT FROM :store_id"
    )
    return int(session.execute(query, {"kind": key[0], "store_id": key[1]}).scalar_one())
