"""Voids and returns: once each, to the fen, and a home store no more when all came back."""

from __future__ import annotations

from typing import Any

import pytest

from app.db import Database
from tests.http.console.desk import ok, refused
from tests.http.pos.test_purchases import DOOR, receipt
from tests.support.people import PHONE, Caller
from tests.support.world import Network, rows, set_stock, value


@pytest.fixture
def bought(till: Caller, db: Database, network: Network) -> str:
    """Two tins for 590.00 and a pack for 89.00 at POS-1; the shelf has 8 and 4 left."""
    set_stock(db, network["S1"], F1=10, D1=5)
    ok(till.post(DOOR, receipt("0001")), 201)
    return "0001"


def back(till: Caller, number: str, *lines: tuple[str, int], receipt_no: str = "0001", **more: Any) -> Any:
    body = {"return_no": number, "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines], **more}
    return till.post(f"{DOOR}/{receipt_no}/returns", body)


def shelf(db: Database) -> dict[str, int]:
    return {row.sku: row.on_hand for row in rows(db, "SELECT sku, on_hand FROM stock_levels")}


def test_a_void_undoes_it_once(till: Caller, bought: str, db: Database) -> None:
    first = ok(till.post(f"{DOOR}/{bought}/void", {}))
    assert first["state"] == "voided"
    assert ok(till.post(f"{DOOR}/{bought}/void", {})) == first
    assert shelf(db) == {"F1": 10, "D1": 5}
    assert value(db, "SELECT count(*) FROM purchase_returns") == 1
    refused(back(till, "R1", ("F1", 1)), 409, "voided")
    assert ok(till.post("/pos/v1/members/find", {"phone": PHONE}))["known_here"] is False


def test_returns_in_parts_add_up_to_the_whole(till: Caller, db: Database, network: Network) -> None:
    line = {"sku": "F1", "quantity": 3, "paid_fen": 10000}
    ok(till.post(DOOR, receipt("0001", lines=[line, {"sku": "D1", "quantity": 1, "paid_fen": 8900}])), 201)
    amounts = [ok(back(till, f"R{n}", ("F1", 1)), 201)["amount_fen"] for n in range(3)]
    assert amounts == [3333, 3333, 3334]
    last = ok(back(till, "R9", ("D1", 1)), 201)
    assert (last["state"], last["refunded_fen"], last["total_fen"]) == ("refunded", 18900, 18900)
    assert ok(till.post("/pos/v1/members/find", {"phone": PHONE}))["known_here"] is False


def test_a_slip_is_taken_once(till: Caller, bought: str, db: Database) -> None:
    first = ok(back(till, "R1", ("F1", 1)), 201)
    assert (first["state"], first["amount_fen"]) == ("completed", 29500)
    assert ok(back(till, "R1", ("F1", 1))) == first
    refused(back(till, "R1", ("F1", 2)), 409, "return_reused")
    assert shelf(db) == {"F1": 9, "D1": 4}
    refused(till.post(f"{DOOR}/{bought}/void", {}), 409, "already_returned")


def test_no_more_comes_back_than_was_bought(till: Caller, bought: str, db: Database) -> None:
    fields = refused(back(till, "R1", ("F1", 3)), 422, "invalid")["fields"]
    assert fields == {"lines.0.quantity": ["最多还能退 2 件"]}
    assert "lines.1.quantity" in refused(back(till, "R1", ("D1", 1), ("X9", 1)), 422, "invalid")["fields"]
    assert "lines.1.quantity" in refused(back(till, "R1", ("F1", 1), ("F1", 2)), 422, "invalid")["fields"]
    assert shelf(db) == {"F1": 8, "D1": 4}
    assert value(db, "SELECT sum(returned) FROM purchase_lines") == 0


def test_a_sku_on_two_lines_comes_back_line_by_line(till: Caller, db: Database, network: Network) -> None:
    lines = [
        {"sku": "F1", "quantity": 1, "paid_fen": 29800},
        {"sku": "F1", "quantity": 1, "paid_fen": 0},
    ]  # buy one, get one
    ok(till.post(DOOR, receipt("0001", lines=lines)), 201)
    assert ok(back(till, "R1", ("F1", 2)), 201)["amount_fen"] == 29800


def test_another_till_of_the_store_may_by_naming_it(till: Caller, second: Caller, rival: Caller, bought: str) -> None:
    missing = second.post(f"{DOOR}/nothing/void", {})
    assert missing.status_code == 404
    assert second.post(f"{DOOR}/{bought}/void", {}).data == missing.data
    assert rival.post(f"{DOOR}/{bought}/void", {"serial": "POS-1"}).data == missing.data
    assert back(rival, "R1", ("F1", 1), serial="POS-1").data == missing.data
    assert ok(back(second, "R1", ("F1", 1), serial="POS-1"), 201)["amount_fen"] == 29500


def test_a_store_sees_no_others_purchases(till: Caller, rival: Caller, bought: str) -> None:
    here = ok(till.post("/pos/v1/members/find", {"phone": PHONE}))
    assert here == {
        "found": True, "ref": None, "name": None, "phone": "138****5678", "known_here": True, "purchases_here": 1,
        "last_purchase_here_at": "2026-11-24T09:30:00.000+08:00",
    }  # fmt: skip
    there = ok(rival.post("/pos/v1/members/find", {"phone": PHONE}))
    assert there == {**here, "known_here": False, "purchases_here": 0, "last_purchase_here_at": None}
    nobody = ok(rival.post("/pos/v1/members/find", {"phone": "13700000000"}))
    assert (nobody["found"], nobody["phone"]) == (False, None)
    assert till.get(f"/pos/v1/members/find?phone={PHONE}").status_code == 405
