"""Calls that customer service should make, because nothing else was heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.errors import Conflict, NotFound
from app.identity.agents import agent_names
from app.outbox import record
from dispatch.domain import events

OUTCOME_ZH = {
    "will_answer": "已通知，门店马上处理", "no_answer": "没有人接", "wrong_number": "号码不对", "closed": "门店没有营业",
    "other": "其他",
}  # fmt: skip
STATE_ZH = {"open": "待联系", "claimed": "联系中", "done": "已联系", "moot": "不必联系了"}

# A task is alive while it is open or claimed and one of its offers still waits for an answer.
_WAITING = "EXISTS (SELECT 1 FROM alerts a JOIN offers f ON f.id = a.offer_id WHERE a.call_task_id = t.id AND f.state = 'open')"
_RETIRE = text(f"""
UPDATE call_tasks t SET state = 'moot', ended_at = :at
WHERE t.store_id = :store_id AND t.state IN ('open', 'claimed') AND NOT {_WAITING}
""")
_OPEN = text("""
INSERT INTO call_tasks AS t (store_id, opened_at) VALUES (:store_id, :at)
ON CONFLICT (store_id) WHERE state IN ('open', 'claimed') DO UPDATE SET store_id = t.store_id
RETURNING id, opened_at = :at AS fresh
""")
_ORDERS = text(
    "SELECT f.id, f.order_id, f.member_id, jindan_now() AS now FROM offers f WHERE f.id = ANY(:ids) AND f.state = 'open'"
    " ORDER BY f.id"
)
_SHOWN = f"""
SELECT t.id, t.state, t.opened_at, t.claimed_by, t.claimed_at, t.ended_at, t.outcome, t.note, t.store_id,
  s.code AS store_code, s.name AS store_name, s.phone AS store_phone, s.city, {_WAITING} AS waiting,
  (SELECT jsonb_agg(jsonb_build_object('order_no', o.order_no, 'offer_id', f.id, 'state', f.state, 'expires_at', f.expires_at)
                    ORDER BY f.expires_at)
   FROM alerts a JOIN offers f ON f.id = a.offer_id JOIN orders o ON o.id = f.order_id WHERE a.call_task_id = t.id) AS offers
FROM call_tasks t JOIN stores s ON s.id = t.store_id
"""
_LIVE = text(f"""
{_SHOWN} WHERE t.state IN ('open', 'claimed') AND {_WAITING} AND t.id > :after ORDER BY t.id LIMIT :limit
""")
_OVER = text(f"""
{_SHOWN} WHERE (t.state IN ('done', 'moot') OR NOT {_WAITING}) AND (:after = 0 OR t.id < :after) ORDER BY t.id DESC LIMIT :limit
""")
_ONE = text(f"{_SHOWN} WHERE t.id = :id")
_CLAIM = text("""
UPDATE call_tasks SET state = 'claimed', claimed_by = :agent_id, claimed_at = jindan_now()
WHERE id = :id AND state = 'open' RETURNING id
""")
_DONE = text("""
UPDATE call_tasks SET state = 'done', claimed_by = coalesce(claimed_by, :agent_id), ended_at = jindan_now(),
       outcome = :outcome, note = :note
WHERE id = :id AND (state = 'open' OR (state = 'claimed' AND claimed_by = :agent_id)) RETURNING id
""")


def open_task(session: Session, store_id: int, at: datetime) -> int:
    """The task to call this store: a new one, or the one that waits already."""
    session.execute(_RETIRE, {"store_id": store_id, "at": at})
    row = session.execute(_OPEN, {"store_id": store_id, "at": at}).one()
    if row.fresh:
        record(session, events.CALL_OPENED, at, store_id=store_id, call_task_id=row.id)
    return int(row.id)


def orders_of(session: Session, offer_ids: Sequence[int]) -> list[Any]:
    """The offers that are still open: id, order_id, member_id, and the time."""
    return list(session.execute(_ORDERS, {"ids": list(offer_ids)}))


def tasks_page(session: Session, over: bool, after: int | None, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """A page of tasks that wait, the oldest first; or of those that are over, the latest first. Where the next one begins."""
    found = session.execute(_OVER if over else _LIVE, {"after": after or 0, "limit": limit + 1}).all()
    page = found[:limit]
    names = agent_names(session, {row.claimed_by for row in page if row.claimed_by})
    return [_row(row, names) for row in page], page[-1].id if len(found) > limit else None


def claim_task(session: Session, task_id: int, agent_id: int) -> dict[str, Any]:
    """This agent calls; hers already, the same answer. Raises ``NotFound``, or ``Conflict`` if it is another's or over."""
    done = session.execute(_CLAIM, {"id": task_id, "agent_id": agent_id}).first()
    row, shown = _one(session, task_id)
    if done is None and (row.state, row.claimed_by) != ("claimed", agent_id):
        raise _taken(shown)
    if done is not None:
        facts: dict[str, Any] = {"call_task_id": task_id, "by": f"agent:{agent_id}"}
        record(session, events.CALL_CLAIMED, now(session), store_id=row.store_id, **facts)
    return shown


def finish_task(session: Session, task_id: int, agent_id: int, outcome: str, note: str | None) -> dict[str, Any]:
    """How the call went. Raises ``NotFound``, or ``Conflict`` if another agent has it or it is over."""
    values = {"id": task_id, "agent_id": agent_id, "outcome": outcome, "note": note}
    done = session.execute(_DONE, values).first()
    row, shown = _one(session, task_id)
    if done is None:
        raise _taken(shown)
    facts: dict[str, Any] = {"call_task_id": task_id, "outcome": outcome, "by": f"agent:{agent_id}"}
    record(session, events.CALL_DONE, now(session), store_id=row.store_id, **facts)
    return shown


def _one(session: Session, task_id: int) -> tuple[Any, dict[str, Any]]:
    row = session.execute(_ONE, {"id": task_id}).one_or_none()
    if row is None:
        raise NotFound()
    names = agent_names(session, {row.claimed_by} if row.claimed_by else set())
    return row, _row(row, names)


def _taken(shown: dict[str, Any]) -> Conflict:
    who = shown["claimed_by_zh"]
    detail = f"{who} 正在联系这家门店" if shown["state"] == "claimed" and who else "这条联系任务已经结束"
    return Conflict(detail, code="call_task_taken", state=shown["state"], claimed_by_zh=who)


def _row(row: Any, names: dict[int, str]) -> dict[str, Any]:
    state = row.state if row.waiting or row.state == "done" else "moot"
    return {
        "id": row.id, "state": state, "state_zh": STATE_ZH[state], "store_code": row.store_code,
        "store_name": row.store_name, "store_phone": row.store_phone, "city": row.city, "opened_at": local(row.opened_at),
        "claimed_by_zh": names.get(row.claimed_by) if row.claimed_by else None,
        "claimed_at": local(row.claimed_at) if row.claimed_at else None,
        "ended_at": local(row.ended_at) if row.ended_at else None, "outcome": row.outcome,
        "outcome_zh": OUTCOME_ZH.get(row.outcome or ""), "note": row.note,
        "offers": [{**offer, "expires_at": local(datetime.fromisoformat(offer["expires_at"]))} for offer in row.offers or ()],
    }  # fmt: skip
