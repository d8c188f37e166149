"""Every call of the port, as WeChat's documentation says it, against a real local server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from redis import Redis
from werkzeug.wrappers import Request, Response

from app.wechat_port import (
    BAD_PARAMETERS,
    NO_QUOTA,
    Parcel,
    WechatError,
    WechatIdentity,
    WechatPort,
    WechatRefused,
    WechatUnavailable,
)
from tests.support.serving import serving
from tests.support.vectors import vectors
from tests.support.wechat_api import OpenApi
from tests.support.wechat_pay import MINI, NOW, SERVICE, settings
from wechat.api import WechatApi
from wechat.api.login import identity

SAID = vectors("wechatpy-response-fixtures")["fixtures"]
OPENID = "oMother0000000000000000000001"


@pytest.fixture
def wechat() -> OpenApi:
    return OpenApi()


@pytest.fixture
def api(wechat: OpenApi, redis_url: str) -> Iterator[WechatApi]:
    with serving(wechat) as url, Redis.from_url(redis_url) as redis:
        yield WechatApi(settings(url), redis, lambda: NOW)


def body_of(wechat: OpenApi, path: str) -> Any:
    return wechat.calls(path)[-1][1]


def test_it_is_the_houses_port(api: WechatApi) -> None:
    port: WechatPort = api
    assert (port.mini_app_id, port.service_app_id) == (MINI, SERVICE)


def test_the_published_answers_are_understood(wechat: OpenApi, api: WechatApi) -> None:
    wechat.answers |= {
        "/sns/jscode2session": SAID["sns_jscode2session"],
        "/wxa/business/getuserphonenumber": SAID["wxa_business_getuserphonenumber"],
        "/sns/oauth2/access_token": SAID["sns_oauth2_access_token"],
        "/cgi-bin/user/info": SAID["user_info"] | {"openid": "OPENID"},
    }
    assert api.mini_login("c") == WechatIdentity(MINI, "o16wA0b4AZKzgVJR3MBwoUdTfU_E", "or4zX05h_Ykt4ju0TUfx3CQsvfTo")
    assert api.phone_number("c") == "13123456789"
    assert api.service_login("c") == WechatIdentity(SERVICE, "OPENID", "o6_bmasdasdsad6_2sgVt7hMZOPfL")


def test_the_published_token_answer_is_understood(redis_url: str) -> None:
    def answer(request: Request) -> Response:
        if request.path == "/cgi-bin/stable_token":
            return OpenApi._json(SAID["token"])
        assert request.args["access_token"] == "1234567890"
        return OpenApi._json({"errcode": 0})

    with serving(answer) as url, Redis.from_url(redis_url) as redis:
        WechatApi(settings(url), redis).set_order_path("pages/order")
        assert redis.get(f"wechat:lent:token:{MINI}") == b"1234567890"


def test_mini_login_sends_its_code_once(wechat: OpenApi, api: WechatApi) -> None:
    wechat.answers["/sns/jscode2session"] = {"openid": OPENID, "session_key": "k"}
    assert api.mini_login("the-code") == WechatIdentity(MINI, OPENID, None)
    assert wechat.calls("/sns/jscode2session") == [
        (
            {"appid": MINI, "secret": "mini-secret", "js_code": "the-code", "grant_type": "authorization_code"},
            None,
        )
    ]
    assert wechat.lent == 0


@pytest.mark.parametrize(
    ("info", "fine"),
    [
        ({"purePhoneNumber": "13800000000", "countryCode": "86"}, True),
        ({"purePhoneNumber": "13800000000", "countryCode": 86}, True),
        ({"purePhoneNumber": "61234567", "countryCode": "852"}, False),
        ({"purePhoneNumber": "2158880000", "countryCode": "86"}, False),
    ],
)
def test_phone_numbers(wechat: OpenApi, api: WechatApi, info: dict[str, Any], fine: bool) -> None:
    wechat.answers["/wxa/business/getuserphonenumber"] = {"errcode": 0, "phone_info": info}
    if fine:
        assert api.phone_number("c") == "13800000000"
    else:
        with pytest.raises(WechatRefused) as caught:
            api.phone_number("c")
        assert info["purePhoneNumber"] not in repr(caught.value)
    assert body_of(wechat, "/wxa/business/getuserphonenumber") == {"code": "c"}


def test_service_login(wechat: OpenApi, api: WechatApi) -> None:
    wechat.answers["/sns/oauth2/access_token"] = {"openid": OPENID, "unionid": "u1", "access_token": "a"}
    assert api.service_login("the-code") == WechatIdentity(SERVICE, OPENID, "u1")
    assert wechat.calls("/cgi-bin/user/info") == []
    assert wechat.calls("/sns/oauth2/access_token")[0][0]["appid"] == SERVICE


@pytest.mark.parametrize(
    "follower", [{"subscribe": 0, "openid": OPENID}, {"errcode": 48001}, {"openid": "other", "unionid": "u9"}]
)
def test_service_login_without_a_unionid_is_a_log_in_all_the_same(
    wechat: OpenApi, api: WechatApi, follower: dict[str, Any]
) -> None:
    wechat.answers |= {"/sns/oauth2/access_token": {"openid": OPENID}, "/cgi-bin/user/info": follower}
    assert api.service_login("c") == WechatIdentity(SERVICE, OPENID, None)


def test_the_made_up_user_of_a_preview_page_is_refused(wechat: OpenApi, api: WechatApi) -> None:
    wechat.answers["/sns/oauth2/access_token"] = {"openid": OPENID, "is_snapshotuser": 1}
    with pytest.raises(WechatRefused):
        api.service_login("c")


def test_the_oauth_url(api: WechatApi) -> None:
    url = api.oauth_url("https://shop.example/mall?a=1&b=奶", "s-1")
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "open.weixin.qq.com", "/connect/oauth2/authorize")
    assert parts.fragment == "wechat_redirect"
    asked = parse_qs(parts.query)
    assert list(asked) == ["appid", "redirect_uri", "response_type", "scope", "state"]
    assert asked["redirect_uri"] == ["https://shop.example/mall?a=1&b=奶"]
    assert (asked["appid"], asked["scope"], asked["state"]) == ([SERVICE], ["snsapi_base"], ["s-1"])
    assert "snsapi_userinfo" in api.oauth_url("https://shop.example/", "s", "snsapi_userinfo")
    with pytest.raises(ValueError, match="state"):
        api.oauth_url("https://shop.example/", "s" * 129)


def test_a_subscribe_message(wechat: OpenApi, api: WechatApi) -> None:
    path = "/cgi-bin/message/subscribe/send"
    api.send_subscribe(OPENID, "T1", "pages/order?no=1", {"thing1": "粉" * 30, "amount2": "¥398.00"})
    assert body_of(wechat, path) == {
        "touser": OPENID,
        "template_id": "T1",
        "page": "pages/order?no=1",
        "data": {"thing1": {"value": "粉" * 19 + "…"}, "amount2": {"value": "¥398.00"}},
        "miniprogram_state": "formal",
        "lang": "zh_CN",
    }
    api.send_subscribe(OPENID, "T1", "", {"thing1": "x"})
    assert "page" not in body_of(wechat, path)


def test_a_template_message_opens_the_mini_program(wechat: OpenApi, api: WechatApi) -> None:
    path = "/cgi-bin/message/template/send"
    api.send_template(OPENID, "T2", "pages/order?no=1", {"thing1": "x"})
    assert body_of(wechat, path) == {
        "touser": OPENID,
        "template_id": "T2",
        "data": {"thing1": {"value": "x"}},
        "miniprogram": {"appid": MINI, "pagepath": "pages/order?no=1"},
    }
    api.send_template(OPENID, "T2", "", {"thing1": "x"})
    assert "miniprogram" not in body_of(wechat, path)


def test_each_app_has_its_own_token(wechat: OpenApi, api: WechatApi) -> None:
    api.send_template(OPENID, "T", "", {})
    api.send_subscribe(OPENID, "T", "", {})
    service, mini = (
        wechat.calls(f"/cgi-bin/message/{kind}/send")[0][0]["access_token"] for kind in ("template", "subscribe")
    )
    assert service != mini and wechat.lent == 2


def test_a_field_that_cannot_fit_is_refused_without_asking(wechat: OpenApi, api: WechatApi) -> None:
    with pytest.raises(WechatRefused) as caught:
        api.send_subscribe(OPENID, "T", "", {"amount1": "免费"})
    assert caught.value.code == BAD_PARAMETERS and wechat.seen == []


PARCEL = Parcel(
    "4200000000202703020000000001", OPENID, "爱他美卓萃 1 段 x 2", "local", datetime(2027, 3, 2, 2, tzinfo=UTC)
)


def test_shipping(wechat: OpenApi, api: WechatApi) -> None:
    path = "/wxa/sec/order/upload_shipping_info"
    api.upload_shipping(PARCEL)
    assert body_of(wechat, path) == {
        "order_key": {"order_number_type": 2, "transaction_id": "4200000000202703020000000001"},
        "logistics_type": 2,
        "delivery_mode": 1,
        "shipping_list": [{"item_desc": "爱他美卓萃 1 段 x 2"}],
        "upload_time": "2027-03-02T10:00:00.000+08:00",
        "payer": {"openid": OPENID},
    }
    api.upload_shipping(replace(PARCEL, how="pick_up", item="粉" * 200))
    assert body_of(wechat, path)["logistics_type"] == 4
    assert body_of(wechat, path)["shipping_list"] == [{"item_desc": "粉" * 120}]
    with pytest.raises(ValueError, match="at must"):
        api.upload_shipping(replace(PARCEL, at=datetime(2027, 3, 2)))


def test_the_order_centre(wechat: OpenApi, api: WechatApi) -> None:
    api.set_order_path("pages/order/detail?no=${商品订单号}")
    assert body_of(wechat, "/wxa/sec/order/set_msg_jump_path") == {"path": "pages/order/detail?no=${商品订单号}"}
    path = "/wxa/sec/order/is_trade_managed"
    wechat.answers[path] = {"errcode": 0, "is_trade_managed": True}
    assert api.shipping_is_wanted() and body_of(wechat, path) == {"appid": MINI}
    wechat.answers[path] = {"errcode": 0, "is_trade_managed": False}
    assert not api.shipping_is_wanted()


@pytest.mark.parametrize(("suggest", "fine"), [("pass", True), ("review", True), ("risky", False)])
def test_texts_are_checked(wechat: OpenApi, api: WechatApi, suggest: str, fine: bool) -> None:
    path = "/wxa/msg_sec_check"
    wechat.answers[path] = {"errcode": 0, "result": {"suggest": suggest, "label": 100}}
    assert api.text_is_fine(OPENID, "门口放一下") is fine
    assert body_of(wechat, path) == {"version": 2, "scene": 2, "openid": OPENID, "content": "门口放一下"}


def test_long_and_blank_texts(wechat: OpenApi, api: WechatApi) -> None:
    wechat.answers["/wxa/msg_sec_check"] = lambda request: {
        "errcode": 0,
        "result": {"suggest": "risky" if "坏" in request.get_json()["content"] else "pass"},
    }
    assert api.text_is_fine(OPENID, "  \n") and wechat.seen == []
    assert not api.text_is_fine(OPENID, "好" * 5000 + "坏")
    assert [len(body["content"]) for _, body in wechat.calls("/wxa/msg_sec_check")] == [2500, 2500, 1]


@pytest.mark.parametrize("answer", [{"errcode": 0}, {"errcode": 0, "result": {"suggest": "maybe"}}])
def test_a_check_without_a_verdict_is_none(wechat: OpenApi, api: WechatApi, answer: dict[str, Any]) -> None:
    wechat.answers["/wxa/msg_sec_check"] = answer
    with pytest.raises(WechatUnavailable):
        api.text_is_fine(OPENID, "x")


@pytest.mark.parametrize("picture", [b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0..."])
def test_a_store_code(wechat: OpenApi, api: WechatApi, picture: bytes) -> None:
    path = "/wxa/getwxacodeunlimit"
    wechat.answers[path] = Response(picture, content_type="image/jpeg")
    assert api.store_code("s=SH0001", "pages/store/store") == picture
    assert body_of(wechat, path) == {"scene": "s=SH0001", "page": "pages/store/store", "check_path": False}


def test_a_store_code_that_is_no_picture(wechat: OpenApi, api: WechatApi) -> None:
    for scene in ("", "s" * 33, "店", "a b"):
        with pytest.raises(ValueError, match="scene"):
            api.store_code(scene, "p")
    wechat.answers["/wxa/getwxacodeunlimit"] = {"errcode": 41030, "errmsg": "invalid page"}
    with pytest.raises(WechatRefused):
        api.store_code("s", "p")
    wechat.answers["/wxa/getwxacodeunlimit"] = Response("<html>")
    with pytest.raises(WechatUnavailable):
        api.store_code("s", "p")


def test_a_code_to_follow_and_the_senders(wechat: OpenApi, api: WechatApi) -> None:
    wechat.answers |= {"/cgi-bin/qrcode/create": SAID["qrcode_create"], "/cgi-bin/getcallbackip": SAID["getcallbackip"]}
    assert api.follow_code("store:SH0001") == SAID["qrcode_create"]["url"]
    assert body_of(wechat, "/cgi-bin/qrcode/create") == {
        "action_name": "QR_LIMIT_STR_SCENE",
        "action_info": {"scene": {"scene_str": "store:SH0001"}},
    }
    with pytest.raises(ValueError, match="scene"):
        api.follow_code("s" * 65)
    assert api.senders("mini") == api.senders("service") == ["127.0.0.1"]
    assert len({query["access_token"] for query, _ in wechat.calls("/cgi-bin/getcallbackip")}) == 2


def test_an_identity_is_read_out_of_the_published_userinfo() -> None:
    assert identity(SERVICE, SAID["sns_userinfo"]) == WechatIdentity(SERVICE, "OPENID", "o6_bmasdasdsad6_2sgVt7hMZOPfL")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (NO_QUOTA, WechatRefused),
        (BAD_PARAMETERS, WechatRefused),
        (40003, WechatRefused),
        (40037, WechatRefused),
        (10060003, WechatRefused),
        (-1, WechatUnavailable),
        (45009, WechatUnavailable),
        (45011, WechatUnavailable),
        (40001, WechatUnavailable),
        (42001, WechatUnavailable),
    ],
)
def test_no_and_later(wechat: OpenApi, api: WechatApi, code: int, kind: type[WechatError]) -> None:
    path = "/cgi-bin/message/subscribe/send"
    wechat.answers[path] = {"errcode": code, "errmsg": f"no, {OPENID} rid: 1"}
    with pytest.raises(kind) as caught:
        api.send_subscribe(OPENID, "T", "", {"thing1": "x"})
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert OPENID not in repr(caught.value) and caught.value.__context__ is None
    assert len(wechat.calls(path)) == (2 if code in (40001, 42001) else 1)


@pytest.mark.parametrize(
    "answer", ["<html>", "", "[]", "{", '{"openid": 5}', '{"openid": ""}', '{"errcode": "x"}', "{}"]
)
def test_answers_of_another_shape(wechat: OpenApi, api: WechatApi, answer: str) -> None:
    wechat.answers["/sns/jscode2session"] = lambda request: Response(answer)
    with pytest.raises(WechatUnavailable):
        api.mini_login("c")


def test_the_gateways_page_is_no_answer(wechat: OpenApi, api: WechatApi) -> None:
    page = vectors("wechatpay-php-v2")["gateway_error_html"]
    for status in (404, 200):
        wechat.answers["/wxa/msg_sec_check"] = Response(page, status)
        with pytest.raises(WechatUnavailable):
            api.text_is_fine(OPENID, "x")


def test_a_broken_connection_is_tried_once_more_only_where_it_is_safe(redis_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, Redis.from_url(redis_url) as redis:
        connections: list[int] = []

        def hang_up() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connections.append(1)
                    connection.recv(65536)

        thread = threading.Thread(target=hang_up)
        thread.start()
        for app in (MINI, SERVICE):
            redis.set(f"wechat:lent:token:{app}", "t")
        api = WechatApi(settings(f"http://127.0.0.1:{server.getsockname()[1]}"), redis)
        tries = []
        for call in (
            lambda: api.set_order_path("p"),
            lambda: api.send_subscribe(OPENID, "T", "", {}),
            lambda: api.phone_number("c"),
            lambda: api.mini_login("c"),
            lambda: api.upload_shipping(PARCEL),
        ):
            connections.clear()
            with pytest.raises(WechatUnavailable):
                call()
            tries.append(len(connections))
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    assert tries == [2, 1, 1, 1, 1]
