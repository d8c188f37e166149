"""Logging in by phone and code: what is told, what is counted, what a token is worth."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from flask import Flask

from app.db import Database
from app.factory import create_app
from app.notify.sms import shown
from tests.support.people import PHONE, Caller, house_of, latest_code, login_mother, make_member, make_staff
from tests.support.world import TUESDAY_10, Network, add_purchase, freeze, rows, value

CODES, SESSIONS, ME = "/mom/v1/sms-codes", "/mom/v1/sessions", "/mom/v1/me"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_becomes_a_token_and_the_token_opens_her_door(app: Flask, network: Network) -> None:
    mother = login_mother(app)
    answer = mother.get(ME)
    assert answer.status_code == 200
    assert answer.get_json() == {
        "name": None, "phone_masked": "138****5678", "member_since": "2026-11-24T10:00:00.000+08:00"
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_message_says_how_long_and_warns(app: Flask, db: Database, network: Network) -> None:
    Caller(app).post(CODES, {"phone": PHONE})
    (message,) = db.read(shown)
    assert message["phone"] == PHONE
    assert re.fullmatch(r"【金蛋】验证码 \d{6}，5 分钟内有效。请勿告诉他人，.*", message["text"])


def test_nobody_learns_whether_a_phone_is_known(app: Flask, db: Database, network: Network) -> None:
    make_member(db, PHONE)
    door = Caller(app)
    known, unknown = door.post(CODES, {"phone": PHONE}), door.post(CODES, {"phone": "13711112222"})
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data) == (202, known.data)
    refused = [
        door.post(SESSIONS, {"phone": phone, "code": code}, headers={"X-Request-ID": "same-request"})
        for phone, code in (
            (PHONE, wrong(latest_code(db, PHONE))),
            ("13711112222", wrong(latest_code(db, "13711112222"))),
            ("13733334444", "123456"),  # never asked for a code
        )
    ]
    assert {answer.status_code for answer in refused} == {422}
    assert len({answer.data for answer in refused}) == 1
    assert refused[0].get_json()["fields"] == {"code": ["验证码不对或已过期"]}


def test_a_mother_known_from_the_till_is_the_same_mother(app: Flask, db: Database, network: Network) -> None:
    member_id = make_member(db, PHONE)
    add_purchase(db, member_id, network["S3"], TUESDAY_10 - timedelta(days=9), "till-1")
    mother = login_mother(app)
    assert mother.id == member_id
    assert value(db, "SELECT phone_verified_at FROM members WHERE id = :id", id=member_id) == TUESDAY_10
    assert [store["code"] for store in mother.get("/mom/v1/me/stores").get_json()["stores"]] == ["S3"]


def test_wrong_codes_are_counted_although_they_are_refused(app: Flask, db: Database, network: Network) -> None:
    door = Caller(app)
    door.post(CODES, {"phone": PHONE})
    code = latest_code(db, PHONE)
    for tries in range(1, 6):
        assert door.post(SESSIONS, {"phone": PHONE, "code": wrong(code)}).get_json()["code"] == "wrong_code"
        assert value(db, "SELECT attempts FROM sms_codes") == tries
    assert door.post(SESSIONS, {"phone": PHONE, "code": code}).status_code == 422, "five tries, then it is dead"
    assert rows(db, "SELECT id FROM members") == []


def test_a_code_ends_after_five_minutes_and_works_once(app: Flask, db: Database, network: Network) -> None:
    door = Caller(app)
    door.post(CODES, {"phone": PHONE})
    body = {"phone": PHONE, "code": latest_code(db, PHONE)}
    freeze(db, TUESDAY_10 + timedelta(minutes=5))
    assert door.post(SESSIONS, body).status_code == 422
    freeze(db, TUESDAY_10 + timedelta(minutes=4, seconds=59))
    assert door.post(SESSIONS, body).status_code == 201
    assert door.post(SESSIONS, body).status_code == 422


def test_who_has_used_her_code_need_not_wait_for_the_next(app: Flask, db: Database, network: Network) -> None:
    """On a second device, or again after logging out: nothing was sent that she could still use."""
    door = Caller(app)
    for _ in range(2):
        assert door.post(CODES, {"phone": PHONE}).status_code == 202
        assert door.post(SESSIONS, {"phone": PHONE, "code": latest_code(db, PHONE)}).status_code == 201
    assert door.post(CODES, {"phone": PHONE}).status_code == 202
    assert door.post(CODES, {"phone": PHONE}).get_json()["code"] == "code_just_sent"


def test_two_phones_at_once_with_one_code_make_one_log_in(app: Flask, db: Database, network: Network) -> None:
    door = Caller(app)
    door.post(CODES, {"phone": PHONE})
    body = {"phone": PHONE, "code": latest_code(db, PHONE)}
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda _: door.post(SESSIONS, body).status_code, range(4)))
    assert statuses == [201, 422, 422, 422]


def test_a_double_tap_sends_one_message_and_ten_a_day_are_enough(app: Flask, db: Database, network: Network) -> None:
    door = Caller(app)
    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(lambda _: door.post(CODES, {"phone": PHONE}).status_code, range(2)))
    assert statuses == [202, 429]
    for minute in range(1, 10):
        freeze(db, TUESDAY_10 + timedelta(minutes=2 * minute))
        assert door.post(CODES, {"phone": PHONE}).status_code == 202
    freeze(db, TUESDAY_10 + timedelta(hours=1))
    refused = door.post(CODES, {"phone": PHONE})
    assert (refused.status_code, refused.get_json()["code"]) == (429, "too_many_codes")
    freeze(db, TUESDAY_10 + timedelta(days=1, minutes=1))
    assert door.post(CODES, {"phone": PHONE}).status_code == 202


def test_wrong_input_is_named_in_chinese(app: Flask, network: Network) -> None:
    door = Caller(app)
    for body, fields in (
        ({}, {"phone": ["必填"]}),
        ({"phone": "12345"}, {"phone": ["请输入 11 位手机号"]}),
        ({"phone": 13812345678}, {"phone": ["格式不正确"]}),
        ({"phone": PHONE, "fone": 1}, {"fone": ["没有这个字段"]}),
    ):
        answer = door.post(CODES, body)
        assert (answer.status_code, answer.get_json()["fields"]) == (422, fields), body
        assert answer.content_type == "application/problem+json; charset=utf-8"
    answer = door.post(SESSIONS, {"phone": PHONE, "code": "12a456"})
    assert answer.get_json()["fields"] == {"code": ["请输入 6 位验证码"]}
    assert door.post(CODES, data="{", content_type="application/json").status_code == 400


def test_a_revoked_token_is_worth_nothing_at_once_and_the_other_phone_stays(
    app: Flask, db: Database, network: Network
) -> None:
    first = login_mother(app)
    freeze(db, TUESDAY_10 + timedelta(minutes=2))
    second = login_mother(app)
    assert first.id == second.id
    assert first.delete("/mom/v1/sessions/current").status_code == 204
    refused = first.get(ME)
    assert (refused.status_code, refused.get_json()["code"]) == (401, "unauthenticated")
    assert first.delete("/mom/v1/sessions/current").status_code == 401
    assert second.get(ME).status_code == 200


def test_a_token_ends_after_ninety_days(app: Flask, db: Database, network: Network) -> None:
    mother = login_mother(app)
    freeze(db, TUESDAY_10 + timedelta(days=90))
    assert mother.get(ME).status_code == 401


def test_nobody_else_comes_in(app: Flask, network: Network) -> None:
    assert Caller(app).get(ME).status_code == 401
    assert Caller(app, "no-such-token").get(ME).status_code == 401
    assert make_staff(app, network["S1"]).get(ME).status_code == 403


def test_neither_phone_nor_code_nor_token_is_kept_in_clear(app: Flask, db: Database, network: Network) -> None:
    mother = login_mother(app)
    assert mother.token
    for table in ("members", "sms_codes", "tokens", "demo_sms", "outbox_events"):
        text = str(rows(db, f"SELECT t::text FROM {table} t"))
        assert PHONE not in text and mother.token not in text


def test_her_name_is_kept_sealed_and_can_be_forgotten(mother: Caller, db: Database) -> None:
    assert mother.patch(ME, {"name": "  王小明 "}).get_json()["name"] == "王小明"
    assert "王小明".encode() not in bytes(value(db, "SELECT name_sealed FROM members"))
    assert mother.patch(ME, {"name": None}).get_json()["name"] is None
    assert mother.patch(ME, {"name": " "}).get_json()["fields"] == {"name": ["请填写 1 到 40 个字"]}
    assert mother.patch(ME, {"name": "王\x00"}).get_json()["fields"] == {"name": ["含有无法识别的字符"]}
    assert mother.patch(ME, {}).get_json()["fields"] == {"name": ["必填"]}


class Silent:
    """A text-message provider that is away."""

    def send(self, phone: str, text: str) -> None:
        raise ConnectionError(f"{phone}: {text}")


def test_a_provider_that_is_away_is_said_and_nothing_leaks(app: Flask, network: Network, caplog: object) -> None:
    broken = create_app(house=replace(house_of(app), sms=Silent()))
    answer = Caller(broken).post(CODES, {"phone": PHONE})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "sms_unavailable")
    assert PHONE not in answer.text and PHONE not in caplog.text  # type: ignore[attr-defined]
