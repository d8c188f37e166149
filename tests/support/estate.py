"""Two of everything: a mother, her store, her things; and another mother, another store, the same things.

Made once, then copied: whoever asks for it gets a database of its own with the same tokens and numbers in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.pictures import Picture
from app.pos import counter, purchases
from dispatch import delivering, photos
from dispatch.trail import lock_order

from .people import Caller, house_of, login_mother, make_agent, make_staff, make_terminal
from .walk import accept, add_address, leave, open_offer_id, order_id, place_order
from .world import TUESDAY_10, Network, add_purchase, insert, make_network, value

NOTHING: Mapping[str, Any] = {
    "offered": "2611240000000000", "accepted": "2611240000000000", "road": "2611240000000000",
    "delivered": "2611240000000000", "unpaid": "2611240000000000", "offer": 999_999, "address": 999_999, "baby": 999_999,
    "consent": 999_999, "refund": "R000", "member": 999_999, "receipt": "nothing", "serial": "POS-1", "store": "S404",
    "report": "weather", "settlement": 999_999, "agent": 999_999, "agent_session": 999_999, "own_session": 999_999,
    "sku": "X9", "code": "0000", "version": 999, "photo": 999_999, "staff": 999_999,
    "sale": "00000000-0000-4000-8000-000000000000", "exception": 999_999, "district": "999999", "what_if": 999_999,
    "printer": 999_999, "task": 999_999,
}  # fmt: skip
STAFF = ("clerk", "manager", "chain_manager")


@dataclass(frozen=True)
class Estate:
    """Tokens by role, and what belongs to the first mother and her store, and to the others."""

    tokens: Mapping[str, str]
    own: Mapping[str, Any]
    other: Mapping[str, Any]


def make_estate(app: Flask) -> Estate:
    """Build it in the application's database, which is empty."""
    network = make_network(house_of(app).db)
    mothers = [login_mother(app, phone) for phone in ("13812345678", "13712345678")]
    # The second one is at home at S2, the first one lives next to S1.
    add_purchase(house_of(app).db, mothers[1].id, network["S2"], TUESDAY_10.replace(day=1), "import:1")
    tills = [make_terminal(app, network["S1"], "POS-1"), make_terminal(app, network["S2"], "POS-2")]
    own = _things(app, mothers[0], tills[0], "S1", "POS-1")
    other = _things(app, mothers[1], tills[1], "S2", "POS-2")
    tokens = _tokens(app, network, mothers[0], tills[0])
    return Estate(tokens, {**own, **_desk(app)}, {**other, **_desk(app)})


def _desk(app: Flask) -> dict[str, Any]:
    """An agent whom headquarters may change, and her device."""
    db = house_of(app).db
    agent = value(db, "SELECT id FROM agents WHERE role = 'customer_service'")
    session = value(db, "SELECT id FROM tokens WHERE kind = 'agent' AND subject_id = :id", id=agent)
    return {"agent": agent, "agent_session": session}


def _tokens(app: Flask, network: Network, mother: Caller, till: Caller) -> dict[str, str]:
    staff = [make_staff(app, network["S1"], role, f"1390000000{n}", role) for n, role in enumerate(STAFF)]
    agents = {role: make_agent(app, role, role) for role in ("customer_service", "headquarters")}
    callers = {"member": mother, "terminal": till, **dict(zip(STAFF, staff, strict=True)), **agents}
    return {role: str(caller.token) for role, caller in callers.items()}


def _things(app: Flask, mother: Caller, till: Caller, store: str, serial: str) -> dict[str, Any]:
    address = add_address(mother)
    clerk = make_staff(app, store_id_of(app, store), "clerk", "1390000001" + store[-1], "店员")
    orders = _orders(app, mother, address)
    baby = {"nickname": "豆豆", "birth_month": "2026-03", "guardian_consent": True, "text_version": "v1"}
    refund = {"amount_fen": 100, "reason": "damaged"}
    receipt = {
        "receipt_no": "0001", "purchased_at": "2026-11-01T09:00:00+08:00",
        "lines": [{"sku": "F1", "quantity": 2, "paid_fen": 59600}],
    }  # fmt: skip
    assert till.post("/pos/v1/purchases", receipt).status_code == 201
    asked = mother.post(f"/mom/v1/orders/{orders['delivered']}/refunds", refund, key="refund-0001")
    consent = mother.post("/mom/v1/consents", {"purpose": "marketing", "text_version": "v1"})
    return {
        **orders, "address": address, "member": mother.id, "receipt": "0001", "serial": serial, "store": store,
        "baby": mother.post("/mom/v1/babies", baby).get_json()["id"], "consent": consent.get_json()["id"],
        "refund": asked.get_json()["refund_no"], "sku": "F1", "version": 1, "district": "310115", "report": "funnel",
        "exception": insert(house_of(app).db, "money_exceptions", _exception(store), returning="id"),
        "settlement": insert(house_of(app).db, "settlements", _settlement(app, store), returning="id"),
        "printer": insert(house_of(app).db, "printers", _printer(app, store), returning="id"),
        "task": insert(house_of(app).db, "call_tasks", _task(app, store), returning="id"),
        "what_if": insert(house_of(app).db, "what_ifs", _what_if(), returning="id"),
        "code": house_of(app).db.vault.proof_code(orders["road"]), "sale": _sale(app, store), "staff": clerk.id,
    }  # fmt: skip


def _sale(app: Flask, store: str) -> str:
    """Rung up in the store's app by somebody who works there no more."""
    number = {"S1": 1, "S2": 2}[store]
    key, lines = f"00000000-0000-4000-8000-00000000000{number + 4}", (purchases.Bought("F1", 1, 29800),)
    receipt, db = purchases.Receipt(key, TUESDAY_10, lines), house_of(app).db
    store_id = store_id_of(app, store)
    db.run(lambda session: purchases.take_up(session, counter.app_till(session, store_id, None), receipt))
    return key


def store_id_of(app: Flask, code: str) -> int:
    """The id of a store."""
    return int(value(house_of(app).db, "SELECT id FROM stores WHERE code = :code", code=code))


def _exception(store: str) -> dict[str, Any]:
    return {"key": f"amount:{store}", "kind": "amount", "facts": "{}", "opened_at": TUESDAY_10}


def _settlement(app: Flask, store: str) -> dict[str, Any]:
    store_id = value(house_of(app).db, "SELECT id FROM stores WHERE code = :code", code=store)
    return {
        "settlement_no": f"S261031-{store}", "store_id": store_id, "first_day": "2026-10-01", "last_day": "2026-10-31",
        "opened_by": "agent:1", "opened_at": TUESDAY_10,
    }  # fmt: skip


def _printer(app: Flask, store: str) -> dict[str, Any]:
    db = house_of(app).db
    sealed = db.vault.seal("abcd1234", "printers.key")
    where = value(db, "SELECT id FROM stores WHERE code = :code", code=store)
    return {
        "store_id": where, "provider": "feie", "serial": f"96000000{store[1:]}", "key_sealed": sealed, "name": "收银台",
        "created_by": "system", "created_at": TUESDAY_10,
    }  # fmt: skip


def _task(app: Flask, store: str) -> dict[str, Any]:
    where = value(house_of(app).db, "SELECT id FROM stores WHERE code = :code", code=store)
    return {"store_id": where, "opened_at": TUESDAY_10}


def _what_if() -> dict[str, Any]:
    return {
        "settings": "{}", "mode": "replay", "days": 14, "seed": 1, "asked_by": "agent:1", "asked_at": TUESDAY_10,
        "beat_at": TUESDAY_10,
    }  # fmt: skip


def _orders(app: Flask, mother: Caller, address: int) -> dict[str, Any]:
    db, made = house_of(app).db, {}
    for number, name in enumerate(("offered", "accepted", "road", "delivered", "unpaid")):
        method = "online" if name == "unpaid" else "on_delivery"
        order = place_order(mother, f"key-0000000{number}", address_id=address, payment_method=method)
        made[name] = order["order_no"]
    # Nobody of the estate's own people, who are hired later.
    for name in ("accepted", "road", "delivered"):
        accept(db, made[name], "staff:999")
    for name in ("road", "delivered"):
        leave(db, made[name])
    which, code = order_id(db, made["delivered"]), db.vault.proof_code(made["delivered"])
    picture = Picture(b"a picture", 1, 1)
    photo, _, _ = db.run(lambda session: photos.keep(session, lock_order(session, which), 999, b"hash", picture))
    db.run(lambda session: delivering.deliver(session, which, "staff:999", code=code))
    return {**made, "photo": photo, "offer": open_offer_id(db, made["offered"])}
