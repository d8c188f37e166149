"""Store and mother call each other: through one number while the order is on its way, and neither learns the other's."""

from __future__ import annotations

import dataclasses
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.calls.demo import DemoCallPort, shown
from app.db import Database
from app.factory import create_app
from app.housekeeping import tidy
from app.web.house import House
from tests.support.people import PHONE, Caller, house_of
from tests.support.walk import ADDRESS, add_address
from tests.support.world import TUESDAY_10, freeze, rows, value

from .walk import DOOR, accepted, delivered, offered, ok, on_the_road, refused

MANAGERS_PHONE, CLERKS_PHONE = "13900000001", "13900000002"


def ring(who: Caller, order_no: str) -> Any:
    return who.post(f"{DOOR if who.get('/merchant/v1/me').status_code == 200 else '/mom/v1'}/orders/{order_no}/call")


def lent(db: Database) -> list[dict[str, Any]]:
    return db.read(shown)


def test_the_same_number_while_it_lives(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = accepted(db, mother, manager)
    first = ok(ring(manager, order_no))
    assert first == {"number": "10000000001", "until": "2026-11-24T12:00:00.000+08:00"}
    assert ok(ring(manager, order_no)) == first
    assert ok(ring(mother, order_no)) == first, "she calls who accepted, over the same number"
    assert [(row["a"], row["b"]) for row in lent(db)] == [(MANAGERS_PHONE, PHONE)]
    asked = rows(db, "SELECT by FROM calls ORDER BY id")
    assert [row.by for row in asked] == [f"staff:{manager.id}"] * 2 + [f"member:{mother.id}"]
    told = rows(db, "SELECT payload FROM outbox_events WHERE kind = 'order.called'")
    assert [row.payload for row in told] == [{"by": f"staff:{manager.id}"}]
    freeze(db, TUESDAY_10 + timedelta(minutes=119, seconds=30))
    assert ok(ring(manager, order_no))["until"] == "2026-11-24T13:59:30.000+08:00", "half a minute would help nobody"


def test_each_calls_from_her_own_phone_whoever_receives_it(
    db: Database, mother: Caller, manager: Caller, clerk: Caller
) -> None:
    address = add_address(mother, phone="13712345678", name="奶奶")
    order_no = accepted(db, mother, manager, address_id=address)
    ok(clerk.post(f"{DOOR}/orders/{order_no}/leave"))
    numbers = [ok(ring(who, order_no))["number"][-1] for who in (manager, clerk, mother)]
    couples = [(row["a"], row["b"]) for row in reversed(lent(db))]
    assert couples == [(MANAGERS_PHONE, "13712345678"), (CLERKS_PHONE, "13712345678"), (CLERKS_PHONE, PHONE)]
    assert numbers == ["1", "2", "1"], "nobody is in two couples of a number: it must know whom to ring"


def test_only_while_it_is_brought_and_two_hours_after(db: Database, mother: Caller, manager: Caller) -> None:
    order_no, offer_id = offered(db, mother)
    for who in (manager, mother):
        refused(ring(who, order_no), 409, "call_over")
    ok(manager.post(f"{DOOR}/offers/{offer_id}/accept"))
    assert ok(mother.get(f"/mom/v1/orders/{order_no}"))["can_call"] is True
    ok(manager.post(f"{DOOR}/orders/{order_no}/leave"))
    ok(manager.post(f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))
    freeze(db, TUESDAY_10 + timedelta(minutes=119))
    assert ok(ring(mother, order_no))["until"] == "2026-11-24T12:00:00.000+08:00"
    assert ok(manager.get(f"{DOOR}/orders/{order_no}"))["can_call"] is True
    freeze(db, TUESDAY_10 + timedelta(minutes=120))
    for who in (manager, mother):
        refused(ring(who, order_no), 409, "call_over")
    assert ok(manager.get(f"{DOOR}/orders/{order_no}"))["can_call"] is False
    assert ok(mother.get(f"/mom/v1/orders/{order_no}"))["can_call"] is False


def test_numbers_are_given_back(app: Flask, db: Database, mother: Caller, manager: Caller) -> None:
    done = on_the_road(db, mother, manager, "key-00000001")
    ok(ring(manager, done))
    back = accepted(db, mother, manager, "key-00000002")
    ok(ring(manager, back))
    tidy(house_of(app))
    assert [row["living"] for row in lent(db)] == [True, True]
    ok(manager.post(f"{DOOR}/orders/{back}/give-back", {"reason": "no_courier"}))
    ok(manager.post(f"{DOOR}/orders/{done}/delivered", {"code": db.vault.proof_code(done)}))
    tidy(house_of(app))
    assert [row["living"] for row in lent(db)] == [False, True], "the order that was given back is another store's now"
    refused(ring(manager, back), 404, "not_found")
    freeze(db, TUESDAY_10 + timedelta(hours=2))
    tidy(house_of(app))
    assert value(db, "SELECT count(*) FROM call_bindings WHERE released_at IS NULL") == 0


def test_eight_taps_at_once_keep_one_number(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = accepted(db, mother, manager)
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda who: ok(ring(who, order_no))["number"], [manager, mother] * 4))
    assert len(numbers) == 1
    assert value(db, "SELECT count(*) FROM call_bindings") == 1
    assert [row["number"] for row in lent(db) if row["living"]] == [*numbers]


def with_port(house: House, port: Any) -> Flask:
    return create_app(house=dataclasses.replace(house, calls=port))


def test_a_provider_without_a_number_harms_no_order(
    house: House, db: Database, mother: Caller, manager: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    app = with_port(house, DemoCallPort(db, pool=["10000000001"]))
    first, second = (accepted(db, mother, manager, f"key-0000000{n}") for n in (1, 2))
    poor = Caller(app, manager.token, manager.id)
    ok(ring(poor, first))
    ok(ring(poor, first))
    # The only number connects these two about the first order already.
    before = value(db, "SELECT count(*) FROM outbox_events")
    with caplog.at_level(logging.INFO):
        problem = refused(ring(poor, second), 503, "call_unavailable")
    assert "隐私号暂时接不通" in problem["detail"]
    assert PHONE not in caplog.text and MANAGERS_PHONE not in caplog.text
    assert value(db, "SELECT count(*) FROM outbox_events") == before
    assert ok(manager.post(f"{DOOR}/orders/{second}/leave"))["state"] == "out_for_delivery"


def test_a_house_without_such_numbers_shows_her_phone_while_it_is_brought(
    house: House, db: Database, mother: Caller, manager: Caller
) -> None:
    order_no = accepted(db, mother, manager)
    plain = Caller(with_port(house, None), manager.token, manager.id)
    refused(ring(plain, order_no), 409, "calls_off")
    assert ok(plain.get(f"{DOOR}/orders/{order_no}"))["recipient"]["phone"] == PHONE
    masked = ok(manager.get(f"{DOOR}/orders/{order_no}"))["recipient"]
    assert (masked["full"], masked["phone"], masked["name"]) == (True, "138****5678", ADDRESS["name"])


def test_the_demo_shows_what_it_lent(app: Flask, db: Database, mother: Caller, manager: Caller) -> None:
    number = ok(ring(manager, accepted(db, mother, manager)))["number"]
    page = app.test_client().get("/demo/calls").get_data(as_text=True)
    assert number in page and MANAGERS_PHONE in page and PHONE in page
    assert "/demo/calls" in app.test_client().get("/demo/sms").get_data(as_text=True)


def test_once_she_is_erased_no_number_leads_to_her(app: Flask, db: Database, mother: Caller, manager: Caller) -> None:
    order_no = delivered(db, mother, manager)
    ok(ring(mother, order_no))
    ok(ring(manager, order_no))
    calls = ok(mother.get("/mom/v1/me/export"))["calls"]
    assert [(call["order_no"], call["asked_by"]) for call in calls] == [(order_no, "you"), (order_no, "store")]
    assert mother.delete("/mom/v1/me").status_code == 204
    assert lent(db) == [] and value(db, "SELECT count(*) FROM call_bindings WHERE b_hash <> ''") == 0
