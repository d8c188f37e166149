"""WeChat Pay's side, as far as the tests of the client need it: keys, signatures, seals.

Written with ``cryptography`` alone, so that what the product signs and seals is judged by other code than its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from app.clock import SHANGHAI
from wechat.settings import Account, PaySettings, Verify, WechatSettings

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=SHANGHAI)
APIV3_KEY = hashlib.md5(b"a key of tests").hexdigest()
PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000010027030200000000"
MCH_ID, MINI, SERVICE = "1900000001", "wx0000000000000001", "wx0000000000000002"


@cache
def key_pair(name: str) -> rsa.RSAPrivateKey:
    """A key of a name; the same within a process."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def settings(url: str = "http://127.0.0.1:9", verify: Verify = "public_key", **pay: str) -> WechatSettings:
    """A merchant whose calls go to ``url``."""
    merchant = PaySettings(
        mch_id=MCH_ID,
        merchant_serial="5F1C72E2A8931B72A2E13AF8DEE92471EB397115",
        merchant_key_pem=private_pem(key_pair("merchant")),
        apiv3_key=APIV3_KEY,
        verify=verify,
        public_key_id=PUBLIC_KEY_ID,
        public_key_pem=public_pem(key_pair("wechat public")),
    )
    return WechatSettings(
        mini=Account(MINI, "mini-secret"),
        service=Account(SERVICE, "service-secret"),
        pay=replace(merchant, **pay),
        public_url="https://shop.example",
        push_token="push-token",
        push_aes_key="",
        api_url=url,
        pay_url=url,
    )


@dataclass(frozen=True)
class Signer:
    """One of WeChat's keys: its serial (or public-key id) and the private half."""

    serial: str
    key: rsa.RSAPrivateKey
    certificate_pem: str = ""

    def signature(self, timestamp: str, nonce: str, body: bytes) -> str:
        message = timestamp.encode() + b"\n" + nonce.encode() + b"\n" + body + b"\n"
        return base64.b64encode(self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()

    def headers(self, body: bytes, at: datetime = NOW, **other: str) -> dict[str, str]:
        timestamp, nonce = str(int(at.timestamp())), secrets.token_hex(16)
        return {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.serial,
            "Wechatpay-Signature": self.signature(timestamp, nonce, body),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        } | other


def public_signer() -> Signer:
    return Signer(PUBLIC_KEY_ID, key_pair("wechat public"))


@cache
def certificate_signer(
    name: str, begins: datetime = NOW - timedelta(days=1), ends: datetime = NOW + timedelta(days=1800)
) -> Signer:
    """A platform certificate of a name."""
    key, subject = key_pair(name), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    number = x509.random_serial_number()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    return Signer(f"{number:040X}", key, made.public_bytes(serialization.Encoding.PEM).decode())


def seal(plain: bytes, kind: str, key: str = APIV3_KEY) -> dict[str, str]:
    nonce = secrets.token_hex(6)
    ciphertext = AESGCM(key.encode()).encrypt(nonce.encode(), plain, kind.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(ciphertext).decode(),
        "associated_data": kind,
        "nonce": nonce,
    }


def certificates_body(*signers: Signer, key: str = APIV3_KEY) -> bytes:
    """An answer of /v3/certificates."""
    rows = [
        {
            "serial_no": signer.serial,
            "effective_time": "2027-03-01T10:00:00+08:00",
            "expire_time": "2032-03-01T10:00:00+08:00",
            "encrypt_certificate": seal(signer.certificate_pem.encode(), "certificate", key),
        }
        for signer in signers
    ]
    return json.dumps({"data": rows}).encode()


def paid_transaction(**other: Any) -> dict[str, Any]:
    """A payment as WeChat tells it."""
    return {
        "mchid": MCH_ID,
        "appid": MINI,
        "out_trade_no": "P20270302000001",
        "transaction_id": "4200000000202703020000000001",
        "trade_type": "JSAPI",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "bank_type": "OTHERS",
        "attach": "",
        "success_time": "2027-03-02T09:59:58+08:00",
        "payer": {"openid": "oMother0000000000000000000001"},
        "amount": {"total": 39800, "payer_total": 39800, "currency": "CNY", "payer_currency": "CNY"},
    } | other


def ended_refund(**other: Any) -> dict[str, Any]:
    """A refund as a notice tells it."""
    return {
        "mchid": MCH_ID,
        "out_trade_no": "P20270302000001",
        "transaction_id": "4200000000202703020000000001",
        "out_refund_no": "R20270302000001",
        "refund_id": "50000000002027030200000000001",
        "refund_status": "SUCCESS",
        "success_time": "2027-03-02T09:59:59+08:00",
        "user_received_account": "招商银行信用卡0403",
        "amount": {"total": 39800, "refund": 10000, "payer_total": 39800, "payer_refund": 10000},
    } | other


def notice_body(resource: Mapping[str, Any], kind: str = "transaction", event: str = "TRANSACTION.SUCCESS") -> bytes:
    """A notice's body, sealed."""
    plain = json.dumps(resource, ensure_ascii=False).encode()
    outer = {
        "id": "EV-2027030210000000001",
        "create_time": "2027-03-02T10:00:00+08:00",
        "resource_type": "encrypt-resource",
        "event_type": event,
        "summary": "支付成功",
        "resource": {"original_type": kind} | seal(plain, kind),
    }
    return json.dumps(outer, ensure_ascii=False).encode()
