"""The phone says that it rang: a receipt, kept once, shown to customer service."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.alerts import rounds
from app.db import Database
from app.web.house import House
from tests.support.people import Caller, make_agent
from tests.support.world import TUESDAY_10, freeze

from .walk import DOOR, offered, ok, refused


def test_the_first_receipt_counts_and_is_shown(
    app: Flask, db: Database, house: House, mother: Caller, manager: Caller, clerk: Caller
) -> None:
    agent = make_agent(app)
    ok(manager.post(f"{DOOR}/shift"))
    order_no, offer_id = offered(db, mother)
    rounds.climb_once(house)
    freeze(db, TUESDAY_10 + timedelta(seconds=2))
    first = ok(manager.post(f"{DOOR}/offers/{offer_id}/seen"))
    assert first == {"id": offer_id, "seen_at": "2026-11-24T10:00:02.000+08:00"}
    freeze(db, TUESDAY_10 + timedelta(seconds=9))
    assert ok(clerk.post(f"{DOOR}/offers/{offer_id}/seen")) == first
    (alert,) = ok(agent.get(f"/console/v1/orders/{order_no}"))["offers"][0]["alerts"]
    assert (alert["rung_zh"], alert["state_zh"], alert["receipt_by_zh"], alert["together"]) == (
        "App 响铃", "已收到", "店员 张姐", 1
    )  # fmt: skip


def test_it_may_come_before_the_ladder_has_begun(db: Database, house: House, mother: Caller, manager: Caller) -> None:
    ok(manager.post(f"{DOOR}/shift"))
    _, offer_id = offered(db, mother)
    ok(manager.post(f"{DOOR}/offers/{offer_id}/seen"))
    rounds.climb_once(house)
    freeze(db, TUESDAY_10 + timedelta(seconds=20))
    assert rounds.climb_once(house) == 0


def test_another_stores_offer_is_missing(db: Database, mother: Caller, rival: Caller) -> None:
    _, offer_id = offered(db, mother)
    refused(rival.post(f"{DOOR}/offers/{offer_id}/seen"), 404, "not_found")
