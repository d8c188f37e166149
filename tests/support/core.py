"""The use cases without a door: commands made up, rows read back."""

from __future__ import annotations

import itertools
from typing import Any

from app.clock import local
from app.db import Database
from dispatch import intake
from dispatch.models import Order

from .world import HOME, insert, rows, value

_numbers = itertools.count(1)
RECIPIENT = intake.Recipient("王小明", "13812345678", "上海市浦东新区张江路 88 弄", "3 号 502 室")


def member(db: Database) -> int:
    """The one mother of this test, made when first asked for."""
    found = value(db, "SELECT min(id) FROM members")
    return int(found or insert(db, "members", {"created_at": "2026-01-01T00:00:00Z"}, returning="id"))


def new_member(db: Database) -> int:
    """Another mother."""
    return int(insert(db, "members", {"created_at": "2026-01-01T00:00:00Z"}, returning="id"))


def command(db: Database, **changes: Any) -> intake.PlaceOrder:
    """Two tins to ``HOME``, cash on delivery, under a key of its own."""
    key = changes.pop("key", None) or f"key-{next(_numbers)}"
    values: dict[str, Any] = {
        "member_id": changes.pop("member_id", None) or member(db),
        "channel": "mini_program",
        "lines": (("F1", 2),),
        "lng": HOME[0],
        "lat": HOME[1],
        "recipient": RECIPIENT,
        "payment_method": "on_delivery",
        "idempotency_key": key,
        "request_hash": key.encode(),
        **changes,
    }
    return intake.PlaceOrder(**values)


def place(db: Database, **changes: Any) -> Order:
    """Place such an order."""
    wish = command(db, **changes)
    return db.run(lambda session: intake.place(session, wish))[0]


class Row:
    """A row of the database with its instants in Asia/Shanghai."""

    def __init__(self, row: Any) -> None:
        for name, found in row._mapping.items():
            setattr(self, name, local(found) if hasattr(found, "tzinfo") else found)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def offers_of(db: Database, order_id: int) -> list[Any]:
    """Every offer of an order, the first one first."""
    return [Row(row) for row in rows(db, "SELECT * FROM offers WHERE order_id = :id ORDER BY id", id=order_id)]


def order_row(db: Database, order_id: int) -> Any:
    """The order as it is now."""
    return Row(rows(db, "SELECT * FROM orders WHERE id = :id", id=order_id)[0])


def last_decision(db: Database, order_id: int) -> Any:
    """Why the order is where it is."""
    return Row(rows(db, "SELECT * FROM decisions WHERE order_id = :id ORDER BY id DESC LIMIT 1", id=order_id)[0])


def dropped(db: Database, order_id: int) -> dict[str, str | None]:
    """The last decision's candidates: code -> first failing check."""
    return {candidate["code"]: candidate["dropped"] for candidate in last_decision(db, order_id).candidates}
