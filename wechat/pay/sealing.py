"""AEAD_AES_256_GCM, by which notices and platform certificates come sealed with the merchant's APIv3 key. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALGORITHM: Final = "AEAD_AES_256_GCM"


class BadSeal(Exception):
    """The seal is not by this key, or what it holds was altered; the message names no value."""


def unseal(key: str, nonce: str, associated_data: str, ciphertext: str) -> bytes:
    """What is in ``ciphertext`` (base64, the tag at its end). Raises ``BadSeal``."""
    try:
        sealed = base64.b64decode(ciphertext, validate=True)
        return AESGCM(key.encode()).decrypt(nonce.encode(), sealed, associated_data.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        # ValueError: a key or a nonce of an impossible length.
        raise BadSeal("the sealed part does not open with the APIv3 key") from error


def unseal_resource(key: str, resource: Mapping[str, Any]) -> bytes:
    """What is in WeChat's ``resource`` (or ``encrypt_certificate``) object. Raises ``BadSeal``."""
    values = [resource.get(name) or "" for name in ("nonce", "associated_data", "ciphertext")]
    if resource.get("algorithm") != ALGORITHM or not all(isinstance(value, str) for value in values):
        raise BadSeal(f"the sealed part is not {ALGORITHM}")
    return unseal(key, *values)
