"""What every part of the stores' door shares: its blueprints, how refusals are documented, cursors by time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Response
from flask_smorest import Blueprint

from app.errors import Invalid
from app.web.access import me
from app.web.paging import decode_cursor, encode_cursor
from app.web.schemas import Problem

View = TypeVar("View", bound=Callable[..., Any])

PROBLEM = Problem()
PREFIX = "/merchant/v1"
# Ids come out of the path as PostgreSQL's bigint; anything larger is no id, and so not found.
ID = "int(max=9223372036854775807)"
_WHY = {
    401: "No valid token",
    403: "This role may not",
    404: "Missing, or another store's: the same bytes",
    409: "The state has moved on; `code` says how",
    422: "Malformed input; `fields` says where",
    429: "Asked too often",
}


def part(name: str, description: str) -> Blueprint:
    """A part of the door; its name is the tag in the documentation."""
    blueprint = Blueprint(f"merchant-{name}", __name__, url_prefix=PREFIX, description=description)
    blueprint.after_request(_private)
    return blueprint


def _private(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def documented(blueprint: Blueprint, summary: str, *refusals: int, public: bool = False) -> Callable[[View], View]:
    """A summary, and the refusals by status."""
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
    decorate: Callable[[View], View] = blueprint.doc(**doc)
    return decorate


def my_store() -> int:
    """The store this device works for."""
    store_id = me().store_id
    assert store_id is not None, "a staff token has a store"
    return store_id


def time_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    """The (instant, id) after which a list goes on. Raises ``Invalid`` for a cursor that is not ours."""
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return None
    try:
        at, number = datetime.fromisoformat(parts[0]), parts[1]
    except (TypeError, ValueError):
        at, number = None, None
    if at is None or at.tzinfo is None or not _is_id(number):
        raise _foreign()
    return at, number


def place_cursor(cursor: str | None) -> tuple[int, str] | None:
    """The (place, name) after which a list goes on. Raises ``Invalid`` for a cursor that is not ours."""
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return None
    if not (_is_id(parts[0]) and isinstance(parts[1], str) and "\0" not in parts[1]):
        raise _foreign()
    return parts[0], parts[1]


def next_cursor(place: tuple[Any, Any] | None) -> str | None:
    """Where the next page begins, for the client to send back."""
    if place is None:
        return None
    first, second = place
    return encode_cursor(first.isoformat() if isinstance(first, datetime) else first, second)


def _is_id(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) < 2**63


def _foreign() -> Invalid:
    return Invalid(fields={"cursor": ["分页位置无效，请从头查看"]})
