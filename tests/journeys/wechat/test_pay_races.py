"""Notice against query against cancel, with real commits: the money is booked once, and is hers again or the order's."""

from __future__ import annotations

from typing import Any

from app import payouts
from tests.integration.test_races import together
from tests.support.people import Caller
from tests.support.walk import add_address, place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import rows, value
from wechat.standin import Standin

from .test_notices import envelope, paid_notice, send

ROUNDS = 12


def test_notice_query_and_cancel_at_once(place: WechatHouse, wechat: Standin, mother: Caller) -> None:
    db, address = place.house.db, add_address(mother)
    wechat.options(speed=1_000_000)  # notices that are dropped are given up at once
    for number in range(ROUNDS):
        order = place_order(mother, f"key-race-{number:03d}", payment_method="online", address_id=address)
        body = envelope(place, paid_notice(place, order), f"EV-{number}")
        headers, paid = wechat.sign(body), order["payment"]["out_trade_no"]
        path = f"/mom/v1/orders/{order['order_no']}"
        together(
            lambda b=body, h=headers: send(place, b, h),  # type: ignore[misc]
            lambda n=paid: payouts.check_payment(place.house, "wechat", n),  # type: ignore[misc]
            lambda p=path: mother.post(f"{p}/payment-check"),  # type: ignore[misc]
            lambda p=path: mother.post(f"{p}/cancel", {"reason": "other"}),  # type: ignore[misc]
        )
        place.settle()
    assert value(db, "SELECT count(*) FROM entries WHERE kind = 'payment_received'") == ROUNDS
    wechat.clear_switches()
    place.hear_until(lambda: value(db, "SELECT count(*) FROM refunds WHERE state = 'succeeded'") == ROUNDS)
    assert {row.state for row in rows(db, "SELECT state FROM orders")} == {"cancelled"}
    assert value(db, "SELECT coalesce(sum(amount_fen), 0) FROM postings p JOIN accounts a ON a.id = p.account_id"
                     " WHERE a.kind = 'wechat_receivable'") == 0  # fmt: skip


def test_one_order_two_pay_sheets_and_only_one_takes_her_money(
    place: WechatHouse, wechat: Standin, phone: dict[str, Any], mother: Caller, order: dict[str, Any]
) -> None:
    """She opens the sheet in the mini-program, then in the mall: the first one is closed before the second is shown."""
    refused = mother.post(f"/mom/v1/orders/{order['order_no']}/pay", {"app": "wechat_mall"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "wechat_login_needed")
    in_mall = place.mother(phone, "wechat_mall")
    assert in_mall.id == mother.id
    second = in_mall.post(f"/mom/v1/orders/{order['order_no']}/pay", {"app": "wechat_mall"}).get_json()
    first = order["payment"]["out_trade_no"]
    assert second["out_trade_no"] != first and second["params"]["appId"] == wechat.account.service_app_id
    assert place.house.payments.query(first).state == "closed"
    wechat.pay(second["out_trade_no"], second["params"])
    place.hear()
    states = rows(place.house.db, "SELECT state FROM payments ORDER BY id")
    assert [row.state for row in states] == ["closed", "succeeded"]


def test_paid_in_the_first_sheet_just_before_the_second_was_opened(
    place: WechatHouse, wechat: Standin, phone: dict[str, Any], mother: Caller, order: dict[str, Any]
) -> None:
    in_mall = place.mother(phone, "wechat_mall")
    wechat.switch("notice", "drop")
    wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    answer = in_mall.post(f"/mom/v1/orders/{order['order_no']}/pay", {"app": "wechat_mall"})
    assert (answer.status_code, answer.get_json()["detail"]) == (409, "这张订单已经付过款了")
    assert value(place.house.db, "SELECT state FROM orders") == "offered"
    place.settle()
    assert value(place.house.db, "SELECT count(*) FROM payments WHERE state = 'created'") == 0
