"""Payments by wechatpayv3: what it signs is accepted, what is signed here it verifies, in both key modes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from wechatpayv3 import WeChatPay

from tests.integration.wechat_standin.conftest import Place, create, peer
from tests.support.listener import Listener
from wechat.standin import ControlError, Standin, keys
from wechat.standin.world import CHINA


def told(answer: tuple[int, str]) -> dict[str, Any]:
    return dict(json.loads(answer[1]))


def in_china(standin: Standin, seconds: float) -> str:
    return (datetime.fromtimestamp(standin.world.now(), CHINA) + timedelta(seconds=seconds)).isoformat(
        timespec="seconds"
    )


@pytest.mark.parametrize("certificates", [False, True])
def test_create_pay_query(standin: Standin, mother: dict[str, Any], house: Listener, certificates: bool) -> None:
    standin.options(sign_with="platform_certificate" if certificates else "public_key")
    merchant = peer(standin, standin.account.mini_app_id, certificates)
    status, text = create(merchant, mother, house, attach="店")
    assert status == 200 and json.loads(text)["prepay_id"].startswith("wx")
    assert told(merchant.query(out_trade_no="ORDER0001"))["trade_state"] == "NOTPAY"
    transaction = standin.pay("ORDER0001")
    paid = told(merchant.query(transaction_id=transaction))
    assert paid == told(merchant.query(out_trade_no="ORDER0001"))
    assert (
        paid["trade_state"] == "SUCCESS"
        and paid["payer"] == {"openid": mother["mini_openid"]}
        and paid["attach"] == "店"
    )
    assert paid["amount"] == {"total": 29800, "payer_total": 29800, "currency": "CNY", "payer_currency": "CNY"}
    assert datetime.fromisoformat(paid["success_time"]).utcoffset() == timedelta(hours=8)
    (notice,) = house.wait()
    callback = merchant.callback(notice.headers, notice.body)
    assert callback["event_type"] == "TRANSACTION.SUCCESS" and callback["resource"] == paid
    expected = standin.account.platform_serial if certificates else standin.account.public_key_id
    assert notice.headers["Wechatpay-Serial"] == expected and notice.headers["Request-ID"]


def test_the_merchant_says_by_which_key_the_answer_is_signed(standin: Standin, merchant: WeChatPay) -> None:
    account = standin.account
    for serial in (account.public_key_id, account.platform_serial):
        answer = signed_get(standin, "/v3/certificates", {"Wechatpay-Serial": serial})
        lines = (answer.headers["Wechatpay-Timestamp"], answer.headers["Wechatpay-Nonce"], answer.text)
        assert answer.headers["Wechatpay-Serial"] == serial and answer.headers["Request-ID"]
        assert keys.signed_by(account.signing_keys[serial], answer.headers["Wechatpay-Signature"], *lines)
    assert signed_get(standin, "/v3/certificates", {"Wechatpay-Serial": "ABC"}).status_code == 400


def test_a_merchant_without_platform_certificates(standin: Standin) -> None:
    standin.options(offers_certificates=False)
    assert signed_get(standin, "/v3/certificates").json()["code"] == "RESOURCE_NOT_EXISTS"


def test_the_pay_sign_is_checked_as_a_phone_does(standin: Standin, merchant: WeChatPay, place: Place) -> None:
    place()
    package = "prepay_id=" + standin.ask("GET", "/payments/ORDER0001")["prepay_id"]
    parts = [standin.account.mini_app_id, "1795678532", "nonce", package]
    params = dict(zip(("appId", "timeStamp", "nonceStr", "package"), parts, strict=True))
    params |= {"signType": "RSA", "paySign": merchant.sign(parts)}
    for wrong in (
        {"paySign": "x"},
        {"timeStamp": "1"},
        {"signType": "MD5"},
        {"appId": "wx0"},
        {"package": "prepay_id=x"},
    ):
        with pytest.raises(ControlError, match="409"):
            standin.pay("ORDER0001", params | wrong)
    assert standin.pay("ORDER0001", params)


def test_close_and_what_comes_after(standin: Standin, merchant: WeChatPay, place: Place) -> None:
    assert merchant.close(place()) == (204, b"")
    assert told(merchant.query(out_trade_no="ORDER0001"))["trade_state"] == "CLOSED"
    with pytest.raises(ControlError, match="409"):
        standin.pay("ORDER0001")
    assert told(merchant.close("ORDER0001"))["code"] == "ORDER_CLOSED"
    assert told(merchant.close("ORDER0009"))["code"] == "ORDER_NOT_EXIST"
    standin.pay(place("ORDER0002"))
    status, text = merchant.close("ORDER0002")
    assert status == 400 and json.loads(text)["code"] == "ORDERPAID"


def test_the_same_order_again(standin: Standin, merchant: WeChatPay, mother: dict[str, Any], house: Listener) -> None:
    first, second = (told(create(merchant, mother, house)) for _ in range(2))
    assert first == second
    assert told(create(merchant, mother, house, amount={"total": 1}))["code"] == "INVALID_REQUEST"
    standin.pay("ORDER0001")
    assert told(create(merchant, mother, house))["code"] == "ORDERPAID"


def test_the_time_of_an_order_ends(
    standin: Standin, merchant: WeChatPay, mother: dict[str, Any], house: Listener
) -> None:
    assert told(create(merchant, mother, house, time_expire=in_china(standin, 30)))["code"] == "PARAM_ERROR"
    assert create(merchant, mother, house, time_expire=in_china(standin, 90))[0] == 200
    standin.advance(91)
    assert told(merchant.query(out_trade_no="ORDER0001"))["trade_state"] == "CLOSED"
    with pytest.raises(ControlError, match="已过期"):
        standin.pay("ORDER0001")


def test_a_prepay_id_lives_two_hours_and_is_renewed(
    standin: Standin, mother: dict[str, Any], house: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant = peer(standin, standin.account.mini_app_id)
    create(merchant, mother, house)
    standin.advance(7201)
    with pytest.raises(ControlError, match="预支付会话已过期"):
        standin.pay("ORDER0001")
    monkeypatch.setattr("wechatpayv3.utils.time", SimpleNamespace(time=standin.world.now))
    create(merchant, mother, house)
    assert standin.pay("ORDER0001")


def test_a_bank_that_refuses(standin: Standin, merchant: WeChatPay, place: Place) -> None:
    standin.fail(place())
    assert told(merchant.query(out_trade_no="ORDER0001"))["trade_state"] == "PAYERROR"
    assert standin.pay("ORDER0001")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"appid": "wx0"}, "APPID_MCHID_NOT_MATCH"),
        ({"mchid": "1"}, "APPID_MCHID_NOT_MATCH"),
        ({"out_trade_no": "short"}, "PARAM_ERROR"),
        ({"out_trade_no": "中文订单号码"}, "PARAM_ERROR"),
        ({"description": "长" * 128}, "PARAM_ERROR"),
        ({"amount": {"total": 0}}, "PARAM_ERROR"),
        ({"amount": {"total": 1.5}}, "PARAM_ERROR"),
        ({"amount": {"total": True}}, "PARAM_ERROR"),
        ({"amount": {"total": 1, "currency": "USD"}}, "PARAM_ERROR"),
        ({"payer": {"openid": "o"}}, "PARAM_ERROR"),
        ({"notify_url": "http://example.com/paid"}, "PARAM_ERROR"),
        ({"notify_url": "https://example.com/paid?x=1"}, "PARAM_ERROR"),
        ({"time_expire": "2099-01-01T00:00:00"}, "PARAM_ERROR"),
        ({"attach": "x" * 129}, "PARAM_ERROR"),
    ],
)
def test_bad_orders(
    merchant: WeChatPay, mother: dict[str, Any], house: Listener, more: dict[str, Any], code: str
) -> None:
    status, text = create(merchant, mother, house, **more)
    assert status == 400 and json.loads(text)["code"] == code


def test_an_openid_of_the_other_app_cannot_pay(standin: Standin, mother: dict[str, Any], house: Listener) -> None:
    merchant = peer(standin, standin.account.service_app_id)
    assert told(create(merchant, mother, house))["message"] == "appid和openid不匹配"
    assert create(merchant, mother, house, payer={"openid": mother["service_openid"]})[0] == 200


def signed_get(standin: Standin, path: str, headers: dict[str, str] | None = None, **more: Any) -> requests.Response:
    """By hand, so that every part can be spoilt."""
    account = standin.account
    key = more.get("key", account.merchant_key)
    stamp, nonce = str(int(standin.world.now()) - more.get("age_s", 0)), "nonce"
    signature = keys.sign(key, "GET", more.get("signed_path", path), stamp, nonce, more.get("signed_body", ""))
    parts = {"mchid": more.get("mchid", account.mch_id), "nonce_str": nonce, "timestamp": stamp}
    parts |= {"serial_no": more.get("serial", account.merchant_serial), "signature": signature}
    told = ",".join(f'{name}="{value}"' for name, value in parts.items())
    sent = {"Authorization": f"WECHATPAY2-SHA256-RSA2048 {told}", "Accept": "application/json"} | (headers or {})
    return requests.get(standin.url + path, headers=sent, timeout=10)


def strange_key() -> rsa.RSAPrivateKey:
    return keys.new_key()


@pytest.mark.parametrize(
    "spoil",
    [{"key": strange_key}, {"age_s": 301}, {"age_s": -301}, {"signed_path": "/v3/other"}, {"signed_body": "x"}]
    + [
        {"mchid": "1900000109"},
        {"serial": "ABC"},
        {"headers": {"Authorization": "Bearer x"}},
        {"headers": {"Authorization": ""}},
    ],
)
def test_every_spoilt_signature_is_refused(standin: Standin, spoil: dict[str, Any]) -> None:
    assert signed_get(standin, "/v3/certificates").status_code == 200
    spoil = {name: value() if callable(value) else value for name, value in spoil.items()}
    answer = signed_get(standin, "/v3/certificates", **spoil)
    assert answer.status_code == 401 and answer.json()["code"] == "SIGN_ERROR" and answer.headers["Wechatpay-Signature"]


def test_the_query_string_is_signed_too(standin: Standin, place: Place) -> None:
    path = f"/v3/pay/transactions/out-trade-no/{place()}?mchid={standin.account.mch_id}"
    assert signed_get(standin, path).status_code == 200
    assert signed_get(standin, path, signed_path=path.split("?")[0]).status_code == 401


def test_headers_that_wechat_pay_asks_for(standin: Standin) -> None:
    assert (
        signed_get(standin, "/v3/certificates", {"Accept": "text/html"}).json()["message"]
        == "Http头缺少Accept或User-Agent"
    )
