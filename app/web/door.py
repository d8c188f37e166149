"""What doors share: their blueprints, how an operation and its refusals are documented, words that people type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response
from flask_smorest import Blueprint
from marshmallow import ValidationError, fields, validate

from app.web.schemas import Problem

View = TypeVar("View", bound=Callable[..., Any])

PROBLEM = Problem()
_WHY = {
    401: "No valid token",
    403: "This role may not",
    404: "Missing, or another's: the same bytes",
    409: "The state has moved on, or the key was used for something else; `code` says how",
    422: "Malformed input; `fields` says where",
    429: "Asked too often",
    503: "A provider does not answer; try again",
}
_KEY = {
    "in": "header", "name": "Idempotency-Key", "required": True,
    "description": "The same key with the same body is answered with the same object; with another body, 409",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.-]{8,80}$"},
}  # fmt: skip


def part(door: str, name: str, prefix: str, description: str) -> Blueprint:
    """A part of a door; nothing it answers is kept by a proxy or a browser."""
    blueprint = Blueprint(f"{door}-{name}", __name__, url_prefix=prefix, description=description)
    blueprint.after_request(_private)
    return blueprint


def _private(response: Response) -> Response:
    if not any(
        name == "Cache-Control" for name, _ in response.headers
    ):  # to ask for it by name makes an exception of its absence
        response.headers.add("Cache-Control", "no-store")
    return response


def documented(
    blueprint: Blueprint, summary: str, *refusals: int, public: bool = False, keyed: bool = False
) -> Callable[[View], View]:
    """A summary, the refusals by status, and the Idempotency-Key header if the operation is ``keyed``."""
    statuses = sorted({*refusals, 422, *(() if public else (401, 403))})
    content = {"application/problem+json": {"schema": PROBLEM}}
    doc: dict[str, Any] = {
        "summary": summary,
        "responses": {str(status): {"description": _WHY[status], "content": content} for status in statuses},
    }
    if public:
        doc["security"] = []
    if keyed:
        doc["parameters"] = [_KEY]
    decorate: Callable[[View], View] = blueprint.doc(**doc)
    return decorate


class Typed(fields.String):
    """Words a person typed: outer blanks are dropped, invisible characters refused, the length is checked after that."""

    def __init__(self, longest: int, shortest: int = 1, **kwargs: Any) -> None:
        length = validate.Length(shortest, longest, error=f"请填写 {shortest} 到 {longest} 个字")
        super().__init__(validate=length, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found: str = super()._deserialize(value, attr, data, **kwargs).strip()
        if any(ord(letter) < 32 and letter != "\n" for letter in found):
            raise ValidationError("含有无法识别的字符")
        return found


class State(Typed):
    """What a page wants back from WeChat's log-in page, which takes 128 bytes of it."""

    _BYTES = 128

    def __init__(self) -> None:
        super().__init__(self._BYTES, 0, load_default="")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found = super()._deserialize(value, attr, data, **kwargs)
        if len(found.encode()) > self._BYTES:
            raise ValidationError(f"最多 {self._BYTES} 字节，请用字母和数字")
        return found


class Reason(Typed):
    """Why somebody does something. It is kept in clear, for everyone who works on the order: no phone numbers in it."""

    _PHONE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(200, 2, **{"required": True, **kwargs})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found = super()._deserialize(value, attr, data, **kwargs)
        if self._PHONE.search(found):
            raise ValidationError("原因会被多人看到，请不要写手机号；需要时写在备注里")
        return found
