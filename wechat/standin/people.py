"""Phones: a person with an openid in each app, a unionid and a number; and the codes that her phone hands to the house."""

from __future__ import annotations

import secrets
import sqlite3
from typing import Any

from wechat.standin import answers
from wechat.standin.world import World

CODE_LIFETIME_S = 300
NAMES = ("林悦", "陈思雨", "王佳怡", "赵敏", "周晓彤", "吴梦洁", "徐静", "孙雅婷")


class NoSuchPhone(LookupError):
    """The control door answers 404."""


def make(of: World, name: str = "", number: str = "", country: str = "86") -> sqlite3.Row:
    """A new phone. An own number of 17x is made up when none is told. Raises ``ValueError`` for a number that is taken."""
    with of.store.write() as db:
        count = db.execute("SELECT count(*) FROM phones").fetchone()[0]
        sql = """INSERT INTO phones (name, number, country, mini_openid, service_openid, unionid) VALUES (?, ?, ?, ?, ?, ?)
                 RETURNING *"""
        values = (
            *(name or NAMES[count % len(NAMES)], number or f"170{secrets.randbelow(10**8):08}", country),
            *("o" + secrets.token_urlsafe(21)[:27] for _ in range(3)),
        )
        try:
            row: sqlite3.Row = db.execute(sql, values).fetchone()
        except sqlite3.IntegrityError as error:
            raise ValueError("number: another phone has it") from error
        return row


def get(of: World, phone_id: int) -> sqlite3.Row:
    """Raises ``NoSuchPhone``."""
    row = of.store.one("SELECT * FROM phones WHERE id = ?", phone_id)
    if row is None:
        raise NoSuchPhone(phone_id)
    return row


def by_openid(of: World, app: str, openid: str) -> sqlite3.Row | None:
    """Whose openid this is in ``mini`` or ``service``."""
    return of.store.one(f"SELECT * FROM phones WHERE {_column(app)} = ?", openid)


def openid(of: World, phone: sqlite3.Row, app_id: str) -> str:
    """Hers in the app of this id."""
    return str(phone["mini_openid" if app_id == of.account.mini_app_id else "service_openid"])


def give_code(of: World, kind: str, app_id: str, phone_id: int, scope: str = "") -> str:
    """A code that may be used once within five minutes. ``kind``: login, phone or oauth."""
    get(of, phone_id)
    code = "0" + secrets.token_urlsafe(24)[:31]
    with of.store.write() as db:
        sql = "INSERT INTO codes (code, kind, app_id, phone_id, scope, expires_at) VALUES (?, ?, ?, ?, ?, ?)"
        db.execute(sql, (code, kind, app_id, phone_id, scope, of.now() + CODE_LIFETIME_S))
    return code


def use_code(of: World, kind: str, app_id: str, code: str) -> tuple[sqlite3.Row, str]:
    """Whose it was, and its scope. 41008 without one, 40029 for a wrong or old one, 40163 for a used one."""
    if not code:
        raise answers.Refusal(41008, "missing code")
    with of.store.write() as db:
        row = db.execute("SELECT * FROM codes WHERE code = ?", (code,)).fetchone()
        if row is None or row["kind"] != kind or row["app_id"] != app_id or row["expires_at"] <= of.now():
            raise answers.Refusal(40029, "invalid code")
        if row["used"]:
            raise answers.Refusal(40163, "code been used")
        db.execute("UPDATE codes SET used = 1 WHERE code = ?", (code,))
    return get(of, row["phone_id"]), str(row["scope"])


def accept(of: World, phone_id: int, template_ids: list[str], times: int = 1) -> None:
    """She allows so many more messages of each template."""
    with of.store.write() as db:
        for template_id in template_ids:
            sql = """INSERT INTO accepts VALUES (?, ?, ?)
                     ON CONFLICT (phone_id, template_id) DO UPDATE SET left = left + excluded.left"""
            db.execute(sql, (phone_id, template_id, times))


def shown(phone: sqlite3.Row) -> dict[str, Any]:
    """As the control door tells it."""
    return {**dict(phone), "follows": bool(phone["follows"])}


def _column(app: str) -> str:
    return {"mini": "mini_openid", "service": "service_openid"}[app]
