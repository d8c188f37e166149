"""What follows from an event, through the real relay, queue and worker: told once however often it is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from rq import Queue
from sqlalchemy import text

from app import jobs, relay
from app.db import Database
from app.notify.sms import shown
from app.outbox import publish
from app.processes import Worker
from app.web.house import House
from dispatch import answering, cancelling, delivering, timers
from tests.integration.test_money import pay
from tests.support.core import offers_of, order_row, place
from tests.support.world import TUESDAY_10, Network, change, freeze, rows, value
from tests.support.world import insert as put

PHONE = "13812345678"


@pytest.fixture
def mother(db: Database, network: Network) -> int:
    sealed, found_by = db.vault.seal(PHONE, "members.phone"), db.vault.blind_index(PHONE)
    values = {"phone_sealed": sealed, "phone_hash": found_by, "created_at": TUESDAY_10}
    return int(put(db, "members", values, returning="id"))


def settle(app: Flask, house: House) -> None:
    """Relay and work until nothing is left to do."""
    with app.app_context():
        for _ in range(5):
            relay.relay_once(house)
            known = relay.queues(house)
            if not any(queue.count for queue in known.values()):
                return
            Worker(list(known.values()), connection=house.redis).work(burst=True, logging_level="ERROR")


def texts(db: Database) -> list[str]:
    return [message["text"] for message in reversed(db.read(shown))]


def test_the_mother_is_told_each_step_once(app: Flask, house: House, db: Database, mother: int) -> None:
    order = place(db, member_id=mother)
    db.run(lambda s: answering.accept(s, offers_of(db, order.id)[-1].id, "staff:1"))
    db.run(lambda s: delivering.leave(s, order.id, "staff:1", None))
    code = db.vault.proof_code(order_row(db, order.id).order_no)
    db.run(lambda s: delivering.deliver(s, order.id, "staff:1", code=code))
    settle(app, house)
    change(
        db, "UPDATE outbox_events SET relayed_at = NULL WHERE position IS NOT NULL"
    )  # the relay died before it marked them
    settle(app, house)
    told = texts(db)
    assert len(told) == 3 and "接下" in told[0] and code in told[1] and "送达" in told[2]
    assert value(db, "SELECT count(*) FROM messages WHERE state = 'sent'") == 3


def test_she_is_told_when_a_person_takes_over(app: Flask, house: House, db: Database, mother: int) -> None:
    place(db, member_id=mother, lat=31.6)
    settle(app, house)
    assert "客服正在为您安排" in texts(db)[0]


def test_a_provider_that_refuses_is_asked_again_and_no_phone_is_kept_in_the_failure(
    app: Flask, house: House, db: Database, mother: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(db, member_id=mother, lat=31.6)

    def refuse(self: object, phone: str, text: str) -> None:
        raise ConnectionError(f"no way to {phone}")

    with monkeypatch.context() as patch:
        patch.setattr(type(house.sms), "send", refuse)
        settle(app, house)
    (message,) = rows(db, "SELECT state, attempts, failure FROM messages")
    assert (message.state, message.failure) == ("queued", "ConnectionError") and message.attempts >= 1
    event_id = value(db, "SELECT id FROM outbox_events WHERE kind = 'order.needs_person'")
    with app.app_context():
        jobs.tell_member(event_id)
    assert len(texts(db)) == 1


def test_a_cancelled_payment_is_closed_and_a_late_one_comes_back(
    app: Flask, house: House, db: Database, mother: int
) -> None:
    order = place(db, member_id=mother, payment_method="online")
    values = {
        "order_id": order.id, "provider": "demo", "out_trade_no": "T1", "amount_fen": order.total_fen,
        "created_at": TUESDAY_10,
    }  # fmt: skip
    put(db, "payments", values)
    freeze(db, TUESDAY_10.replace(minute=30))
    assert timers.sweep(db).closed == 1
    settle(app, house)
    assert value(db, "SELECT state FROM payments") == "closed"
    pay(db, order.id)
    settle(app, house)
    assert [tuple(row) for row in rows(db, "SELECT state, amount_fen FROM refunds")] == [("succeeded", order.total_fen)]


def test_cancelling_a_paid_order_gives_everything_back(app: Flask, house: House, db: Database, mother: int) -> None:
    order = place(db, member_id=mother, payment_method="online")
    pay(db, order.id)
    db.run(lambda s: cancelling.cancel(s, order.id, "member:1", "改主意"))
    settle(app, house)
    settle(app, house)
    assert value(db, "SELECT sum(amount_fen) FROM refunds WHERE state = 'succeeded'") == order.total_fen


def test_an_offers_prompt_is_armed_for_its_deadline(app: Flask, house: House, db: Database, mother: int) -> None:
    freeze(db, TUESDAY_10)
    change(db, "UPDATE clock_setting SET speed = 1, real_base = clock_timestamp()")
    offer = offers_of(db, place(db, member_id=mother).id)[-1]
    settle(app, house)
    scheduled = Queue("dispatch", connection=house.redis).scheduled_job_registry
    assert scheduled.get_job_ids() == [f"expire-{offer.id}"]
    due = scheduled.get_scheduled_time(f"expire-{offer.id}")
    ahead = (due - value(db, "SELECT clock_timestamp()")).total_seconds()
    assert 3595 < ahead < 3602


def test_after_news_the_relay_rests_and_no_flood_does(house: House, db: Database, network: Network) -> None:
    """What happens within a moment goes together; an order alone is told within a round, and a flood at once."""
    rests: list[float] = []

    def wait(seconds: float) -> bool:
        rests.append(seconds)
        if len(rests) == 2:
            place(db)
        if len(rests) == 4:
            change(
                db,
                "INSERT INTO outbox_events (kind, at, payload) SELECT 'stock.recount_asked', now(), '{}'"
                " FROM generate_series(1, :many)",
                many=relay.BATCH,
            )
        return len(rests) == 6

    relay.run(house, lambda: None, wait)
    assert rests == [0.1, 0.1, relay.REST_S, 0.1, 0.1, 0.1]
    assert value(db, "SELECT count(*) FROM outbox_events WHERE position IS NULL") == 0


def test_two_relays_give_each_position_once(house: House, db: Database, network: Network) -> None:
    for _ in range(3):
        place(db)
    with ThreadPoolExecutor(2) as two:
        published = list(two.map(lambda _: relay.relay_once(house), range(2)))
    events = value(db, "SELECT count(*) FROM outbox_events")
    assert sum(published) == events
    assert value(db, "SELECT array_agg(position ORDER BY position) FROM outbox_events") == list(range(1, events + 1))


def test_positions_are_given_out_by_one_relay_at_a_time(db: Database, network: Network) -> None:
    """The next one sees all that the one before has written, or it would give a position again."""
    place(db)
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7005601 AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with db.session() as first, ThreadPoolExecutor(1) as other:
        first.execute(text("SELECT pg_advisory_xact_lock(7005601)"))
        second = other.submit(db.run, lambda session: publish(session, ()))
        while not value(db, waiting):
            assert not second.done(), "it did not wait"
        assert value(db, "SELECT count(position) FROM outbox_events") == 0
        first.rollback()
        assert second.result(10) == value(db, "SELECT count(position) FROM outbox_events") > 0
