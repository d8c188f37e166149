"""WeChat Pay, APIv3, direct merchant: signatures, sealed notices, and the calls of ``app.payments.port.PaymentPort``.

Our own small client and not wechatpayv3: that one accepts stale timestamps, waits without end and turns bad headers into
bare exceptions. It is the independent peer in the tests: each must accept what the other signs.
"""

from wechat.pay.client import WechatPay
from wechat.pay.errors import PayError, PayRefused, PayUnavailable
from wechat.pay.notices import BadNotice, Envelope, PaymentNotice, RefundNotice, payment_notice, refund_notice

__all__ = [
    "BadNotice",
    "Envelope",
    "PayError",
    "PayRefused",
    "PayUnavailable",
    "PaymentNotice",
    "RefundNotice",
    "WechatPay",
    "payment_notice",
    "refund_notice",
]
