"""What every part of the mothers' door shares: its blueprints, and how refusals are documented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response
from flask_smorest import Blueprint

from app.web.schemas import Problem

View = TypeVar("View", bound=Callable[..., Any])

PROBLEM = Problem()
PREFIX = "/mom/v1"
_WHY = {
    401: "No valid token",
    403: "This role may not",
    404: "Missing, or another's: the same bytes",
    409: "The state has moved on; `code` says how",
    422: "Malformed input; `fields` says where",
    429: "Asked too often",
    503: "A provider does not answer; try again",
}
_KEY = {
    "in": "header", "name": "Idempotency-Key", "required": True,
    "description": "The same key with the same body is answered with the same object; with another body, 409",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.-]{8,80}$"},
}  # fmt: skip


def part(name: str, description: str) -> Blueprint:
    """A part of the door; its name is the tag in the documentation."""
    blueprint = Blueprint(f"mom-{name}", __name__, url_prefix=PREFIX, description=description)
    blueprint.after_request(_private)
    return blueprint


def _private(response: Response) -> Response:
    # What a mother reads is hers: no proxy and no shared phone's cache keeps it.
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def documented(
    blueprint: Blueprint, summary: str, *refusals: int, public: bool = False, keyed: bool = False
) -> Callable[[View], View]:
    """A summary, the refusals by status, and the Idempotency-Key header if the operation is ``keyed``."""
    statuses = sorted({*refusals, *(() if public else (401, 403))})
    doc: dict[str, Any] = {
        "summary": summary,
        "responses": {
            str(status): {
                "description": _WHY[status], "content": {"application/problem+json": {"schema": PROBLEM}}
            }
            for status in statuses
        },
    }  # fmt: skip
    if public:
        doc["security"] = []
    if keyed:
        doc["parameters"] = [_KEY]
    decorate: Callable[[View], View] = blueprint.doc(**doc)
    return decorate
