"""What the house asks of WeChat apart from money (``app.payments.port``). ``wechat`` implements it; doors and jobs see only this.

Every call is one HTTP exchange and may raise ``WechatRefused`` or ``WechatUnavailable``; never inside a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

# The one app_id under which a unionid is kept: it joins a mother's mini-program and service-account identities.
UNIONID = "unionid"

# Error codes of WeChat's that mean something to the house (developers.weixin.qq.com, 全局错误码).
NO_QUOTA = 43101  # she has not allowed (another) subscribe message
NOT_FOLLOWING = 43004  # she does not follow the service account
BAD_PARAMETERS = 47003  # a template's field is wrong or too long
INVALID_CODE = (40029, 40163)  # a log-in or phone code that is wrong, old or used


class WechatError(Exception):
    """WeChat did not do what was asked. The message holds the error code alone: WeChat's words may hold an openid."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(f"errcode {code}" if code is not None else "no answer")
        self.code = code


class WechatRefused(WechatError):
    """WeChat said no; asking again in the same way will not help."""


class WechatUnavailable(WechatError):
    """No answer, a server error, or asked too often; asking again later may help."""


@dataclass(frozen=True, slots=True)
class WechatIdentity:
    """Who she is to WeChat: an openid in one app, and the unionid if the apps are bound to one open-platform account."""

    app_id: str
    openid: str
    unionid: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """What ``upload_shipping`` tells of one payment's goods, in the moment that they leave the shop.

    ``how``: ``local`` is logistics_type 2 (同城配送), ``pick_up`` 4. ``item`` holds at most 120 characters and no personal data.
    """

    transaction_id: str
    openid: str
    item: str
    how: Literal["local", "pick_up"]
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A message of ours as one of the apps has it: WeChat's id, and our field -> WeChat's (``store`` -> ``thing2``)."""

    template_id: str
    fields: Mapping[str, str]


class WechatPort(Protocol):
    """One brand's mini-program and service account."""

    mini_app_id: str
    service_app_id: str
    # Messages by our name (``accepted``). One that has no template goes another way.
    subscribe_templates: Mapping[str, MessageTemplate]
    service_templates: Mapping[str, MessageTemplate]

    def mini_login(self, code: str) -> WechatIdentity:
        """``wx.login``'s code becomes an identity (jscode2session)."""

    def phone_number(self, code: str) -> str:
        """The code of the phone button becomes eleven digits; ``WechatRefused`` for a number that is not of mainland China."""

    def service_login(self, code: str) -> WechatIdentity:
        """The code of service-account OAuth (snsapi_base or snsapi_userinfo) becomes an identity."""

    def oauth_url(self, redirect_url: str, state: str) -> str:
        """Where a page inside WeChat is sent to come back with a code."""

    def send_subscribe(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> None:
        """One subscribe message of the mini-program. Uses up one accept of hers. Values are cut to their fields' limits."""

    def send_template(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> None:
        """One template message of the service account; ``page`` opens in the mini-program (empty: nowhere)."""

    def upload_shipping(self, parcel: Parcel) -> None:
        """Goods of a payment are on their way (the money stays frozen without). Once more for the same payment corrects it."""

    def text_is_fine(self, openid: str, text: str) -> bool:
        """msg_sec_check 2.0 of free text that others will read; False for ``risky``."""

    def store_code(self, scene: str, page: str) -> bytes:
        """A mini-program code (PNG or JPEG) that opens ``page`` with ``scene`` (at most 32 characters; getwxacodeunlimit)."""
