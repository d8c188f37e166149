"""What happened to an order while this store had to do with it, in the store's words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local
from app.identity.staff import actors_zh
from app.outbox import OutboxEvent
from dispatch.domain import events

TEXTS = {
    events.OFFER_MADE: "收到派单",
    events.OFFER_ACCEPTED: "接单",
    events.OFFER_DECLINED: "拒单",
    events.OFFER_EXPIRED: "超时未接",
    events.OFFER_WITHDRAWN: "派单被撤回",
    events.OFFER_EXTENDED: "接单时间延长",
    events.DELIVERY_PICKING: "开始备货",
    events.DELIVERY_WRONG_CODE: "收货码输错",
    events.ORDER_OUT_FOR_DELIVERY: "出发配送",
    events.ORDER_DELIVERED: "已送达",
    events.ORDER_COMPLETED: "订单完成",
    events.ORDER_GIVEN_BACK: "退回订单",
    events.ORDER_NEEDS_PERSON: "转客服处理",
    events.ORDER_CANCELLED: "订单取消",
    events.REFUND_SUCCEEDED: "退款完成",
}


def timeline(session: Session, order_id: int, store_id: int) -> list[dict[str, Any]]:
    """The events of this order at this store, in the order in which they were written; other stores' are not among them."""
    query = (
        select(OutboxEvent.kind, OutboxEvent.at, OutboxEvent.payload)
        .where(OutboxEvent.order_id == order_id, OutboxEvent.store_id == store_id, OutboxEvent.kind.in_(TEXTS))
        .order_by(OutboxEvent.id)
    )
    rows = session.execute(query).all()
    actors = actors_zh(session, [row.payload["by"] for row in rows if row.payload.get("by")])
    return [
        {"at": local(row.at), "kind": row.kind, "text": TEXTS[row.kind], "by": actors.get(row.payload.get("by") or "")}
        for row in rows
    ]
