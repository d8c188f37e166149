"""Reading values out of WeChat Pay's JSON, strictly: a field that is missing or of another kind is ``Malformed``. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")


class Malformed(Exception):
    """The field named is missing or not what the documentation says; the message holds no value."""


def text(source: Mapping[str, Any], name: str) -> str:
    """A text that is not empty."""
    value = source.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(name)
    return value


def fen(source: Mapping[str, Any], name: str) -> int:
    """A whole number of fen, 0 or more."""
    value = source.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Malformed(name)
    return value


def moment(source: Mapping[str, Any], name: str) -> datetime:
    """An RFC 3339 time with its offset."""
    try:
        value = datetime.fromisoformat(text(source, name))
    except ValueError:
        raise Malformed(name) from None
    if value.tzinfo is None:
        raise Malformed(name)
    return value


def part(source: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object within."""
    value = source.get(name)
    if not isinstance(value, dict):
        raise Malformed(name)
    return value


def optional(read: Callable[[Mapping[str, Any], str], T], source: Mapping[str, Any], name: str) -> T | None:
    """What ``read`` reads; None where WeChat says nothing."""
    return None if source.get(name) in (None, "") else read(source, name)


def json_object(body: bytes) -> dict[str, Any]:
    """A JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("body") from None
    if not isinstance(value, dict):
        raise Malformed("body")
    return value
