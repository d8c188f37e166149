"""Hundreds of thousands of open offers, written by SQL in just the state that the product would have left them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import psycopg

from benchmarks import seed
from benchmarks.house import House, plain
from benchmarks.network import Shop

EVERY_NTH_COUNTS_STOCK = 4

# %(count)s orders over the active stores; half of the mothers have bought there before. One line each, cash on delivery.
_STEPS = (
    """
CREATE TEMP TABLE plan AS
SELECT n, s.id AS store_id, s.lng + (random() - 0.5) * 0.004 AS lng, s.lat + (random() - 0.5) * 0.004 AS lat,
       n %% 2 = 0 AS regular, p.sku, p.name, p.price_fen, 1 + n %% 2 AS quantity, s.tracks_stock,
       CASE WHEN n <= %(due)s THEN cast(%(at)s AS timestamptz)
            ELSE %(at)s + interval '6 minutes' + random() * interval '50 minutes' END AS expires_at
FROM generate_series(1, %(count)s) n
JOIN (SELECT *, row_number() OVER (ORDER BY random()) - 1 AS k FROM stores WHERE status = 'active') s
  ON s.k = n %% (SELECT count(*) FROM stores WHERE status = 'active')
JOIN (SELECT *, row_number() OVER (ORDER BY sku) - 1 AS k FROM products) p ON p.k = n %% (SELECT count(*) FROM products)
""",
    "CREATE INDEX ON plan (n)",
    "ANALYZE plan",
    "INSERT INTO members (ref, created_at) SELECT 'S' || n, %(at)s - interval '1 day' FROM plan ORDER BY n",
    """
INSERT INTO purchases (source, source_key, member_id, store_id, purchased_at, total_fen)
SELECT 'till', 'storm-' || n, m.id, store_id, %(at)s - interval '30 days', price_fen
FROM plan JOIN members m ON m.ref = 'S' || n WHERE regular
""",
    """
INSERT INTO orders (order_no, member_id, channel, state, state_changed_at, store_id, payment_method, goods_fen,
                    delivery_fee_fen, recipient_sealed, lng, lat, promise_at, placed_at, paid_at, offers_made,
                    idempotency_key, request_hash)
SELECT 'S' || lpad(cast(n AS text), 15, '0'), m.id, 'mini_program', 'offered', expires_at - interval '1 hour', store_id,
       'on_delivery', price_fen * quantity, 0, %(sealed)s, lng, lat, expires_at + interval '2 hours',
       expires_at - interval '1 hour', expires_at - interval '1 hour', 1, 'storm-' || n, '\\x00'
FROM plan JOIN members m ON m.ref = 'S' || n ORDER BY n
""",
    "CREATE TEMP TABLE made AS SELECT o.id, o.member_id, p.* FROM plan p JOIN orders o"
    " ON o.order_no = 'S' || lpad(cast(p.n AS text), 15, '0')",
    """
INSERT INTO order_lines (order_id, sku, name, quantity, unit_price_fen) SELECT id, sku, name, quantity, price_fen FROM made
""",
    """
INSERT INTO decisions (order_id, member_id, at, policy_version, reason, store_id, distance_m, candidates)
SELECT made.id, member_id, expires_at - interval '1 hour', 1, r.reason, store_id, 100,
       jsonb_build_array(jsonb_build_object('store_id', store_id, 'code', s.code, 'relation', r.reason, 'rank', 1,
                                            'distance_m', 100, 'dropped', null, 'skus', '[]'::jsonb))
FROM made JOIN stores s ON s.id = made.store_id,
     LATERAL (SELECT CASE WHEN regular THEN 'home_store' ELSE 'nearest' END AS reason) r ORDER BY n
""",
    """
INSERT INTO offers (order_id, member_id, store_id, decision_id, offered_at, expires_at, hour_ends_at)
SELECT made.id, made.member_id, made.store_id, d.id, expires_at - interval '1 hour', expires_at, expires_at
FROM made JOIN decisions d ON d.order_id = made.id ORDER BY n
""",
    """
INSERT INTO reservations (offer_id, sku, store_id, quantity)
SELECT f.id, made.sku, made.store_id, made.quantity FROM made JOIN offers f ON f.order_id = made.id WHERE tracks_stock
""",
    """
UPDATE stock_levels l SET reserved = r.quantity
FROM (SELECT store_id, sku, sum(quantity) AS quantity FROM reservations GROUP BY store_id, sku) r
WHERE l.store_id = r.store_id AND l.sku = r.sku
""",
    """
INSERT INTO outbox_events (kind, at, order_id, store_id, member_id, payload, position, relayed_at)
SELECT e.kind, made.expires_at - interval '1 hour', made.id, e.store_id, made.member_id, e.payload,
       row_number() OVER (ORDER BY n, e.place), clock_timestamp()
FROM made JOIN offers f ON f.order_id = made.id, LATERAL (VALUES
  (1, 'order.placed', NULL, '{"to": "paid"}'),
  (2, 'order.offered', made.store_id, jsonb_build_object('from', 'paid', 'to', 'offered', 'offer_id', f.id)),
  (3, 'offer.made', made.store_id, jsonb_build_object('offer_id', f.id, 'expires_at', made.expires_at))
) AS e(place, kind, store_id, payload) ORDER BY n, e.place
""",
    "DROP TABLE made",
    "DROP TABLE plan",
)


def flood(house: House, shops: Sequence[Shop], at: datetime, *, due: int, count: int) -> None:
    """``count`` open offers, of which ``due`` end in the same instant ``at`` and the others from six minutes later on."""
    counting = range(0, len(shops), EVERY_NTH_COUNTS_STOCK)
    with psycopg.connect(plain(house.database_url)) as connection:
        ids = seed.stores(connection, [_roomy(shop) for shop in shops], counting=counting)
        skus = seed.products(connection)
        seed.stock(connection, [ids[shops[number].code] for number in counting], skus)
        sealed = house.db.vault.seal_json(
            {"name": "王", "phone": "13900000000", "text": "路", "door": ""}, "orders.recipient"
        )
        values = {"at": at, "due": due, "count": count, "sealed": sealed}
        connection.execute("SELECT setseed(0.5)")
        for step in _STEPS:
            connection.execute(step, values if "%" in step else None)
    seed.tidy(house)
    house.watch.execute("CHECKPOINT")


def _roomy(shop: Shop) -> Shop:
    # Some thirty open offers a store are the point here; limits made for an ordinary day would send everything to people.
    return replace(shop, capacity=shop.capacity * 10 if shop.capacity else None)
