"""Prepared text straight to the driver: what the house says most often, without a general-purpose result around every row.

``HouseSession.execute`` comes here with a ``text()``; everything else (mapped objects, statements that are built) goes through
SQLAlchemy as ever, on the same connection and in the same transaction. Measured: a statement costs a third of the CPU.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Literal, NoReturn, cast

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

from app.wire import Failed, Wire

_WIRE = "wire"
_DIALECT = dialect()


class Found:
    """What a statement gave: rows with named columns, all of them read; the subset of SQLAlchemy's ``Result`` that is used."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self._rows

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row. Raises ``NoResultFound`` or ``MultipleResultsFound``."""
        if not self._rows:
            raise NoResultFound("No row was found when one was required")
        return self.one_or_none()

    def one_or_none(self) -> Any:
        """The only row, or None. Raises ``MultipleResultsFound``."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return self.first()

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The first column of the only row."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The first column of the only row, or None."""
        row = self.one_or_none()
        return None if row is None else row[0]

    def scalars(self) -> Found:
        """The first column of every row."""
        return Found([row[0] for row in self._rows], self.rowcount)

    def mappings(self) -> Found:
        """Every row as a dictionary."""
        return Found([row._mapping for row in self._rows], self.rowcount)


Held = Connection | PoolProxiedConnection  # a connection of SQLAlchemy's, or just one from its pool
Said = tuple[str, Mapping[str, Any] | None]  # a statement written with ``:names``, and its values


def run(held: Held, statement: str, values: Mapping[str, Any] | None, *, begin: bool = True) -> Found:
    """Execute ``statement``, written with ``:names``, in the connection's transaction. Raises SQLAlchemy's ``DBAPIError``s.

    ``begin``: if the connection is in no transaction, one is begun; without, the statement is one by itself.
    """
    return run_all(held, [(statement, values)], begin=begin)[0]


def run_all(held: Held, said: Sequence[Said], *, begin: bool = True) -> list[Found]:
    """Execute all of ``said`` one after the other as ``run`` does, in one trip.

    The first that fails is raised, and those behind it are not executed.
    """
    pooled = held.connection if isinstance(held, Connection) else held
    try:
        return [Found(rows, rowcount) for rows, rowcount in _wire(pooled).say(said, begin=begin)]
    except Failed as failed:
        _fail(held, pooled, said[failed.number][0], failed.error)
    except psycopg.Error as error:
        _fail(held, pooled, said[0][0], error)
    except BaseException as stopped:
        if _driver(pooled).closed:  # half-way through: see ``Wire.say``
            held.invalidate(stopped)
        raise


def checked_out(engine: Engine) -> PoolProxiedConnection:
    """A connection from the engine's pool. Raises SQLAlchemy's ``DBAPIError`` if the server cannot be reached."""
    try:
        return engine.raw_connection()
    except psycopg.Error as error:
        raise _told(None, error, lost=False) from error


def end(pooled: PoolProxiedConnection, how: Literal["COMMIT", "ROLLBACK"]) -> None:
    """End the connection's transaction, if it is in one. Raises as ``run``."""
    if _driver(pooled).info.transaction_status != TransactionStatus.IDLE:
        run(pooled, how, None, begin=False)


def _wire(pooled: PoolProxiedConnection) -> Wire:
    # Kept as long as the connection itself: what was prepared on it goes with it.
    wire: Wire | None = pooled.info.get(_WIRE)
    if wire is None:
        wire = pooled.info[_WIRE] = Wire(_driver(pooled), _row_maker)
    return wire


def _driver(pooled: PoolProxiedConnection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", pooled.driver_connection)


def _row_maker(result: PGresult) -> Callable[[Sequence[Any]], Any]:
    names = tuple(result.fname(number) or b"" for number in range(result.nfields))
    # As the class's own ``_make``, which would be one more call of Python's a row.
    return partial(tuple.__new__, _row_class(names))


@lru_cache(maxsize=2048)
def _row_class(names: tuple[bytes, ...]) -> Any:
    # A column without a name of its own, or with another's, is reached by its place.
    columns = [name.decode() for name in names]
    as_dict = property(lambda row: dict(zip(columns, row, strict=True)))
    return type("Row", (namedtuple("Row", columns, rename=True),), {"__slots__": (), "_mapping": as_dict})


def _fail(held: Held, pooled: PoolProxiedConnection, statement: str, error: psycopg.Error) -> NoReturn:
    lost = _driver(pooled).closed
    if lost:
        held.invalidate(error)
    raise _told(statement, error, lost=lost) from error


def _told(statement: str | None, error: psycopg.Error, *, lost: bool) -> DBAPIError:
    """As SQLAlchemy tells it, so that one word serves both ways; without the values, which may be somebody's."""
    told = DBAPIError.instance(
        statement, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=lost, dialect=_DIALECT
    )
    return cast(DBAPIError, told)
