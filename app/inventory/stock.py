"""Stock set aside, allocated, sold, released: set-based statements that lock levels in one order (store, then SKU).

A store that does not track stock counts as in stock; a SKU that it was asked to recount is counted even there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import Retry
from app.trips import put_off

# ARRAY(...): only these are looked up, by their key. As a plain join the server would read the whole of the store's stock.
_RESERVE = text("""
WITH store AS (SELECT tracks_stock FROM stores WHERE id = :store_id),
wanted AS (SELECT * FROM jsonb_to_recordset(cast(:wanted AS jsonb)) AS w(sku text, quantity bigint)),
held AS (SELECT l.sku, w.quantity FROM stock_levels l JOIN wanted w USING (sku)
         WHERE l.store_id = :store_id AND l.sku = ANY(ARRAY(SELECT sku FROM wanted)) ORDER BY l.sku FOR UPDATE OF l),
moved AS (UPDATE stock_levels l SET reserved = l.reserved + held.quantity FROM held
          WHERE l.store_id = :store_id AND l.sku = ANY(ARRAY(SELECT sku FROM held)) AND l.sku = held.sku
                AND l.on_hand - l.reserved >= held.quantity
          RETURNING l.sku, held.quantity),
kept AS (INSERT INTO reservations (offer_id, sku, store_id, quantity)
         SELECT :offer_id, sku, :store_id, quantity FROM moved RETURNING sku)
SELECT 1 / cast((SELECT count(*) FROM kept) = CASE WHEN (SELECT tracks_stock FROM store) THEN (SELECT count(*) FROM wanted)
                                                   ELSE (SELECT count(*) FROM held) END AS int)
""")

# {sold}: how much leaves the shelf; every live reservation that ends stops being reserved. Live ones are named by what they
# are not: the index of what is live is by store and SKU, and an offer's few rows are found by their key.
_END = """
WITH ended AS (UPDATE reservations SET state = '{state}'
               WHERE offer_id {whose} AND state NOT IN ('sold', 'released')
               RETURNING store_id, sku, quantity),
summed AS (SELECT store_id, sku, sum(quantity)::bigint AS quantity FROM ended GROUP BY store_id, sku),
held AS (SELECT l.store_id, l.sku, s.quantity FROM stock_levels l JOIN summed s USING (store_id, sku)
         ORDER BY l.store_id, l.sku FOR UPDATE OF l)
UPDATE stock_levels l SET reserved = l.reserved - held.quantity, on_hand = l.on_hand - held.quantity * {sold}
FROM held WHERE l.store_id = held.store_id AND l.sku = held.sku
"""
_RELEASE = text(_END.format(whose="= ANY(:offer_ids)", state="released", sold=0))
# One by its number, so that the server keeps one plan for it.
_SELL = text(_END.format(whose="= :offer_id", state="sold", sold=1))
_ALLOCATE = text("UPDATE reservations SET state = 'allocated' WHERE offer_id = :offer_id AND state = 'reserved'")
_ZERO = text("""
INSERT INTO stock_levels (store_id, sku, on_hand, reserved, recount_asked_at)
SELECT :store_id, sku, 0, 0, :at FROM unnest(cast(:skus AS text[])) AS s(sku)
ON CONFLICT (store_id, sku) DO UPDATE SET on_hand = stock_levels.reserved, recount_asked_at = excluded.recount_asked_at
""")


def as_rows(wanted: Mapping[str, int]) -> str:
    """SKU -> quantity as JSON: unlike an array of unknown length, the server keeps one plan for it."""
    return json.dumps([{"sku": sku, "quantity": quantity} for sku, quantity in wanted.items()])


def reserve(session: Session, offer_id: int, store_id: int, wanted: Mapping[str, int]) -> None:
    """Set ``wanted`` (SKU -> quantity) aside for an offer, with the next statement: that one raises ``Retry`` if it is gone."""
    parameters = {"offer_id": offer_id, "store_id": store_id, "wanted": as_rows(wanted)}
    put_off(session, _RESERVE, parameters, Retry)


def allocate(session: Session, offer_id: int) -> None:
    """The store accepted: what was set aside is now this order's."""
    put_off(session, _ALLOCATE, {"offer_id": offer_id})


def release(session: Session, offer_ids: Sequence[int]) -> None:
    """Give back what the offers held; harmless when they hold nothing."""
    put_off(session, _RELEASE, {"offer_ids": list(offer_ids)})


def sell(session: Session, offer_id: int) -> None:
    """Delivered: what was allocated has left the shelf."""
    put_off(session, _SELL, {"offer_id": offer_id})


def out_of_stock(session: Session, store_id: int, skus: Sequence[str], at: datetime) -> None:
    """A store said these are gone: nothing of them is available until somebody has counted again.

    What other live orders hold stays on hand, since reserved never exceeds on hand.
    """
    session.execute(_ZERO, {"store_id": store_id, "skus": sorted(skus), "at": at})


def set_on_hand(session: Session, store_id: int, sku: str, on_hand: int | None) -> bool:
    """A count. None: this store does not count this SKU. False if less than what live orders hold, or they hold any (None)."""
    if on_hand is None:
        statement = text(
            "DELETE FROM stock_levels WHERE store_id = :store_id AND sku = :sku AND reserved = 0 RETURNING 1"
        )
        done = session.execute(statement, {"store_id": store_id, "sku": sku}).first()
        return done is not None or not _exists(session, store_id, sku)
    statement = text(
        "INSERT INTO stock_levels (store_id, sku, on_hand) VALUES (:store_id, :sku, :on_hand)"
        " ON CONFLICT (store_id, sku) DO UPDATE SET on_hand = excluded.on_hand, recount_asked_at = NULL"
        " WHERE stock_levels.reserved <= excluded.on_hand RETURNING 1"
    )
    return session.execute(statement, {"store_id": store_id, "sku": sku, "on_hand": on_hand}).first() is not None


def _exists(session: Session, store_id: int, sku: str) -> bool:
    query = text("SELECT 1 FROM stock_levels WHERE store_id = :store_id AND sku = :sku")
    return session.execute(query, {"store_id": store_id, "sku": sku}).first() is not None
