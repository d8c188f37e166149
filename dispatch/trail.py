"""The one way an order changes state: a compare-and-swap on the row, and the event that says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.errors import Conflict, NotFound
from app.outbox import record
from dispatch.domain.events import order_event
from dispatch.domain.states import ORDER
from dispatch.models import Order, OrderLine


def lock_order(session: Session, order_id: int) -> Order:
    """The order, locked until the transaction ends. Orders are locked before offers, stock and accounts."""
    query = select(Order).where(Order.id == order_id).with_for_update().execution_options(populate_existing=True)
    order = session.execute(query).scalar_one_or_none()
    if order is None:
        raise NotFound()
    return order


def lines_of(session: Session, order_id: int) -> list[OrderLine]:
    """Its lines, by SKU."""
    return list(
        session.execute(select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.sku)).scalars()
    )


def move(
    session: Session, order: Order, to: str, now: datetime, values: dict[str, Any] | None = None, **facts: Any
) -> None:
    """Take ``order`` from its state to ``to``, with further column ``values``, and record the event with ``facts``.

    Raises ``Conflict`` if the life cycle does not know the step, or if another transaction moved the order meanwhile.
    """
    before = order.state
    if not ORDER.can(before, to):
        raise Conflict("订单状态已变化，不能这样操作", code="order_state", state=before)
    changes = {"state": to, "state_changed_at": now, **(values or {})}
    done = session.execute(
        update(Order)
        .where(Order.id == order.id, Order.state == before)
        .values(changes)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("订单状态已变化，请刷新", code="order_state", state=before)
    for name, value in changes.items():
        _remember(order, name, value)
    note(session, order, order_event(before, to), now, **{"from": before, "to": to}, **facts)


def note(session: Session, order: Order, kind: str, now: datetime, **facts: Any) -> None:
    """Record an event of ``order`` that is not a change of its state."""
    record(session, kind, now, order_id=order.id, store_id=order.store_id, member_id=order.member_id, **facts)


def _remember(order: Order, name: str, value: Any) -> None:
    # The row is already written; this keeps the object in step without a second UPDATE at flush.

    set_committed_value(order, name, value)
