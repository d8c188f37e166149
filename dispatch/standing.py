"""Headquarters suspends, closes or reopens a store; what it has not answered yet goes to others."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid, NotFound
from app.outbox import record
from dispatch.answering import withdraw
from dispatch.domain import events
from dispatch.placing import route
from dispatch.scene import look, moment
from dispatch.trail import lock_order, move

STATUSES = ("active", "suspended", "closed")

# FOR UPDATE waits for offers that are just being made to this store: they hold its key.
_STORE = text("SELECT id, status, successor_id FROM stores WHERE code = :code FOR UPDATE")
_HEIR = text("SELECT id, status FROM stores WHERE code = :code")
_SET = text("UPDATE stores SET status = :status, successor_id = :heir, updated_at = clock_timestamp() WHERE id = :id")
_UNANSWERED = text("""
SELECT f.order_id FROM offers f JOIN stores s ON s.id = f.store_id
WHERE s.id = :id AND s.status <> 'active' AND f.state = 'open' ORDER BY f.order_id
""")
_STANDING = text("SELECT status FROM stores WHERE id = :id")


@dataclass(frozen=True, slots=True)
class NewStanding:
    """What becomes of a store. ``successor_code``: who carries on for a closed one; her customers go there."""

    store_code: str
    status: str
    who: str
    why: str
    successor_code: str | None = None


def set_standing(session: Session, command: NewStanding) -> int:
    """Change the status; returns the store's id. The same again changes nothing. Then call ``unanswered`` and ``send_on``.

    Raises ``NotFound`` for the store, ``Invalid`` for a successor that is unknown, closed or itself, or given for a store
    that is not closed.
    """
    store = session.execute(_STORE, {"code": command.store_code}).one_or_none()
    if store is None:
        raise NotFound()
    heir = _heir(session, command, store.id)
    if (store.status, store.successor_id) == (command.status, heir):
        return int(store.id)
    session.execute(_SET, {"id": store.id, "status": command.status, "heir": heir})
    record(
        session, events.STORE_STATUS_CHANGED, moment(session), store_id=store.id, status=command.status,
        before=store.status, successor=command.successor_code, by=command.who, why=command.why,
    )  # fmt: skip
    return int(store.id)


def unanswered(session: Session, store_id: int) -> list[int]:
    """Orders that wait for the answer of a store that may no longer give one."""
    return list(session.execute(_UNANSWERED, {"id": store_id}).scalars())


def send_on(session: Session, order_id: int, store_id: int, who: str) -> bool:
    """Take the order's offer back from the store and find another; False if the store has answered meanwhile."""
    order = lock_order(session, order_id)
    if order.state != "offered" or order.store_id != store_id:
        return False
    status = session.execute(_STANDING, {"id": store_id}).scalar_one()
    if status == "active":
        raise Conflict("门店又恢复了，派单不再撤回", code="store_active")
    scene = look(session)
    reason = f"store_{status}"
    withdraw(session, order, who, reason)
    move(session, order, "paid", scene.now, {"store_id": None}, by=who, reason=reason)
    route(session, scene, order)
    return True


def _heir(session: Session, command: NewStanding, store_id: int) -> int | None:
    if command.successor_code is None:
        return None
    if command.status != "closed":
        raise Invalid(fields={"successor_code": ["只有停业的门店才有接续门店"]})
    heir = session.execute(_HEIR, {"code": command.successor_code}).one_or_none()
    if heir is None or heir.id == store_id:
        raise Invalid(fields={"successor_code": ["没有这家接续门店"]})
    if heir.status == "closed":
        raise Invalid(fields={"successor_code": ["接续门店也已停业，请选择仍在营业的门店"]})
    return int(heir.id)
