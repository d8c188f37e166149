"""The till in the app: a sale once, whoever repeats it; returns to the fen; an offline queue that may be sent for ever."""

from __future__ import annotations

import itertools
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.db import Database
from app.housekeeping import tidy
from app.members import codes
from tests.support.people import PHONE, Caller, house_of, login_mother, make_member
from tests.support.walk import place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, freeze, rows, set_stock, value

from .walk import DOOR, ok, refused

SALES = f"{DOOR}/till/sales"
_numbers = itertools.count(1)


def key() -> str:
    return str(uuid.UUID(int=next(_numbers)))


def sale(**changes: Any) -> dict[str, Any]:
    return {
        "key": key(), "sold_at": "2026-11-24T09:30:00+08:00",
        "lines": [{"sku": "F1", "quantity": 2, "paid_fen": 59000}, {"sku": "D1", "quantity": 1, "paid_fen": 8900}],
        "phone": PHONE, **changes,
    }  # fmt: skip


def back(who: Caller, sold: dict[str, Any], *lines: tuple[str, int], slip: str | None = None) -> Any:
    body = {"key": slip or key(), "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines]}
    return who.post(f"{SALES}/{sold['key']}/returns", body)


def shelf(db: Database) -> dict[str, int]:
    return {row.sku: row.on_hand for row in rows(db, "SELECT sku, on_hand FROM stock_levels")}


def test_a_sale_is_kept_once_and_says_who_rang_it_up(clerk: Caller, manager: Caller, db: Database) -> None:
    sold = sale()
    first = ok(clerk.post(SALES, sold), 201)
    assert (first["key"], first["sold_at"], first["by"]) == (sold["key"], "2026-11-24T09:30:00.000+08:00", "小李")
    assert (first["state"], first["total_fen"], first["refunded_fen"]) == ("completed", 67900, 0)
    assert first["member"] == {"name": None, "phone": "138****5678"} and first["returns"] == []
    assert [(line["name"], line["quantity"], line["returned"]) for line in first["lines"]] == [
        ("牧小暖婴儿配方奶粉 1段", 2, 0), ("软糯糯纸尿裤 L码", 1, 0)
    ]  # fmt: skip
    assert ok(clerk.post(SALES, sold)) == first
    # The same instant in another zone, a key in capitals, another phone of the store: the same sale.
    again = {**sold, "sold_at": "2026-11-24T01:30:00Z", "key": sold["key"].upper()}
    assert ok(manager.post(SALES, again)) == first
    refused(clerk.post(SALES, {**sold, "phone": None}), 409, "receipt_reused")
    assert value(db, "SELECT count(*) FROM purchases") == 1


def test_sixteen_times_at_once_from_two_phones_is_one_sale(
    clerk: Caller, manager: Caller, db: Database, network: Network
) -> None:
    set_stock(db, network["S1"], F1=10)
    sold = sale()
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda who: who.post(SALES, sold).status_code, [clerk, manager] * 8)
    assert sorted(answers) == [200] * 15 + [201]
    assert value(db, "SELECT count(*) FROM purchases") == value(db, "SELECT count(*) FROM members") == 1
    assert shelf(db) == {"F1": 8}


def test_two_stores_may_make_the_same_key(clerk: Caller, rival: Caller, db: Database) -> None:
    sold = sale()
    ok(clerk.post(SALES, sold), 201)
    ok(rival.post(SALES, {**sold, "phone": None}), 201)
    assert value(db, "SELECT count(*) FROM purchases") == 2


def test_it_makes_her_home_store(app: Flask, rival: Caller) -> None:
    ok(rival.post(SALES, sale()), 201)
    assert place_order(login_mother(app, PHONE))["store"]["code"] == "S2"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "1"}, "key"),
        ({"key": None}, "key"),
        ({"sold_at": "2026-11-24T09:30:00"}, "sold_at"),
        ({"sold_at": "2026-11-24T10:10:01+08:00"}, "sold_at"),
        ({"sold_at": "2026-11-17T09:59:59+08:00"}, "sold_at"),
        ({"lines": []}, "lines"),
        ({"lines": [{"sku": "X9", "quantity": 1, "paid_fen": 1}]}, "lines.0.sku"),
        ({"lines": [{"sku": "F1", "quantity": 0, "paid_fen": 1}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "F1", "quantity": 1, "paid_fen": -1}]}, "lines.0.paid_fen"),
        ({"phone": "12345"}, "phone"),
        ({"phone": None, "code": "123"}, "code"),
        ({"code": "2345678901"}, "code"),
        ({"cashier": "x"}, "cashier"),
    ],
)
def test_what_is_wrong_is_named(clerk: Caller, db: Database, changes: dict[str, Any], field: str) -> None:
    assert list(refused(clerk.post(SALES, sale(**changes)), 422, "invalid")["fields"]) == [field]
    assert value(db, "SELECT count(*) FROM purchases") == value(db, "SELECT count(*) FROM members") == 0


def test_a_week_late_is_taken_and_known_for_ever(clerk: Caller, db: Database) -> None:
    sold = sale(sold_at="2026-11-17T10:00:00+08:00")
    first = ok(clerk.post(SALES, sold), 201)
    freeze(db, TUESDAY_10 + timedelta(days=6))
    assert ok(clerk.post(SALES, sold)) == first, "what was kept is not refused because it is sent again late"
    late = refused(clerk.post(SALES, {**sold, "key": key()}), 422, "invalid")
    assert late["fields"] == {"sold_at": ["时间太早：只收 7 天内的销售，请检查收银设备的时钟"]}


def test_returns_in_parts_add_up_to_the_whole(clerk: Caller, manager: Caller, db: Database, network: Network) -> None:
    set_stock(db, network["S1"], F1=10)
    sold = sale(lines=[{"sku": "F1", "quantity": 3, "paid_fen": 10000}])
    ok(clerk.post(SALES, sold), 201)
    slip = key()
    first = ok(back(manager, sold, ("F1", 1), slip=slip), 201)
    assert (first["return_key"], first["amount_fen"], first["state"]) == (slip, 3333, "completed")
    assert [(row["key"], row["by"]) for row in first["returns"]] == [(slip, "张姐")]
    assert ok(back(clerk, sold, ("F1", 1), slip=slip)) == first
    refused(back(clerk, sold, ("F1", 2), slip=slip), 409, "return_reused")
    assert "lines.0.quantity" in refused(back(clerk, sold, ("F1", 3)), 422, "invalid")["fields"]
    last = ok(back(clerk, sold, ("F1", 2)), 201)
    assert (last["amount_fen"], last["refunded_fen"], last["state"]) == (6667, 10000, "refunded")
    assert shelf(db) == {"F1": 10}
    found = ok(clerk.post(f"{DOOR}/till/member", {"phone": PHONE}))
    assert (found["found"], found["known_here"]) == (True, False), "what came back whole makes no home store"


def test_another_stores_sale_is_missing(clerk: Caller, rival: Caller) -> None:
    sold = sale()
    ok(clerk.post(SALES, sold), 201)
    missing = back(rival, sale(), ("F1", 1))
    assert missing.status_code == 404 and back(rival, sold, ("F1", 1)).data == missing.data
    assert ok(rival.get(SALES))["sales"] == []


def test_the_queue_may_be_sent_a_thousand_times(clerk: Caller, manager: Caller, db: Database, network: Network) -> None:
    set_stock(db, network["S1"], F1=10, D1=5)
    sold = sale()
    slip = {"sale_key": sold["key"], "key": key(), "lines": [{"sku": "F1", "quantity": 1}]}
    first = ok(clerk.post(f"{DOOR}/till/batch", {"sales": [sold], "returns": [slip]}))
    assert [first[name] for name in ("created", "unchanged", "failed")] == [2, 0, 0]
    assert (first["sales"][0]["status"], first["returns"][0]["amount_fen"]) == ("created", 29500)
    before = rows(db, "SELECT * FROM purchases"), rows(db, "SELECT * FROM purchase_returns"), shelf(db)
    queue = {"sales": [sold] * 100, "returns": [slip] * 100}

    def again(who: Caller) -> tuple[int, int]:
        done = ok(who.post(f"{DOOR}/till/batch", queue))
        return done["unchanged"], len({str({**row, "index": 0}) for row in (*done["sales"], *done["returns"])})

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(again, [clerk, manager] * 5)) == [(200, 2)] * 10
    assert (rows(db, "SELECT * FROM purchases"), rows(db, "SELECT * FROM purchase_returns"), shelf(db)) == before
    assert shelf(db) == {"F1": 9, "D1": 4}


def test_a_bad_row_is_named_and_stops_no_other(clerk: Caller, db: Database) -> None:
    good, other = sale(), sale(phone=None)
    queue = {
        "sales": [
            good, good, sale(lines=[{"sku": "X9", "quantity": 1, "paid_fen": 1}]), "rubbish", {"key": key()},
            {**good, "phone": None}, sale(lines=[{"sku": "F\x00", "quantity": 1, "paid_fen": 1}]), other,
        ],
        "returns": [
            {"sale_key": other["key"], "key": key(), "lines": [{"sku": "F1", "quantity": 1}]},
            {"sale_key": key(), "key": key(), "lines": [{"sku": "F1", "quantity": 1}]}, {"key": key()}, None,
        ],
    }  # fmt: skip
    done = ok(clerk.post(f"{DOOR}/till/batch", queue))
    assert [row["status"] for row in done["sales"]] == [
        "created", "unchanged", "failed", "failed", "failed", "failed", "failed", "created"
    ]  # fmt: skip
    assert [row["code"] for row in done["sales"] if row["status"] == "failed"] == [
        "invalid", "invalid", "invalid", "receipt_reused", "invalid"
    ]  # fmt: skip
    assert list(done["sales"][2]["fields"]) == ["lines.0.sku"]
    assert [row["status"] for row in done["returns"]] == ["created", "failed", "failed", "failed"]
    assert [row["code"] for row in done["returns"][1:]] == ["not_found", "invalid", "invalid"]
    assert (done["created"], done["unchanged"], done["failed"]) == (3, 1, 8)
    assert not any(row["again"] for row in (*done["sales"], *done["returns"]))
    refused(clerk.post(f"{DOOR}/till/batch", {"sales": [good] * 201}), 422, "invalid")


def test_sales_are_listed_the_latest_first(clerk: Caller, rival: Caller) -> None:
    for minute in (1, 3, 2):
        ok(clerk.post(SALES, sale(sold_at=f"2026-11-24T09:0{minute}:00+08:00")), 201)
    ok(rival.post(SALES, sale()), 201)
    first = ok(clerk.get(SALES, query_string={"limit": 2}))
    second = ok(clerk.get(SALES, query_string={"limit": 2, "cursor": first["next_cursor"]}))
    times = [row["sold_at"][14:16] for page in (first, second) for row in page["sales"]]
    assert times == ["03", "02", "01"] and second["next_cursor"] is None
    assert PHONE not in clerk.get(SALES).text


def test_a_stranger_is_a_member_and_no_more(clerk: Caller, rival: Caller, db: Database, network: Network) -> None:
    name = db.vault.seal("王小明", "members.name")
    member_id = make_member(db, PHONE, ref="M-1", name_sealed=name)
    add_purchase(db, member_id, network["S1"], TUESDAY_10 - timedelta(days=3), "import:1")
    here = ok(clerk.post(f"{DOOR}/till/member", {"phone": PHONE}))
    assert (here["name"], here["phone"], here["ref"], here["purchases_here"]) == ("王**", "138****5678", "M-1", 1)
    there = ok(rival.post(f"{DOOR}/till/member", {"phone": PHONE}))
    assert there == {
        "found": True, "ref": None, "name": None, "phone": "138****5678", "known_here": False, "purchases_here": 0,
        "last_purchase_here_at": None,
    }  # fmt: skip
    assert ok(clerk.post(f"{DOOR}/till/member", {"phone": "13700000000"}))["found"] is False
    for body in ({}, {"phone": PHONE, "code": "2345678901"}, {"phone": None}):
        assert "phone" in refused(clerk.post(f"{DOOR}/till/member", body), 422, "invalid")["fields"]


def test_a_code_finds_her_and_serves_one_sale(app: Flask, mother: Caller, clerk: Caller, db: Database) -> None:
    shown = ok(mother.get("/mom/v1/me/code"))
    assert len(shown["code"]) == 10 and shown["code"].isdigit()
    assert shown["expires_at"] == "2026-11-24T10:05:00.000+08:00"
    assert ok(mother.get("/mom/v1/me/code")) == shown
    found = ok(clerk.post(f"{DOOR}/till/member", {"code": shown["code"]}))
    assert (found["found"], found["phone"], found["known_here"]) == (True, "138****5678", False)
    sold = sale(phone=None, code=shown["code"], sold_at="2026-11-24T10:00:00+08:00")
    first = ok(clerk.post(SALES, sold), 201)
    assert ok(clerk.post(SALES, sold)) == first and first["member"]["phone"] == "138****5678"
    refused(clerk.post(SALES, {**sold, "key": key()}), 422, "wrong_member_code")
    refused(clerk.post(f"{DOOR}/till/member", {"code": shown["code"]}), 422, "wrong_member_code")
    assert ok(mother.get("/mom/v1/me/code"))["code"] != shown["code"], "the next sale needs another one"
    assert value(db, "SELECT count(*) FROM purchases WHERE member_id = :id", id=mother.id) == 1
    kept = str(rows(db, "SELECT * FROM member_codes")) + str(rows(db, "SELECT * FROM purchases"))
    assert shown["code"] not in kept


def test_a_code_ends_but_a_sale_of_its_time_may_come_later(mother: Caller, clerk: Caller, db: Database) -> None:
    code = ok(mother.get("/mom/v1/me/code"))["code"]
    freeze(db, TUESDAY_10 + timedelta(minutes=5))
    refused(clerk.post(f"{DOOR}/till/member", {"code": code}), 422, "wrong_member_code")
    freeze(db, TUESDAY_10 + timedelta(hours=20))
    late = sale(phone=None, code=code, sold_at=(TUESDAY_10 + timedelta(hours=1)).isoformat())
    refused(clerk.post(SALES, late), 422, "wrong_member_code")
    in_time = sale(phone=None, code=code, sold_at=(TUESDAY_10 + timedelta(minutes=4)).isoformat())
    assert ok(clerk.post(SALES, in_time), 201)["member"] is not None


def test_codes_cannot_be_tried_out(mother: Caller, clerk: Caller, manager: Caller, db: Database) -> None:
    right = ok(mother.get("/mom/v1/me/code"))["code"]
    wrong = {"code": "2000000000"}
    for _ in range(codes.MAX_MISSES // 2):
        refused(clerk.post(f"{DOOR}/till/member", wrong), 422, "wrong_member_code")
        refused(clerk.post(SALES, sale(phone=None, **wrong)), 422, "wrong_member_code")
    refused(clerk.post(f"{DOOR}/till/member", {"code": right}), 429, "too_many_tries")
    queued = ok(clerk.post(f"{DOOR}/till/batch", {"sales": [sale(phone=None, code=right)]}))["sales"][0]
    assert (queued["code"], queued["again"]) == ("too_many_tries", True)
    ok(manager.post(f"{DOOR}/till/member", {"code": right}))
    ok(clerk.post(f"{DOOR}/till/member", {"phone": PHONE}))
    freeze(db, TUESDAY_10 + timedelta(minutes=11))
    ok(clerk.post(f"{DOOR}/till/member", {"code": ok(mother.get("/mom/v1/me/code"))["code"]}))


def test_old_codes_are_forgotten(app: Flask, mother: Caller, db: Database) -> None:
    ok(mother.get("/mom/v1/me/code"))
    freeze(db, TUESDAY_10 + timedelta(days=7))
    tidy(house_of(app))
    assert value(db, "SELECT count(*) FROM member_codes") == 1, "a sale of its time may still come"
    freeze(db, TUESDAY_10 + timedelta(days=8, hours=1))
    tidy(house_of(app))
    assert value(db, "SELECT count(*) FROM member_codes") == 0
