"""Who she is: by her WeChat, then by her phone; what is wrong, used, old, altered, abroad; WeChat away; no WeChat at all."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.db import Database
from tests.support.people import Caller, latest_code, make_member
from tests.support.walk import add_address, deliver, place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import TUESDAY_10, Network, add_purchase, freeze, rows, value
from wechat.standin import Standin

from .conftest import MOTHER

SESSIONS, BY_PHONE = "/mom/v1/wechat-sessions", "/mom/v1/wechat-sessions/phone"
OTHER = "13700000002"


def log_in(place: WechatHouse, code: str, app: str = "mini_program") -> TestResponse:
    return Caller(place.app).post(SESSIONS, {"app": app, "code": code})


def ticket_of(place: WechatHouse, phone: dict[str, Any]) -> str:
    answer = log_in(place, place.wechat.code(phone["id"]))
    assert answer.status_code == 202, answer.text
    assert answer.get_json()["expires_in_s"] == 600
    return str(answer.get_json()["ticket"])


def give(place: WechatHouse, ticket: str, **proof: Any) -> TestResponse:
    return Caller(place.app).post(BY_PHONE, {"ticket": ticket, **proof})


def sms_code(place: WechatHouse, number: str) -> str:
    assert Caller(place.app).post("/mom/v1/sms-codes", {"phone": number}).status_code == 202
    return latest_code(place.house.db, number)


def whose(place: WechatHouse, answer: TestResponse) -> str:
    """The masked number of the mother whose token this is."""
    assert answer.status_code == 201, answer.text
    return str(Caller(place.app, answer.get_json()["token"]).get("/mom/v1/me").get_json()["phone_masked"])


def identities(db: Database) -> list[tuple[int, str]]:
    return [
        (row.member_id, row.app_id) for row in rows(db, "SELECT member_id, app_id FROM member_identities ORDER BY id")
    ]


def test_her_phone_is_asked_for_once_and_the_unionid_makes_both_apps_one_mother(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any]
) -> None:
    db = place.house.db
    known = make_member(db, MOTHER)
    add_purchase(db, known, network["S2"], TUESDAY_10 - timedelta(days=20), "till:1")
    first = give(place, ticket_of(place, phone), phone_code=wechat.code(phone["id"], "phone"))
    mother = Caller(place.app, first.get_json()["token"])
    assert [store["code"] for store in mother.get("/mom/v1/me/stores").get_json()["stores"]] == ["S2"]
    again = log_in(place, wechat.code(phone["id"]))
    assert whose(place, again) == "138****5678"
    in_the_mall = log_in(place, wechat.code(phone["id"], "oauth"), "wechat_mall")
    assert whose(place, in_the_mall) == "138****5678"
    account = wechat.account
    assert identities(db) == [(known, app) for app in (account.mini_app_id, "unionid", account.service_app_id)]
    assert value(db, "SELECT count(*) FROM members") == 1


def test_a_second_wechat_of_hers_is_joined_by_her_phone(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any]
) -> None:
    mother = place.mother(phone)
    other = wechat.phone("林悦的第二个微信", OTHER)
    assert whose(place, log_in(place, wechat.code(phone["id"], "oauth"), "wechat_mall")) == "138****5678"
    ticket = log_in(place, wechat.code(other["id"], "oauth"), "wechat_mall").get_json()["ticket"]
    code = sms_code(place, MOTHER)
    assert whose(place, give(place, ticket, phone=MOTHER, code=code)) == "138****5678"
    openids = rows(place.house.db, "SELECT subject FROM member_identities WHERE member_id = :id", id=mother.id)
    assert {other["service_openid"], phone["service_openid"], phone["mini_openid"]} <= {row.subject for row in openids}


def test_a_typed_number_needs_the_code_of_the_text_message(
    place: WechatHouse, network: Network, phone: dict[str, Any]
) -> None:
    ticket = ticket_of(place, phone)
    for missing in ({}, {"phone": MOTHER}, {"code": "123456"}):
        refused = give(place, ticket, **missing)
        assert (refused.status_code, list(refused.get_json()["fields"])) == (422, ["phone"])
    code = sms_code(place, MOTHER)
    wrong = give(place, ticket, phone=MOTHER, code=f"{(int(code) + 1) % 1_000_000:06d}")
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "wrong_code")
    assert value(place.house.db, "SELECT attempts FROM sms_codes") == 1
    assert identities(place.house.db) == []
    assert whose(place, give(place, ticket, phone=MOTHER, code=code)) == "138****5678"
    used = give(place, ticket, phone=MOTHER, code=code)
    assert (used.status_code, used.get_json()["code"]) == (422, "wrong_code")
    later = sms_code(place, MOTHER)
    freeze(place.house.db, TUESDAY_10 + timedelta(minutes=6))
    old = give(place, ticket, phone=MOTHER, code=later)
    assert (old.status_code, old.get_json()["code"]) == (422, "wrong_code")


def test_codes_of_wechat_that_are_wrong_used_old_or_of_another_kind(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any]
) -> None:
    ticket = ticket_of(place, phone)
    used, old = wechat.code(phone["id"]), wechat.code(phone["id"])
    used_phone = wechat.code(phone["id"], "phone")
    assert log_in(place, used).status_code == 202
    assert give(place, ticket, phone_code=used_phone).status_code == 201
    wechat.advance(301)
    refused = {
        "invented": log_in(place, "0" * 32),
        "used": log_in(place, used),
        "old": log_in(place, old),
        "of the other app": log_in(place, wechat.code(phone["id"], "oauth")),
        "of the other app too": log_in(place, wechat.code(phone["id"]), "wechat_mall"),
    }
    for why, answer in refused.items():
        told = answer.get_json()
        assert (answer.status_code, told["fields"]) == (422, {"code": ["微信没有接受，请再试一次"]}), why
    for why, code in {"used": used_phone, "a log-in code": wechat.code(phone["id"]), "invented": "x"}.items():
        answer = give(place, ticket, phone_code=code)
        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["phone_code"]), why


@pytest.mark.parametrize(("number", "country"), [("4155550100", "1"), ("61234567", "852"), ("13812345678", "81")])
def test_a_number_abroad_is_refused_by_its_field(
    place: WechatHouse, wechat: Standin, network: Network, number: str, country: str
) -> None:
    abroad = wechat.phone("Mei", number, country=country)
    answer = give(place, ticket_of(place, abroad), phone_code=wechat.code(abroad["id"], "phone"))
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["phone_code"])
    assert value(place.house.db, "SELECT count(*) FROM members") == 0


def test_tickets_that_are_altered_not_ours_or_old(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any]
) -> None:
    db = place.house.db
    ticket = ticket_of(place, phone)
    sealed = bytearray(base64.urlsafe_b64decode(ticket))
    for spot in (0, 5, len(sealed) // 2, -1):
        changed = bytearray(sealed)
        changed[spot] ^= 1
        _refused(give(place, base64.urlsafe_b64encode(bytes(changed)).decode(), phone_code="x"))
    elsewhere = db.vault.seal_json({"app_id": "wx", "openid": "o", "unionid": None, "until": 9e12}, "demo_sms")
    another_use = base64.urlsafe_b64encode(elsewhere).decode()
    for wrong in (another_use, ticket[:-4], ticket[:10], "x", "令牌", "=" * 8, ticket + "AAAA"):
        _refused(give(place, wrong, phone_code="x"))
    half_a_character = '{"ticket": "\\ud800", "phone_code": "x"}'
    _refused(Caller(place.app).post(BY_PHONE, data=half_a_character, content_type="application/json"))
    freeze(db, TUESDAY_10 + timedelta(minutes=10, seconds=1))
    _refused(give(place, ticket, phone_code=wechat.code(phone["id"], "phone")))
    assert identities(db) == []
    assert phone["mini_openid"] not in base64.urlsafe_b64decode(ticket).decode("latin-1")


def _refused(answer: TestResponse) -> None:
    assert (answer.status_code, answer.get_json()["code"]) == (422, "ticket_expired"), answer.text


def test_an_openid_belongs_to_whoever_proved_her_phone_with_it_last(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any]
) -> None:
    # Two devices with one WeChat, both asked for a phone before either gave one.
    first, second = ticket_of(place, phone), ticket_of(place, phone)
    assert whose(place, give(place, first, phone_code=wechat.code(phone["id"], "phone"))) == "138****5678"
    assert whose(place, give(place, second, phone=OTHER, code=sms_code(place, OTHER))) == "137****0002"
    assert whose(place, log_in(place, wechat.code(phone["id"]))) == "137****0002"
    assert whose(place, log_in(place, wechat.code(phone["id"], "oauth"), "wechat_mall")) == "137****0002"
    assert len({member_id for member_id, _ in identities(place.house.db)}) == 1


def test_an_erased_mother_is_a_new_one_when_she_comes_back(
    place: WechatHouse, wechat: Standin, network: Network, mother: Caller, phone: dict[str, Any]
) -> None:
    deliver(place.house.db, place_order(mother, address_id=add_address(mother))["order_no"])
    place.settle()
    assert mother.delete("/mom/v1/me").status_code == 204
    place.settle()
    back = place.mother(phone)
    assert back.id != mother.id
    assert back.get("/mom/v1/me/stores").get_json() == {"stores": []}
    assert mother.get("/mom/v1/me").status_code == 401


@pytest.mark.parametrize("kind", ["5xx", "busy", "rate_limit", "drop", "truncated"])
def test_while_wechat_is_away_she_is_told_so_and_the_text_message_remains(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any], kind: str
) -> None:
    ticket, code = ticket_of(place, phone), wechat.code(phone["id"])
    wechat.switch("api", kind)
    for answer in (log_in(place, code), give(place, ticket, phone_code="x" * 20)):
        told = answer.get_json()
        assert (answer.status_code, told["code"]) == (503, "wechat_unavailable"), answer.text
        assert "短信" in told["detail"]
    # The ticket waits: her phone by text message asks nothing of WeChat.
    assert whose(place, give(place, ticket, phone=MOTHER, code=sms_code(place, MOTHER))) == "138****5678"


def test_a_token_that_wechat_forgot_is_replaced_while_she_waits(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any]
) -> None:
    ticket = ticket_of(place, phone)
    place.house.wechat.text_is_fine(phone["mini_openid"], "你好")  # type: ignore[union-attr]
    wechat.switch("/wxa/business/getuserphonenumber", "token_expiry", 1)
    assert give(place, ticket, phone_code=wechat.code(phone["id"], "phone")).status_code == 201


def test_pages_of_ours_and_of_others(place: WechatHouse, network: Network) -> None:
    door, own = Caller(place.app), place.house.config.public_url
    url = door.get("/mom/v1/wechat/oauth-url", query_string={"redirect": f"{own}/mall?a=1", "state": "s1"})
    assert url.status_code == 200
    assert url.get_json()["url"].startswith(
        f"{place.wechat.url}/connect/oauth2/authorize?appid={place.wechat.account.service_app_id}"
    )
    host = own.removeprefix("http://")
    others = (
        "https://evil.example/", f"https://{host}/", f"http://{host}.evil.example/", f"http://{host}@evil.example/",
        f"//{host}/", "javascript:alert(1)", "http://[", "http://[::1", "x", f"http://evil.example\\@{host}/",
    )  # fmt: skip
    for other in others:
        answer = door.get("/mom/v1/wechat/oauth-url", query_string={"redirect": other})
        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["redirect"]), (other, answer.text)
    long = door.get("/mom/v1/wechat/oauth-url", query_string={"redirect": f"{own}/mall", "state": "状" * 100})
    assert (long.status_code, list(long.get_json()["fields"])) == (422, ["state"]), long.text


def test_a_house_without_wechat_says_so(app: Flask, network: Network) -> None:
    door = Caller(app)
    calls = (
        door.post(SESSIONS, {"app": "mini_program", "code": "x"}),
        door.get("/mom/v1/wechat/oauth-url", query_string={"redirect": "http://127.0.0.1:8000/"}),
    )
    for answer in calls:
        assert (answer.status_code, answer.get_json()["code"]) == (409, "wechat_off")
    for path in ("/wechat/push/mini", "/wechat/pay/notices"):
        assert door.post(path, {}).status_code == 404
