"""The catalogue as a mother reads it: search, paging, and what a store has of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound

# What she bought before comes first, in her order; then category and SKU. The three make the cursor.
_NEVER = 1_000_000
_COLUMNS = """p.sku, p.name, p.category, p.stage, p.price_fen, p.unit, p.days_per_unit, p.on_sale,
  CASE WHEN cast(:store_id AS bigint) IS NULL THEN NULL
       WHEN l.sku IS NOT NULL THEN l.on_hand > l.reserved
       ELSE NOT (SELECT s.tracks_stock FROM stores s WHERE s.id = :store_id) END AS available"""
_JOIN = "LEFT JOIN stock_levels l ON l.store_id = :store_id AND l.sku = p.sku"
_LIST = text(f"""
SELECT * FROM (
  SELECT {_COLUMNS}, coalesce(array_position(cast(:first AS text[]), p.sku), {_NEVER}) AS place
  FROM products p {_JOIN}
  WHERE p.on_sale AND (cast(:category AS text) IS NULL OR p.category = :category)
    AND (cast(:stage AS text) IS NULL OR p.stage = :stage)
    AND (cast(:pattern AS text) IS NULL OR p.name ILIKE :pattern OR p.sku ILIKE :pattern OR p.category ILIKE :pattern)
) found
WHERE cast(:after_place AS bigint) IS NULL
   OR (place, category, sku) > (cast(:after_place AS bigint), cast(:after_category AS text), cast(:after_sku AS text))
ORDER BY place, category, sku LIMIT :limit
""")
_ONE = text(f"SELECT {_COLUMNS} FROM products p {_JOIN} WHERE p.sku = :sku")


@dataclass(frozen=True, slots=True)
class Wish:
    """What she looks for. ``first``: SKUs to be shown first; ``after``: (place, category, SKU) where the last page ended."""

    category: str | None = None
    stage: str | None = None
    q: str | None = None
    store_id: int | None = None
    first: Sequence[str] = ()
    after: tuple[int, str, str] | None = None
    limit: int = 20


def find_products(session: Session, wish: Wish) -> tuple[list[dict[str, Any]], tuple[int, str, str] | None]:
    """Products on sale, and where the next page begins (None: this was the last)."""
    place, category, sku = wish.after or (None, None, None)
    values = {
        "store_id": wish.store_id, "first": list(wish.first), "category": wish.category, "stage": wish.stage,
        "pattern": _pattern(wish.q), "after_place": place, "after_category": category, "after_sku": sku,
        "limit": wish.limit + 1,
    }  # fmt: skip
    rows = [dict(row) for row in session.execute(_LIST, values).mappings()]
    page = [{**row, "bought_before": row["place"] < _NEVER} for row in rows[: wish.limit]]
    last = page[-1] if len(rows) > wish.limit else None
    return page, (last["place"], last["category"], last["sku"]) if last else None


def product_of(session: Session, sku: str, store_id: int | None = None) -> dict[str, Any]:
    """One product, also when it is no longer on sale. Raises ``NotFound``."""
    row = session.execute(_ONE, {"sku": sku, "store_id": store_id}).mappings().one_or_none()
    if row is None:
        raise NotFound()
    return dict(row)


def store_id_of(session: Session, code: str | None) -> int | None:
    """The id of a store's code. Raises ``Invalid`` if there is none."""
    if code is None:
        return None
    found = session.execute(text("SELECT id FROM stores WHERE code = :code"), {"code": code}).scalar()
    if found is None:
        raise Invalid(fields={"store_code": ["没有这家门店"]})
    return int(found)


def _pattern(q: str | None) -> str | None:
    if not q or not q.strip():
        return None
    escaped = q.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
