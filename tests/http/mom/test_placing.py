"""Placing: once whatever happens, as quoted or asked again, named errors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from app.db import Database
from tests.support.counting import statements
from tests.support.people import Caller, house_of
from tests.support.walk import TWO_TINS, add_address, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, change, rows, set_stock, value

PATH = "/mom/v1/orders"
KEY = "key-00000001"


def body(address_id: int, **changes: Any) -> dict[str, Any]:
    return {
        "channel": "mini_program", "address_id": address_id, "lines": TWO_TINS, "payment_method": "on_delivery", **changes
    }  # fmt: skip


def test_cash_on_delivery_is_before_a_store_at_once(mother: Caller, db: Database, address_id: int) -> None:
    answer = mother.post(PATH, body(address_id, note="请放门口"), key=KEY)
    assert answer.status_code == 201
    order = answer.get_json()
    assert (order["state"], order["state_zh"], order["store"]["code"]) == ("offered", "等待 浦东一店 接单", "S1")
    assert order["offer"] == {
        "store_name": "浦东一店", "expires_at": "2026-11-24T11:00:00.000+08:00", "seconds_left": 3600
    }  # fmt: skip
    assert (order["payment"], order["note"], order["total_fen"]) == (None, "请放门口", 59600)
    assert order["recipient"] == {"name": "王**", "phone": "138****5678", "address": "上海市浦东新区张江****"}
    assert [entry["text"] for entry in order["timeline"]] == ["订单已提交", "等待 浦东一店 接单"]
    assert mother.get(f"{PATH}/{order['order_no']}").get_json() == {
        key: value for key, value in order.items() if key != "payment"
    }


def test_the_same_request_again_is_the_same_order(mother: Caller, db: Database, address_id: int) -> None:
    first = mother.post(PATH, body(address_id), key=KEY)
    again = mother.post(PATH, body(address_id), key=KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert value(db, "SELECT count(*) FROM orders") == value(db, "SELECT count(*) FROM offers") == 1


def test_even_after_she_deleted_the_address(mother: Caller, address_id: int) -> None:
    first = mother.post(PATH, body(address_id), key=KEY).get_json()
    mother.delete(f"/mom/v1/addresses/{address_id}")
    again = mother.post(PATH, body(address_id), key=KEY)
    assert (again.status_code, again.get_json()["order_no"]) == (200, first["order_no"])
    other_body = mother.post(PATH, body(address_id, note="不同"), key=KEY)
    assert (other_body.status_code, other_body.get_json()["code"]) == (409, "idempotency_key_reused")


def test_the_same_key_with_another_body_is_refused(mother: Caller, db: Database, address_id: int) -> None:
    mother.post(PATH, body(address_id), key=KEY)
    answer = mother.post(PATH, body(address_id, lines=[{"sku": "F1", "quantity": 3}]), key=KEY)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "idempotency_key_reused")
    assert value(db, "SELECT count(*) FROM orders") == 1


def test_a_key_is_hers_alone(mother: Caller, other: Caller, address_id: int) -> None:
    hers = mother.post(PATH, body(address_id), key=KEY).get_json()["order_no"]
    theirs = other.post(PATH, body(add_address(other)), key=KEY)
    assert theirs.status_code == 201 and theirs.get_json()["order_no"] != hers


@pytest.mark.parametrize("round_", range(5))
def test_one_key_from_several_phones_at_once_makes_one_order(
    mother: Caller, db: Database, address_id: int, round_: int
) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: mother.post(PATH, body(address_id), key=KEY), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 200, 201]
    assert len({answer.get_json()["order_no"] for answer in answers}) == 1
    assert value(db, "SELECT count(*) FROM orders") == value(db, "SELECT count(*) FROM offers") == 1


def test_one_key_two_bodies_at_once_make_one_order(mother: Caller, db: Database, address_id: int) -> None:
    bodies = [body(address_id), body(address_id, note="急")] * 2
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: mother.post(PATH, each, key=KEY), bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 201, 409, 409]
    assert value(db, "SELECT count(*) FROM orders") == 1


@pytest.mark.parametrize("key", [None, "short", "x" * 81, "with blank 1"])
def test_without_a_proper_key_nothing_is_placed(mother: Caller, db: Database, address_id: int, key: str | None) -> None:
    answer = mother.post(PATH, body(address_id), key=key)
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["Idempotency-Key"])
    assert value(db, "SELECT count(*) FROM orders") == 0


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"channel": "call_centre"}, {"channel": ["须为其中之一：mini_program, wechat_mall, mom_app"]}),
        ({"payment_method": "later"}, {"payment_method": ["须为其中之一：on_delivery, online"]}),
        ({"address_id": "1"}, {"address_id": ["格式不正确"]}),
        ({"address_id": None}, {"address_id": ["不能为空"]}),
        ({"address_id": 10**30}, {"address_id": ["没有这个收货地址，请重新选择"]}),
        ({"address_id": 999}, {"address_id": ["没有这个收货地址，请重新选择"]}),
        ({"note": "急" * 201}, {"note": ["请填写 0 到 200 个字"]}),
        ({"lines": [{"sku": "NO", "quantity": 1}]}, {"lines.0.sku": ["商品不存在或已下架"]}),
        ({"price_fen": 1}, {"price_fen": ["没有这个字段"]}),
    ],
)
def test_wrong_input_is_named(
    mother: Caller, db: Database, address_id: int, changes: dict[str, Any], fields: dict[str, list[str]]
) -> None:
    answer = mother.post(PATH, {**body(address_id), **changes}, key=KEY)
    assert (answer.status_code, answer.get_json()["fields"]) == (422, fields)
    assert value(db, "SELECT count(*) FROM orders") == 0


def test_anothers_address_is_no_address(mother: Caller, other: Caller, db: Database, address_id: int) -> None:
    answer = other.post(PATH, body(address_id), key=KEY)
    assert answer.get_json()["fields"] == {"address_id": ["没有这个收货地址，请重新选择"]}
    assert value(db, "SELECT count(*) FROM orders") == 0


def test_a_changed_quote_is_asked_again_with_the_new_one(
    mother: Caller, db: Database, network: Network, address_id: int
) -> None:
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE code = 'S1'")
    answer = mother.post(PATH, body(address_id, expect_store_code="S1"), key=KEY)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "quote_changed")
    problem = answer.get_json()
    assert problem["quote"]["expect_store_code"] == "S2"
    assert problem["quote"]["promise_at"] == "2026-11-24T13:00:00.000+08:00"
    assert problem["detail"] == "配送安排有变化：由 浦东二店 配送，预计今天 13:00 前送达。请确认后再下单"
    assert value(db, "SELECT count(*) FROM orders") == 0
    # She agrees: the same key may carry the new wish, since nothing was made under it.
    agreed = mother.post(PATH, body(address_id, expect_store_code="S2"), key=KEY)
    assert (agreed.status_code, agreed.get_json()["store"]["code"]) == (201, "S2")


def test_a_store_that_never_was_changes_the_quote_too(mother: Caller, address_id: int) -> None:
    answer = mother.post(PATH, body(address_id, expect_store_code="S777"), key=KEY)
    assert (answer.status_code, answer.get_json()["quote"]["expect_store_code"]) == (409, "S1")


def test_when_nobody_is_left_she_is_asked_before_a_person_takes_over(
    mother: Caller, db: Database, address_id: int
) -> None:
    change(db, "UPDATE stores SET radius_m = 1")
    answer = mother.post(PATH, body(address_id, expect_store_code="S1"), key=KEY)
    assert (answer.status_code, answer.get_json()["quote"]["needs_person"]) == (409, True)
    assert "收货地址附近暂时没有能送到的门店" in answer.get_json()["detail"]
    order = mother.post(PATH, body(address_id), key=KEY).get_json()
    assert (order["state"], order["state_zh"], order["store"], order["offer"]) == (
        "needs_person",
        "客服处理中",
        None,
        None,
    )
    assert order["timeline"][-1]["text"] == "附近门店暂时没能接单，客服正在为您安排门店，会尽快告诉您"


def test_the_last_tin_goes_to_one_of_two_mothers(
    mother: Caller, other: Caller, db: Database, network: Network, address_id: int
) -> None:
    set_stock(db, network["S1"], F1=2)
    wishes = [(mother, body(address_id)), (other, body(add_address(other)))]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda wish: wish[0].post(PATH, wish[1], key=KEY), wishes))
    assert sorted(answer.get_json()["store"]["code"] for answer in answers) == ["S1", "S2"]


def test_an_erased_mother_places_nothing_with_an_old_session(mother: Caller, db: Database, address_id: int) -> None:
    assert mother.delete("/mom/v1/me").status_code == 204
    assert mother.post(PATH, body(address_id), key=KEY).status_code == 401


def test_her_name_is_nowhere_in_clear(mother: Caller, db: Database, address_id: int) -> None:
    mother.post(PATH, body(address_id, note="密码锁 1234"), key=KEY)
    for table in ("orders", "offers", "decisions", "outbox_events"):
        text = str(rows(db, f"SELECT t::text FROM {table} t"))
        assert not any(secret in text for secret in ("王小明", "13812345678", "张江路 88", "密码锁"))
    sealed = bytes(value(db, "SELECT recipient_sealed FROM orders"))
    assert "张江路".encode() not in sealed


def test_quoting_and_placing_take_few_statements(
    mother: Caller, db: Database, network: Network, address_id: int
) -> None:
    add_purchase(db, mother.id, network["S1"], TUESDAY_10 - timedelta(days=9), "r1")
    place_order(mother, key="key-warm-up-1", address_id=address_id)
    database = house_of(mother.app).db
    with statements(database) as quoting:
        mother.post("/mom/v1/quotes", {"address_id": address_id, "lines": TWO_TINS})
    with statements(database) as placing:
        place_order(mother, address_id=address_id, expect_store_code="S1")
    assert len(quoting) <= 6, quoting
    assert len(placing) <= 13, placing
