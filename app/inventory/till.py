"""What a till sells leaves the counted shelf, and comes back when the sale is undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# What live orders hold stays on hand (reserved never exceeds it): a till that sold it as well asks for a recount.
_SELL = text("""
WITH sold AS (SELECT * FROM unnest(cast(:skus AS text[]), cast(:quantities AS bigint[])) AS w(sku, quantity)),
held AS (SELECT l.sku, l.reserved, sold.quantity, l.on_hand - sold.quantity < l.reserved AS short
         FROM stock_levels l JOIN sold USING (sku) WHERE l.store_id = :store_id ORDER BY l.sku FOR UPDATE OF l)
UPDATE stock_levels l SET on_hand = greatest(l.on_hand - held.quantity, held.reserved),
       recount_asked_at = CASE WHEN held.short THEN :at ELSE l.recount_asked_at END
FROM held WHERE l.store_id = :store_id AND l.sku = held.sku
RETURNING l.sku, held.short
""")
_PUT_BACK = text("""
WITH back AS (SELECT * FROM unnest(cast(:skus AS text[]), cast(:quantities AS bigint[])) AS w(sku, quantity)),
held AS (SELECT l.sku, back.quantity FROM stock_levels l JOIN back USING (sku)
         WHERE l.store_id = :store_id ORDER BY l.sku FOR UPDATE OF l)
UPDATE stock_levels l SET on_hand = l.on_hand + held.quantity
FROM held WHERE l.store_id = :store_id AND l.sku = held.sku
""")


def sell_at_till(session: Session, store_id: int, sold: Mapping[str, int], at: datetime) -> list[str]:
    """Take what was sold (SKU -> quantity) off the counted shelf; returns the SKUs that must be counted again."""
    values = {"store_id": store_id, "skus": list(sold), "quantities": list(sold.values()), "at": at}
    return sorted(row.sku for row in session.execute(_SELL, values) if row.short)


def put_back(session: Session, store_id: int, back: Mapping[str, int]) -> None:
    """What was voided or returned (SKU -> quantity) is on the counted shelf again."""
    session.execute(_PUT_BACK, {"store_id": store_id, "skus": list(back), "quantities": list(back.values())})
