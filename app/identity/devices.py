"""Phones behind counters: which of them are there to ring. Computed from their last sign of life, never remembered.

A phone gives a sign of life by its beat and by an open feed. It counts as online while that is fresh (the policy's
``device_online_s``, in real seconds: phones do not know the house's clock), its token is good and works for the store, and
its owner is on shift there: a phone without a shift makes no sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import Database

BEAT_EVERY_S = 30

# The phones of the store {store} that are online; :online_s is the policy's.
ONLINE = """
FROM devices d JOIN tokens t ON t.id = d.token_id AND t.store_id = d.store_id AND t.revoked_at IS NULL
JOIN shifts h ON h.staff_id = t.subject_id AND h.store_id = d.store_id AND h.ended_at IS NULL
WHERE d.store_id = {store} AND d.real_at > clock_timestamp() - make_interval(secs => cast(:online_s AS float8))"""
COUNT_ONLINE = f"(SELECT count(*) {ONLINE})"
ANY_ONLINE = f"EXISTS (SELECT 1 {ONLINE})"
LAST_SEEN = "(SELECT max(d.at) FROM devices d WHERE d.store_id = {store})"

_ALIVE = """
INSERT INTO devices (token_id, store_id, at, real_at) VALUES (:token_id, :store_id, jindan_now(), clock_timestamp())
ON CONFLICT (token_id) DO UPDATE SET store_id = excluded.store_id, at = excluded.at, real_at = excluded.real_at
"""
_SIGN = text(_ALIVE)
_BEAT = text(f"""
WITH seen AS ({_ALIVE} RETURNING at)
SELECT seen.at AS now, EXISTS (SELECT 1 FROM shifts WHERE staff_id = :staff_id AND store_id = :store_id
                               AND ended_at IS NULL) AS on_shift FROM seen
""")
_COUNT = text(f"SELECT {COUNT_ONLINE.format(store=':store_id')}")


@dataclass(frozen=True, slots=True)
class Beat:
    """What a beat is answered with: the house's clock, and whether this phone would be made to ring."""

    now: datetime
    on_shift: bool


def beat(db: Database, token_id: int, staff_id: int, store_id: int) -> Beat:
    """A sign of life of a phone that works for ``store_id``. One statement, one trip."""
    row = db.alone(_BEAT, {"token_id": token_id, "staff_id": staff_id, "store_id": store_id}).one()
    return Beat(local(row.now), row.on_shift)


def note_open_feed(db: Database, token_id: int, store_id: int) -> None:
    """An open feed is a sign of life."""
    db.alone(_SIGN, {"token_id": token_id, "store_id": store_id})


def sign_of_life(session: Session, token_id: int, store_id: int) -> None:
    """The same within a transaction: the start of a shift."""
    session.execute(_SIGN, {"token_id": token_id, "store_id": store_id})


def devices_online(session: Session, store_id: int, online_s: int) -> int:
    """How many phones of a store would ring now."""
    found: Any = session.execute(_COUNT, {"store_id": store_id, "online_s": online_s}).scalar_one()
    return int(found)
