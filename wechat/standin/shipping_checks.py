"""What 发货信息管理 wants of an upload.

Codes: developers.weixin.qq.com, uploadShippingInfo, and answers quoted in its community (10060001, …03, …04, …23, 268485216).
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any

from wechat.standin.answers import Refusal

_KINDS = (1, 2, 3, 4)  # express, local delivery, virtual goods, pick-up
_ITEM_LENGTH = 120


def check(asked: dict[str, Any]) -> None:
    """The first fault of a request, as an errcode."""
    for wrong, code, text in _faults(asked):
        if wrong:
            raise Refusal(code, text)


def _faults(asked: dict[str, Any]) -> list[tuple[bool, int, str]]:
    told = asked.get("shipping_list")
    parcels = told if isinstance(told, list) else []
    kind, mode = asked.get("logistics_type"), asked.get("delivery_mode")
    items = [parcel.get("item_desc") for parcel in parcels if isinstance(parcel, dict)]
    return [
        (kind not in _KINDS, 10060005, "物流类型有误"),
        (mode not in (1, 2), 268485224, "发货模式非法"),
        (mode == 2 and kind != 1, 10060006, "非快递发货时不允许分拆发货"),
        (
            mode == 2 and not isinstance(asked.get("is_all_delivered"), bool),
            10060007,
            "分拆发货模式下必须填写 is_all_delivered",
        ),
        (
            not 1 <= len(parcels) <= 15 or (mode == 1 and len(parcels) != 1),
            10060014,
            "参数错误",
        ),
        (any(not item for item in items), 10060008, "商品描述 item_desc 字段不能为空"),
        (any(len(str(item)) > _ITEM_LENGTH for item in items), 10060009, "商品描述 item_desc 字段太长"),
        (kind == 1 and not all(_has_express(parcel) for parcel in parcels), 10060014, "参数错误"),
        (_time(asked.get("upload_time")) is None, 268485216, "上传时间非法，请按照 RFC 3339 格式填写"),
    ]


def _has_express(parcel: Any) -> bool:
    return isinstance(parcel, dict) and bool(parcel.get("tracking_no")) and bool(parcel.get("express_company"))


def _time(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo and "T" in str(text) else None


def check_correction(before: sqlite3.Row, asked: dict[str, Any]) -> None:
    """Whether what was uploaded ``before`` may still be corrected."""
    if before["received_at"]:
        raise Refusal(10060004, "支付单处于不可发货的状态")
    if _content(json.loads(before["body"])) == _content(asked):
        raise Refusal(10060023, "发货信息未更新")
    if before["times"] >= 2:
        raise Refusal(10060003, "支付单已使用重新发货机会")
    then, now = _time(before["uploaded_at"]), _time(asked["upload_time"])
    if then is None or now is None or now <= then:
        raise Refusal(268485216, "上传时间非法，请按照 RFC 3339 格式填写")


def _content(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: asked.get(name) for name in ("logistics_type", "delivery_mode", "shipping_list", "is_all_delivered")}
