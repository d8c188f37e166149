"""Messages to a phone, sent by wechatpy: quotas, limits, followers."""

from __future__ import annotations

from typing import Any

import pytest
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from tests.integration.wechat_standin.conftest import Api
from tests.support.listener import Listener
from wechat.standin import Standin

GOOD = {
    "thing1": {"value": "幸福路店已接单"},
    "time2": {"value": "2026年11月26日 15:04"},
    "amount3": {"value": "¥298.00"},
}


def client(standin: Standin, api: Api, app: str) -> WeChatClient:
    class Here(WeChatClient):
        API_BASE_URL = standin.url + "/cgi-bin/"

    app_id = standin.account.mini_app_id if app == "mini" else standin.account.service_app_id
    made = Here(app_id, "", access_token=api.token(app)["access_token"], timeout=10, auto_retry=False)
    made.expires_at = None
    made.wxa.API_BASE_URL = standin.url + "/"
    return made


def subscribe(standin: Standin, api: Api, openid: str, data: Any = None, name: str = "accepted", **more: str) -> Any:
    template = standin.account.subscribe_templates.get(name, name)
    told = {"touser": openid, "template_id": template, "data": GOOD if data is None else data, "page": "pages/order"}
    return client(standin, api, "mini").post(standin.url + "/cgi-bin/message/subscribe/send", data=told | more)


def test_one_message_an_accept(standin: Standin, mother: dict[str, Any], api: Api) -> None:
    standin.accept(mother["id"], ["accepted"])
    subscribe(standin, api, mother["mini_openid"])
    with pytest.raises(WeChatClientException, match="43101"):
        subscribe(standin, api, mother["mini_openid"])
    (kept,) = standin.messages(mother["id"])
    assert kept["name"] == "accepted" and kept["data"]["thing1"] == "幸福路店已接单" and kept["page"] == "pages/order"


def test_a_refused_message_uses_up_no_accept(standin: Standin, mother: dict[str, Any], api: Api) -> None:
    standin.accept(mother["id"], ["accepted"])
    with pytest.raises(WeChatClientException, match="47003"):
        subscribe(standin, api, mother["mini_openid"], {"thing1": {"value": "长" * 21}})
    assert subscribe(standin, api, mother["mini_openid"])["errcode"] == 0


@pytest.mark.parametrize(
    "data",
    [
        {"thing1": {"value": ""}},
        {"thing1": {"value": "一" * 21}},
        {"thing1": "bare"},
        {"phrase1": {"value": "六个汉字太长"}},
        {"phrase1": {"value": "ok"}},
        {"character_string1": {"value": "汉字"}},
        {"character_string1": {"value": "x" * 33}},
        {"number1": {"value": "1a"}},
        {"amount1": {"value": "很多"}},
        {"time1": {"value": "明天"}},
        {"name1": {"value": "十一个汉字的名字不可以啊"}},
        {"phone_number1": {"value": "1" * 18}},
        {"unheard1": {"value": "x"}},
        {},
    ],
)
def test_limits_of_the_fields(standin: Standin, mother: dict[str, Any], api: Api, data: dict[str, Any]) -> None:
    standin.accept(mother["id"], ["accepted"])
    with pytest.raises(WeChatClientException, match="47003"):
        subscribe(standin, api, mother["mini_openid"], data)


FITTING = [
    *(("time1", "15:01"), ("time1", "2019年10月1日 15:01"), ("time1", "15:01~16:30"), ("time1", "2026-11-26 15:04:05")),
    *(
        ("date1", "2019年10月1日"),
        ("amount1", "￥29.80元"),
        ("phrase1", "配送中"),
        ("name1", "林悦"),
        ("name1", "Li Ming"),
    ),
    *(
        ("phone_number1", "+86-0766-66888866"),
        ("number1", "2"),
        ("thing1", "一" * 20),
        ("character_string1", "JD2026-0001"),
    ),
]


@pytest.mark.parametrize(("field", "value"), FITTING)
def test_what_fits_is_sent(standin: Standin, mother: dict[str, Any], api: Api, field: str, value: str) -> None:
    standin.accept(mother["id"], ["accepted"])
    assert subscribe(standin, api, mother["mini_openid"], {field: {"value": value}})["errcode"] == 0


def test_wrong_addressees_and_templates(standin: Standin, mother: dict[str, Any], api: Api) -> None:
    for openid, name, code in (
        (mother["service_openid"], "accepted", "40003"),
        (mother["mini_openid"], "nonsense", "40037"),
    ):
        with pytest.raises(WeChatClientException, match=code):
            subscribe(standin, api, openid, name=name)
    with pytest.raises(WeChatClientException, match="41030"):
        subscribe(standin, api, mother["mini_openid"], page="/pages/order")


def test_template_messages_reach_followers_only(
    standin: Standin, mother: dict[str, Any], api: Api, house: Listener
) -> None:
    account = standin.account
    made = client(standin, api, "service")
    jump = {"appid": account.mini_app_id, "pagepath": "pages/order?no=1"}

    def send() -> dict[str, Any]:
        template = account.service_templates["new_offer"]
        return dict(made.message.send_template(mother["service_openid"], template, GOOD, mini_program=jump))

    with pytest.raises(WeChatClientException, match="43004"):
        send()
    standin.follow(mother["id"])
    assert send()["msgid"] > 0
    (kept,) = standin.messages(mother["id"])
    assert (kept["kind"], kept["name"], kept["page"]) == ("template", "new_offer", "pages/order?no=1")
    standin.follow(mother["id"], False)
    with pytest.raises(WeChatClientException, match="43004"):
        send()


def test_a_jump_to_a_strange_mini_program_is_refused(standin: Standin, api: Api) -> None:
    phone = standin.phone(follows=True)
    with pytest.raises(WeChatClientException, match="40165"):
        made = client(standin, api, "service")
        template = standin.account.service_templates["new_offer"]
        made.message.send_template(
            phone["service_openid"], template, GOOD, mini_program={"appid": "wx0", "pagepath": "a"}
        )


def test_text_messages_of_the_house_are_shown_on_the_same_phone(standin: Standin, mother: dict[str, Any]) -> None:
    standin.ask("POST", "/sms", {"number": mother["number"], "text": "您的验证码是 1234"})
    assert standin.messages(mother["id"])[0]["data"] == {"text": "您的验证码是 1234"}


def test_signature_of_the_js_sdk_by_wechatpy(standin: Standin, api: Api) -> None:
    made = client(standin, api, "service")
    ticket = made.jsapi.get_jsapi_ticket()
    assert ticket == api.get("/cgi-bin/ticket/getticket", app="service", type="jsapi")["ticket"]
