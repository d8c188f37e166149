"""Whatever is sent, it answers as WeChat does: with a refusal, never with a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.integration.wechat_standin.conftest import Api
from wechat.standin import Standin, keys

API = {
    "/cgi-bin/message/subscribe/send": "mini",
    "/cgi-bin/message/template/send": "service",
    "/wxa/business/getuserphonenumber": "mini",
    "/wxa/sec/order/upload_shipping_info": "mini",
    "/wxa/sec/order/set_msg_jump_path": "mini",
    "/wxa/sec/order/get_order": "mini",
    "/wxa/msg_sec_check": "mini",
    "/wxa/getwxacodeunlimit": "mini",
    "/cgi-bin/qrcode/create": "service",
}
NAMES = (
    *("touser", "template_id", "data", "page", "miniprogram", "code", "order_key", "logistics_type", "delivery_mode"),
    *(
        "shipping_list",
        "upload_time",
        "payer",
        "path",
        "transaction_id",
        "version",
        "scene",
        "openid",
        "content",
        "width",
    ),
    *(
        "appid",
        "mchid",
        "description",
        "out_trade_no",
        "amount",
        "notify_url",
        "time_expire",
        "attach",
        "out_refund_no",
        "reason",
    ),
    *("action_name", "action_info"),
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e99,
    "",
    "x" * 9999,
    "\u0000",
    [],
    [None],
    {},
    {"a": 1},
    {"total": {}, "openid": []},
)


def rubbish() -> list[bytes]:
    whole = [json.dumps(dict.fromkeys(NAMES, value)).encode() for value in VALUES]
    return [*whole, b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"a": ' * 2000]


@pytest.mark.parametrize("path", API)
def test_api(standin: Standin, api: Api, path: str) -> None:
    params = {"access_token": api.token(API[path])["access_token"]}
    for body in rubbish():
        answer = requests.post(standin.url + path, params=params, data=body, timeout=10)
        assert answer.status_code == 200 and answer.json()["errcode"] != 0, body[:99]


PAY = ("/v3/pay/transactions/jsapi", "/v3/pay/transactions/out-trade-no/x/close", "/v3/refund/domestic/refunds")


@pytest.mark.parametrize("path", PAY)
def test_pay(standin: Standin, path: str) -> None:
    account, nonce = standin.account, "n"
    for body in rubbish():
        stamp = str(int(standin.world.now()))
        signature = keys.sign(account.merchant_key, "POST", path, stamp, nonce, body.decode("utf-8", "replace"))
        parts = (
            f'mchid="{account.mch_id}",nonce_str="{nonce}",timestamp="{stamp}",serial_no="{account.merchant_serial}"'
        )
        headers = {
            "Authorization": f'WECHATPAY2-SHA256-RSA2048 {parts},signature="{signature}"',
            "Accept": "application/json",
        }
        answer = requests.post(standin.url + path, data=body, headers=headers, timeout=10)
        assert 400 <= answer.status_code < 500 and answer.json()["code"] != "SIGN_ERROR", body[:99]
