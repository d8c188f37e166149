"""Facts that change by the minute, read inside the transaction that decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.identity.devices import ANY_ONLINE
from app.inventory.stock import as_rows
from app.stores.book import StoreBook
from dispatch.domain.eligibility import StoreFacts
from dispatch.domain.policy import Policy

# The server keeps one plan of a statement unless planning it for the values at hand promises less work. Where it knows no
# array it reckons with ten members, so ten are asked for at least, and the articles come as JSON, of which it knows nothing
# either way: otherwise this would be planned anew for every order, which costs more than running it.
_RECKONED = 10
_NO_STORE = 0
_FACTS = """
SELECT s.id, s.status, s.capacity,
       s.paused_at IS NOT NULL AND (s.paused_until IS NULL OR s.paused_until > jindan_now()) AS paused,
       CASE WHEN s.capacity IS NULL THEN 0 ELSE
         (SELECT count(*) FROM orders o
          WHERE o.store_id = s.id AND o.state IN ('offered', 'accepted', 'out_for_delivery')) END AS live_orders,
       (SELECT array_agg(w.sku ORDER BY w.sku)
        FROM jsonb_to_recordset(cast(:wanted AS jsonb)) AS w(sku text, quantity bigint)
        -- LIMIT 1: each is looked up by its key. As a plain join the server would read the whole of the store's stock.
        LEFT JOIN LATERAL (SELECT on_hand - reserved AS free FROM stock_levels
                           WHERE store_id = s.id AND sku = w.sku LIMIT 1) l ON true
        -- A SKU without a row is missing where stock is tracked, and counts as in stock where it is not.
        WHERE CASE WHEN s.tracks_stock THEN coalesce(l.free, 0) ELSE l.free END < w.quantity) AS short_skus,
       {device_online} AS device_online
FROM stores s WHERE s.id = ANY(:ids)
"""
# Two statements, not one with a condition: where the values at hand made a part needless, it too would be planned anew each time.
_WITHOUT_DEVICES = text(_FACTS.format(device_online="true"))
_WITH_DEVICES = text(_FACTS.format(device_online=ANY_ONLINE.format(store="s.id")))

# An array of ids, latest first; a refunded or voided purchase does not count. Fifty receipts reach back far enough.
HER_STORES = """
(SELECT array_agg(store_id ORDER BY place) FROM (
  SELECT store_id, min(place) AS place FROM (
    SELECT store_id, row_number() OVER (ORDER BY purchased_at DESC, id DESC) AS place FROM purchases
    WHERE member_id = :member_id AND state = 'completed' ORDER BY purchased_at DESC, id DESC LIMIT 50) recent
  GROUP BY store_id) hers)"""
_HER_STORES = text(f"SELECT {HER_STORES}")


def store_facts(
    session: Session, ids: Sequence[int], wanted: Mapping[str, int], policy: Policy
) -> dict[int, StoreFacts]:
    """Status, pause, load and missing SKUs of the stores ``ids``, for an order of ``wanted`` (SKU -> quantity).

    Whether a phone is online there is looked at only if the policy minds.
    """
    padded = [*ids, *[_NO_STORE] * (_RECKONED - len(ids))]
    values = {"ids": padded, "wanted": as_rows(wanted)}
    if policy.require_device:
        rows = session.execute(_WITH_DEVICES, {**values, "online_s": policy.device_online_s})
    else:
        rows = session.execute(_WITHOUT_DEVICES, values)
    return {
        row.id: StoreFacts(
            row.id,
            row.status,
            row.paused,
            row.capacity,
            row.live_orders,
            tuple(row.short_skus or ()),
            row.device_online,
        )
        for row in rows
    }


def her_stores(session: Session, member_id: int, book: StoreBook) -> tuple[int, ...]:
    """Where she bought, the most recent first; a closed store is replaced by its successor."""
    return now_hers(session.execute(_HER_STORES, {"member_id": member_id}).scalar(), book)


def now_hers(store_ids: Sequence[int] | None, book: StoreBook) -> tuple[int, ...]:
    """The stores of ``HER_STORES``, each closed one replaced by its successor."""
    return tuple(dict.fromkeys(book.successor(store_id) for store_id in store_ids or ()))
