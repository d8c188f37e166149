"""WeChat's older protocols, still met in documents and at the edges: v2 signatures, v2 refund notices, encryptedData. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Literal

from wechat.aes import BadCipher, open_cbc, open_ecb
from wechat.xml import read_xml


def v2_sign(params: Mapping[str, str], key: str, how: Literal["MD5", "HMAC-SHA256"] = "MD5") -> str:
    """The ``sign`` of WeChat Pay v2: parameters that are not empty, in the order of their names, then the merchant's key."""
    kept = sorted((name, value) for name, value in params.items() if value and name != "sign")
    text = "&".join(f"{name}={value}" for name, value in [*kept, ("key", key)]).encode()
    if how == "MD5":
        return hashlib.md5(text, usedforsecurity=False).hexdigest().upper()
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest().upper()


def v2_refund(req_info: str, key: str) -> dict[str, Any]:
    """What a v2 refund notice seals in ``req_info``. Raises ``BadCipher`` or ``BadXml``."""
    digest = hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()
    return read_xml(open_ecb(digest.encode(), _base64(req_info)), root="root")


def user_data(encrypted: str, session_key: str, iv: str, app_id: str) -> dict[str, Any]:
    """A mini-program's ``encryptedData``. Raises ``BadCipher``, also if it is another app's."""
    plain = open_cbc(_base64(session_key), _base64(iv), _base64(encrypted))
    try:
        told = json.loads(plain)
        if told["watermark"]["appid"] != app_id:
            raise BadCipher("of another app")
    except (ValueError, KeyError, TypeError):
        raise BadCipher("not what WeChat seals") from None
    return dict(told)


def raw_data_signature(raw_data: str, session_key: str) -> str:
    """The ``signature`` beside a mini-program's ``rawData``."""
    return hashlib.sha1((raw_data + session_key).encode(), usedforsecurity=False).hexdigest()


def yilianyun_sign(params: Mapping[str, str], api_key: str, machine_key: str) -> str:
    """The sign of the cloud printer Yilianyun (易联云), v1: names and values in order between the two keys."""
    text = api_key + "".join(name + params[name] for name in sorted(params)) + machine_key
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadCipher("not base64") from None
