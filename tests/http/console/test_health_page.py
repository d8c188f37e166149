"""How the house is: what never ran, what fell silent, what is late, and Redis away."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from redis import Redis
from rq import Queue

from app.db import Database
from app.factory import create_app
from app.heartbeat import beat
from app.outbox import publish
from app.processes import Worker
from app.web.house import EXTENSION, QUEUES, House
from tests.http.console.desk import DOOR, ok
from tests.support.people import Caller
from tests.support.walk import place_order
from tests.support.world import TUESDAY_10, change, freeze


def all_alive(db: Database) -> None:
    for name in ("web", "relay", "sweep", "alerts", "reconcile"):
        db.run(lambda session, name=name: beat(session, name))


def test_a_house_where_everything_runs(agent: Caller, db: Database, house: House) -> None:
    all_alive(db)
    workers = [Worker([Queue(name, connection=house.redis)], connection=house.redis) for name in QUEUES]
    for worker in workers:
        worker.register_birth()
    told = ok(agent.get(f"{DOOR}/health"))
    assert (told["state"], told["problems"]) == ("ok", [])
    assert [row["name"] for row in told["processes"]] == ["web", "relay", "sweep", "alerts", "reconcile"]
    assert all(row["ok"] and row["silent_s"] < 15 for row in told["processes"])
    assert [(row["name"], row["waiting"], row["workers"]) for row in told["redis"]["queues"]] == [
        ("dispatch", 0, 1), ("notify", 0, 1), ("reports", 0, 1),
    ]  # fmt: skip
    assert told["wechat"]["mode"] == "off" and int(told["postgresql"]["version"].split(".")[0]) >= 16
    for worker in workers:
        worker.register_death()


def test_what_is_silent_or_late_is_said(agent: Caller, mother: Caller, db: Database) -> None:
    all_alive(db)
    change(db, "UPDATE heartbeats SET real_at = real_at - interval '1 minute' WHERE name = 'sweep'")
    place_order(mother)
    freeze(db, TUESDAY_10 + timedelta(minutes=61))
    told = ok(agent.get(f"{DOOR}/health"))
    assert (told["state"], told["lags"]["sweeper_s"], told["lags"]["overdue_offers"]) == ("degraded", 60.0, 1)
    assert told["lags"]["unpublished"] > 0 and told["lags"]["relay_s"] == 3660.0
    words = "；".join(told["problems"])
    assert "超时清扫没有动静（60 秒）" in words and "1 个派单过了时限" in words and "没有进程在处理" in words
    db.run(lambda session: publish(session, ()))
    assert ok(agent.get(f"{DOOR}/health"))["lags"]["relay_s"] == 0.0
    change(db, "UPDATE offers SET expires_at = expires_at + interval '1 hour'")


def test_what_never_ran_is_said(agent: Caller) -> None:
    told = ok(agent.get(f"{DOOR}/health"))
    assert any(problem.startswith("网页服务没有动静，没有启动过") for problem in told["problems"])


def test_redis_away_is_told_and_breaks_nothing(app: Flask, agent: Caller) -> None:
    house: House = app.extensions[EXTENSION]
    away = Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
    lonely = create_app(house=House(house.config, house.db, away, house.sms, house.payments))
    told = ok(Caller(lonely, agent.token).get(f"{DOOR}/health"))
    assert told["redis"]["state"] == "away" and any("Redis" in problem for problem in told["problems"])
