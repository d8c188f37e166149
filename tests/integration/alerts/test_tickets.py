"""Tickets on the ladder: what stands on them, late ones, dead printers, each failure passing on to the next rung."""

from __future__ import annotations

import pytest

from app.alerts import rows as ladder_rows
from app.payments.exceptions import exceptions_page
from app.printers.standin import PrinterStandin
from dispatch import answering
from tests.support.alerts import Ladder
from tests.support.world import TUESDAY_10, rows, value

SAW = ("in_app", "seen", None)
SKIPPED = ("service_account", "skipped", "wechat_off")
SERIAL = "960000001"


def see(ladder: Ladder, offer_id: int) -> None:
    ladder.house.db.run(lambda s: ladder_rows.seen(s, offer_id, "staff:1"))


def begun(ladder: Ladder, paper: PrinterStandin, provider: str = "feie") -> int:
    """An offer that is seen at once, at a store with a clerk and a printer."""
    ladder.hire("13900000001")
    ladder.printer(paper, provider)
    offer = ladder.order()
    ladder.at(0)
    see(ladder, offer.id)
    return int(offer.id)


@pytest.mark.parametrize("provider", ["feie", "yilianyun"])
def test_a_ticket_holds_what_the_store_needs_and_nobodys_name(
    printer_ladder: Ladder, paper: PrinterStandin, provider: str
) -> None:
    offer_id = begun(printer_ladder, paper, provider)
    printer_ladder.at(30)  # the service account is off: the printer's turn
    (job,) = paper.jobs()
    order_no = value(printer_ladder.house.db, "SELECT order_no FROM orders")
    for words in (
        order_no,
        f"派单 {offer_id}",
        "牧小暖婴儿配方奶粉 1段 x2",
        "596.00 元 货到付款",
        "王** 138****5678",
        "95 米",
    ):
        assert words in job["content"], words
    assert "超过 11:00 接单无效，以 App 为准" in job["content"]
    assert "13812345678" not in job["content"] and "王小明" not in job["content"] and "张江" not in job["content"]
    assert printer_ladder.rungs(offer_id) == [SAW, SKIPPED, ("printer", "sent", None)]
    printer_ladder.at(35)  # asked: it came out
    assert printer_ladder.rungs(offer_id)[-1] == ("printer", "seen", None)
    printer_ladder.at(60)
    assert len(printer_ladder.rungs(offer_id)) == 3  # the text message comes at its own time
    printer_ladder.at(300)
    assert printer_ladder.rungs(offer_id)[-1] == ("sms", "sent", None)
    seen = rows(printer_ladder.house.db, "SELECT condition, failing_since, seen_at FROM printers")[0]
    assert (seen.condition, seen.failing_since) == ("online", None) and seen.seen_at is not None


def test_three_offers_are_one_ticket(printer_ladder: Ladder, paper: PrinterStandin) -> None:
    printer_ladder.printer(paper)
    offers = [printer_ladder.order() for _ in range(3)]
    printer_ladder.at(0)
    (job,) = paper.jobs()
    assert "3 个新订单" in job["content"] and all(f"派单 {offer.id}" in job["content"] for offer in offers)
    printer_ladder.at(5)
    assert {printer_ladder.rungs(offer.id)[-1][:2] for offer in offers} == {("printer", "seen")}


@pytest.mark.parametrize("condition", ["offline", "no_paper"])
def test_a_printer_that_does_not_print_is_passed_after_the_receipts_time(
    printer_ladder: Ladder, paper: PrinterStandin, condition: str
) -> None:
    offer_id = begun(printer_ladder, paper)
    paper.change("feie", SERIAL, condition=condition)
    printer_ladder.at(30)
    printer_ladder.at(44)
    assert printer_ladder.rungs(offer_id)[-1] == ("printer", "sent", None)
    printer_ladder.at(45)
    assert printer_ladder.rungs(offer_id)[-2:] == [("printer", "failed", "no_receipt"), ("sms", "sent", None)]
    assert value(printer_ladder.house.db, "SELECT condition FROM printers") == condition


def test_a_provider_that_fails_is_passed_at_once(printer_ladder: Ladder, paper: PrinterStandin) -> None:
    offer_id = begun(printer_ladder, paper)
    paper.misbehave("5xx")
    printer_ladder.at(30)
    assert printer_ladder.rungs(offer_id)[-2:] == [("printer", "failed", "no_answer 502"), ("sms", "sent", None)]
    assert paper.jobs() == []


def test_a_ticket_that_comes_out_too_late_is_followed_by_one_that_says_so(
    printer_ladder: Ladder, paper: PrinterStandin
) -> None:
    db = printer_ladder.house.db
    offer_id = begun(printer_ladder, paper)
    paper.change("feie", SERIAL, condition="offline")
    printer_ladder.at(30)
    db.run(lambda s: answering.decline(s, offer_id, "staff:1", "too_busy"))
    paper.change("feie", SERIAL, condition="online")
    printer_ladder.at(40)
    void, late = paper.jobs()
    assert f"派单 {offer_id}" in late["content"]
    assert "以下小票作废" in void["content"] and f"派单 {offer_id}" in void["content"]
    printer_ladder.at(60)
    assert len(paper.jobs()) == 2
    assert {row.state for row in rows(db, "SELECT state FROM tickets")} == {"printed"}


def test_what_the_store_has_taken_is_not_voided(printer_ladder: Ladder, paper: PrinterStandin) -> None:
    offer_id = begun(printer_ladder, paper)
    paper.change("feie", SERIAL, delay_s=3600)
    printer_ladder.at(30)
    printer_ladder.house.db.run(lambda s: answering.accept(s, offer_id, "staff:1"))
    paper.change("feie", SERIAL, delay_s=0)
    printer_ladder.at(40)
    assert len(paper.jobs()) == 1


def test_an_answered_ticket_that_waits_is_taken_back_where_the_provider_can(
    printer_ladder: Ladder, paper: PrinterStandin
) -> None:
    offer_id = begun(printer_ladder, paper, "yilianyun")
    paper.change("yilianyun", SERIAL, condition="offline")
    printer_ladder.at(30)
    printer_ladder.house.db.run(lambda s: answering.decline(s, offer_id, "staff:1", "too_busy"))
    printer_ladder.at(40)
    paper.change("yilianyun", SERIAL, condition="online")
    printer_ladder.at(60)
    (job,) = paper.jobs()
    assert job["printed_at"] is None and job["cancelled"]
    assert value(printer_ladder.house.db, "SELECT state FROM tickets") == "cancelled"


def open_kinds(ladder: Ladder) -> list[str]:
    page = ladder.house.db.read(lambda s: exceptions_page(s, False, None, 10))
    return [row["kind"] for row in page["exceptions"]]


def test_a_dead_printer_is_put_before_a_person_until_it_is_back(printer_ladder: Ladder, paper: PrinterStandin) -> None:
    begun(printer_ladder, paper)
    paper.change("feie", SERIAL, condition="offline")
    for seconds in (30, 35, 40, 50, 60):
        printer_ladder.at(seconds)
    assert open_kinds(printer_ladder) == ["printer_dead"]
    facts = printer_ladder.house.db.read(lambda s: exceptions_page(s, False, None, 10))["exceptions"][0]["facts"]
    assert (facts["store_code"], facts["condition"]) == ("S1", "offline")
    paper.change("feie", SERIAL, condition="online")
    printer_ladder.at(200)
    assert open_kinds(printer_ladder) == []
    paper.change("feie", SERIAL, condition="offline")  # and again
    for _ in range(2):
        printer_ladder.order()
    for seconds in (260, 320, 330, 340, 350, 370, 400):
        printer_ladder.at(seconds)
    assert open_kinds(printer_ladder) == ["printer_dead"]


def test_after_two_hours_nobody_asks_for_a_ticket_any_more(printer_ladder: Ladder, paper: PrinterStandin) -> None:
    begun(printer_ladder, paper)
    paper.change("feie", SERIAL, condition="offline")
    printer_ladder.at(30)
    for _ in range(20):
        due = value(printer_ladder.house.db, "SELECT max(next_check_at) FROM tickets WHERE state = 'sent'")
        if due is None:
            break
        printer_ladder.at((due - TUESDAY_10).total_seconds())
    assert value(printer_ladder.house.db, "SELECT state FROM tickets WHERE kind = 'offer' ORDER BY id") == "lost"


def test_killed_between_printing_and_saying_so_yilianyun_prints_once(
    printer_ladder: Ladder, paper: PrinterStandin
) -> None:
    db = printer_ladder.house.db
    offer_id = begun(printer_ladder, paper, "yilianyun")
    printer_ladder.at(30)
    db.run(lambda s: s.connection().exec_driver_sql("UPDATE tickets SET state = 'queued', provider_no = NULL"))
    db.run(
        lambda s: s.connection().exec_driver_sql(
            "UPDATE alerts SET state = 'firing', receipt_at = NULL WHERE rung = 'printer'"
        )
    )
    db.run(lambda s: s.connection().exec_driver_sql("UPDATE offers SET alert_at = jindan_now()"))
    printer_ladder.at(31)
    assert len(paper.jobs()) == 1
    printer_ladder.at(40)
    assert printer_ladder.rungs(offer_id)[-1] == ("printer", "seen", None)
