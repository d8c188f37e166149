"""What the stand-in knows: printers that stand somewhere, and their jobs. One SQLite file, which outlives the process."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.printers.standin.account import StandinAccount

CONDITIONS = ("online", "offline", "no_paper")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS printers (
  provider TEXT NOT NULL, serial TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL DEFAULT '', bound INTEGER NOT NULL DEFAULT 0,
  condition TEXT NOT NULL DEFAULT 'online', delay_s REAL NOT NULL DEFAULT 0, PRIMARY KEY (provider, serial));
CREATE TABLE IF NOT EXISTS jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, serial TEXT NOT NULL,
  origin TEXT NOT NULL DEFAULT '', content TEXT NOT NULL, at REAL NOT NULL, printed_at REAL, cancelled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, good INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS misbehaviour (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, left INTEGER NOT NULL);
"""
_TABLES = ("printers", "jobs", "tokens", "misbehaviour")
# Jobs come out when their printer is well and has had its time.
_COME_OUT = """
UPDATE jobs SET printed_at = :now WHERE printed_at IS NULL AND NOT cancelled AND EXISTS (
  SELECT 1 FROM printers p WHERE p.provider = jobs.provider AND p.serial = jobs.serial AND p.condition = 'online'
    AND jobs.at + p.delay_s <= :now)
"""


class World:
    """One lock around one connection: nobody prints in a hurry here."""

    def __init__(self, folder: Path, account: StandinAccount) -> None:
        self.account = account
        self._lock = threading.RLock()
        self._db = sqlite3.connect(folder / "printers.sqlite", isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """The file may be used by another."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _at(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute(_COME_OUT, {"now": time.time()})
            yield self._db

    def reset(self) -> None:
        """No printer, no job, nothing wrong."""
        with self._at() as db:
            for table in _TABLES:
                db.execute(f"DELETE FROM {table}")

    def place(self, provider: str, serial: str, key: str, bound: bool = False) -> None:
        """A printer is put up somewhere."""
        with self._at() as db:
            sql = "INSERT INTO printers (provider, serial, key, bound) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            db.execute(sql, (provider, serial, key, bound))

    def printer(self, provider: str, serial: str) -> sqlite3.Row | None:
        """One printer, ours or not."""
        with self._at() as db:
            found: sqlite3.Row | None = db.execute(
                "SELECT * FROM printers WHERE provider = ? AND serial = ?", (provider, serial)
            ).fetchone()
            return found

    def change(self, provider: str, serial: str, **values: Any) -> None:
        """Columns of a printer. Raises ``LookupError`` for one that does not stand anywhere."""
        with self._at() as db:
            for name, value in values.items():
                done = db.execute(
                    f"UPDATE printers SET {name} = ? WHERE provider = ? AND serial = ?", (value, provider, serial)
                )
                if done.rowcount == 0:
                    raise LookupError(serial)
            db.execute(_COME_OUT, {"now": time.time()})

    def printers(self) -> list[sqlite3.Row]:
        """All of them."""
        with self._at() as db:
            return db.execute("SELECT * FROM printers ORDER BY provider, serial").fetchall()

    def job(self, provider: str, serial: str, content: str, number: str, origin: str = "") -> str:
        """A new job; the same ``origin`` again is the first one. Its number."""
        with self._at() as db:
            if origin:
                sql = "SELECT number FROM jobs WHERE provider = ? AND serial = ? AND origin = ?"
                known = db.execute(sql, (provider, serial, origin)).fetchone()
                if known:
                    return str(known["number"])
            db.execute(
                "INSERT INTO jobs (number, provider, serial, origin, content, at) VALUES (?, ?, ?, ?, ?, ?)",
                (number, provider, serial, origin, content, time.time()),
            )
            db.execute(_COME_OUT, {"now": time.time()})
            return number

    def find(self, number: str) -> sqlite3.Row | None:
        """A job by its number."""
        with self._at() as db:
            found: sqlite3.Row | None = db.execute("SELECT * FROM jobs WHERE number = ?", (number,)).fetchone()
            return found

    def cancel(self, number: str) -> bool:
        """Take back a job that has not come out."""
        with self._at() as db:
            sql = "UPDATE jobs SET cancelled = 1 WHERE number = ? AND printed_at IS NULL AND NOT cancelled"
            return db.execute(sql, (number,)).rowcount > 0

    def jobs(self, limit: int = 200) -> list[dict[str, Any]]:
        """The latest first."""
        with self._at() as db:
            return [dict(row) for row in db.execute("SELECT * FROM jobs ORDER BY id DESC LIMIT ?", (limit,))]

    def lend(self, token: str) -> int:
        """A token, good from now on; how many were lent."""
        with self._at() as db:
            db.execute("INSERT INTO tokens (token) VALUES (?)", (token,))
            return int(db.execute("SELECT count(*) FROM tokens").fetchone()[0])

    def is_good(self, token: str) -> bool:
        """Whether a token was lent and is not void."""
        with self._at() as db:
            return db.execute("SELECT 1 FROM tokens WHERE token = ? AND good", (token,)).fetchone() is not None

    def void_tokens(self) -> None:
        """Every token that was lent is void."""
        with self._at() as db:
            db.execute("UPDATE tokens SET good = 0")

    def misbehave(self, kind: str, count: int) -> None:
        """The answers to come."""
        with self._at() as db:
            db.execute("INSERT INTO misbehaviour (kind, left) VALUES (?, ?)", (kind, count))

    def misbehaviour(self) -> str | None:
        """What to do wrong now, if anything."""
        with self._at() as db:
            row = db.execute("SELECT * FROM misbehaviour WHERE left > 0 ORDER BY id LIMIT 1").fetchone()
            if row is None:
                return None
            db.execute("UPDATE misbehaviour SET left = left - 1 WHERE id = ?", (row["id"],))
            return str(row["kind"])
