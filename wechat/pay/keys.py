"""By which keys WeChat Pay's signatures are checked: its public key, its platform certificates, or both during a switch.

Certificates are downloaded when a serial is met that is not known, but not more often than WeChat's rotation needs: a
stranger who sends invented serials must not make us ask WeChat each time.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import Certificate, load_pem_x509_certificate

from wechat.pay.errors import PayError, PayUnavailable
from wechat.pay.reading import Malformed, json_object, part, text
from wechat.pay.sealing import BadSeal, unseal_resource
from wechat.pay.trust import doubt
from wechat.settings import PaySettings

# Seconds before certificates are asked for once more, after an answer and after none.
AGAIN_S: Final = 60.0
AGAIN_AFTER_FAILURE_S: Final = 5.0
_SERIAL: Final = re.compile(r"[0-9A-F]{1,40}")

# Asks /v3/certificates; returns the answer's headers and body, not yet verified. May raise ``PayError``.
Download = Callable[[], tuple[Mapping[str, str], bytes]]


class VerifyKeys:
    """Looks keys up by serial."""

    def __init__(
        self,
        pay: PaySettings,
        download: Download,
        now: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pay, self._download, self._now, self._ticks = pay, download, now, ticks
        self._public = public_key(pay.public_key_pem) if pay.verify != "platform_certificate" else None
        self._certificates: Mapping[str, Certificate] = {}
        self._lock = threading.Lock()
        self._again_at = float("-inf")

    def find(self, serial: str) -> RSAPublicKey | None:
        """The key of a public-key id or a certificate's serial; None if WeChat has none, or an expired one."""
        if self._public is not None and serial == self._pay.public_key_id:
            return self._public
        plain = _plain(serial)
        if self._pay.verify == "public_key" or not _SERIAL.fullmatch(plain):
            return None
        if plain not in self._certificates:
            self._refresh()
        return _valid_key(self._certificates.get(plain), self._now())

    def _refresh(self) -> None:
        with self._lock:  # whoever waited finds what the first one brought
            if self._ticks() < self._again_at:
                return
            try:
                self._certificates = self._downloaded()
                self._again_at = self._ticks() + AGAIN_S
            except (PayError, Malformed, BadSeal):
                # What was known stays known; this serial is unknown for now, and WeChat will repeat its notice.
                self._again_at = self._ticks() + AGAIN_AFTER_FAILURE_S

    def _downloaded(self) -> Mapping[str, Certificate]:
        headers, body = self._download()
        certificates = read_certificates(body, self._pay.apiv3_key)
        # The answer is signed by one of the certificates that it brings (or by the public key): the seal proves those.
        reason = doubt(
            headers, body, _Brought(self._public, self._pay.public_key_id, certificates, self._now()), self._now()
        )
        if reason is not None:
            raise PayUnavailable(reason)
        return certificates


@dataclass(frozen=True, slots=True)
class _Brought:
    public: RSAPublicKey | None
    public_id: str
    certificates: Mapping[str, Certificate]
    at: datetime

    def find(self, serial: str) -> RSAPublicKey | None:
        if self.public is not None and serial == self.public_id:
            return self.public
        return _valid_key(self.certificates.get(_plain(serial)), self.at)


def read_certificates(body: bytes, apiv3_key: str) -> dict[str, Certificate]:
    """Certificates by serial, out of an answer of /v3/certificates. Raises ``Malformed`` or ``BadSeal``."""
    rows = json_object(body).get("data")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Malformed("data")
    return dict(_opened(row, apiv3_key) for row in rows)


def _valid_key(certificate: Certificate | None, at: datetime) -> RSAPublicKey | None:
    if certificate is None or not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return None
    key = certificate.public_key()
    return key if isinstance(key, RSAPublicKey) else None


def _opened(row: Mapping[str, Any], apiv3_key: str) -> tuple[str, Certificate]:
    try:
        certificate = load_pem_x509_certificate(unseal_resource(apiv3_key, part(row, "encrypt_certificate")))
    except ValueError:
        raise Malformed("encrypt_certificate") from None
    serial = _plain(text(row, "serial_no"))
    if serial != f"{certificate.serial_number:X}":
        raise Malformed("serial_no")
    return serial, certificate


def _plain(serial: str) -> str:
    # Serials are written with or without leading zeros, in large or small letters.
    return serial.upper().lstrip("0")


def public_key(pem: str) -> RSAPublicKey:
    """WeChat Pay's public key (pub_key.pem). Raises ``ValueError`` for anything else."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("public_key_pem must be WeChat Pay's RSA public key in PEM")
    return key
