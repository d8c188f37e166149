"""Everything that happened to an order, in Chinese, with the names of those who did it: for customer service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.identity.agents import agent_names
from app.identity.staff import staff_names
from app.notify.agent_texts import template_zh
from dispatch.domain import events
from dispatch.domain.promise import distance_zh
from dispatch.mother import CANCEL_REASONS
from dispatch.views.agent_words import RUNG_ZH, reason_zh

# {store}: the store's name. {why}: the reason, with its own punctuation. {yuan}, {until}, {far}, {stars}, {what}: facts.
TEXTS: Mapping[str, str] = {
    events.ORDER_PLACED: "下单",
    events.ORDER_PAID: "付款完成，开始安排门店",
    events.ORDER_OFFERED: "派给 {store}{why}",
    events.ORDER_REROUTED: "没有接单，另找门店{why}",
    events.ORDER_NEEDS_PERSON: "转人工处理{why}",
    events.ORDER_ACCEPTED: "{store} 已接单",
    events.ORDER_OUT_FOR_DELIVERY: "{store} 已出发配送",
    events.ORDER_DELIVERED: "{store} 已送达",
    events.ORDER_COMPLETED: "订单完成",
    events.ORDER_CANCELLED: "订单取消{why}",
    events.ORDER_GIVEN_BACK: "{store} 不再配送这张订单{why}",
    events.ORDER_HELD: "暂停派单{why}",
    events.ORDER_RELEASED: "恢复派单{why}",
    events.ORDER_RATED: "评价 {store}：{stars} 星",
    events.ORDER_NOTED: "写了一条备注",
    events.ORDER_MESSAGED: "给顾客发短信：{template}",
    events.ORDER_REVEALED: "查看了{what}{why}",
    events.ORDER_CALLED: "取得隐私号，门店和顾客可以通话",
    events.OFFER_MADE: "{store} 开始计时，{until} 前接单{far}",
    events.OFFER_ACCEPTED: "{store} 接下派单",
    events.OFFER_DECLINED: "{store} 拒单{why}",
    events.OFFER_EXPIRED: "{store} 超时未接",
    events.OFFER_WITHDRAWN: "撤回 {store} 的派单{why}",
    events.OFFER_EXTENDED: "{store} 的接单时间延长到 {until}{why}",
    events.ALERT_SENT: "提醒 {store}：{rung}",
    events.ALERT_FAILED: "提醒 {store} 没有成功：{rung}",
    events.DELIVERY_PICKING: "{store} 开始拣货",
    events.DELIVERY_WRONG_CODE: "{store} 输错收货码",
    events.DELIVERY_PHOTO: "{store} 拍了送达照片",
    events.REFUND_REQUESTED: "申请退款 {yuan} 元{why}",
    events.REFUND_APPROVED: "同意退款 {yuan} 元{why}",
    events.REFUND_REJECTED: "驳回退款 {yuan} 元{why}",
    events.REFUND_PROCESSING: "退款 {yuan} 元处理中",
    events.REFUND_SUCCEEDED: "已退款 {yuan} 元",
    events.REFUND_FAILED: "退款 {yuan} 元失败{why}",
    events.PAYMENT_CREATED: "发起付款 {yuan} 元",
    events.PAYMENT_SUCCEEDED: "收到付款 {yuan} 元",
    events.PAYMENT_FAILED: "付款失败",
    events.PAYMENT_LATE: "付款到账时订单已关闭",
    events.PAYMENT_CLOSED: "付款单已关闭",
}
WHAT_ZH = {
    "phone": "手机号",
    "name": "姓名",
    "address": "地址",
    "addresses": "地址簿",
    "babies": "宝宝信息",
    "photo": "送达照片",
}
_KIND_ZH = {"member": "顾客", "staff": "店员", "agent": "客服", "terminal": "收银机"}
_EVENTS = text("""
SELECT e.id, e.kind, e.at, e.payload, s.code, s.name FROM outbox_events e LEFT JOIN stores s
  ON s.id = coalesce(e.store_id, (SELECT f.store_id FROM offers f WHERE f.id = cast(e.payload->>'offer_id' AS bigint)))
WHERE e.order_id = :order_id AND e.id > :after ORDER BY e.id
""")


def timeline(session: Session, order_id: int, after: int = 0) -> list[dict[str, Any]]:
    """Its events after the event ``after``, oldest first."""
    rows = session.execute(_EVENTS, {"order_id": order_id, "after": after}).all()
    names = actor_names(session, [row.payload.get("by") for row in rows])
    return [
        {
            "id": row.id, "at": local(row.at), "kind": row.kind, "text": event_text(row), "store_code": row.code,
            "by": row.payload.get("by"), "by_zh": names.get(row.payload.get("by")),
        }
        for row in rows
    ]  # fmt: skip


def actor_names(session: Session, actors: Iterable[str | None]) -> dict[str | None, str]:
    """Names of ``agent:3``, ``staff:7``, ``member:12``, ``system``; people of the house by name."""
    split = {actor: actor.partition(":") for actor in actors if actor}
    agents = agent_names(session, _ids(split.values(), "agent"))
    staff = staff_names(session, _ids(split.values(), "staff"))
    found: dict[str | None, str] = {}
    for actor, (kind, _, number) in split.items():
        name = {"agent": agents, "staff": staff}.get(kind, {}).get(int(number) if number.isdigit() else 0)
        title = _KIND_ZH.get(kind, "系统")
        found[actor] = f"{title} {name}" if name else title
    return found


def _ids(actors: Iterable[tuple[str, str, str]], kind: str) -> set[int]:
    return {int(number) for found, _, number in actors if found == kind and number.isdigit()}


def event_text(row: Any) -> str:
    """What happened, in one sentence: a row with kind, payload and the store's name."""
    facts = row.payload
    own = CANCEL_REASONS if row.kind == events.ORDER_CANCELLED else {}
    why = reason_zh(facts.get("why") or facts.get("reason"), own)
    far = facts.get("distance_m")
    return TEXTS.get(row.kind, row.kind).format(
        store=row.name or "门店",
        why=f"：{why}" if why else "",
        yuan=f"{facts.get('amount_fen', 0) / 100:.2f}",
        until=_clock(facts.get("expires_at")),
        far=f"，距收货地址 {distance_zh(far)}" if far else "",
        template=template_zh(facts.get("template", "")),
        stars=facts.get("stars", ""),
        rung=RUNG_ZH.get(facts.get("rung", ""), ""),
        what=WHAT_ZH.get(facts.get("what", ""), "个人信息"),
    )


def _clock(written: str | None) -> str:
    return f"{local(datetime.fromisoformat(written)):%m-%d %H:%M}" if written else ""
