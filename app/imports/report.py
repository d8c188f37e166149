"""What an import did, or would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.orm import Session

# Called with what is being done and how many rows are done, every so many rows.
Progress = Callable[[str, int], None]
EVERY = 2_000


def quiet(_what: str, _rows: int) -> None:
    """Progress that nobody watches."""


@dataclass(slots=True)
class Report:
    """Counts of ``what`` (stores, receipts, …); ``warnings`` name rows that were taken all the same."""

    what: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def line(self, dry_run: bool) -> str:
        """One line for people."""
        parts = [f"{self.added:,} added", f"{self.changed:,} changed", f"{self.unchanged:,} unchanged", *self.notes]
        would = "dry run, nothing was written; would be: " if dry_run else ""
        return f"{self.what}: {would}{', '.join(parts)}"


def one_import_at_a_time(session: Session) -> None:
    """Wait until no other import runs; what is then read stays true until this transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('jindan imports', 0))"))
