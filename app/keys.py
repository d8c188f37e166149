"""Where the secret keys come from: the environment, or (outside production) a private file made once.

``JINDAN_DATA_KEYS`` is ``id:base64,id2:base64``: the first seals, all open, so a key is rotated by putting a new one in
front. ``JINDAN_HASH_KEY`` is base64; it can never change, since phones are found by it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import json
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32
KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
REMEDY: Final = (
    "make a key with `python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())'`,"
    " keep it where backups are kept, and set {name}={example}"
)


class ConfigError(Exception):
    """A setting is missing or wrong; the message names the variable and what to do."""


@dataclass(frozen=True, repr=False)
class Keys:
    """Every secret key; never shown, not even by accident in a traceback."""

    data: Mapping[str, bytes]
    hash: bytes

    @property
    def token(self) -> bytes:
        """A key of its own for signing, so that one leaked signature says nothing about the blind index."""
        return hmac.new(self.hash, b"jindan token key", "sha256").digest()

    def __repr__(self) -> str:
        return f"Keys(data=<{len(self.data)}>, hash=<hidden>)"


def keys_from_env(environ: Mapping[str, str], env: str, file: Path) -> Keys:
    """Keys from the environment; outside production those that are missing come from ``file``, made on first use."""
    data, hash_key = environ.get("JINDAN_DATA_KEYS"), environ.get("JINDAN_HASH_KEY")
    if env == "production":
        _require("JINDAN_DATA_KEYS", data, "2027a:BASE64")
        _require("JINDAN_HASH_KEY", hash_key, "BASE64")
    kept = {} if data and hash_key else _kept(file)
    return Keys(
        data=_data_keys(data or kept["data_keys"]), hash=_decode("JINDAN_HASH_KEY", hash_key or kept["hash_key"])
    )


def _require(name: str, value: str | None, example: str) -> None:
    if not value:
        raise ConfigError(f"{name} must be set in production: " + REMEDY.format(name=name, example=example))


def _data_keys(text: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        key_id, _, encoded = part.strip().partition(":")
        if not KEY_ID.fullmatch(key_id) or key_id in keys:
            raise ConfigError("JINDAN_DATA_KEYS must be id:base64,id2:base64 with different ids of letters and digits")
        keys[key_id] = _decode("JINDAN_DATA_KEYS", encoded)
    return keys


def _decode(name: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        # The value itself is a secret: it is not repeated here.
        raise ConfigError(f"{name} must hold {KEY_BYTES} bytes in base64")
    return key


def _kept(file: Path) -> dict[str, str]:
    """The keys in ``file``; the first process to come makes it, whole and private, and all others read that one."""
    if not file.exists():
        _make(file)
    try:
        kept = json.loads(file.read_text())
        return {"data_keys": str(kept["data_keys"]), "hash_key": str(kept["hash_key"])}
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{file} is damaged: restore it, or delete the whole folder to begin anew") from error


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    body = {"data_keys": f"local:{_new()}", "hash_key": _new()}
    handle, name = tempfile.mkstemp(dir=file.parent)  # made with mode 600
    with os.fdopen(handle, "w") as stream:
        json.dump(body, stream)
    # A link fails if another process was first: then its keys are the keys.
    with contextlib.suppress(FileExistsError):
        os.link(name, file)
    os.unlink(name)


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
