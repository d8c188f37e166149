"""The words customer service reads for what the code names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.answering import DECLINE_REASONS
from dispatch.delivering import FAILURE_REASONS, GIVE_BACK_REASONS
from dispatch.domain.promise import DROPPED_ZH
from dispatch.mother import CANCEL_REASONS

CHANNEL_ZH = {
    "mini_program": "小程序", "wechat_mall": "微信商城", "mom_app": "妈妈 App", "call_centre": "客服代下单",
    "jd": "京东", "tmall": "天猫",
}  # fmt: skip
NEEDS_ZH = {
    "no_candidate": "没有门店能接",
    "routing_failed": "系统无法自动派单",
    "max_offers": "派单次数已到上限",
    "max_waiting": "等待时间已到上限",
    "delivery_failed": "配送没有成功",
}
REASON_ZH = {
    "home_store": "老客回老店", "her_other_store": "买过的门店", "nearest": "就近派单", "chosen_by_member": "顾客自选",
    "needs_person": "需要人工处理",
}  # fmt: skip
RELATION_ZH = {"home_store": "老店", "her_other_store": "买过", "nearest": "就近"}
OFFER_ZH = {"open": "等待接单", "accepted": "已接单", "declined": "已拒单", "expired": "超时", "withdrawn": "已撤回"}
DELIVERY_ZH = {
    "picking": "备货中", "on_the_road": "配送中", "delivered": "已送达", "failed": "配送失败", "given_back": "已退回",
    "cancelled": "已取消",
}  # fmt: skip
PAYMENT_STATE_ZH = {"created": "待支付", "succeeded": "已支付", "closed": "已关闭"}
REFUND_STATE_ZH = {
    "requested": "待审核", "approved": "已同意", "processing": "退款中", "succeeded": "已退款", "failed": "退款失败",
    "rejected": "已驳回",
}  # fmt: skip
ENTRY_ZH = {
    "payment_received": "收到付款", "delivered": "送达入账", "cash_delivered": "送达入账（货到付款）",
    "refund_before_delivery": "送达前退款", "refund_after_delivery": "送达后退款", "settlement_paid": "结算打款",
    "refund_failed": "退款未成，仍归门店", "reversal": "冲正",
}  # fmt: skip
ACCOUNT_ZH = {
    "wechat_receivable": "应收微信", "customer_prepayment": "顾客预付", "platform_revenue": "平台服务费",
    "store_payable": "应付门店", "store_cash": "门店手持现金", "bank": "银行",
}  # fmt: skip
MESSAGE_STATE_ZH = {"queued": "发送中", "sent": "已发出", "failed": "没有发出"}
MESSAGE_CHANNEL_ZH = {
    "sms": "短信", "subscribe": "小程序订阅消息", "template": "服务号消息", "printer": "云打印", "call": "电话",
}  # fmt: skip
MESSAGE_TO_ZH = {"member": "顾客", "store": "门店", "staff": "店员"}
RUNG_ZH = {
    "in_app": "App 响铃", "service_account": "服务号消息", "printer": "打印小票", "sms": "短信", "call": "客服电话",
}  # fmt: skip
ALERT_ZH = {"firing": "提醒中", "sent": "已提醒", "seen": "已收到", "failed": "没有成功", "skipped": "跳过"}
ALERT_FAILURE_ZH = {
    "no_device": "没有手机在线", "wechat_off": "没有开通微信", "no_template": "没有消息模板", "nobody_on_duty": "没有人当班",
    "nobody_bound": "当班的人没有绑定微信", "printers_off": "没有开通打印机", "no_printer": "门店没有打印机",
    "nobody_to_text": "没有可以发短信的人", "nobody": "没有找到可以提醒的人", "no_receipt": "没有收到回执", "answered": "已经处理",
    "unknown_printer": "打印机不存在", "bad_account": "打印机账号有误", "no_answer": "服务商没有响应",
    "no answer": "微信没有响应", "errcode": "微信没有接受",
}  # fmt: skip
STATUS_ZH = {"active": "正常", "suspended": "暂停合作", "closed": "已停业"}
_TYPED = {
    **CANCEL_REASONS, **FAILURE_REASONS, **GIVE_BACK_REASONS, **DECLINE_REASONS, **NEEDS_ZH, **REASON_ZH,
    "moved": "改派", "held": "暂停派单", "cancelled": "订单取消", "unpaid": "超时未付款", "declined": "门店拒单",
    "expired": "超时未接", "outage": "系统故障期间的时间已补回", "store_suspended": "门店暂停合作",
    "store_closed": "门店停业",
}  # fmt: skip


def reason_zh(reason: str | None, own: Mapping[str, str] = {}) -> str | None:  # noqa: B006 (never changed)
    """A reason's code in Chinese, looked up in ``own`` first; what a person typed stays as it is."""
    return None if reason is None else own.get(reason) or _TYPED.get(reason, reason)


def dropped_zh(dropped: str | None, skus: Sequence[str], names: Mapping[str, str]) -> str | None:
    """The check that a candidate failed; which articles it lacks."""
    if dropped is None:
        return None
    lacking = "、".join(names.get(sku, sku) for sku in skus)
    return f"{DROPPED_ZH[dropped]}：{lacking}" if lacking else DROPPED_ZH[dropped]


def alert_failure_zh(failure: str | None) -> str | None:
    """Why a rung was skipped or failed: our code, or what a provider did; its number is in brackets."""
    if failure is None:
        return None
    code, _, number = failure.partition(" ")
    known = ALERT_FAILURE_ZH.get(code) or ALERT_FAILURE_ZH.get(failure)
    words = known or "服务商没有接受"
    return f"{words}（{number}）" if number.lstrip("-").isdigit() else words
