"""Stores to call: who calls, how it went, and when nobody need call any more."""

from __future__ import annotations

from typing import Any

import pytest

from app.alerts import rounds
from app.db import Database
from app.web.house import House
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller
from tests.support.walk import accept, place_order
from tests.support.world import rows

WHERE = f"{DOOR}/call-tasks"


@pytest.fixture
def order_no(house: House, mother: Caller) -> str:
    """Before a store where nobody is: it must be called at once."""
    made = str(place_order(mother)["order_no"])
    rounds.climb_once(house)
    return made


def tasks(agent: Caller, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(agent.get(f"{WHERE}{query}"))["tasks"]
    return found


def test_claimed_called_and_done(agent: Caller, colleague: Caller, db: Database, order_no: str) -> None:
    (task,) = tasks(agent)
    assert (task["store_code"], task["store_phone"], task["state_zh"]) == ("S1", "021-50000000", "待联系")
    assert [offer["order_no"] for offer in task["offers"]] == [order_no]
    mine = f"{WHERE}/{task['id']}"
    claimed = ok(agent.post(f"{mine}/claim"))
    assert (claimed["state"], claimed["claimed_by_zh"]) == ("claimed", "小陈")
    assert ok(agent.post(f"{mine}/claim"))["state"] == "claimed"
    told = refused(colleague.post(f"{mine}/claim"), 409, "call_task_taken")
    assert "小陈 正在联系" in told["detail"]
    refused(colleague.post(f"{mine}/done", {"outcome": "no_answer"}), 409, "call_task_taken")
    done = ok(agent.post(f"{mine}/done", {"outcome": "will_answer", "note": "店长说马上接"}))
    assert (done["state"], done["outcome_zh"], done["note"]) == ("done", "已通知，门店马上处理", "店长说马上接")
    assert tasks(agent) == [] and [row["id"] for row in tasks(agent, "?over=true")] == [task["id"]]
    refused(agent.post(f"{mine}/done", {"outcome": "other"}), 409, "call_task_taken")
    kinds = [row.kind for row in rows(db, "SELECT kind FROM outbox_events WHERE kind LIKE 'call.%' ORDER BY id")]
    assert kinds == ["call.opened", "call.claimed", "call.done"]


def test_once_the_store_has_answered_nobody_need_call(agent: Caller, db: Database, order_no: str) -> None:
    (task,) = tasks(agent)
    accept(db, order_no)
    assert tasks(agent) == []
    (over,) = tasks(agent, "?over=true")
    assert (over["id"], over["state_zh"]) == (task["id"], "不必联系了")


def test_malformed_and_missing(agent: Caller, order_no: str) -> None:
    (task,) = tasks(agent)
    for body, field in (
        ({}, "outcome"),
        ({"outcome": "maybe"}, "outcome"),
        ({"outcome": "other", "note": "打 13812345678"}, "note"),
    ):
        assert list(refused(agent.post(f"{WHERE}/{task['id']}/done", body), 422, "invalid")["fields"]) == [field]
    refused(agent.post(f"{WHERE}/999999/claim"), 404, "not_found")
    refused(agent.get(f"{WHERE}?cursor=x"), 422, "invalid")


def test_pages(agent: Caller, house: House, mother: Caller, order_no: str) -> None:
    first = ok(agent.get(f"{WHERE}?limit=1"))
    assert len(first["tasks"]) == 1 and first["next_cursor"] is None
    assert first["outcomes_zh"]["no_answer"] == "没有人接"
