"""Text check and mini-program codes."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
import requests

from tests.integration.wechat_standin.conftest import Api
from wechat.standin import Standin


def check(api: Api, mother: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"version": 2, "scene": 2, "openid": mother["mini_openid"], "content": "请放在门口"}
    return api.post("/wxa/msg_sec_check", told | more)


def test_text_check(standin: Standin, mother: dict[str, Any], api: Api) -> None:
    assert check(api, mother)["result"] == {"suggest": "pass", "label": 100}
    assert check(api, mother, content="这句违规")["result"] == {"suggest": "risky", "label": 20006}
    assert check(api, mother, content="存疑的话")["result"]["suggest"] == "review"
    standin.options(risky_words=["门口"])
    assert check(api, mother)["result"]["suggest"] == "risky"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"version": 1}, 40097), ({"scene": 9}, 40097), ({"openid": "o"}, 40003), ({"content": "x" * 2501}, 44002)],
)
def test_text_check_refuses(mother: dict[str, Any], api: Api, more: dict[str, Any], code: int) -> None:
    assert check(api, mother, **more)["errcode"] == code


def test_a_mini_program_code_is_a_picture(standin: Standin, mother: dict[str, Any], api: Api) -> None:
    params = {"access_token": api.token()["access_token"]}
    told = {"scene": "s=S0001", "page": "pages/store", "width": 280, "check_path": False}
    answer = requests.post(standin.url + "/wxa/getwxacodeunlimit", params=params, json=told, timeout=10)
    assert answer.headers["Content-Type"] == "image/png" and answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", answer.content[16:24]) == (280, 280)
    start = answer.content.index(b"IDAT")
    (length,) = struct.unpack(">I", answer.content[start - 4 : start])
    assert len(zlib.decompress(answer.content[start + 4 : start + 4 + length])) == 280 * (1 + 280 * 3)
    assert standin.scan(mother["id"], "s=S0001") == "pages/store?scene=s=S0001"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"scene": "x" * 33}, 40129), ({"scene": ""}, 40129), ({"scene": "店"}, 40129), ({"page": "/a"}, 41030)],
)
def test_a_mini_program_code_refuses(api: Api, more: dict[str, Any], code: int) -> None:
    assert api.post("/wxa/getwxacodeunlimit", {"scene": "a", "page": "pages/store"} | more)["errcode"] == code


def test_a_code_of_the_service_account_is_scanned(standin: Standin, mother: dict[str, Any], api: Api) -> None:
    told = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "店/S 1"}}}
    url = api.post("/cgi-bin/qrcode/create", told, app="service")["url"]
    assert "林悦" in requests.get(url, timeout=10).text and not standin.notices("push")
    page = requests.get(url, params={"phone": mother["id"]}, timeout=10)
    assert page.url.endswith(f"/phone/{mother['id']}") and standin.ask("GET", f"/phones/{mother['id']}")["follows"]
    (event,) = standin.notices("push.subscribe")
    assert event["url"].endswith("/wechat/push/service")
    assert api.post("/cgi-bin/qrcode/create", told | {"action_name": "QR_SCENE"}, app="service")["errcode"] == 40097


def test_from_where_wechat_calls(api: Api) -> None:
    told = [api.get("/cgi-bin/getcallbackip", app) for app in ("mini", "service")]
    assert told == [{"ip_list": ["127.0.0.1"]}] * 2
