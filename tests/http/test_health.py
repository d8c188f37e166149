"""What machines ask: does it run, can it take orders, how much was asked of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app.factory import create_app
from app.heartbeat import beat
from tests.support.people import PHONE, Caller, house_of, login_mother
from tests.support.world import Network, make_house

NOWHERE_DB = "postgresql+psycopg://postgres@/none?host=/nonexistent"
NOWHERE_REDIS = "unix:///nonexistent/valkey.sock"


def test_it_runs_and_is_ready(app: Flask) -> None:
    house_of(app).db.run(lambda session: [beat(session, name) for name in ("relay", "sweep")])
    door = Caller(app)
    assert door.get("/healthz").get_json() == {"status": "ok"}
    ready = door.get("/readyz")
    assert ready.status_code == 200
    said = ready.get_json()
    assert (said["status"], said["database"], said["redis"]) == ("ok", "ok", "ok")
    assert 0 <= said["longest_silence_s"] < 5


def test_without_the_queue_orders_are_still_taken(database_url: str, tmp_path: Path) -> None:
    door = Caller(create_app(house=make_house(database_url, NOWHERE_REDIS, tmp_path)))
    ready = door.get("/readyz")
    assert (ready.status_code, ready.get_json()["redis"]) == (200, "away")


def test_without_the_database_none_are_and_the_process_says_that_it_lives(redis_url: str, tmp_path: Path) -> None:
    door = Caller(create_app(house=make_house(NOWHERE_DB, redis_url, tmp_path)))
    assert door.get("/healthz").status_code == 200
    ready = door.get("/readyz")
    assert (ready.status_code, ready.get_json()) == (503, {"status": "unready", "database": "away"})


def test_answers_are_counted_by_operation_and_name_nobody(app: Flask, network: Network) -> None:
    mother = login_mother(app)
    mother.get("/mom/v1/orders/2611240000000001")
    answer = mother.get("/metrics")
    assert answer.content_type.startswith("text/plain")
    counted = re.findall(r'^jindan_answers_total\{endpoint="([^"]+)",status="(\d+)"\} ([\d.]+)$', answer.text, re.M)
    assert ("404", "1.0") in [(status, number) for _, status, number in counted]
    assert "jindan_request_seconds_bucket" in answer.text
    assert PHONE not in answer.text and "2611240000000001" not in answer.text


@pytest.mark.parametrize("given", ["a-request-0001", "short", "spaces are not taken"])
def test_an_answer_has_the_id_of_its_request(app: Flask, given: str) -> None:
    said = Caller(app).get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert said == given if given == "a-request-0001" else re.fullmatch("[0-9a-f]{16}", said)
