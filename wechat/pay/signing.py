"""The strings that WeChat Pay has signed, and RSA-SHA256 over them (pay.weixin.qq.com, APIv3 签名). Pure.

Every line of a string to sign ends in a newline, the last too.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

SCHEMA: Final = "WECHATPAY2-SHA256-RSA2048"


def request_message(method: str, target: str, timestamp: int, nonce: str, body: bytes) -> bytes:
    """What a request signs. ``target``: path and query exactly as sent."""
    return f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"


def answer_message(timestamp: str, nonce: str, body: bytes) -> bytes:
    """What WeChat signs: its answers and its notices alike. ``body`` as it came, not parsed and written again."""
    return f"{timestamp}\n{nonce}\n".encode() + body + b"\n"


def pay_message(app_id: str, timestamp: str, nonce: str, package: str) -> bytes:
    """What ``wx.requestPayment`` must be given signed. ``package``: ``prepay_id=…``."""
    return f"{app_id}\n{timestamp}\n{nonce}\n{package}\n".encode()


def target_of(url: str) -> str:
    """Path and query of a URL, as a request signs them."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def sign(key: RSAPrivateKey, message: bytes) -> str:
    """RSASSA-PKCS1-v1_5 with SHA-256, in base64."""
    return base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()


def verify(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    """Whether ``signature`` (base64) is one of ``message`` by the owner of ``key``; False for anything malformed."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def authorization(mch_id: str, serial: str, timestamp: int, nonce: str, signature: str) -> str:
    """The Authorization header. ``serial``: of the merchant's certificate."""
    parts = {
        "mchid": mch_id,
        "nonce_str": nonce,
        "signature": signature,
        "timestamp": str(timestamp),
        "serial_no": serial,
    }
    return f"{SCHEMA} " + ",".join(f'{name}="{value}"' for name, value in parts.items())
