"""Money back: she asks, a person decides; never more than she paid, never the goods and the money."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from app.db import Database
from dispatch import refunding
from tests.support.people import Caller
from tests.support.walk import accept, deliver, leave, place_order
from tests.support.world import rows, value

ORDERS = "/mom/v1/orders"
KEY = "refund-key-1"


@pytest.fixture
def order_no(mother: Caller, db: Database) -> str:
    """A delivered order, paid in cash."""
    number = str(place_order(mother)["order_no"])
    deliver(db, number)
    return number


def ask(mother: Caller, order_no: str, key: str = KEY, **body: Any) -> Any:
    return mother.post(f"{ORDERS}/{order_no}/refunds", {"reason": "damaged", **body}, key=key)


def test_she_asks_for_a_part_and_a_person_decides(mother: Caller, db: Database, order_no: str) -> None:
    answer = ask(mother, order_no, amount_fen=1001)
    assert answer.status_code == 201
    refund = answer.get_json()
    assert (refund["amount_fen"], refund["state"], refund["state_zh"], refund["reason"]) == (
        1001, "requested", "等待处理", "商品破损",
    )  # fmt: skip
    refund_id = value(db, "SELECT id FROM refunds")
    db.run(lambda session: refunding.decide(session, refund_id, "agent:1", approve=True))
    order = mother.get(f"{ORDERS}/{order_no}").get_json()
    assert (order["refunded_fen"], order["refunds"][0]["state_zh"]) == (1001, "已退款")
    assert [entry["text"] for entry in order["timeline"]][-2:] == ["已申请退款 10.01 元", "已退款 10.01 元"]


def test_left_out_it_is_everything_that_is_left(mother: Caller, db: Database, order_no: str) -> None:
    ask(mother, order_no, "refund-key-0", amount_fen=9600)
    assert ask(mother, order_no).get_json()["amount_fen"] == 50000
    nothing = ask(mother, order_no, "refund-key-2")
    assert (nothing.status_code, nothing.get_json()["code"]) == (409, "nothing_left")
    assert mother.get(f"{ORDERS}/{order_no}").get_json()["actions"] == ["confirm", "rate"]


def test_the_same_key_is_the_same_refund(mother: Caller, db: Database, order_no: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(mother, order_no), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["refund_no"] for answer in answers}) == 1
    assert value(db, "SELECT count(*) FROM refunds") == 1
    other_body = ask(mother, order_no, amount_fen=5)
    assert (other_body.status_code, other_body.get_json()["code"]) == (409, "idempotency_key_reused")


def test_two_phones_cannot_ask_for_more_than_she_paid(mother: Caller, db: Database, order_no: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: ask(mother, order_no, f"refund-key-{n}", amount_fen=40000), range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    assert [row.amount_fen for row in rows(db, "SELECT amount_fen FROM refunds")] == [40000]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"amount_fen": 0}, {"amount_fen": ["退款金额须大于 0"]}),
        ({"amount_fen": 59601}, {"amount_fen": ["最多可退 596.00 元"]}),
        ({"amount_fen": "1"}, {"amount_fen": ["格式不正确"]}),
        ({"reason": "没理由"}, {"reason": ["请选择退款原因"]}),
    ],
)
def test_wrong_input_is_named(mother: Caller, order_no: str, body: dict[str, Any], fields: dict[str, Any]) -> None:
    answer = ask(mother, order_no, **body)
    assert (answer.status_code, answer.get_json()["fields"]) == (422, fields)


def test_a_refund_before_delivery_would_be_goods_and_money(mother: Caller, app: Flask, db: Database) -> None:
    order = place_order(mother, payment_method="online")
    Caller(app).post(order["payment"]["params"]["pay_url"])
    for step in (lambda: None, lambda: accept(db, order["order_no"]), lambda: leave(db, order["order_no"])):
        step()
        refused = ask(mother, order["order_no"])
        assert (refused.status_code, refused.get_json()["code"]) == (409, "cancel_instead")
    assert value(db, "SELECT count(*) FROM refunds") == 0


def test_a_rejected_refund_may_be_asked_for_again(mother: Caller, db: Database, order_no: str) -> None:
    ask(mother, order_no)
    refund_id = value(db, "SELECT id FROM refunds")
    db.run(lambda session: refunding.decide(session, refund_id, "agent:1", approve=False, why="没有照片"))
    order = mother.get(f"{ORDERS}/{order_no}").get_json()
    assert order["timeline"][-1]["text"] == "退款 596.00 元未通过，如有疑问请联系客服"
    assert ask(mother, order_no, "refund-key-2").get_json()["amount_fen"] == 59600
