"""Saving trips to the database: what may wait, what comes next, what is the last.

A trip costs more than most of what is done with its answer. Each of these changes when a statement travels, never what it does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import TextClause
from sqlalchemy.orm import Session

from app.session import Foreseen, HouseSession, PutOff


def before_commit(session: Session, write: Callable[[], None]) -> None:
    """Have ``write`` called once in this transaction, just before it commits."""
    session.info.setdefault("before_commit", []).append(write)


def put_off(
    session: Session,
    statement: TextClause,
    values: Mapping[str, Any] | None = None,
    refused: Callable[[], Exception] | None = None,
) -> None:
    """Run ``statement`` in this transaction with the next one that is run, or with the commit: a trip less.

    Whatever comes after it sees what it did. Its errors come then too, so nobody may rely on catching them here. A statement
    that may refuse does so by dividing by zero (``SELECT 1 / count(*) FROM changed``), and then ``refused()`` is raised.
    """
    if not isinstance(session, HouseSession):
        raise TypeError("only the house's own sessions put off")
    session.put_off(PutOff(statement.text, values, refused))


def finish(session: Session) -> None:
    """Say that the next text that is executed is the last of this transaction: it is committed in the same trip.

    Everything must have been decided: what the caller still makes of the answer cannot undo anything, and whatever is executed
    in the transaction afterwards is an error.
    """
    if isinstance(session, HouseSession):
        session.info["finishing"] = True


def foresee(session: Session, statement: TextClause, values: Mapping[str, Any] | None = None) -> None:
    """Say that ``statement`` with just these ``values`` will be executed soon: it is asked behind the next one, a trip less.

    Nothing else changes: whoever executes it then gets that answer, if nothing was done in between, and asks anew if
    something was. What is asked behind a lock is read after the lock was granted.
    """
    if isinstance(session, HouseSession):
        session.foresee(Foreseen(statement.text, values))
