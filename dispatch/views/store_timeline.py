"""What happened to an order while this store had to do with it, in the store's words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.identity.staff import actor_zh
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


_EVENTS = text("""
SELECT e.kind, e.at, e.payload ->> 'by' AS by, s.name FROM outbox_events e
LEFT JOIN staff s ON s.id = cast(substring(e.payload ->> 'by' FROM '^staff:([0-9]{1,18})$') AS bigint)
WHERE e.order_id = :order_id AND e.store_id = :store_id AND e.kind = ANY(:kinds) ORDER BY e.id
""")


def timeline(session: Session, order_id: int, store_id: int) -> list[dict[str, Any]]:
    """The events of this order at this store, in the order in which they were written; other stores' are not among them."""
    rows = session.execute(_EVENTS, {"order_id": order_id, "store_id": store_id, "kinds": list(TEXTS)})
    return [
        {"at": local(row.at), "kind": row.kind, "text": TEXTS[row.kind], "by": actor_zh(row.by, row.name)}
        for row in rows
    ]
