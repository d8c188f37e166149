"""What every reader of an order needs: its lines, its trail, the store's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.outbox import OutboxEvent
from app.stores.models import Store
from dispatch.models import Order

STATE_ZH = {
    "awaiting_payment": "待付款",
    "paid": "正在安排门店",
    "offered": "等待门店接单",
    "accepted": "门店备货中",
    "out_for_delivery": "配送中",
    "delivered": "已送达",
    "completed": "已完成",
    "needs_person": "客服处理中",
    "cancelled": "已取消",
}


_LINES = text(
    "SELECT order_id, sku, name, quantity, unit_price_fen FROM order_lines WHERE order_id = ANY(:ids)"
    " ORDER BY order_id, sku"
)


def line_rows(session: Session, order_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The lines of many orders in one statement, by order; amounts in fen."""
    rows: dict[int, list[dict[str, Any]]] = {order_id: [] for order_id in order_ids}
    for line in session.execute(_LINES, {"ids": list(order_ids)}):
        rows[line.order_id].append(
            {
                "sku": line.sku, "name": line.name, "quantity": line.quantity,
                "unit_price_fen": line.unit_price_fen, "amount_fen": line.unit_price_fen * line.quantity,
            }
        )  # fmt: skip
    return rows


def trail(session: Session, order_id: int) -> list[OutboxEvent]:
    """Everything that happened to an order, in the order in which it was written."""
    query = select(OutboxEvent).where(OutboxEvent.order_id == order_id).order_by(OutboxEvent.id)
    return list(session.execute(query).scalars())


def store_names(session: Session, ids: set[int]) -> dict[int, Store]:
    """The stores of ``ids``, by id."""
    return {store.id: store for store in session.execute(select(Store).where(Store.id.in_(ids))).scalars()}


def money_row(order: Order) -> dict[str, int]:
    """The order's amounts in fen."""
    return {
        "goods_fen": order.goods_fen, "delivery_fee_fen": order.delivery_fee_fen,
        "total_fen": order.total_fen, "refunded_fen": order.refunded_fen,
    }  # fmt: skip


def times_row(order: Order) -> dict[str, Any]:
    """The order's instants, in Asia/Shanghai."""
    fields = ("placed_at", "paid_at", "promise_at", "close_at", "state_changed_at")
    return {name: local(at) if (at := getattr(order, name)) else None for name in fields}
