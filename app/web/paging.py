"""Cursors: where a list goes on. Opaque to clients, checked when they come back."""

from __future__ import annotations

import base64
import json
from typing import Any

from app.errors import Invalid


def encode_cursor(*parts: Any) -> str:
    """A cursor that holds ``parts`` (numbers and texts)."""
    return base64.urlsafe_b64encode(json.dumps(parts, default=str).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, count: int) -> list[Any] | None:
    """The ``count`` parts of a cursor, None without one. Raises ``Invalid`` for one that we did not make."""
    if not cursor:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        parts = None
    if not isinstance(parts, list) or len(parts) != count:
        raise Invalid(fields={"cursor": ["分页位置无效，请从头查看"]})
    return parts


def id_cursor(cursor: str | None) -> int | None:
    """The id a cursor of one whole number stands for."""
    parts = decode_cursor(cursor, 1)
    if parts is None:
        return None
    if not isinstance(parts[0], int):
        raise Invalid(fields={"cursor": ["分页位置无效，请从头查看"]})
    return parts[0]
