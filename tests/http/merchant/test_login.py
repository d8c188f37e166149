"""Log-in by a work phone; nothing tells a stranger whether a phone belongs to a store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.db import Database
from app.identity import login as codes
from tests.support.people import Caller, latest_code, make_staff
from tests.support.world import TUESDAY_10, Network, change, freeze, insert, value

from .walk import DOOR, ok, refused

PHONE, STRANGER = "13900000001", "13911112222"


@pytest.fixture
def door(app: Flask) -> Caller:
    return Caller(app)


def code_for(door: Caller, db: Database, phone: str = PHONE) -> str:
    ok(door.post(f"{DOOR}/sms-codes", {"phone": phone}), 202)
    return latest_code(db, phone)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_becomes_a_token_for_her_store(door: Caller, db: Database, manager: Caller) -> None:
    made = ok(door.post(f"{DOOR}/sessions", {"phone": PHONE, "code": code_for(door, db), "device": "柜台"}), 201)
    me = made["me"]
    assert (me["name"], me["phone_masked"], me["role"], me["role_zh"]) == ("张姐", "139****0001", "manager", "店长")
    assert me["store"]["code"] == "S1" and me["store"]["chosen"] and len(me["stores"]) == 1
    assert ok(Caller(door.app, made["token"]).get(f"{DOOR}/me")) == me
    assert value(db, "SELECT device FROM tokens ORDER BY id DESC LIMIT 1") == "柜台"


def test_a_stranger_gets_the_same_answers_and_no_message(door: Caller, db: Database, manager: Caller) -> None:
    known = door.post(f"{DOOR}/sms-codes", {"phone": PHONE})
    stranger = door.post(f"{DOOR}/sms-codes", {"phone": STRANGER})
    assert (known.status_code, known.data) == (stranger.status_code, stranger.data)
    assert value(db, "SELECT count(*) FROM demo_sms") == 1
    again = [door.post(f"{DOOR}/sms-codes", {"phone": phone}).get_json()["code"] for phone in (PHONE, STRANGER)]
    assert again == ["code_just_sent", "code_just_sent"]


def test_a_stranger_with_the_right_code_is_a_wrong_code(door: Caller, db: Database, manager: Caller) -> None:
    right = db.run(lambda session: codes.new_code(session, STRANGER, "staff"))
    sent = code_for(door, db)
    answers = [
        door.post(f"{DOOR}/sessions", {"phone": STRANGER, "code": right}, headers={"X-Request-ID": "same-request"}),
        door.post(f"{DOOR}/sessions", {"phone": PHONE, "code": other(sent)}, headers={"X-Request-ID": "same-request"}),
    ]
    assert answers[0].data == answers[1].data
    refused(answers[0], 422, "wrong_code")


def test_somebody_who_left_is_a_stranger(door: Caller, db: Database, manager: Caller) -> None:
    change(db, "UPDATE staff SET active = false")
    ok(door.post(f"{DOOR}/sms-codes", {"phone": PHONE}), 202)
    assert value(db, "SELECT count(*) FROM demo_sms") == 0
    refused(manager.get(f"{DOOR}/me"), 401, "unauthenticated")


def test_wrong_tries_are_counted_and_the_right_code_dies_with_them(door: Caller, db: Database, manager: Caller) -> None:
    sent = code_for(door, db)
    for _ in range(codes.MAX_TRIES):
        refused(door.post(f"{DOOR}/sessions", {"phone": PHONE, "code": other(sent)}), 422, "wrong_code")
    refused(door.post(f"{DOOR}/sessions", {"phone": PHONE, "code": sent}), 422, "wrong_code")


def test_a_code_is_good_once_and_five_minutes(door: Caller, db: Database, manager: Caller) -> None:
    body = {"phone": PHONE, "code": code_for(door, db)}
    ok(door.post(f"{DOOR}/sessions", body), 201)
    refused(door.post(f"{DOOR}/sessions", body), 422, "wrong_code")
    freeze(db, TUESDAY_10 + timedelta(minutes=2))
    body = {"phone": PHONE, "code": code_for(door, db)}
    freeze(db, TUESDAY_10 + timedelta(minutes=7))
    refused(door.post(f"{DOOR}/sessions", body), 422, "wrong_code")


def test_a_mothers_code_does_not_open_this_door(door: Caller, db: Database, manager: Caller) -> None:
    ok(door.post("/mom/v1/sms-codes", {"phone": PHONE}), 202)
    refused(door.post(f"{DOOR}/sessions", {"phone": PHONE, "code": latest_code(db, PHONE)}), 422, "wrong_code")


@pytest.fixture
def chain(app: Flask, network: Network, db: Database) -> Caller:
    """A chain manager of S1 and S2, whose device works for S1."""
    caller = make_staff(app, network["S1"], "chain_manager", PHONE, "王总")
    insert(db, "staff_roles", {"staff_id": caller.id, "store_id": network["S2"], "role": "chain_manager"})
    return caller


def test_a_chain_manager_chooses_a_store(door: Caller, db: Database, chain: Caller) -> None:
    body = {"phone": PHONE, "code": code_for(door, db)}
    foreign = refused(door.post(f"{DOOR}/sessions", {**body, "store_code": "S3"}), 422, "invalid")
    assert list(foreign["fields"]) == ["store_code"]
    made = ok(door.post(f"{DOOR}/sessions", {**body, "store_code": "S2"}), 201)  # the code was not used up by the slip
    assert [(store["code"], store["chosen"]) for store in made["me"]["stores"]] == [("S1", False), ("S2", True)]
    freeze(db, TUESDAY_10 + timedelta(minutes=2))
    again = ok(door.post(f"{DOOR}/sessions", {"phone": PHONE, "code": code_for(door, db)}), 201)
    assert again["me"]["store"]["code"] == "S2", "the store of her latest device"


def test_switching_moves_the_device_and_shuts_the_old_store(chain: Caller, db: Database) -> None:
    assert ok(chain.get(f"{DOOR}/store"))["code"] == "S1"
    assert ok(chain.post(f"{DOOR}/sessions/switch", {"store_code": "S2"}))["store"]["code"] == "S2"
    assert ok(chain.get(f"{DOOR}/store"))["code"] == "S2"
    strange = [chain.post(f"{DOOR}/sessions/switch", {"store_code": code}) for code in ("S3", "NOWHERE")]
    assert [answer.status_code for answer in strange] == [404, 404] and strange[0].data == strange[1].data
    assert ok(chain.get(f"{DOOR}/store"))["code"] == "S2"


def test_a_lost_role_ends_at_once(chain: Caller, db: Database, network: Network) -> None:
    change(db, "DELETE FROM staff_roles WHERE store_id = :id", id=network["S1"])
    refused(chain.get(f"{DOOR}/offers"), 401, "unauthenticated")
    change(db, "DELETE FROM tokens")  # a device of nobody's store is what the invariants look for


def test_logging_out_ends_this_device_alone(door: Caller, db: Database, manager: Caller) -> None:
    second = ok(door.post(f"{DOOR}/sessions", {"phone": PHONE, "code": code_for(door, db)}), 201)["token"]
    assert manager.delete(f"{DOOR}/sessions/current").status_code == 204
    refused(manager.get(f"{DOOR}/me"), 401, "unauthenticated")
    ok(Caller(door.app, second).get(f"{DOOR}/me"))


def test_a_shift_begins_once_and_ends_once(manager: Caller, clerk: Caller, db: Database) -> None:
    first = ok(manager.post(f"{DOOR}/shift"))
    freeze(db, TUESDAY_10 + timedelta(minutes=5))
    again = ok(manager.post(f"{DOOR}/shift"))
    assert first["started_at"] == again["started_at"] == "2026-11-24T10:00:00.000+08:00"
    assert value(db, "SELECT count(*) FROM shifts") == 1
    ok(clerk.post(f"{DOOR}/shift"))
    me = ok(manager.get(f"{DOOR}/me"))
    assert me["shift_started_at"] == first["started_at"]
    assert [person["name"] for person in me["at_work"]] == ["张姐", "小李"]
    for _ in range(2):
        assert manager.delete(f"{DOOR}/shift").status_code == 204
    me = ok(manager.get(f"{DOOR}/me"))
    assert me["shift_started_at"] is None and [person["name"] for person in me["at_work"]] == ["小李"]
    assert ok(manager.post(f"{DOOR}/shift"))["started_at"] == "2026-11-24T10:05:00.000+08:00"
