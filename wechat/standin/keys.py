"""Keys, signatures and seals of WeChat's side. Nothing is shared with the product's own client: each proves the other."""

from __future__ import annotations

import base64
import os
import secrets
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

_BLOCK = 32  # WeChat pads messages to 32 bytes, not to AES's 16


def new_key() -> rsa.RSAPrivateKey:
    """An RSA key of 2048 bits."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: rsa.RSAPrivateKey) -> str:
    """PKCS#8, as the merchant platform hands it out."""
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    """The public half, as in WeChat Pay's pub_key.pem."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def load_private(pem: str) -> rsa.RSAPrivateKey:
    """Raises ``TypeError`` for a key that is not RSA."""
    key = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def certificate(key: rsa.RSAPrivateKey, name: str) -> x509.Certificate:
    """Self-signed, valid from yesterday for five years; the serial has 40 hexadecimal digits as WeChat's have."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC).replace(microsecond=0)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number((0x7 << 156) | secrets.randbits(156))
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=5 * 365))
    return builder.sign(key, hashes.SHA256())


def certificate_pem(cert: x509.Certificate) -> str:
    """Its PEM text."""
    return cert.public_bytes(serialization.Encoding.PEM).decode()


def serial_of(cert: x509.Certificate) -> str:
    """Hexadecimal capitals, the form of ``Wechatpay-Serial``."""
    return f"{cert.serial_number:X}"


def sign(key: rsa.RSAPrivateKey, *lines: str) -> str:
    """RSA-SHA256 over the lines, each ended by a newline, the last too. Base64."""
    text = "".join(line + "\n" for line in lines)
    return base64.b64encode(key.sign(text.encode(), PKCS1v15(), hashes.SHA256())).decode()


def signed_by(key: rsa.RSAPrivateKey, signature: str, *lines: str) -> bool:
    """Whether ``signature`` (base64) was made over the lines by this key's owner."""
    text = "".join(line + "\n" for line in lines)
    try:
        given = base64.b64decode(signature, validate=True)
        key.public_key().verify(given, text.encode(), PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(apiv3_key: str, plain: bytes, associated: str, *, break_tag: bool = False) -> tuple[str, str]:
    """(ciphertext in base64, nonce) by AES-256-GCM; ``break_tag`` spoils the last byte."""
    nonce = secrets.token_hex(6)
    sealed = bytearray(AESGCM(apiv3_key.encode()).encrypt(nonce.encode(), plain, associated.encode()))
    if break_tag:
        sealed[-1] ^= 0xFF
    return base64.b64encode(bytes(sealed)).decode(), nonce


def push_seal(aes_key: str, app_id: str, message: bytes) -> str:
    """A pushed message in safe mode: 16 random bytes, length, message, app id; AES-256-CBC. Base64."""
    key = base64.b64decode(aes_key + "=")
    body = os.urandom(16) + len(message).to_bytes(4, "big") + message + app_id.encode()
    pad = _BLOCK - len(body) % _BLOCK
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(body + bytes([pad]) * pad) + cipher.finalize()).decode()
