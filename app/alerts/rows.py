"""The ladder's statements: what is due, what a store can be told by, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.identity.devices import COUNT_ONLINE
from app.identity.staff import MANAGERS, ON_DUTY
from dispatch.domain.alerts import RUNGS

# Stores with something due, and everything of theirs that is due so soon that it may be told together. What somebody else is
# just at, or is just being answered, is left to him. Two statements: what was taken is read once the offers are locked.
_DUE = text("""
WITH due AS MATERIALIZED (
  SELECT DISTINCT store_id FROM (
    SELECT store_id FROM offers
    WHERE state = 'open' AND alert_at <= (SELECT jindan_now()) AND (cast(:only AS bigint) IS NULL OR id = :only)
    ORDER BY alert_at LIMIT :limit) first)
SELECT f.id FROM offers f
WHERE f.store_id IN (SELECT store_id FROM due) AND f.state = 'open'
  AND f.alert_at <= jindan_now() + make_interval(secs => :group_s)
ORDER BY f.id FOR NO KEY UPDATE OF f SKIP LOCKED
""")
_OFFERS = text("""
SELECT f.id, f.order_id, f.store_id, f.offered_at, f.alert_at,
  (SELECT jsonb_agg(jsonb_build_array(a.rung, a.state, a.at, a.leader_id) ORDER BY array_position(cast(:rungs AS text[]), a.rung))
   FROM alerts a WHERE a.offer_id = f.id) AS taken
FROM offers f WHERE f.id = ANY(:ids) ORDER BY f.store_id, f.id
""")
_ANYTHING = text("SELECT EXISTS (SELECT 1 FROM offers WHERE state = 'open' AND alert_at <= (SELECT jindan_now()))")
_DUTY = ON_DUTY.format(store="s.id")
_REACH = text(f"""
SELECT s.id, {COUNT_ONLINE.format(store="s.id")} AS online, EXISTS (SELECT 1 {_DUTY}) AS on_duty,
  EXISTS (SELECT 1 FROM staff_identities i WHERE i.app_id = :app_id AND i.staff_id IN (SELECT h.staff_id {_DUTY})) AS bound,
  EXISTS (SELECT 1 FROM printers p WHERE p.store_id = s.id AND p.active) AS printer,
  EXISTS (SELECT 1 {_DUTY}) OR EXISTS (SELECT 1 {MANAGERS.format(store="s.id")}) AS phone
FROM stores s WHERE s.id = ANY(:ids)
""")
_WRITE = text("""
INSERT INTO alerts (offer_id, store_id, leader_id, rung, state, failure, due_at, at, policy_version, call_task_id)
SELECT * FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r(offer_id bigint, store_id bigint, leader_id bigint, rung text,
  state text, failure text, due_at timestamptz, at timestamptz, policy_version bigint, call_task_id bigint)
ON CONFLICT (offer_id, rung) DO NOTHING
""")
_MISSED = text("""
UPDATE alerts a SET state = 'failed', failure = :failure
FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r(offer_id bigint, rung text)
WHERE a.offer_id = r.offer_id AND a.rung = r.rung AND a.state = 'sent'
""")
_NEXT = text("""
UPDATE offers f SET alert_at = r.alert_at
FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r(id bigint, alert_at timestamptz) WHERE f.id = r.id
""")
# Answered offers are nobody's; the lease of one that is open must still be the one that was given.
_OURS = text("""
SELECT NOT EXISTS (SELECT 1 FROM offers WHERE id = ANY(:ids) AND state = 'open'
                   AND (alert_at <> :lease_until OR alert_at <= jindan_now()))
""")
_AT_ONCE = text("UPDATE offers SET alert_at = jindan_now() WHERE id = ANY(:ids) AND state = 'open'")
_SETTLE = text("""
UPDATE alerts SET state = CASE WHEN :state = 'sent' AND receipt_at IS NOT NULL THEN 'seen' ELSE :state END,
       failure = :failure, at = jindan_now()
WHERE leader_id = :leader_id AND rung = :rung AND state = 'firing' RETURNING offer_id
""")
_RECEIPT = text("""
UPDATE alerts SET state = CASE WHEN state IN ('sent', 'failed') THEN 'seen' ELSE state END,
       failure = CASE WHEN state = 'failed' THEN NULL ELSE failure END,
       receipt_at = coalesce(receipt_at, jindan_now()), receipt_by = coalesce(receipt_by, :by)
WHERE leader_id = :leader_id AND rung = :rung AND receipt_at IS NULL
""")
# One statement: the phone may say so before the ladder has got to its first rung.
SEEN = text("""
INSERT INTO alerts AS a (offer_id, store_id, leader_id, rung, state, due_at, at, receipt_at, receipt_by, policy_version)
SELECT f.id, f.store_id, f.id, 'in_app', 'seen', f.offered_at, jindan_now(), jindan_now(), :by,
       (SELECT version FROM policy_versions WHERE state = 'active')
FROM offers f WHERE f.id = :id
ON CONFLICT (offer_id, rung) DO UPDATE SET state = 'seen', failure = NULL,
   receipt_at = coalesce(a.receipt_at, excluded.receipt_at), receipt_by = coalesce(a.receipt_by, excluded.receipt_by)
RETURNING receipt_at
""")


def anything_due(session: Session) -> bool:
    """Whether a round would find work."""
    return bool(session.execute(_ANYTHING).scalar())


def due_offers(session: Session, limit: int, group_s: int, only: int | None) -> list[Any]:
    """Open offers of at most ``limit`` stores with something due, locked, with the rungs they have taken."""
    found = session.execute(_DUE, {"limit": limit, "group_s": group_s, "only": only}).scalars().all()
    if not found:
        return []
    return list(session.execute(_OFFERS, {"ids": list(found), "rungs": list(RUNGS)}))


def reach_of(session: Session, store_ids: Sequence[int], online_s: int, app_id: str) -> dict[int, Any]:
    """By what each store can be told: phones online, people on duty, bound to WeChat, a printer, somebody with a phone."""
    values = {"ids": list(store_ids), "online_s": online_s, "app_id": app_id}
    return {row.id: row for row in session.execute(_REACH, values)}


def write(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Rungs that were reached."""
    told = list(rows)
    if told:
        session.execute(_WRITE, {"rows": json.dumps(told, default=_written)})


def miss(session: Session, rows: Iterable[tuple[int, str]], failure: str) -> None:
    """Rungs (offer, rung) whose receipt did not come."""
    told = [{"offer_id": offer_id, "rung": rung} for offer_id, rung in rows]
    if told:
        session.execute(_MISSED, {"rows": json.dumps(told), "failure": failure})


def look_again(session: Session, when: Mapping[int, datetime | None]) -> None:
    """When each offer is looked at again (None: no more)."""
    if when:
        told = [{"id": offer_id, "alert_at": at} for offer_id, at in when.items()]
        session.execute(_NEXT, {"rows": json.dumps(told, default=_written)})


def is_ours(session: Session, offer_ids: Sequence[int], lease_until: datetime) -> bool:
    """Whether a claim made until ``lease_until`` still holds."""
    return bool(session.execute(_OURS, {"ids": list(offer_ids), "lease_until": lease_until}).scalar())


def settle(
    session: Session, leader_id: int, rung: str, offer_ids: Sequence[int], failure: str | None, state: str
) -> int:
    """What became of a rung that was fired for several offers; they are looked at again at once. How many it was."""
    session.execute(_AT_ONCE, {"ids": list(offer_ids)})  # offers are locked before their alerts, everywhere
    values = {"leader_id": leader_id, "rung": rung, "state": state, "failure": failure}
    return len(session.execute(_SETTLE, values).all())


def receipt(session: Session, leader_id: int, rung: str, by: str) -> None:
    """It arrived, as ``by`` says."""
    session.execute(_RECEIPT, {"leader_id": leader_id, "rung": rung, "by": by})


def seen(session: Session, offer_id: int, by: str) -> datetime:
    """A phone of the store rang; said twice it stays with the first."""
    at: datetime = session.execute(SEEN, {"id": offer_id, "by": by}).scalar_one()
    return at


def _written(value: Any) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
