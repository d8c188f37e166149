"""When she gets it, and the sentences that tell her and the store why this store."""

from datetime import datetime, timedelta
from typing import Literal

from dispatch.domain.hours import SHANGHAI, Hours
from dispatch.domain.policy import Policy

DROPPED_ZH = {
    "not_active": "门店已停业",
    "paused": "门店暂停接单",
    "at_capacity": "门店订单已满",
    "out_of_area": "超出配送范围",
    "out_of_stock": "门店缺货",
    "opens_too_late": "门店营业太晚",
    "no_device": "门店没有手机在线",
    "already_offered": "已派过此单",
    "excluded_by_person": "客服已排除",
}

# Told to a mother whose home store could not take it; other reasons are the store's own affair.
_HOME_ZH = {
    "not_active": "您常去的门店已停业，",
    "paused": "您常去的门店暂时不能接单，",
    "at_capacity": "您常去的门店现在很忙，",
    "out_of_area": "您常去的门店离收货地址较远，",
    "out_of_stock": "您常去的门店暂时缺货，",
    "opens_too_late": "您常去的门店还没有营业，",
    "no_device": "您常去的门店暂时联系不上，",
    "already_offered": "您常去的门店这次没能接单，",
}


def promise_at(hours: Hours, expires_at: datetime, policy: Policy) -> datetime | None:
    """By when it is delivered: the deadline plus the delivery minutes of open time, up to the next half hour."""
    done = hours.add_open(expires_at, timedelta(minutes=policy.delivery_minutes))
    return None if done is None else _up_to_half_hour(done)


def _up_to_half_hour(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at + timedelta(minutes=30) - over if over else at


def distance_zh(distance_m: float) -> str:
    """`350 米` under a kilometre, else `1.2 公里`."""
    return f"{distance_m:.0f} 米" if distance_m < 999.5 else f"{distance_m / 1000:.1f} 公里"


def day_time_zh(at: datetime, now: datetime) -> str:
    """`今天 15:00`, `明天 …`, `后天 …`, `11月30日 …`; midnight is the evening's `24:00`."""
    at, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    midnight = at.hour == at.minute == 0
    day = at.date() - timedelta(days=1) if midnight else at.date()
    clock = "24:00" if midnight else f"{at:%H:%M}"
    ahead = (day - today).days
    name = ("今天", "明天", "后天")[ahead] if 0 <= ahead <= 2 else f"{day.month}月{day.day}日"
    return f"{name} {clock}"


def promise_sentence(store_name: str, promised_at: datetime, now: datetime) -> str:
    """What a mother reads before she pays: `由 浦东三店 配送，预计今天 15:00 前送达`."""
    return f"由 {store_name} 配送，预计{day_time_zh(promised_at, now)} 前送达"


def reason_sentence(
    reason: str,
    store_name: str | None,
    distance_m: float | None,
    *,
    reader: Literal["mother", "store"] = "mother",
    home_dropped: str | None = None,
) -> str:
    """Why this store, in one sentence for the mother or for the store. ValueError on an unknown reason.

    `home_dropped` is the check that her home store failed; only she is told, never another store.
    """
    far = "" if distance_m is None else distance_zh(distance_m)
    if reader == "store":
        return _for_store(reason, far)
    return _for_mother(reason, store_name or "门店", far, _HOME_ZH.get(home_dropped or "", ""))


def _for_mother(reason: str, name: str, far: str, why: str) -> str:
    match reason:
        case "home_store":
            return f"由您常去的 {name} 为您配送"
        case "her_other_store":
            return f"{why}由您买过的 {name} 为您配送"
        case "chosen_by_member":
            return f"由您选的 {name} 为您配送" + (f"，约 {far}" if far else "")
        case "nearest":
            return f"{why}由离您最近的 {name} 为您配送" + (f"，约 {far}" if far else "")
        case "needs_person":
            return f"{why}客服正在为您安排门店，会尽快告诉您"
    raise ValueError(f"unknown reason {reason!r}")


def _for_store(reason: str, far: str) -> str:
    away = f"，距收货地址 {far}" if far else ""
    match reason:
        case "home_store":
            return f"老客回店：她最近一次就在本店购买{away}"
        case "her_other_store":
            return f"老客回店：她曾在本店购买{away}"
        case "chosen_by_member":
            return f"顾客自选：她下单时选了本店{away}"
        case "nearest":
            return f"就近派单：本店是能送达的最近门店{away}"
        case "needs_person":
            return f"客服派单：由客服指定本店{away}"
    raise ValueError(f"unknown reason {reason!r}")
