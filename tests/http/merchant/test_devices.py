"""Which phones are there: told by their last sign of life, seen by customer service, minded by routing if the policy says so."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.db import Database
from tests.support.core import dropped, offers_of
from tests.support.counting import statements
from tests.support.people import Caller, make_agent, make_staff
from tests.support.walk import order_id, place_order
from tests.support.world import Network, change, freeze, insert, put_policy, value

from .walk import DOOR, offered, ok

BEAT = f"{DOOR}/shift/beat"


@pytest.fixture
def agent(app: Flask, network: Network) -> Caller:
    return make_agent(app)


def seen(agent: Caller, code: str = "S1") -> tuple[int, str | None]:
    """How customer service sees the store's phones, on its sheet and in the list alike."""
    sheet = ok(agent.get(f"/console/v1/stores/{code}"))
    row = next(row for row in ok(agent.get("/console/v1/stores"))["stores"] if row["code"] == code)
    assert (row["devices_online"], row["last_seen_at"]) == (sheet["devices_online"], sheet["last_seen_at"])
    return sheet["devices_online"], sheet["last_seen_at"]


def grow_old(db: Database, seconds: int) -> None:
    """As if the last signs of life were so many seconds older."""
    change(db, "UPDATE devices SET real_at = real_at - make_interval(secs => :s)", s=seconds)


def test_a_beat_costs_one_statement_and_tells_the_houses_clock(db: Database, manager: Caller) -> None:
    ok(manager.post(BEAT))
    with statements(db) as said:
        answer = ok(manager.post(BEAT))
    assert answer == {"now": "2026-11-24T10:00:00.000+08:00", "on_shift": False, "beat_every_s": 30}
    assert ["devices" in statement for statement in said] == [False, True]  # who she is, and that she is there


def test_a_phone_is_online_on_shift_and_while_it_gives_signs_of_life(
    db: Database, manager: Caller, clerk: Caller, agent: Caller
) -> None:
    assert seen(agent) == (0, None)
    ok(manager.post(BEAT))
    assert seen(agent) == (0, "2026-11-24T10:00:00.000+08:00")  # alive, but nobody is on shift: it would not ring
    ok(manager.post(f"{DOOR}/shift"))
    ok(clerk.post(f"{DOOR}/shift"))
    assert seen(agent)[0] == 2
    grow_old(db, 91)
    assert seen(agent)[0] == 0
    assert ok(clerk.post(BEAT))["on_shift"] is True
    assert seen(agent)[0] == 1
    assert clerk.delete(f"{DOOR}/shift").status_code == 204
    assert seen(agent)[0] == 0
    ok(manager.post(BEAT))
    assert seen(agent)[0] == 1
    assert manager.delete(f"{DOOR}/sessions/current").status_code == 204
    assert seen(agent)[0] == 0


def test_an_open_feed_is_a_sign_of_life(db: Database, manager: Caller, agent: Caller) -> None:
    ok(manager.post(f"{DOOR}/shift"))
    grow_old(db, 91)
    answer = manager.get(f"{DOOR}/feed", buffered=False)
    try:
        assert seen(agent)[0] == 1
    finally:
        answer.close()


def test_a_phone_works_for_one_store_at_a_time(app: Flask, db: Database, network: Network, agent: Caller) -> None:
    chain = make_staff(app, network["S1"], "chain_manager")
    insert(db, "staff_roles", {"staff_id": chain.id, "store_id": network["S2"], "role": "chain_manager"})
    ok(chain.post(f"{DOOR}/shift"))
    ok(chain.post(f"{DOOR}/sessions/switch", {"store_code": "S2"}))
    assert (seen(agent)[0], seen(agent, "S2")[0]) == (0, 0)
    ok(chain.post(f"{DOOR}/shift"))
    assert (seen(agent)[0], seen(agent, "S2")[0]) == (0, 1)


def orders(agent: Caller) -> dict[str, bool]:
    return {row["order_no"]: row["no_device"] for row in ok(agent.get("/console/v1/orders"))["orders"]}


def test_an_order_before_a_store_without_a_phone_is_marked(
    db: Database, mother: Caller, manager: Caller, agent: Caller
) -> None:
    order_no, offer_id = offered(db, mother)
    assert orders(agent) == {order_no: True}
    found = ok(agent.get("/console/v1/stores?no_device=true"))["stores"]
    assert [row["code"] for row in found] == ["S1", "S2", "S3", "S9"]
    ok(manager.post(f"{DOOR}/shift"))
    assert orders(agent) == {order_no: False}
    assert [row["code"] for row in ok(agent.get("/console/v1/stores?no_device=true"))["stores"]] == ["S2", "S3", "S9"]
    ok(manager.post(f"{DOOR}/offers/{offer_id}/accept"))
    grow_old(db, 91)
    assert orders(agent) == {order_no: False}  # it waits for nobody's answer


@pytest.fixture
def wants_devices(db: Database, network: Network) -> None:
    put_policy(db, require_device=True)


def went_to(db: Database, order_no: str) -> Any:
    return offers_of(db, order_id(db, order_no))[-1].store_id


def test_routing_goes_round_stores_without_a_phone_if_the_policy_says_so(
    app: Flask, db: Database, mother: Caller, network: Network, wants_devices: None
) -> None:
    ok(make_staff(app, network["S2"], "clerk", "13900000031").post(f"{DOOR}/shift"))
    order_no, _ = offered(db, mother)
    assert went_to(db, order_no) == network["S2"]
    assert dropped(db, order_id(db, order_no))["S1"] == "no_device"


def test_a_person_may_take_a_store_without_a_phone_and_at_night_nobody_need_be_there(
    db: Database, mother: Caller, agent: Caller, network: Network, wants_devices: None
) -> None:
    order_no = place_order(mother)["order_no"]
    assert value(db, "SELECT state FROM orders") == "needs_person"
    body = {"store_code": "S1", "reason": "已电话确认"}
    refused = agent.post(f"/console/v1/orders/{order_no}/assign", body).get_json()
    assert refused["overrulable"] == ["S1"] and "没有手机在线" in refused["detail"]
    ok(agent.post(f"/console/v1/orders/{order_no}/assign", {**body, "overrule": True}))
    freeze(db, value(db, "SELECT jindan_now() + interval '12 hours'"))  # 22:00
    night = place_order(mother, "key-00000002")["order_no"]
    assert went_to(db, night) == network["S1"]
