"""A row for every message that somebody tries to send: begun before, its outcome after."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

MAX_ATTEMPTS = 5

_QUEUE = text("""
INSERT INTO messages (key, to_kind, to_id, channel, template, params, order_id, created_at)
VALUES (:key, :to_kind, :to_id, :channel, :template, '{}', :order_id, jindan_now()) ON CONFLICT (key) DO NOTHING
""")
_CLAIM = text("UPDATE messages SET attempts = attempts + 1 WHERE key = :key AND state = 'queued' RETURNING id")
_SENT = text("UPDATE messages SET state = 'sent', sent_at = jindan_now() WHERE key = :key")
_FAILED = text("UPDATE messages SET state = 'failed', failure = :failure WHERE key = :key")
_AGAIN = text(
    "UPDATE messages SET state = CASE WHEN attempts >= :most THEN 'failed' ELSE 'queued' END, failure = :failure"
    " WHERE key = :key"
)
_STATE = text("SELECT state FROM messages WHERE key = :key")


def begin(session: Session, key: str, facts: Mapping[str, object]) -> bool:
    """Queue the message if it is new, and count a try; False if it was sent, or given up, before."""
    session.execute(_QUEUE, {"key": key, **facts})
    return session.execute(_CLAIM, {"key": key}).scalar() is not None


def state_of(session: Session, key: str) -> str | None:
    """``queued``, ``sent`` or ``failed``; None for a message that nobody began."""
    found: str | None = session.execute(_STATE, {"key": key}).scalar()
    return found


def sent(session: Session, key: str) -> None:
    """The provider took it."""
    session.execute(_SENT, {"key": key})


def failed(session: Session, key: str, failure: str) -> None:
    """It will not be tried again. ``failure`` holds no personal data."""
    session.execute(_FAILED, {"key": key, "failure": failure})


def again_later(session: Session, key: str, failure: str) -> None:
    """It may be tried again, ``MAX_ATTEMPTS`` times in all."""
    session.execute(_AGAIN, {"key": key, "failure": failure, "most": MAX_ATTEMPTS})
