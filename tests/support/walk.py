"""Ways to get an order where a test wants it, as the people concerned would."""

from __future__ import annotations

from typing import Any

from app.db import Database
from dispatch import answering, delivering

from .people import Caller
from .world import HOME, value

ADDRESS: dict[str, Any] = {
    "name": "王小明",
    "phone": "13812345678",
    "text": "上海市浦东新区张江路 88 弄",
    "door": "3 号 502 室",
    "point": {"lng": HOME[0], "lat": HOME[1], "datum": "wgs84"},
}
TWO_TINS = [{"sku": "F1", "quantity": 2}]


def add_address(mother: Caller, **changes: Any) -> int:
    """An address of hers at ``HOME``; its id."""
    answer = mother.post("/mom/v1/addresses", {**ADDRESS, **changes})
    assert answer.status_code in (200, 201), answer.text
    return int(answer.get_json()["id"])


def place_order(mother: Caller, key: str = "key-00000001", **changes: Any) -> dict[str, Any]:
    """An order of two tins, cash on delivery, to her (first) address; the order as the door shows it."""
    body = {"channel": "mini_program", "lines": TWO_TINS, "payment_method": "on_delivery", **changes}
    if "address_id" not in body:
        body["address_id"] = add_address(mother)
    answer = mother.post("/mom/v1/orders", body, key=key)
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.get_json()
    return order


def order_id(db: Database, order_no: str) -> int:
    """The order's id."""
    return int(value(db, "SELECT id FROM orders WHERE order_no = :no", no=order_no))


def open_offer_id(db: Database, order_no: str) -> int:
    """The offer now before a store."""
    return int(value(db, "SELECT id FROM offers WHERE order_id = :id AND state = 'open'", id=order_id(db, order_no)))


def accept(db: Database, order_no: str, who: str = "staff:1") -> None:
    """The store of the open offer accepts."""
    offer_id = open_offer_id(db, order_no)
    db.run(lambda session: answering.accept(session, offer_id, who))


def decline(db: Database, order_no: str, reason: str = "too_busy", skus: tuple[str, ...] = ()) -> None:
    """The store of the open offer refuses."""
    offer_id = open_offer_id(db, order_no)
    db.run(lambda session: answering.decline(session, offer_id, "staff:1", reason, skus))


def leave(db: Database, order_no: str) -> None:
    """The parcel leaves the shop."""
    which = order_id(db, order_no)
    db.run(lambda session: delivering.leave(session, which, "staff:1", None))


def deliver(db: Database, order_no: str) -> None:
    """From an open offer all the way to her door."""
    which = order_id(db, order_no)
    accept(db, order_no)
    leave(db, order_no)
    code = db.vault.proof_code(order_no)
    db.run(lambda session: delivering.deliver(session, which, "staff:1", code=code))
