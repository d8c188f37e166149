"""Shipping information: once, one correction, no more."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.integration.wechat_standin.conftest import Api, Place, create, peer
from tests.support.listener import Listener
from wechat.standin import Standin

UPLOAD = "/wxa/sec/order/upload_shipping_info"


@pytest.fixture
def parcel(standin: Standin, mother: dict[str, Any], place: Place) -> dict[str, Any]:
    """Of a paid order."""
    transaction = standin.pay(place())
    return {
        "order_key": {"order_number_type": 2, "transaction_id": transaction},
        "logistics_type": 2,
        "delivery_mode": 1,
        "shipping_list": [{"item_desc": "奶粉 3 段*1"}],
        "upload_time": "2026-11-26T15:00:00.000+08:00",
        "payer": {"openid": mother["mini_openid"]},
    }


def later(parcel: dict[str, Any], item: str, minute: int) -> dict[str, Any]:
    return copy.deepcopy(parcel) | {
        "shipping_list": [{"item_desc": item}],
        "upload_time": f"2026-11-26T15:{minute:02}:00+08:00",
    }


def test_one_correction_a_payment(standin: Standin, api: Api, parcel: dict[str, Any]) -> None:
    assert api.post(UPLOAD, parcel) == {"errcode": 0, "errmsg": "ok"}
    assert api.post(UPLOAD, parcel)["errcode"] == 10060023
    assert api.post(UPLOAD, later(parcel, "两罐", 0))["errcode"] == 268485216
    assert api.post(UPLOAD, later(parcel, "两罐", 1))["errcode"] == 0
    assert api.post(UPLOAD, later(parcel, "三罐", 2))["errcode"] == 10060003
    kept = standin.ask("GET", "/shipments/ORDER0001")
    assert kept["times"] == 2 and kept["body"]["shipping_list"] == [{"item_desc": "两罐"}]


def test_by_the_merchants_number(standin: Standin, api: Api, parcel: dict[str, Any]) -> None:
    key = {"order_number_type": 1, "mchid": standin.account.mch_id, "out_trade_no": "ORDER0001"}
    assert api.post(UPLOAD, parcel | {"order_key": {**key, "mchid": "1"}})["errcode"] == 10060001
    assert api.post(UPLOAD, parcel | {"order_key": key})["errcode"] == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"logistics_type": 9}, 10060005),
        ({"delivery_mode": 3}, 268485224),
        ({"delivery_mode": 2}, 10060006),
        ({"logistics_type": 1}, 10060014),
        ({"shipping_list": []}, 10060014),
        ({"shipping_list": [{"item_desc": ""}]}, 10060008),
        ({"shipping_list": [{"item_desc": "长" * 121}]}, 10060009),
        ({"upload_time": "2026-11-26 15:00:00"}, 268485216),
        ({"upload_time": 1}, 268485216),
        ({"payer": {"openid": "o"}}, 10060031),
        ({"order_key": {"order_number_type": 2, "transaction_id": "4200"}}, 10060001),
        ({"order_key": {"order_number_type": 2}}, 268485228),
    ],
)
def test_refusals(api: Api, parcel: dict[str, Any], more: dict[str, Any], code: int) -> None:
    assert api.post(UPLOAD, parcel | more)["errcode"] == code


def test_an_unpaid_order_and_one_of_the_service_account_have_none(
    standin: Standin, api: Api, mother: dict[str, Any], parcel: dict[str, Any], house: Listener
) -> None:
    merchant = peer(standin, standin.account.service_app_id)
    create(merchant, mother, house, out_trade_no="ORDER0002", payer={"openid": mother["service_openid"]})
    key = {"order_number_type": 1, "mchid": standin.account.mch_id, "out_trade_no": "ORDER0002"}
    assert api.post(UPLOAD, parcel | {"order_key": key})["errcode"] == 10060001
    standin.pay("ORDER0002")
    assert api.post(UPLOAD, parcel | {"order_key": key})["errcode"] == 10060001


def test_the_receipt_ends_it(standin: Standin, api: Api, parcel: dict[str, Any]) -> None:
    with pytest.raises(Exception, match="404"):
        standin.confirm_receipt("ORDER0001")
    api.post(UPLOAD, parcel)
    key = {"transaction_id": parcel["order_key"]["transaction_id"]}
    assert api.post("/wxa/sec/order/get_order", key)["order"]["order_state"] == 2
    standin.confirm_receipt("ORDER0001")
    assert api.post("/wxa/sec/order/get_order", key)["order"]["order_state"] == 3
    assert api.post(UPLOAD, later(parcel, "两罐", 1))["errcode"] == 10060004


def test_a_refunded_payment_cannot_be_shipped(
    standin: Standin, api: Api, parcel: dict[str, Any], merchant: Any
) -> None:
    merchant.refund("REFUND001", {"refund": 29800, "total": 29800, "currency": "CNY"}, out_trade_no="ORDER0001")
    assert api.post(UPLOAD, parcel)["errcode"] == 10060004


def test_jump_path(api: Api) -> None:
    assert api.post("/wxa/sec/order/set_msg_jump_path", {"path": "pages/order/detail?no=${商品订单号}"})["errcode"] == 0
    assert api.post("/wxa/sec/order/set_msg_jump_path", {"path": ""})["errcode"] == 41030
