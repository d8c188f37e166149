"""The fixtures themselves: every test finds the database as migrations left it."""

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import text

from app.db import Database
from app.web.house import House
from tests.databases import TestDatabase


@pytest.mark.parametrize("turn", range(3))
def test_each_test_has_a_new_database(db: Database, turn: int) -> None:
    before = db.read(lambda s: s.execute(text("SELECT count(*) FROM products")).scalar())
    assert before == 0
    db.run(
        lambda s: s.execute(
            text("INSERT INTO products (sku, name, category, stage, price_fen, unit) VALUES ('X','x','x','1',1,'x')")
        )
    )


@pytest.mark.parametrize("turn", range(2))
def test_each_test_has_an_empty_redis(house: House, redis_url: str, turn: int) -> None:
    redis = Redis.from_url(redis_url)
    assert redis.dbsize() == 0
    house.redis.set("left", "over")


def test_a_forgotten_connection_does_not_block_the_next(db: Database, worker_database: TestDatabase) -> None:
    forgotten = db.engine.connect()
    forgotten.execute(text("LOCK TABLE products"))
    worker_database.renew()
    forgotten.invalidate()
    assert db.read(lambda s: s.execute(text("SELECT count(*) FROM products")).scalar()) == 0


def test_the_application_answers(app: Flask) -> None:
    assert app.test_client().get("/readyz").status_code == 200
