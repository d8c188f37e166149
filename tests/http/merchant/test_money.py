"""Money at a glance: equal to the ledger to the fen, for the store and by whose hands."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from app.db import Database
from app.ledger.facts import settlement_paid
from app.ledger.posting import balance_fen, reverse, store_cash, store_payable
from tests.support.people import Caller
from tests.support.world import TUESDAY_10, Network, change, freeze, insert, value

from .test_reports import GIVEN_BACK, NOVEMBER, SALE, TODAY, refund, report
from .walk import DOOR, accepted, delivered, ok, on_the_road


def seen(who: Caller) -> Any:
    return ok(who.get(f"{DOOR}/money"))


@pytest.fixture
def share(db: Database, network: Network) -> None:
    """A platform share of 3.33 %, a delivery fee of a yuan."""
    change(db, "UPDATE policy_versions SET state = 'retired'")
    settings = '{"platform_share_bp": 333, "delivery_fee_fen": 100}'
    insert(db, "policy_versions", {"settings": settings, "state": "active", "created_by": "test"})


@pytest.fixture
def month(db: Database, share: None, mother: Caller, manager: Caller, clerk: Caller, network: Network) -> list[str]:
    """Monday: the manager brings one. Tuesday: she accepts one that the clerk brings; 10.01 of it go back; two are under way."""
    freeze(db, TUESDAY_10 - timedelta(days=1))
    numbers = [delivered(db, mother, manager, "key-00000001")]
    freeze(db)
    second = accepted(db, mother, manager, "key-00000002")
    ok(clerk.post(f"{DOOR}/orders/{second}/leave"))
    ok(clerk.post(f"{DOOR}/orders/{second}/delivered", {"code": db.vault.proof_code(second)}))
    refund(db, second, 1001)
    return [
        *numbers, second, accepted(db, mother, manager, "key-00000003"), on_the_road(db, mother, clerk, "key-00000004")
    ]  # fmt: skip


def ledger(db: Database, store_id: int) -> tuple[int, int]:
    return db.read(lambda s: (-balance_fen(s, store_payable(store_id)), balance_fen(s, store_cash(store_id))))


def test_the_store_at_a_glance_is_the_ledger(
    db: Database, manager: Caller, rival: Caller, network: Network, month: list[str]
) -> None:
    found = seen(manager)
    owed, cash = ledger(db, network["S1"])
    assert (found["scope"], found["owed_fen"], found["cash_in_hand_fen"]) == ("store", owed, cash)
    assert found["due_fen"] == owed - cash
    assert found["pending"] == {"orders": 2, "amount_fen": 2 * SALE}
    today, whole = found["today"], found["month"]
    assert (today["from"], today["to"], whole["from"]) == ("2026-11-24", "2026-11-24", "2026-11-01")
    assert (today["credited_fen"], today["credited_orders"], today["delivered"], today["accepted"]) == (SALE, 1, 1, 3)
    assert (today["refunds_fen"], today["refunds"]) == (GIVEN_BACK, 1), "a refund is shown as what it is"
    assert (whole["credited_fen"], whole["credited_orders"]) == (2 * SALE, 2)
    assert whole["credited_fen"] - whole["refunds_fen"] - whole["settled_fen"] == owed
    assert whole["cash_fen"] == cash
    statement = report(manager, "statement", NOVEMBER)
    assert statement["closing_fen"] == owed and statement["closing_cash_fen"] == cash
    performance = report(manager, "performance", TODAY)["total"]
    assert (performance["revenue_fen"], performance["refunds_fen"]) == (SALE, GIVEN_BACK)
    nothing = seen(rival)
    assert (nothing["pending"], nothing["owed_fen"], nothing["month"]["by_clerk"]) == (
        {"orders": 0, "amount_fen": 0}, 0, []
    )  # fmt: skip


def test_by_whose_hands(manager: Caller, clerk: Caller, month: list[str]) -> None:
    whole = seen(manager)["month"]
    hands = {row["name"]: row for row in whole["by_clerk"]}
    assert set(hands) == {"张姐", "小李"}
    counted = ("accepted", "delivered", "credited_fen", "refunds_fen")
    assert [hands["张姐"][name] for name in counted] == [3, 1, SALE, 0]
    assert [hands["小李"][name] for name in counted] == [1, 1, SALE, GIVEN_BACK]
    for name in (*counted, "cash_fen", "till_fen"):
        assert sum(row[name] for row in whole["by_clerk"]) == whole[name], name


def test_a_clerk_sees_her_own(manager: Caller, clerk: Caller, month: list[str]) -> None:
    found = seen(clerk)
    assert (found["scope"], found["owed_fen"], found["cash_in_hand_fen"], found["due_fen"]) == (
        "mine",
        None,
        None,
        None,
    )
    assert found["pending"] == {"orders": 1, "amount_fen": SALE}, "the one she accepted and carries"
    assert [row["name"] for row in found["month"]["by_clerk"]] == ["小李"]
    assert (found["month"]["credited_fen"], found["month"]["refunds_fen"]) == (SALE, GIVEN_BACK)
    assert "张姐" not in str(found)


def test_a_clerk_with_nothing(clerk: Caller) -> None:
    found = seen(clerk)
    assert found["pending"] == {"orders": 0, "amount_fen": 0}
    assert [(row["name"], row["credited_fen"]) for row in found["today"]["by_clerk"]] == [("小李", 0)]


def test_the_till_is_beside_the_ledger(db: Database, manager: Caller, clerk: Caller, network: Network) -> None:
    sale = {
        "key": str(uuid.UUID(int=1)), "sold_at": "2026-11-24T09:30:00+08:00",
        "lines": [{"sku": "F1", "quantity": 2, "paid_fen": 59000}],
    }  # fmt: skip
    ok(clerk.post(f"{DOOR}/till/sales", sale), 201)
    back = {"key": str(uuid.UUID(int=2)), "lines": [{"sku": "F1", "quantity": 1}]}
    ok(manager.post(f"{DOOR}/till/sales/{sale['key']}/returns", back), 201)
    today = seen(manager)["today"]
    assert (today["till_sales"], today["till_fen"], today["till_refunded_fen"]) == (1, 59000, 29500)
    assert [(row["name"], row["till_fen"]) for row in today["by_clerk"]] == [("小李", 59000)]
    assert (today["credited_fen"], ledger(db, network["S1"])) == (0, (0, 0))


@pytest.mark.breaks_invariants  # a sale that is undone although she has the parcel
def test_settlements_and_reversals(db: Database, manager: Caller, network: Network, month: list[str]) -> None:
    at = TUESDAY_10 + timedelta(hours=3)
    db.run(lambda session: settlement_paid(session, at, network["S1"], 50_000, "2026-11"))
    first = value(db, "SELECT min(id) FROM entries")
    db.run(lambda session: reverse(session, first, "reversal:1", at))
    freeze(db, at)
    whole, (owed, cash) = seen(manager)["month"], ledger(db, network["S1"])
    assert (whole["credited_fen"], whole["settled_fen"]) == (SALE, 50_000)
    assert whole["credited_fen"] - whole["refunds_fen"] - whole["settled_fen"] == owed and whole["cash_fen"] == cash


def test_the_statement_in_pages_is_the_statement(manager: Caller, month: list[str]) -> None:
    whole = report(manager, "statement", NOVEMBER)
    assert whole["next_cursor"] is None and len(whole["lines"]) == 3
    lines, cursor = [], None
    for _ in range(3):
        query = {**NOVEMBER, "limit": "1", **({"cursor": cursor} if cursor else {})}
        page = report(manager, "statement", query)
        assert (page["opening_fen"], page["closing_fen"]) == (whole["opening_fen"], whole["closing_fen"])
        lines, cursor = lines + page["lines"], page["next_cursor"]
    assert cursor is None and lines == whole["lines"]
    assert [line["order_no"] for line in lines] == [month[0], month[1], month[1]]


def test_what_runs_low(db: Database, manager: Caller, network: Network) -> None:
    for sku, count in (("F1", 20), ("F2", 3), ("D1", 50)):
        ok(manager.put(f"{DOOR}/stock/{sku}", {"on_hand": count}))
    sold = {"key": str(uuid.UUID(int=3)), "sold_at": "2026-11-24T09:30:00+08:00"}
    lines = [{"sku": "F1", "quantity": 10, "paid_fen": 1}, {"sku": "D1", "quantity": 10, "paid_fen": 1}]
    ok(manager.post(f"{DOOR}/till/sales", {**sold, "lines": lines}), 201)
    shelf = {row["sku"]: row for row in ok(manager.get(f"{DOOR}/stock"))["stock"]}
    told = {sku: (row["available"], row["sold_28d"], row["days_left"], row["low"]) for sku, row in shelf.items()}
    assert told == {"F1": (10, 10, 28, False), "F2": (3, 0, None, True), "D1": (40, 10, 112, False)}
    low = [row["sku"] for row in ok(manager.get(f"{DOOR}/stock", query_string={"low": 1}))["stock"]]
    assert low == ["F2"]
    counted = ok(manager.put(f"{DOOR}/stock/F1", {"on_hand": 2 * 10 // 8}))
    assert (counted["days_left"], counted["low"]) == (5, True)
    assert [row["sku"] for row in ok(manager.get(f"{DOOR}/stock?low=1&q=1段"))["stock"]] == ["F1"]
    ok(manager.put(f"{DOOR}/stock/F1", {"on_hand": 7}))
    freeze(db, TUESDAY_10 + timedelta(days=27, hours=23))
    row = ok(manager.get(f"{DOOR}/stock", query_string={"q": "F1"}))["stock"][0]
    assert (row["days_left"], row["low"]) == (19, False)
    freeze(db, TUESDAY_10 + timedelta(days=28))
    assert ok(manager.get(f"{DOOR}/stock", query_string={"q": "F1"}))["stock"][0]["days_left"] is None
