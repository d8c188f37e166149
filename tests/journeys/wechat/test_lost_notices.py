"""The notice never comes: the provider is asked. Money that came is found, what is over is closed, books are compared."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from redis import Redis

from app import payouts, reconcile
from app.bills import compare
from app.clock import SHANGHAI
from app.payments.port import BillRow
from dispatch import cancelling, intake
from tests.support.core import command
from tests.support.people import Caller
from tests.support.walk import accept, order_id
from tests.support.wechat_house import WechatHouse
from tests.support.world import TUESDAY_10, freeze, rows, set_stock, value
from wechat.standin import Standin

FIVE_MINUTES = timedelta(minutes=5)


def test_a_hundred_lost_notices_are_found_within_five_minutes(
    place: WechatHouse, wechat: Standin, mother: Caller
) -> None:
    db = place.house.db
    set_stock(db, value(db, "SELECT id FROM stores WHERE code = 'S1'"), F1=1000)
    wechat.switch("notice", "drop")
    numbers = []
    for _ in range(100):
        wish = command(db, member_id=mother.id, payment_method="online")
        order = db.run(lambda s, w=wish: intake.place(s, w))[0]  # type: ignore[misc]
        answer = mother.post(f"/mom/v1/orders/{order.order_no}/pay")
        numbers.append(answer.get_json()["out_trade_no"])
    for number in numbers:
        wechat.pay(number)
    assert value(db, "SELECT count(*) FROM payments WHERE state = 'succeeded'") == 0
    for seconds in range(0, int(FIVE_MINUTES.total_seconds()) + 1, 10):  # ten seconds a round, instead of one
        freeze(db, TUESDAY_10 + timedelta(seconds=seconds))
        while reconcile.reconcile_once(place.house):
            pass
    assert value(db, "SELECT count(*) FROM payments WHERE state = 'succeeded'") == 100
    assert value(db, "SELECT count(*) FROM offers") == 100
    assert value(db, "SELECT max(checks) FROM payments") <= 3


def test_she_says_that_she_has_paid_and_need_not_wait(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    path = f"/mom/v1/orders/{order['order_no']}"
    wechat.switch("notice", "drop")
    assert mother.post(f"{path}/payment-check").get_json()["state"] == "awaiting_payment"
    wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    assert mother.post(f"{path}/payment-check").get_json()["state"] == "offered"
    assert mother.post(f"{path}/payment-check").get_json()["state"] == "offered"
    wechat.switch("pay", "5xx")
    assert mother.post(f"{path}/payment-check").status_code == 200


def test_an_order_nobody_pays_is_closed_at_wechat_too(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    from wechat.standin.remote import ControlError

    db, number = place.house.db, order["payment"]["out_trade_no"]
    freeze(db, TUESDAY_10 + timedelta(minutes=30))
    db.run(lambda s: cancelling.close_unpaid(s, 10))
    place.settle()
    assert place.house.payments.query(number).state == "closed"
    assert value(db, "SELECT state FROM payments") == "closed"
    try:
        wechat.pay(number)
    except ControlError:
        return
    raise AssertionError("a closed payment was taken")


def test_a_close_that_wechat_did_not_hear_is_said_again_and_a_payment_in_between_goes_back(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    db, number = place.house.db, order["payment"]["out_trade_no"]
    db.run(lambda s: cancelling.cancel(s, order_id(db, order["order_no"]), "member:1", "other"))
    wechat.switch("notice", "drop")
    wechat.pay(number)  # before the queue came round to closing it
    freeze(db, TUESDAY_10 + timedelta(seconds=30))
    assert place.reconcile() == 1
    assert value(db, "SELECT state FROM payments") == "succeeded"
    place.settle()
    freeze(db, TUESDAY_10 + timedelta(minutes=2))
    wechat.wait(
        lambda: place.house.payments.query_refund(value(db, "SELECT refund_no FROM refunds")).state == "succeeded"
    )
    assert place.reconcile() == 1  # the refund's notice is lost as well
    assert rows(db, "SELECT state, amount_fen FROM refunds")[0] == ("succeeded", 59600)


def test_a_refund_that_wechat_never_heard_of_is_sent_again_once(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    db = place.house.db
    wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    mother.post(f"/mom/v1/orders/{order['order_no']}/cancel", {"reason": "other"})
    event = value(db, "SELECT id FROM outbox_events WHERE kind = 'order.cancelled'")
    payouts.refund_cancelled(place.house, event)  # and the worker dies before it sends it
    for minutes in (2, 4):
        freeze(db, TUESDAY_10 + timedelta(minutes=minutes))
        place.reconcile()
    place.hear_until(lambda: value(db, "SELECT state FROM refunds") == "succeeded")
    assert value(db, "SELECT count(*) FROM entries WHERE kind = 'refund_before_delivery'") == 1


def test_with_redis_gone_paying_and_accepting_still_work(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    from dataclasses import replace

    from app.factory import create_app
    from dispatch.timers import sweep
    from wechat.api import WechatApi

    gone = Redis.from_url("unix:///nowhere/valkey.sock", socket_connect_timeout=0.2)
    house = replace(place.house, redis=gone, wechat=WechatApi(wechat.settings, gone))
    app = create_app(house=house)
    asked = replace(mother, app=app).post(f"/mom/v1/orders/{order['order_no']}/pay").get_json()
    wechat.pay(asked["out_trade_no"], asked["params"])
    wechat.settled()
    sweep(house.db)  # no relay, no worker: the sweeper acts on the notice that was kept
    assert value(house.db, "SELECT state FROM orders") == "offered"
    accept(house.db, order["order_no"])
    assert value(house.db, "SELECT state FROM orders") == "accepted"


def test_every_difference_between_a_bill_and_the_ledger_is_listed_once(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    db = place.house.db
    transaction = wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    day = value(db, "SELECT (provider_paid_at AT TIME ZONE 'Asia/Shanghai')::date FROM payments")
    foreign = BillRow("2611240000000000P1", "4200000000000000000000000001", 100)
    wrong = BillRow(order["payment"]["out_trade_no"], transaction, 59601)
    refund = BillRow(order["payment"]["out_trade_no"], transaction, 59600, "R000", 5)
    kinds = lambda *bill: sorted(d["kind"] for d in db.run(lambda s: compare(s, "wechat", day, bill)))  # noqa: E731
    assert kinds(foreign, wrong, refund) == ["bill_payment_amount", "bill_payment_not_ours", "bill_refund_not_ours"]
    assert kinds(foreign, wrong, refund) == ["bill_payment_amount", "bill_payment_not_ours", "bill_refund_not_ours"]
    assert kinds() == ["bill_payment_not_theirs"]
    assert value(db, "SELECT count(*) FROM money_exceptions") == 4
    assert kinds(BillRow(order["payment"]["out_trade_no"], transaction, 59600)) == []


def test_bills_are_asked_for_from_eleven_on_and_for_days_that_were_missed(place: WechatHouse) -> None:
    at = datetime(2026, 11, 26, 10, 59, tzinfo=SHANGHAI)
    assert reconcile.days_to_compare(place.house, at) == [date(2026, 11, 24)]
    place.house.db.run(lambda s: compare(s, "wechat", date(2026, 11, 22), ()))
    assert reconcile.days_to_compare(place.house, at + timedelta(minutes=1)) == [
        date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
    ]  # fmt: skip
    assert len(reconcile.days_to_compare(place.house, at + timedelta(days=30))) == 8
