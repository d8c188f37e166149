"""What happened to an order, in a mother's words. A store that did not take it is never blamed, and never says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from dispatch.domain import events

# The end of one store's turn; what follows it in the same breath says where the order went.
_TURNS = {
    events.OFFER_EXPIRED: "{store} 未及时接单",
    events.OFFER_DECLINED: "{store} 这次接不了单",
    events.ORDER_GIVEN_BACK: "{store} 这次送不了",
}
_PLAIN = {
    events.ORDER_PLACED: "订单已提交",
    events.ORDER_ACCEPTED: "{store} 已接单，正在为您备货",
    events.DELIVERY_PICKING: "{store} 正在拣货",
    events.ORDER_OUT_FOR_DELIVERY: "{store} 已出发，正在送往您家",
    events.DELIVERY_PHOTO: "{store} 已拍下送达照片",
    events.ORDER_DELIVERED: "已送达",
    events.ORDER_COMPLETED: "订单已完成",
    events.ORDER_HELD: "客服正在为您核实订单，暂不派给门店",
    events.ORDER_RELEASED: "客服已核实，继续为您安排门店",
    events.PAYMENT_LATE: "付款到账时订单已关闭，会为您退回",
}
_MONEY = {
    events.PAYMENT_SUCCEEDED: "已付款 {yuan} 元",
    events.REFUND_REQUESTED: "已申请退款 {yuan} 元",
    events.REFUND_REJECTED: "退款 {yuan} 元未通过，如有疑问请联系客服",
    events.REFUND_SUCCEEDED: "已退款 {yuan} 元",
    events.REFUND_FAILED: "退款 {yuan} 元没有成功，客服会联系您",
}
_CALM = {events.ORDER_OFFERED, events.ORDER_NEEDS_PERSON, events.ORDER_CANCELLED, events.OFFER_WITHDRAWN}
KINDS = sorted({*_TURNS, *_PLAIN, *_MONEY, *_CALM})


class Event(NamedTuple):
    """An event with its store's name."""

    kind: str
    at: datetime
    store: str | None
    payload: dict[str, Any]


class Entry(NamedTuple):
    """One line of her timeline."""

    at: datetime
    kind: str
    text: str


def timeline(trail: Iterable[Event]) -> list[Entry]:
    """Her lines, oldest first."""
    told: list[Entry] = []
    turn: Entry | None = None  # a store's turn is over, and it is not yet said where the order went
    for event in trail:
        if (ended := _turn(event)) is not None:
            turn = ended if ended.text else turn
            continue
        text = _text(event, turn)
        if turn is not None and not _goes_on(event):
            told.append(turn._replace(text=f"{turn.text}，正在为您另找门店"))
        turn = None
        if text:
            told.append(Entry(event.at, event.kind, text))
    if turn is not None:
        told.append(turn._replace(text=f"{turn.text}，正在为您另找门店"))
    return told


def _goes_on(event: Event) -> bool:
    return event.kind in (events.ORDER_OFFERED, events.ORDER_NEEDS_PERSON)


def _turn(event: Event) -> Entry | None:
    """The end of a store's turn; with an empty text when she need not hear of it."""
    if event.kind in _TURNS:
        return Entry(event.at, event.kind, _TURNS[event.kind].format(store=event.store or "门店"))
    if event.kind == events.OFFER_WITHDRAWN:
        moved = event.payload.get("reason") == "moved"
        return Entry(event.at, event.kind, "客服为您调整了门店" if moved else "")
    return None


def _text(event: Event, turn: Entry | None) -> str:
    if event.kind in _PLAIN:
        return _PLAIN[event.kind].format(store=event.store or "门店")
    if event.kind in _MONEY:
        return _MONEY[event.kind].format(yuan=f"{event.payload.get('amount_fen', 0) / 100:.2f}")
    return _WRITERS[event.kind](event, turn)


def _offered(event: Event, turn: Entry | None) -> str:
    return f"{turn.text}，已转给 {event.store}，等待接单" if turn else f"等待 {event.store} 接单"


def _needs_person(event: Event, turn: Entry | None) -> str:
    if event.payload.get("from") == "out_for_delivery":
        return "这次没能送到您手上，客服会联系您"
    arranging = "客服正在为您安排门店，会尽快告诉您"
    return f"{turn.text}，{arranging}" if turn else f"附近门店暂时没能接单，{arranging}"


def _cancelled(event: Event, turn: Entry | None) -> str:
    who = str(event.payload.get("by", ""))
    if who.startswith("member:"):
        return "您取消了订单"
    return "超过付款时间，订单已关闭" if who == "system" else "客服取消了订单"


_WRITERS: dict[str, Callable[[Event, Entry | None], str]] = {
    events.ORDER_OFFERED: _offered,
    events.ORDER_NEEDS_PERSON: _needs_person,
    events.ORDER_CANCELLED: _cancelled,
}
