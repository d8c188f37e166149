"""Who works at a store: hired, promoted, sent home at once; never a store without a manager."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.alerts.people import phones
from app.db import Database
from app.notify.sms import shown
from tests.support.people import Caller, latest_code, make_agent, make_staff
from tests.support.world import TUESDAY_10, Network, add_purchase, change, insert, rows, value

from .walk import DOOR, ok, refused

STAFF = f"{DOOR}/staff"
NEW = {"phone": "13900000031", "name": "小王", "role": "clerk"}


@pytest.fixture
def chain(app: Flask, db: Database, network: Network) -> Caller:
    """She has S1 and S2; her device works for S1."""
    who = make_staff(app, network["S1"], "chain_manager", "13900000021", "陈总")
    insert(db, "staff_roles", {"staff_id": who.id, "store_id": network["S2"], "role": "chain_manager"})
    return who


def names(who: Caller, **query: Any) -> list[tuple[str, str, bool]]:
    return [(row["name"], row["role"], row["active"]) for row in ok(who.get(STAFF, query_string=query))["staff"]]


def log_in(app: Flask, phone: str) -> Any:
    door = Caller(app)
    ok(door.post(f"{DOOR}/sms-codes", {"phone": phone}), 202)
    return door.post(f"{DOOR}/sessions", {"phone": phone, "code": latest_code_of(app, phone)})


def latest_code_of(app: Flask, phone: str) -> str:
    return latest_code(app.extensions["jindan"].db, phone)


def test_a_clerk_is_hired_and_logs_in(app: Flask, db: Database, manager: Caller, clerk: Caller) -> None:
    made = ok(manager.post(STAFF, NEW), 201)
    assert (made["phone_masked"], made["role_zh"], made["active"], made["at_work_since"]) == (
        "139****0031", "店员", True, None
    )  # fmt: skip
    assert ok(manager.post(STAFF, NEW)) == made, "a double tap changes nothing"
    assert names(manager) == [("张姐", "manager", True), ("小李", "clerk", True), ("小王", "clerk", True)]
    assert "13900000031" not in manager.get(STAFF).text
    session = ok(log_in(app, NEW["phone"]), 201)
    assert (session["me"]["name"], session["me"]["role"]) == ("小王", "clerk")
    refused(manager.post(STAFF, {**NEW, "role": "manager"}), 409, "works_here")
    told = rows(db, "SELECT store_id, payload FROM outbox_events WHERE kind = 'staff.changed'")
    assert [row.payload for row in told] == [
        {"staff_id": made["id"], "what": "hired", "role": "clerk", "by": f"staff:{manager.id}"}
    ]


def test_who_is_sent_home_is_out_at_once(app: Flask, db: Database, manager: Caller, clerk: Caller) -> None:
    ok(clerk.post(f"{DOOR}/shift"))
    assert ok(manager.get(STAFF))["staff"][1]["at_work_since"] is not None
    gone = ok(manager.patch(f"{STAFF}/{clerk.id}", {"active": False}))
    assert (gone["active"], gone["at_work_since"]) == (False, None)
    refused(clerk.get(f"{DOOR}/offers"), 401, "unauthenticated")
    assert value(db, "SELECT count(*) FROM shifts WHERE ended_at IS NULL") == 0
    refused(log_in(app, "13900000002"), 422, "wrong_code")
    assert ok(manager.patch(f"{STAFF}/{clerk.id}", {"active": False})) == gone
    assert ok(manager.patch(f"{STAFF}/{clerk.id}", {"active": True}))["active"] is True
    refused(clerk.get(f"{DOOR}/offers"), 401, "unauthenticated")  # her old device stays out
    # Sent home again, and hired as anybody else.
    ok(manager.patch(f"{STAFF}/{clerk.id}", {"active": False}))
    assert ok(manager.post(STAFF, {**NEW, "phone": "13900000002"}), 201)["id"] == clerk.id


def test_who_is_sent_home_is_told_nothing_any_more(
    app: Flask, db: Database, mother: Caller, manager: Caller, clerk: Caller, network: Network
) -> None:
    ok(manager.patch(f"{STAFF}/{clerk.id}", {"role": "manager"}))
    add_purchase(db, mother.id, network["S1"], TUESDAY_10 - timedelta(days=1), "import:1")
    ok(manager.post(f"{DOOR}/shift"))
    ok(clerk.patch(f"{STAFF}/{manager.id}", {"active": False}))
    assert db.read(lambda session: phones(session, network["S1"])) == [(clerk.id, "13900000002")]
    served = ok(mother.get("/mom/v1/me/stores"))["stores"][0]["served_by"]
    assert served["name"] == "小李"
    people = ok(make_agent(app).get("/console/v1/stores/S1"))["staff"]
    assert [row["name"] for row in people] == ["小李"]


def test_a_role_counts_from_the_next_tap(manager: Caller, clerk: Caller) -> None:
    refused(clerk.get(STAFF), 403, "forbidden")
    ok(manager.patch(f"{STAFF}/{clerk.id}", {"role": "manager", "name": "李店长"}))
    assert names(clerk)[:2] == [("张姐", "manager", True), ("李店长", "manager", True)]
    ok(clerk.patch(f"{STAFF}/{manager.id}", {"role": "clerk"}))
    refused(manager.get(STAFF), 403, "forbidden")


def test_the_last_manager_stays(db: Database, manager: Caller, clerk: Caller) -> None:
    for body in ({"active": False}, {"role": "clerk"}):
        refused(manager.patch(f"{STAFF}/{manager.id}", body), 409, "last_manager")
    ok(manager.patch(f"{STAFF}/{clerk.id}", {"role": "manager"}))
    change(db, "UPDATE staff SET active = false WHERE id = :id", id=clerk.id)
    refused(manager.patch(f"{STAFF}/{manager.id}", {"active": False}), 409, "last_manager")
    change(db, "UPDATE staff SET active = true WHERE id = :id", id=clerk.id)
    ok(manager.patch(f"{STAFF}/{manager.id}", {"active": False}))
    refused(clerk.patch(f"{STAFF}/{clerk.id}", {"role": "clerk"}), 409, "last_manager")


def test_two_managers_do_not_send_each_other_home(app: Flask, db: Database, network: Network) -> None:
    for number in range(4):
        pair = [make_staff(app, network["S1"], "manager", f"139000020{number}{n}") for n in range(2)]
        change(db, "UPDATE staff_roles SET active = false WHERE staff_id <> ALL(:ids)", ids=[who.id for who in pair])
        paths = [f"{STAFF}/{who.id}" for who in reversed(pair)]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda who, path: who.patch(path, {"active": False}), pair, paths))
        assert sorted(answer.status_code for answer in answers)[0] == 200
        left = value(db, "SELECT count(*) FROM staff_roles WHERE active AND store_id = :id", id=network["S1"])
        assert left == 1, [answer.text for answer in answers]


def test_another_stores_people_are_missing(app: Flask, db: Database, manager: Caller, rival: Caller) -> None:
    missing = rival.patch(f"{STAFF}/999999", {"name": "x"})
    assert missing.status_code == 404
    assert rival.patch(f"{STAFF}/{manager.id}", {"name": "x"}).data == missing.data
    assert rival.get(STAFF, query_string={"store_code": "S1"}).data == missing.data
    assert rival.get(STAFF, query_string={"store_code": "S404"}).data == missing.data
    assert rival.post(STAFF, {**NEW, "store_code": "S1"}).data == missing.data
    assert names(rival) == [("老周", "manager", True)]


def test_somebody_of_two_stores(db: Database, manager: Caller, rival: Caller, clerk: Caller, network: Network) -> None:
    # A rival hires S1's clerk too: her name is not his to change, and S1 keeps her whatever he does.
    hers = ok(rival.post(STAFF, {"phone": "13900000002", "name": "别名", "role": "clerk"}), 201)
    assert (hers["id"], hers["name"]) == (clerk.id, "小李")
    refused(rival.patch(f"{STAFF}/{clerk.id}", {"name": "别名"}), 409, "works_elsewhere")
    ok(rival.patch(f"{STAFF}/{clerk.id}", {"active": False}))
    assert ok(clerk.get(f"{DOOR}/me"))["store"]["code"] == "S1"
    ok(manager.patch(f"{STAFF}/{clerk.id}", {"name": "李妹"}))
    assert names(manager)[1][0] == "李妹"


def test_a_chain_manager_has_all_her_stores(chain: Caller, manager: Caller, rival: Caller) -> None:
    assert ("张姐", "manager", True) in names(chain) and ("老周", "manager", True) in names(chain, store_code="S2")
    ok(chain.post(STAFF, {**NEW, "role": "chain_manager", "store_code": "S2"}), 201)
    ok(chain.patch(f"{STAFF}/{rival.id}", {"active": False, "store_code": "S2"}))
    refused(rival.get(STAFF), 401, "unauthenticated")
    refused(chain.get(STAFF, query_string={"store_code": "S9"}), 404, "not_found")
    # A manager neither makes one nor touches one.
    refused(manager.post(STAFF, {**NEW, "phone": "13900000032", "role": "chain_manager"}), 403, "role_too_high")
    refused(manager.patch(f"{STAFF}/{chain.id}", {"active": False}), 403, "role_too_high")
    refused(manager.patch(f"{STAFF}/{manager.id}", {"role": "chain_manager"}), 403, "role_too_high")


def test_whom_headquarters_has_blocked(db: Database, manager: Caller, clerk: Caller) -> None:
    change(db, "UPDATE staff SET active = false WHERE id = :id", id=clerk.id)
    assert names(manager)[1] == ("小李", "clerk", False)
    refused(manager.patch(f"{STAFF}/{clerk.id}", {"active": True}), 409, "staff_blocked")
    refused(manager.post(STAFF, {**NEW, "phone": "13900000002"}), 409, "staff_blocked")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**NEW, "phone": "123"}, "phone"), ({**NEW, "name": " "}, "name"), ({**NEW, "role": "boss"}, "role"),
        ({**NEW, "salary": 1}, "salary"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(manager: Caller, body: dict[str, Any], field: str) -> None:
    assert field in refused(manager.post(STAFF, body), 422, "invalid")["fields"]
    for patch, name in (({}, "name"), ({"active": "no"}, "active"), ({"phone": "13900000033"}, "phone")):
        assert name in refused(manager.patch(f"{STAFF}/{manager.id}", patch), 422, "invalid")["fields"]


def test_no_phone_is_told_anywhere(db: Database, manager: Caller) -> None:
    ok(manager.post(STAFF, NEW), 201)
    assert not re.search(r"1390000003", str(rows(db, "SELECT * FROM outbox_events")))
    assert db.read(shown) == []
