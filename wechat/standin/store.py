"""What the stand-in remembers: one SQLite file, which outlives the process and bears many threads."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Times are seconds since 1970: `…_at` on the stand-in's clock (which may be moved), `…_real` on the machine's.
SCHEMA = """
CREATE TABLE IF NOT EXISTS options (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS phones (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, number TEXT NOT NULL UNIQUE, country TEXT NOT NULL,
  mini_openid TEXT NOT NULL UNIQUE, service_openid TEXT NOT NULL UNIQUE, unionid TEXT NOT NULL,
  follows INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS codes (
  code TEXT PRIMARY KEY, kind TEXT NOT NULL, app_id TEXT NOT NULL, phone_id INTEGER NOT NULL, scope TEXT NOT NULL,
  expires_at REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, kind TEXT NOT NULL, app_id TEXT NOT NULL, phone_id INTEGER, scope TEXT NOT NULL DEFAULT '',
  made_at REAL NOT NULL, expires_at REAL NOT NULL, dead INTEGER NOT NULL DEFAULT 0, forced INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS orders (
  out_trade_no TEXT PRIMARY KEY, prepay_id TEXT NOT NULL UNIQUE, transaction_id TEXT NOT NULL UNIQUE, app_id TEXT NOT NULL,
  openid TEXT NOT NULL, total INTEGER NOT NULL, body TEXT NOT NULL, notify_url TEXT NOT NULL, made_at REAL NOT NULL,
  prepay_until REAL NOT NULL, expires_at REAL, state TEXT NOT NULL DEFAULT 'NOTPAY', paid_at REAL);
CREATE TABLE IF NOT EXISTS refunds (
  out_refund_no TEXT PRIMARY KEY, refund_id TEXT NOT NULL UNIQUE, out_trade_no TEXT NOT NULL REFERENCES orders,
  amount INTEGER NOT NULL, body TEXT NOT NULL, made_at REAL NOT NULL, due_real REAL NOT NULL,
  state TEXT NOT NULL DEFAULT 'PROCESSING', ended_at REAL);
CREATE INDEX IF NOT EXISTS refunds_due ON refunds (due_real) WHERE state = 'PROCESSING';
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, phone_id INTEGER, number TEXT NOT NULL DEFAULT '',
  template_id TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', page TEXT NOT NULL DEFAULT '', data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accepts (
  phone_id INTEGER NOT NULL, template_id TEXT NOT NULL, left INTEGER NOT NULL, PRIMARY KEY (phone_id, template_id));
CREATE TABLE IF NOT EXISTS shipments (
  transaction_id TEXT PRIMARY KEY, body TEXT NOT NULL, uploaded_at TEXT NOT NULL, times INTEGER NOT NULL, shipped_at REAL NOT NULL,
  received_at REAL);
CREATE TABLE IF NOT EXISTS scenes (scene TEXT PRIMARY KEY, page TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notices (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, content TEXT NOT NULL, made_at REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, next_real REAL, sending INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting',
  answers TEXT NOT NULL DEFAULT '[]');
CREATE INDEX IF NOT EXISTS notices_due ON notices (next_real) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS switches (
  id INTEGER PRIMARY KEY, target TEXT NOT NULL, kind TEXT NOT NULL, left INTEGER, value TEXT NOT NULL);
"""
TABLES = (
    *("refunds", "orders", "phones", "codes", "tokens", "messages", "accepts", "shipments"),
    *("scenes", "notices", "switches", "options"),
)


class Store:
    """Connections are lent and taken back. Writers take turns behind one lock, so that nobody ever sees "database is locked".

    Within ``write()`` use the connection that it gives: a second ``write()`` inside would wait for the first for ever.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free: list[sqlite3.Connection] = []
        self._writing = threading.Lock()
        with self.write() as db:
            for statement in SCHEMA.split(";\n"):
                db.execute(statement)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, rolled back on any exception."""
        with self._writing, self._lent() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Rows as committed now."""
        with self._lent() as db:
            return db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row."""
        with self._lent() as db:
            row: sqlite3.Row | None = db.execute(sql, values).fetchone()
            return row

    def option(self, name: str, default: Any) -> Any:
        """A setting that may change while it runs."""
        row = self.one("SELECT value FROM options WHERE name = ?", name)
        return json.loads(row["value"]) if row else default

    def set_option(self, name: str, value: Any) -> None:
        """Kept over restarts; ``value`` is JSON."""
        with self.write() as db:
            db.execute("INSERT OR REPLACE INTO options VALUES (?, ?)", (name, json.dumps(value)))

    def clear(self) -> None:
        """Forget everybody and everything, the options too."""
        with self.write() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")

    def close(self) -> None:
        """No thread may use it any more."""
        while self._free:
            self._free.pop().close()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        try:
            db = self._free.pop()
        except IndexError:
            db = self._connect()
        try:
            yield db
        finally:
            self._free.append(db)

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None, timeout=30, check_same_thread=False)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        return db
