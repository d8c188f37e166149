"""AES as WeChat's older protocols use it: CBC and ECB with PKCS#7. Pure.

Neither proves that nothing was altered: each of its users checks a signature or a watermark as well.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK: Final = 16


class BadCipher(Exception):
    """It does not open: a wrong key, or altered; the message holds no value."""


def open_cbc(key: bytes, iv: bytes, sealed: bytes, padded_to: int = BLOCK) -> bytes:
    """Decrypt and take the padding off. Raises ``BadCipher``."""
    return _opened(key, modes.CBC(_block(iv)), sealed, padded_to)


def open_ecb(key: bytes, sealed: bytes) -> bytes:
    """Decrypt and take the padding off. Raises ``BadCipher``."""
    return _opened(key, modes.ECB(), sealed, BLOCK)


def seal_cbc(key: bytes, iv: bytes, plain: bytes, padded_to: int = BLOCK) -> bytes:
    """Pad and encrypt."""
    missing = padded_to - len(plain) % padded_to
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()


def _opened(key: bytes, mode: modes.CBC | modes.ECB, sealed: bytes, padded_to: int) -> bytes:
    if not sealed or len(sealed) % BLOCK or len(key) not in (16, 24, 32):
        raise BadCipher("of an impossible length")
    decryptor = Cipher(algorithms.AES(key), mode).decryptor()
    plain = decryptor.update(sealed) + decryptor.finalize()
    padding = plain[-1]
    if not 1 <= padding <= min(padded_to, len(plain)) or plain[-padding:] != bytes([padding]) * padding:
        raise BadCipher("padding")
    return plain[:-padding]


def _block(iv: bytes) -> bytes:
    if len(iv) != BLOCK:
        raise BadCipher("of an impossible length")
    return iv
