"""The control door: what it refuses, the clock, and that another site's page cannot use it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from wechat.standin import ControlError, Standin


@pytest.mark.parametrize(
    ("method", "path", "told", "status"),
    [
        ("POST", "/options", {"unheard": 1}, 400),
        ("POST", "/clock", {}, 400),
        ("POST", "/clock", {"advance_s": "soon"}, 400),
        ("POST", "/phones/9/codes", {"kind": "login"}, 404),
        ("POST", "/phones/1/codes", {"kind": "x"}, 400),
        ("POST", "/phones/1/accept", {"templates": ["x"]}, 400),
        ("POST", "/phones/1/accept", {"templates": []}, 400),
        ("POST", "/phones/1/accept", {"templates": ["accepted"], "answer": "perhaps"}, 400),
        ("POST", "/phones/1/scan", {}, 400),
        ("POST", "/phones/1/scan", {"scene": "unknown"}, 404),
        ("POST", "/phones", {"number": "13812345678"}, 400),
        ("POST", "/payments/x/pay", None, 404),
        ("POST", "/refunds/x", {"state": "SUCCESS"}, 404),
        ("POST", "/refunds/x", {"state": "x"}, 400),
        ("POST", "/receipts/x", None, 404),
        ("POST", "/notices/x/again", None, 404),
        ("POST", "/push", {"app": "x", "message": {}}, 400),
        ("POST", "/sign", {"serial": "x"}, 400),
        ("GET", "/nowhere", None, 404),
    ],
)
def test_refusals(standin: Standin, mother: dict[str, Any], method: str, path: str, told: Any, status: int) -> None:
    with pytest.raises(ControlError) as error:
        standin.ask(method, path.replace("/1/", f"/{mother['id']}/"), told)
    assert error.value.status == status


def test_the_clock(standin: Standin) -> None:
    standin.set_time("2026-11-11T00:00:00+08:00")
    assert abs(standin.ask("GET", "/health")["now"] - 1794326400) < 5
    standin.advance(3600)
    assert abs(standin.world.now() - 1794326400 - 3600) < 5
    standin.reset()
    assert standin.ask("GET", "/health")["clock_offset_s"] == 0


def test_only_the_house_may_ask_across_origins(standin: Standin) -> None:
    def allowed(origin: str) -> str | None:
        return requests.get(standin.url + "/_standin/health", headers={"Origin": origin}, timeout=5).headers.get(
            "Access-Control-Allow-Origin"
        )

    assert allowed(standin.account.public_url) == standin.account.public_url and allowed("https://evil.example") is None


def test_secrets_are_told_to_nobody(standin: Standin, mother: dict[str, Any]) -> None:
    account = standin.account
    for path in ("/_standin/options", "/_standin/phones", "/_standin/health", "/", f"/phone/{mother['id']}"):
        text = requests.get(standin.url + path, timeout=5).text
        assert not any(
            secret in text for secret in (account.apiv3_key, account.mini_secret, account.push_token, "PRIVATE")
        )
