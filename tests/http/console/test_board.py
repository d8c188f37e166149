"""The board: all that is not over in one answer, cheap at five thousand orders, each row read again by number."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from app.console.board import ConsoleBoard, ConsoleBoardCounters, ConsoleBoardRow
from app.db import Database
from dispatch import timers
from dispatch.views.board import board as board_of
from dispatch.views.wanted import LIVE
from tests.http.console.desk import DOOR, act, ok, refused
from tests.support.people import Caller
from tests.support.walk import accept, add_address, decline, deliver, place_order
from tests.support.world import TUESDAY_10, Network, change, freeze, value
from tests.support.world import rows as rows_of

MANY = 5_000


@pytest.fixture
def orders(mother: Caller, db: Database) -> dict[str, str]:
    """One order of each kind, placed at ten; the clock stands at 10:50."""
    address_id = add_address(mother)
    names = ("delivered", "stuck", "accepted", "waiting", "unpaid")
    made = {}
    for number, name in enumerate(names):
        method = "online" if name == "unpaid" else "on_delivery"
        made[name] = place_order(mother, f"key-0000000{number}", address_id=address_id, payment_method=method)[
            "order_no"
        ]
    deliver(db, made["delivered"])
    for _ in range(3):
        decline(db, made["stuck"])
    accept(db, made["accepted"])
    freeze(db, TUESDAY_10 + timedelta(minutes=25))
    return made


def rows(agent: Caller, query: str = "") -> dict[str, dict[str, Any]]:
    return {row["order_no"]: row for row in ok(agent.get(f"{DOOR}/board{query}"))["orders"]}


def test_what_needs_a_person_is_first_and_what_is_over_is_not_there(agent: Caller, orders: dict[str, str]) -> None:
    names = {order_no: name for name, order_no in orders.items()}
    assert [names[order_no] for order_no in rows(agent)] == ["stuck", "unpaid", "waiting", "accepted"]


def test_a_row_says_whose_turn_it_is_until_when(agent: Caller, manager: Caller, orders: dict[str, str]) -> None:
    ok(manager.post("/merchant/v1/shift"))
    row = rows(agent)[orders["waiting"]]
    assert (row["store_code"], row["store_name"], row["channel"], row["offers_made"]) == (
        "S1",
        "浦东一店",
        "mini_program",
        1,
    )
    assert row["expires_at"] == row["due_at"] == "2026-11-24T11:00:00.000+08:00"
    assert (row["sla"], row["no_device"]) == ("fresh", False)
    found = rows(agent)
    assert (found[orders["stuck"]]["needs_person_reason"], found[orders["stuck"]]["sla"]) == ("no_candidate", "overdue")
    assert found[orders["unpaid"]]["sla"] == "ten_minutes"  # closes at 10:30


def test_a_store_where_nobody_is_and_one_that_said_nothing(
    agent: Caller, manager: Caller, mother: Caller, network: Network, db: Database
) -> None:
    address_id = add_address(mother)
    first = place_order(mother, "key-00000001", address_id=address_id)["order_no"]
    assert rows(agent)[first]["sla"] == "no_device"
    ok(manager.post("/merchant/v1/shift"))
    assert rows(agent)[first]["sla"] == "fresh"
    freeze(db, TUESDAY_10 + timedelta(minutes=60))
    assert timers.sweep(db).expired == 1
    second = place_order(mother, "key-00000002", address_id=address_id)["order_no"]
    found = rows(agent)
    assert (found[first]["store_code"], found[first]["sla"]) == ("S2", "no_device")
    assert (found[second]["store_code"], found[second]["sla"]) == ("S1", "silent_store")


def test_a_row_is_read_again_by_its_number(agent: Caller, orders: dict[str, str], db: Database) -> None:
    asked = f"?orders={orders['waiting']},{orders['delivered']},2611240000000000"
    assert list(rows(agent, asked)) == [orders["waiting"]]
    accept(db, orders["waiting"])
    assert rows(agent, asked)[orders["waiting"]]["state"] == "accepted"
    assert rows(agent, f"{asked}&state=offered") == {}
    refused(agent.get(f"{DOOR}/board?orders={',,'.join(['1'] * 501)}"), 422, "invalid")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=accepted,offered", ["waiting", "accepted"]), ("?channel=mom_app", []), ("?city=北京市", []),
        ("?chain=东方", ["waiting", "accepted", "unpaid"]),
    ],
)  # fmt: skip
def test_filters(agent: Caller, orders: dict[str, str], db: Database, query: str, found: list[str]) -> None:
    change(db, "UPDATE stores SET chain = '东方' WHERE code = 'S1'")
    change(
        db, "UPDATE orders SET store_id = (SELECT id FROM stores WHERE code = 'S1') WHERE state = 'awaiting_payment'"
    )
    assert set(rows(agent, query)) == {orders[name] for name in found}


def test_counters_are_of_every_state(agent: Caller, orders: dict[str, str]) -> None:
    ok(act(agent, orders["waiting"], "hold"))
    told = ok(agent.get(f"{DOOR}/board?state=accepted"))
    assert told["counters"]["by_state"] == {
        "awaiting_payment": 1, "paid": 1, "offered": 0, "accepted": 1, "out_for_delivery": 0, "needs_person": 1,
    }  # fmt: skip
    assert (told["counters"]["live"], told["counters"]["held"], len(told["orders"])) == (4, 1, 1)
    assert told["words"]["sla"]["no_device"] == "店里没有在线设备"


def test_what_is_wrong_is_named(agent: Caller, network: Network) -> None:
    for query, field in (("?state=lost", "state"), ("?channel=fax", "channel")):
        assert field in refused(agent.get(f"{DOOR}/board{query}"), 422, "invalid")["fields"]


def test_the_answer_has_just_the_fields_that_are_documented(agent: Caller, orders: dict[str, str]) -> None:
    """It does not go through its schema, so nothing else keeps the two together."""
    told = ok(agent.get(f"{DOOR}/board"))
    assert told.keys() == ConsoleBoard().fields.keys()
    assert {frozenset(row) for row in told["orders"]} == {frozenset(ConsoleBoardRow().fields)}
    assert told["counters"].keys() == ConsoleBoardCounters().fields.keys()
    assert ConsoleBoard(unknown="raise").validate({**told, "orders": told["orders"][:1]}) == {}


def test_an_empty_board(agent: Caller) -> None:
    told = ok(agent.get(f"{DOOR}/board"))
    assert (told["orders"], told["counters"]["live"]) == ([], 0)


@pytest.mark.breaks_invariants  # copied rows have no events
def test_five_thousand_orders_in_under_300_ms(agent: Caller, mother: Caller, db: Database) -> None:
    """Nine of ten wait for a store, every tenth for a person: what such a board costs at its worst."""
    address_id = add_address(mother)
    place_order(mother, "key-00000001", address_id=address_id)
    stuck = place_order(mother, "key-00000002", address_id=address_id)["order_no"]
    for _ in range(3):
        decline(db, stuck)
    _multiply(db, "offered", MANY * 9 // 10 - 1)
    _multiply(db, "needs_person", MANY // 10 - 1)
    change(db, "ANALYZE")
    took, cpu = [], []
    for _ in range(20):
        began, busy = time.perf_counter(), time.process_time()
        answer = agent.get(f"{DOOR}/board")
        took.append(time.perf_counter() - began)
        cpu.append(time.process_time() - busy)
    assert len(ok(answer)["orders"]) == MANY == value(db, "SELECT count(*) FROM orders")
    database = _database_s(db)
    told = [f"{1000 * each:.0f} ms" for each in (sorted(took)[10], sorted(took)[18], min(cpu), database)]
    print(f"board of {MANY}: p50 {told[0]}, p95 {told[1]}; CPU of the web process {told[2]}, of the database {told[3]}")
    # Others may be at work on this machine, so the clock on the wall proves nothing here: what it costs by itself does.
    assert min(cpu) + database < 0.3


def _database_s(db: Database) -> float:
    """What the database needs for the board's statement, at best."""
    query = board_of.__globals__["_BOARD"]
    plan = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + query
    told = [rows_of(db, plan, live=list(LIVE), online_s=90)[0][0][0]["Execution Time"] for _ in range(5)]
    return float(min(told)) / 1000


def _multiply(db: Database, state: str, times: int) -> None:
    """More orders like the one in this state, each with its decision and offer."""
    change(
        db,
        """
        WITH one AS (SELECT * FROM orders WHERE state = :state), made AS (
          INSERT INTO orders (order_no, member_id, channel, state, state_changed_at, store_id, payment_method, goods_fen,
            delivery_fee_fen, recipient_sealed, lng, lat, promise_at, placed_at, paid_at, offers_made, needs_person_reason,
            idempotency_key, request_hash)
          SELECT left(:state, 1) || g, member_id, channel, state, state_changed_at, store_id, payment_method, goods_fen,
            delivery_fee_fen, recipient_sealed, lng, lat, promise_at, placed_at, paid_at, offers_made, needs_person_reason,
            left(:state, 1) || g, request_hash FROM one, generate_series(1, :times) g RETURNING id, member_id),
        decided AS (
          INSERT INTO decisions (order_id, member_id, at, policy_version, reason, cap, store_id, distance_m, candidates)
          SELECT made.id, d.member_id, d.at, d.policy_version, d.reason, d.cap, d.store_id, d.distance_m, d.candidates
          FROM made, (SELECT * FROM decisions WHERE order_id = (SELECT id FROM one) ORDER BY id DESC LIMIT 1) d
          RETURNING id, order_id)
        INSERT INTO offers (order_id, member_id, store_id, decision_id, offered_at, expires_at, hour_ends_at)
        SELECT decided.order_id, f.member_id, f.store_id, decided.id, f.offered_at, f.expires_at, f.hour_ends_at
        FROM decided, offers f WHERE f.order_id = (SELECT id FROM one) AND f.state = 'open'
        """,
        state=state, times=times,
    )  # fmt: skip
