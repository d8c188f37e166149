"""Purchases from tills: each once, whoever repeats it; they make a home store; stock goes down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from app.db import Database
from tests.http.console.desk import ok, refused
from tests.support.people import PHONE, Caller, login_mother, make_member
from tests.support.walk import place_order
from tests.support.world import Network, change, rows, set_stock, value

DOOR = "/pos/v1/purchases"


def receipt(number: str = "0001", **changes: Any) -> dict[str, Any]:
    return {
        "receipt_no": number, "purchased_at": "2026-11-24T09:30:00+08:00",
        "lines": [{"sku": "F1", "quantity": 2, "paid_fen": 59000}, {"sku": "D1", "quantity": 1, "paid_fen": 8900}],
        "phone": PHONE, **changes,
    }  # fmt: skip


def test_a_purchase_is_kept_once(till: Caller, db: Database, network: Network) -> None:
    first = ok(till.post(DOOR, receipt()), 201)
    assert first == {
        "receipt_no": "0001", "state": "completed", "purchased_at": "2026-11-24T09:30:00.000+08:00",
        "total_fen": 67900, "refunded_fen": 0, "has_member": True,
    }  # fmt: skip
    assert ok(till.post(DOOR, receipt())) == first
    # The same instant written in another zone is the same receipt.
    assert ok(till.post(DOOR, receipt(purchased_at="2026-11-24T01:30:00Z"))) == first
    refused(till.post(DOOR, receipt(phone="13712345678")), 409, "receipt_reused")
    found = rows(db, "SELECT source, source_key, store_id FROM purchases")
    assert [tuple(row) for row in found] == [("till", "till:POS-1:0001", network["S1"])]
    lines = rows(db, "SELECT line_no, sku, quantity, paid_fen FROM purchase_lines ORDER BY line_no")
    assert [tuple(row) for row in lines] == [(1, "F1", 2, 59000), (2, "D1", 1, 8900)]


def test_a_receipt_number_belongs_to_its_till(till: Caller, second: Caller, db: Database) -> None:
    ok(till.post(DOOR, receipt()), 201)
    ok(second.post(DOOR, receipt()), 201)
    assert value(db, "SELECT count(*) FROM purchases") == 2


def test_sixteen_times_at_once_is_one_purchase(till: Caller, db: Database, network: Network) -> None:
    set_stock(db, network["S1"], F1=10)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: till.post(DOOR, receipt()).status_code, range(16)))
    assert sorted(codes) == [200] * 15 + [201]
    assert value(db, "SELECT count(*) FROM purchases") == value(db, "SELECT count(*) FROM members") == 1
    assert value(db, "SELECT on_hand FROM stock_levels") == 8


def test_whoever_bought_here_under_her_phone_is_at_home_here(app: Flask, rival: Caller, db: Database) -> None:
    ok(rival.post(DOOR, receipt()), 201)
    assert value(db, "SELECT phone_verified_at FROM members") is None
    mother = login_mother(app, PHONE)
    assert value(db, "SELECT count(*) FROM members") == 1
    assert place_order(mother)["store"]["code"] == "S2"


def test_a_member_by_her_number_or_nobody(till: Caller, db: Database, network: Network) -> None:
    member_id = make_member(db, PHONE, ref="M-1")
    ok(till.post(DOOR, receipt("0001", phone=None, member_ref="M-1")), 201)
    assert ok(till.post(DOOR, receipt("0002", phone=None)), 201)["has_member"] is False
    assert [row.member_id for row in rows(db, "SELECT member_id FROM purchases ORDER BY id")] == [member_id, None]
    for changes in ({"phone": None, "member_ref": "M-2"}, {"member_ref": "M-1"}):
        assert "member_ref" in refused(till.post(DOOR, receipt("0003", **changes)), 422, "invalid")["fields"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"receipt_no": "a b"}, "receipt_no"),
        ({"receipt_no": "a/b"}, "receipt_no"),
        ({"purchased_at": "2026-11-24T09:30:00"}, "purchased_at"),
        ({"purchased_at": "yesterday"}, "purchased_at"),
        ({"purchased_at": "2026-11-24T10:10:01+08:00"}, "purchased_at"),
        ({"purchased_at": "2011-11-24T10:10:01+08:00"}, "purchased_at"),
        ({"purchased_at": "0001-01-01T00:00:00+08:00"}, "purchased_at"),
        ({"lines": []}, "lines"),
        ({"lines": [{"sku": "X9", "quantity": 1, "paid_fen": 1}]}, "lines.0.sku"),
        ({"lines": [{"sku": "F1", "quantity": 0, "paid_fen": 1}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "F1", "quantity": 1, "paid_fen": -1}]}, "lines.0.paid_fen"),
        ({"lines": [{"sku": "F1", "quantity": 1, "paid_fen": 9.5}]}, "lines.0.paid_fen"),
        ({"phone": "12345"}, "phone"),
        ({"cashier": "x"}, "cashier"),
    ],
)
def test_what_is_wrong_is_named(till: Caller, db: Database, changes: dict[str, Any], field: str) -> None:
    assert list(refused(till.post(DOOR, receipt(**changes)), 422, "invalid")["fields"]) == [field]
    assert value(db, "SELECT count(*) FROM purchases") == value(db, "SELECT count(*) FROM members") == 0


def test_counted_stock_goes_down(till: Caller, db: Database, network: Network) -> None:
    set_stock(db, network["S1"], F1=5)
    ok(till.post(DOOR, receipt()), 201)
    level = rows(db, "SELECT on_hand, recount_asked_at FROM stock_levels")[0]
    assert tuple(level) == (3, None)


def test_never_below_what_orders_hold_then_it_is_counted_again(
    app: Flask, till: Caller, db: Database, network: Network
) -> None:
    set_stock(db, network["S1"], F1=3)
    place_order(login_mother(app, PHONE))  # holds two
    ok(till.post(DOOR, receipt()), 201)
    level = rows(db, "SELECT on_hand, reserved, recount_asked_at FROM stock_levels")[0]
    assert (level.on_hand, level.reserved) == (2, 2) and level.recount_asked_at is not None
    event = rows(db, "SELECT store_id, payload FROM outbox_events WHERE kind = 'stock.recount_asked'")[0]
    assert (event.store_id, event.payload) == (network["S1"], {"skus": ["F1"]})


def test_a_batch_names_its_bad_ones_and_takes_the_rest(till: Caller, db: Database) -> None:
    ok(till.post(DOOR, receipt("0001")), 201)
    batch = [
        receipt("0001"), receipt("0002"), receipt("0003", lines=[{"sku": "X9", "quantity": 1, "paid_fen": 1}]),
        {"receipt_no": "0004"}, "rubbish", receipt("0001", phone=None), receipt("0005", phone=None),
        receipt("0006", member_ref="M\x00"), receipt("0002"),
    ]  # fmt: skip
    done = ok(till.post(f"{DOOR}/batch", {"purchases": batch}))
    assert [row["status"] for row in done["results"]] == [
        "unchanged", "created", "failed", "failed", "failed", "failed", "created", "failed", "unchanged",
    ]  # fmt: skip
    assert (done["created"], done["unchanged"], done["failed"]) == (2, 2, 5)
    bad = {row["index"]: row for row in done["results"] if row["status"] == "failed"}
    assert list(bad[2]["fields"]) == ["lines.0.sku"] and bad[3]["receipt_no"] == "0004"
    assert set(bad[3]["fields"]) == {"purchased_at", "lines"}
    assert bad[5]["code"] == "receipt_reused"
    assert value(db, "SELECT count(*) FROM purchases") == 3
    refused(till.post(f"{DOOR}/batch", {"purchases": [receipt()] * 201}), 422, "invalid")


def test_a_till_that_is_switched_off_is_out(till: Caller, db: Database) -> None:
    change(db, "UPDATE terminals SET active = false")
    refused(till.post(DOOR, receipt()), 401, "unauthenticated")
