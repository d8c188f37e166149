"""The one way an order changes state: a compare-and-swap on the row, and the event that says so.

Statements on the order's way are prepared text: building them anew for every order would cost more than running them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, bindparam, select, text
from sqlalchemy.orm import Session

from app.entities import columns_of, find_one, follow
from app.errors import Conflict, NotFound
from app.outbox import record
from app.trips import put_off
from dispatch.domain.events import order_event
from dispatch.domain.states import ORDER
from dispatch.models import Order, OrderLine

_ORDER = f"SELECT {columns_of(Order, 'o')} FROM orders o"
_BY_ID = text(f"{_ORDER} WHERE o.id = :id FOR UPDATE OF o")
# Not made to that store: not found.
_BY_OFFER = text(
    f"{_ORDER} JOIN offers f ON f.order_id = o.id"
    " WHERE f.id = :id AND (cast(:store_id AS bigint) IS NULL OR f.store_id = :store_id) FOR UPDATE OF o"
)
# Once the lock is granted PostgreSQL looks at the condition again: an order that went to another store is not found.
_BY_STORE = text(f"{_ORDER} WHERE o.order_no = :order_no AND o.store_id = :store_id FOR UPDATE OF o")
_LINES = select(OrderLine).where(OrderLine.order_id == bindparam("id")).order_by(OrderLine.sku)
_WANTED = text("SELECT sku, quantity FROM order_lines WHERE order_id = :id ORDER BY sku")


def lock_order(session: Session, order: int | Order) -> Order:
    """The order, locked until the transaction ends. Orders are locked before offers, stock and accounts.

    An ``Order`` that the caller has locked in this very transaction is taken as it is.
    """
    if not isinstance(order, int):
        return order
    return _found(find_one(session, Order, _BY_ID, {"id": order}))


def lock_store_order(session: Session, order_no: str, store_id: int | None) -> Order:
    """A store's order by its number, locked, and still the store's once it is. Raises ``NotFound``."""
    return _found(find_one(session, Order, _BY_STORE, {"order_no": order_no, "store_id": store_id}))


def lock_order_of(session: Session, offer_id: int, store_id: int | None = None) -> Order:
    """The order of an offer (made to ``store_id``, if that is said), locked until the transaction ends. Raises ``NotFound``."""
    return _found(find_one(session, Order, _BY_OFFER, {"id": offer_id, "store_id": store_id}))


def _found(order: Order | None) -> Order:
    if order is None:
        raise NotFound()
    return order


def lines_of(session: Session, order_id: int) -> list[OrderLine]:
    """Its lines, by SKU."""
    return list(session.execute(_LINES, {"id": order_id}).scalars())


def wanted_of(session: Session, order_id: int) -> dict[str, int]:
    """What it asks for: SKU -> quantity."""
    return {row.sku: row.quantity for row in session.execute(_WANTED, {"id": order_id})}


def move(
    session: Session, order: Order, to: str, now: datetime, values: Mapping[str, Any] | None = None, **facts: Any
) -> None:
    """Take ``order`` from its state to ``to``, with further column ``values``, and record the event with ``facts``.

    Raises ``Conflict`` if the life cycle does not know the step. The row is written with the next statement, or the commit; that
    one raises ``Conflict`` if another transaction moved the order meanwhile, which a locked order's cannot.
    """
    before = order.state
    if not ORDER.can(before, to):
        raise Conflict("订单状态已变化，不能这样操作", code="order_state", state=before)
    changes = {"state": to, "state_changed_at": now, **(values or {})}

    def moved_meanwhile() -> Conflict:
        return Conflict("订单状态已变化，请刷新", code="order_state", state=before)

    put_off(session, _update(tuple(changes)), {**changes, "id": order.id, "before": before}, moved_meanwhile)
    follow(order, changes)
    note(session, order, order_event(before, to), now, **{"from": before, "to": to}, **facts)


def arrive(session: Session, order: Order, before: str, now: datetime, **facts: Any) -> None:
    """The event of a step from ``before`` that needs no row: the order is being written in the state to which the step leads."""
    assert ORDER.can(before, order.state), (before, order.state)
    note(session, order, order_event(before, order.state), now, **{"from": before, "to": order.state}, **facts)


def note(session: Session, order: Order, kind: str, now: datetime, **facts: Any) -> None:
    """Record an event of ``order`` that is not a change of its state."""
    record(session, kind, now, order_id=order.id, store_id=order.store_id, member_id=order.member_id, **facts)


@cache
def _update(columns: tuple[str, ...]) -> TextClause:
    # Names come from our own code, never from input; every combination is written once.
    changes = ", ".join(f"{name} = :{name}" for name in columns)
    update = f"UPDATE orders SET {changes} WHERE id = :id AND state = :before RETURNING id"
    return text(f"WITH moved AS ({update}) SELECT 1 / count(*) FROM moved")
