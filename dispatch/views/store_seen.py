"""What a store's reading of its orders needs beside the order's own row: one statement for a sheet, and for a page.

Seven trips to the database for an order would cost more than everything that is done with the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.clock import local
from dispatch import rating
from dispatch.models import Order
from dispatch.scene import known_version, policy_of
from dispatch.views.store import Terms

# The store's latest attempt at each order; what the ledger credited to the store for it, less refunds; the events at this
# store, each with its actor's name, other stores' not among them.
_SEEN = """
SELECT o.id, jindan_now() AS now, p.version, CASE WHEN p.version = :known THEN NULL ELSE p.settings END AS settings,
  (SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'name', l.name, 'quantity', l.quantity,
                    'unit_price_fen', l.unit_price_fen, 'amount_fen', l.unit_price_fen * l.quantity) ORDER BY l.sku)
   FROM order_lines l WHERE l.order_id = o.id) AS lines,
  (SELECT to_jsonb(latest) FROM (
     SELECT d.state, d.accepted_at, d.picking_at, d.left_at, d.finished_at, d.failure_reason,
            (SELECT s.name FROM staff s WHERE s.id = d.courier_staff_id) AS courier,
            (SELECT c.distance_m FROM offers f JOIN decisions c ON c.id = f.decision_id WHERE f.id = d.offer_id) AS distance_m,
            d.proof, (SELECT max(h.id) FROM proof_photos h WHERE h.delivery_id = d.id) AS photo_id
     FROM deliveries d
     WHERE d.order_id = o.id AND d.store_id = :store_id ORDER BY d.id DESC LIMIT 1) latest) AS delivery,
{more}
FROM orders o, policy_versions p WHERE p.state = 'active' AND o.id =
"""
_EARNED = """
  CASE WHEN o.state IN ('delivered', 'completed') THEN
    (SELECT -sum(g.amount_fen)::bigint FROM entries e
     -- OFFSET 0: from the order's entries to their accounts, never from all that the store's account ever had.
     JOIN LATERAL (SELECT p.account_id, p.amount_fen FROM postings p WHERE p.entry_id = e.id OFFSET 0) g ON true
     JOIN accounts a ON a.id = g.account_id
     WHERE e.order_id = o.id AND a.kind = 'store_payable' AND a.store_id = :store_id) END AS earned_fen"""
# The kinds are ours, and written out: as a parameter they would be made, sent and read for every sheet.
_EVENTS = """
  (SELECT jsonb_agg(jsonb_build_array(e.kind, e.at, e.by, (SELECT s.name FROM staff s WHERE s.id = e.staff_id)) ORDER BY e.id)
   -- OFFSET 0: who it was is worked out once an event, not once for every member of the staff it is compared with.
   FROM (SELECT e.id, e.kind, e.at, e.payload ->> 'by' AS by,
                cast(substring(e.payload ->> 'by' FROM '^staff:([0-9]{1,18})$') AS bigint) AS staff_id
         FROM outbox_events e
         WHERE e.order_id = o.id AND e.store_id = :store_id AND e.kind IN (%s) OFFSET 0) e) AS events"""
_PAGE = text(f"{_SEEN.format(more=f'{_EARNED}, NULL AS events, NULL AS rating')} ANY(:ids)")


@cache
def _one(kinds: tuple[str, ...], *, done: bool) -> TextClause:
    # One order by its id, so that the server keeps one plan for it: planning this anew costs it more than running it. And no part
    # that is of no use: setting up the plan of such a part costs as much as going through it.
    events = _EVENTS % ", ".join(f"'{kind}'" for kind in kinds)
    end = f"{_EARNED}, {rating.SEEN} AS rating" if done else "NULL AS earned_fen, NULL AS rating"
    return text(f"{_SEEN.format(more=f'{events}, {end}')} :id")


def seen(session: Session, order: Order, kinds: tuple[str, ...]) -> Any:
    """For the store that has it: an order's ``lines``, ``delivery`` (None: there was none) and its ``events`` of ``kinds``; once
    delivered, ``earned_fen`` and ``rating`` as well."""
    values = {"id": order.id, "store_id": order.store_id, "known": known_version(session)}
    return session.execute(_one(kinds, done=order.state in rating.RATEABLE), values).one()


def seen_page(session: Session, store_id: int, order_ids: Sequence[int]) -> dict[int, Any]:
    """The same of many orders, by id and without events."""
    values = {"ids": list(order_ids), "store_id": store_id, "known": known_version(session)}
    return {row.id: row for row in session.execute(_PAGE, values)}


def terms_of(session: Session, row: Any) -> Terms:
    """The terms of the moment in which ``row`` was seen."""
    return Terms(local(row.now), policy_of(session, row.version, row.settings))


def instant(written: str | None) -> datetime | None:
    """An instant as JSON carries it."""
    return None if written is None else local(datetime.fromisoformat(written))
