"""Many rows at once: COPY into a temporary table that is gone with the transaction, so that SQL can check them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.imports.errors import CellError, Faults

# A check may find a million faults; so many are fetched, the others only counted.
_FETCHED = 200
_FILLED = text("""
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND pg_relation_size(oid) > 0 ORDER BY relname
""")


def stage(session: Session, table: str, columns: Mapping[str, str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Fill a new temporary table. ``columns`` maps names to types; ``rows`` are taken one by one, never all in memory."""
    session.execute(text(f"DROP TABLE IF EXISTS {table}"))
    types = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    session.execute(text(f"CREATE TEMP TABLE {table} ({types}) ON COMMIT DROP"))
    cursor: Any = session.connection().connection.cursor()
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    session.execute(text(f"ANALYZE {table}"))


def filled_tables(session: Session) -> list[str]:
    """The tables of this database that hold anything, to be named in an ``ANALYZE``.

    An empty table must not be analysed. Of one that never was, PostgreSQL supposes that it has ten pages and takes an
    index; of one that was found empty, that it has none, and keeps plans that read it from end to end while it fills.
    """
    return list(session.execute(_FILLED).scalars())


def check(session: Session, faults: Faults, query: str, column: str, what: str = "") -> None:
    """Note every row that a query finds. It gives ``row`` and, unless they are fixed here, ``column`` and ``what``."""
    limited = f"SELECT *, count(*) OVER () AS total FROM ({query}) found ORDER BY row LIMIT {_FETCHED}"
    found = session.execute(text(limited)).mappings().all()
    for place, row in enumerate(found):
        more = row["total"] - len(found) if place + 1 == len(found) else 0
        faults.add(CellError(row["row"], row.get("column", column), row.get("what", what)), more)
