"""Access tokens: stable and old, their end, their reach."""

from __future__ import annotations

import requests

from tests.integration.wechat_standin.conftest import Api
from wechat.standin import Standin

CHECK = "/cgi-bin/get_api_domain_ip"


def plain(standin: Standin, **more: str) -> dict[str, object]:
    account = standin.account
    params = {"grant_type": "client_credential", "appid": account.mini_app_id, "secret": account.mini_secret}
    return dict(requests.get(standin.url + "/cgi-bin/token", params=params | more, timeout=10).json())


def use(standin: Standin, token: object) -> int:
    answer = requests.get(standin.url + CHECK, params={"access_token": str(token)}, timeout=10).json()
    return int(answer.get("errcode", 0))


def test_everybody_gets_the_same_stable_token(standin: Standin, api: Api) -> None:
    first, second = api.token(), api.token()
    assert first["access_token"] == second["access_token"] and 300 <= first["expires_in"] <= 7200
    assert api.token("service")["access_token"] != first["access_token"]


def test_near_its_end_a_new_one_comes_while_the_old_one_lives_on(standin: Standin, api: Api) -> None:
    old = api.token()["access_token"]
    standin.advance(7200 - 299)
    new = api.token()["access_token"]
    assert new != old and use(standin, old) == use(standin, new) == 0
    standin.advance(300)
    assert use(standin, old) == 42001 and use(standin, new) == 0


def test_a_forced_refresh_kills_the_old_one_but_not_twice_in_thirty_seconds(standin: Standin, api: Api) -> None:
    old = api.token()["access_token"]
    new = api.token(force_refresh=True)["access_token"]
    assert new != old and use(standin, old) == 40001 and use(standin, new) == 0
    assert api.token(force_refresh=True)["access_token"] == new
    standin.advance(31)
    assert api.token(force_refresh=True)["access_token"] != new


def test_twenty_forced_refreshes_a_day(standin: Standin, api: Api) -> None:
    for _ in range(20):
        assert "access_token" in api.token(force_refresh=True)
        standin.advance(31)
    assert api.token(force_refresh=True)["errcode"] == 45009


def test_the_old_kind_replaces_and_is_isolated_from_the_stable_one(standin: Standin, api: Api) -> None:
    stable, first, second = api.token()["access_token"], plain(standin)["access_token"], plain(standin)["access_token"]
    assert first != second and use(standin, first) == use(standin, second) == use(standin, stable) == 0
    standin.advance(301)
    assert use(standin, first) == 42001 and use(standin, second) == 0


def test_refusals(standin: Standin, api: Api) -> None:
    assert api.token(secret="x")["errcode"] == 40125 and api.token(appid="wx0")["errcode"] == 40013
    assert api.token(grant_type="x")["errcode"] == 40002 and plain(standin, grant_type="x")["errcode"] == 40002
    assert use(standin, "") == 41001 and use(standin, "x") == 40001
    assert api.post("/cgi-bin/message/template/send", {}, app="mini")["errcode"] == 48001


def test_jsapi_ticket(standin: Standin, api: Api) -> None:
    def ticket(app: str = "service", type: str = "jsapi") -> dict[str, object]:
        return api.get("/cgi-bin/ticket/getticket", app=app, type=type)

    first = ticket()
    assert first["errcode"] == 0 and first["ticket"] == ticket()["ticket"]
    assert ticket(type="card")["errcode"] == 40097 and ticket(app="mini")["errcode"] == 48001
