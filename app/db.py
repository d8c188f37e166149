"""The database: one engine, one way to run a transaction."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Engine, MetaData, TextClause, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

from app import plain
from app.security import Vault

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


class HouseSession(Session):
    """A session that lets others write what they gathered (events, say) in one go just before the commit.

    A ``text()`` goes straight to the driver (``app.plain``); mapped objects go through SQLAlchemy.
    """

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run one statement; a list of parameters, or options, are SQLAlchemy's affair."""
        if type(statement) is TextClause and not options and not isinstance(params, list | tuple):
            return plain.run(self.connection(), statement.text, params)
        return super().execute(statement, params, **options)

    def write_put_off(self) -> None:
        """Write what was put off until the commit."""
        for write in self.info.pop("before_commit", ()):
            write()

    def commit(self) -> None:
        """Write what was put off, then commit."""
        self.write_put_off()
        super().commit()


def before_commit(session: Session, write: Callable[[], None]) -> None:
    """Have ``write`` called once in this transaction, just before it commits."""
    session.info.setdefault("before_commit", []).append(write)


class Database:
    """The engine, the vault for sealed columns, and caches that live as long as the process."""

    def __init__(self, url: str, vault: Vault, *, pool_size: int = 16) -> None:
        self.engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=False,
            # Errors are logged: what people typed must not be in them.
            hide_parameters=True,
            connect_args={"options": "-c timezone=UTC -c lock_timeout=10s", "connect_timeout": 5},
        )
        # Reads need no transaction of their own: under READ COMMITTED each statement has its own snapshot anyway.
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.vault = vault
        self.caches: dict[str, Any] = {}

    @contextmanager
    def session(self) -> Iterator[HouseSession]:
        """A session whose changes are rolled back unless the caller commits."""
        with self._session(self.engine) as session:
            yield session

    def _session(self, engine: Engine) -> HouseSession:
        info = {"vault": self.vault, "caches": self.caches}
        return HouseSession(engine, expire_on_commit=False, autoflush=False, info=info)

    def run(self, work: Callable[[Session], T], attempts: int = 6) -> T:
        """Run ``work`` in one transaction and commit it.

        A deadlock, a serialization failure, a dropped connection before the commit or a ``Retry`` runs the whole of it again,
        up to ``attempts`` times with a short random pause; the last failure is raised. A connection lost at the commit itself
        is raised at once: nobody knows whether it was done, and what was done must not be done again.
        """
        for attempt in range(1, attempts + 1):
            committing = False
            try:
                with self.session() as session:
                    result = work(session)
                    session.write_put_off()
                    committing = True
                    session.commit()
                    return result
            except (DBAPIError, Retry) as error:
                if attempt == attempts or not _may_run_again(error, committing):
                    raise
                time.sleep(random.uniform(0, 0.02 * attempt))
        raise AssertionError("unreachable")

    def read(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` that only reads: without a transaction, which costs two trips less."""
        with self._session(self._reading) as session:
            return work(session)

    def ask(self, statement: TextClause, values: Mapping[str, Any] | None = None) -> plain.Found:
        """One statement that only reads, without a session: a session would cost more than the statement."""
        with self._reading.connect() as connection:
            return plain.run(connection, statement.text, values)

    def alone(self, statement: TextClause, values: Mapping[str, Any] | None = None) -> plain.Found:
        """One statement that writes and is a transaction by itself: one trip. For what is harmless when it is said twice."""
        return self.ask(statement, values)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _may_run_again(error: Exception, committing: bool) -> bool:
    if isinstance(error, Retry):
        return True
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    # A connection that died before the commit (the server restarted, say) has written nothing.
    return state in RETRYABLE or (bool(getattr(error, "connection_invalidated", False)) and not committing)


def vault_of(session: Session) -> Vault:
    """The vault that seals and opens personal columns in this session."""
    vault: Vault = session.info["vault"]
    return vault
