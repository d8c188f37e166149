"""Message push, opened by wechatpy: both forms, both modes, and the events of a phone."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

from tests.integration.wechat_standin.conftest import Api, Place
from tests.support.listener import Listener, Told
from wechat.standin import Standin


def text(standin: Standin, told: Told, app: str) -> str:
    """What it says, after the signatures are checked."""
    account = standin.account
    check_signature(account.push_token, told.query["signature"], told.query["timestamp"], told.query["nonce"])
    if told.query.get("encrypt_type") != "aes":
        return told.body.decode()
    crypto = WeChatCrypto(account.push_token, account.push_aes_key, standin.world.apps[app])
    sealed = json.loads(told.body) if told.body.startswith(b"{") else told.body
    opened = crypto.decrypt_message(sealed, told.query["msg_signature"], told.query["timestamp"], told.query["nonce"])
    return opened if isinstance(opened, str) else opened.decode()


def told(standin: Standin, house: Listener, path: str = "/wechat/push/mini", app: str = "mini") -> list[dict[str, Any]]:
    """JSON pushed to this address so far."""
    standin.settled()
    return [json.loads(text(standin, one, app)) for one in house.told if one.path == path]


@pytest.mark.parametrize("mode", ["aes", "plain"])
def test_a_subscribe_sheet_in_json(standin: Standin, mother: dict[str, Any], house: Listener, mode: str) -> None:
    standin.options(push_mode=mode)
    standin.accept(mother["id"], ["accepted", "delivered"])
    (event,) = told(standin, house)
    assert event["Event"] == "subscribe_msg_popup_event" and event["FromUserName"] == mother["mini_openid"]
    assert (
        event["ToUserName"] == standin.account.mini_origin
        and [one["SubscribeStatusString"] for one in event["List"]] == ["accept"] * 2
    )
    assert ("Encrypt" in json.loads(house.told[0].body)) == (mode == "aes")


@pytest.mark.parametrize("mode", ["aes", "plain"])
def test_following_and_scanning_in_xml(standin: Standin, mother: dict[str, Any], house: Listener, mode: str) -> None:
    standin.options(push_mode=mode)
    standin.scan(mother["id"], "S0001", "service")
    standin.settled()
    standin.scan(mother["id"], "S0002", "service")
    standin.settled()
    standin.follow(mother["id"], False)
    standin.settled()
    messages = [parse_message(text(standin, one, "service")) for one in house.told]
    assert [one.event for one in messages] == ["subscribe_scan", "scan", "unsubscribe"]
    assert (messages[0].scene_id, messages[1].scene_id) == ("S0001", "S0002") and messages[0].source == mother[
        "service_openid"
    ]
    assert {one.path for one in house.told} == {"/wechat/push/service"}


def test_a_sheet_in_xml_has_its_wrapper(standin: Standin, mother: dict[str, Any], house: Listener) -> None:
    standin.options(push_format={"mini": "xml"})
    standin.accept(mother["id"], ["accepted"], "reject")
    standin.settled()
    plain = text(standin, house.told[0], "mini")
    assert "<SubscribeMsgPopupEvent><List><TemplateId>" in plain and "<![CDATA[reject]]>" in plain


def test_the_settlement_is_told_when_shipped_and_when_received(
    standin: Standin, mother: dict[str, Any], house: Listener, api: Api, place: Place
) -> None:
    transaction = standin.pay(place())
    parcel = {
        "order_key": {"order_number_type": 2, "transaction_id": transaction},
        "logistics_type": 4,
        "delivery_mode": 1,
    }
    parcel |= {"shipping_list": [{"item_desc": "奶粉"}], "payer": {"openid": mother["mini_openid"]}}
    assert (
        api.post("/wxa/sec/order/upload_shipping_info", {**parcel, "upload_time": "2026-11-26T15:00:00+08:00"})[
            "errcode"
        ]
        == 0
    )
    standin.settled()
    standin.confirm_receipt("ORDER0001")
    shipped, received = told(standin, house)
    assert shipped["Event"] == received["Event"] == "trade_manage_order_settlement"
    assert shipped["transaction_id"] == transaction and shipped["merchant_trade_no"] == "ORDER0001"
    assert "estimated_settlement_time" in shipped and "confirm_receive_method" not in shipped
    assert received["confirm_receive_method"] == 2 and received["settlement_time"] == received["confirm_receive_time"]


def test_sent_messages_are_told_too(standin: Standin, mother: dict[str, Any], house: Listener, api: Api) -> None:
    standin.accept(mother["id"], ["accepted"], push=False)
    told_data = {"thing1": {"value": "好"}}
    template = standin.account.subscribe_templates["accepted"]
    api.post(
        "/cgi-bin/message/subscribe/send", {"touser": mother["mini_openid"], "template_id": template, "data": told_data}
    )
    (event,) = told(standin, house)
    assert event["Event"] == "subscribe_msg_sent_event" and event["List"][0]["ErrorStatus"] == "success"


def test_entering_and_any_message(standin: Standin, mother: dict[str, Any], house: Listener) -> None:
    standin.ask("POST", f"/phones/{mother['id']}/enter", {"session_from": "S0001"})
    standin.settled()
    standin.push(
        "mini",
        {"FromUserName": mother["mini_openid"], "CreateTime": 1, "MsgType": "text", "Content": "在吗 ]]>", "MsgId": 7},
    )
    entered, said = told(standin, house)
    assert (entered["Event"], entered["SessionFrom"]) == ("user_enter_tempsession", "S0001") and said[
        "Content"
    ] == "在吗 ]]>"


def test_forged(standin: Standin, mother: dict[str, Any], house: Listener) -> None:
    standin.switch("push", "forge", 1)
    standin.accept(mother["id"], ["accepted"])
    standin.settled()
    with pytest.raises(InvalidSignatureException):
        text(standin, house.told[0], "mini")


def test_sealed_for_another_app(standin: Standin, mother: dict[str, Any], house: Listener) -> None:
    standin.switch("push.subscribe_msg_popup_event", "wrong_appid", 1)
    standin.accept(mother["id"], ["accepted"])
    standin.settled()
    with pytest.raises(InvalidAppIdException):
        text(standin, house.told[0], "mini")


@pytest.mark.parametrize("kind", ["truncated", "bad_tag"])
def test_broken(standin: Standin, mother: dict[str, Any], house: Listener, kind: str) -> None:
    standin.switch("push", kind, 1)
    standin.accept(mother["id"], ["accepted"])
    standin.settled()
    with pytest.raises(Exception):  # noqa: B017  whatever wechatpy makes of rubbish
        json.loads(text(standin, house.told[0], "mini"))


def test_stale(standin: Standin, mother: dict[str, Any], house: Listener) -> None:
    standin.switch("push", "stale", 1)
    standin.accept(mother["id"], ["accepted"])
    assert standin.world.now() - int(house.wait()[0].query["timestamp"]) >= 3600
    assert told(standin, house)


def test_duplicate_is_the_same_message(standin: Standin, mother: dict[str, Any], house: Listener) -> None:
    standin.switch("push", "duplicate", 1)
    standin.accept(mother["id"], ["accepted"])
    first, second = told(standin, house)
    assert first == second


def test_repeated_three_times(standin: Standin, mother: dict[str, Any], house: Listener) -> None:
    house.answers = [500] * 9
    standin.accept(mother["id"], ["accepted"])
    standin.settled()
    assert len(house.told) == 4


def test_the_address_is_verified_as_the_console_does(standin: Standin, house: Listener) -> None:
    assert standin.ask("POST", "/push/verify", {"app": "mini"})["verified"]
    query = house.told[0].query
    parts = sorted([standin.account.push_token, query["timestamp"], query["nonce"]])
    assert hashlib.sha1("".join(parts).encode()).hexdigest() == query["signature"]
    house.echo = False
    assert not standin.ask("POST", "/push/verify", {"app": "service"})["verified"]
