"""People with a token, who speak to the doors as their clients do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.clock import now
from app.db import Database
from app.identity.login import issue_token
from app.notify.sms import shown
from app.web.house import EXTENSION, House

from .world import insert, value

PHONE = "13812345678"


@dataclass(frozen=True)
class Caller:
    """One device with a token (or none). Every call opens a client of its own, so that threads may share a caller."""

    app: Flask
    token: str | None = None
    id: int = 0

    def call(self, method: str, path: str, json: Any = None, key: str | None = None, **more: Any) -> TestResponse:
        """One request; ``key`` is the Idempotency-Key."""
        headers = dict(more.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        if json is not None:
            more["json"] = json
        return self.app.test_client().open(path, method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        """GET."""
        return self.call("GET", path, **more)

    def post(self, path: str, json: Any = None, key: str | None = None, **more: Any) -> TestResponse:
        """POST."""
        return self.call("POST", path, json, key, **more)

    def patch(self, path: str, json: Any = None, **more: Any) -> TestResponse:
        """PATCH."""
        return self.call("PATCH", path, json, **more)

    def put(self, path: str, json: Any = None, **more: Any) -> TestResponse:
        """PUT."""
        return self.call("PUT", path, json, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        """DELETE."""
        return self.call("DELETE", path, **more)


def house_of(app: Flask) -> House:
    """The house behind an application."""
    house: House = app.extensions[EXTENSION]
    return house


def latest_code(db: Database, phone: str) -> str:
    """The code in the latest text message to ``phone``."""
    for message in db.read(shown):
        if message["phone"] == phone and (found := re.search(r"\d{6}", message["text"])):
            return found[0]
    raise AssertionError(f"no code was sent to {phone[:3]}…")


def login_mother(app: Flask, phone: str = PHONE) -> Caller:
    """Log in as a mother does: a code by text message, then a token. Once a minute for one phone, as for everybody."""
    door, db = Caller(app), house_of(app).db
    assert door.post("/mom/v1/sms-codes", {"phone": phone}).status_code == 202
    answer = door.post("/mom/v1/sessions", {"phone": phone, "code": latest_code(db, phone)})
    assert answer.status_code == 201, answer.text
    token = answer.get_json()["token"]
    phone_hash = db.vault.blind_index(phone)
    return Caller(app, token, int(value(db, "SELECT id FROM members WHERE phone_hash = :h", h=phone_hash)))


def make_member(db: Database, phone: str, **columns: Any) -> int:
    """A member as an import or a till makes her: known by phone, never logged in. Her id."""
    sealed = db.vault.seal(phone, "members.phone")
    values = {"phone_hash": db.vault.blind_index(phone), "phone_sealed": sealed, "created_at": db.read(now), **columns}
    return int(insert(db, "members", values, returning="id"))


def make_staff(
    app: Flask, store_id: int, role: str = "manager", phone: str = "13900000001", name: str = "店员"
) -> Caller:
    """A member of staff with this role at this store, logged in on a device that works for it."""
    db = house_of(app).db
    values = {
        "phone_hash": db.vault.blind_index(phone), "phone_sealed": db.vault.seal(phone, "staff.phone"),
        "name": name, "created_at": db.read(now),
    }  # fmt: skip
    staff_id = int(insert(db, "staff", values, returning="id"))
    insert(db, "staff_roles", {"staff_id": staff_id, "store_id": store_id, "role": role})
    return _caller(app, "staff", staff_id, store_id)


def make_agent(app: Flask, role: str = "customer_service", login: str = "kefu") -> Caller:
    """Customer service (or ``headquarters``), logged in. She has no password: a test of the log-in makes its own."""
    db = house_of(app).db
    values = {"login": login, "name": login, "role": role, "password_hash": "00$00", "created_at": db.read(now)}
    return _caller(app, "agent", int(insert(db, "agents", values, returning="id")))


def make_terminal(app: Flask, store_id: int, serial: str = "POS-1") -> Caller:
    """A till of this store."""
    terminal_id = int(insert(house_of(app).db, "terminals", {"serial": serial, "store_id": store_id}, returning="id"))
    return _caller(app, "terminal", terminal_id, store_id)


def _caller(app: Flask, kind: str, subject_id: int, store_id: int | None = None) -> Caller:
    def issue(session: Session) -> str:
        return issue_token(session, kind, subject_id, store_id=store_id)

    return Caller(app, house_of(app).db.run(issue), subject_id)
