"""Two people on one order see each other, and are not in each other's way for longer than they are there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.db import Database
from dispatch import timers
from tests.http.console.desk import DOOR, act, ok, order, refused
from tests.support.people import Caller
from tests.support.walk import accept, place_order
from tests.support.world import TUESDAY_10, change, freeze, value


@pytest.fixture
def order_no(mother: Caller) -> str:
    return str(place_order(mother)["order_no"])


def others(who: Caller, order_no: str) -> list[str]:
    return [row["name"] for row in ok(who.post(f"{DOOR}/orders/{order_no}/presence"))["others"]]


def test_two_agents_see_each_other(agent: Caller, colleague: Caller, order_no: str) -> None:
    assert others(agent, order_no) == []
    assert others(colleague, order_no) == ["小陈"]
    assert others(agent, order_no) == ["小吴"]
    assert agent.delete(f"{DOOR}/orders/{order_no}/presence").status_code == 204
    assert others(colleague, order_no) == []


def test_whoever_says_nothing_is_gone_and_comes_back_anew(
    agent: Caller, colleague: Caller, order_no: str, db: Database
) -> None:
    others(agent, order_no)
    change(db, "UPDATE order_viewers SET since = since - interval '1 hour', seen_at = seen_at - interval '41 seconds'")
    assert others(colleague, order_no) == []
    others(agent, order_no)
    assert others(colleague, order_no) == ["小陈"]
    assert value(db, "SELECT bool_and(since > clock_timestamp() - interval '1 minute') FROM order_viewers")
    change(db, "UPDATE order_viewers SET seen_at = seen_at - interval '2 hours'")
    others(agent, order_no)
    assert value(db, "SELECT count(*) FROM order_viewers") == 1


def test_a_screen_hears_that_the_order_changed(agent: Caller, order_no: str, db: Database) -> None:
    seen = order(agent, order_no)["last_event_id"]
    assert ok(agent.post(f"{DOOR}/orders/{order_no}/presence"))["last_event_id"] == seen
    accept(db, order_no)
    assert ok(agent.post(f"{DOOR}/orders/{order_no}/presence"))["last_event_id"] > seen
    refused(agent.post(f"{DOOR}/orders/2611240000000000/presence"), 404, "not_found")


def test_what_happened_by_itself_does_not_stop_an_agent(agent: Caller, order_no: str, db: Database) -> None:
    seen = order(agent, order_no)["last_event_id"]
    freeze(db, TUESDAY_10 + timedelta(minutes=60))
    assert timers.sweep(db).expired == 1
    assert ok(act(agent, order_no, "hold", seen_event_id=seen))["hold_reason"]


def test_the_answer_of_a_store_does(agent: Caller, manager: Caller, order_no: str, db: Database) -> None:
    seen = order(agent, order_no)["last_event_id"]
    offer = value(db, "SELECT id FROM offers")
    ok(manager.post(f"/merchant/v1/offers/{offer}/accept"))
    body = refused(act(agent, order_no, "cancel", seen_event_id=seen), 409, "changed_meanwhile")
    assert body["detail"].startswith("10:00:00 店员 张姐：浦东一店 ")
    assert {row["by_zh"] for row in body["events"]} == {"店员 张姐"}
