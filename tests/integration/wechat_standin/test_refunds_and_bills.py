"""Refunds and bills by wechatpayv3."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from wechatpayv3 import WeChatPay

from tests.integration.wechat_standin.conftest import Place
from tests.support.listener import Listener
from wechat.standin import Standin
from wechat.standin.pay_bill import HEADER
from wechat.standin.world import day_of


def refund(
    merchant: WeChatPay, house: Listener, number: str, fen: int, total: int = 29800, **more: Any
) -> tuple[int, dict[str, Any]]:
    amount = {"refund": fen, "total": total, "currency": "CNY"}
    told = {"out_trade_no": "ORDER0001", "notify_url": house.url + "/refunded", "reason": "缺货"}
    status, text = merchant.refund(number, amount, **(told | more))
    return status, json.loads(text)


@pytest.fixture
def paid(standin: Standin, place: Place, house: Listener) -> str:
    transaction = standin.pay(place())
    house.wait()
    house.forget()
    return transaction


def test_processing_then_success_then_a_notice(
    standin: Standin, merchant: WeChatPay, paid: str, house: Listener
) -> None:
    status, told = refund(merchant, house, "REFUND001", 9800)
    assert (
        status == 200
        and told["status"] == "PROCESSING"
        and told["amount"]["refund"] == 9800
        and "success_time" not in told
    )
    (notice,) = house.wait()
    callback = merchant.callback(notice.headers, notice.body)
    assert notice.path == "/refunded" and callback["event_type"] == "REFUND.SUCCESS"
    assert callback["resource"]["refund_status"] == "SUCCESS" and callback["resource"]["amount"]["refund"] == 9800
    assert callback["resource"]["transaction_id"] == paid and callback["resource"]["mchid"] == standin.account.mch_id
    assert json.loads(merchant.query_refund("REFUND001")[1])["status"] == "SUCCESS"
    assert json.loads(merchant.query(out_trade_no="ORDER0001")[1])["trade_state"] == "REFUND"


def test_parts_never_exceed_the_whole(merchant: WeChatPay, paid: str, house: Listener) -> None:
    assert refund(merchant, house, "REFUND001", 20000)[0] == 200
    assert refund(merchant, house, "REFUND001", 20000)[1]["out_refund_no"] == "REFUND001"
    assert refund(merchant, house, "REFUND001", 9800)[1]["code"] == "INVALID_REQUEST"
    assert refund(merchant, house, "REFUND002", 9801)[1]["message"] == "申请退款金额大于订单可退金额"
    assert refund(merchant, house, "REFUND002", 9800)[0] == 200
    assert refund(merchant, house, "REFUND003", 1)[1]["message"] == "订单已全额退款"


def test_refusals(merchant: WeChatPay, paid: str, house: Listener, place: Place) -> None:
    assert refund(merchant, house, "REFUND001", 1, total=1)[1]["code"] == "INVALID_REQUEST"
    assert refund(merchant, house, "REFUND001", 1, out_trade_no="ORDER0009")[1]["code"] == "RESOURCE_NOT_EXISTS"
    assert refund(merchant, house, "REFUND001", 1, out_trade_no=place("ORDER0002"))[1]["code"] == "INVALID_REQUEST"
    assert refund(merchant, house, "REFUND001", 0)[1]["code"] == "PARAM_ERROR"
    assert refund(merchant, house, "REFUND001", 1, reason="长" * 81)[1]["code"] == "PARAM_ERROR"
    assert json.loads(merchant.query_refund("REFUND001")[1])["code"] == "RESOURCE_NOT_EXISTS"


@pytest.mark.parametrize("state", ["ABNORMAL", "CLOSED"])
def test_refunds_that_fail(standin: Standin, merchant: WeChatPay, paid: str, house: Listener, state: str) -> None:
    standin.options(refund_delay_s=600)
    refund(merchant, house, "REFUND001", 29800)
    assert json.loads(merchant.query_refund("REFUND001")[1])["status"] == "PROCESSING"
    standin.end_refund("REFUND001", state)
    callback = merchant.callback(house.wait()[0].headers, house.told[0].body)
    assert callback["event_type"] == f"REFUND.{state}" and callback["resource"]["refund_status"] == state
    again = refund(merchant, house, "REFUND002", 29800)
    assert again[0] == (200 if state == "CLOSED" else 400)


def test_an_abnormal_one_may_succeed_later(standin: Standin, merchant: WeChatPay, paid: str, house: Listener) -> None:
    standin.options(refund_outcome="ABNORMAL")
    refund(merchant, house, "REFUND001", 100)
    house.wait()
    standin.end_refund("REFUND001", "SUCCESS")
    assert merchant.callback(house.wait(2)[1].headers, house.told[1].body)["event_type"] == "REFUND.SUCCESS"


def bill(standin: Standin, merchant: WeChatPay, day: date, **more: Any) -> tuple[int, dict[str, Any]]:
    status, text = merchant.trade_bill(day.isoformat(), **more)
    return status, json.loads(text)


def test_the_bill_of_a_day(
    standin: Standin, merchant: WeChatPay, place: Place, house: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    standin.set_time("2026-11-20T12:00:00+08:00")
    monkeypatch.setattr("wechatpayv3.utils.time", SimpleNamespace(time=standin.world.now))
    transaction = standin.pay(place())
    standin.pay(place("ORDER0002", 1))
    place("ORDER0003")  # never paid
    refund(merchant, house, "REFUND001", 9800)
    house.wait(3)
    today = date(2026, 11, 20)
    assert bill(standin, merchant, today)[1]["code"] == "PARAM_ERROR"
    standin.advance(20 * 3600)  # eight o'clock the next morning
    assert bill(standin, merchant, today)[1]["code"] == "STATEMENT_CREATING"
    standin.advance(3 * 3600)
    assert bill(standin, merchant, today - timedelta(days=1))[1]["code"] == "NO_STATEMENT_EXIST"
    status, told = bill(standin, merchant, today)
    assert status == 200 and told["hash_type"] == "SHA1" and "/v3/billdownload/file?token=" in told["download_url"]
    status, packed = merchant.download_bill(told["download_url"])
    plain = gzip.decompress(packed)
    assert (
        status == 200 and hashlib.sha1(plain).hexdigest() == told["hash_value"] and plain.startswith("\ufeff".encode())
    )
    lines = list(csv.reader(plain.decode("utf-8-sig").split("\r\n")))
    assert lines[0] == HEADER.split(",") and {len(line) for line in lines[:4]} == {27} and lines[-1] == []
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:4]]
    assert all(cell.startswith("`") for row in rows for cell in row.values())
    assert [row["交易状态"] for row in rows] == ["`SUCCESS", "`SUCCESS", "`REFUND"]
    assert (
        rows[0]["微信订单号"] == "`" + transaction
        and rows[0]["应结订单金额"] == "`298.00"
        and rows[1]["订单金额"] == "`0.01"
    )
    assert (
        rows[2]["商户退款单号"] == "`REFUND001"
        and rows[2]["退款金额"] == "`98.00"
        and rows[2]["退款状态"] == "`SUCCESS"
    )
    assert lines[4][0] == "总交易单数" and lines[5] == [
        "`3",
        "`298.01",
        "`98.00",
        "`0.00",
        "`1.20006",
        "`298.01",
        "`98.00",
    ]


def test_a_bill_unpacked_of_refunds_only_and_a_link_that_dies(
    standin: Standin, merchant: WeChatPay, paid: str, house: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wechatpayv3.utils.time", SimpleNamespace(time=standin.world.now))
    refund(merchant, house, "REFUND001", 29800)
    house.wait()
    day = date.fromisoformat(day_of(standin.world.now()))
    standin.advance(2 * 86400)
    from tests.integration.wechat_standin.test_pay import signed_get

    told = signed_get(standin, f"/v3/bill/tradebill?bill_date={day}&bill_type=REFUND").json()
    text = signed_get(standin, told["download_url"].removeprefix(standin.url))
    assert "Wechatpay-Signature" not in text.headers and text.content.decode("utf-8-sig").count("`REFUND,") == 1
    assert hashlib.sha1(text.content).hexdigest() == told["hash_value"]
    standin.advance(301)
    assert signed_get(standin, told["download_url"].removeprefix(standin.url)).status_code == 400
