"""The settings of real accounts, read from the environment and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.keys import ConfigError
from app.notify.texts import MEMBER_MESSAGES, STAFF_MESSAGES
from wechat.api.client import FIELDS
from wechat.pay.keys import public_key
from wechat.pay.wire import private_key
from wechat.settings import API_URL, OAUTH_URL, PAY_URL, Account, PaySettings, Verify, WechatSettings

# The messages that may have a template, by our names: of the mini-program, and of the service account.
SUBSCRIBE = tuple(name for name, _ in MEMBER_MESSAGES.values())
SERVICE = (*SUBSCRIBE, *(name for name, _ in STAFF_MESSAGES.values()))
_FIELD = rf"({'|'.join(FIELDS)})=[a-z_]+[0-9]*"
_TEMPLATE = re.compile(rf"([a-z_]+)=([A-Za-z0-9_-]+(?::{_FIELD}(?:\+{_FIELD})*)?)")


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

    def file(self, name: str, what: str, check: Callable[[str], object]) -> str:
        """The text of a file that ``check`` takes (it raises ``ValueError`` otherwise)."""
        path = Path(self.wanted(name, what)).expanduser()
        try:
            text = path.read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{name}: {path} cannot be read ({type(error).__name__})") from None
        try:
            check(text)
        except ValueError:
            raise ConfigError(f"{name}: {path} is not {what.removeprefix('the path of ')}") from None
        return text

    def address(self, name: str, otherwise: str) -> str:
        """Where WeChat is; another one only to try things out."""
        url = (self.environ.get(name) or otherwise).rstrip("/")
        if not url.startswith(("https://", "http://")):
            raise ConfigError(f"{name} must begin with https:// (leave it out to speak with WeChat itself)")
        return url

    def templates(self, name: str, kinds: tuple[str, ...]) -> dict[str, str]:
        """``kind=ID`` or ``kind=ID:order=character_string1+store=thing2``, separated by commas."""
        pairs = [pair.strip() for pair in self.environ.get(name, "").split(",") if pair.strip()]
        read = [_TEMPLATE.fullmatch(pair) for pair in pairs]
        found = {one[1]: one[2] for one in read if one}
        if len(found) != len(pairs):
            raise ConfigError(
                f"{name} must be kind=TEMPLATE_ID, or kind=TEMPLATE_ID:order=thing1+store=thing2 (of {', '.join(FIELDS)}),"
                " each kind once, with commas between"
            )
        for kind in found:
            if kind not in kinds:
                raise ConfigError(f"{name} has {kind!r}; there are {', '.join(kinds)}")
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
        subscribe_templates=read.templates("WECHAT_SUBSCRIBE_TEMPLATES", SUBSCRIBE),
        service_templates=read.templates("WECHAT_SERVICE_TEMPLATES", SERVICE),
        api_url=read.address("WECHAT_API_URL", API_URL),
        oauth_url=read.address("WECHAT_OAUTH_URL", OAUTH_URL),
        pay_url=read.address("WECHATPAY_URL", PAY_URL),
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
        merchant_key_pem=read.file(
            "WECHATPAY_MERCHANT_KEY_FILE", "the path of the merchant's private key (apiclient_key.pem)", private_key
        ),
        apiv3_key=read.matching("WECHATPAY_APIV3_KEY", r"[!-~]{32}", "the APIv3 key, 32 characters"),
        verify=cast(Verify, verify),
        public_key_id=read.matching(
            "WECHATPAY_PUBLIC_KEY_ID", r"PUB_KEY_ID_[0-9]+", "the public key's id, PUB_KEY_ID… with digits"
        )
        if by_key
        else "",
        public_key_pem=read.file(
            "WECHATPAY_PUBLIC_KEY_FILE", "the path of WeChat Pay's public key (pub_key.pem)", public_key
        )
        if by_key
        else "",
    )
