"""A mother logs in with WeChat, pays, is delivered, confirms, gets a part back; ledger and WeChat's bill agree to the fen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.bills import compare
from app.clock import SHANGHAI
from tests.support.people import Caller, make_agent, make_member, make_staff
from tests.support.walk import accept, add_address, leave, open_offer_id, order_id, place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import TUESDAY_10, Network, add_purchase, rows, value
from wechat.pay import WechatPay
from wechat.standin import Standin

NEXT_DAY = timedelta(hours=36)
ORDERS = "/mom/v1/orders"


def test_from_log_in_to_a_part_refund(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any]
) -> None:
    db = place.house.db
    # A till of S2 knew her by her phone: her old store is known at her first order in WeChat, though S1 is nearer.
    add_purchase(db, make_member(db, phone["number"]), network["S2"], TUESDAY_10 - timedelta(days=20), "till:1")
    mother = place.mother(phone)
    order = place_order(mother, payment_method="online", address_id=add_address(mother))
    assert (order["state"], order["payment"]["provider"]) == ("awaiting_payment", "wechat")
    transaction = wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    path = f"{ORDERS}/{order['order_no']}"
    assert mother.get(path).get_json()["state"] == "offered"
    staff = make_staff(place.app, network["S2"], "clerk")
    offer = open_offer_id(db, order["order_no"])
    assert staff.post(f"/merchant/v1/offers/{offer}/accept").status_code == 200
    assert staff.post(f"/merchant/v1/orders/{order['order_no']}/leave").status_code == 200
    place.hear()
    assert rows(db, "SELECT how, state, uploads FROM shippings")[0] == ("local", "uploaded", 1)
    wechat.confirm_receipt(transaction)
    place.hear()
    assert mother.get(path).get_json()["state"] == "completed"
    assert value(db, "SELECT proof FROM deliveries") == "receipt"
    _part_refund(place, mother, order["order_no"])
    _bill_agrees(place, 59600, 1234)


def _part_refund(place: WechatHouse, mother: Caller, order_no: str) -> None:
    asked = mother.post(f"{ORDERS}/{order_no}/refunds", {"amount_fen": 1234, "reason": "damaged"}, key="refund-0001")
    refund_no = asked.get_json()["refund_no"]
    agent = make_agent(place.app)
    decided = agent.post(f"/console/v1/refunds/{refund_no}/decide", {"approve": True, "reason": "照片属实"})
    assert decided.status_code == 200, decided.text
    place.hear_until(lambda: refunded(place, 1))
    seen = mother.get(f"{ORDERS}/{order_no}").get_json()
    assert [(r["amount_fen"], r["state"]) for r in seen["refunds"]] == [(1234, "succeeded")]


def refunded(place: WechatHouse, count: int) -> bool:
    return bool(value(place.house.db, "SELECT count(*) FROM refunds WHERE state = 'succeeded'") == count)


def _bill_agrees(place: WechatHouse, paid_fen: int, refunded_fen: int) -> None:
    # The day of the bill is the provider's; this test may begin before midnight and end after it.
    today = value(place.house.db, "SELECT (provider_paid_at AT TIME ZONE 'Asia/Shanghai')::date FROM payments")
    place.wechat.advance(NEXT_DAY.total_seconds())  # a day's bill is there on the next morning
    bill = WechatPay(place.wechat.settings, now=lambda: datetime.now(SHANGHAI) + NEXT_DAY).bill(today)
    place.wechat.advance(-NEXT_DAY.total_seconds())
    db = place.house.db
    assert db.run(lambda s: compare(s, "wechat", today, bill)) == []
    kept = rows(db, "SELECT payments, refunds, paid_fen, refunded_fen, differences FROM provider_bills")[0]
    assert tuple(kept) == (1, 1, paid_fen, refunded_fen, 0)
    booked = "SELECT sum(amount_fen) FROM postings p JOIN accounts a ON a.id = p.account_id WHERE a.kind = 'wechat_receivable'"
    assert value(db, booked) == paid_fen - refunded_fen


def test_refunds_before_acceptance_after_it_and_in_part(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    db = place.house.db
    accepted = place_order(mother, key="key-00000002", payment_method="online")
    for one in (order, accepted):
        wechat.pay(one["payment"]["out_trade_no"], one["payment"]["params"])
    place.hear()
    accept(db, accepted["order_no"])
    for one in (order, accepted):
        assert mother.post(f"{ORDERS}/{one['order_no']}/cancel", {"reason": "changed_mind"}).status_code == 200
    place.hear_until(lambda: refunded(place, 2))
    for one in (order, accepted):
        seen = mother.get(f"{ORDERS}/{one['order_no']}").get_json()
        assert (seen["state"], seen["refunded_fen"], seen["refunds"][0]["state"]) == ("cancelled", 59600, "succeeded")
    # The store that had accepted is left with nothing to do and nothing to be paid for.
    assert (
        value(db, "SELECT count(*) FROM offers WHERE state = 'open' OR (state = 'accepted' AND ended_at IS NULL)") == 0
    )
    assert value(db, "SELECT coalesce(sum(amount_fen), 0) FROM postings") == 0


def test_paid_after_it_was_closed_is_given_back_and_she_is_told(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    wechat.switch("/v3/pay/transactions/out-trade-no/*/close", "5xx")  # WeChat cannot be told that it is closed
    assert mother.post(f"{ORDERS}/{order['order_no']}/cancel", {"reason": "other"}).status_code == 200
    wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear_until(lambda: refunded(place, 1))
    place.settle()
    seen = mother.get(f"{ORDERS}/{order['order_no']}").get_json()
    assert (seen["state"], seen["refunded_fen"], seen["refunds"][0]["state"]) == ("cancelled", 59600, "succeeded")
    told = [m["text"] for m in place.house.db.read(_texts)]
    assert any("到账时订单已关闭" in text for text in told) and any("退款已到账" in text for text in told)


def _texts(session: Any) -> list[dict[str, str]]:
    from app.notify.sms import shown

    return shown(session)


def test_a_parcel_that_comes_back_and_leaves_again_is_told_of_once(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any], network: Network
) -> None:
    from dispatch import delivering, steering
    from dispatch.placing import ByPerson

    db, which = place.house.db, order_id(place.house.db, order["order_no"])
    wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    accept(db, order["order_no"])
    leave(db, order["order_no"])
    place.settle()
    db.run(lambda s: delivering.fail(s, which, "staff:1", "nobody_home"))
    person = ByPerson("agent:1", "顾客要求", only=frozenset([network["S2"]]))
    db.run(lambda s: steering.steer(s, which, person))
    accept(db, order["order_no"])
    leave(db, order["order_no"])
    place.settle()
    assert rows(db, "SELECT state, uploads FROM shippings")[0] == ("uploaded", 1)
