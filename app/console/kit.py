"""What every part of the console's door shares."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.web import door
from app.web.access import me, own_order
from dispatch.models import Order
from dispatch.steering import expect_seen

PREFIX = "/console/v1"
# Ids come out of the path as PostgreSQL's bigint; anything larger is no id, and so not found.
ID = "int(max=9223372036854775807)"
documented = door.documented


def part(name: str, description: str) -> Blueprint:
    """A part of the door; its name is the tag in the documentation."""
    return door.part("console", name, PREFIX, description)


def order_to_change(session: Session, order_no: str, seen_event_id: int | None) -> Order:
    """The order an agent acts on. Raises ``NotFound``, or ``Conflict`` if somebody acted since she looked."""
    order = own_order(session, order_no, me())
    expect_seen(session, order.id, seen_event_id)
    return order


def store_id_of(session: Session, code: str, field: str) -> int:
    """The id of a store that a body names. Raises ``Invalid`` naming ``field``."""
    found = session.execute(text("SELECT id FROM stores WHERE code = :code"), {"code": code}).scalar()
    if found is None:
        raise Invalid(fields={field: ["没有这家门店"]})
    return int(found)


def as_json(found: Any, keep_s: int = 0) -> Response:
    """Thousands of rows, said as they are: a schema would take longer than everything else together.

    ``keep_s``: how long a browser may keep it, for what is the same for everybody.
    """
    answer = Response(json.dumps(found, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")
    if keep_s:
        answer.headers["Cache-Control"] = f"private, max-age={keep_s}"
    return answer
