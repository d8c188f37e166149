"""A token is proved with the first statement of what it asks for: whatever became of it meanwhile, nothing is done for it."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from flask import Flask

from app import plain
from app.db import Database
from app.web import proof
from tests.support.people import Caller, login_mother, make_staff
from tests.support.walk import add_address, open_offer_id, order_id, place_order
from tests.support.world import Network, change, value

ENDED = "UPDATE tokens SET revoked_at = jindan_now()"
LEFT = "UPDATE staff SET active = false"
DISMISSED = "UPDATE staff_roles SET active = false"
ERASED = "UPDATE members SET erased_at = jindan_now()"
OVER = "UPDATE tokens SET expires_at = jindan_now()"


@pytest.fixture
def mother(app: Flask, network: Network) -> Caller:
    return login_mother(app)


@pytest.fixture
def clerk(app: Flask, network: Network) -> Caller:
    """One whose token the process has seen."""
    clerk = make_staff(app, network["S1"], "clerk")
    assert clerk.get("/merchant/v1/offers").status_code == 200
    return clerk


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to the database, trip by trip: the first words of each statement."""
    seen: list[str] = []
    run_all = plain.run_all

    def noted(held: Any, said: Any, **options: Any) -> list[plain.Found]:
        seen.append(" | ".join(" ".join(statement.split())[:20] for statement, _ in said))
        return run_all(held, said, **options)

    monkeypatch.setattr(plain, "run_all", noted)
    return seen


def test_what_is_known_costs_no_trip(mother: Caller, clerk: Caller, db: Database, asked: list[str]) -> None:
    change(db, "UPDATE stores SET capacity = NULL")  # a place that is limited is held and counted first
    address_id = add_address(mother)
    place_order(mother, "key-of-before", address_id=address_id)  # the process has read the network
    asked.clear()
    order_no = place_order(mother, address_id=address_id)["order_no"]
    assert len(asked) == 3, asked
    offer_id = open_offer_id(db, order_no)
    asked.clear()
    assert clerk.get("/merchant/v1/offers").status_code == 200
    assert len(asked) == 1 and asked[0].startswith("SELECT 1 / count(*)")
    steps = (
        (f"offers/{offer_id}/accept", None), (f"orders/{order_no}/leave", {}),
        (f"orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}),  # and it is the store's first sale
    )  # fmt: skip
    for path, body in steps:
        asked.clear()
        assert clerk.post(f"/merchant/v1/{path}", body).status_code == 200, path
        assert len(asked) == 2 and asked[0].startswith("SELECT 1 / count(*)"), asked


@pytest.mark.parametrize("meanwhile", [ENDED, LEFT, DISMISSED, OVER])
def test_a_clerk_whose_token_ended_does_nothing(mother: Caller, clerk: Caller, db: Database, meanwhile: str) -> None:
    order_no = place_order(mother, address_id=add_address(mother))["order_no"]
    path = f"/merchant/v1/offers/{open_offer_id(db, order_no)}/accept"
    change(db, meanwhile)
    for call in (lambda: clerk.post(path), lambda: clerk.get("/merchant/v1/offers")):
        answer = call()
        assert answer.status_code == 401 and order_no not in answer.text
    assert value(db, "SELECT state FROM orders") == "offered"


@pytest.mark.parametrize("meanwhile", [ENDED, ERASED, OVER])
def test_a_mother_whose_token_ended_does_nothing(mother: Caller, db: Database, meanwhile: str) -> None:
    wanted = {"address_id": add_address(mother), "lines": [{"sku": "F1", "quantity": 1}]}
    change(db, meanwhile)
    assert mother.post("/mom/v1/quotes", wanted).status_code == 401
    wanted |= {"channel": "mini_program", "payment_method": "on_delivery"}
    for note in ("", "放门口"):
        assert mother.post("/mom/v1/orders", {**wanted, "note": note}, "key-00000009").status_code == 401
    assert value(db, "SELECT count(*) FROM orders") == 0


def test_another_role_is_looked_up_and_serves(mother: Caller, clerk: Caller, db: Database) -> None:
    order_no = place_order(mother, address_id=add_address(mother))["order_no"]
    change(db, "UPDATE staff_roles SET role = 'manager'")
    assert clerk.post(f"/merchant/v1/offers/{open_offer_id(db, order_no)}/accept").status_code == 200
    assert value(db, "SELECT answered_by FROM offers") == f"staff:{clerk.id}"


def test_a_device_that_works_for_another_store_sees_that_one(
    mother: Caller, clerk: Caller, db: Database, network: Network
) -> None:
    order_no = place_order(mother, address_id=add_address(mother))["order_no"]
    change(
        db, "INSERT INTO staff_roles (staff_id, store_id, role) VALUES (:id, :store, 'clerk')", id=clerk.id, store=network["S2"]
    )  # fmt: skip
    change(db, "UPDATE tokens SET store_id = :store WHERE kind = 'staff'", store=network["S2"])
    assert clerk.get("/merchant/v1/offers").get_json()["offers"] == []
    assert clerk.post(f"/merchant/v1/offers/{open_offer_id(db, order_no)}/accept").status_code == 404
    assert value(db, "SELECT state FROM orders WHERE id = :id", id=order_id(db, order_no)) == "offered"


def test_a_view_that_forgets_to_prove_answers_nothing(
    app: Flask, clerk: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["merchant_app_api.offers"], "prove", lambda session: None)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert clerk.get("/merchant/v1/offers").status_code == 500


def test_what_a_process_remembers_is_bounded(
    app: Flask, clerk: Caller, db: Database, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "MOST_REMEMBERED", 2)
    others = [make_staff(app, network["S1"], phone=f"1390000001{number}") for number in range(4)]
    for each in (clerk, *others, clerk):
        assert each.get("/merchant/v1/offers").status_code == 200
    assert len(db.caches["principals"]) <= 2
