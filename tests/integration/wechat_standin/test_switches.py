"""Every switch of an endpoint does what it says, and nothing when it is used up."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import requests
from wechatpayv3 import WeChatPay

from tests.integration.wechat_standin.conftest import Api, Place, create
from tests.integration.wechat_standin.test_pay import signed_get
from tests.support.listener import Listener
from wechat.standin import ControlError, Standin

CHECK = "/cgi-bin/get_api_domain_ip"
QUERY = "/v3/pay/transactions/out-trade-no/"


def query(merchant: WeChatPay) -> dict[str, Any]:
    return dict(json.loads(merchant.query(out_trade_no="ORDER0001")[1]))


def test_a_count_is_used_up(standin: Standin, api: Api) -> None:
    standin.switch(CHECK, "rate_limit", 2)
    assert [api.get(CHECK, "mini").get("errcode", 0) for _ in range(3)] == [45009, 45009, 0]


def test_one_without_a_count_stays_until_it_is_cleared(standin: Standin, api: Api) -> None:
    standin.switch("api", "busy")
    assert standin.ask("GET", "/switches")[0]["kind"] == "busy"
    assert [requests.get(standin.url + CHECK, timeout=5).json()["errcode"] for _ in range(3)] == [-1] * 3
    standin.clear_switches()
    assert "ip_list" in api.get(CHECK, "mini")


def test_a_path_is_meant_by_its_beginning_and_others_are_not(standin: Standin, api: Api) -> None:
    token = api.token()["access_token"]
    standin.switch("/wxa/", "5xx")
    answer = requests.post(standin.url + "/wxa/msg_sec_check", params={"access_token": token}, json={}, timeout=5)
    assert answer.status_code == 502 and answer.headers["Content-Type"].startswith("text/html")
    assert "ip_list" in api.get(CHECK, "mini")


def test_token_expiry_makes_every_token_invalid(standin: Standin, api: Api) -> None:
    old = api.token()["access_token"]
    standin.switch(CHECK, "token_expiry", 1)
    assert requests.get(standin.url + CHECK, params={"access_token": old}, timeout=5).json()["errcode"] == 40001
    assert api.token()["access_token"] != old and "ip_list" in api.get(CHECK, "mini")


def test_slow(standin: Standin, api: Api) -> None:
    standin.switch(CHECK, "slow", 1, seconds=0.4)
    begun = time.monotonic()
    assert "ip_list" in api.get(CHECK, "mini") and time.monotonic() - begun >= 0.4


def test_drop_does_the_work_and_breaks_the_connection(
    standin: Standin, merchant: WeChatPay, mother: dict[str, Any], house: Listener
) -> None:
    standin.switch("/v3/pay/transactions/jsapi", "drop", 1)
    with pytest.raises(requests.ConnectionError):
        create(merchant, mother, house)
    assert query(merchant)["trade_state"] == "NOTPAY"


def test_pay_5xx_busy_and_rate_limit(standin: Standin, merchant: WeChatPay, place: Place) -> None:
    place()
    told = []
    for kind in ("5xx", "busy", "rate_limit"):
        standin.switch("pay", kind, 1)
        status, text = merchant.query(out_trade_no="ORDER0001")
        told.append((status, json.loads(text)["code"]))
    assert told == [(500, "SYSTEM_ERROR"), (500, "SYSTEM_ERROR"), (429, "FREQUENCY_LIMITED")]
    standin.switch("pay", "5xx", 1, status=503)
    assert merchant.query(out_trade_no="ORDER0001")[0] == 503


def test_an_answer_that_is_forged_or_cut_is_not_believed(standin: Standin, merchant: WeChatPay, place: Place) -> None:
    place()
    for kind in ("forge", "truncated"):
        standin.switch(QUERY, kind, 1)
        with pytest.raises(Exception, match="failed to verify the signature"):
            query(merchant)
    assert query(merchant)["trade_state"] == "NOTPAY"


def test_a_stale_answer(standin: Standin) -> None:
    standin.switch("pay", "stale", 1)
    answer = signed_get(standin, "/v3/certificates")
    assert standin.world.now() - int(answer.headers["Wechatpay-Timestamp"]) > 300


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("wrong_amount", "amount", 29801),
        ("wrong_appid", "appid", "wx" + "0" * 16),
        ("wrong_mchid", "mchid", "1900000000"),
    ],
)
def test_a_query_that_tells_something_else(
    standin: Standin, merchant: WeChatPay, place: Place, kind: str, name: str, value: Any
) -> None:
    standin.pay(place())
    standin.switch(QUERY, kind, 1)
    told = query(merchant)[name]
    assert (told["total"] if name == "amount" else told) == value
    standin.switch(QUERY, "wrong_currency", 1)
    assert query(merchant)["amount"]["currency"] == "USD"


def test_a_certificate_with_a_bad_tag(standin: Standin) -> None:
    from tests.integration.wechat_standin.conftest import peer

    standin.switch("/v3/certificates", "bad_tag", 1)
    with pytest.raises(Exception):  # noqa: B017  InvalidTag or what the peer makes of it
        peer(standin, standin.account.mini_app_id, certificates=True)
    assert peer(standin, standin.account.mini_app_id, certificates=True)


def test_an_account_without_money(standin: Standin, merchant: WeChatPay, place: Place) -> None:
    standin.pay(place())
    standin.switch("/v3/refund", "not_enough", 1)
    amount = {"refund": 1, "total": 29800, "currency": "CNY"}
    status, text = merchant.refund("REFUND001", amount, out_trade_no="ORDER0001")
    assert status == 403 and json.loads(text)["code"] == "NOT_ENOUGH"
    assert merchant.refund("REFUND001", amount, out_trade_no="ORDER0001")[0] == 200


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"target": "nowhere", "kind": "drop"}, "target"),
        ({"target": "/x", "kind": "duplicate"}, "kind"),
        ({"target": "notice", "kind": "5xx"}, "kind"),
        ({"target": "pay", "kind": "drop", "count": 0}, "count"),
        ({"target": "pay", "kind": "drop", "value": [1]}, "value"),
        ({}, "target"),
    ],
)
def test_nonsense_is_refused_by_name(standin: Standin, asked: dict[str, Any], field: str) -> None:
    with pytest.raises(ControlError, match=field) as error:
        standin.ask("POST", "/switches", asked)
    assert error.value.status == 400
