"""Paying online: the order stands first, the provider is asked after, and asking again is always safe."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app import payouts
from app.db import Database
from app.factory import create_app
from app.payments.demo import DemoPayments
from app.payments.port import Payer
from dispatch import cancelling
from tests.support.people import Caller, house_of
from tests.support.walk import add_address, order_id, place_order
from tests.support.world import TUESDAY_10, freeze, rows, value

ORDERS = "/mom/v1/orders"


@pytest.fixture
def order(mother: Caller) -> dict[str, Any]:
    """Placed, not paid."""
    return place_order(mother, payment_method="online")


def test_the_order_waits_and_says_how_to_pay(mother: Caller, db: Database, order: dict[str, Any]) -> None:
    trade_no = f"{order['order_no']}P1"
    assert order["payment"] == {
        "provider": "demo", "out_trade_no": trade_no, "amount_fen": 59600,
        "expires_at": "2026-11-24T10:30:00.000+08:00", "params": {"pay_url": f"/demo/pay/{trade_no}"},
    }  # fmt: skip
    assert (order["state"], order["pay_seconds_left"], order["actions"]) == (
        "awaiting_payment",
        1800,
        ["pay", "cancel"],
    )
    assert (order["store"], order["offer"], order["proof_code"]) == (None, None, None)
    assert value(db, "SELECT count(*) FROM offers") == 0


def test_paying_sends_it_to_the_promised_store(mother: Caller, app: Flask, db: Database, order: dict[str, Any]) -> None:
    assert Caller(app).post(order["payment"]["params"]["pay_url"]).status_code == 302
    seen = mother.get(f"{ORDERS}/{order['order_no']}").get_json()
    assert (seen["state"], seen["store"]["code"], seen["pay_seconds_left"]) == ("offered", "S1", None)
    assert seen["promise_at"] == order["promise_at"]
    assert [entry["text"] for entry in seen["timeline"]] == ["订单已提交", "已付款 596.00 元", "等待 浦东一店 接单"]
    Caller(app).post(order["payment"]["params"]["pay_url"])
    assert value(db, "SELECT count(*) FROM offers") == 1, "paying twice is paying once"


def test_asking_again_is_the_same_payment_from_every_phone(mother: Caller, db: Database, order: dict[str, Any]) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: mother.post(f"{ORDERS}/{order['order_no']}/pay"), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.get_json() == order["payment"] for answer in answers)
    assert value(db, "SELECT count(*) FROM payments") == 1
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'payment.created'") == 1


def test_placing_again_gives_the_payment_again(mother: Caller) -> None:
    address_id = add_address(mother)
    first = place_order(mother, payment_method="online", address_id=address_id)
    body = {
        "channel": "mini_program", "lines": [{"sku": "F1", "quantity": 2}], "payment_method": "online",
        "address_id": address_id,
    }  # fmt: skip
    again = mother.post(ORDERS, body, key="key-00000001")
    assert (again.status_code, again.get_json()["payment"]) == (200, first["payment"])


def test_there_is_nothing_to_pay_on_delivery_after_paying_or_too_late(
    mother: Caller, app: Flask, db: Database, order: dict[str, Any]
) -> None:
    cash = place_order(mother, key="key-00000002")
    refused = mother.post(f"{ORDERS}/{cash['order_no']}/pay")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "not_awaiting_payment")
    assert refused.get_json()["detail"] == "这张订单是货到付款，收货时再付"
    path = f"{ORDERS}/{order['order_no']}/pay"
    freeze(db, TUESDAY_10 + timedelta(minutes=30))
    assert mother.post(path).get_json()["detail"] == "这张订单的付款时间已过"
    freeze(db, TUESDAY_10 + timedelta(minutes=29))
    Caller(app).post(order["payment"]["params"]["pay_url"])
    assert mother.post(path).get_json()["detail"] == "这张订单已经付过款了"


def test_an_unpaid_order_closes_and_a_late_payment_is_given_back(
    mother: Caller, app: Flask, db: Database, order: dict[str, Any]
) -> None:
    freeze(db, TUESDAY_10 + timedelta(minutes=30))
    db.run(lambda session: cancelling.close_unpaid(session, 10))
    path = f"{ORDERS}/{order['order_no']}"
    seen = mother.get(path).get_json()
    assert (seen["state"], seen["timeline"][-1]["text"]) == ("cancelled", "超过付款时间，订单已关闭")
    assert mother.post(f"{path}/pay").get_json()["detail"] == "这张订单已取消，不能付款"
    Caller(app).post(order["payment"]["params"]["pay_url"])
    settle_refunds(app, db, "payment.late")
    seen = mother.get(path).get_json()
    assert [entry["text"] for entry in seen["timeline"]][-3:] == [
        "付款到账时订单已关闭，会为您退回", "已申请退款 596.00 元", "已退款 596.00 元"
    ]  # fmt: skip
    assert (seen["refunded_fen"], seen["refunds"][0]["state_zh"]) == (59600, "已退款")


def test_cancelling_a_paid_order_gives_everything_back(
    mother: Caller, app: Flask, db: Database, order: dict[str, Any]
) -> None:
    Caller(app).post(order["payment"]["params"]["pay_url"])
    mother.post(f"{ORDERS}/{order['order_no']}/cancel", {"reason": "changed_mind"})
    settle_refunds(app, db, "order.cancelled")
    seen = mother.get(f"{ORDERS}/{order['order_no']}").get_json()
    assert (seen["state"], seen["refunded_fen"]) == ("cancelled", 59600)
    assert [(refund["amount_fen"], refund["state"]) for refund in seen["refunds"]] == [(59600, "succeeded")]


def test_anothers_order_cannot_be_paid(other: Caller, order: dict[str, Any]) -> None:
    hers, missing = other.post(f"{ORDERS}/{order['order_no']}/pay"), other.post(f"{ORDERS}/2611240000000000/pay")
    assert (hers.status_code, hers.data) == (404, missing.data)


class Away(DemoPayments):
    """A provider that does not answer."""

    def create(
        self, out_trade_no: str, amount_fen: int, description: str, expires_at: datetime, payer: Payer
    ) -> dict[str, Any]:
        raise TimeoutError(payer.openid)


def test_a_provider_that_is_away_costs_nothing_but_time(mother: Caller, app: Flask, db: Database) -> None:
    house = house_of(app)
    broken = replace(mother, app=create_app(house=replace(house, payments=Away(house.db))))
    order = place_order(broken, payment_method="online")
    assert (order["state"], order["payment"]) == ("awaiting_payment", None)
    refused = broken.post(f"{ORDERS}/{order['order_no']}/pay")
    assert (refused.status_code, refused.get_json()["code"]) == (503, "payment_unavailable")
    paid = mother.post(f"{ORDERS}/{order['order_no']}/pay")
    assert (paid.status_code, paid.get_json()["out_trade_no"]) == (200, f"{order['order_no']}P1")
    assert value(db, "SELECT count(*) FROM payments WHERE order_id = :id", id=order_id(db, order["order_no"])) == 1


def settle_refunds(app: Flask, db: Database, asked_by: str) -> None:
    """What the queue's workers would do with the events."""
    house = house_of(app)
    for kind, work in ((asked_by, payouts.refund_cancelled), ("refund.processing", payouts.send_refund)):
        for row in rows(db, "SELECT id FROM outbox_events WHERE kind = :kind ORDER BY id", kind=kind):
            work(house, row.id)
            work(house, row.id)
