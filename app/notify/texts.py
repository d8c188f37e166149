"""What a mother is told, by event. Short, plain, no surprises; the facts are filled in when the message is sent."""

from __future__ import annotations

from collections.abc import Mapping

SIGN = "【金蛋】"

# {store}: the store's name. {order}: the last four digits of the order's number.
MEMBER_TEXTS: Mapping[str, str] = {
    "order.needs_person": "您的订单（尾号{order}）附近门店暂时没能接单，客服正在为您安排，会尽快告诉您结果，您无需操作。",
    "order.moved": "原门店没能接单，您的订单（尾号{order}）已转给{store}，您无需操作。",
    "order.accepted": "{store}已接下您的订单（尾号{order}），正在为您备货。",
    "order.out_for_delivery": "您的订单（尾号{order}）已从{store}出发，收货码 {code}，请在收货时告诉店员。",
    "order.delivered": "您的订单（尾号{order}）已送达，感谢您的信任。",
    "order.cancelled": "您的订单（尾号{order}）已取消，如已付款会原路退回。",
    "payment.late": "您的付款（订单尾号{order}）到账时订单已关闭，款项会原路全额退回，您无需操作。",
    "refund.succeeded": "您的订单（尾号{order}）退款已到账，请留意。",
}
# The same event says something else when this is why it happened.
NOT_HANDED_OVER = "您的订单（尾号{order}）这次没能送达，客服会尽快联系您重新安排，您无需操作。"


# The same events as short messages of WeChat's: (our name of the message, what is said in its ``tip``).
MEMBER_MESSAGES: Mapping[str, tuple[str, str]] = {
    "order.accepted": ("accepted", "门店已接单，正在为您备货"),
    "order.out_for_delivery": ("on_the_road", "已出发，请留意电话，备好收货码"),
    "order.delivered": ("delivered", "已送达，感谢您的信任"),
    "order.moved": ("moved", "原门店没能接单，已转给这家门店"),
    "order.needs_person": ("needs_attention", "客服正在为您安排，您无需操作"),
    "refund.succeeded": ("refunded", "退款已原路退回，请留意到账"),
}
STAFF_MESSAGES: Mapping[str, tuple[str, str]] = {
    "offer.made": ("new_offer", "有新订单，请在时限内接单"),
    "order.cancelled": ("order_cancelled", "订单已取消，请停止备货"),
}


def member_text(kind: str, store: str, order_no: str, code: str, before: str | None = None) -> str:
    """The message for an event of ``MEMBER_TEXTS``; ``before``: the state that the order left with it."""
    failed = (kind, before) == ("order.needs_person", "out_for_delivery")
    return SIGN + (NOT_HANDED_OVER if failed else MEMBER_TEXTS[kind]).format(
        store=store or "门店", order=order_no[-4:], code=code
    )


def code_text(code: str, minutes: int) -> str:
    """The message that carries a log-in code."""
    return f"{SIGN}验证码 {code}，{minutes} 分钟内有效。请勿告诉他人，工作人员不会向您索要。"


def staff_text(store: str, order_no: str, count: int, until: str) -> str:
    """The message that tells people behind a counter of ``count`` offers; the first one must be answered before ``until``."""
    if count == 1:
        return f"{SIGN}{store}有新订单（尾号{order_no[-4:]}），请在 {until} 前打开店员 App 接单，超时会转给其他门店。"
    return f"{SIGN}{store}有 {count} 个新订单等待接单，最早 {until} 截止，请打开店员 App 接单。"
