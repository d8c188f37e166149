"""Whether an answer or a notice is WeChat Pay's: its headers, its age, its signature. Pure but for the look-up of the key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from wechat.pay.signing import SCHEMA, answer_message, verify

FRESH_S: Final = 300  # 5 minutes, either way
# WeChat sends such signatures on purpose, to see that they fail (pay.weixin.qq.com, 签名探测流量).
PROBE: Final = "WECHATPAY/SIGNTEST/"
HEADERS: Final = ("wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature")

Doubt = Literal["missing_header", "malformed", "stale", "unknown_serial", "bad_signature"]


class KeyFinder(Protocol):
    """Where WeChat's keys are looked up (``wechat.pay.keys.VerifyKeys``)."""

    def find(self, serial: str) -> RSAPublicKey | None:
        """The key of that serial (or public-key id); None if WeChat has none."""


def doubt(headers: Mapping[str, str], body: bytes, keys: KeyFinder, now: datetime) -> Doubt | None:
    """Why ``body`` cannot be believed to come from WeChat Pay just now; None if it can. Header names in any case."""
    lower = {name.lower(): value for name, value in headers.items()}
    values = [lower.get(name, "") for name in HEADERS]
    if not all(values):
        return "missing_header"
    timestamp, nonce, serial, signature = values
    if not _whole_number(timestamp) or lower.get("wechatpay-signature-type", SCHEMA) != SCHEMA:
        return "malformed"
    if abs(now.timestamp() - int(timestamp)) > FRESH_S:
        return "stale"
    if is_probe(headers):  # before its serial makes us ask WeChat for certificates
        return "bad_signature"
    key = keys.find(serial)
    if key is None:
        return "unknown_serial"
    return None if verify(key, answer_message(timestamp, nonce, body), signature) else "bad_signature"


def is_signed(headers: Mapping[str, str]) -> bool:
    """Whether the answer claims to be signed at all."""
    return any(name.lower() == "wechatpay-signature" for name in headers)


def is_probe(headers: Mapping[str, str]) -> bool:
    """Whether its signature is one that WeChat made to fail."""
    return any(name.lower() == "wechatpay-signature" and value.startswith(PROBE) for name, value in headers.items())


def _whole_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12
