"""A store's shelf as its people see it: what it counts, what live orders hold, what runs low."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.errors import Conflict, NotFound
from app.inventory.stock import set_on_hand

LOW = 3  # available units, and fewer
SALES_DAYS = 28  # four whole weeks: a weekend weighs what it weighs
LOW_DAYS = 7  # lasts no longer than this; the policy says how long

# First what must be recounted, then by what is available, the lowest first; what is not counted comes last.
_NOT_COUNTED = 1_000_000_000
_COLUMNS = f"""
  p.sku, p.name, p.category, p.stage, p.unit, p.on_sale, l.on_hand, coalesce(l.reserved, 0) AS reserved,
  l.on_hand - l.reserved AS available, l.recount_asked_at,
  coalesce(sold.units, 0)::bigint AS sold_28d, floor((l.on_hand - l.reserved) * {SALES_DAYS} / sold.units)::bigint AS days_left,
  CASE WHEN l.recount_asked_at IS NOT NULL THEN -1 ELSE coalesce(l.on_hand - l.reserved, {_NOT_COUNTED}) END AS place
"""
# What was sold and kept, at the till and to doors. A NULL of units (nothing sold) leaves days_left unknown.
_SOLD = f"""
WITH sold AS (
  SELECT b.sku, nullif(sum(b.quantity - b.returned), 0) AS units
  FROM purchases u JOIN purchase_lines b ON b.purchase_id = u.id
  WHERE u.store_id = :store_id AND u.state = 'completed' AND u.purchased_at > jindan_now() - interval '{SALES_DAYS} days'
  GROUP BY b.sku)
"""
_FROM = """
FROM products p LEFT JOIN stock_levels l ON l.sku = p.sku AND l.store_id = :store_id LEFT JOIN sold ON sold.sku = p.sku
"""
_LIST = text(f"""
{_SOLD} SELECT * FROM (
  SELECT {_COLUMNS} {_FROM}
  WHERE (p.on_sale OR l.sku IS NOT NULL)
    AND (cast(:pattern AS text) IS NULL OR p.name ILIKE :pattern OR p.sku ILIKE :pattern OR p.category ILIKE :pattern)
) shelf
WHERE (cast(:after_place AS bigint) IS NULL OR (place, sku) > (cast(:after_place AS bigint), cast(:after_sku AS text)))
  AND (NOT :only_low OR recount_asked_at IS NOT NULL OR available <= {LOW} OR days_left <= :low_days)
ORDER BY place, sku LIMIT :limit
""")
_ONE = text(f"{_SOLD} SELECT {_COLUMNS} {_FROM} WHERE p.sku = :sku")
_TRACKS = text("SELECT tracks_stock FROM stores WHERE id = :store_id")


def stock_page(
    session: Session,
    store_id: int,
    q: str | None,
    after: tuple[int, str] | None,
    limit: int,
    *,
    only_low: bool = False,
    low_days: int = LOW_DAYS,
) -> tuple[list[dict[str, Any]], tuple[int, str] | None]:
    """The shelf, low first, and where the next page begins (None: this was the last).

    ``only_low``: what must be recounted, is at ``LOW`` or below, or lasts ``low_days`` or less at the pace of four weeks.
    """
    place, sku = after or (None, None)
    values = {
        "store_id": store_id, "pattern": _pattern(q), "after_place": place, "after_sku": sku, "limit": limit + 1,
        "only_low": only_low, "low_days": low_days,
    }  # fmt: skip
    found = list(session.execute(_LIST, values).mappings())
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return [_row(row, low_days) for row in page], (last["place"], last["sku"]) if last else None


def tracks_stock(session: Session, store_id: int) -> bool:
    """Whether what the store does not count is taken as sold out (true) or as in stock (false)."""
    return bool(session.execute(_TRACKS, {"store_id": store_id}).scalar_one())


def count(session: Session, store_id: int, sku: str, on_hand: int | None, low_days: int = LOW_DAYS) -> dict[str, Any]:
    """Somebody counted; None: this store does not count the SKU. Returns the row of the shelf.

    Raises ``NotFound`` for an unknown SKU, ``Conflict`` (``stock_held``) if live orders hold more than that.
    """
    row = session.execute(_ONE, {"store_id": store_id, "sku": sku}).mappings().one_or_none()
    if row is None:
        raise NotFound()
    if not set_on_hand(session, store_id, sku, on_hand):
        held = session.execute(_ONE, {"store_id": store_id, "sku": sku}).mappings().one()["reserved"]
        raise Conflict(f"有 {held} 件已被订单占用，数量不能少于此数", code="stock_held", reserved=held)
    return _row(session.execute(_ONE, {"store_id": store_id, "sku": sku}).mappings().one(), low_days)


def _row(row: Any, low_days: int) -> dict[str, Any]:
    asked_at, days_left = row["recount_asked_at"], row["days_left"]
    low = row["available"] is not None and row["available"] <= LOW or days_left is not None and days_left <= low_days
    return {**row, "recount_asked_at": local(asked_at) if asked_at else None, "low": low}


def _pattern(q: str | None) -> str | None:
    if not q or not q.strip():
        return None
    escaped = q.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
