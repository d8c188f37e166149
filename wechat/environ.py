"""The settings of real accounts, read from the environment and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.keys import ConfigError
from wechat.settings import API_URL, OAUTH_URL, PAY_URL, Account, PaySettings, Verify, WechatSettings


@dataclass(frozen=True, slots=True)
class _Reader:
    """The environment's WECHAT… variables; every complaint names one."""

    environ: Mapping[str, str]

    def wanted(self, name: str, what: str) -> str:
        value = self.environ.get(name, "").strip()
        if not value:
            raise ConfigError(f"{name} is missing: {what} (docs/wechat.md says where it is found)")
        return value

    def matching(self, name: str, pattern: str, what: str) -> str:
        value = self.wanted(name, what)
        if not re.fullmatch(pattern, value):
            raise ConfigError(f"{name} must be {what}")
        return value

    def file(self, name: str, what: str) -> str:
        path = Path(self.wanted(name, what)).expanduser()
        try:
            return path.read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{name}: {path} cannot be read ({type(error).__name__})") from None

    def templates(self, name: str) -> dict[str, str]:
        """``kind=ID`` or ``kind=ID:order=character_string1+store=thing2``, separated by commas."""
        pairs = [pair.strip() for pair in self.environ.get(name, "").split(",") if pair.strip()]
        found = dict(
            pair.split("=", 1) for pair in pairs if re.fullmatch(r"[a-z_]+=[A-Za-z0-9_-]+(:[a-z_0-9=+]+)?", pair)
        )
        if len(found) != len(pairs):
            raise ConfigError(
                f"{name} must be kind=TEMPLATE_ID, or kind=TEMPLATE_ID:order=thing1+store=thing2, with commas between"
            )
        return found


def from_environ(environ: Mapping[str, str], public_url: str) -> WechatSettings:
    """The settings of real accounts. Raises ``ConfigError`` naming the variable that is missing or wrong."""
    read = _Reader(environ)
    app_id = r"wx[0-9a-f]{16}"
    return WechatSettings(
        mini=Account(
            read.matching("WECHAT_MINI_APPID", app_id, "the mini-program's appid, wx and 16 letters"),
            read.wanted("WECHAT_MINI_SECRET", "the mini-program's AppSecret"),
        ),
        service=Account(
            read.matching("WECHAT_SERVICE_APPID", app_id, "the service account's appid, wx and 16 letters"),
            read.wanted("WECHAT_SERVICE_SECRET", "the service account's AppSecret"),
        ),
        pay=_pay(read),
        public_url=public_url,
        push_token=read.matching(
            "WECHAT_PUSH_TOKEN", r"[A-Za-z0-9]{3,32}", "the message push's Token, 3 to 32 letters and digits"
        ),
        push_aes_key=_aes_key(read),
        subscribe_templates=read.templates("WECHAT_SUBSCRIBE_TEMPLATES"),
        service_templates=read.templates("WECHAT_SERVICE_TEMPLATES"),
        api_url=environ.get("WECHAT_API_URL") or API_URL,
        oauth_url=environ.get("WECHAT_OAUTH_URL") or OAUTH_URL,
        pay_url=environ.get("WECHATPAY_URL") or PAY_URL,
    )


def _aes_key(read: _Reader) -> str:
    if not read.environ.get("WECHAT_PUSH_AES_KEY"):
        return ""
    return read.matching(
        "WECHAT_PUSH_AES_KEY", r"[A-Za-z0-9]{43}", "the message push's EncodingAESKey, 43 letters and digits"
    )


def _pay(read: _Reader) -> PaySettings:
    verify = read.environ.get("WECHATPAY_VERIFY") or "public_key"
    if verify not in ("public_key", "platform_certificate", "both"):
        raise ConfigError("WECHATPAY_VERIFY must be public_key, platform_certificate or both")
    by_key = verify != "platform_certificate"
    return PaySettings(
        mch_id=read.matching("WECHATPAY_MCHID", r"[0-9]{8,12}", "the merchant's number"),
        merchant_serial=read.matching(
            "WECHATPAY_MERCHANT_SERIAL", r"[0-9A-Fa-f]{16,40}", "the serial of the merchant's certificate"
        ),
        merchant_key_pem=read.file("WECHATPAY_MERCHANT_KEY_FILE", "the path of apiclient_key.pem"),
        apiv3_key=read.matching("WECHATPAY_APIV3_KEY", r"\S{32}", "the APIv3 key, 32 characters"),
        verify=cast(Verify, verify),
        public_key_id=read.matching("WECHATPAY_PUBLIC_KEY_ID", r"PUB_KEY_ID_[0-9]+", "PUB_KEY_ID_ and digits")
        if by_key
        else "",
        public_key_pem=read.file("WECHATPAY_PUBLIC_KEY_FILE", "the path of WeChat Pay's public key") if by_key else "",
    )
