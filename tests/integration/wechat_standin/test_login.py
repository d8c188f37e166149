"""Log-in, the phone button and OAuth, as wechatpy and plain requests see them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from wechatpy import WeChatOAuth
from wechatpy.exceptions import WeChatOAuthException

from tests.integration.wechat_standin.conftest import Api
from wechat.standin import Standin


def session(standin: Standin, code: str, secret: str = "") -> dict[str, Any]:
    params = {"appid": standin.account.mini_app_id, "secret": secret or standin.account.mini_secret, "js_code": code}
    return dict(requests.get(standin.url + "/sns/jscode2session", params=params, timeout=10).json())


def oauth(standin: Standin, scope: str = "snsapi_base") -> WeChatOAuth:
    class Here(WeChatOAuth):
        API_BASE_URL = standin.url + "/"
        OAUTH_BASE_URL = standin.url + "/connect/"

    account = standin.account
    return Here(
        account.service_app_id, account.service_secret, account.public_url + "/back?x=1", scope=scope, state="st ate"
    )


def authorize(made: WeChatOAuth, **more: str) -> requests.Response:
    return requests.get(made.authorize_url.split("#")[0], params=more, allow_redirects=False, timeout=10)


def test_a_login_code_is_good_once(standin: Standin, mother: dict[str, Any]) -> None:
    code = standin.code(mother["id"])
    told = session(standin, code)
    assert (told["openid"], told["unionid"]) == (mother["mini_openid"], mother["unionid"]) and "errcode" not in told
    assert session(standin, code)["errcode"] == 40163
    assert session(standin, "nonsense")["errcode"] == 40029 and session(standin, "")["errcode"] == 41008


def test_a_login_code_dies_after_five_minutes(standin: Standin, mother: dict[str, Any]) -> None:
    code = standin.code(mother["id"])
    standin.advance(301)
    assert session(standin, code)["errcode"] == 40029


def test_secrets_are_checked(standin: Standin, mother: dict[str, Any]) -> None:
    assert session(standin, standin.code(mother["id"]), "wrong")["errcode"] == 40125


def test_codes_of_one_kind_are_no_use_for_another(standin: Standin, mother: dict[str, Any], api: Api) -> None:
    assert session(standin, standin.code(mother["id"], "phone"))["errcode"] == 40029
    code = standin.code(mother["id"], "login")
    assert api.post("/wxa/business/getuserphonenumber", {"code": code})["errcode"] == 40029


@pytest.mark.parametrize(
    ("country", "number", "shown"), [("86", "13900001111", "13900001111"), ("852", "61234567", "+852 61234567")]
)
def test_the_phone_button(standin: Standin, api: Api, country: str, number: str, shown: str) -> None:
    phone = standin.phone(number=number, country=country)
    code = standin.code(phone["id"], "phone")
    told = api.post("/wxa/business/getuserphonenumber", {"code": code})
    info = told["phone_info"]
    assert (info["phoneNumber"], info["purePhoneNumber"], info["countryCode"]) == (shown, number, country)
    assert info["watermark"]["appid"] == standin.account.mini_app_id
    assert api.post("/wxa/business/getuserphonenumber", {"code": code})["errcode"] == 40163


def test_oauth_of_the_chosen_phone(standin: Standin, mother: dict[str, Any]) -> None:
    made = oauth(standin, "snsapi_userinfo")
    answer = authorize(made, phone=str(mother["id"]))
    back = urlsplit(answer.headers["Location"])
    query = parse_qs(back.query)
    assert answer.status_code == 302 and back.path == "/back" and query["x"] == ["1"] and query["state"] == ["st ate"]
    token = made.fetch_access_token(query["code"][0])
    assert (token["openid"], token["unionid"]) == (mother["service_openid"], mother["unionid"])
    assert made.get_user_info()["nickname"] == "林悦"
    with pytest.raises(WeChatOAuthException, match="40163"):
        made.fetch_access_token(query["code"][0])


def test_the_base_scope_reads_no_profile(standin: Standin, mother: dict[str, Any]) -> None:
    made = oauth(standin)
    made.fetch_access_token(standin.code(mother["id"], "oauth"))
    with pytest.raises(WeChatOAuthException, match="48001"):
        made.get_user_info()


def test_oauth_asks_whose_phone_it_is_until_one_is_the_default(standin: Standin, mother: dict[str, Any]) -> None:
    asked = authorize(oauth(standin))
    assert (
        asked.status_code == 200
        and "林悦" in asked.text
        and "138****5678" in asked.text
        and mother["number"] not in asked.text
    )
    standin.options(default_phone=mother["id"])
    assert authorize(oauth(standin)).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("redirect_uri", "https://evil.example/", "10003"), ("scope", "snsapi_all", "10005"), ("appid", "wx1", "10013")],
)
def test_oauth_refuses_what_the_console_did_not_allow(
    standin: Standin, mother: dict[str, Any], field: str, value: str, code: str
) -> None:
    account = standin.account
    params = {
        "appid": account.service_app_id,
        "redirect_uri": account.public_url,
        "response_type": "code",
        "scope": "snsapi_base",
    }
    params |= {"phone": str(mother["id"]), field: value}
    answer = requests.get(standin.url + "/connect/oauth2/authorize", params=params, allow_redirects=False, timeout=10)
    assert answer.status_code == 200 and code in answer.text


def test_a_followers_unionid_is_told_to_the_account_alone(standin: Standin, mother: dict[str, Any]) -> None:
    api = Api(standin)
    stranger = {"subscribe": 0, "openid": mother["service_openid"]}
    assert api.get("/cgi-bin/user/info", "service", openid=mother["service_openid"]) == stranger
    standin.follow(mother["id"])
    told = api.get("/cgi-bin/user/info", "service", openid=mother["service_openid"])
    assert (told["subscribe"], told["unionid"]) == (1, mother["unionid"])
    assert api.get("/cgi-bin/user/info", "service", openid="o" * 28)["errcode"] == 40003
    assert api.get("/cgi-bin/user/info", "mini", openid=mother["service_openid"])["errcode"] == 48001
