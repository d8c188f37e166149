"""Headquarters keeps the desk: accounts, roles, devices; everybody her own password and sessions."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.db import Database
from app.security import hash_password
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller
from tests.support.world import change, rows, value

WHY = {"reason": "岗位调整"}
NEW = {"login": "xiaowang", "name": "小王", "role": "customer_service", "password": "peach-blossom-7"}


def log_in(app: Flask, login: str = "xiaowang", password: str = NEW["password"]) -> Any:
    return Caller(app).post(f"{DOOR}/sessions", {"login": login, "password": password, "device": "前台电脑"})


def test_a_new_account_can_work(boss: Caller, app: Flask, db: Database) -> None:
    made = ok(boss.post(f"{DOOR}/agents", NEW), 201)
    assert (made["role_zh"], made["active"], made["totp"], made["sessions"], made["last_login_at"]) == (
        "客服", True, False, 0, None,
    )  # fmt: skip
    hers = Caller(app, ok(log_in(app), 201)["token"])
    assert ok(hers.get(f"{DOOR}/me"))["name"] == "小王"
    listed = {row["login"]: row for row in ok(boss.get(f"{DOOR}/agents"))["agents"]}
    assert (listed["xiaowang"]["sessions"], listed["总部"]["role"]) == (1, "headquarters")
    event = rows(db, "SELECT payload FROM outbox_events WHERE kind = 'agent.created'")[0].payload
    assert event == {"agent_id": made["id"], "role": "customer_service", "by": f"agent:{boss.id}"}
    assert NEW["password"] not in str(rows(db, "SELECT payload FROM outbox_events"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"login": "总部"}, "login"), ({"login": "Xiao Wang"}, "login"), ({"role": "boss"}, "role"),
        ({"password": "short"}, "password"), ({"password": "xiaowang-2026"}, "password"),
        ({"password": "aaaaaaaaaaaaaaa"}, "password"), ({"name": ""}, "name"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_account_is_named(boss: Caller, change: dict[str, str], field: str) -> None:
    assert list(refused(boss.post(f"{DOOR}/agents", {**NEW, **change}), 422, "invalid")["fields"]) == [field]


def test_a_login_is_taken_once(boss: Caller) -> None:
    ok(boss.post(f"{DOOR}/agents", NEW), 201)
    assert "login" in refused(boss.post(f"{DOOR}/agents", NEW), 422, "invalid")["fields"]


def test_whoever_is_changed_is_out_at_once(boss: Caller, agent: Caller, app: Flask, db: Database) -> None:
    path = f"{DOOR}/agents/{agent.id}"
    assert ok(boss.patch(path, {**WHY, "name": "小陈陈"}))["name"] == "小陈陈"
    ok(agent.get(f"{DOOR}/me"))  # a name is nothing to log out for
    assert ok(boss.patch(path, {**WHY, "role": "headquarters"}))["role_zh"] == "总部"
    refused(agent.get(f"{DOOR}/me"), 401, "unauthenticated")
    ok(boss.patch(path, {**WHY, "password": NEW["password"]}))
    hers = Caller(app, ok(log_in(app, "小陈"), 201)["token"])
    ok(boss.patch(path, {**WHY, "active": False}))
    refused(hers.get(f"{DOOR}/me"), 401, "unauthenticated")
    refused(log_in(app, "小陈"), 401, "wrong_login")
    told = rows(db, "SELECT payload FROM outbox_events WHERE kind = 'agent.changed' ORDER BY id")
    assert [row.payload["what"] for row in told] == [["name"], ["role"], ["password"], ["active"]]
    assert {row.payload["why"] for row in told} == {WHY["reason"]}


def test_nobody_locks_herself_out(boss: Caller, agent: Caller) -> None:
    for what in ({"active": False}, {"role": "customer_service"}, {"password": NEW["password"]}):
        refused(boss.patch(f"{DOOR}/agents/{boss.id}", {**WHY, **what}), 409, "yourself")
    ok(boss.patch(f"{DOOR}/agents/{boss.id}", {**WHY, "name": "总部二"}))
    refused(boss.patch(f"{DOOR}/agents/999", {**WHY, "name": "x"}), 404, "not_found")
    refused(boss.patch(f"{DOOR}/agents/{agent.id}", WHY), 422, "invalid")
    refused(agent.get(f"{DOOR}/agents"), 403, "forbidden")
    refused(agent.patch(f"{DOOR}/agents/{agent.id}", {**WHY, "role": "headquarters"}), 403, "forbidden")


def test_a_lost_phone_is_reset_by_headquarters(boss: Caller, agent: Caller, app: Flask, db: Database) -> None:
    change(db, "UPDATE agents SET password_hash = :hash", hash=hash_password(NEW["password"]))
    change(
        db,
        "INSERT INTO agent_totp (agent_id, secret_sealed, confirmed_at, created_at) VALUES (:id, :sealed, now(), now())",
        id=agent.id, sealed=db.vault.seal("JBSWY3DPEHPK3PXP", "agent_totp.secret"),
    )  # fmt: skip
    refused(log_in(app, "小陈"), 401, "totp_required")
    assert not ok(boss.patch(f"{DOOR}/agents/{agent.id}", {**WHY, "reset_totp": True}))["totp"]
    ok(log_in(app, "小陈"), 201)


def test_sessions_are_seen_and_ended(boss: Caller, agent: Caller, colleague: Caller, app: Flask, db: Database) -> None:
    change(db, "UPDATE agents SET password_hash = :hash", hash=hash_password(NEW["password"]))
    other = Caller(app, ok(log_in(app, "小陈"), 201)["token"])
    mine = ok(agent.get(f"{DOOR}/sessions"))["sessions"]
    assert [(row["device"], row["current"]) for row in mine] == [("前台电脑", False), (None, True)]
    refused(colleague.delete(f"{DOOR}/sessions/{mine[0]['id']}"), 404, "not_found")
    assert agent.delete(f"{DOOR}/sessions/{mine[0]['id']}").status_code == 204
    refused(other.get(f"{DOOR}/me"), 401, "unauthenticated")
    (left,) = ok(boss.get(f"{DOOR}/agents/{agent.id}/sessions"))["sessions"]
    assert boss.delete(f"{DOOR}/agents/{agent.id}/sessions/{left['id']}").status_code == 204
    refused(agent.get(f"{DOOR}/me"), 401, "unauthenticated")
    refused(boss.delete(f"{DOOR}/agents/{agent.id}/sessions/{left['id']}"), 404, "not_found")
    refused(boss.get(f"{DOOR}/agents/999/sessions"), 404, "not_found")


def test_her_own_password(agent: Caller, app: Flask, db: Database) -> None:
    change(db, "UPDATE agents SET password_hash = :hash", hash=hash_password(NEW["password"]))
    other = Caller(app, ok(log_in(app, "小陈"), 201)["token"])
    path, fresh = f"{DOOR}/me/password", "apricot-blossom-8"
    refused(agent.post(path, {"password": "nonsense", "new_password": fresh}), 422, "wrong_password")
    refused(agent.post(path, {"password": NEW["password"], "new_password": "short"}), 422, "invalid")
    assert agent.post(path, {"password": NEW["password"], "new_password": fresh}).status_code == 204
    refused(other.get(f"{DOOR}/me"), 401, "unauthenticated")
    ok(agent.get(f"{DOOR}/me"))  # this device stays
    refused(log_in(app, "小陈"), 401, "wrong_login")
    ok(log_in(app, "小陈", fresh), 201)
    assert value(db, "SELECT failed_logins FROM agents WHERE login = '小陈'") == 0


def test_pages_and_filters(boss: Caller, agent: Caller, colleague: Caller) -> None:
    first = ok(boss.get(f"{DOOR}/agents?limit=2"))
    rest = ok(boss.get(f"{DOOR}/agents?limit=2&cursor={first['next_cursor']}"))
    assert len(first["agents"]) == 2 and len(rest["agents"]) == 1 and rest["next_cursor"] is None
    found = ok(boss.get(f"{DOOR}/agents?q=小&role=customer_service&active=true"))["agents"]
    assert {row["login"] for row in found} == {"小陈", "小吴"}
    assert ok(boss.get(f"{DOOR}/agents?active=false"))["agents"] == []
