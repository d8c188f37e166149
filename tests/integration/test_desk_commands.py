"""The command ``agents``: the first account, and the way back in."""

from __future__ import annotations

from flask import Flask

from app.db import Database
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller
from tests.support.world import change, rows

SECRET = "peach-blossom-7"


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["agents", *arguments])
    return result.exit_code, result.output


def log_in(app: Flask, password: str) -> object:
    return Caller(app).post(f"{DOOR}/sessions", {"login": "boss", "password": password})


def test_the_first_account_of_headquarters(app: Flask, db: Database) -> None:
    code, said = run(app, "add", "boss", "--name", "总部", "--password", SECRET)
    assert (code, said.strip()) == (0, "agent 1: boss (headquarters)")
    assert ok(log_in(app, SECRET), 201)["agent"]["role"] == "headquarters"
    assert rows(db, "SELECT payload FROM outbox_events WHERE kind = 'agent.created'")[0].payload["by"] == "system"
    code, said = run(app, "add", "boss", "--name", "总部", "--password", SECRET)
    assert code == 1 and said.startswith("login: ")
    code, said = run(app, "add", "chief", "--name", "总部", "--password", "short")
    assert code == 1 and said.startswith("password: ")


def test_the_way_back_in(app: Flask, db: Database) -> None:
    run(app, "add", "boss", "--name", "总部", "--password", SECRET)
    change(db, "UPDATE agents SET active = false, locked_until = jindan_now() + interval '1 day'")
    change(
        db, "INSERT INTO agent_totp (agent_id, secret_sealed, confirmed_at, created_at) VALUES (1, '', now(), now())"
    )
    refused(log_in(app, SECRET), 401, "wrong_login")
    code, said = run(app, "reset", "boss", "--password", "apricot-blossom-8")
    assert code == 0 and "no second factor" in said
    ok(log_in(app, "apricot-blossom-8"), 201)
    code, said = run(app, "reset", "nobody", "--password", "apricot-blossom-8")
    assert code == 1 and "there is no account nobody" in said
