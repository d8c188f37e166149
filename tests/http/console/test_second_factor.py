"""The second factor: a code of this half minute, once; recovery codes, once; wrong ones are counted with wrong passwords."""

from __future__ import annotations

import time
from typing import Any

import pyotp
import pytest
from flask import Flask

from app.db import Database
from app.security import hash_password
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller, make_agent
from tests.support.world import Network, change, rows, value

PASSWORD = "kefu-2026-secret"
SPENT_S = 6  # a code is computed, sent and compared in less, also on a busy machine


@pytest.fixture
def her(app: Flask, network: Network, db: Database) -> Caller:
    """An agent with a password, logged in."""
    caller = make_agent(app, "customer_service", "kefu01")
    change(db, "UPDATE agents SET password_hash = :hash", hash=hash_password(PASSWORD))
    return caller


def log_in(app: Flask, code: str | None = None, password: str = PASSWORD) -> Any:
    body = {"login": "kefu01", "password": password, **({"code": code} if code is not None else {})}
    return Caller(app).post(f"{DOOR}/sessions", body)


def code_of(secret: str, steps: int = 0) -> str:
    """What her app shows now, or showed ``steps`` half minutes ago (negative) or will show; never at the end of its half minute."""
    left = 30 - time.time() % 30
    if left < SPENT_S:
        time.sleep(left + 0.1)
    return pyotp.TOTP(secret).at(time.time() + 30 * steps)


def switched_on(her: Caller) -> tuple[str, list[str]]:
    """Her secret and recovery codes. The code of the half minute before confirms, so that the present one is unused."""
    secret = ok(her.post(f"{DOOR}/me/totp", {"password": PASSWORD}), 201)["secret"]
    codes = ok(her.post(f"{DOOR}/me/totp/confirm", {"code": code_of(secret, -1)}))["recovery_codes"]
    return secret, codes


def test_it_is_asked_for_once_it_is_confirmed(her: Caller, app: Flask, db: Database) -> None:
    begun = ok(her.post(f"{DOOR}/me/totp", {"password": PASSWORD}), 201)
    assert begun["uri"].startswith("otpauth://totp/") and begun["secret"] in begun["uri"]
    ok(log_in(app), 201)  # not in force yet
    refused(her.post(f"{DOOR}/me/totp/confirm", {"code": "000000"}), 422, "wrong_code")
    codes = ok(her.post(f"{DOOR}/me/totp/confirm", {"code": code_of(begun["secret"])}))["recovery_codes"]
    assert len(set(codes)) == 10 and all(len(code) == 9 for code in codes)
    assert (
        ok(her.get(f"{DOOR}/me/totp")) == {"on": True, "recovery_codes_left": 10} and ok(her.get(f"{DOOR}/me"))["totp"]
    )
    refused(log_in(app), 401, "totp_required")
    refused(log_in(app, password="nonsense"), 401, "wrong_login")
    sealed = rows(db, "SELECT secret_sealed FROM agent_totp")[0].secret_sealed
    assert begun["secret"].encode() not in bytes(sealed)
    kept = rows(db, "SELECT code_hash FROM agent_recovery_codes")
    assert not any(code.replace("-", "").encode() in bytes(row.code_hash) for code in codes for row in kept)


def test_a_code_is_good_once_and_none_before_it(her: Caller, app: Flask) -> None:
    secret, _ = switched_on(her)
    code = code_of(secret)
    assert ok(log_in(app, code), 201)["token"]
    refused(log_in(app, code), 401, "wrong_code")
    refused(log_in(app, code_of(secret, -1)), 401, "wrong_code")
    ok(log_in(app, code_of(secret, 1)), 201)  # her phone is a little ahead
    refused(log_in(app, code_of(secret, 4)), 401, "wrong_code")


def test_a_recovery_code_is_good_once_however_it_is_written(her: Caller, app: Flask) -> None:
    _, codes = switched_on(her)
    ok(log_in(app, codes[0]), 201)
    refused(log_in(app, codes[0]), 401, "wrong_code")
    ok(log_in(app, codes[1].lower().replace("-", " ")), 201)
    assert ok(her.get(f"{DOOR}/me/totp"))["recovery_codes_left"] == 8


def test_wrong_codes_lock_as_wrong_passwords_do(her: Caller, app: Flask, db: Database) -> None:
    secret, codes = switched_on(her)
    for _ in range(3):
        refused(log_in(app, "000000"), 401, "wrong_code")
    for _ in range(2):
        refused(log_in(app, password="nonsense"), 401, "wrong_login")
    refused(log_in(app, code_of(secret)), 401, "wrong_login")
    change(db, "UPDATE agents SET locked_until = NULL")
    ok(log_in(app, codes[0]), 201)


def test_a_right_password_without_a_code_does_not_forget_wrong_tries(her: Caller, app: Flask, db: Database) -> None:
    switched_on(her)
    for _ in range(2):
        refused(log_in(app, "000000"), 401, "wrong_code")
    refused(log_in(app), 401, "totp_required")
    assert value(db, "SELECT failed_logins FROM agents") == 2


def test_new_recovery_codes_replace_the_old(her: Caller, app: Flask) -> None:
    secret, codes = switched_on(her)
    body = {"password": PASSWORD, "code": code_of(secret)}
    fresh = ok(her.post(f"{DOOR}/me/totp/recovery-codes", body))["recovery_codes"]
    refused(log_in(app, codes[0]), 401, "wrong_code")
    ok(log_in(app, fresh[0]), 201)


def test_off_again_with_password_and_code(her: Caller, app: Flask, db: Database) -> None:
    _, codes = switched_on(her)
    refused(her.post(f"{DOOR}/me/totp", {"password": PASSWORD}), 409, "totp_on")
    refused(her.post(f"{DOOR}/me/totp/disable", {"password": "nonsense", "code": codes[0]}), 422, "wrong_password")
    refused(her.post(f"{DOOR}/me/totp/disable", {"password": PASSWORD, "code": "000000"}), 422, "wrong_code")
    assert value(db, "SELECT failed_logins FROM agents") == 2
    assert her.post(f"{DOOR}/me/totp/disable", {"password": PASSWORD, "code": codes[0]}).status_code == 204
    ok(log_in(app), 201)
    kinds = [row.kind for row in rows(db, "SELECT kind FROM outbox_events WHERE kind LIKE 'agent.totp%' ORDER BY id")]
    assert kinds == ["agent.totp_on", "agent.totp_off"] and value(db, "SELECT count(*) FROM agent_recovery_codes") == 0


def test_beginning_needs_the_password_and_confirming_a_beginning(her: Caller) -> None:
    refused(her.post(f"{DOOR}/me/totp", {"password": "nonsense"}), 422, "wrong_password")
    refused(her.post(f"{DOOR}/me/totp/confirm", {"code": "000000"}), 409, "totp_state")
