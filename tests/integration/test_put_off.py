"""What is put off: done in order, before whatever comes next, in one trip; the COMMIT too; and an order that was locked by text."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database, Retry
from app.entities import about_to_be, find_one, follow
from app.heartbeat import Outage
from app.trips import finish, put_off
from dispatch import intake
from dispatch.models import Order
from dispatch.trail import lock_order
from tests.support.core import command, order_row, place
from tests.support.world import TUESDAY_10, Network, value

_ADD = text("INSERT INTO kept (id, n) VALUES (:id, :n)")
_RAISE = text("UPDATE kept SET n = n + :by WHERE id = :id")
_N = text("SELECT n FROM kept WHERE id = 1")


def add_and_raise(session: Session) -> None:
    put_off(session, _ADD, {"id": 1, "n": 1})
    put_off(session, _RAISE, {"id": 1, "by": 10})


def test_the_next_statement_sees_what_was_put_off_before_it(kept: Database, trips: list[int]) -> None:
    def work(session: Session) -> int:
        add_and_raise(session)
        return int(session.execute(_N).scalar_one())

    assert kept.run(work) == 11
    assert trips == [3, 1]  # and the COMMIT


def test_the_commit_brings_what_nobody_asked_about(kept: Database, trips: list[int]) -> None:
    kept.run(add_and_raise)
    assert trips == [3]
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


def test_the_last_question_is_answered_with_the_commit(kept: Database, trips: list[int]) -> None:
    def work(session: Session) -> int:
        add_and_raise(session)
        finish(session)
        return int(session.execute(_N).scalar_one())

    assert kept.run(work) == 11
    assert trips == [4]
    assert value(kept, "SELECT n FROM kept") == 11


@pytest.mark.parametrize(
    "late",
    [
        lambda s: s.execute(_RAISE, {"id": 1, "by": 1}),
        lambda s: put_off(s, _RAISE, {"id": 1, "by": 1}),
        lambda s: s.scalar(select(Order.id)),
        lambda s: s.add(Outage(name="x", from_at=TUESDAY_10, until_at=TUESDAY_10, offers_extended=0)),
    ],
)
def test_nothing_is_done_in_a_transaction_that_was_finished(kept: Database, late: Any) -> None:
    def work(session: Session) -> None:
        add_and_raise(session)
        finish(session)
        session.execute(_N)
        late(session)

    with pytest.raises(RuntimeError, match="finished"):
        kept.run(work)
    assert value(kept, "SELECT n FROM kept") == 11  # what was committed stays


def test_objects_that_are_not_written_yet_are_committed_too(kept: Database, trips: list[int]) -> None:
    def work(session: Session) -> int:
        session.add(Outage(name="x", from_at=TUESDAY_10, until_at=TUESDAY_10, offers_extended=0))
        add_and_raise(session)
        finish(session)
        return int(session.execute(_N).scalar_one())

    assert kept.run(work) == 11
    assert trips == [3]  # and the object, and the COMMIT, by SQLAlchemy
    assert value(kept, "SELECT count(*) FROM outages") == 1


def _changing_one(session: Session) -> None:
    changed = "WITH changed AS (UPDATE kept SET n = 9 WHERE id = 1 RETURNING id) SELECT 1 / count(*) FROM changed"
    put_off(session, text(changed), None, lambda: Retry("nobody there"))


@pytest.mark.parametrize("finishing", [False, True])
def test_what_refuses_keeps_the_commit_from_being_done(kept: Database, finishing: bool) -> None:
    runs = 0

    def work(session: Session) -> None:
        nonlocal runs
        runs += 1
        put_off(session, _ADD, {"id": 5, "n": 1})
        _changing_one(session)  # there is none
        put_off(session, _ADD, {"id": 2, "n": 1})
        if finishing:
            finish(session)
            session.execute(_N)

    with pytest.raises(Retry, match="nobody there"):
        kept.run(work, attempts=3)
    assert runs == 3
    assert value(kept, "SELECT count(*) FROM kept") == 0


def test_another_division_by_zero_is_no_refusal(kept: Database) -> None:
    def work(session: Session) -> None:
        put_off(session, _ADD, {"id": 1, "n": 1})
        _changing_one(session)
        session.execute(text("SELECT 1 / (n - 9) FROM kept"))

    with pytest.raises(DBAPIError):
        kept.run(work)


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


def _losing_the_connection(kept: Database, ask: bool) -> tuple[Any, list[int]]:
    lost: list[int] = []

    def work(session: Session) -> None:
        me = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        put_off(session, _ADD, {"id": 1, "n": 1})
        if not lost:
            kept.alone(text("SELECT pg_terminate_backend(:pid)"), {"pid": me})
        lost.append(me)
        if ask:
            session.execute(_N)

    return work, lost


def test_a_connection_that_was_lost_is_told_as_lost(kept: Database) -> None:
    """The server was restarted, say: the transaction wrote nothing and is run again."""
    work, runs = _losing_the_connection(kept, ask=True)
    kept.run(work)
    assert len(runs) == 2 and value(kept, "SELECT count(*) FROM kept") == 1


def test_a_connection_lost_with_the_commit_on_its_way_is_not_run_again(kept: Database) -> None:
    """Nobody knows whether it was done."""
    work, runs = _losing_the_connection(kept, ask=False)
    with pytest.raises(DBAPIError):
        kept.run(work)
    assert len(runs) == 1
    kept.run(add_and_raise)  # and the house goes on


def test_an_order_found_by_text_is_in_step_with_what_is_written(db: Database, network: Network) -> None:
    order_id = place(db).id

    def work(session: Session) -> None:
        locked = lock_order(session, order_id)
        held = text("UPDATE orders SET hold_reason = 'x' WHERE id = :id")
        session.execute(held, {"id": order_id})
        assert locked.hold_reason is None and lock_order(session, order_id).hold_reason == "x"
        assert locked.total_fen == locked.goods_fen + locked.delivery_fee_fen
        follow(locked, {"hold_reason": "x"})
        assert locked.hold_reason == "x"
        with pytest.raises(TypeError, match="hold_reason"):
            locked.hold_reason = "y"

    db.run(work)
    assert value(db, "SELECT hold_reason FROM orders") == "x"


def test_an_order_that_the_session_has_loaded_is_read_anew_under_its_lock(db: Database, network: Network) -> None:
    order_id = place(db).id

    def work(session: Session) -> None:
        loaded = session.get_one(Order, order_id)
        session.execute(text("UPDATE orders SET hold_reason = 'x' WHERE id = :id"), {"id": order_id})
        assert loaded.hold_reason is None
        assert lock_order(session, order_id) is loaded and loaded.hold_reason == "x"
        assert not session.dirty
        loaded.hold_reason = "y"
        session.flush()

    db.run(work)
    assert value(db, "SELECT hold_reason FROM orders") == "y"


def test_an_order_that_is_not_there(db: Database, network: Network) -> None:
    nobody = text("SELECT o.* FROM orders o WHERE o.id = :id")
    assert db.run(lambda s: find_one(s, Order, nobody, {"id": 1})) is None


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "offered"),
        ({"lng": 87.6, "lat": 43.8, "note": "放门口"}, "needs_person"),  # far from everybody
        ({"payment_method": "online"}, "awaiting_payment"),
    ],
)
def test_what_is_said_of_an_order_before_it_is_written_is_what_is_written(
    db: Database, network: Network, changes: dict[str, Any], state: str
) -> None:
    wish = command(db, **changes)

    def work(session: Session) -> tuple[dict[str, Any], int]:
        order, _ = intake.place(session, wish)
        written = "SELECT count(*) FROM outbox_events"
        return dict(vars(order)), int(session.execute(text(written)).scalar_one())

    said, events_before_the_commit = db.run(work)
    row = vars(order_row(db, said["id"]))
    assert said == row and row["state"] == state
    assert events_before_the_commit == 0 and value(db, "SELECT count(*) FROM outbox_events") > 0


def test_what_the_database_would_fill_in_must_be_said(db: Database) -> None:
    def work(session: Session) -> None:
        with pytest.raises(TypeError, match="Order needs channel, .*offers_made.*state"):
            about_to_be(session, Order, {"id": 1})

    db.run(work)
