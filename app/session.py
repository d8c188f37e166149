"""The house's session: prepared text straight to the driver; statements put off, and foreseen, to save trips."""

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


@dataclass(eq=False, slots=True)
class Foreseen:
    """A question that will be asked next: it goes right behind the statement before it, in one trip."""

    statement: str
    values: Mapping[str, Any] | None
    found: plain.Found | None = None


class HouseSession(Session):
    """A session in which statements may be put off until the next one, or the commit; and events until just before it.

    A ``text()`` goes straight to the driver (``app.plain``); mapped objects go through SQLAlchemy.
    """

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
        self.info.pop("foreseen", None)  # what was answered before it might be answered otherwise after it
        self.info.setdefault("put_off", []).append(put_off)

    def foresee(self, foreseen: Foreseen) -> None:
        """Ask it together with the next text that is executed, right behind it."""
        self.info.setdefault("foreseen", []).append(foreseen)

    def catch_up(self) -> None:
        """Run what was put off, and forget what was foreseen. Raises whatever a check of it raises."""
        self.info.pop("foreseen", None)
        waiting = self.info.pop("put_off", None)
        if waiting:
            self._checked(waiting, plain.run_all(super().connection(), [_said(each) for each in waiting]))

    def _answered(self, statement: str, values: Mapping[str, Any] | None) -> plain.Found | None:
        # Only what was asked with the statement before this one, and nothing has been done since.
        foreseen: list[Foreseen] = self.info.get("foreseen", [])
        for place, each in enumerate(foreseen):
            if each.found is not None and each.statement == statement and each.values == values:
                return foreseen.pop(place).found
        return None

    def _in_one_trip(self, statement: str, values: Mapping[str, Any] | None) -> plain.Found:
        waiting: list[PutOff] = self.info.pop("put_off", [])
        foreseen = [
            each for each in self.info.pop("foreseen", ()) if each.found is None and _said(each) != (statement, values)
        ]
        if not waiting and not foreseen:
            return plain.run(super().connection(), statement, values)
        said = [*map(_said, waiting), (statement, values), *map(_said, foreseen)]
        found = plain.run_all(super().connection(), said)
        self._checked(waiting, found[: len(waiting)])
        for each, answer in zip(foreseen, found[len(waiting) + 1 :], strict=True):
            each.found = answer
        if foreseen:
            self.info["foreseen"] = foreseen
        return found[len(waiting)]

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
        self.info.pop("foreseen", None)
        super().rollback()


def _said(each: PutOff | Foreseen) -> plain.Said:
    return each.statement, each.values


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


def foresee(session: Session, statement: TextClause, values: Mapping[str, Any] | None = None) -> None:
    """Say that ``statement`` with just these ``values`` will be executed soon: it is asked behind the next one, a trip less.

    Nothing else changes: whoever executes it then gets that answer, if nothing was done in between, and asks anew if
    something was. What is asked behind a lock is read after the lock was granted.
    """
    if isinstance(session, HouseSession):
        session.foresee(Foreseen(statement.text, values))
