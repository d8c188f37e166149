"""The exceptions page: what was written down, and what is in trouble now, each in its group, gone when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.db import Database
from app.outbox import publish
from dispatch import delivering, timers
from tests.http.console.desk import DOOR, act, ok, refused
from tests.support.people import Caller
from tests.support.walk import accept, add_address, leave, order_id, place_order
from tests.support.world import TUESDAY_10, Network, change, freeze, insert


def group(agent: Caller, name: str, more: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(agent.get(f"{DOOR}/exceptions?limit=100&group={name}{more}"))["exceptions"]
    return found


def test_a_failed_delivery_until_somebody_has_it_again(agent: Caller, mother: Caller, db: Database) -> None:
    order_no = place_order(mother)["order_no"]
    accept(db, order_no)
    leave(db, order_no)
    which = order_id(db, order_no)
    db.run(lambda session: delivering.fail(session, which, "staff:1", "nobody_home"))
    (row,) = group(agent, "delivery")
    assert (row["order_no"], row["store_code"], row["id"]) == (order_no, "S1", 0)
    assert row["facts"]["reason"] == "nobody_home" and row["facts"]["reason_zh"]
    ok(act(agent, order_no, "assign", store_code="S2"))
    assert group(agent, "delivery") == []


def test_points_that_nobody_should_trust(agent: Caller, mother: Caller, network: Network, db: Database) -> None:
    fine = add_address(mother)
    away = add_address(mother, text="北京市朝阳区建国路 88 号", door="2 单元")
    place_order(mother, "key-00000001", address_id=fine)
    order_no = place_order(mother, "key-00000002", address_id=away)["order_no"]
    change(db, "UPDATE stores SET address = '上海市浦东新区张江路 1 号' WHERE code <> 'S9'")
    change(db, "UPDATE stores SET address = '上海市浦东新区张江路 9 号' WHERE code = 'S9'")  # it lies in 北京
    found = {row["kind"]: row for row in group(agent, "point")}
    assert found["order_point"]["order_no"] == order_no and found["order_point"]["facts"]["named"] == "朝阳区"
    assert found["order_point"]["facts"]["distance_m"] > 1_000_000
    assert found["store_point"]["store_code"] == "S9" and found["store_point"]["facts"]["named"] == "浦东新区"
    assert len(group(agent, "point")) == 2
    assert "建国路" not in str(found)  # the district is enough to see what is wrong
    change(db, "UPDATE stores SET address = '北京市东城区前门大街 1 号', lng = 116.40, lat = 39.90 WHERE code = 'S9'")
    ok(act(agent, order_no, "cancel"))
    assert [row for row in group(agent, "point") if row["kind"] == "order_point"] == []


def test_stores_that_do_not_answer_or_do_not_hear(
    agent: Caller, manager: Caller, mother: Caller, network: Network, db: Database
) -> None:
    assert {row["store_code"] for row in group(agent, "store_offline")} == {"S1", "S2", "S3", "S9"}
    ok(manager.post("/merchant/v1/shift"))
    assert {row["store_code"] for row in group(agent, "store_offline")} == {"S2", "S3", "S9"}
    address_id = add_address(mother)
    for number in range(2):
        place_order(mother, f"key-0000000{number}", address_id=address_id)
        freeze(db, TUESDAY_10 + timedelta(minutes=61 * (number + 1)))
        timers.sweep(db)
        expected = [] if number == 0 else [("S1", 2)]
        silent = [(row["store_code"], row["facts"]["expired"]) for row in group(agent, "store_silent")]
        assert [each for each in silent if each[0] == "S1"] == expected
    third = place_order(mother, "key-00000009", address_id=address_id)["order_no"]
    accept(db, third)
    assert [row for row in group(agent, "store_silent") if row["store_code"] == "S1"] == []


def test_events_that_nobody_was_told_of(agent: Caller, mother: Caller, db: Database) -> None:
    place_order(mother)
    assert group(agent, "outbox") == []
    freeze(db, TUESDAY_10 + timedelta(minutes=2))
    found = {row["facts"]["event"]: row["facts"] for row in group(agent, "outbox")}
    assert found["order.placed"] == {"event": "order.placed", "events": 1, "unpublished": True}
    db.run(lambda session: publish(session, ()))
    assert group(agent, "outbox") == []


def test_counters_groups_and_what_was_written_down(agent: Caller, network: Network, db: Database) -> None:
    about = {"opened_at": TUESDAY_10}
    insert(db, "money_exceptions", {"key": "amount:1", "kind": "amount", "facts": "{}", **about})
    dead = {"key": "printer:1", "kind": "printer_dead", "facts": '{"store_code": "S2"}', **about}
    insert(db, "money_exceptions", dead)
    told = ok(agent.get(f"{DOOR}/exceptions"))
    assert {row["kind"]: row["group"] for row in told["exceptions"]} == {"amount": "money", "printer_dead": "printer"}
    assert told["counters"] == {
        "money": 1, "printer": 1, "delivery": 0, "point": 0, "store_silent": 0, "store_offline": 4, "outbox": 0,
    }  # fmt: skip
    assert told["groups"].keys() == told["counters"].keys() and told["groups"]["point"] == "坐标可疑"
    (printer,) = group(agent, "printer")
    assert printer["store_code"] == "S2" and [row["kind"] for row in group(agent, "money")] == ["amount"]
    ok(agent.post(f"{DOOR}/exceptions/{printer['id']}/resolve", {"reason": "换了纸"}))
    assert group(agent, "printer") == [] and len(group(agent, "printer", "&resolved=true")) == 1
    assert group(agent, "store_offline", "&resolved=true") == []
    refused(agent.get(f"{DOOR}/exceptions?group=weather"), 422, "invalid")


def test_pages_of_a_group(agent: Caller, network: Network) -> None:
    first = ok(agent.get(f"{DOOR}/exceptions?group=store_offline&limit=3"))
    rest = ok(agent.get(f"{DOOR}/exceptions?group=store_offline&limit=3&cursor={first['next_cursor']}"))
    assert [row["store_code"] for row in first["exceptions"] + rest["exceptions"]] == ["S1", "S2", "S3", "S9"]
    assert len({row["key"] for row in first["exceptions"] + rest["exceptions"]}) == 4
    assert rest["next_cursor"] is None and rest["counters"] == {}
