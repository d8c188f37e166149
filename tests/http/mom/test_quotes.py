"""What she is told before she pays, by the code that will route the order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.clock import SHANGHAI
from app.db import Database
from dispatch.domain.datum import from_wgs84
from tests.support.people import Caller
from tests.support.walk import TWO_TINS, place_order
from tests.support.world import HOME, TUESDAY_10, Network, add_purchase, change, freeze, set_stock, value

PATH = "/mom/v1/quotes"
SWAPPED = "经度和纬度好像填反了：lng 是经度（如 121.47），lat 是纬度（如 31.23）"
POINT = {"lng": HOME[0], "lat": HOME[1], "datum": "wgs84"}


def quoted(mother: Caller, **changes: Any) -> dict[str, Any]:
    answer = mother.post(PATH, {"point": POINT, "lines": TWO_TINS, **changes})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_new_mother_is_told_the_nearest_store(mother: Caller) -> None:
    told = quoted(mother, lines=[*TWO_TINS, {"sku": "D1", "quantity": 3}])
    gcj = from_wgs84(121.50, 31.20, "gcj02")
    assert told == {
        "store": {
            "code": "S1", "name": "浦东一店", "address": "张江路 1 号", "distance_m": 95,
            "point": {"lng": round(gcj[0], 6), "lat": round(gcj[1], 6), "datum": "gcj02"},
            "open_now": True, "open_until": "2026-11-24T21:00:00.000+08:00", "opens_at": None,
        },
        "expect_store_code": "S1", "needs_person": False, "needs_person_zh": None,
        "reason": "nearest", "reason_zh": "由离您最近的 浦东一店 为您配送，约 95 米",
        "promise_at": "2026-11-24T13:00:00.000+08:00", "promise_zh": "由 浦东一店 配送，预计今天 13:00 前送达",
        "alternatives": [],
        "lines": [
            {"sku": "F1", "name": "牧小暖婴儿配方奶粉 1段", "quantity": 2, "unit_price_fen": 29800, "amount_fen": 59600},
            {"sku": "D1", "name": "软糯糯纸尿裤 L码", "quantity": 3, "unit_price_fen": 8900, "amount_fen": 26700},
        ],
        "goods_fen": 86300, "delivery_fee_fen": 0, "total_fen": 86300, "now": "2026-11-24T10:00:00.000+08:00",
    }  # fmt: skip


def test_by_address_or_by_point_is_the_same(mother: Caller, address_id: int) -> None:
    assert quoted(mother, point=None, address_id=address_id) == quoted(mother)


def test_her_home_store_comes_first_and_a_reason_if_not(mother: Caller, db: Database, network: Network) -> None:
    add_purchase(db, mother.id, network["S3"], TUESDAY_10 - timedelta(days=9), "r1")
    told = quoted(mother)
    assert (told["expect_store_code"], told["reason_zh"]) == ("S3", "由您常去的 浦东三店 为您配送")
    set_stock(db, network["S3"], F1=1)
    told = quoted(mother)
    assert (told["expect_store_code"], told["reason"]) == ("S1", "nearest")
    assert told["reason_zh"].startswith("您常去的门店暂时缺货，由离您最近的 浦东一店")


def test_in_the_evening_it_is_tomorrow(mother: Caller, db: Database) -> None:
    freeze(db, datetime(2026, 11, 24, 20, 30, tzinfo=SHANGHAI))
    told = quoted(mother)
    # Half an hour is left today, half an hour of the store's hour is tomorrow's, and two more to bring it.
    assert told["promise_zh"] == "由 浦东一店 配送，预计明天 11:30 前送达"
    freeze(db, datetime(2026, 11, 24, 22, 0, tzinfo=SHANGHAI))
    told = quoted(mother)
    assert (told["store"]["open_now"], told["store"]["opens_at"]) == (False, "2026-11-25T09:00:00.000+08:00")


def test_the_delivery_fee_is_in_the_total(mother: Caller, db: Database) -> None:
    change(db, "UPDATE policy_versions SET state = 'retired'")
    change(
        db,
        "INSERT INTO policy_versions (settings, state, created_by) VALUES ('{\"delivery_fee_fen\": 500}', 'active', 'test')",
    )
    assert [quoted(mother)[name] for name in ("goods_fen", "delivery_fee_fen", "total_fen")] == [59600, 500, 60100]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE stores SET radius_m = 1", "收货地址附近暂时没有能送到的门店"),
        ("UPDATE stores SET tracks_stock = true", "附近门店暂时缺货（牧小暖婴儿配方奶粉 1段）"),
        ("UPDATE stores SET hours = 'Mo 09:00-09:30'", "附近门店现在都没有营业"),
        ("UPDATE stores SET paused_at = jindan_now()", "附近门店暂时都不能接单"),
    ],
)
def test_nobody_can_and_she_is_told_why_in_plain_words(
    mother: Caller, db: Database, statement: str, words: str
) -> None:
    change(db, statement)
    told = quoted(mother)
    assert (told["store"], told["expect_store_code"], told["needs_person"]) == (None, None, True)
    assert told["needs_person_zh"] == f"{words}。您仍可下单，客服会为您安排门店并尽快联系您"
    assert (told["promise_at"], told["total_fen"]) == (None, 59600)


def test_with_no_store_at_all_it_is_still_an_answer(app: Flask, mother: Caller, db: Database) -> None:
    change(db, "DELETE FROM stores")
    assert quoted(mother)["needs_person_zh"].startswith("收货地址附近暂时没有能送到的门店")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"lines": []}, {"lines": ["请选择 1 到 50 种商品"]}),
        ({"lines": [{"sku": "F1", "quantity": 0}]}, {"lines.0.quantity": ["数量须在 1 到 99 之间"]}),
        ({"lines": [{"sku": "F1", "quantity": 1.5}]}, {"lines.0.quantity": ["格式不正确"]}),
        ({"lines": [{"sku": "F1"}]}, {"lines.0.quantity": ["必填"]}),
        ({"lines": [{"sku": "NO", "quantity": 1}]}, {"lines.0.sku": ["商品不存在或已下架"]}),
        ({"lines": [*TWO_TINS, *TWO_TINS]}, {"lines.1.sku": ["同一商品请合并为一行"]}),
        ({"lines": "F1"}, {"lines": ["格式不正确"]}),
        ({"point": None}, {"point": ["请选择收货地址，或在地图上选择收货位置"]}),
        ({"address_id": 1}, {"point": ["收货地址和地图位置请只给一个"]}),
        ({"point": None, "address_id": 77}, {"address_id": ["没有这个收货地址，请重新选择"]}),
        ({"point": {"lng": 31.2, "lat": 121.5}}, {"point": [SWAPPED]}),
    ],
)  # fmt: skip
def test_wrong_input_is_named(mother: Caller, body: dict[str, Any], fields: dict[str, list[str]]) -> None:
    answer = mother.post(PATH, {"point": POINT, "lines": TWO_TINS, **body})
    assert (answer.status_code, answer.get_json()["fields"]) == (422, fields)


def test_anothers_address_is_no_address(other: Caller, mother: Caller, address_id: int) -> None:
    body = {"lines": TWO_TINS}
    headers = {"X-Request-ID": "same-request"}
    hers = other.post(PATH, {**body, "address_id": address_id}, headers=headers)
    missing = other.post(PATH, {**body, "address_id": 999_999}, headers=headers)
    assert (hers.status_code, hers.data) == (422, missing.data)


@pytest.mark.parametrize("home", ["S1", "S2", "S3", None])
def test_what_is_quoted_is_what_is_placed(
    mother: Caller, db: Database, network: Network, address_id: int, home: str | None
) -> None:
    if home:
        add_purchase(db, mother.id, network[home], TUESDAY_10 - timedelta(days=9), "r1")
    told = quoted(mother, point=None, address_id=address_id)
    order = place_order(mother, address_id=address_id, expect_store_code=told["expect_store_code"])
    assert (order["store"]["code"], order["promise_at"], order["total_fen"], order["promise_zh"]) == (
        told["expect_store_code"], told["promise_at"], told["total_fen"], told["promise_zh"],
    )  # fmt: skip


def test_a_quote_writes_nothing(mother: Caller, db: Database) -> None:
    before = value(db, "SELECT count(*) FROM outbox_events")
    quoted(mother)
    for table in ("orders", "offers", "decisions", "reservations"):
        assert value(db, f"SELECT count(*) FROM {table}") == 0
    assert value(db, "SELECT count(*) FROM outbox_events") == before
