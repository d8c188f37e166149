"""Access tokens: the stable one and the old kind, isolated from each other, and what a call with one must satisfy."""

from __future__ import annotations

import secrets
import sqlite3

from flask import Blueprint, Response, jsonify, request

from wechat.standin import answers
from wechat.standin.world import World, world

routes = Blueprint("tokens", __name__)

_OVERLAP_S = 300  # the stable token is renewed so long before its end; the one before lives on meanwhile
_FORCE_EVERY_S = 30
_FORCES_A_DAY = 20


def require(app: str) -> None:
    """The request's access_token belongs to ``mini`` or ``service`` and holds; else 41001, 40001, 42001 or 48001."""
    token = request.args.get("access_token", "")
    if not token:
        raise answers.Refusal(41001, "access_token missing")
    row = world().store.one("SELECT * FROM tokens WHERE token = ? AND kind IN ('stable', 'plain')", token)
    if row is None or row["dead"]:
        raise answers.Refusal(40001, "invalid credential, access_token is invalid or not latest")
    if row["expires_at"] <= world().now():
        raise answers.Refusal(42001, "access_token expired")
    if row["app_id"] != world().apps[app]:
        raise answers.Refusal(48001, "api unauthorized")


def check_secret(app_id: str, secret: str) -> None:
    """40013 for an unknown app, 40125 for a wrong secret."""
    known = world().account.secrets_by_app
    if app_id not in known:
        raise answers.Refusal(40013, "invalid appid")
    if not secrets.compare_digest(known[app_id].encode(), secret.encode()):
        raise answers.Refusal(40125, "invalid appsecret")


def kill_all(of: World) -> None:
    """All access tokens that were ever given are invalid from now on."""
    with of.store.write() as db:
        db.execute("UPDATE tokens SET dead = 1 WHERE kind IN ('stable', 'plain')")


@routes.post("/cgi-bin/stable_token")
def stable_token() -> Response:
    """The same token to everybody until five minutes before its end; ``force_refresh`` kills it, seldom enough."""
    asked = answers.body()
    _check_grant(answers.text(asked, "grant_type"))
    app_id = answers.text(asked, "appid")
    check_secret(app_id, answers.text(asked, "secret"))
    with world().store.write() as db:
        return _given(_stable(db, app_id, asked.get("force_refresh") is True))


@routes.get("/cgi-bin/token")
def plain_token() -> Response:
    """A new token each time; the one before lives five minutes more."""
    _check_grant(request.args.get("grant_type", ""))
    app_id = request.args.get("appid", "")
    check_secret(app_id, request.args.get("secret", ""))
    until = world().now() + _OVERLAP_S
    with world().store.write() as db:
        db.execute(
            "UPDATE tokens SET expires_at = min(expires_at, ?) WHERE kind = 'plain' AND app_id = ?", (until, app_id)
        )
        return _given(_new(db, "plain", app_id, forced=False))


def _check_grant(grant_type: str) -> None:
    if grant_type != "client_credential":
        raise answers.Refusal(40002, "invalid grant_type")


def _stable(db: sqlite3.Connection, app_id: str, force: bool) -> sqlite3.Row:
    now = world().now()
    sql = (
        "SELECT * FROM tokens WHERE kind = 'stable' AND app_id = ? AND NOT dead AND expires_at > ? ORDER BY rowid DESC"
    )
    current: sqlite3.Row | None = db.execute(sql, (app_id, now + _OVERLAP_S)).fetchone()
    if current is not None and not (force and _may_force(db, app_id, now)):
        return current
    if force:
        db.execute("UPDATE tokens SET dead = 1 WHERE kind = 'stable' AND app_id = ?", (app_id,))
    return _new(db, "stable", app_id, forced=force)


def _may_force(db: sqlite3.Connection, app_id: str, now: float) -> bool:
    sql = "SELECT count(*), max(made_at) FROM tokens WHERE forced AND app_id = ? AND made_at > ?"
    times, latest = db.execute(sql, (app_id, now - 86400)).fetchone()
    if times >= _FORCES_A_DAY:
        raise answers.Refusal(45009, "reach max api daily quota limit")
    return latest is None or now - latest >= _FORCE_EVERY_S


def _new(db: sqlite3.Connection, kind: str, app_id: str, forced: bool) -> sqlite3.Row:
    now, lifetime = world().now(), float(world().option("token_lifetime_s"))
    token = f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(100)}"
    sql = "INSERT INTO tokens (token, kind, app_id, made_at, expires_at, forced) VALUES (?, ?, ?, ?, ?, ?) RETURNING *"
    row: sqlite3.Row = db.execute(sql, (token, kind, app_id, now, now + lifetime, forced)).fetchone()
    return row


def _given(row: sqlite3.Row) -> Response:
    return jsonify({"access_token": row["token"], "expires_in": max(0, int(row["expires_at"] - world().now()))})
