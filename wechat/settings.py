"""Everything that is told about the brand's WeChat accounts, read once and checked. Nothing here opens a connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

API_URL = "https://api.weixin.qq.com"
OAUTH_URL = "https://open.weixin.qq.com"
PAY_URL = "https://api.mch.weixin.qq.com"

Verify = Literal["public_key", "platform_certificate", "both"]


@dataclass(frozen=True, slots=True)
class Account:
    """One app at WeChat: the mini-program, or the service account."""

    app_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PaySettings:
    """The direct merchant at WeChat Pay (APIv3).

    ``verify`` says by which keys WeChat's signatures are checked: its public key, its platform certificates (downloaded),
    or ``both`` while the merchant switches from one to the other. PEM values are the keys' texts, not paths.
    """

    mch_id: str
    merchant_serial: str
    merchant_key_pem: str = field(repr=False)
    apiv3_key: str = field(repr=False)
    verify: Verify = "public_key"
    public_key_id: str = ""  # PUB_KEY_ID_…
    public_key_pem: str = ""


@dataclass(frozen=True, slots=True)
class WechatSettings:
    """All of it. ``public_url``: where WeChat reaches this house (https, no trailing slash)."""

    mini: Account
    service: Account
    pay: PaySettings
    public_url: str
    push_token: str = field(repr=False)
    push_aes_key: str = field(repr=False)  # 43 characters; empty: plain mode
    # Our name of a message -> WeChat's template id, for each of the two apps; with ``:order=thing1+store=thing2`` behind it
    # where the template's fields are not numbered as FIELDS has them.
    subscribe_templates: Mapping[str, str] = field(default_factory=dict)
    service_templates: Mapping[str, str] = field(default_factory=dict)
    api_url: str = API_URL
    oauth_url: str = OAUTH_URL
    pay_url: str = PAY_URL

    @property
    def pay_notice_url(self) -> str:
        """Where WeChat Pay says that a payment arrived."""
        return f"{self.public_url}/wechat/pay/notices"

    @property
    def refund_notice_url(self) -> str:
        """Where WeChat Pay says how a refund ended."""
        return f"{self.public_url}/wechat/pay/refund-notices"
