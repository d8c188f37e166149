"""Performance and statement: what the store earned, to the fen, with every order behind it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from app.db import Database
from app.ledger.facts import settlement_paid
from app.ledger.posting import balance_fen, reverse, store_cash, store_payable
from dispatch import refunding, timers
from tests.support.people import Caller
from tests.support.world import TUESDAY_10, Network, change, freeze, insert, value

from .walk import DOOR, accepted, delivered, offered, ok, refused

NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}
TODAY = {"from": "2026-11-24", "to": "2026-11-24"}


def refund(db: Database, order_no: str, amount_fen: int) -> None:
    which = value(db, "SELECT id FROM orders WHERE order_no = :no", no=order_no)
    ask = refunding.RefundRequest(which, amount_fen, "x", "agent:1", f"refund-{amount_fen}", b"h", True)
    db.run(lambda session: refunding.request_refund(session, ask))


def owed(db: Database, store_id: int) -> int:
    return -db.read(lambda session: balance_fen(session, store_payable(store_id)))


def report(who: Caller, path: str, period: dict[str, str], **more: Any) -> Any:
    return ok(who.get(f"{DOOR}/{path}", query_string=period, **more))


@pytest.fixture
def month(db: Database, mother: Caller, manager: Caller, rival: Caller, network: Network) -> list[str]:
    """A platform share of 3.33 %; a delivery on Monday, two on Tuesday with a refund; another store's sale among them."""
    insert(
        db, "policy_versions",
        {"settings": '{"platform_share_bp": 333, "delivery_fee_fen": 100}', "state": "draft", "created_by": "test"},
    )  # fmt: skip
    change(db, "UPDATE policy_versions SET state = 'retired' WHERE state = 'active'")
    change(db, "UPDATE policy_versions SET state = 'active' WHERE state = 'draft'")
    freeze(db, TUESDAY_10 - timedelta(days=1))
    numbers = [delivered(db, mother, manager, "key-00000001")]
    freeze(db)
    numbers.append(delivered(db, mother, manager, "key-00000002"))
    change(db, "UPDATE stores SET status = 'suspended' WHERE code = 'S1'")
    delivered(db, mother, rival, "key-00000003")
    change(db, "UPDATE stores SET status = 'active' WHERE code = 'S1'")
    freeze(db, TUESDAY_10 + timedelta(hours=2))
    refund(db, numbers[1], 1001)
    return numbers


SALE = 59700 - 59700 * 333 // 10000
GIVEN_BACK = 1001 - 1987 * 1001 // 59700


def test_the_statement_is_the_ledger_to_the_fen(
    db: Database, manager: Caller, network: Network, month: list[str]
) -> None:
    found = report(manager, "statement", NOVEMBER)
    assert (found["store_code"], found["opening_fen"]) == ("S1", 0)
    lines = [(line["kind"], line["order_no"], line["amount_fen"], line["balance_fen"]) for line in found["lines"]]
    assert lines == [
        ("cash_delivered", month[0], SALE, SALE),
        ("cash_delivered", month[1], SALE, 2 * SALE),
        ("refund_after_delivery", month[1], -GIVEN_BACK, 2 * SALE - GIVEN_BACK),
    ]
    assert found["closing_fen"] == owed(db, network["S1"]) == sum(line["amount_fen"] for line in found["lines"])
    cash = db.read(lambda session: balance_fen(session, store_cash(network["S1"])))
    assert (found["closing_cash_fen"], found["due_fen"]) == (cash, found["closing_fen"] - cash)
    assert [line["platform_share_fen"] for line in found["lines"]] == [1988, 1988, GIVEN_BACK - 1001]


def test_periods_join_without_a_gap(db: Database, manager: Caller, network: Network, month: list[str]) -> None:
    monday = report(manager, "statement", {"from": "2026-11-01", "to": "2026-11-23"})
    tuesday = report(manager, "statement", TODAY)
    assert (monday["closing_fen"], len(monday["lines"])) == (SALE, 1)
    assert (tuesday["opening_fen"], tuesday["closing_fen"]) == (SALE, owed(db, network["S1"]))
    assert tuesday["opening_cash_fen"] == monday["closing_cash_fen"]
    later = report(manager, "statement", {"from": "2026-11-25", "to": "2026-11-25"})
    assert (later["opening_fen"], later["lines"], later["closing_fen"]) == (
        tuesday["closing_fen"],
        [],
        tuesday["closing_fen"],
    )


def test_midnight_is_shanghais(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = accepted(db, mother, manager)
    ok(manager.post(f"{DOOR}/orders/{order_no}/leave"))
    freeze(db, TUESDAY_10 + timedelta(hours=14) - timedelta(microseconds=1))
    ok(manager.post(f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))
    assert len(report(manager, "statement", TODAY)["lines"]) == 1
    assert report(manager, "performance", TODAY)["days"][0]["delivered"] == 1


@pytest.mark.breaks_invariants  # a sale that is undone although she has the parcel
def test_settlements_and_reversals_are_lines_like_others(
    db: Database, manager: Caller, network: Network, month: list[str]
) -> None:
    at = TUESDAY_10 + timedelta(hours=3)
    db.run(lambda session: settlement_paid(session, at, network["S1"], 50_000, "2026-11"))
    first = value(db, "SELECT min(id) FROM entries")
    db.run(lambda session: reverse(session, first, "reversal:1", at))
    found = report(manager, "statement", TODAY)
    assert [(line["kind_zh"], line["amount_fen"]) for line in found["lines"][-2:]] == [
        ("结算打款", -50_000), ("冲正", -SALE)
    ]  # fmt: skip
    assert found["closing_fen"] == owed(db, network["S1"])
    total = report(manager, "performance", NOVEMBER)["total"]
    assert (total["revenue_fen"], total["refunds_fen"]) == (SALE, GIVEN_BACK), "a reversal takes the sale out again"


@pytest.mark.parametrize("asked", [{"headers": {"Accept": "text/csv"}}, {"format": "csv"}])
def test_the_table_opens_in_excel(manager: Caller, month: list[str], asked: dict[str, Any]) -> None:
    query = {**NOVEMBER, **({"format": "csv"} if "format" in asked else {})}
    answer = manager.get(f"{DOOR}/statement", query_string=query, headers=asked.get("headers", {}))
    assert answer.status_code == 200 and answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.data.count(b"\xef\xbb\xbf") == 1
    assert 'filename="statement-S1-2026-11-01-2026-11-30.csv"' in answer.headers["Content-Disposition"]
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert table[0] == ["门店", "S1", "浦东一店", "2026-11-01 至 2026-11-30"]
    assert table[2] == ["", "期初结余", "", "", "", "", "0.00", "0.00"]
    assert table[3][:3] == ["2026-11-23 10:00:00", "订单送达（货到付款）", f"\t{month[0]}"]
    assert [row[4] for row in table[3:6]] == ["577.12", "577.12", "-9.68"]
    assert (table[3][5], table[-1][1], table[-1][7]) == ("19.88", "期末结余", "1144.56")
    assert 2 * SALE - GIVEN_BACK == 114456 and len(table) == 7


def test_json_unless_csv_is_asked_for(manager: Caller, month: list[str]) -> None:
    for accept in ("*/*", "application/json", "text/html", "application/json, text/csv;q=0.5"):
        answer = manager.get(f"{DOOR}/statement", query_string=NOVEMBER, headers={"Accept": accept})
        assert answer.is_json, accept
    refused(manager.get(f"{DOOR}/statement", query_string={**NOVEMBER, "format": "xls"}), 422, "invalid")


@pytest.mark.parametrize(
    "period, field",
    [
        ({}, "from"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "to"),
        ({"from": "2025-01-01", "to": "2026-11-01"}, "to"),
        ({"from": "01/11/2026", "to": "2026-11-01"}, "from"),
    ],
)
def test_a_period_is_whole_days_and_at_most_a_year(manager: Caller, period: dict[str, str], field: str) -> None:
    for path in ("statement", "performance"):
        assert field in refused(manager.get(f"{DOOR}/{path}", query_string=period), 422, "invalid")["fields"]


def test_reports_are_the_managers(clerk: Caller) -> None:
    for path in ("statement", "performance"):
        refused(clerk.get(f"{DOOR}/{path}", query_string=TODAY), 403, "forbidden")


def test_performance_day_by_day(db: Database, mother: Caller, manager: Caller, month: list[str]) -> None:
    found = report(manager, "performance", {"from": "2026-11-22", "to": "2026-11-24"})
    sunday, monday, tuesday = found["days"]
    assert (sunday["day"], sunday["offers"], sunday["answer_p50_s"], sunday["on_time_share"]) == (
        "2026-11-22",
        0,
        None,
        None,
    )
    assert (monday["offers"], monday["accepted"], monday["delivered"], monday["revenue_fen"]) == (1, 1, 1, SALE)
    assert (tuesday["delivered"], tuesday["revenue_fen"], tuesday["refunds_fen"]) == (1, SALE, GIVEN_BACK)
    total = found["total"]
    assert (total["day"], total["offers"], total["delivered"], total["on_time_share"]) == (None, 2, 2, 1.0)
    assert total["revenue_fen"] - total["refunds_fen"] == report(manager, "statement", NOVEMBER)["closing_fen"]


def test_answers_are_counted_where_the_offer_was_made(
    db: Database, mother: Caller, manager: Caller, clerk: Caller, rival: Caller
) -> None:
    def answer(minutes: int, step: str | None, body: Any, key: str) -> None:
        freeze(db)
        _, offer_id = offered(db, mother, key)
        freeze(db, TUESDAY_10 + timedelta(minutes=minutes))
        if step is not None:
            ok(clerk.post(f"{DOOR}/offers/{offer_id}/{step}", body))

    answer(2, "accept", None, "key-00000001")
    answer(4, "decline", {"reason": "too_far"}, "key-00000002")
    answer(9, "decline", {"reason": "no_courier"}, "key-00000003")
    answer(30, "decline", {"reason": "no_courier"}, "key-00000004")
    answer(60, None, None, "key-00000005")
    timers.sweep(db)
    freeze(db)
    order_no, _ = offered(db, mother, "key-00000006")
    ok(mother.post(f"/mom/v1/orders/{order_no}/cancel", {"reason": "changed_mind"}))
    offered(db, mother, "key-00000007")
    day = report(manager, "performance", TODAY)["days"][0]
    counted = ("offers", "accepted", "declined", "expired", "withdrawn", "open")
    assert [day[name] for name in counted] == [7, 1, 3, 1, 1, 1]
    assert day["declined_by_reason"] == {"too_far": 1, "no_courier": 2}
    assert day["answer_p50_s"] == 390.0, "the median of 2, 4, 9 and 30 minutes"
    assert report(manager, "performance", TODAY)["total"]["declined_by_reason"] == day["declined_by_reason"]
    theirs = report(rival, "performance", TODAY)["total"]
    assert (theirs["offers"], theirs["open"], theirs["revenue_fen"]) == (4, 4, 0)


def test_a_late_delivery_costs_the_share_on_time(db: Database, mother: Caller, manager: Caller) -> None:
    delivered(db, mother, manager, "key-00000001")
    order_no = accepted(db, mother, manager, "key-00000002")
    ok(manager.post(f"{DOOR}/orders/{order_no}/leave"))
    freeze(db, TUESDAY_10 + timedelta(hours=3, microseconds=1))
    ok(manager.post(f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))
    day = report(manager, "performance", TODAY)["days"][0]
    assert (day["delivered"], day["promised"], day["on_time"], day["on_time_share"]) == (2, 2, 1, 0.5)
