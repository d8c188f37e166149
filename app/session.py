"""The house's session: prepared text straight to the driver, and statements that are put off to save trips."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause
from sqlalchemy.orm import Session

from app import plain


@dataclass(eq=False, slots=True)
class PutOff:
    """A statement whose result nobody needs at once: it goes with the next one that somebody does, in one trip."""

    statement: str
    values: Mapping[str, Any] | None
    check: Callable[[plain.Found], None] | None = None


class HouseSession(Session):
    """A session in which statements may be put off until the next one, or the commit; and events until just before it.

    A ``text()`` goes straight to the driver (``app.plain``); mapped objects go through SQLAlchemy.
    """

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run what was put off, then one statement; a list of parameters, or options, are SQLAlchemy's affair."""
        if type(statement) is TextClause and not options and not isinstance(params, list | tuple):
            return self._after_what_was_put_off(statement.text, params)
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
        self.info.setdefault("put_off", []).append(put_off)

    def catch_up(self) -> None:
        """Run what was put off. Raises whatever a check of it raises."""
        waiting = self.info.pop("put_off", None)
        if waiting:
            self._checked(
                waiting, plain.run_all(super().connection(), [(each.statement, each.values) for each in waiting])
            )

    def _after_what_was_put_off(self, statement: str, values: Mapping[str, Any] | None) -> plain.Found:
        waiting = self.info.pop("put_off", None)
        if not waiting:
            return plain.run(super().connection(), statement, values)
        said = [(each.statement, each.values) for each in waiting]
        *before, found = plain.run_all(super().connection(), [*said, (statement, values)])
        self._checked(waiting, before)
        return found

    @staticmethod
    def _checked(waiting: Sequence[PutOff], found: Sequence[plain.Found]) -> None:
        for each, its in zip(waiting, found, strict=True):
            if each.check is not None:
                each.check(its)

    def write_put_off(self) -> None:
        """Write what was put off until the commit."""
        for write in self.info.pop("before_commit", ()):
            write()
        self.catch_up()

    def commit(self) -> None:
        """Write what was put off, then commit."""
        self.write_put_off()
        super().commit()

    def rollback(self) -> None:
        """Forget what was put off, and undo the rest."""
        self.info.pop("put_off", None)
        super().rollback()


def before_commit(session: Session, write: Callable[[], None]) -> None:
    """Have ``write`` called once in this transaction, just before it commits."""
    session.info.setdefault("before_commit", []).append(write)


def put_off(
    session: Session,
    statement: TextClause,
    values: Mapping[str, Any] | None = None,
    check: Callable[[plain.Found], None] | None = None,
) -> None:
    """Run ``statement`` in this transaction with the next one that is run, or before the commit: a trip less.

    Whatever comes after it sees what it did. Its errors, and what ``check`` raises about its result, come then too, so
    nobody may rely on catching them here.
    """
    if not isinstance(session, HouseSession):
        raise TypeError("only the house's own sessions put off")
    session.put_off(PutOff(statement.text, values, check))
