"""Who did what and looked at whom: everything an agent does is found again, by person, kind, order and day."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from app.db import Database
from tests.http.console.desk import DOOR, WHY, act, ok, refused
from tests.support.people import PHONE, Caller
from tests.support.walk import place_order
from tests.support.world import HOME, TUESDAY_10, Network, freeze

POINT = {"lng": HOME[0], "lat": HOME[1], "datum": "wgs84"}


def actions(boss: Caller, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(boss.get(f"{DOOR}/audit?limit=100{query}"))["actions"]
    return found


def test_everything_an_agent_does_is_there(boss: Caller, agent: Caller, mother: Caller, network: Network) -> None:
    order_no = place_order(mother)["order_no"]
    ok(act(agent, order_no, "hold"))
    ok(act(agent, order_no, "release"))
    ok(agent.post(f"{DOOR}/orders/{order_no}/notes", {"text": f"打 {PHONE}"}), 201)
    ok(agent.post(f"{DOOR}/orders/{order_no}/reveal", {**WHY, "what": "phone"}))
    ok(agent.post(f"{DOOR}/orders/{order_no}/messages", {**WHY, "template": "agent.late"}, key="message-0001"), 202)
    ok(agent.post(f"{DOOR}/members/{mother.id}/reveal", {**WHY, "what": "addresses"}))
    caller = ok(agent.post(f"{DOOR}/members", {"phone": "13700000000"}), 201)["id"]
    where = {"name": "李女士", "phone": "13700000000", "text": "上海市浦东新区张江路 88 弄", "point": POINT}
    address = ok(agent.post(f"{DOOR}/members/{caller}/addresses", where), 201)["id"]
    body = {"member_id": caller, "address_id": address, "lines": [{"sku": "F1", "quantity": 1}]}
    ok(agent.post(f"{DOOR}/orders", body, key="key-00000009"), 201)
    ok(agent.put(f"{DOOR}/stores/S1/capacity", {**WHY, "capacity": 9}))
    told = actions(boss)
    assert {row["by_zh"] for row in told} == {"客服 小陈"}
    said = [row["kind_zh"] for row in told]
    for words in (
        "暂停派单：顾客来电要求", "恢复派单：顾客来电要求", "写了一条备注", "查看了手机号：顾客来电要求",
        "给顾客发短信：会晚一些送到",
        "查看会员资料：地址簿", "新建会员", "为会员添加地址", "下单", "修改门店资料",
    ):  # fmt: skip
        assert words in said, words
    assert told == sorted(told, key=lambda row: -row["id"])
    assert PHONE not in json.dumps(told, ensure_ascii=False) and "13700000000" not in json.dumps(told)


def test_found_by_person_kind_order_and_day(
    boss: Caller, agent: Caller, colleague: Caller, mother: Caller, db: Database
) -> None:
    order_no = place_order(mother)["order_no"]
    ok(act(agent, order_no, "hold"))
    ok(colleague.post(f"{DOOR}/orders/{order_no}/reveal", {**WHY, "what": "name"}))
    freeze(db, TUESDAY_10 + timedelta(hours=11))
    ok(boss.post(f"{DOOR}/policies", {"settings": {}}), 201)
    assert {row["by_zh"] for row in actions(boss, f"&who={colleague.id}")} == {"客服 小吴"}
    assert [row["kind"] for row in actions(boss, "&kind=reveal")] == ["order.revealed"]
    assert [row["kind"] for row in actions(boss, "&kind=policy.drafted")] == ["policy.drafted"]
    assert {row["order_no"] for row in actions(boss, f"&order={order_no}")} == {order_no}
    assert actions(boss, "&order=2611240000000000") == []
    assert len(actions(boss, "&from=2026-11-24&to=2026-11-24")) == len(actions(boss))
    assert actions(boss, "&from=2026-11-25&to=2026-11-25") == []
    assert "to" in refused(boss.get(f"{DOOR}/audit?from=2026-11-25"), 422, "invalid")["fields"]
    assert "kind" in refused(boss.get(f"{DOOR}/audit?kind=magic"), 422, "invalid")["fields"]


def test_pages(boss: Caller, agent: Caller, mother: Caller) -> None:
    order_no = place_order(mother)["order_no"]
    for _ in range(3):
        ok(agent.post(f"{DOOR}/orders/{order_no}/notes", {"text": "打过电话"}), 201)
    first = ok(boss.get(f"{DOOR}/audit?limit=2"))
    rest = ok(boss.get(f"{DOOR}/audit?limit=2&cursor={first['next_cursor']}"))
    assert (len(first["actions"]), len(rest["actions"]), rest["next_cursor"]) == (2, 1, None)
    assert [row["id"] for row in first["actions"] + rest["actions"]] == [row["id"] for row in actions(boss)]


def test_only_headquarters_looks_it_up(agent: Caller) -> None:
    refused(agent.get(f"{DOOR}/audit"), 403, "forbidden")
