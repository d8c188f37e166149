"""Facts that happened, written in the transaction that made them true.

The outbox is also the trail of every order: its timeline is read from here. A row gets its ``position`` when the relay
publishes it; positions are given out by one relay at a time, so a reader that has seen position n will never be shown a
smaller one later (ids do not have that property: transactions commit in another order than they number their rows).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Text, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, Database
from app.trips import before_commit, finish, put_off


class OutboxEvent(Base):
    """One fact. ``payload`` holds references and numbers, never personal data."""

    __tablename__ = "outbox_events"
    __table_args__ = (
        Index("ix_outbox_events_unpublished", "id", postgresql_where=text("position IS NULL")),
        Index(
            "ix_outbox_events_unrelayed",
            "position",
            postgresql_where=text("relayed_at IS NULL AND position IS NOT NULL"),
        ),
        Index("ix_outbox_events_position", "position", unique=True),
        Index("ix_outbox_events_order_id", "order_id", "id"),
        # What people at the desk did, for those who look it up.
        Index("ix_outbox_events_by_agent", "id", postgresql_where=text("payload ->> 'by' LIKE 'agent:%'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    order_id: Mapped[int | None]
    store_id: Mapped[int | None]
    member_id: Mapped[int | None]
    payload: Mapped[dict[str, Any]]
    position: Mapped[int | None]
    relayed_at: Mapped[datetime | None]


def record(
    session: Session,
    kind: str,
    at: datetime,
    *,
    order_id: int | None = None,
    store_id: int | None = None,
    member_id: int | None = None,
    **payload: Any,
) -> None:
    """Write down that ``kind`` happened; it becomes visible with the transaction that made it true.

    The events of a transaction are gathered and inserted in one statement, in this order, just before the commit.
    """
    gathered: list[dict[str, Any]] | None = session.info.get("events")
    if gathered is None:
        session.info["events"] = gathered = []
        before_commit(session, lambda: write_gathered(session))
    gathered.append(
        {
            "kind": kind,
            "at": at.isoformat(),
            "order_id": order_id,
            "store_id": store_id,
            "member_id": member_id,
            "payload": payload,
        }
    )


_WRITE = text("""
INSERT INTO outbox_events (kind, at, order_id, store_id, member_id, payload)
SELECT e.kind, e.at, e.order_id, e.store_id, e.member_id, e.payload
FROM ROWS FROM (jsonb_to_recordset(cast(:events AS jsonb))
                AS (kind text, at timestamptz, order_id bigint, store_id bigint, member_id bigint, payload jsonb))
     WITH ORDINALITY AS e ORDER BY e.ordinality
""")


def write_gathered(session: Session) -> None:
    """Insert what ``record`` gathered in this transaction; a commit does it by itself."""
    gathered = session.info.pop("events", None)
    if gathered:
        put_off(session, _WRITE, {"events": json.dumps(gathered, ensure_ascii=False, default=str)})


# One relay at a time gives out positions; which one does not matter. A statement of its own: the one behind it sees all that the
# relay before has written.
_LOCK = text("SELECT pg_advisory_xact_lock(7005601)")
_PUBLISH = text("""
WITH next AS (
  SELECT id, row_number() OVER (ORDER BY id) + (SELECT coalesce(max(position), 0) FROM outbox_events) AS position
  FROM (SELECT id FROM outbox_events WHERE position IS NULL ORDER BY id LIMIT :limit) fresh)
UPDATE outbox_events e SET position = next.position,
       relayed_at = CASE WHEN e.kind = ANY(:kinds) THEN NULL ELSE clock_timestamp() END
FROM next WHERE e.id = next.id
""")


def publish(session: Session, kinds: Sequence[str], limit: int = 5000) -> int:
    """Give positions to committed events; those of ``kinds`` stay to be relayed. Returns how many were published.

    Finishes the transaction, in one trip. Positions are given out in one transaction at a time, so a reader who has seen position
    n never misses a smaller one.
    """
    put_off(session, _LOCK)
    finish(session)
    return int(session.execute(_PUBLISH, {"limit": limit, "kinds": list(kinds)}).rowcount)  # type: ignore[attr-defined]


_UNRELAYED = text("""
SELECT id, kind, payload FROM outbox_events WHERE relayed_at IS NULL AND position IS NOT NULL
ORDER BY position LIMIT :limit FOR UPDATE SKIP LOCKED
""")
_NEWS = text(
    "SELECT EXISTS (SELECT 1 FROM outbox_events WHERE position IS NULL),"
    " EXISTS (SELECT 1 FROM outbox_events WHERE relayed_at IS NULL AND position IS NOT NULL)"
)


def news(db: Database) -> tuple[bool, bool]:
    """Whether anything is to be published, and to be told. Most rounds of the relay end here, after one trip."""
    to_publish, to_tell = db.ask(_NEWS).one()
    return to_publish, to_tell


def unrelayed(session: Session, limit: int) -> list[Any]:
    """Published events (id, kind, payload) whose subscribers have not been told yet, locked for this relay."""
    return list(session.execute(_UNRELAYED, {"limit": limit}))


_MARK = text("UPDATE outbox_events SET relayed_at = clock_timestamp() WHERE id = ANY(:ids)")


def mark_relayed(session: Session, ids: Sequence[int]) -> None:
    """Their subscribers have been told."""
    put_off(session, _MARK, {"ids": list(ids)})


def told_lately(
    session: Session, kinds: Sequence[str], within_s: int, after: int, limit: int = 500
) -> list[OutboxEvent]:
    """Events of ``kinds`` whose subscribers were told in the last ``within_s`` seconds; the first after position ``after``."""
    query = (
        select(OutboxEvent)
        .where(OutboxEvent.kind.in_(kinds), OutboxEvent.position > after)
        .where(OutboxEvent.relayed_at > func.clock_timestamp() - timedelta(seconds=within_s))
        .order_by(OutboxEvent.position)
        .limit(limit)
    )
    return list(session.execute(query).scalars())


def latest_position(session: Session) -> int:
    """Where a reader that wants only what is new begins."""
    return int(session.execute(text("SELECT coalesce(max(position), 0) FROM outbox_events")).scalar_one())
