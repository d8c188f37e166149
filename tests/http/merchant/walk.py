"""An order's way through the stores' door, as the people behind the counter would take it."""

from __future__ import annotations

from typing import Any

from app.db import Database
from tests.support.people import Caller
from tests.support.walk import open_offer_id, place_order

DOOR = "/merchant/v1"


def ok(answer: Any, status: int = 200) -> Any:
    """The body of an answer that had to succeed."""
    assert answer.status_code == status, answer.text
    return answer.get_json()


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that had to be a refusal of this kind."""
    assert answer.status_code == status, answer.text
    assert answer.content_type.startswith("application/problem+json")
    body: dict[str, Any] = answer.get_json()
    assert body["code"] == code, body
    return body


def offered(db: Database, mother: Caller, key: str = "key-00000001", **changes: Any) -> tuple[str, int]:
    """A new order before a store: its number, and the offer's id."""
    order_no = place_order(mother, key, **changes)["order_no"]
    return order_no, open_offer_id(db, order_no)


def accepted(db: Database, mother: Caller, who: Caller, key: str = "key-00000001", **changes: Any) -> str:
    """A new order that ``who`` has accepted: its number."""
    order_no, offer_id = offered(db, mother, key, **changes)
    ok(who.post(f"{DOOR}/offers/{offer_id}/accept"))
    return order_no


def on_the_road(db: Database, mother: Caller, who: Caller, key: str = "key-00000001", **changes: Any) -> str:
    """A new order that ``who`` carries to her: its number."""
    order_no = accepted(db, mother, who, key, **changes)
    ok(who.post(f"{DOOR}/orders/{order_no}/leave"))
    return order_no


def delivered(db: Database, mother: Caller, who: Caller, key: str = "key-00000001", **changes: Any) -> str:
    """A new order that she has received: its number."""
    order_no = on_the_road(db, mother, who, key, **changes)
    ok(who.post(f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))
    return order_no


def wrong_code(db: Database, order_no: str) -> str:
    """Four digits that are not hers."""
    return f"{(int(db.vault.proof_code(order_no)) + 1) % 10_000:04d}"
