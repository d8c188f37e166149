"""The Idempotency-Key header: a double tap or a lost answer never makes two of a thing."""

from __future__ import annotations

import re

from flask import request

from app.errors import Invalid

_KEY = re.compile(r"[A-Za-z0-9_.-]{8,80}")


def idempotency_key() -> str:
    """The request's key. Raises ``Invalid`` if it is missing or malformed (8 to 80 of A-Z a-z 0-9 _ . -)."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Invalid("缺少 Idempotency-Key", fields={"Idempotency-Key": ["必填：8 到 80 位字母、数字或 _ . -"]})
    return key
