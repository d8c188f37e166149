"""The database: one engine, one way to run a transaction."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Engine, MetaData, TextClause, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

from app import plain
from app.security import Vault
from app.session import HouseSession

T = TypeVar("T")

# Deadlock, serialization failure, lock not available: the whole transaction may simply be run again.
RETRYABLE = {"40P01", "40001", "55P03"}


class Base(DeclarativeBase):
    """Every table of the house; names of constraints are predictable so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


class Retry(Exception):
    """What was read is no longer true (another transaction got there first): run the transaction again."""


class Database:
    """A pool of connections, the vault for sealed columns, and caches that live as long as the process."""

    def __init__(self, url: str, vault: Vault, *, pool_size: int = 8) -> None:
        # One pool for what writes and what only reads: twice as many backends would each be half as warm.
        self.engine = _engine(url, 2 * pool_size)
        # Reads need no transaction of their own: under READ COMMITTED each statement has its own snapshot anyway.
        self.reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.vault = vault
        self.caches: dict[str, Any] = {}

    @contextmanager
    def session(self) -> Iterator[HouseSession]:
        """A session whose changes are rolled back unless the caller commits."""
        with self._session(self.engine) as session:
            yield session

    def _session(self, engine: Engine, *, begins: bool = True) -> HouseSession:
        info = {"vault": self.vault, "caches": self.caches}
        return HouseSession(engine, info, begins=begins)

    def run(self, work: Callable[[Session], T], attempts: int = 6) -> T:
        """Run ``work`` in one transaction and commit it.

        A deadlock, a serialization failure, a dropped connection before the commit or a ``Retry`` runs the whole of it again,
        up to ``attempts`` times with a short random pause; the last failure is raised. A connection lost at the commit itself
        is raised at once: nobody knows whether it was done, and what was done must not be done again.
        """
        for attempt in range(1, attempts + 1):
            with self.session() as session:
                try:
                    result = work(session)
                    session.commit()
                    return result
                except (DBAPIError, Retry) as error:
                    if attempt == attempts or not _may_run_again(error, session.committing):
                        raise
                    lost = _lost(error)
            if lost:
                self.engine.dispose()
            time.sleep(random.uniform(0, 0.02 * attempt))
        raise AssertionError("unreachable")

    def read(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` that only reads: without a transaction, which costs two trips less. Once more if the connection was lost."""
        try:
            return self._read(work)
        except DBAPIError as error:
            self._begin_anew(error)
            return self._read(work)

    def _read(self, work: Callable[[Session], T]) -> T:
        with self._session(self.reading, begins=False) as session:
            return work(session)

    def _begin_anew(self, error: DBAPIError) -> None:
        """One connection is lost, so the server was away: those in the pool are dead too. Any other error is raised."""
        if not _lost(error):
            raise error
        self.engine.dispose()

    def ask(self, statement: TextClause, values: Mapping[str, Any] | None = None) -> plain.Found:
        """One statement that only reads, without a session: a session would cost more than the statement. As ``read``."""
        try:
            return self._ask(statement.text, values)
        except DBAPIError as error:
            self._begin_anew(error)
            return self._ask(statement.text, values)

    def _ask(self, statement: str, values: Mapping[str, Any] | None) -> plain.Found:
        with closing(plain.checked_out(self.reading)) as pooled:
            return plain.run(pooled, statement, values, begin=False)

    def alone(self, statement: TextClause, values: Mapping[str, Any] | None = None) -> plain.Found:
        """One statement that writes and is a transaction by itself: one trip. For what is harmless when it is said twice."""
        return self.ask(statement, values)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _engine(url: str, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=False,
        # The one that was used last is taken first: its statements are prepared, and what its backend needs is still in the caches.
        pool_use_lifo=True,
        # Errors are logged: what people typed must not be in them.
        hide_parameters=True,
        # What an order needs is in memory or on an SSD: at the default of 4, made for discs that turn, the server would read
        # tables of some pages from end to end rather than take their index.
        # prepare_threshold: what is said often is prepared by ``app.wire``; psycopg would throw that away with every rollback.
        connect_args={
            "options": "-c timezone=UTC -c lock_timeout=10s -c random_page_cost=1.1",
            "connect_timeout": 5,
            "prepare_threshold": None,
        },
    )


def _may_run_again(error: Exception, committing: bool) -> bool:
    if isinstance(error, Retry):
        return True
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    # A connection that died before the commit (the server restarted, say) has written nothing.
    return state in RETRYABLE or (_lost(error) and not committing)


def _lost(error: Exception) -> bool:
    """Whether the connection is gone, by SQLAlchemy's judgement."""
    return bool(getattr(error, "connection_invalidated", False))


def vault_of(session: Session) -> Vault:
    """The vault that seals and opens personal columns in this session."""
    vault: Vault = session.info["vault"]
    return vault
