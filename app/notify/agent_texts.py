"""What an agent may send a mother as a text message: a short list, so that nothing is typed that should not leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.notify.texts import SIGN


class AgentText(NamedTuple):
    """``title`` is what the agent picks; ``text`` what she reads. {order}: the last four digits; {store}: who brings it."""

    title: str
    text: str


AGENT_TEXTS: Mapping[str, AgentText] = {
    "agent.called": AgentText(
        "打过电话没人接", "您好，我们刚才致电想与您确认订单（尾号{order}），未能接通，稍后会再与您联系。"
    ),
    "agent.working": AgentText(
        "正在安排，请稍候", "您的订单（尾号{order}）我们正在为您安排门店，一有结果马上告诉您，您无需操作。"
    ),
    "agent.late": AgentText(
        "会晚一些送到", "非常抱歉，您的订单（尾号{order}）会比预计晚一些送到，{store}正在尽快为您配送。"
    ),
    "agent.address": AgentText(
        "请核对地址", "您的订单（尾号{order}）收货地址可能不够准确，请在小程序的订单页联系客服核对，以便门店尽快送达。"
    ),
    "agent.pay": AgentText(
        "请在超时前付款", "您的订单（尾号{order}）还没有付款，请尽快在小程序的订单页完成，超时会自动关闭。"
    ),
}  # fmt: skip
_SYSTEM_ZH = {
    "order.needs_person": "客服正在安排", "order.moved": "已转给另一家门店", "order.accepted": "门店已接单",
    "order.out_for_delivery": "已出发", "order.delivered": "已送达", "order.cancelled": "订单已取消",
    "payment.late": "付款晚到，将退回", "refund.succeeded": "退款到账", "offer.made": "新订单提醒",
}  # fmt: skip


def agent_text(template: str, order_no: str, store: str | None) -> str:
    """The message of ``template``. Raises ``KeyError`` for one that there is not."""
    return SIGN + AGENT_TEXTS[template].text.format(order=order_no[-4:], store=store or "门店")


def template_zh(template: str) -> str:
    """What a message's template says, in a few words."""
    known = AGENT_TEXTS.get(template)
    return known.title if known else _SYSTEM_ZH.get(template, template)
