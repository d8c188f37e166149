"""Who has an order open: rows with a last sign of life, so that every process sees the same and nobody has to say good-bye."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local

BEAT_S = 15  # how often a screen says that it is there
GONE_AFTER_S = 40  # two beats may be lost

# Real time: screens beat in it, whatever the house's clock does.
_SEEN = text("""
INSERT INTO order_viewers AS v (order_id, agent_id, since, seen_at)
VALUES (:order_id, :agent_id, clock_timestamp(), clock_timestamp())
ON CONFLICT (order_id, agent_id) DO UPDATE SET seen_at = excluded.seen_at,
  since = CASE WHEN v.seen_at > excluded.seen_at - make_interval(secs => :gone) THEN v.since ELSE excluded.since END
""")
_OTHERS = text("""
SELECT a.name, v.since FROM order_viewers v JOIN agents a ON a.id = v.agent_id
WHERE v.order_id = :order_id AND v.agent_id <> :agent_id AND v.seen_at > clock_timestamp() - make_interval(secs => :gone)
ORDER BY v.since, a.id
""")
_LEFT = text("DELETE FROM order_viewers WHERE order_id = :order_id AND agent_id = :agent_id")
_FORGET = text("""
DELETE FROM order_viewers WHERE (order_id, agent_id) IN
  (SELECT order_id, agent_id FROM order_viewers WHERE seen_at < clock_timestamp() - interval '1 hour'
   ORDER BY seen_at LIMIT 100 FOR UPDATE SKIP LOCKED)
""")
_LAST_EVENT = text("SELECT max(id) FROM outbox_events WHERE order_id = :order_id")


def look_at(session: Session, order_id: int, agent_id: int) -> dict[str, Any]:
    """The agent has it open, now. Answers ``others`` who have (name, since) and the order's ``last_event_id``."""
    values = {"order_id": order_id, "agent_id": agent_id, "gone": GONE_AFTER_S}
    session.execute(_SEEN, values)
    session.execute(_FORGET)
    others = [{"name": row.name, "since": local(row.since)} for row in session.execute(_OTHERS, values)]
    return {"others": others, "last_event_id": session.execute(_LAST_EVENT, values).scalar()}


def leave(session: Session, order_id: int, agent_id: int) -> None:
    """She closed it; leaving twice changes nothing."""
    session.execute(_LEFT, {"order_id": order_id, "agent_id": agent_id})
