"""The message push of one app: URL verification, plain mode and safe mode, JSON and XML. Pure.

Our own and not wechatpy's: that one knows no JSON replies, compares signatures in a time that tells, and believes any padding.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final, Literal

from wechat.aes import BadCipher, open_cbc, seal_cbc
from wechat.xml import BadXml, read_xml

PADDED_TO: Final = 32
RANDOM_BYTES: Final = 16

Kind = Literal["missing_parameter", "bad_signature", "not_encrypted", "malformed", "bad_app"]


class BadPush(Exception):
    """It is not WeChat's, or not readable: answer 4xx and keep nothing but a count by ``kind``."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind: Kind = kind


class PushCrypto:
    """What the console of one app knows: the token, the AES key (43 characters; empty: plain mode) and the app's id."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        if not token:
            raise ValueError("token must not be empty: anybody could sign with it")
        self._token, self._app_id = token, app_id
        self._key = _decoded_key(aes_key) if aes_key else None

    def echo(self, query: Mapping[str, str]) -> str:
        """The answer to WeChat's question whether this URL is ours (GET). Raises ``BadPush``."""
        timestamp, nonce, signature, echostr = _values(query, "timestamp", "nonce", "signature", "echostr")
        self._check(signature, timestamp, nonce)
        return echostr

    def open(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The message or event in a push (POST). Raises ``BadPush``.

        In safe mode only what was encrypted is believed: beside it stands a ``signature`` that does not cover the body.
        """
        if self._key is None:
            timestamp, nonce, signature = _values(query, "timestamp", "nonce", "signature")
            self._check(signature, timestamp, nonce)
            return read_body(body)
        timestamp, nonce, signature = _values(query, "timestamp", "nonce", "msg_signature")
        sealed = read_body(body).get("Encrypt")
        if not isinstance(sealed, str) or not sealed:
            raise BadPush("not_encrypted")
        self._check(signature, timestamp, nonce, sealed)
        return read_body(self.unseal(sealed))

    def unseal(self, sealed: str) -> bytes:
        """The text in ``Encrypt`` (base64): 16 random bytes, its length, the text, the app's id. Raises ``BadPush``."""
        if self._key is None:
            raise BadPush("malformed")
        try:
            plain = open_cbc(self._key, self._key[:16], base64.b64decode(sealed, validate=True), PADDED_TO)
        except (BadCipher, binascii.Error):
            raise BadPush("malformed") from None
        length = int.from_bytes(plain[RANDOM_BYTES : RANDOM_BYTES + 4], "big")
        text, app_id = plain[RANDOM_BYTES + 4 :][:length], plain[RANDOM_BYTES + 4 :][length:]
        if not hmac.compare_digest(app_id, self._app_id.encode()):
            raise BadPush("bad_app")
        return text

    def reply(self, text: str, timestamp: int, nonce: str, random: bytes | None = None) -> dict[str, Any]:
        """``text`` (JSON or XML) sealed as an answer to a push; write it out with ``reply_json`` or ``reply_xml``."""
        if self._key is None:
            raise ValueError("an answer is sealed only where an aes_key is set")
        body = text.encode()
        plain = (random or _random()) + len(body).to_bytes(4, "big") + body + self._app_id.encode()
        sealed = base64.b64encode(seal_cbc(self._key, self._key[:16], plain, PADDED_TO)).decode()
        return {
            "Encrypt": sealed,
            "MsgSignature": signature_of(self._token, str(timestamp), nonce, sealed),
            "TimeStamp": timestamp,
            "Nonce": nonce,
        }

    def _check(self, signature: str, *signed: str) -> None:
        if not hmac.compare_digest(signature.encode(), signature_of(self._token, *signed).encode()):
            raise BadPush("bad_signature")


def signature_of(*parts: str) -> str:
    """SHA-1 over the parts in their order as texts."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def read_body(body: bytes) -> dict[str, Any]:
    """JSON or XML, told apart by its first character. Raises ``BadPush``."""
    try:
        told = json.loads(body) if body.lstrip()[:1] == b"{" else read_xml(body)
    except (BadXml, ValueError, RecursionError):
        raise BadPush("malformed") from None
    if not isinstance(told, dict):
        raise BadPush("malformed")
    return told


def reply_json(reply: Mapping[str, Any]) -> str:
    """An answer for a push that came as JSON."""
    return json.dumps(dict(reply))


def reply_xml(reply: Mapping[str, Any]) -> str:
    """An answer for a push that came as XML. Its values hold no XML: base64, hexadecimal, a number, our own nonce."""
    return "<xml>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in reply.items()) + "</xml>"


def _values(query: Mapping[str, str], *names: str) -> list[str]:
    values = [query.get(name, "") for name in names]
    if not all(values):
        raise BadPush("missing_parameter")
    return values


def _decoded_key(aes_key: str) -> bytes:
    try:
        key = base64.b64decode(aes_key + "=", validate=True)
    except binascii.Error:
        key = b""
    if len(aes_key) != 43 or len(key) != 32:
        raise ValueError("aes_key must be the 43 letters and digits of the console (EncodingAESKey)")
    return key


def _random() -> bytes:
    return secrets.token_hex(RANDOM_BYTES // 2).encode()
