"""Babies under consent, and consents that can be taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import Database
from tests.support.people import Caller
from tests.support.world import rows, value

BABIES, CONSENTS = "/mom/v1/babies", "/mom/v1/consents"
BABY = {"nickname": "小米", "birth_month": "2026-03", "guardian_consent": True, "text_version": "baby-1"}


def test_empty_lists(mother: Caller) -> None:
    assert mother.get(BABIES).get_json() == {"babies": []}
    assert mother.get(CONSENTS).get_json() == {"consents": []}


def test_a_baby_comes_with_a_guardians_consent(mother: Caller, db: Database) -> None:
    answer = mother.post(BABIES, BABY)
    assert answer.status_code == 201
    baby = answer.get_json()
    assert (baby["nickname"], baby["birth_month"]) == ("小米", "2026-03")
    assert mother.get(BABIES).get_json()["babies"] == [baby]
    (consent,) = mother.get(CONSENTS).get_json()["consents"]
    assert (consent["id"], consent["purpose"], consent["text_version"]) == (baby["consent_id"], "baby", "baby-1")
    assert "小米".encode() not in bytes(value(db, "SELECT details_sealed FROM babies"))


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"guardian_consent": False}, {"guardian_consent": ["请先确认您是监护人并同意"]}),
        ({"guardian_consent": None}, {"guardian_consent": ["不能为空"]}),
        ({"birth_month": "2026-13"}, {"birth_month": ["请填写年月，如 2026-03"]}),
        ({"birth_month": "2027-10"}, {"birth_month": ["预产期最多填到 10 个月后"]}),
        ({"birth_month": "2012-10"}, {"birth_month": ["请填写 14 岁以下宝宝的出生年月"]}),
        ({"nickname": "米" * 21}, {"nickname": ["请填写 1 到 20 个字"]}),
    ],
)
def test_what_is_refused(mother: Caller, change: dict[str, object], fields: dict[str, list[str]]) -> None:
    answer = mother.post(BABIES, {**BABY, **change})
    assert (answer.status_code, answer.get_json()["fields"]) == (422, fields)
    assert mother.get(BABIES).get_json() == {"babies": []}


def test_without_the_words_of_consent_there_is_no_baby(mother: Caller) -> None:
    answer = mother.post(BABIES, {"nickname": "小米", "birth_month": "2026-03"})
    assert answer.get_json()["fields"] == {"guardian_consent": ["必填"], "text_version": ["必填"]}


def test_months_at_the_edges(mother: Caller) -> None:
    assert mother.post(BABIES, {**BABY, "birth_month": "2027-09"}).status_code == 201
    assert mother.post(BABIES, {**BABY, "birth_month": "2012-11"}).status_code == 201


def test_a_double_tap_makes_no_twins(mother: Caller, db: Database) -> None:
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: mother.post(BABIES, BABY), range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert value(db, "SELECT count(*) FROM consents") == 1
    assert mother.post(BABIES, {**BABY, "nickname": "豆豆"}).status_code == 201, "twins have two names"


def test_a_removed_baby_is_overwritten_and_its_consent_ends(mother: Caller, other: Caller, db: Database) -> None:
    baby = mother.post(BABIES, BABY).get_json()
    path = f"{BABIES}/{baby['id']}"
    stranger, missing = other.delete(path), other.delete(f"{BABIES}/999999")
    assert (stranger.status_code, stranger.data) == (404, missing.data)
    assert mother.delete(path).status_code == 204
    assert mother.delete(path).status_code == 404
    sealed = bytes(value(db, "SELECT details_sealed FROM babies"))
    assert db.vault.open_json(sealed, "babies.details") == {}
    assert mother.get(CONSENTS).get_json()["consents"][0]["withdrawn_at"] is not None


def test_taking_the_consent_back_forgets_the_baby(mother: Caller) -> None:
    baby = mother.post(BABIES, BABY).get_json()
    path = f"{CONSENTS}/{baby['consent_id']}"
    first = mother.delete(path)
    assert (first.status_code, first.get_json()["withdrawn_at"]) == (200, "2026-11-24T10:00:00.000+08:00")
    assert mother.delete(path).get_json() == first.get_json()
    assert mother.get(BABIES).get_json() == {"babies": []}


def test_taking_a_consent_back_ends_it_for_every_wording(mother: Caller, other: Caller, db: Database) -> None:
    old, new = (
        mother.post(CONSENTS, {"purpose": "marketing", "text_version": version}).get_json()["id"]
        for version in ("2026-10", "2026-11")
    )
    other.post(CONSENTS, {"purpose": "marketing", "text_version": "2026-10"})
    mother.post(CONSENTS, {"purpose": "service", "text_version": "2026-10"})
    mother.post(BABIES, BABY)
    mother.delete(f"{CONSENTS}/{new}")
    ended = rows(db, "SELECT id FROM consents WHERE withdrawn_at IS NOT NULL ORDER BY id")
    assert [row.id for row in ended] == [old, new]


def test_one_twin_keeps_the_consent_when_the_others_is_taken_back(mother: Caller) -> None:
    first = mother.post(BABIES, BABY).get_json()
    second = mother.post(BABIES, {**BABY, "nickname": "豆豆"}).get_json()
    mother.delete(f"{CONSENTS}/{first['consent_id']}")
    assert [each["nickname"] for each in mother.get(BABIES).get_json()["babies"]] == ["豆豆"]
    standing = [each["id"] for each in mother.get(CONSENTS).get_json()["consents"] if each["withdrawn_at"] is None]
    assert standing == [second["consent_id"]]


def test_consents_are_given_once_and_again_after_they_were_taken_back(
    mother: Caller, other: Caller, db: Database
) -> None:
    body = {"purpose": "marketing", "text_version": "2026-10"}
    given = mother.post(CONSENTS, body)
    assert (given.status_code, mother.post(CONSENTS, body).status_code) == (201, 200)
    path = f"{CONSENTS}/{given.get_json()['id']}"
    stranger, missing = other.delete(path), other.delete(f"{CONSENTS}/999999")
    assert (stranger.status_code, stranger.data) == (404, missing.data)
    mother.delete(path)
    assert mother.post(CONSENTS, body).status_code == 201
    assert [row.withdrawn for row in rows(db, "SELECT withdrawn_at IS NOT NULL AS withdrawn FROM consents ORDER BY id")] == [
        True, False
    ]  # fmt: skip
    assert mother.post(CONSENTS, {**body, "purpose": "baby"}).get_json()["fields"] == {
        "purpose": ["须为其中之一：service, marketing"]
    }
