"""A house over a real database, a small network of stores, and the clock held still.

A test gets its house from the fixtures of conftest.py; these helpers fill its database. Nothing here mocks anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from redis import Redis
from sqlalchemy import text

from app.calls.demo import DemoCallPort
from app.clock import SHANGHAI, set_clock
from app.config import Config
from app.db import Database
from app.keys import Keys
from app.notify.sms import DemoSmsPort
from app.payments.demo import DemoPayments
from app.security import Vault
from app.web.house import House

# A Tuesday morning: every store of ``make_network`` is open.
TUESDAY_10 = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
KEYS = Keys(data={"test": b"0" * 32}, hash=b"1" * 32)

# Where the mother of these tests lives (WGS-84): 95 m from S1, 0.9 km from S2, 1.8 km from S3, far from S9.
HOME = (121.501, 31.20)
STORES: tuple[dict[str, Any], ...] = (
    {"code": "S1", "name": "浦东一店", "lng": 121.50, "lat": 31.20},
    {"code": "S2", "name": "浦东二店", "lng": 121.51, "lat": 31.20},
    {"code": "S3", "name": "浦东三店", "lng": 121.52, "lat": 31.20},
    {"code": "S9", "name": "北京一店", "lng": 116.40, "lat": 39.90, "city": "北京市"},
)
PRODUCTS: tuple[dict[str, Any], ...] = (
    {"sku": "F1", "name": "牧小暖婴儿配方奶粉 1段", "category": "奶粉", "stage": "1", "price_fen": 29800, "unit": "罐"},
    {
        "sku": "F2",
        "name": "牧小暖较大婴儿配方奶粉 2段",
        "category": "奶粉",
        "stage": "2",
        "price_fen": 28800,
        "unit": "罐",
    },
    {"sku": "D1", "name": "软糯糯纸尿裤 L码", "category": "纸尿裤", "stage": "L", "price_fen": 8900, "unit": "包"},
)


@dataclass(frozen=True)
class Network:
    """The ids of what ``make_network`` made, by code."""

    stores: Mapping[str, int]

    def __getitem__(self, code: str) -> int:
        return self.stores[code]


def make_house(database_url: str, redis_url: str, var_dir: Path = Path("/nonexistent")) -> House:
    """A house like app.wiring's over these servers, with fixed keys and the demo ports."""
    config = Config(
        env="test", var_dir=var_dir, host="127.0.0.1", port=8000, web_processes=1, web_threads=16, sms="demo",
        wechat="off", public_url="http://127.0.0.1:8000",
        clock_speed=1.0, database_url=database_url, redis_url=redis_url, keys=KEYS,
        service_phone="400-500-0000",
    )  # fmt: skip
    db = Database(database_url, Vault(KEYS.data, KEYS.hash))
    redis = Redis.from_url(redis_url, socket_timeout=2.0, socket_connect_timeout=2.0)
    return House(config, db, redis, DemoSmsPort(db), DemoPayments(db), calls=DemoCallPort(db))


def freeze(db: Database, at: datetime = TUESDAY_10) -> None:
    """Hold the house's clock still at ``at``."""
    db.run(lambda session: set_clock(session, at, 0))


def put_policy(db: Database, **settings: Any) -> int:
    """Put a version with these settings in force; its number. What is left out has its default."""

    def put(session: Any) -> int:
        session.execute(text("UPDATE policy_versions SET state = 'retired' WHERE state = 'active'"))
        made = text(
            "INSERT INTO policy_versions (settings, state, created_by) VALUES (cast(:s AS jsonb), 'active', 'test')"
            " RETURNING version"
        )
        return int(session.execute(made, {"s": json.dumps(settings)}).scalar_one())

    return db.run(put)


def make_store(db: Database, code: str, lng: float, lat: float, **columns: Any) -> int:
    """Insert one store at a WGS-84 point; its id. ``columns`` override what is left at its default."""
    values = {
        "code": code, "name": code, "address": "张江路 1 号", "phone": "021-50000000", "lng": lng, "lat": lat,
        "source_lng": lng, "source_lat": lat, "source_datum": "wgs84", "hours": "Mo-Su 09:00-21:00", **columns,
    }  # fmt: skip
    return int(insert(db, "stores", values, returning="id"))


def make_network(db: Database, at: datetime | None = TUESDAY_10) -> Network:
    """``STORES`` and ``PRODUCTS``, with the clock held still at ``at`` (None: left alone)."""
    if at is not None:
        freeze(db, at)
    for product in PRODUCTS:
        insert(db, "products", product)
    stores = {store["code"]: make_store(db, **store) for store in STORES}
    return Network(stores)


def set_stock(db: Database, store_id: int, **on_hand: int) -> None:
    """From now on the store counts its stock, and has just this: ``set_stock(db, store, F1=5)``."""
    change(db, "UPDATE stores SET tracks_stock = true WHERE id = :id", id=store_id)
    for sku, count in on_hand.items():
        change(
            db,
            "INSERT INTO stock_levels (store_id, sku, on_hand) VALUES (:id, :sku, :count)"
            " ON CONFLICT (store_id, sku) DO UPDATE SET on_hand = excluded.on_hand",
            id=store_id, sku=sku, count=count,
        )  # fmt: skip


def add_purchase(db: Database, member_id: int, store_id: int, at: datetime, key: str, **columns: Any) -> int:
    """A till purchase of two tins of F1 that she made at ``at``; its id. ``key`` is the receipt."""
    values = {
        "source": "till", "source_key": key, "member_id": member_id, "store_id": store_id, "purchased_at": at,
        "total_fen": 59600, **columns,
    }  # fmt: skip
    purchase_id = int(insert(db, "purchases", values, returning="id"))
    insert(
        db, "purchase_lines",
        {"purchase_id": purchase_id, "line_no": 1, "sku": "F1", "quantity": 2, "paid_fen": 59600},
    )  # fmt: skip
    return purchase_id


def insert(db: Database, table: str, values: Mapping[str, Any], returning: str | None = None) -> Any:
    """Insert one row, for what no door makes."""
    columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    back = f" RETURNING {returning}" if returning else ""
    statement = text(f"INSERT INTO {table} ({columns}) VALUES ({places}){back}")

    def work(session: Any) -> Any:
        result = session.execute(statement, dict(values))
        return result.scalar_one() if returning else None

    return db.run(work)


def rows(db: Database, query: str, **values: Any) -> list[Any]:
    """What a query finds."""
    return db.read(lambda session: list(session.execute(text(query), values).all()))


def value(db: Database, query: str, **values: Any) -> Any:
    """The one value a query finds, None if there is none."""
    return db.read(lambda session: session.execute(text(query), values).scalar())


def change(db: Database, statement: str, **values: Any) -> None:
    """Run one statement and commit it."""
    db.run(lambda session: session.execute(text(statement), values))
