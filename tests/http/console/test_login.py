"""Agents log in: five wrong tries lock, and nothing tells what was wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.db import Database
from app.security import hash_password
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller, make_agent
from tests.support.world import TUESDAY_10, Network, change, freeze, value

PASSWORD = "kefu-2026-secret"


@pytest.fixture
def anyone(app: Flask, network: Network, db: Database) -> Caller:
    """Somebody without a token; there is an account kefu01."""
    make_agent(app, "customer_service", "kefu01")
    change(db, "UPDATE agents SET password_hash = :hash", hash=hash_password(PASSWORD))
    return Caller(app)


def log_in(who: Caller, password: str = PASSWORD, login: str = "kefu01"):
    return who.post(f"{DOOR}/sessions", {"login": login, "password": password})


def test_the_right_password_is_a_token(anyone: Caller, app: Flask) -> None:
    body = ok(log_in(anyone), 201)
    me = Caller(app, body["token"])
    assert body["expires_in_s"] == 12 * 3600
    assert ok(me.get(f"{DOOR}/me")) == body["agent"]
    assert (body["agent"]["role_zh"], body["agent"]["login"]) == ("客服", "kefu01")
    assert "console.orders.assign" in body["agent"]["operations"]
    assert "console.policies.activate" not in body["agent"]["operations"]


def test_a_token_is_worth_nothing_after_log_out(anyone: Caller, app: Flask) -> None:
    me = Caller(app, ok(log_in(anyone), 201)["token"])
    assert me.delete(f"{DOOR}/sessions/current").status_code == 204
    refused(me.get(f"{DOOR}/me"), 401, "unauthenticated")


def test_a_closed_account_is_out_at_once(anyone: Caller, app: Flask, db: Database) -> None:
    me = Caller(app, ok(log_in(anyone), 201)["token"])
    change(db, "UPDATE agents SET active = false")
    refused(me.get(f"{DOOR}/me"), 401, "unauthenticated")
    refused(log_in(anyone), 401, "wrong_login")


def test_unknown_names_and_wrong_passwords_get_the_same_answer(anyone: Caller) -> None:
    wrong = refused(log_in(anyone, "nonsense"), 401, "wrong_login")
    unknown = refused(log_in(anyone, "nonsense", "nobody"), 401, "wrong_login")
    assert {**wrong, "request_id": ""} == {**unknown, "request_id": ""}


def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(anyone: Caller, db: Database) -> None:
    for _ in range(5):
        refused(log_in(anyone, "nonsense"), 401, "wrong_login")
    refused(log_in(anyone), 401, "wrong_login")  # the right one, too
    freeze(db, TUESDAY_10 + timedelta(minutes=14, seconds=59))
    refused(log_in(anyone), 401, "wrong_login")
    freeze(db, TUESDAY_10 + timedelta(minutes=15))
    ok(log_in(anyone), 201)
    assert value(db, "SELECT failed_logins FROM agents") == 0


def test_four_wrong_tries_and_a_right_one_begin_anew(anyone: Caller) -> None:
    for _ in range(2):
        for _ in range(4):
            refused(log_in(anyone, "nonsense"), 401, "wrong_login")
        ok(log_in(anyone), 201)
