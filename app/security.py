"""Keys and what they protect: sealed columns, blind indexes, tokens, passwords, proof codes."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
# scrypt cost for customer-service passwords: about 50 ms and 16 MiB (RFC 7914; OWASP's floor for interactive log-in).
SCRYPT = {"n": 2**14, "r": 8, "p": 1}


class Vault:
    """Seals personal data with AES-256-GCM under a named key, and indexes phones by a keyed hash.

    ``data_keys`` maps a key id to 32 bytes; the first is used for sealing, all for opening, so that keys can be rotated.
    """

    def __init__(self, data_keys: Mapping[str, bytes], hash_key: bytes) -> None:
        if not data_keys:
            raise ValueError("at least one data key is needed")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in data_keys.items()}
        self._current = next(iter(data_keys))
        self._hash_key = hash_key

    def seal(self, text: str, purpose: str) -> bytes:
        """Encrypt ``text``; ``purpose`` (such as ``orders.recipient``) is bound in, so a blob cannot be moved elsewhere."""
        return self.seal_bytes(text.encode(), purpose)

    def seal_bytes(self, data: bytes, purpose: str) -> bytes:
        """``seal`` of anything that is not text."""
        key_id = self._current.encode()
        nonce = os.urandom(NONCE_BYTES)
        body = self._ciphers[self._current].encrypt(nonce, data, purpose.encode())
        return bytes([len(key_id)]) + key_id + nonce + body

    def open(self, blob: bytes, purpose: str) -> str:
        """Decrypt what ``seal`` made; raises ``cryptography.exceptions.InvalidTag`` if it was altered or moved."""
        return self.open_bytes(blob, purpose).decode()

    def open_bytes(self, blob: bytes, purpose: str) -> bytes:
        """``open`` of what ``seal_bytes`` made."""
        end = 1 + blob[0]
        key_id = blob[1:end].decode()
        nonce, body = blob[end : end + NONCE_BYTES], blob[end + NONCE_BYTES :]
        return self._ciphers[key_id].decrypt(nonce, body, purpose.encode())

    def seal_json(self, value: Any, purpose: str) -> bytes:
        """``seal`` of a JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), purpose)

    def open_json(self, blob: bytes, purpose: str) -> Any:
        """``open`` of a JSON value."""
        return json.loads(self.open(blob, purpose))

    def blind_index(self, text: str) -> bytes:
        """A keyed hash (HMAC-SHA-256) by which an exact phone can be found without being stored in clear."""
        return hmac.digest(self._hash_key, text.encode(), "sha256")

    def proof_code(self, order_no: str) -> str:
        """The four digits that the mother shows at the door; derived, so that nothing needs to be stored."""
        digest = hmac.digest(self._hash_key, b"proof:" + order_no.encode(), "sha256")
        return f"{int.from_bytes(digest[:4], 'big') % 10_000:04d}"

    def member_code(self, member_id: int, slot: int, attempt: int) -> str:
        """Ten digits that a mother shows at a till, hers for one slot of time; never a phone's, which has eleven."""
        digest = hmac.digest(self._hash_key, f"member-code:{member_id}:{slot}:{attempt}".encode(), "sha256")
        return str(2_000_000_000 + int.from_bytes(digest[:8], "big") % 8_000_000_000)


def new_token() -> str:
    """An opaque bearer token, 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token. It is random already, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()


def request_hash(value: Any) -> bytes:
    """The hash that goes beside an idempotency key: same key, other body is a conflict."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str, ensure_ascii=False).encode()).digest()


def hash_password(password: str) -> str:
    """scrypt with a random salt, as ``salt$hash`` in hexadecimal."""
    salt = os.urandom(16)
    return f"{salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, dklen=32, **SCRYPT).hex()}"


def check_password(password: str, stored: str) -> bool:
    """Compare in constant time."""
    salt, expected = stored.split("$")
    actual = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), dklen=32, **SCRYPT)
    return hmac.compare_digest(actual, bytes.fromhex(expected))


def mask_phone(phone: str) -> str:
    """13812345678 -> 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def mask_name(name: str) -> str:
    """王小明 -> 王**."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def mask_address(address: str) -> str:
    """Keep what names the district or road, hide the door: at most the first nine characters."""
    return address[:9] + "****" if len(address) > 9 else address[: len(address) // 2] + "****"
