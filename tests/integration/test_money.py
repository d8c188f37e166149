"""The store's money adds up to the fen, whatever happens to the order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.errors import Conflict, Invalid
from app.ledger.facts import DeliveredShare, platform_share_fen
from app.ledger.posting import Fact, balance_fen, post, reverse, store_cash, store_payable
from app.payments.models import Payment
from dispatch import answering, cancelling, delivering, intake, refunding
from tests.support.core import offers_of, order_row, place
from tests.support.world import TUESDAY_10, Network, change, rows, value
from tests.support.world import insert as put

TOTAL = 59_600


def delivered(db: Database, **changes: Any) -> int:
    order = place(db, **changes)
    if changes.get("payment_method") == "online":
        pay(db, order.id)
    accept_and_leave(db, order.id)
    hand_over(db, order.id)
    return order.id


def pay(db: Database, order_id: int, amount_fen: int = TOTAL) -> int:
    values = {
        "order_id": order_id, "provider": "demo", "out_trade_no": f"T{order_id}", "amount_fen": TOTAL,
        "created_at": TUESDAY_10,
    }  # fmt: skip
    payment_id = value(db, "SELECT id FROM payments WHERE order_id = :id", id=order_id)
    if payment_id is None:
        payment_id = db.run(lambda s: s.execute(insert(Payment).values(values).returning(Payment.id)).scalar_one())
    db.run(lambda s: intake.paid(s, payment_id, f"tx-{order_id}", amount_fen))
    return int(payment_id)


def accept_and_leave(db: Database, order_id: int) -> None:
    db.run(lambda s: answering.accept(s, offers_of(db, order_id)[-1].id, "staff:1"))
    db.run(lambda s: delivering.leave(s, order_id, "staff:1", None))


def hand_over(db: Database, order_id: int) -> None:
    code = db.vault.proof_code(order_row(db, order_id).order_no)
    db.run(lambda s: delivering.deliver(s, order_id, "staff:1", code=code))


def refund(db: Database, order_id: int, amount_fen: int, key: str = "refund-1", approved: bool = True) -> Any:
    ask = refunding.RefundRequest(order_id, amount_fen, "破损", "agent:1", key, key.encode(), approved)
    made = db.run(lambda s: refunding.request_refund(s, ask))
    if made.payment_id is not None and approved:
        db.run(lambda s: refunding.finish(s, made.id, succeeded=True, provider_ref="p"))
    return made


def balances(db: Database) -> dict[str, int]:
    query = (
        "SELECT a.kind, sum(p.amount_fen)::bigint AS fen FROM postings p JOIN accounts a ON a.id = p.account_id"
        " GROUP BY a.kind HAVING sum(p.amount_fen) <> 0"
    )
    return {row.kind: row.fen for row in rows(db, query)}


def share_of_ten_percent(db: Database) -> None:
    change(db, "UPDATE policy_versions SET state = 'retired'")
    put(db, "policy_versions", {"settings": '{"platform_share_bp": 1000}', "state": "active", "created_by": "test"})


def test_cash_on_delivery_credits_the_store_that_fulfilled_not_the_first_offered(
    db: Database, network: Network
) -> None:
    order = place(db)
    db.run(lambda s: answering.decline(s, offers_of(db, order.id)[-1].id, "staff:1", "too_busy"))
    accept_and_leave(db, order.id)
    hand_over(db, order.id)
    assert db.read(lambda s: balance_fen(s, store_payable(network["S2"]))) == -TOTAL
    assert db.read(lambda s: balance_fen(s, store_cash(network["S2"]))) == TOTAL
    assert db.read(lambda s: balance_fen(s, store_payable(network["S1"]))) == 0


def test_online_payment_becomes_the_stores_on_delivery_less_the_platforms_share(db: Database, network: Network) -> None:
    share_of_ten_percent(db)
    delivered(db, payment_method="online")
    assert balances(db) == {"wechat_receivable": TOTAL, "store_payable": -53_640, "platform_revenue": -5_960}


def test_a_refund_before_delivery_is_her_prepayment_and_lowers_what_the_store_is_credited(
    db: Database, network: Network
) -> None:
    order = place(db, payment_method="online")
    pay(db, order.id)
    refund(db, order.id, 9_600)
    assert balances(db) == {"wechat_receivable": 50_000, "customer_prepayment": -50_000}
    accept_and_leave(db, order.id)
    hand_over(db, order.id)
    assert balances(db) == {"wechat_receivable": 50_000, "store_payable": -50_000}


def test_parts_refunded_after_delivery_reverse_exactly_the_whole(db: Database, network: Network) -> None:
    share_of_ten_percent(db)
    order_id = delivered(db, payment_method="online")
    for number, part in enumerate((1, 333, 12_345, TOTAL - 1 - 333 - 12_345)):
        refund(db, order_id, part, key=f"refund-{number}")
    assert balances(db) == {}
    assert value(db, "SELECT state FROM purchases WHERE order_id = :id", id=order_id) == "refunded"


def test_never_more_than_was_paid(db: Database, network: Network) -> None:
    order_id = delivered(db)
    refund(db, order_id, 50_000)
    with pytest.raises(Invalid) as more:
        refund(db, order_id, 9_601, key="refund-2")
    assert "96.00" in more.value.fields["amount_fen"][0]  # type: ignore[index]
    refund(db, order_id, 9_600, key="refund-3")


def test_the_same_refund_twice_is_one_and_another_under_its_key_is_refused(db: Database, network: Network) -> None:
    order_id = delivered(db)
    first = refund(db, order_id, 100)
    assert refund(db, order_id, 100).id == first.id
    ask = refunding.RefundRequest(order_id, 200, "x", "agent:1", "refund-1", b"other", True)
    with pytest.raises(Conflict):
        db.run(lambda s: refunding.request_refund(s, ask))
    assert balances(db) == {"store_cash": TOTAL - 100, "store_payable": 100 - TOTAL}


def test_a_rejected_or_failed_refund_can_be_asked_for_again(db: Database, network: Network) -> None:
    order_id = delivered(db, payment_method="online")
    asked = refund(db, order_id, TOTAL, approved=False)
    db.run(lambda s: refunding.decide(s, asked.id, "agent:1", approve=False, why="已签收"))
    again = refund(db, order_id, TOTAL, key="refund-2", approved=False)
    db.run(lambda s: refunding.decide(s, again.id, "agent:1", approve=True))
    db.run(lambda s: refunding.finish(s, again.id, succeeded=False, failure="账户异常"))
    assert order_row(db, order_id).refunded_fen == 0
    assert balances(db) == {"wechat_receivable": TOTAL, "store_payable": -TOTAL}


def test_a_payment_told_a_thousand_times_is_booked_once(db: Database, network: Network) -> None:
    order = place(db, payment_method="online")
    payment_id = pay(db, order.id)
    for _ in range(1000):
        db.run(lambda s: intake.paid(s, payment_id, f"tx-{order.id}", TOTAL))
    assert value(db, "SELECT count(*) FROM entries") == 1


def test_a_wrong_amount_is_booked_nowhere(db: Database, network: Network) -> None:
    order = place(db, payment_method="online")
    with pytest.raises(Conflict) as wrong:
        pay(db, order.id, amount_fen=1)
    assert wrong.value.code == "payment_mismatch"
    assert (balances(db), order_row(db, order.id).state) == ({}, "awaiting_payment")


def test_a_payment_after_the_order_closed_is_given_back(db: Database, network: Network) -> None:
    order = place(db, payment_method="online")
    db.run(lambda s: cancelling.cancel(s, order.id, "system", "unpaid"))
    pay(db, order.id)
    made = db.run(lambda s: refunding.refund_cancelled(s, order.id))
    assert made is not None and made.amount_fen == TOTAL
    db.run(lambda s: refunding.finish(s, made.id, succeeded=True))
    assert balances(db) == {}


def test_entries_balance_and_are_never_changed(db: Database, network: Network) -> None:
    delivered(db)
    with pytest.raises(ValueError, match="balance"):
        db.run(lambda s: post(s, Fact("x", "x", TUESDAY_10, {("bank", None): 1})))
    put(db, "accounts", {"kind": "spare"})
    for attempt in (
        "UPDATE postings SET amount_fen = amount_fen + 1",
        "DELETE FROM postings",
        "UPDATE entries SET kind = 'x'",
        "DELETE FROM entries",
        "INSERT INTO postings (entry_id, account_id, amount_fen)"
        " SELECT e.id, a.id, 5 FROM entries e, accounts a WHERE a.kind = 'spare'",
    ):
        with pytest.raises(DBAPIError):
            change(db, attempt)
    assert balances(db) == {"store_cash": TOTAL, "store_payable": -TOTAL}


@pytest.mark.breaks_invariants  # an order whose only credit was reversed by hand
def test_a_correction_is_a_mirror_image_made_once(db: Database, network: Network) -> None:
    delivered(db)
    entry_id = value(db, "SELECT id FROM entries")
    assert db.run(lambda s: reverse(s, entry_id, "correction:1", TUESDAY_10))
    assert balances(db) == {}
    with pytest.raises(DBAPIError):
        db.run(lambda s: reverse(s, entry_id, "correction:2", TUESDAY_10))


@given(st.integers(1, 10**7), st.integers(0, 10_000), st.lists(st.integers(1, 10**6), max_size=8))
def test_shares_of_parts_add_up_to_the_share_of_the_whole(credited: int, share_bp: int, parts: list[int]) -> None:
    share = platform_share_fen(credited, share_bp)
    gone = returned = 0
    for wish in [*parts, credited]:
        part = min(wish, credited - gone)
        returned += DeliveredShare(credited, share, gone).share_of(part)
        gone += part
    assert (gone, returned) == (credited, share)
