"""One connection to PostgreSQL, spoken to through libpq: statements are prepared, and several go in one trip.

psycopg's own pipeline sends every statement by itself, so the server wakes up for each; here they leave together, with the
BEGIN before them. Values and rows are psycopg's affair (its dumpers and loaders), waiting too. Measured for two statements:
half of the CPU that psycopg's cursor takes, and two thirds of the server's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple, NoReturn

import psycopg
from psycopg import generators, pq
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.psycopg import dialect

# PostgreSQL keeps a plan only of what is prepared, and psycopg, too, prepares what is said a fifth time.
PREPARED_AT = 5
# A bound to the memory that a backend gives to them; what is said on the orders' way has come long before.
MOST_PREPARED = 400
MOST_COUNTED = 2000
_Rows = Callable[[pq.abc.PGresult], Callable[[Sequence[Any]], Any]]


class Written(NamedTuple):
    """A statement as the server takes it: numbered parameters, and the names of their values in that order."""

    query: bytes
    names: tuple[str, ...]
    formats: list[PyFormat]


# Plain tuples, because there are some hundred an order. A statement, its values as bytes (None: it has none), their types and
# formats; and what it gave: its rows, and how many it found or changed (-1: it has no such number).
_Bound = tuple[bytes, Sequence[Any] | None, tuple[int, ...], Sequence[pq.Format] | None]
Answer = tuple[list[Any], int]
_BEGIN: _Bound = (b"BEGIN", None, (), None)
_FAILED = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED)


class Failed(Exception):
    """Statement ``number`` of a trip failed (the error is the cause); those behind it were not executed."""

    def __init__(self, number: int, error: psycopg.Error) -> None:
        super().__init__(number)
        self.number = number
        self.error = error


class Wire:
    """A connection of psycopg's, used by one thread at a time; SQLAlchemy and cursors may use it in between."""

    def __init__(self, driver: psycopg.Connection[Any], row_maker: _Rows) -> None:
        self._driver = driver
        self._libpq = driver.pgconn
        self._adapt = Transformer(driver)
        self._row_maker = row_maker
        self._said: dict[tuple[bytes, tuple[int, ...]], int] = {}
        self._prepared: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self._rows_of: dict[bytes, Callable[[Sequence[Any]], Any]] = {}
        self._numbers = count(1)

    def say(self, said: Sequence[tuple[str, Mapping[str, Any] | None]], *, begin: bool = True) -> list[Answer]:
        """Execute statements written with ``:names``, one after the other, in one trip.

        ``begin``: a transaction is begun if there is none; without, they are one by themselves.

        Raises ``Failed`` for the first that fails, and ``psycopg.Error`` if nothing could be said at all.
        """
        bound = [self._bind(_written(statement), values or {}) for statement, values in said]
        begins = begin and not self._driver.autocommit and self._libpq.transaction_status == pq.TransactionStatus.IDLE
        if begins:
            bound.insert(0, _BEGIN)
        try:
            self._libpq.enter_pipeline_mode()
            places = self._send(bound)
            results = self._driver.wait(_results(self._libpq, places[-1] + 1))
            self._libpq.exit_pipeline_mode()
        except BaseException:
            # Interrupted half-way, or lost: nobody could tell which answer belongs to what.
            self._libpq.finish()
            raise
        if results[-1].status in _FAILED:  # what is behind one that fails is not executed
            self._fail(bound, places, results, begins)
        return [self._answer(results[at], each) for at, each in zip(places[begins:], bound[begins:], strict=True)]

    def _bind(self, written: Written, values: Mapping[str, Any]) -> _Bound:
        if not written.names:
            return written.query, None, (), None
        try:
            in_order = [values[name] for name in written.names]
        except KeyError as missing:
            raise psycopg.ProgrammingError(f"a value is missing: {missing.args[0]}") from None
        dumped = self._adapt.dump_sequence(in_order, written.formats)
        return written.query, dumped, self._adapt.types or (), self._adapt.formats

    def _send(self, bound: Sequence[_Bound]) -> list[int]:
        """Queue everything and send it. At which place among the results each one's own will be; a preparation's is before it."""
        commands = 0
        places: list[int] = []
        for query, values, types, formats in bound:
            name, new = self._name((query, types))
            if new:
                self._libpq.send_prepare(name, query, param_types=types)
            if name:
                self._libpq.send_query_prepared(name, values, param_formats=formats)
            else:
                self._libpq.send_query_params(query, values, types, formats)
            commands += 1 + new
            places.append(commands - 1)
        self._libpq.pipeline_sync()
        return places

    def _name(self, key: tuple[bytes, tuple[int, ...]]) -> tuple[bytes, bool]:
        """Under which name it is prepared (none: it is not), and whether that must be done first."""
        name = self._prepared.get(key)
        if name is not None:
            return name, False
        said = self._said.pop(key, 0) + 1
        if said < PREPARED_AT or len(self._prepared) >= MOST_PREPARED:
            if len(self._said) >= MOST_COUNTED:
                self._said.clear()
            self._said[key] = said
            return b"", False
        name = self._prepared[key] = b"jindan_%d" % next(self._numbers)
        return name, True

    def _fail(
        self, bound: Sequence[_Bound], places: Sequence[int], results: Sequence[pq.abc.PGresult], begins: bool
    ) -> NoReturn:
        place = next(at for at, result in enumerate(results) if result.status == pq.ExecStatus.FATAL_ERROR)
        error = error_from_result(results[place], encoding="utf-8")
        number = next(number for number, at in enumerate(places) if place <= at)
        # What was to be prepared there or behind it was not; and a plan that the schema has outgrown is of no use.
        outgrown = [bound[number]] if isinstance(error, psycopg.errors.FeatureNotSupported) else []
        before = (-1, *places)
        unprepared = [
            each for each, at, last in zip(bound, places, before, strict=False) if at - last == 2 and place < at
        ]
        for query, _, types, _ in (*outgrown, *unprepared):
            self._prepared.pop((query, types), None)
        raise Failed(max(number - begins, 0), error)

    def _answer(self, result: pq.abc.PGresult, bound: _Bound) -> Answer:
        if result.status != pq.ExecStatus.TUPLES_OK:
            changed = result.command_tuples
            return [], -1 if changed is None else changed
        self._adapt.set_pgresult(result)
        return self._adapt.load_rows(0, result.ntuples, self._made(result, (bound[0], bound[2]))), result.ntuples

    def _made(self, result: pq.abc.PGresult, key: tuple[bytes, tuple[int, ...]]) -> Callable[[Sequence[Any]], Any]:
        """What makes a row of its values. What is prepared has the same columns every time, or fails."""
        name = self._prepared.get(key)
        maker = self._rows_of.get(name) if name else None
        if maker is None:
            maker = self._row_maker(result)
            if name:
                self._rows_of[name] = maker
        return maker


@lru_cache(maxsize=2048)
def _written(statement: str) -> Written:
    compiled = text(statement).compile(dialect=dialect(paramstyle="numeric_dollar"))
    names = tuple(dict.fromkeys(compiled.positiontup or ()))
    return Written(str(compiled).encode(), names, [PyFormat.AUTO] * len(names))


def _results(libpq: pq.abc.PGconn, expected: int) -> PQGen[list[pq.abc.PGresult]]:
    """What each of ``expected`` commands gave; the sync that ends them is read, too."""
    yield from generators.send(libpq)  # what is larger than a socket's buffer goes piece by piece
    results: list[pq.abc.PGresult] = []
    for _ in range(expected):
        results += yield from generators.fetch_many(libpq)
    yield from generators.fetch_many(libpq)
    return results
