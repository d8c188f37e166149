"""``flask --app wsgi wechat …`` beside the stand-in: all is well, and each thing that is not is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.clock import SHANGHAI
from tests.support.people import Caller
from tests.support.wechat_house import WechatHouse
from tests.support.world import Network, rows, value
from wechat.pay import WechatPay
from wechat.standin import Standin, keys

from .helping import with_settings

CHECKS = 14


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["wechat", *words])


def failing(place: WechatHouse, **settings: Any) -> dict[str, str]:
    """What ``wechat check`` complains of, by check."""
    there = with_settings(place, **settings) if settings else place
    said = run(there.app, "check")
    lines = said.output.splitlines()
    assert len(lines) == CHECKS, said.output
    found = dict(line.removeprefix("FAIL  ").split(": ", 1) for line in lines if line.startswith("FAIL"))
    assert said.exit_code == (1 if found else 0)
    account = place.wechat.account
    for secret in (account.mini_secret, account.service_secret, account.apiv3_key, account.push_token):
        assert secret not in said.output
    return found


def test_all_is_well(place: WechatHouse, network: Network) -> None:
    assert failing(place) == {}
    assert rows(place.house.db, "SELECT * FROM rejections") == []


def test_each_setting_that_is_wrong_is_named(place: WechatHouse, wechat: Standin, network: Network) -> None:
    failing(place)  # tokens are kept from now on: a wrong secret shows all the same
    own, merchant, stranger = wechat.settings, wechat.settings.pay, keys.new_key()
    mini, service = replace(own.mini, secret="0" * 32), replace(own.service, secret="0" * 32)
    assert failing(place, mini=mini)["mini-program"].endswith("the AppSecret is wrong")
    assert "the AppSecret is wrong" in failing(place, service=service)["service account"]
    nobody = replace(own.mini, app_id="wx" + "0" * 16)
    assert "the appid is wrong" in failing(place, mini=nobody)["mini-program"]
    wrong: dict[str, dict[str, Any]] = {
        "the merchant's private key or the serial": {"merchant_key_pem": keys.private_pem(stranger)},
        "the merchant's private key or the serial ": {"merchant_serial": "0A" * 20},
        "WECHATPAY_PUBLIC_KEY_ID": {"public_key_id": "PUB_KEY_ID_0100"},
        "WECHATPAY_PUBLIC_KEY_FILE": {"public_key_pem": keys.public_pem(stranger)},
        "the key does not open": {"apiv3_key": "0" * 32},
    }
    for words, change in wrong.items():
        assert words.strip() in failing(place, pay=replace(merchant, **change))["payment"], words
    some = {name: own.service_templates[name] for name in ("accepted", "new_offer")}
    told = failing(place, subscribe_templates={}, service_templates=some)
    assert told["subscribe messages"].startswith("templates: none for accepted, on_the_road, delivered")
    assert "new_offer" not in told["service messages"] and "order_cancelled" in told["service messages"]
    assert failing(place, push_token="another")["message push of the service account"].startswith(
        "URL, Token: said 403"
    )
    assert failing(place, push_aes_key="") == {"message push": "EncodingAESKey: is empty: events come in the clear"}
    assert "no answer" in failing(place, public_url="http://127.0.0.1:9")["JINDAN_PUBLIC_URL answers"]


def test_by_platform_certificates_and_by_both(place: WechatHouse, wechat: Standin, network: Network) -> None:
    merchant = wechat.settings.pay
    by_both = replace(merchant, verify="both")
    wechat.options(sign_with="platform_certificate")
    try:
        assert failing(place, pay=by_both) == {}
        bare = replace(merchant, verify="platform_certificate", public_key_id="", public_key_pem="")
        assert failing(place, pay=bare) == {}
        wechat.options(sign_with="public_key", offers_certificates=False)
        assert failing(place) == {}
    finally:
        wechat.options(sign_with="public_key", offers_certificates=True)


@pytest.mark.parametrize(
    ("target", "kind", "where"),
    [
        ("/cgi-bin/stable_token", "5xx", "mini-program"), ("/sns/jscode2session", "5xx", "mini-program"),
        ("/wxa/sec/order/is_trade_managed", "busy", "mini-program"),
        ("/cgi-bin/stable_token", "rate_limit", "service account"), ("pay", "stale", "payment"),
        ("pay", "5xx", "payment"), ("pay", "forge", "payment"), ("/v3/bill/tradebill", "5xx", "payment"),
    ],
)  # fmt: skip
def test_what_does_not_answer_as_it_should_is_named(
    place: WechatHouse, wechat: Standin, network: Network, target: str, kind: str, where: str
) -> None:
    wechat.switch(target, kind)
    assert where in failing(place)


def test_a_house_without_wechat(app: Flask, network: Network) -> None:
    said = run(app, "check")
    assert (said.exit_code, said.output.strip()) == (1, "FAIL  JINDAN_WECHAT: is off; set it to live")
    refused = run(app, "order-path")
    assert (refused.exit_code, refused.output.strip()) == (1, "Error: JINDAN_WECHAT is off")


def test_the_order_centre_is_set_and_a_refusal_is_one_line(
    place: WechatHouse, wechat: Standin, network: Network
) -> None:
    said = run(place.app, "order-path")
    assert (said.exit_code, said.output.strip()) == (
        0, "the order centre opens pages/order/order?out_trade_no=${商品订单号}"
    )  # fmt: skip
    assert wechat.world.store.option("jump_path", "") == "pages/order/order?out_trade_no=${商品订单号}"
    wechat.switch("/wxa/sec/order/set_msg_jump_path", "5xx")
    refused = run(place.app, "order-path")
    assert (refused.exit_code, refused.output.startswith("Error: WeChat did not do it:")) == (1, True)


def test_a_bill_agrees_or_every_difference_is_listed(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(place.app, "bill", "yesterday").exit_code == 2
    early = run(place.app, "bill", str(datetime.now(SHANGHAI).date()))
    assert (early.exit_code, early.output.startswith("Error: WeChat did not do it:")) == (1, True)
    wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    today = value(place.house.db, "SELECT (provider_paid_at AT TIME ZONE 'Asia/Shanghai')::date FROM payments")
    wechat.advance(timedelta(hours=36).total_seconds())
    later = replace(
        place.house, payments=WechatPay(wechat.settings, now=lambda: datetime.now(SHANGHAI) + timedelta(hours=36))
    )
    monkeypatch.setitem(place.app.extensions, "jindan", later)
    agrees = run(place.app, "bill", str(today))
    assert (agrees.exit_code, agrees.output.strip()) == (0, f"{today}: 1 lines in the bill, 0 differences")
    with place.house.db.engine.begin() as connection:  # a payment of which the bill knows nothing
        connection.exec_driver_sql("UPDATE payments SET transaction_id = '4200000000000000000000000000'")
    differs = run(place.app, "bill", str(today))
    assert differs.exit_code == 1
    assert differs.output.strip().endswith("1 lines in the bill, 2 differences")
    assert "bill_payment_not_ours" in differs.output and "bill_payment_not_theirs" in differs.output
    assert run(place.app, "once").output.endswith("asked after\n")
    wechat.advance(-timedelta(hours=36).total_seconds())
    with place.house.db.engine.begin() as connection:
        number = wechat.ask("GET", "/payments")[0]["transaction_id"]
        connection.exec_driver_sql("UPDATE payments SET transaction_id = %s", (number,))
