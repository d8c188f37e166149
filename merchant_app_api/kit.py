"""What every part of the stores' door shares: its blueprints, its store, its cursors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.web import door
from app.web.access import me
from app.web.house import house
from app.web.paging import decode_cursor, encode_cursor
from dispatch.models import Order
from dispatch.views.store_orders import order_sheet

PROBLEM = door.PROBLEM
PREFIX = "/merchant/v1"
# Ids come out of the path as PostgreSQL's bigint; anything larger is no id, and so not found.
ID = "int(max=9223372036854775807)"
documented = door.documented


def part(name: str, description: str) -> Blueprint:
    """A part of the door; its name is the tag in the documentation."""
    return door.part("merchant", name, PREFIX, description)


def my_store() -> int:
    """The store this device works for."""
    store_id = me().store_id
    assert store_id is not None, "a staff token has a store"
    return store_id


def sheet_of(session: Session, order: Order) -> dict[str, Any]:
    """One order of this store, whole."""
    return order_sheet(session, order, plain_phone=house().calls is None)


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
