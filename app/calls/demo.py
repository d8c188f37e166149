"""The demo's masked numbers: lent from a small pool of numbers that no telephone has, shown on a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.calls.port import Bound, CallsUnavailable
from app.clock import local
from app.db import Database, vault_of

PURPOSE = "demo_calls"
# Mobile numbers in China begin with 13 to 19: whoever dials one of these reaches nobody.
POOL = tuple(f"100{number:08d}" for number in range(1, 201))

# One number may serve many couples as long as nobody is in two of them: else it would not know whom to ring.
_LEND = text("""
INSERT INTO demo_calls (number, a_hash, b_hash, sealed, at, until_at)
SELECT n.number, :a, :b, :sealed, jindan_now(), :until FROM unnest(cast(:pool AS text[])) WITH ORDINALITY AS n(number, place)
WHERE NOT EXISTS (
  SELECT 1 FROM demo_calls d WHERE d.number = n.number AND d.released_at IS NULL AND d.until_at > jindan_now()
  AND (d.a_hash IN (:a, :b) OR d.b_hash IN (:a, :b)))
ORDER BY n.place LIMIT 1 RETURNING id, number
""")
_LOCK = text("SELECT pg_advisory_xact_lock(7005608)")
_RELEASE = text("UPDATE demo_calls SET released_at = jindan_now() WHERE id = :id AND released_at IS NULL")
_SHOWN = text("""
SELECT number, sealed, at, until_at, released_at IS NULL AND until_at > jindan_now() AS living
FROM demo_calls ORDER BY id DESC LIMIT :limit
""")


class DemoCallPort:
    """Lends invented numbers; refused in production."""

    def __init__(self, db: Database, pool: Sequence[str] = POOL) -> None:
        self._db = db
        self._pool = tuple(pool)

    def bind(self, order_no: str, a: str, b: str, until: datetime) -> Bound:
        """The first number of the pool that is free for both. Raises ``CallsUnavailable`` when none is."""

        def lend(session: Session) -> Any:
            vault = vault_of(session)
            session.execute(_LOCK)  # or two would be lent the same number at once
            values = {
                "a": vault.blind_index(a), "b": vault.blind_index(b), "until": until, "pool": list(self._pool),
                "sealed": vault.seal_json({"order_no": order_no, "a": a, "b": b}, PURPOSE),
            }  # fmt: skip
            return session.execute(_LEND, values).one_or_none()

        lent = self._db.run(lend)
        if lent is None:
            raise CallsUnavailable("every number of the pool is lent")
        return Bound(lent.number, str(lent.id))

    def release(self, reference: str) -> None:
        """The number is free again."""
        self._db.run(lambda session: session.execute(_RELEASE, {"id": int(reference)}))


def shown(session: Session, limit: int = 50) -> list[dict[str, Any]]:
    """What was lent lately, the latest first: number, order_no, a, b, at, until, living."""
    vault = vault_of(session)
    return [
        {
            "number": row.number, "at": local(row.at), "until": local(row.until_at), "living": row.living,
            **vault.open_json(row.sealed, PURPOSE),
        }
        for row in session.execute(_SHOWN, {"limit": limit})
    ]  # fmt: skip
