"""Booking an entry: balanced, once, for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.ledger.models import Account, Entry, Posting
from app.trips import put_off

AccountKey = tuple[str, int | None]  # (kind, store id or None for the house's own)

WECHAT_RECEIVABLE: AccountKey = ("wechat_receivable", None)
CUSTOMER_PREPAYMENT: AccountKey = ("customer_prepayment", None)
PLATFORM_REVENUE: AccountKey = ("platform_revenue", None)
BANK: AccountKey = ("bank", None)


# The entry and its lines in one statement; a reference that is booked already makes neither.
_POST = text("""
WITH entry AS (
  INSERT INTO entries (kind, reference, at, order_id, store_id, reverses_id)
  VALUES (:kind, :reference, :at, :order_id, :store_id, :reverses_id)
  ON CONFLICT (reference) DO NOTHING RETURNING id),
lines AS (
  INSERT INTO postings (entry_id, account_id, amount_fen)
  SELECT entry.id, l.account_id, l.amount_fen FROM entry,
         unnest(cast(:accounts AS bigint[]), cast(:amounts AS bigint[])) AS l(account_id, amount_fen))
SELECT id FROM entry
""")

# Two halves, each found by its key: no index serves IS NOT DISTINCT FROM.
_ACCOUNT = text("""
SELECT id FROM accounts WHERE kind = :kind AND store_id = cast(:store_id AS bigint)
UNION ALL SELECT id FROM accounts WHERE kind = :kind AND store_id IS NULL AND cast(:store_id AS bigint) IS NULL
""")
_NEW_ACCOUNT = text("""
INSERT INTO accounts (kind, store_id) VALUES (:kind, :store_id)
ON CONFLICT (kind, store_id, unit) DO UPDATE SET kind = excluded.kind RETURNING id
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
    """Book it in this transaction, if it is not booked already."""
    put_off(session, _POST, _values(session, fact))


def post(session: Session, fact: Fact) -> int | None:
    """Book it now; the entry's id, or None if its reference was booked before."""
    entry_id: int | None = session.execute(_POST, _values(session, fact)).scalar()
    return entry_id


def _values(session: Session, fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind, "reference": fact.reference, "at": fact.at, "order_id": fact.order_id,
        "store_id": fact.store_id, "reverses_id": fact.reverses_id,
        "accounts": [_account_id(session, key) for key, amount in fact.lines.items() if amount],
        "amounts": [amount for amount in fact.lines.values() if amount],
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


def _account_id(session: Session, key: AccountKey) -> int:
    # Accounts are never deleted, so an id once committed may be remembered; one made in this transaction may yet roll back.
    known: dict[AccountKey, int] = session.info["caches"].setdefault("accounts", {})
    if key not in known:
        values = {"kind": key[0], "store_id": key[1]}
        found: int | None = session.execute(_ACCOUNT, values).scalar()
        if found is None:
            return int(session.execute(_NEW_ACCOUNT, values).scalar_one())
        known[key] = found
    return known[key]
