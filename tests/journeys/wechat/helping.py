"""What several journeys through WeChat need."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.factory import create_app
from tests.support.wechat_house import WechatHouse
from tests.support.world import rows
from wechat.api import WechatApi
from wechat.pay import WechatPay


def with_settings(place: WechatHouse, **changes: Any) -> WechatHouse:
    """The same house as it would be with other settings of its WeChat accounts. WeChat goes on calling the first one."""
    settings = replace(place.wechat.settings, **changes)
    house = replace(place.house, wechat=WechatApi(settings, place.house.redis), payments=WechatPay(settings))
    return WechatHouse(create_app(house=house), house, place.wechat)


def tries(place: WechatHouse, order_no: str | None = None) -> list[tuple[str, str, str, str | None]]:
    """Every try to tell a mother something, in order: channel, event, state, failure."""
    query = """SELECT channel, template, state, failure FROM messages WHERE to_kind = 'member'
               AND (cast(:no AS text) IS NULL OR order_id = (SELECT id FROM orders WHERE order_no = :no)) ORDER BY id"""
    return [tuple(row) for row in rows(place.house.db, query, no=order_no)]


def heard(place: WechatHouse, phone: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """What WeChat showed on her phone, the oldest first: ``subscribe`` or ``template`` messages."""
    return [told for told in reversed(place.wechat.messages(phone["id"])) if told["kind"] == kind]


def texts(place: WechatHouse) -> list[str]:
    """Text messages about orders, the oldest first; log-in codes are not counted."""
    from app.notify.sms import shown

    return [told["text"] for told in reversed(place.house.db.read(shown)) if "验证码" not in told["text"]]
