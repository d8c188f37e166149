"""The least that an order costs: its rows, written by bare psycopg in the same database.

Row for row what the product writes (the benchmark compares the tables' own counters), one transaction for each step that is
one, prepared statements, values at hand: no reading, no deciding, no sealing, no HTTP.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg

from benchmarks import proc
from benchmarks.house import House, plain
from benchmarks.seed import Mother, Town

FLOOR_PREFIX = "F"  # of order numbers
_EVENT = "(kind, at, order_id, store_id, member_id, payload)"
_S = {
    "order": "INSERT INTO orders (order_no, member_id, channel, state, state_changed_at, store_id, offers_made, payment_method,"
    " goods_fen, delivery_fee_fen, recipient_sealed, lng, lat, promise_at, placed_at, paid_at, idempotency_key, request_hash)"
    " VALUES (%s, %s, 'mini_program', 'offered', %s, %s, 1, 'on_delivery', 3000, 0, %s, 106.55, 29.57, %s, %s, %s, %s, %s)"
    " RETURNING id",
    "lines": "INSERT INTO order_lines (order_id, sku, name, quantity, unit_price_fen)"
    " VALUES (%s, %s, 'x', 1, 1000), (%s, %s, 'y', 2, 1000)",
    "decision": "INSERT INTO decisions (order_id, member_id, at, policy_version, reason, store_id, distance_m, candidates)"
    " VALUES (%s, %s, %s, 1, 'nearest', %s, 812.5, %s) RETURNING id",
    "offer": "INSERT INTO offers (order_id, member_id, store_id, decision_id, offered_at, expires_at, hour_ends_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
    "reserve": "UPDATE stock_levels SET reserved = reserved + CASE sku WHEN %s THEN 1 ELSE 2 END"
    " WHERE store_id = %s AND sku IN (%s, %s)",
    "reservations": "INSERT INTO reservations (offer_id, sku, store_id, quantity) VALUES (%s, %s, %s, 1), (%s, %s, %s, 2)",
    "3 events": f"INSERT INTO outbox_events {_EVENT} VALUES (%s, %s, %s, %s, %s, %s), (%s, %s, %s, %s, %s, %s),"
    " (%s, %s, %s, %s, %s, %s)",
    "2 events": f"INSERT INTO outbox_events {_EVENT} VALUES (%s, %s, %s, %s, %s, %s), (%s, %s, %s, %s, %s, %s)",
    "1 events": f"INSERT INTO outbox_events {_EVENT} VALUES (%s, %s, %s, %s, %s, %s)",
    "accept": "UPDATE offers SET state = 'accepted', answered_at = %s, answered_by = %s WHERE id = %s AND state = 'open'",
    "delivery": "INSERT INTO deliveries (order_id, offer_id, store_id, accepted_at) VALUES (%s, %s, %s, %s) RETURNING id",
    "allocate": "UPDATE reservations SET state = 'allocated' WHERE offer_id = %s",
    "state": "UPDATE orders SET state = %s, state_changed_at = %s WHERE id = %s",
    "leave": "UPDATE deliveries SET state = 'on_the_road', left_at = %s, courier_staff_id = %s WHERE id = %s",
    "delivered": "UPDATE deliveries SET state = 'delivered', finished_at = %s, proof = 'code' WHERE id = %s",
    "sell": "UPDATE reservations SET state = 'sold' WHERE offer_id = %s",
    "sold": "UPDATE stock_levels SET reserved = reserved - CASE sku WHEN %s THEN 1 ELSE 2 END,"
    " on_hand = on_hand - CASE sku WHEN %s THEN 1 ELSE 2 END WHERE store_id = %s AND sku IN (%s, %s)",
    "entry": "INSERT INTO entries (kind, reference, at, order_id, store_id)"
    " VALUES ('cash_delivered', %s, %s, %s, %s) RETURNING id",
    "postings": "INSERT INTO postings (entry_id, account_id, amount_fen) VALUES (%s, %s, 3000), (%s, %s, -3000)",
    "purchase": "INSERT INTO purchases (source, source_key, member_id, store_id, purchased_at, total_fen, order_id)"
    " VALUES ('order', %s, %s, %s, %s, 3000, %s) RETURNING id",
    "bought": "INSERT INTO purchase_lines (purchase_id, line_no, sku, quantity, paid_fen)"
    " VALUES (%s, 1, %s, 1, 1000), (%s, 2, %s, 2, 2000)",
    "publish": "UPDATE outbox_events e SET position = %s + n.n, relayed_at = CASE WHEN e.kind = ANY(%s) THEN NULL"
    " ELSE clock_timestamp() END FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM outbox_events"
    " WHERE position IS NULL) n WHERE e.id = n.id",
    "told": "UPDATE outbox_events SET relayed_at = clock_timestamp() WHERE position > %s AND relayed_at IS NULL",
}
_TOLD = ["offer.made", "order.accepted", "order.out_for_delivery", "order.delivered"]


class Floor:
    """Writes orders into the database of a house that is held."""

    def __init__(self, house: House, town: Town) -> None:
        self._db = psycopg.connect(plain(house.database_url))
        self._numbers, self._skus = itertools.count(1), town.skus
        self._stores = [row[0] for row in self._rows("SELECT store_id FROM staff_roles ORDER BY store_id")]
        self._staff = dict(self._rows("SELECT store_id, staff_id FROM staff_roles"))
        kinds = "unnest(ARRAY['store_cash', 'store_payable']) kind"
        self._rows(f"INSERT INTO accounts (kind, store_id) SELECT kind, store_id FROM staff_roles, {kinds}"
                   " ON CONFLICT DO NOTHING RETURNING 1")  # fmt: skip
        self._accounts = {(kind, store): i for i, kind, store in self._rows("SELECT id, kind, store_id FROM accounts")}
        sealed = {"name": "王小明", "phone": "13900000000", "text": "重庆市渝中区民生路 88 号", "door": "3 号 502 室"}
        self._sealed = house.db.vault.seal_json(sealed, "orders.recipient")
        self._now: datetime = self._rows("SELECT jindan_now()")[0][0]
        self._position: int = self._rows("SELECT coalesce(max(position), 0) FROM outbox_events")[0][0]
        self._db.commit()

    def refresh(self) -> None:
        """What the house did meanwhile: the time it is, and the last position given out."""
        self._now = self._rows("SELECT jindan_now()")[0][0]
        self._position = self._rows("SELECT coalesce(max(position), 0) FROM outbox_events")[0][0]
        self._db.commit()

    def cpu_ms(self, house: House, mothers: Sequence[Mother]) -> float:
        """This process and PostgreSQL, an order of each mother; ms an order."""
        began = proc.own_cpu_ms() + house.grounds.database_cpu_ms()
        for mother in mothers:
            self.write(mother.member_id)
        used = proc.own_cpu_ms() + house.grounds.database_cpu_ms() - began
        self._rows("SELECT pg_stat_force_next_flush()")
        self._db.commit()
        return used / len(mothers)

    def write(self, member: int) -> None:
        """One order, from placed to delivered and relayed."""
        number = next(self._numbers)
        store = self._stores[number % len(self._stores)]
        a, b = sorted((self._skus[number % len(self._skus)], self._skus[(number + 7) % len(self._skus)]))
        order, offer = self._place(number, member, store, a, b)
        delivery = self._accept(order, offer, member, store)
        self._bring(order, delivery, member, store)
        self._deliver(number, order, offer, delivery, member, store, a, b)
        self._publish()

    def _place(self, number: int, member: int, store: int, a: str, b: str) -> tuple[int, int]:
        at, until = self._now, self._now + timedelta(hours=1)
        order = self._one(
            "order",
            f"{FLOOR_PREFIX}{number:015d}",
            member,
            at,
            store,
            self._sealed,
            until,
            at,
            at,
            f"floor-{number:08d}",
            b"0" * 32,
        )
        self._do("lines", order, a, order, b)
        decision = self._one("decision", order, member, at, store, _candidates(store))
        offer = self._one("offer", order, member, store, decision, at, until, until)
        self._do("reserve", a, store, a, b)
        self._do("reservations", offer, a, store, offer, b, store)
        self._events(
            order, member, ("order.placed", None, '{"to": "paid"}'),
            ("order.offered", store, f'{{"from": "paid", "to": "offered", "reason": "nearest", "offer_id": {offer}}}'),
            ("offer.made", store, f'{{"offer_id": {offer}, "expires_at": "{until.isoformat()}", "distance_m": 812}}'),
        )  # fmt: skip
        self._db.commit()
        return order, offer

    def _accept(self, order: int, offer: int, member: int, store: int) -> int:
        who = f"staff:{self._staff[store]}"
        self._do("accept", self._now, who, offer)
        delivery = self._one("delivery", order, offer, store, self._now)
        self._do("allocate", offer)
        self._do("state", "accepted", self._now, order)
        step = f'{{"from": "offered", "to": "accepted", "offer_id": {offer}, "by": "{who}"}}'
        said = f'{{"offer_id": {offer}, "by": "{who}"}}'
        self._events(order, member, ("order.accepted", store, step), ("offer.accepted", store, said))
        self._db.commit()
        return delivery

    def _bring(self, order: int, delivery: int, member: int, store: int) -> None:
        who = self._staff[store]
        self._do("leave", self._now, who, delivery)
        self._do("state", "out_for_delivery", self._now, order)
        left = f'{{"from": "accepted", "to": "out_for_delivery", "by": "staff:{who}", "delivery_id": {delivery}}}'
        self._events(order, member, ("order.out_for_delivery", store, left))
        self._db.commit()

    def _deliver(
        self, number: int, order: int, offer: int, delivery: int, member: int, store: int, a: str, b: str
    ) -> None:
        at = self._now
        self._do("delivered", at, delivery)
        self._do("sell", offer)
        self._do("sold", a, a, store, a, b)
        self._do("state", "delivered", at, order)
        entry = self._one("entry", f"delivered:{FLOOR_PREFIX}{number:015d}", at, order, store)
        self._do("postings", entry, self._accounts["store_cash", store], entry, self._accounts["store_payable", store])
        purchase = self._one("purchase", f"order:{FLOOR_PREFIX}{number:015d}", member, store, at, order)
        self._do("bought", purchase, a, purchase, b)
        step = f'{{"from": "out_for_delivery", "to": "delivered", "delivery_id": {delivery}}}'
        self._events(order, member, ("order.delivered", store, step))
        self._db.commit()

    def _publish(self) -> None:
        self._do("publish", self._position, _TOLD)
        self._do("told", self._position)
        self._db.commit()
        self._position += 7

    def _events(self, order: int, member: int, *events: tuple[str, int | None, str]) -> None:
        values = [v for kind, store, payload in events for v in (kind, self._now, order, store, member, payload)]
        self._do(f"{len(events)} events", *values)

    def _do(self, name: str, *values: Any) -> None:
        self._db.execute(_S[name], values, prepare=True)

    def _one(self, name: str, *values: Any) -> int:
        row = self._db.execute(_S[name], values, prepare=True).fetchone()
        assert row is not None
        return int(row[0])

    def _rows(self, query: str) -> list[Any]:
        return self._db.execute(query).fetchall()

    def close(self) -> None:
        self._db.close()


def _candidates(store: int) -> str:
    """As many candidates as a decision usually keeps."""
    fields: dict[str, object] = {"skus": [], "dropped": None, "relation": "nearest", "distance_m": 812.5}
    return json.dumps(
        [{"rank": n, "code": f"CQ{n:04d}", "store_id": store if n == 1 else n, **fields} for n in range(1, 9)]
    )
