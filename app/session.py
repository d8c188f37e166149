"""The house's session: prepared text straight to the driver; statements put off, and foreseen, and the COMMIT, to save trips.

What a use case says to it is in ``app.trips``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.errors import DivisionByZero
from sqlalchemy import Connection, Engine, PoolProxiedConnection, TextClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import plain

_COMMIT: plain.Said = ("COMMIT", None)


@dataclass(eq=False, slots=True)
class PutOff:
    """A statement whose result nobody needs at once: it goes with the next one that somebody does, in one trip.

    ``refused``: what is raised if the statement refuses, which it does by dividing by zero: only what the server itself notices
    keeps a COMMIT that is on its way already from being done.
    """

    statement: str
    values: Mapping[str, Any] | None
    refused: Callable[[], Exception] | None = None


@dataclass(eq=False, slots=True)
class Foreseen:
    """A question that will be asked next: it goes right behind the statement before it, in one trip."""

    statement: str
    values: Mapping[str, Any] | None
    found: plain.Found | None = None


class HouseSession(Session):
    """A session in which statements may be put off until the next one, or the commit; and events until just before it.

    A ``text()`` goes straight to the driver (``app.plain``), and as long as there are only such, SQLAlchemy's transaction is not
    even begun; mapped objects go through SQLAlchemy, on the same connection and in the same transaction.

    ``begins``: there is a transaction; without (the engine is in autocommit then) every trip is one by itself, which is enough for
    what only reads. ``committing``: a COMMIT is on its way, so if the connection is lost nobody knows whether it was done.
    """

    committing = False

    def __init__(self, engine: Engine, info: dict[str, Any], *, begins: bool = True) -> None:
        super().__init__(engine, expire_on_commit=False, autoflush=False)
        self.info = info  # as its argument it would be copied into a dictionary that a property makes
        self._engine = engine
        self._begins = begins
        self._pooled: PoolProxiedConnection | None = None
        self._around: Connection | None = None  # SQLAlchemy's view of it, once mapped objects need one

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run what was put off, then one statement; a list of parameters, or options, are SQLAlchemy's affair."""
        if type(statement) is TextClause and not options and not isinstance(params, list | tuple):
            answered = self._answered(statement.text, params)
            return answered if answered is not None else self._in_one_trip(statement.text, params)
        self.catch_up()
        return super().execute(statement, params, **options)

    def scalars(self, *args: Any, **options: Any) -> Any:
        """As SQLAlchemy's, after what was put off."""
        self.catch_up()
        return super().scalars(*args, **options)

    def scalar(self, *args: Any, **options: Any) -> Any:
        """As SQLAlchemy's, after what was put off."""
        self.catch_up()
        return super().scalar(*args, **options)

    def connection(self, *args: Any, **options: Any) -> Connection:
        """As SQLAlchemy's, after what was put off."""
        self.catch_up()
        return super().connection(*args, **options)

    def flush(self, objects: Any = None) -> None:
        """As SQLAlchemy's, after what was put off; a savepoint begins with it, too."""
        self.catch_up()
        super().flush(objects)

    def put_off(self, put_off: PutOff) -> None:
        """Run it before the next statement, in the order in which they were put off."""
        self._not_over()
        self.info.pop("foreseen", None)  # what was answered before it might be answered otherwise after it
        self.info.setdefault("put_off", []).append(put_off)

    def foresee(self, foreseen: Foreseen) -> None:
        """Ask it together with the next text that is executed, right behind it."""
        self.info.setdefault("foreseen", []).append(foreseen)

    def catch_up(self) -> None:
        """Run what was put off, and forget what was foreseen. Raises what a statement refuses with."""
        self._not_over()
        self.info.pop("foreseen", None)
        waiting = self.info.pop("put_off", None)
        if waiting:
            self._go(waiting)

    def _answered(self, statement: str, values: Mapping[str, Any] | None) -> plain.Found | None:
        # Only what was asked with the statement before this one, and nothing has been done since.
        foreseen: list[Foreseen] = self.info.get("foreseen", [])
        for place, each in enumerate(foreseen):
            if each.found is not None and each.statement == statement and each.values == values:
                return foreseen.pop(place).found
        return None

    def _in_one_trip(self, statement: str, values: Mapping[str, Any] | None) -> plain.Found:
        self._not_over()
        if self.info.pop("finishing", False) and self._begins and self._mapped_objects_are_written():
            return self._go_and_commit([(statement, values)])[0]
        waiting: list[PutOff] = self.info.pop("put_off", [])
        foreseen = [
            each for each in self.info.pop("foreseen", ()) if each.found is None and _said(each) != (statement, values)
        ]
        found = self._go(waiting, [(statement, values), *map(_said, foreseen)])
        for each, answer in zip(foreseen, found[1:], strict=True):
            each.found = answer
        if foreseen:
            self.info["foreseen"] = foreseen
        return found[0]

    def _go(self, waiting: Sequence[PutOff], said: Sequence[plain.Said] = ()) -> list[plain.Found]:
        """One trip: what was put off, then ``said``, whose answers are returned."""
        try:
            found = plain.run_all(self._held(), [*map(_said, waiting), *said], begin=self._begins)
        except DBAPIError as error:
            if isinstance(error.orig, DivisionByZero):
                for each in waiting:
                    if each.refused is not None and each.statement == error.statement:
                        raise each.refused() from None
            raise
        return found[len(waiting) :]

    def _go_and_commit(self, said: Sequence[plain.Said] = ()) -> list[plain.Found]:
        """The last trip of a transaction: whatever waits, then ``said``, whose answers are returned, and the COMMIT."""
        self._write_before_commit()
        self.info.pop("foreseen", None)
        self.committing = True
        found = self._go(self.info.pop("put_off", ()), [*said, _COMMIT])
        self.info["over"] = True
        return found

    def _mapped_objects_are_written(self) -> bool:
        return not (self.new or self.deleted or self.identity_map.check_modified())

    def _not_over(self) -> None:
        if self.info.get("over"):
            raise RuntimeError("this transaction was finished: nothing more can be done in it")

    def _write_before_commit(self) -> None:
        for write in self.info.pop("before_commit", ()):
            write()

    def commit(self) -> None:
        """Write what was put off, and commit in the same trip; a transaction that was finished is committed already."""
        self._write_before_commit()
        written = self._mapped_objects_are_written()
        if not self.info.get("over"):
            if "put_off" in self.info and written:
                self._go_and_commit()
            else:
                self.catch_up()
        self.committing = True
        if self._around is not None or not written:
            super().commit()
        elif self._pooled is not None:
            plain.end(self._pooled, "COMMIT")
        self._begin_anew()

    def rollback(self) -> None:
        """Forget what was put off, and undo the rest."""
        super().rollback()
        if self._around is None and self._pooled is not None:
            plain.end(self._pooled, "ROLLBACK")
        self._begin_anew()

    def close(self) -> None:
        """As SQLAlchemy's: what was not committed is undone, and the connection goes back to its pool."""
        if self._around is not None or self.in_transaction():  # SQLAlchemy's, which begins with the first mapped object
            super().close()
        held = self._around or self._pooled
        self._around = self._pooled = None
        if held is not None:
            held.close()

    def get_bind(self, *_args: Any, **_options: Any) -> Connection:
        """Mapped objects use the connection that texts use."""
        if self._around is None:
            self._around = Connection(self._engine, self._pooled or plain.checked_out(self._engine))
        return self._around

    def _held(self) -> plain.Held:
        # In a savepoint SQLAlchemy is asked: it says SAVEPOINT to a connection when somebody first wants it there.
        if self._around is not None or self.in_nested_transaction():
            return super().connection()
        if self._pooled is None:
            self._pooled = plain.checked_out(self._engine)
        return self._pooled

    def _begin_anew(self) -> None:
        self.committing = False
        for waiting in ("put_off", "foreseen", "finishing", "over"):
            self.info.pop(waiting, None)


def _said(each: PutOff | Foreseen) -> plain.Said:
    return each.statement, each.values
