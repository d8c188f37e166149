"""Stores on the console: where nobody is there, what they earned, and what happens when one is closed."""

from __future__ import annotations

from datetime import timedelta

from app.db import Database
from tests.http.console.desk import DOOR, ok, order, refused
from tests.support.people import Caller
from tests.support.walk import accept, add_address, deliver, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, change, freeze, rows, value

WHY = {"reason": "合同到期"}


def codes(answer) -> list[str]:
    return [row["code"] for row in ok(answer)["stores"]]


def test_stores_and_where_nobody_is_there(agent: Caller, manager: Caller, db: Database) -> None:
    ok(manager.post("/merchant/v1/shift"), 200)
    change(db, "UPDATE stores SET paused_at = jindan_now(), pause_reason = 'too_busy' WHERE code = 'S2'")
    assert codes(agent.get(f"{DOOR}/stores")) == ["S1", "S2", "S3", "S9"]
    assert codes(agent.get(f"{DOOR}/stores?nobody_there=true")) == ["S3", "S9"]
    assert codes(agent.get(f"{DOOR}/stores?paused=true")) == ["S2"]
    assert codes(agent.get(f"{DOOR}/stores?city=北京市")) == ["S9"]
    assert codes(agent.get(f"{DOOR}/stores?q=三店")) == ["S3"]
    assert codes(agent.get(f"{DOOR}/stores?status=closed")) == []
    freeze(db, TUESDAY_10 + timedelta(hours=11.5))  # 21:30: closed for the night
    assert codes(agent.get(f"{DOOR}/stores?nobody_there=true")) == []


def test_pages_of_stores(agent: Caller) -> None:
    first = ok(agent.get(f"{DOOR}/stores?limit=3"))
    second = ok(agent.get(f"{DOOR}/stores?limit=3&cursor={first['next_cursor']}"))
    assert [row["code"] for row in first["stores"] + second["stores"]] == ["S1", "S2", "S3", "S9"]
    assert second["next_cursor"] is None


def test_one_store(agent: Caller, manager: Caller, mother: Caller) -> None:
    ok(manager.post("/merchant/v1/shift"), 200)
    order_no = place_order(mother)["order_no"]
    shown = ok(agent.get(f"{DOOR}/stores/S1"))
    assert (shown["live_orders"], shown["open_offers"], shown["on_shift"], shown["open_now"]) == (1, 1, 1, True)
    assert [(row["name"], row["role_zh"]) for row in shown["staff"]] == [("张姐", "店长")]
    assert [(row["order_no"], row["state_zh"]) for row in shown["offers_today"]] == [(order_no, "等待接单")]
    assert (shown["radius_m"], shown["hours"]) == (5000, "Mo-Su 09:00-21:00")
    refused(agent.get(f"{DOOR}/stores/S404"), 404, "not_found")


def test_statement_and_performance(agent: Caller, mother: Caller, db: Database) -> None:
    deliver(db, place_order(mother)["order_no"])
    days = "?from=2026-11-24&to=2026-11-24"
    shown = ok(agent.get(f"{DOOR}/stores/S1/statement{days}"))
    assert (shown["closing_fen"], shown["closing_cash_fen"], shown["due_fen"], len(shown["lines"])) == (
        59600,
        59600,
        0,
        1,
    )
    table = agent.get(f"{DOOR}/stores/S1/statement{days}&format=csv")
    assert table.mimetype == "text/csv" and "596.00" in table.data.decode("utf-8-sig")
    done = ok(agent.get(f"{DOOR}/stores/S1/performance{days}"))
    assert (done["total"]["delivered"], done["total"]["revenue_fen"]) == (1, 59600)
    refused(agent.get(f"{DOOR}/stores/S404/statement{days}"), 404, "not_found")
    refused(agent.get(f"{DOOR}/stores/S1/statement?from=2026-11-24&to=2026-11-23"), 422, "invalid")


def test_a_suspended_store_loses_what_it_has_not_answered(boss: Caller, mother: Caller, db: Database) -> None:
    address_id = add_address(mother)
    made = [place_order(mother, f"key-0000000{n}", address_id=address_id)["order_no"] for n in range(3)]
    accept(db, made[0])
    shown = ok(boss.post(f"{DOOR}/stores/S1/status", {"status": "suspended", **WHY}))
    assert (shown["status_zh"], shown["orders_sent_on"]) == ("暂停合作", 2)
    assert [order(boss, number)["store_code"] for number in made] == ["S1", "S2", "S2"]
    assert "撤回 浦东一店 的派单：门店暂停合作" in [row["text"] for row in order(boss, made[1])["timeline"]]
    again = ok(boss.post(f"{DOOR}/stores/S1/status", {"status": "suspended", **WHY}))
    assert again["orders_sent_on"] == 0
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'store.status_changed'") == 1
    ok(boss.post(f"{DOOR}/stores/S1/status", {"status": "active", **WHY}))
    fourth = place_order(mother, "key-00000009", address_id=address_id)["order_no"]
    assert order(boss, fourth)["store_code"] == "S1"


def test_a_closed_stores_customers_go_to_its_successor(
    boss: Caller, mother: Caller, db: Database, network: Network
) -> None:
    add_purchase(db, mother.id, network["S1"], TUESDAY_10.replace(day=1), "till:1")
    ok(boss.post(f"{DOOR}/stores/S1/status", {"status": "closed", "successor_code": "S3", **WHY}))
    made = order(boss, place_order(mother)["order_no"])
    assert (made["store_code"], made["offers"][0]["reason_zh"]) == ("S3", "老客回老店")
    assert ok(boss.get(f"{DOOR}/stores/S1"))["successor_code"] == "S3"


def test_a_successor_must_be_able_to_carry_on(boss: Caller, network: Network, db: Database) -> None:
    change(db, "UPDATE stores SET status = 'closed' WHERE code = 'S9'")
    for body in (
        {"status": "closed", "successor_code": "S404"}, {"status": "closed", "successor_code": "S1"},
        {"status": "closed", "successor_code": "S9"}, {"status": "suspended", "successor_code": "S2"},
    ):  # fmt: skip
        fields = refused(boss.post(f"{DOOR}/stores/S1/status", {**body, **WHY}), 422, "invalid")["fields"]
        assert list(fields) == ["successor_code"]
    refused(boss.post(f"{DOOR}/stores/S404/status", {"status": "closed", **WHY}), 404, "not_found")
    assert rows(db, "SELECT status FROM stores WHERE code = 'S1'")[0].status == "active"


def test_only_headquarters_closes_stores(agent: Caller, network: Network) -> None:
    refused(agent.post(f"{DOOR}/stores/S1/status", {"status": "closed", **WHY}), 403, "forbidden")
