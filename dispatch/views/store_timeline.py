"""What happened to an order while this store had to do with it, in the store's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.identity.staff import actor_zh
from dispatch.domain import events
from dispatch.views.store_seen import instant

TEXTS = {
    events.OFFER_MADE: "收到派单",
    events.OFFER_ACCEPTED: "接单",
    events.OFFER_DECLINED: "拒单",
    events.OFFER_EXPIRED: "超时未接",
    events.OFFER_WITHDRAWN: "派单被撤回",
    events.OFFER_EXTENDED: "接单时间延长",
    events.DELIVERY_PICKING: "开始备货",
    events.DELIVERY_WRONG_CODE: "收货码输错",
    events.DELIVERY_PHOTO: "拍了送达照片",
    events.ORDER_OUT_FOR_DELIVERY: "出发配送",
    events.ORDER_DELIVERED: "已送达",
    events.ORDER_COMPLETED: "订单完成",
    events.ORDER_RATED: "顾客评价了这次配送",
    events.ORDER_GIVEN_BACK: "退回订单",
    events.ORDER_NEEDS_PERSON: "转客服处理",
    events.ORDER_CANCELLED: "订单取消",
    events.ORDER_CALLED: "取得隐私号",
    events.REFUND_SUCCEEDED: "退款完成",
}


def timeline(trail: Iterable[Any]) -> list[dict[str, Any]]:
    """The events (kind, instant, who, name) of an order at a store, in the order in which they were written."""
    return [
        {"at": instant(at), "kind": kind, "text": TEXTS[kind], "by": actor_zh(who, name)}
        for kind, at, who, name in trail
    ]
