"""Another store's things and missing ones answer with the same bytes, and every operation minds its roles."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.db import Database
from app.web.operations import MANAGERS, OPERATIONS, STAFF
from tests.support.people import Caller, make_agent, make_staff, make_terminal
from tests.support.world import Network, insert, value

from .walk import DOOR, accepted, delivered, offered, ok, refused

MISSING_ORDER, MISSING_OFFER = "2611249999999999", 999_999_999
KEY, MISSING_SALE = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-999999999999"
# operation -> (method, path, body); {order} and {offer} are filled in.
TOUCHING: dict[str, tuple[str, str, Any]] = {
    "merchant.offers.get": ("GET", "/offers/{offer}", None),
    "merchant.offers.seen": ("POST", "/offers/{offer}/seen", None),
    "merchant.offers.accept": ("POST", "/offers/{offer}/accept", None),
    "merchant.offers.decline": ("POST", "/offers/{offer}/decline", {"reason": "too_busy"}),
    "merchant.orders.get": ("GET", "/orders/{order}", None),
    "merchant.orders.call": ("POST", "/orders/{order}/call", None),
    "merchant.orders.photo": ("POST", "/orders/{order}/photo", None),
    "merchant.staff.change": ("PATCH", "/staff/{staff}", {"name": "小王"}),
    "merchant.orders.picking": ("POST", "/orders/{order}/picking", None),
    "merchant.orders.leave": ("POST", "/orders/{order}/leave", None),
    "merchant.orders.delivered": ("POST", "/orders/{order}/delivered", {"code": "0000"}),
    "merchant.orders.failed": ("POST", "/orders/{order}/failed", {"reason": "other"}),
    "merchant.till.return": (
        "POST",
        "/till/sales/{sale}/returns",
        {"key": KEY, "lines": [{"sku": "F1", "quantity": 1}]},
    ),
    "merchant.orders.give_back": ("POST", "/orders/{order}/give-back", {"reason": "other"}),
}
OTHERS: dict[str, tuple[str, str, Any]] = {
    "merchant.me": ("GET", "/me", None),
    "merchant.switch_store": ("POST", "/sessions/switch", {"store_code": "S1"}),
    "merchant.logout": ("DELETE", "/sessions/current", None),
    "merchant.wechat.oauth": ("GET", "/wechat/oauth-url?redirect=x", None),
    "merchant.wechat.bind": ("POST", "/wechat", {"code": "x"}),
    "merchant.wechat.unbind": ("DELETE", "/wechat", None),
    "merchant.shift.start": ("POST", "/shift", None),
    "merchant.shift.beat": ("POST", "/shift/beat", None),
    "merchant.shift.end": ("DELETE", "/shift", None),
    "merchant.feed": ("GET", "/feed?last_event_id=x", None),
    "merchant.store.get": ("GET", "/store", None),
    "merchant.store.pause": ("POST", "/store/pause", {"reason": "other"}),
    "merchant.store.resume": ("POST", "/store/resume", None),
    "merchant.store.hours": ("PUT", "/store/hours", {"hours": "24/7"}),
    "merchant.store.exceptions": ("PUT", "/store/exceptions", {"exceptions": []}),
    "merchant.store.capacity": ("PUT", "/store/capacity", {"capacity": 5}),
    "merchant.offers.list": ("GET", "/offers", None),
    "merchant.orders.list": ("GET", "/orders", None),
    "merchant.stock.list": ("GET", "/stock", None),
    "merchant.stock.set": ("PUT", "/stock/F1", {"on_hand": 1}),
    "merchant.till.member": ("POST", "/till/member", {"phone": "13600000000"}),
    "merchant.till.sale": ("POST", "/till/sales", {}),
    "merchant.till.sales": ("GET", "/till/sales", None),
    "merchant.till.batch": ("POST", "/till/batch", {}),
    "merchant.staff.list": ("GET", "/staff", None),
    "merchant.staff.add": ("POST", "/staff", {}),
    "merchant.money": ("GET", "/money", None),
    "merchant.printers.list": ("GET", "/printers", None),
    "merchant.printers.add": ("POST", "/printers", {}),
    "merchant.printers.remove": ("DELETE", "/printers/999999999", None),
    "merchant.printers.test": ("POST", "/printers/999999999/test", None),
    "merchant.performance": ("GET", "/performance?from=2026-11-01&to=2026-11-30", None),
    "merchant.statement": ("GET", "/statement?from=2026-11-01&to=2026-11-30", None),
}
PUBLIC = {"merchant.sms_code", "merchant.login"}


def test_every_operation_of_the_door_is_in_these_tables() -> None:
    named = {name for name in OPERATIONS if name.startswith("merchant.")}
    assert named == TOUCHING.keys() | OTHERS.keys() | PUBLIC


def call(who: Caller, row: tuple[str, str, Any], **ids: Any) -> Any:
    method, path, body = row
    return who.call(
        method,
        DOOR
        + path.format(
            **{"order": MISSING_ORDER, "offer": MISSING_OFFER, "sale": MISSING_SALE, "staff": 999_999_999, **ids}
        ),
        body,
    )


def things(db: Database, mother: Caller, rival: Caller, network: Network) -> list[tuple[str, int]]:
    """S1's order in each state that a rival might ask for: its number and its offer."""
    manager = make_staff(mother.app, network["S1"], "manager", "13900000077")
    first, first_offer = offered(db, mother, "key-00000001")
    sale = {"key": KEY, "sold_at": "2026-11-24T09:00:00+08:00", "lines": [{"sku": "F1", "quantity": 1, "paid_fen": 1}]}
    ok(manager.post(f"{DOOR}/till/sales", sale), 201)
    second, third = accepted(db, mother, manager, "key-00000002"), delivered(db, mother, manager, "key-00000003")
    query = "SELECT f.id FROM offers f JOIN orders o ON o.id = f.order_id WHERE o.order_no = :no"
    return [(first, first_offer), *((number, value(db, query, no=number)) for number in (second, third))]


@pytest.mark.parametrize("name", TOUCHING)
def test_anothers_and_missing_are_the_same_bytes(
    db: Database, mother: Caller, rival: Caller, network: Network, name: str
) -> None:
    missing = call(rival, TOUCHING[name])
    assert missing.status_code == 404
    for order_no, offer_id in things(db, mother, rival, network):
        before = value(db, "SELECT count(*) FROM outbox_events")
        theirs_id = value(db, "SELECT max(staff_id) FROM staff_roles WHERE store_id = :id", id=network["S1"])
        theirs = call(rival, TOUCHING[name], order=order_no, offer=offer_id, sale=KEY, staff=theirs_id)
        assert (theirs.status, theirs.data, sorted(theirs.headers)) == (
            missing.status, missing.data, sorted(missing.headers)
        )  # fmt: skip
        assert value(db, "SELECT count(*) FROM outbox_events") == before


def test_a_number_too_large_is_missing_too(rival: Caller) -> None:
    for path in (f"/offers/{2**63}", f"/offers/{2**63 - 1}", "/offers/0", "/offers/-1", "/orders/x"):
        answer = rival.get(DOOR + path)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found"), path


def test_lists_and_reports_hold_only_ones_own(db: Database, mother: Caller, rival: Caller, network: Network) -> None:
    numbers = [order_no for order_no, _ in things(db, mother, rival, network)]
    period = {"from": "2026-11-01", "to": "2026-11-30"}
    answers = [
        rival.get(f"{DOOR}/orders", query_string={"state": state}) for state in ("accepted", "out_for_delivery", "done")
    ]
    answers += [rival.get(f"{DOOR}/offers"), rival.get(f"{DOOR}/statement", query_string=period)]
    answers += [rival.get(f"{DOOR}/performance", query_string=period), rival.get(f"{DOOR}/store")]
    text = "".join(str(ok(answer)) for answer in answers)
    assert not any(order_no in text for order_no in numbers) and "S1" not in text
    assert ok(answers[4])["closing_fen"] == 0


@pytest.mark.parametrize("name", [*TOUCHING, *OTHERS])
def test_roles(app: Flask, db: Database, network: Network, mother: Caller, name: str) -> None:
    """Every operation x every role: in or out as the table of operations says; strangers are told to log in."""
    row = {**TOUCHING, **OTHERS}[name]
    expected = MANAGERS if name in {
        "merchant.performance", "merchant.statement", "merchant.store.hours", "merchant.store.exceptions",
        "merchant.store.capacity", "merchant.staff.list", "merchant.staff.add", "merchant.staff.change",
        "merchant.printers.list", "merchant.printers.add", "merchant.printers.remove",
        "merchant.printers.test",
    } else STAFF  # fmt: skip
    people = {
        "member": mother,
        "customer_service": make_agent(app),
        "headquarters": make_agent(app, "headquarters", "hq"),
        "terminal": make_terminal(app, network["S1"]),
        **{
            role: make_staff(app, network["S1"], role, f"1390000009{number}")
            for number, role in enumerate(("clerk", "manager", "chain_manager"))
        },
    }
    refused(call(Caller(app), row), 401, "unauthenticated")
    refused(call(Caller(app, "not-a-token"), row), 401, "unauthenticated")
    for role, who in people.items():
        answer = call(who, row)
        if role in expected:
            off = answer.status_code == 409 and answer.get_json()["code"] == "wechat_off"  # a house without WeChat
            assert answer.status_code in (200, 204, 404, 422) or off, (role, answer.text)
        else:
            refused(answer, 403, "forbidden")


def test_a_chain_manager_sees_one_store_at_a_time(app: Flask, db: Database, mother: Caller, network: Network) -> None:
    chain = make_staff(app, network["S2"], "chain_manager", "13900000088")
    insert(db, "staff_roles", {"staff_id": chain.id, "store_id": network["S1"], "role": "chain_manager"})
    order_no, offer_id = offered(db, mother)
    assert call(chain, TOUCHING["merchant.offers.get"], offer=offer_id).status_code == 404
    ok(chain.post(f"{DOOR}/sessions/switch", {"store_code": "S1"}))
    assert ok(call(chain, TOUCHING["merchant.offers.accept"], offer=offer_id))["order_no"] == order_no
    ok(chain.post(f"{DOOR}/sessions/switch", {"store_code": "S2"}))
    assert call(chain, TOUCHING["merchant.orders.get"], order=order_no).status_code == 404
