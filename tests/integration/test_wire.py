"""Statements that go to the server in one trip, and what becomes of the connection when one of them does not arrive."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from app import wire
from app.db import Database
from app.trips import foresee, put_off
from dispatch.models import Order
from tests.support.world import value

_ADD = text("INSERT INTO kept (id, n) VALUES (:id, :n)")
_N = text("SELECT n FROM kept WHERE id = :id")
_PREPARED = text(
    "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%' || :part || '%' AND name LIKE 'jindan%'"
)


def test_what_is_foreseen_is_asked_behind_the_next_statement(kept: Database, trips: list[int]) -> None:
    def work(session: Session) -> int:
        foresee(session, _N, {"id": 1})
        foresee(session, text("SELECT 5"))
        session.execute(_ADD, {"id": 1, "n": 7})
        five = session.execute(text("SELECT 5")).scalar_one()
        return int(session.execute(_N, {"id": 1}).scalar_one()) * int(five)

    assert kept.run(work) == 35
    assert trips == [3, 1]


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda s: put_off(s, text("UPDATE kept SET n = 8")),
        lambda s: s.execute(text("UPDATE kept SET n = 8")),
        lambda s: s.connection().exec_driver_sql("UPDATE kept SET n = 8"),
    ],
)
def test_an_answer_is_not_kept_once_something_is_done(kept: Database, meanwhile: Any) -> None:
    def work(session: Session) -> int:
        foresee(session, _N, {"id": 1})
        session.execute(_ADD, {"id": 1, "n": 7})
        meanwhile(session)
        return int(session.execute(_N, {"id": 1}).scalar_one())

    assert kept.run(work) == 8


def test_other_values_are_another_question(kept: Database) -> None:
    def work(session: Session) -> list[int]:
        session.execute(_ADD, {"id": 2, "n": 2})
        foresee(session, _N, {"id": 1})
        session.execute(_ADD, {"id": 1, "n": 1})
        return [session.execute(_N, {"id": id_}).scalar_one() for id_ in (2, 1)]

    assert kept.run(work) == [2, 1]


def test_what_is_asked_at_once_is_not_asked_twice(kept: Database, trips: list[int]) -> None:
    def work(session: Session) -> None:
        foresee(session, _N, {"id": 1})
        assert session.execute(_N, {"id": 1}).all() == []

    kept.run(work)
    assert trips == [1, 1]


def test_what_was_foreseen_in_vain_is_gone_with_the_transaction(kept: Database, trips: list[int]) -> None:
    with kept.session() as session:
        foresee(session, _N, {"id": 1})
        session.execute(_ADD, {"id": 1, "n": 1})
        session.rollback()
        assert session.execute(_N, {"id": 1}).all() == []


def test_what_is_larger_than_any_buffer_arrives(db: Database) -> None:
    """Both ways at once: the server must be read while it is written to."""
    much = "格" * 4_000_000
    asked = text("SELECT cast(:much AS text) AS much, length(:much) AS long")
    row = db.ask(asked, {"much": much}).one()
    assert row.long == len(much) and row.much == much

    def twice(session: Session) -> tuple[str, str]:
        foresee(session, asked, {"much": much})
        first = session.execute(text("SELECT cast(:much AS text)"), {"much": much}).scalar_one()
        return first, session.execute(asked, {"much": much}).one().much

    assert db.run(twice) == (much, much)


def _adding(number: int, n: int | None) -> Callable[[Session], Any]:
    return lambda session: session.execute(_ADD, {"id": number, "n": n})


def test_after_a_failure_the_connection_serves_on(kept: Database) -> None:
    for number in range(3 * wire.PREPARED_AT):
        with pytest.raises(DBAPIError) as failed:
            kept.run(_adding(number, None))
        assert isinstance(failed.value.orig, psycopg.errors.NotNullViolation)
        kept.run(_adding(number, number))
    assert value(kept, "SELECT count(*) FROM kept") == 3 * wire.PREPARED_AT
    # Its types differ: NULL, and a number. Nothing is prepared over and over because it failed.
    assert kept.run(lambda s: s.execute(_PREPARED, {"part": "INTO kept"}).scalar_one()) == 2


def test_what_was_to_be_prepared_behind_a_failure_is_prepared_later(kept: Database) -> None:
    behind = text("SELECT n + 0 AS behind FROM kept WHERE id = :id")
    for number in range(3 * wire.PREPARED_AT):
        with suppress(DBAPIError), kept.session() as session:
            foresee(session, behind, {"id": 1})
            session.execute(_ADD, {"id": 1, "n": None if number < 2 * wire.PREPARED_AT else 1})
            assert session.execute(behind, {"id": 1}).scalar_one() == 1
    assert kept.run(lambda s: s.execute(_PREPARED, {"part": "AS behind"}).scalar_one()) == 1


def test_what_is_said_often_is_prepared_and_survives_a_new_schema(kept: Database) -> None:
    every = text("SELECT * FROM kept WHERE id = :id")
    kept.run(lambda s: s.execute(_ADD, {"id": 1, "n": 1}))

    def often(session: Session) -> int:
        for _ in range(wire.PREPARED_AT + 1):
            session.execute(every, {"id": 1}).one()
        return int(session.execute(_PREPARED, {"part": "FROM kept WHERE id"}).scalar_one())

    assert kept.read(often) == 1
    kept.run(lambda s: s.execute(text("ALTER TABLE kept ADD COLUMN more text")))
    with pytest.raises(DBAPIError, match="cached plan"):
        kept.ask(every, {"id": 1})
    assert kept.ask(every, {"id": 1}).one().more is None


def test_it_stays_prepared_when_a_transaction_is_undone(kept: Database) -> None:
    with kept.session() as session:
        for _ in range(wire.PREPARED_AT + 1):
            for _ in session.scalars(select(Order.id)):  # psycopg's own way
                pass
            session.execute(_N, {"id": 1})
        with suppress(DBAPIError), session.begin_nested():
            session.execute(_ADD, {"id": 1, "n": None})
        assert session.execute(_PREPARED, {"part": "FROM kept WHERE id"}).scalar_one() == 1
        session.rollback()
        assert session.execute(_N, {"id": 1}).all() == []
        session.connection().exec_driver_sql("DROP TABLE IF EXISTS nothing_of_the_kind")
        assert session.execute(_N, {"id": 1}).all() == []


def test_so_many_are_prepared_and_no_more(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_PREPARED", 3)

    def many(session: Session) -> int:
        for number in range(6):
            for _ in range(wire.PREPARED_AT):
                assert session.execute(text(f"SELECT {number} AS bounded")).scalar_one() == number
        return int(session.execute(_PREPARED, {"part": "AS bounded"}).scalar_one())

    assert 1 <= db.read(many) <= 3


def test_a_value_that_was_not_given(db: Database) -> None:
    with pytest.raises(DBAPIError, match="a value is missing: id"):
        db.ask(text("SELECT cast(:id AS bigint)"), {"other": 1})
    assert db.ask(text("SELECT cast(:id AS bigint)"), {"id": 1}).scalar_one() == 1


def test_names_and_percent_signs_are_taken_as_they_are_written(db: Database) -> None:
    asked = text(r"SELECT :a || '%' || :b || :a AS said, 7 % 4 AS rest, '12\:30' AS at, 'x%%' AS two")
    row = db.ask(asked, {"a": "甲", "b": "乙%s"}).one()
    assert (row.said, row.rest, row.at, row.two) == ("甲%乙%s甲", 3, "12:30", "x%%")


def test_who_is_interrupted_half_way_leaves_no_connection_behind(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could tell to which question the next answer belongs."""
    stopped: list[Connection] = []

    def work(session: Session) -> None:
        stopped.append(session.connection())
        with monkeypatch.context() as patch:
            patch.setattr(psycopg.Connection, "wait", _interrupted)
            session.execute(text("SELECT 1"))

    with pytest.raises(KeyboardInterrupt):
        db.run(work)
    assert db.run(lambda s: s.execute(text("SELECT 2")).scalar_one()) == 2


def _interrupted(*_args: Any, **_kwargs: Any) -> None:
    raise KeyboardInterrupt


def test_a_server_that_goes_away_is_told_as_lost(db: Database) -> None:
    with pytest.raises(OperationalError) as lost, db.session() as session:
        me = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        db.alone(text("SELECT pg_terminate_backend(:pid)"), {"pid": me})
        session.execute(text("SELECT 1"))
    assert lost.value.connection_invalidated


@pytest.mark.parametrize("first", [text("SELECT 1"), select(Order.id)])
def test_a_connection_that_only_read_begins_a_transaction_for_the_next(kept: Database, first: Any) -> None:
    """They come from one pool."""

    def reading(session: Session) -> int:
        session.execute(first)
        return int(session.execute(text("SELECT pg_backend_pid()")).scalar_one())

    def writing(session: Session) -> None:
        assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() == backend
        session.execute(_ADD, {"id": 1, "n": 1})
        raise LookupError

    backend = kept.read(reading)
    with pytest.raises(LookupError):
        kept.run(writing)
    assert value(kept, "SELECT count(*) FROM kept") == 0


@pytest.mark.parametrize("first", [text("SELECT 1"), select(Order.id)])
def test_what_only_reads_holds_nothing(kept: Database, first: Any) -> None:
    """Each of its trips is a transaction by itself: nothing is locked, and no old picture kept, until it is done."""

    def reading(session: Session) -> list[str]:
        session.execute(first)
        query = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        return [row.state for row in kept.ask(query, {"pid": pid})]

    assert kept.read(reading) == ["idle"]
