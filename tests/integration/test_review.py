"""Odd turns of an order's way that a review found, each of which once went wrong."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import relay
from app.db import Database
from app.errors import Conflict
from app.ledger.posting import CUSTOMER_PREPAYMENT, balance_fen, store_payable
from app.notify.sms import shown
from app.outbox import publish, record
from app.web import feed
from app.web.feed import Hub
from app.web.house import House
from app.wire import Wire
from dispatch import answering, cancelling, delivering, refunding, steering, timers
from dispatch.lost_time import alive
from dispatch.placing import ByPerson
from tests.integration.test_jobs import settle
from tests.integration.test_lost_time import silent_since
from tests.integration.test_money import TOTAL, accept_and_leave, balances, hand_over, pay, refund, share_of_ten_percent
from tests.support.core import member, offers_of, order_row, place
from tests.support.people import Caller, login_mother, make_member
from tests.support.walk import ADDRESS, add_address, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, change, freeze, rows, value

# The hour


def test_an_outage_of_two_parts_at_once_is_given_back_once(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    silent_since(db, "relay", 3600, TUESDAY_10 + timedelta(minutes=20))
    silent_since(db, "web", 4200, TUESDAY_10 + timedelta(minutes=20))
    freeze(db, TUESDAY_10 + timedelta(minutes=80))
    db.run(lambda s: alive(s, "relay"))
    freeze(db, TUESDAY_10 + timedelta(minutes=90))
    db.run(lambda s: alive(s, "web"))
    # Forty minutes were left when the stores could no longer be reached; so many are left when they can be again.
    assert offers_of(db, offer.order_id)[-1].expires_at == TUESDAY_10 + timedelta(minutes=130)


def test_an_outage_inside_a_longer_one_gives_back_only_the_rest(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    silent_since(db, "relay", 600, TUESDAY_10 + timedelta(minutes=30))
    silent_since(db, "web", 3000, TUESDAY_10 + timedelta(minutes=10))
    freeze(db, TUESDAY_10 + timedelta(minutes=40))
    db.run(lambda s: alive(s, "relay"))
    freeze(db, TUESDAY_10 + timedelta(minutes=60))
    db.run(lambda s: alive(s, "web"))
    assert offers_of(db, offer.order_id)[-1].expires_at == TUESDAY_10 + timedelta(minutes=110)


def test_what_ran_out_before_the_inner_outage_still_gets_its_time(db: Database, network: Network) -> None:
    offer = offers_of(db, place(db).id)[-1]
    silent_since(db, "relay", 600, TUESDAY_10 + timedelta(minutes=70))
    silent_since(db, "web", 6000, TUESDAY_10 + timedelta(minutes=50))
    freeze(db, TUESDAY_10 + timedelta(minutes=80))
    db.run(lambda s: alive(s, "relay"))
    freeze(db, TUESDAY_10 + timedelta(minutes=90))
    db.run(lambda s: alive(s, "web"))
    assert offers_of(db, offer.order_id)[-1].expires_at == TUESDAY_10 + timedelta(minutes=100)


@pytest.mark.breaks_invariants  # the clock below goes on by a second whenever somebody looks
def test_accepting_at_the_very_moment_of_the_deadline_is_won_or_told_too_late(db: Database, network: Network) -> None:
    offers = [offers_of(db, place(db).id)[-1] for _ in range(8)]
    change(db, "CREATE SEQUENCE ticks")
    change(
        db,
        "CREATE OR REPLACE FUNCTION jindan_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
        " $$ SELECT timestamptz '2026-11-24 11:00:00+08' + nextval('ticks') * interval '1 second' $$",
    )
    answers = []
    for ahead, offer in enumerate(offers):
        change(db, "ALTER SEQUENCE ticks RESTART")
        change(
            db, "UPDATE offers SET expires_at = timestamptz '2026-11-24 11:00:00.5+08' + :n * interval '1 second'"
            " WHERE id = :id", n=ahead, id=offer.id,
        )  # fmt: skip
        try:
            db.run(lambda s, i=offer.id: answering.accept(s, i, "staff:1"))  # type: ignore[misc]
            answers.append("won")
        except Conflict as lost:
            answers.append(lost.code)
    assert set(answers) == {"won", "offer_expired"}


# Money


def test_a_refund_that_fails_after_delivery_leaves_the_store_its_whole_sale(db: Database, network: Network) -> None:
    share_of_ten_percent(db)
    order = place(db, payment_method="online")
    pay(db, order.id)
    asked = refund_in_flight(db, order.id, 9_600)
    accept_and_leave(db, order.id)
    hand_over(db, order.id)
    db.run(lambda s: refunding.finish(s, asked.id, succeeded=False, failure="closed"))
    assert balances(db) == {"wechat_receivable": TOTAL, "store_payable": -53_640, "platform_revenue": -5_960}
    assert value(db, "SELECT refunded_fen FROM purchases WHERE order_id = :id", id=order.id) == 0
    # All of it can still go back, and leaves nothing behind.
    refund(db, order.id, TOTAL, "all")
    assert balances(db) == {}
    assert value(db, "SELECT state FROM purchases WHERE order_id = :id", id=order.id) == "refunded"


def test_a_whole_refund_that_fails_after_delivery_can_be_asked_for_again(db: Database, network: Network) -> None:
    order = place(db, payment_method="online")
    pay(db, order.id)
    asked = refund_in_flight(db, order.id, TOTAL)
    accept_and_leave(db, order.id)
    hand_over(db, order.id)
    # Nothing was sold: it does not make the store her home store.
    assert value(db, "SELECT state FROM purchases WHERE order_id = :id", id=order.id) == "refunded"
    db.run(lambda s: refunding.finish(s, asked.id, succeeded=False, failure="closed"))
    assert db.read(lambda s: balance_fen(s, store_payable(network["S1"]))) == -TOTAL
    assert value(db, "SELECT state FROM purchases WHERE order_id = :id", id=order.id) == "completed"
    refund(db, order.id, TOTAL, "again")
    assert balances(db) == {}


def test_parts_around_a_failed_refund_never_cost_the_platform_more_than_its_share(
    db: Database, network: Network
) -> None:
    change(db, "UPDATE policy_versions SET state = 'retired'")
    change(
        db,
        "INSERT INTO policy_versions (settings, state, created_by) VALUES ('{\"platform_share_bp\": 333}', 'active', 't')",
    )
    order = place(db, payment_method="online")
    pay(db, order.id)
    asked = refund_in_flight(db, order.id, 9_601)
    accept_and_leave(db, order.id)
    hand_over(db, order.id)
    refund(db, order.id, TOTAL - 9_601, "first")
    db.run(lambda s: refunding.finish(s, asked.id, succeeded=False, failure="closed"))
    for number, part in enumerate((1, 600, 9_000)):
        refund(db, order.id, part, f"part-{number}")
    assert balances(db) == {}


def test_a_refund_that_fails_after_the_order_was_cancelled_is_given_back_anew(
    app: Flask, house: House, db: Database, network: Network
) -> None:
    order = place(db, payment_method="online")
    pay(db, order.id)
    asked = refund_in_flight(db, order.id, 9_600)
    db.run(lambda s: cancelling.cancel(s, order.id, "member:1", "改主意了"))
    db.run(lambda s: refunding.refund_cancelled(s, order.id))
    db.run(lambda s: refunding.finish(s, asked.id, succeeded=False, failure="closed"))
    settle(app, house)
    assert balances(db) == {}
    amounts = rows(db, "SELECT amount_fen, state FROM refunds WHERE order_id = :id ORDER BY id", id=order.id)
    assert [tuple(row) for row in amounts] == [(9_600, "failed"), (50_000, "succeeded"), (9_600, "succeeded")]
    assert db.read(lambda s: balance_fen(s, CUSTOMER_PREPAYMENT)) == 0


def test_the_houses_own_refund_that_fails_waits_for_a_person(db: Database, network: Network) -> None:
    order = place(db, payment_method="online")
    pay(db, order.id)
    db.run(lambda s: cancelling.cancel(s, order.id, "member:1", "改主意了"))
    made = db.run(lambda s: refunding.refund_cancelled(s, order.id))
    assert made is not None
    db.run(lambda s: refunding.finish(s, made.id, succeeded=False, failure="closed"))
    assert db.run(lambda s: refunding.refund_cancelled(s, order.id)) is None
    refund(db, order.id, TOTAL, "by-a-person")
    assert balances(db) == {}


def refund_in_flight(db: Database, order_id: int, amount_fen: int) -> Any:
    """A refund that the provider has not answered yet."""
    ask = refunding.RefundRequest(
        order_id, amount_fen, "少一罐", "agent:1", f"part-{amount_fen}", b"part", approved=True
    )
    return db.run(lambda s: refunding.request_refund(s, ask))


# Transactions


def test_a_connection_lost_at_the_commit_is_not_run_again(db: Database, network: Network, monkeypatch: Any) -> None:
    runs = []
    say = Wire.say

    def commit_and_die(wire: Wire, said: Any, **options: Any) -> None:
        say(wire, said, **options)
        assert said[-1][0] == "COMMIT"
        wire._driver.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def work(session: Session) -> None:
        runs.append(1)
        record(session, "order.noted", TUESDAY_10)
        monkeypatch.setattr(Wire, "say", commit_and_die)

    with pytest.raises(DBAPIError):
        db.run(work)
    monkeypatch.undo()
    assert (len(runs), value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'order.noted'")) == (1, 1)


def test_a_connection_ended_by_the_server_before_the_commit_is_run_again(db: Database, network: Network) -> None:
    runs = []

    def work(session: Session) -> int:
        runs.append(1)
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        if len(runs) == 1:
            change(db, "SELECT pg_terminate_backend(:pid)", pid=pid)
        return int(session.execute(text("SELECT 1")).scalar_one())

    assert (db.run(work), len(runs)) == (1, 2)


def test_after_the_server_was_away_nobody_meets_a_connection_of_before(db: Database, network: Network) -> None:
    one, together = text("SELECT 1"), 5

    def at_once(session: Session) -> None:
        session.execute(one)
        gate.wait(20)

    for hold in (db.run, db.read):  # both pools have as many connections as were needed at once
        gate = threading.Barrier(together)
        with ThreadPoolExecutor(together) as pool:
            list(pool.map(hold, [at_once] * together))
    change(
        db,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    for _ in range(together):
        assert db.read(lambda session: session.execute(one).scalar_one()) == 1
        assert db.ask(one).scalar_one() == 1
        assert db.run(lambda session: session.execute(one).scalar_one(), attempts=2) == 1


def test_an_error_of_the_database_names_no_values(db: Database, network: Network) -> None:
    with pytest.raises(DBAPIError) as failed:
        db.run(lambda s: s.execute(text("SELECT :name || 1 / 0"), {"name": "王小明 13812345678"}))
    assert "13812345678" not in str(failed.value)


# Feeds


def test_a_listener_to_whom_nothing_happens_hears_from_a_busy_house(
    db: Database, network: Network, monkeypatch: Any
) -> None:
    monkeypatch.setattr(feed, "IDLE_S", 0.3)
    heard = Hub(db).listen(0, lambda event: False)
    began = time.monotonic()
    stop = began + 60

    def busy() -> Iterator[None]:
        while time.monotonic() < stop:
            db.run(lambda s: record(s, "order.noted", TUESDAY_10))
            db.run(lambda s: publish(s, ()))
            yield

    thread = threading.Thread(target=lambda: [None for _ in busy()], daemon=True)
    thread.start()
    assert next(heard) is None
    took = time.monotonic() - began
    stop = 0
    thread.join()
    heard.close()  # type: ignore[attr-defined]
    assert took < 20  # while the house was still busy


def test_a_hub_that_could_not_begin_counts_no_listener(db: Database, network: Network, monkeypatch: Any) -> None:
    hub = Hub(db)
    with monkeypatch.context() as broken:
        broken.setattr(feed, "latest_position", lambda session: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            next(hub.listen(0, lambda event: True))
    assert hub._listeners == 0


# What people type


@pytest.mark.parametrize("typed", ["\ud800", "好\udfff"])
def test_half_a_character_is_refused_not_an_error_of_ours(
    app: Flask, db: Database, network: Network, typed: str
) -> None:
    mother = login_mother(app)
    address = add_address(mother)
    order = place_order(mother, address_id=address)["order_no"]
    lines = [{"sku": "F1", "quantity": 1}]
    placed = {"channel": "mini_program", "address_id": address, "payment_method": "on_delivery", "lines": lines}
    asked = [
        post(mother, "/mom/v1/addresses", {**ADDRESS, "name": typed}),
        post(mother, "/mom/v1/orders", {**placed, "note": typed}, "key-surrogate1"),
        post(mother, "/mom/v1/orders", {**placed, "lines": [{"sku": typed, "quantity": 1}]}, "key-surrogate2"),
        post(mother, f"/mom/v1/orders/{order}/cancel", {"reason": typed}),
        post(Caller(app), "/mom/v1/sms-codes", {"phone": typed}),
    ]
    assert [answer.status_code for answer in asked if answer.status_code >= 500] == []


def post(caller: Caller, path: str, body: Any, key: str | None = None) -> Any:
    """As a client writes it that escapes what is not ASCII: half of a pair is valid JSON."""
    return caller.call("POST", path, key=key, data=json.dumps(body), content_type="application/json")


# The queues


def test_what_the_queues_forgot_is_told_again(app: Flask, house: House, db: Database, network: Network) -> None:
    order = place(db, payment_method="online")
    settle(app, house)
    pay(db, order.id)
    db.run(lambda s: cancelling.cancel(s, order.id, "member:1", "改主意了"))
    relay.relay_once(house)
    house.redis.flushdb()  # before anybody gave her the money back
    settle(app, house)
    assert balances(db) == {}
    assert value(db, "SELECT count(*) FROM refunds WHERE state = 'succeeded'") == 1


def test_telling_again_does_not_make_what_was_told_in_time_late(house: House, db: Database, network: Network) -> None:
    order = place(db)
    db.run(lambda s: answering.accept(s, offers_of(db, order.id)[-1].id, "staff:1"))
    relay.relay_once(house)
    when = "SELECT id, position, relayed_at FROM outbox_events ORDER BY id"
    told = lambda: [key for key in sorted(house.redis.keys("rq:job:*")) if b"expire" not in key]  # noqa: E731
    before, jobs = rows(db, when), told()
    assert jobs and all(row.relayed_at for row in before)
    house.redis.flushdb()
    relay.relay_once(house)
    assert (rows(db, when), told()) == (before, jobs)


def test_after_a_failed_delivery_she_is_told_just_that(
    app: Flask, house: House, db: Database, network: Network
) -> None:
    mother = make_member(db, "13812345678")
    order = place(db, member_id=mother)
    accept_and_leave(db, order.id)
    db.run(lambda s: delivering.fail(s, order.id, "staff:1", "nobody_home"))
    settle(app, house)
    last = db.read(shown)[0]["text"]
    assert "送达" in last and "客服" in last and "接单" not in last


def test_all_that_a_member_bought_is_found_by_an_index(db: Database, network: Network) -> None:
    def plan(session: Session) -> str:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        query = "EXPLAIN SELECT * FROM purchases WHERE member_id = 1 ORDER BY purchased_at DESC, id DESC LIMIT 20"
        return " ".join(session.execute(text(query)).scalars())

    assert "Index Scan" in db.run(plan) or "Bitmap" in db.run(plan)


# Home


def test_of_two_stores_at_the_same_moment_the_later_receipt_is_home(db: Database, network: Network) -> None:
    at = TUESDAY_10 - timedelta(days=3)
    she = member(db)
    for number in range(6):
        add_purchase(db, she, network["S3" if number % 2 else "S2"], at, f"till:{number}")
    assert offers_of(db, place(db).id)[-1].store_id == network["S3"]
    add_purchase(db, she, network["S2"], at, "till:last")
    assert offers_of(db, place(db, lines=(("D1", 1),)).id)[-1].store_id == network["S2"]


# After a failed delivery


def test_a_person_sends_a_failed_delivery_out_again_from_the_same_store(db: Database, network: Network) -> None:
    change(db, "UPDATE stores SET tracks_stock = true WHERE id = :id", id=network["S1"])
    change(db, "INSERT INTO stock_levels (store_id, sku, on_hand) VALUES (:id, 'F1', 2)", id=network["S1"])
    order = place(db, payment_method="online")
    pay(db, order.id)
    accept_and_leave(db, order.id)
    db.run(lambda s: delivering.fail(s, order.id, "staff:1", "nobody_home"))
    again = ByPerson("agent:1", "她现在在家", only=frozenset({network["S1"]}))
    db.run(lambda s: steering.steer(s, order.id, again))
    accept_and_leave(db, order.id)
    hand_over(db, order.id)
    level = rows(db, "SELECT on_hand, reserved FROM stock_levels WHERE store_id = :id", id=network["S1"])[0]
    assert tuple(level) == (0, 0)
    assert value(db, "SELECT count(*) FROM purchases WHERE order_id = :id", id=order.id) == 1
    assert balances(db) == {"wechat_receivable": TOTAL, "store_payable": -TOTAL}


def test_an_order_held_before_it_is_paid_waits_until_it_is_released(db: Database, network: Network) -> None:
    order = place(db, payment_method="online")
    db.run(lambda s: steering.hold(s, order.id, "agent:1", "核实地址"))
    pay(db, order.id)
    timers.sweep(db)
    assert (order_row(db, order.id).state, offers_of(db, order.id)) == ("paid", [])
    db.run(lambda s: steering.release(s, order.id, "agent:1", "核实完毕"))
    assert order_row(db, order.id).state == "offered"
