"""What is put off: done in order, before whatever comes next, in one trip; and an order that was locked by text."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import plain
from app.db import Database, Retry
from app.entities import find_one
from app.session import put_off
from dispatch.models import Order
from dispatch.trail import lock_order
from tests.support.core import place
from tests.support.world import Network, value

_ADD = text("INSERT INTO kept (id, n) VALUES (:id, :n)")
_RAISE = text("UPDATE kept SET n = n + :by WHERE id = :id")
_N = text("SELECT n FROM kept WHERE id = 1")


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements went together, trip by trip."""
    seen: list[int] = []
    run_all = plain.run_all

    def noted(connection: Any, said: Any) -> list[plain.Found]:
        seen.append(len(said))
        return run_all(connection, said)

    monkeypatch.setattr(plain, "run_all", noted)
    return seen


def add_and_raise(session: Session) -> None:
    put_off(session, _ADD, {"id": 1, "n": 1})
    put_off(session, _RAISE, {"id": 1, "by": 10})


def test_the_next_statement_sees_what_was_put_off_before_it(kept: Database, trips: list[int]) -> None:
    def work(session: Session) -> int:
        add_and_raise(session)
        return int(session.execute(_N).scalar_one())

    assert kept.run(work) == 11
    assert trips == [3]


def test_the_commit_brings_what_nobody_asked_about(kept: Database, trips: list[int]) -> None:
    kept.run(add_and_raise)
    assert trips == [2]
    assert value(kept, "SELECT n FROM kept") == 11


@pytest.mark.parametrize(
    "ask",
    [
        lambda s: s.scalar(text("SELECT n FROM kept")),
        lambda s: s.scalars(text("SELECT n FROM kept")).one(),
        lambda s: s.connection().exec_driver_sql("SELECT n FROM kept").scalar(),
        lambda s: s.execute(text("SELECT n FROM kept"), execution_options={}).scalar(),
        lambda s: s.begin_nested() and s.execute(text("SELECT n FROM kept")).scalar(),
    ],
)
def test_no_way_into_the_database_overtakes_it(kept: Database, ask: Any) -> None:
    def work(session: Session) -> int:
        add_and_raise(session)
        return int(ask(session))

    assert kept.run(work) == 11


def test_a_check_is_asked_before_anything_is_kept(kept: Database) -> None:
    asked = 0

    def work(session: Session) -> None:
        def check(found: plain.Found) -> None:
            nonlocal asked
            asked += 1
            if found.rowcount != 1:
                raise Retry()

        put_off(session, _ADD, {"id": 5, "n": 1})
        put_off(session, _RAISE, {"id": 1, "by": 1}, check)  # there is none
        put_off(session, _ADD, {"id": 2, "n": 1})

    with pytest.raises(Retry):
        kept.run(work, attempts=3)
    assert asked == 3
    assert value(kept, "SELECT count(*) FROM kept") == 0


def test_the_one_that_fails_is_named_and_nothing_is_kept(kept: Database) -> None:
    def work(session: Session) -> None:
        add_and_raise(session)
        put_off(session, _ADD, {"id": 1, "n": 13812345678})
        session.execute(_N)

    with pytest.raises(DBAPIError) as failed:
        kept.run(work)
    assert isinstance(failed.value.orig, psycopg.errors.UniqueViolation)
    assert "INSERT INTO kept" in str(failed.value) and "13812345678" not in str(failed.value)
    assert value(kept, "SELECT count(*) FROM kept") == 0


def test_what_was_rolled_back_is_forgotten(kept: Database) -> None:
    with kept.session() as session:
        put_off(session, _ADD, {"id": 1, "n": 1})
        session.rollback()
        put_off(session, _ADD, {"id": 2, "n": 2})
        session.commit()
    assert value(kept, "SELECT array_agg(id) FROM kept") == [2]


def test_a_connection_that_was_lost_is_told_as_lost(kept: Database) -> None:
    """The server was restarted, say: the transaction wrote nothing and is run again."""
    lost = 0

    def work(session: Session) -> None:
        nonlocal lost
        me = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        put_off(session, _ADD, {"id": 1, "n": 1})
        if not lost:
            lost = me
            kept.alone(text("SELECT pg_terminate_backend(:pid)"), {"pid": me})

    kept.run(work)
    assert lost and value(kept, "SELECT count(*) FROM kept") == 1


def test_an_order_found_by_text_is_the_sessions_own(db: Database, network: Network) -> None:
    order_id = place(db).id

    def work(session: Session) -> None:
        locked = lock_order(session, order_id)
        again = session.get_one(Order, order_id)
        assert again is locked and not session.dirty and not session.new
        session.execute(text("UPDATE orders SET hold_reason = 'x' WHERE id = :id"), {"id": order_id})
        assert locked.hold_reason is None
        assert lock_order(session, order_id) is locked and locked.hold_reason == "x"
        locked.hold_reason = "y"
        session.flush()

    db.run(work)
    assert value(db, "SELECT hold_reason FROM orders") == "y"


def test_an_order_that_is_not_there(db: Database, network: Network) -> None:
    nobody = text("SELECT o.* FROM orders o WHERE o.id = :id")
    assert db.run(lambda s: find_one(s, Order, nobody, {"id": 1})) is None
