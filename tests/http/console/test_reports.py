"""Reports add up, and each number leads to just the orders that it counts."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from app.db import Database
from app.ledger.posting import balance_fen, store_payable
from dispatch import delivering, timers
from tests.http.console.desk import DOOR, act, ok, refused
from tests.support.people import Caller
from tests.support.walk import accept, add_address, decline, leave, order_id, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, change, freeze, rows

TODAY = "from=2026-11-24&to=2026-11-24"


@pytest.fixture
def day(mother: Caller, network: Network, db: Database) -> dict[str, str]:
    """Ten to noon: one delivered late by S1 with a part refunded, one that S1 let run out and S2 took, one cancelled, one stuck,
    one unpaid (closed since), one waiting; and two tins over S1's counter, one over S3's. S1 and S2 are 东方, S3 is 宝贝."""
    change(db, "UPDATE stores SET city = '上海市', chain = '东方' WHERE code IN ('S1', 'S2')")
    change(db, "UPDATE stores SET city = '上海市', chain = '宝贝' WHERE code = 'S3'")
    address_id = add_address(mother)
    made = {}
    for number, name in enumerate(("late", "run_out", "cancelled", "stuck", "unpaid", "waiting")):
        method = "online" if name == "unpaid" else "on_delivery"
        key = f"key-0000000{number}"
        made[name] = str(place_order(mother, key, address_id=address_id, payment_method=method)["order_no"])
        if name == "run_out":
            freeze(db, TUESDAY_10 + timedelta(minutes=1))
    for _ in range(3):
        decline(db, made["stuck"])
    accept(db, made["late"], "staff:999")
    accept(db, made["cancelled"], "staff:999")
    freeze(db, TUESDAY_10 + timedelta(minutes=60, seconds=30))
    assert timers.sweep(db).expired == 1
    accept(db, made["run_out"], "staff:999")
    freeze(db, TUESDAY_10 + timedelta(hours=5))
    leave(db, made["late"])
    code, which = db.vault.proof_code(made["late"]), order_id(db, made["late"])
    db.run(lambda session: delivering.deliver(session, which, "staff:999", code=code))
    add_purchase(db, mother.id, network["S1"], TUESDAY_10, "till:1")
    add_purchase(db, mother.id, network["S1"], TUESDAY_10, "till:2", state="voided")
    add_purchase(db, mother.id, network["S3"], TUESDAY_10, "till:3")
    return made


def report(who: Caller, name: str, more: str = "") -> dict[str, Any]:
    found: dict[str, Any] = ok(who.get(f"{DOOR}/reports/{name}?{TODAY}{more}"))
    return found


def behind(who: Caller, query: str) -> set[str]:
    return {row["order_no"] for row in ok(who.get(f"{DOOR}/orders?limit=200&{query}"))["orders"]}


def test_the_funnel_counts_who_came_how_far(agent: Caller, boss: Caller, day: dict[str, str]) -> None:
    ok(act(agent, day["cancelled"], "cancel"))
    told = report(boss, "funnel")
    steps = {row["step"]: row for row in told["rows"]}
    assert {name: row["orders"] for name, row in steps.items()} == {
        "placed": 6, "paid": 5, "offered": 5, "accepted": 3, "left": 1, "delivered": 1, "needs_person": 1, "cancelled": 2,
    }  # fmt: skip
    assert steps["accepted"]["share"] == 0.5 and told["title"] == "派单漏斗"
    for row in told["rows"]:
        assert len(behind(agent, row["orders_query"])) == row["orders"], row
    assert behind(agent, steps["needs_person"]["orders_query"]) == {day["stuck"]}
    assert behind(agent, steps["accepted"]["orders_query"]) == {day["late"], day["run_out"], day["cancelled"]}


@pytest.mark.parametrize(("more", "placed"), [("&chain=东方", 4), ("&chain=宝贝", 0), ("&city=上海市", 5)])
def test_of_one_chain_or_city(agent: Caller, boss: Caller, day: dict[str, str], more: str, placed: int) -> None:
    told = report(boss, "funnel", more)
    assert told["rows"][0]["orders"] == placed
    for row in told["rows"]:
        assert len(behind(agent, row["orders_query"])) == row["orders"], row


def test_acceptance_and_lateness_by_hour_and_city(agent: Caller, boss: Caller, day: dict[str, str]) -> None:
    told = report(boss, "acceptance")
    cells = {(row["hour"], row["city"]): row for row in told["rows"]}
    assert set(cells) == {(10, "上海市"), (11, "上海市")}
    ten, eleven = cells[10, "上海市"], cells[11, "上海市"]
    # Five to S1, two further ones of the stuck order
    assert (ten["offers"], ten["orders"], ten["accepted"], ten["declined"], ten["expired"]) == (7, 5, 2, 3, 1)
    assert (ten["promised"], ten["late"], ten["late_share"], ten["acceptance"]) == (1, 1, 1.0, round(2 / 6, 4))
    assert (eleven["offers"], eleven["accepted"], eleven["answer_p50_s"]) == (1, 1, 0.0)
    for row in told["rows"]:
        assert len(behind(agent, row["orders_query"])) == row["orders"]
        assert len(behind(agent, row["late_query"])) == row["late"]
    assert behind(agent, ten["late_query"]) == {day["late"]}
    assert behind(agent, eleven["orders_query"]) == {day["run_out"]}
    assert told["total"]["offers"] == 8 and report(boss, "acceptance", "&chain=宝贝")["total"]["offers"] == 1


def test_revenue_is_the_ledgers(
    agent: Caller, boss: Caller, day: dict[str, str], network: Network, db: Database
) -> None:
    body = {"amount_fen": 1001, "reason": "破损"}
    ok(agent.post(f"{DOOR}/orders/{day['late']}/refunds", body, key="refund-0001"))
    told = report(boss, "revenue")
    (row,) = told["rows"]
    assert (row["store_code"], row["orders"], row["revenue_fen"], row["refunds_fen"]) == ("S1", 1, 59600, 1001)
    assert (
        row["net_fen"] == told["total"]["net_fen"] == -db.read(lambda s: balance_fen(s, store_payable(network["S1"])))
    )
    assert behind(agent, row["orders_query"]) == {day["late"]} == behind(agent, told["total"]["orders_query"])
    assert report(boss, "revenue", "&chain=宝贝")["rows"] == []


def test_online_share_by_chain(agent: Caller, boss: Caller, day: dict[str, str]) -> None:
    told = report(boss, "online_share")
    found = {row["chain"]: row for row in told["rows"]}
    east, baby = found["东方"], found["宝贝"]
    assert (east["purchases"], east["online"], east["online_share"], east["stores"]) == (2, 1, 0.5, 1)
    assert (east["total_fen"], east["online_fen"]) == (2 * 59600, 59600)
    assert (baby["purchases"], baby["online"], baby["online_share"]) == (1, 0, 0.0)
    for row in told["rows"]:
        assert len(behind(agent, row["orders_query"])) == row["online"]
    assert told["total"]["online_fen_share"] == round(1 / 3, 4)


@pytest.mark.parametrize("name", ["funnel", "acceptance", "revenue", "online_share"])
def test_as_a_table(boss: Caller, day: dict[str, str], name: str) -> None:
    told = report(boss, name)
    answer = boss.get(f"{DOOR}/reports/{name}?{TODAY}&format=csv")
    assert f'filename="{name}-2026-11-24-2026-11-24.csv"' in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0] == [column["heading"] for column in told["columns"]] and len(lines) == 1 + len(told["rows"])
    book = openpyxl.load_workbook(io.BytesIO(boss.get(f"{DOOR}/reports/{name}?{TODAY}&format=xlsx").data))
    assert [cell.value for cell in book.active[1]] == lines[0] and book.active.max_row == len(lines)


def test_an_empty_period_and_what_is_wrong(agent: Caller, boss: Caller, network: Network) -> None:
    assert report(boss, "acceptance")["rows"] == report(boss, "online_share")["rows"] == []
    assert report(boss, "funnel")["total"]["orders"] == 0
    refused(boss.get(f"{DOOR}/reports/weather?{TODAY}"), 404, "not_found")
    refused(boss.get(f"{DOOR}/reports/funnel"), 422, "invalid")
    refused(boss.get(f"{DOOR}/reports/funnel?from=2026-11-24&to=2026-11-23"), 422, "invalid")
    refused(agent.get(f"{DOOR}/reports/funnel?{TODAY}"), 403, "forbidden")
    assert "reached" in refused(agent.get(f"{DOOR}/orders?reached=moon"), 422, "invalid")["fields"]


def test_the_indexes_that_reports_need_are_there(db: Database, network: Network) -> None:
    found = {row.indexname: row.indexdef for row in rows(db, "SELECT indexname, indexdef FROM pg_indexes")}
    for name in ("ix_orders_placed_at", "ix_offers_offered_at", "ix_entries_at", "ix_purchases_purchased_at"):
        assert "brin" in found[name]
