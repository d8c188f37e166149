"""WeChat's notices: repeated, forged, stale, altered, late, raced. Believed once or not at all."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.support.people import Caller
from tests.support.walk import place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import rows, value
from wechat.standin import keys

WRITTEN = ("provider_notices", "money_exceptions", "outbox_events", "entries", "payments", "refunds", "messages")


def counts(place: WechatHouse) -> dict[str, int]:
    return {name: int(value(place.house.db, f"SELECT count(*) FROM {name}")) for name in WRITTEN}


def rejected(place: WechatHouse) -> dict[str, int]:
    return {
        row.kind: row.times for row in rows(place.house.db, "SELECT kind, times FROM rejections WHERE source = 'pay'")
    }


def paid_notice(place: WechatHouse, order: dict[str, Any]) -> dict[str, Any]:
    """Pay, and take the notice off the wire: what WeChat would say, for a test to say it in its own way."""
    number = order["payment"]["out_trade_no"]
    place.wechat.options(speed=1_000_000)  # what is dropped is given up at once
    place.wechat.switch("notice.pay", "drop")
    transaction = place.wechat.pay(number, order["payment"]["params"])
    account = place.wechat.account
    return {
        "mchid": account.mch_id, "appid": account.mini_app_id, "out_trade_no": number, "transaction_id": transaction,
        "trade_type": "JSAPI", "trade_state": "SUCCESS", "trade_state_desc": "支付成功", "bank_type": "OTHERS",
        "success_time": "2026-11-26T10:00:00+08:00", "payer": {"openid": "o" * 28},
        "amount": {"total": 59600, "payer_total": 59600, "currency": "CNY", "payer_currency": "CNY"},
    }  # fmt: skip


def envelope(place: WechatHouse, resource: dict[str, Any], event_id: str = "EV-1", kind: str = "transaction") -> str:
    """The body of a notice, sealed as WeChat seals it."""
    sealed, nonce = keys.seal(place.wechat.account.apiv3_key, json.dumps(resource).encode(), kind)
    return json.dumps(
        {
            "id": event_id, "create_time": "2026-11-26T10:00:00+08:00", "event_type": "TRANSACTION.SUCCESS",
            "resource_type": "encrypt-resource", "summary": "支付成功",
            "resource": {"original_type": kind, "algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "ciphertext": sealed,
                         "associated_data": kind},
        }
    )  # fmt: skip


def send(place: WechatHouse, body: str, headers: dict[str, str], path: str = "notices") -> int:
    url = f"{place.house.config.public_url}/wechat/pay/{path}"
    return requests.post(
        url, data=body.encode(), headers={"Content-Type": "application/json", **headers}, timeout=30
    ).status_code


def test_a_thousand_repeats_of_one_notice_change_nothing_after_the_first(
    place: WechatHouse, order: dict[str, Any]
) -> None:
    body = envelope(place, paid_notice(place, order))
    headers = place.wechat.sign(body)
    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(lambda _: send(place, body, headers), range(500)))
    place.settle()
    after_some = counts(place)
    with ThreadPoolExecutor(64) as pool:
        answers += list(pool.map(lambda _: send(place, body, headers), range(500)))
    place.settle()
    assert set(answers) == {204} and counts(place) == after_some
    assert (after_some["provider_notices"], after_some["payments"]) == (1, 1)
    assert value(place.house.db, "SELECT count(*) FROM entries WHERE kind = 'payment_received'") == 1
    assert value(place.house.db, "SELECT count(*) FROM offers") == 1


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("forge", "bad_signature"), ("stale", "stale"), ("bad_tag", "bad_tag"), ("truncated", "bad_signature"),
        ("wrong_mchid", "not_ours"), ("wrong_appid", "not_ours"),
    ],
)  # fmt: skip
def test_what_is_not_to_be_believed_leaves_nothing_but_a_count(
    place: WechatHouse, order: dict[str, Any], switch: str, kind: str
) -> None:
    before = counts(place)
    place.wechat.switch("notice.pay", switch, count=1)
    place.wechat.switch("notice.pay", "drop")  # and no more of it: the schedule is compressed
    place.wechat.clear_switches()
    place.wechat.switch("notice.pay", switch)
    place.wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.wechat.wait(lambda: rejected(place).get(kind, 0) >= 3)
    assert counts(place) == before
    assert set(rejected(place)) == {kind}
    answers = [one["status"] for notice in place.wechat.notices() for one in notice["answers"]]
    assert answers and all(400 <= status < 500 for status in answers)
    # Once WeChat says it as it is, it is believed.
    place.wechat.clear_switches()
    place.hear_until(lambda: value(place.house.db, "SELECT state FROM payments") == "succeeded")


@pytest.mark.parametrize(
    "missing", ["Wechatpay-Signature", "Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial"]
)
def test_a_notice_without_one_of_its_headers_is_refused(
    place: WechatHouse, order: dict[str, Any], missing: str
) -> None:
    body = envelope(place, paid_notice(place, order))
    before = counts(place)
    headers = {name: text for name, text in place.wechat.sign(body).items() if name.lower() != missing.lower()}
    assert send(place, body, headers) == 400
    assert (counts(place), rejected(place)) == (before, {"missing_header": 1})


def test_a_body_altered_by_one_letter_is_refused(place: WechatHouse, order: dict[str, Any]) -> None:
    body = envelope(place, paid_notice(place, order))
    headers = place.wechat.sign(body)
    assert send(place, body.replace("EV-1", "EV-2"), headers) == 401
    assert send(place, "{", place.wechat.sign("{")) == 400
    assert send(place, body, headers, "refund-notices") == 400  # a payment's notice is no refund's
    assert rejected(place) == {"bad_signature": 1, "malformed": 2}


@pytest.mark.parametrize(("switch", "kind"), [("wrong_amount", "amount"), ("wrong_currency", "currency")])
def test_money_that_is_not_as_agreed_is_put_before_customer_service(
    place: WechatHouse, order: dict[str, Any], switch: str, kind: str
) -> None:
    db = place.house.db
    place.wechat.switch("notice.pay", switch)
    place.wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    found = rows(db, "SELECT kind, facts, order_id FROM money_exceptions")
    assert [row.kind for row in found] == [kind] and found[0].order_id is not None
    assert value(db, "SELECT count(*) FROM entries") == 0
    assert value(db, "SELECT state FROM orders") == "awaiting_payment"
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'payment.mismatch'") == 1


def test_a_payment_that_nobody_asked_for_is_shown_too(place: WechatHouse, order: dict[str, Any]) -> None:
    resource = {**paid_notice(place, order), "out_trade_no": "2611240000000000P1", "transaction_id": "42" * 14}
    body = envelope(place, resource)
    assert send(place, body, place.wechat.sign(body)) == 204
    place.settle()
    assert value(place.house.db, "SELECT kind FROM money_exceptions") == "unknown_payment"


def test_one_transaction_pays_one_order(place: WechatHouse, mother: Caller, order: dict[str, Any]) -> None:
    first = paid_notice(place, order)
    other = place_order(mother, key="key-00000002", payment_method="online")
    for number, event in ((first["out_trade_no"], "EV-1"), (other["payment"]["out_trade_no"], "EV-2")):
        body = envelope(place, {**first, "out_trade_no": number}, event)
        assert send(place, body, place.wechat.sign(body)) == 204
        place.settle()
    assert value(place.house.db, "SELECT kind FROM money_exceptions") == "transaction_reused"
    assert value(place.house.db, "SELECT count(*) FROM payments WHERE state = 'succeeded'") == 1


def test_notices_come_twice_out_of_order_and_late(place: WechatHouse, mother: Caller, order: dict[str, Any]) -> None:
    second = place_order(mother, key="key-00000002", payment_method="online")
    place.wechat.switch("notice.pay", "duplicate", times=3, at_once=True)
    place.wechat.switch("notice.pay", "reorder", seconds=0.2)
    for one in (order, second):
        place.wechat.pay(one["payment"]["out_trade_no"], one["payment"]["params"])
    place.hear_until(lambda: value(place.house.db, "SELECT count(*) FROM payments WHERE state = 'succeeded'") == 2)
    assert value(place.house.db, "SELECT count(*) FROM entries WHERE kind = 'payment_received'") == 2


def test_both_kinds_of_wechat_pays_keys_and_the_switch_between_them(place: WechatHouse, order: dict[str, Any]) -> None:
    from dataclasses import replace

    from wechat.pay import BadNotice, WechatPay

    settings = place.wechat.settings
    body = envelope(place, paid_notice(place, order))
    by_key = place.wechat.sign(body, serial=place.wechat.account.public_key_id)
    by_certificate = place.wechat.sign(body, serial=place.wechat.account.platform_serial)
    for verify, believed in (
        ("public_key", [by_key]), ("platform_certificate", [by_certificate]), ("both", [by_key, by_certificate])
    ):  # fmt: skip
        # Whom WeChat knows as a merchant of certificates it answers by these.
        place.wechat.options(sign_with="platform_certificate" if verify == "platform_certificate" else "public_key")
        pay = WechatPay(replace(settings, pay=replace(settings.pay, verify=verify)))
        for headers in (by_key, by_certificate):
            if headers in believed:
                assert pay.open_notice(headers, body.encode()).event_id == "EV-1"
            else:
                with pytest.raises(BadNotice, match="unknown_serial"):
                    pay.open_notice(headers, body.encode())
        assert pay.query(order["payment"]["out_trade_no"]).state == "paid"
