"""How many statements something costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app import plain
from app.db import Database


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile, by any thread; without BEGIN and COMMIT.

    Also those that go straight to the driver (``app.plain``), which SQLAlchemy knows nothing of.
    """
    seen: list[str] = []
    run_all = plain.run_all

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    def noted(connection: Any, said: Any, **options: Any) -> list[plain.Found]:
        seen.extend(statement for statement, _ in said if statement not in ("COMMIT", "ROLLBACK"))
        return run_all(connection, said, **options)

    event.listen(db.engine, "before_cursor_execute", note)
    plain.run_all = noted
    try:
        yield seen
    finally:
        plain.run_all = run_all
        event.remove(db.engine, "before_cursor_execute", note)
