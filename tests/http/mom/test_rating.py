"""How the delivery was: once it is there, once an order, changed for a day, read by those whom it concerns and nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.db import Database
from app.invariants import check
from tests.http.mom.test_tracking import ORDERS, seen
from tests.support.people import Caller, make_agent, make_staff
from tests.support.walk import deliver, place_order
from tests.support.world import TUESDAY_10, Network, freeze, rows, value

FIVE = {"stars": 5, "words": "送得快，李姐很热心"}


@pytest.fixture
def order_no(mother: Caller, db: Database) -> str:
    """Brought to her door by S1."""
    made = str(place_order(mother)["order_no"])
    deliver(db, made)
    return made


def rated(mother: Caller, order_no: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = mother.post(f"{ORDERS}/{order_no}/rating", body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def events(db: Database) -> list[Any]:
    return [row.payload for row in rows(db, "SELECT payload FROM outbox_events WHERE kind = 'order.rated' ORDER BY id")]


def test_she_rates_what_was_delivered(mother: Caller, db: Database, order_no: str) -> None:
    before = seen(mother, order_no)
    assert (before["rating"], before["actions"]) == (None, ["confirm", "refund", "rate"])
    after = rated(mother, order_no, FIVE)
    assert after["rating"] == {
        **FIVE, "rated_at": "2026-11-24T10:00:00.000+08:00", "changeable_until": "2026-11-25T10:00:00.000+08:00",
    }  # fmt: skip
    assert after["actions"] == ["confirm", "refund"]
    assert seen(mother, order_no) == after
    assert events(db) == [{"stars": 5, "by": f"member:{mother.id}", "again": False}]
    assert mother.post(f"{ORDERS}/{order_no}/confirm").get_json()["rating"]["stars"] == 5


def test_the_same_again_changes_nothing_from_two_thumbs_either(mother: Caller, db: Database, order_no: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: rated(mother, order_no, FIVE), range(4)))
    assert all(answer["rating"] == answers[0]["rating"] for answer in answers)
    freeze(db, TUESDAY_10 + timedelta(days=3))
    assert rated(mother, order_no, FIVE)["rating"]["rated_at"] == "2026-11-24T10:00:00.000+08:00"
    assert len(events(db)) == value(db, "SELECT count(*) FROM ratings") == 1


def test_for_a_day_she_may_change_her_mind(mother: Caller, db: Database, order_no: str) -> None:
    rated(mother, order_no, {"stars": 1})
    freeze(db, TUESDAY_10 + timedelta(hours=23, minutes=59))
    changed = rated(mother, order_no, FIVE)["rating"]
    assert (changed["stars"], changed["words"], changed["rated_at"]) == (
        5,
        FIVE["words"],
        "2026-11-24T10:00:00.000+08:00",
    )
    assert [event["again"] for event in events(db)] == [False, True]
    freeze(db, TUESDAY_10 + timedelta(hours=24))
    refused = rated(mother, order_no, {"stars": 1}, 409)
    assert (refused["code"], refused["detail"]) == ("already_rated", "评价已超过 24 小时，不能再改了")
    stands = seen(mother, order_no)["rating"]
    assert (stands["stars"], stands["changeable_until"]) == (5, None)


def test_not_before_it_is_there(mother: Caller, db: Database) -> None:
    order_no = str(place_order(mother)["order_no"])
    refused = rated(mother, order_no, FIVE, 409)
    assert (refused["code"], refused["detail"]) == ("not_delivered", "订单送达后才能评价")
    assert "rate" not in seen(mother, order_no)["actions"]
    assert value(db, "SELECT count(*) FROM ratings") == 0


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"stars": ["必填"]}),
        ({"stars": 0}, {"stars": ["请选 1 到 5 颗星"]}),
        ({"stars": 6}, {"stars": ["请选 1 到 5 颗星"]}),
        ({"stars": "5"}, {"stars": ["格式不正确"]}),
        ({"stars": 5, "words": "好" * 201}, {"words": ["请填写 0 到 200 个字"]}),
    ],
)
def test_wrong_input_is_named(mother: Caller, order_no: str, body: dict[str, Any], fields: dict[str, Any]) -> None:
    assert rated(mother, order_no, body, 422)["fields"] == fields


def test_anothers_order_and_a_missing_one_are_the_same_bytes(mother: Caller, other: Caller, order_no: str) -> None:
    headers = {"X-Request-ID": "same-request"}
    answers = [
        other.post(f"{ORDERS}/{number}/rating", FIVE, headers=headers) for number in (order_no, "2611240000000000")
    ]
    assert answers[0].status_code == 404 and answers[0].data == answers[1].data
    assert seen(mother, order_no)["rating"] is None


def test_the_store_that_brought_it_and_customer_service_read_it(
    app: Flask, mother: Caller, db: Database, network: Network, order_no: str
) -> None:
    rated(mother, order_no, FIVE)
    told = {**FIVE, "rated_at": "2026-11-24T10:00:00.000+08:00"}
    sheet = make_staff(app, network["S1"]).get(f"/merchant/v1/orders/{order_no}").get_json()
    assert sheet["rating"] == told
    assert sheet["timeline"][-1]["text"] == "顾客评价了这次配送"
    assert make_staff(app, network["S2"], phone="13900000009").get(f"/merchant/v1/orders/{order_no}").status_code == 404
    order = make_agent(app).get(f"/console/v1/orders/{order_no}").get_json()
    assert order["rating"] == told
    assert (order["timeline"][-1]["text"], order["timeline"][-1]["by_zh"]) == ("评价 浦东一店：5 星", "顾客")


def test_her_words_are_sealed_exported_and_forgotten(mother: Caller, db: Database, order_no: str) -> None:
    rated(mother, order_no, FIVE)
    sealed = bytes(value(db, "SELECT words_sealed FROM ratings"))
    assert "李姐".encode() not in sealed
    assert "李姐" not in str(rows(db, "SELECT t::text FROM outbox_events t"))
    exported = mother.get("/mom/v1/me/export").get_json()["ratings"]
    assert [(each["order_no"], each["stars"], each["words"]) for each in exported] == [(order_no, 5, FIVE["words"])]
    assert {each.name: each.violations for each in db.read(check) if each.violations} == {}
    assert mother.delete("/mom/v1/me").status_code == 204
    assert tuple(rows(db, "SELECT stars, words_sealed FROM ratings")[0]) == (5, None)
