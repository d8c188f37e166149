"""Her choice of another store: offered where the policy lets her, kept with its reason, and given up when it cannot be had."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.db import Database
from app.invariants import check
from tests.http.mom.test_quotes import quoted
from tests.support.people import Caller, make_agent, make_staff
from tests.support.walk import decline, order_id, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, change, rows, set_stock, value

ORDERS = "/mom/v1/orders"


@pytest.fixture(autouse=True)
def she_may_choose(db: Database, network: Network) -> None:
    """The policy in force lets mothers choose."""
    change(db, "UPDATE policy_versions SET state = 'retired'")
    change(
        db,
        "INSERT INTO policy_versions (settings, state, created_by) VALUES ('{\"member_choice\": true}', 'active', 'test')",
    )


def proved(db: Database) -> None:
    assert {each.name: each.violations for each in db.read(check) if each.violations} == {}


def decisions(db: Database, order_no: str) -> list[Any]:
    query = "SELECT reason, store_id, candidates FROM decisions WHERE order_id = :id ORDER BY id"
    return rows(db, query, id=order_id(db, order_no))


def test_the_quote_names_the_other_stores(mother: Caller, db: Database, network: Network) -> None:
    add_purchase(db, mother.id, network["S2"], TUESDAY_10 - timedelta(days=30), "r1")
    add_purchase(db, mother.id, network["S3"], TUESDAY_10 - timedelta(days=9), "r2")
    told = quoted(mother)
    assert told["expect_store_code"] == "S3"
    assert [(each["code"], each["why_zh"], each["distance_m"]) for each in told["alternatives"]] == [
        ("S2", "您买过的门店", 858), ("S1", "附近的门店", 95),
    ]  # fmt: skip
    assert told["alternatives"][1] == {
        "code": "S1", "name": "浦东一店", "address": "张江路 1 号", "distance_m": 95, "open_now": True,
        "promise_at": "2026-11-24T13:00:00.000+08:00", "promise_zh": "由 浦东一店 配送，预计今天 13:00 前送达",
        "why_zh": "附近的门店", "reason_zh": "由您选的 浦东一店 为您配送，约 95 米",
    }  # fmt: skip
    set_stock(db, network["S1"], F1=1)
    assert [each["code"] for each in quoted(mother)["alternatives"]] == ["S2"], "only those that can take it"


def test_where_the_policy_gives_no_choice_there_is_none(mother: Caller, db: Database, address_id: int) -> None:
    change(db, "UPDATE policy_versions SET state = 'retired' WHERE created_by = 'test'")
    change(db, "UPDATE policy_versions SET state = 'active' WHERE created_by <> 'test'")
    assert quoted(mother)["alternatives"] == []
    body = {"channel": "mom_app", "address_id": address_id, "lines": [{"sku": "F1", "quantity": 2}]}
    body |= {"payment_method": "on_delivery", "chosen_store_code": "S2"}
    refused = mother.post(ORDERS, body, key="key-00000001")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "quote_changed")
    assert refused.get_json()["quote"]["expect_store_code"] == "S1"
    assert value(db, "SELECT count(*) FROM orders") == 0


def test_what_she_chose_gets_it_and_every_candidate_is_kept(
    app: Flask, mother: Caller, db: Database, network: Network
) -> None:
    add_purchase(db, mother.id, network["S3"], TUESDAY_10 - timedelta(days=9), "r1")
    order = place_order(mother, expect_store_code="S3", chosen_store_code="S2")
    assert (order["store"]["code"], order["state_zh"]) == ("S2", "等待 浦东二店 接单")
    (decision,) = decisions(db, order["order_no"])
    assert (decision.reason, decision.store_id) == ("chosen_by_member", network["S2"])
    assert [(each["code"], each["relation"], each["dropped"]) for each in decision.candidates] == [
        ("S3", "home_store", None), ("S1", "nearest", None), ("S2", "nearest", None),
    ]  # fmt: skip
    proved(db)
    (card,) = make_staff(app, network["S2"]).get("/merchant/v1/offers").get_json()["offers"]
    assert card["reason_zh"] == "顾客自选：她下单时选了本店，距收货地址 858 米"
    agent = make_agent(app)
    assert agent.get(f"/console/v1/orders/{order['order_no']}").get_json()["offers"][0]["reason_zh"] == "顾客自选"
    made = agent.get(f"/console/v1/orders/{order['order_no']}/decisions").get_json()["decisions"]
    assert made[0]["reason"] == "chosen_by_member"


def test_paid_online_it_still_goes_where_she_chose(mother: Caller, db: Database, network: Network) -> None:
    order = place_order(mother, chosen_store_code="S2", payment_method="online")
    assert order["promise_at"] == "2026-11-24T13:00:00.000+08:00"
    pay_url = order["payment"]["params"]["pay_url"]
    assert mother.app.test_client().post(pay_url).status_code < 400
    assert mother.get(f"{ORDERS}/{order['order_no']}").get_json()["store"]["code"] == "S2"
    assert [row.reason for row in decisions(db, order["order_no"])] == ["chosen_by_member"]
    proved(db)


def test_a_choice_that_refuses_hands_over_to_the_rule(mother: Caller, db: Database, network: Network) -> None:
    order_no = place_order(mother, chosen_store_code="S3")["order_no"]
    decline(db, order_no)
    assert [(row.reason, row.store_id) for row in decisions(db, order_no)] == [
        ("chosen_by_member", network["S3"]), ("nearest", network["S1"]),
    ]  # fmt: skip
    proved(db)


def test_a_choice_that_cannot_be_had_any_more_is_asked_again(
    mother: Caller, db: Database, network: Network, address_id: int
) -> None:
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE code = 'S2'")
    body = {"channel": "mom_app", "address_id": address_id, "lines": [{"sku": "F1", "quantity": 2}]}
    body |= {"payment_method": "on_delivery", "expect_store_code": "S1"}
    for code in ("S2", "S9", "S404"):
        refused = mother.post(ORDERS, {**body, "chosen_store_code": code}, key="key-00000001")
        assert (refused.status_code, refused.get_json()["code"]) == (409, "quote_changed"), code
        assert [each["code"] for each in refused.get_json()["quote"]["alternatives"]] == ["S3"]
    assert value(db, "SELECT count(*) FROM orders") == 0
    assert mother.post(ORDERS, {**body, "chosen_store_code": "S3"}, key="key-00000001").status_code == 201
