"""One signed HTTP exchange with WeChat Pay. Nothing is believed here: ``wechat.pay.client`` verifies the answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from wechat.pay.errors import PayUnavailable
from wechat.pay.signing import authorization, pay_message, request_message, sign
from wechat.quiet import quiet_urls
from wechat.settings import WechatSettings

TIMEOUT_S: Final = (3.0, 10.0)  # to connect, to be answered
TRIES: Final = 2  # every call of WeChat Pay that we make is safe to repeat: our numbers make it so


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """Signs and sends. Raises ``PayUnavailable`` when no answer comes."""

    def __init__(self, settings: WechatSettings, now: Callable[[], datetime]) -> None:
        self._pay, self._url, self._now = settings.pay, settings.pay_url, now
        self._key = private_key(settings.pay.merchant_key_pem)
        self._http = requests.Session()
        quiet_urls()

    def exchange(self, method: str, target: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Send ``body`` as JSON to ``target`` (path and query); once more if the connection fails."""
        for _ in range(TRIES):
            answer = self._send(method, target, body)
            if answer is not None:
                return answer
        raise PayUnavailable("no_answer")

    def _send(self, method: str, target: str, body: Mapping[str, Any] | None) -> Answer | None:
        data = b"" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

        def signed(request: requests.PreparedRequest) -> requests.PreparedRequest:
            # Here, and not before: the library may write the URL in another way, and what is signed is what is sent.
            request.headers.update(self._headers(method, request.path_url, data))
            return request

        try:
            got = self._http.request(
                method, self._url + target, data=data or None, auth=signed, timeout=TIMEOUT_S, allow_redirects=False
            )
        except requests.ConnectionError:
            return None
        except requests.RequestException:
            got = None
        if got is None:  # not raised above: the library's words hold the URL, and so our numbers
            raise PayUnavailable("no_answer")
        return Answer(got.status_code, dict(got.headers), got.content)

    def _headers(self, method: str, target: str, data: bytes) -> dict[str, str]:
        timestamp, nonce = int(self._now().timestamp()), new_nonce()
        signature = sign(self._key, request_message(method, target, timestamp, nonce, data))
        headers = {
            "Authorization": authorization(self._pay.mch_id, self._pay.merchant_serial, timestamp, nonce, signature),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "jindan",
        }
        # Told so, WeChat signs its answer by the public key instead of a certificate.
        return headers | ({"Wechatpay-Serial": self._pay.public_key_id} if self._pay.verify == "public_key" else {})

    def pay_parameters(self, app_id: str, prepay_id: str) -> dict[str, str]:
        """What ``wx.requestPayment`` (``WeixinJSBridge`` in the service account) needs to show the pay sheet."""
        timestamp, nonce, package = str(int(self._now().timestamp())), new_nonce(), f"prepay_id={prepay_id}"
        return {
            "appId": app_id,
            "timeStamp": timestamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": sign(self._key, pay_message(app_id, timestamp, nonce, package)),
        }


def new_nonce() -> str:
    """32 characters that were never used before."""
    return secrets.token_hex(16)


def private_key(pem: str) -> RSAPrivateKey:
    """The merchant's key (apiclient_key.pem). Raises ``ValueError`` for anything else."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("merchant_key_pem must be the merchant's RSA private key in PEM, without a password")
    return key
