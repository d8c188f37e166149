"""Several phones at once, with real commits: exactly one wins, and the others are told who did."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from app.clock import set_clock
from app.db import Database
from dispatch import answering, delivering, proving, timers
from tests.support.people import Caller
from tests.support.walk import open_offer_id, order_id
from tests.support.world import TUESDAY_10, Network, freeze, rows, set_stock, value

from .walk import DOOR, accepted, delivered, offered, ok, on_the_road, refused, wrong_code

ROUNDS = 15


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """The results of acts that begin at the same moment, in their order."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait(10)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_phones_of_one_store_accept_at_once(
    db: Database, mother: Caller, manager: Caller, clerk: Caller, network: Network
) -> None:
    set_stock(db, network["S1"], F1=2 * ROUNDS)
    for number in range(ROUNDS):
        _, offer_id = offered(db, mother, f"key-{number:08d}")
        path = f"{DOOR}/offers/{offer_id}/accept"
        answers = at_once(partial(manager.post, path), partial(clerk.post, path))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        lost = next(answer for answer in answers if answer.status_code == 409).get_json()
        winner = "张姐" if answers[0].status_code == 200 else "小李"
        assert (lost["code"], lost["answered_by"]) == ("offer_taken", winner)
        assert lost["detail"] == f"这张单已在 10:00:00 由 {winner} 接下"
    assert value(db, "SELECT count(*) FROM deliveries") == ROUNDS
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'offer.accepted'") == ROUNDS
    assert rows(db, "SELECT on_hand, reserved FROM stock_levels") == [(2 * ROUNDS, 2 * ROUNDS)]


def test_a_loser_learns_nothing_of_the_store_that_has_it_now(
    db: Database, mother: Caller, manager: Caller, rival: Caller
) -> None:
    order_no, offer_id = offered(db, mother)
    freeze(db, TUESDAY_10 + timedelta(hours=1))
    timers.sweep(db)
    ok(rival.post(f"{DOOR}/offers/{open_offer_id(db, order_no)}/accept"))
    lost = refused(manager.post(f"{DOOR}/offers/{offer_id}/accept"), 409, "offer_expired")
    assert (lost["answered_by"], lost["answered_at"]) == ("系统", "2026-11-24T11:00:00+08:00")
    assert not any(word in str(lost) for word in ("老周", "S2", "浦东二店"))


def test_one_thumb_taps_four_times(db: Database, mother: Caller, manager: Caller) -> None:
    for number in range(ROUNDS):
        _, offer_id = offered(db, mother, f"key-{number:08d}")
        answers = at_once(*[partial(manager.post, f"{DOOR}/offers/{offer_id}/accept")] * 4)
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.data for answer in answers}) == 1
    assert value(db, "SELECT count(*) FROM deliveries") == ROUNDS


def test_accept_against_decline(db: Database, mother: Caller, manager: Caller, clerk: Caller) -> None:
    for number in range(ROUNDS):
        _, offer_id = offered(db, mother, f"key-{number:08d}")
        yes, no = at_once(
            partial(manager.post, f"{DOOR}/offers/{offer_id}/accept"),
            partial(clerk.post, f"{DOOR}/offers/{offer_id}/decline", {"reason": "too_busy"}),
        )
        assert sorted((yes.status_code, no.status_code)) == [200, 409]
        state = value(db, "SELECT state FROM offers WHERE id = :id", id=offer_id)
        assert state == ("accepted" if yes.status_code == 200 else "declined")
        if state == "declined":
            assert yes.get_json()["answered_by"] == "小李"


def test_accept_against_expiry_at_the_deadline(db: Database, mother: Caller, manager: Caller) -> None:
    """The clock runs through the deadline while one taps and the sweeper sweeps: either way, and never both."""
    outcomes: Counter[str] = Counter()
    for number in range(ROUNDS):
        freeze(db)
        order_no, offer_id = offered(db, mother, f"key-{number:08d}")
        just_before = TUESDAY_10 + timedelta(hours=1, milliseconds=-3 * number)
        db.run(partial(set_clock, at=just_before, speed=1.0))
        tap, _ = at_once(partial(manager.post, f"{DOOR}/offers/{offer_id}/accept"), partial(timers.sweep, db))
        freeze(db, TUESDAY_10 + timedelta(hours=1, seconds=5))
        timers.sweep(db)
        row = rows(db, "SELECT state, answered_at < expires_at AS in_time FROM offers WHERE id = :id", id=offer_id)[0]
        assert (row.state, row.in_time) == (("accepted", True) if tap.status_code == 200 else ("expired", False))
        assert tap.status_code == 200 or tap.get_json()["code"] == "offer_expired"
        outcomes[row.state] += 1
        expected = "accepted" if row.state == "accepted" else "offered"
        assert value(db, "SELECT state FROM orders WHERE order_no = :no", no=order_no) == expected
    assert outcomes["expired"], "the first rounds begin at the deadline itself"


def test_accept_against_her_cancelling(db: Database, mother: Caller, manager: Caller) -> None:
    for number in range(ROUNDS):
        order_no, offer_id = offered(db, mother, f"key-{number:08d}")
        tap, cancel = at_once(
            partial(manager.post, f"{DOOR}/offers/{offer_id}/accept"),
            partial(mother.post, f"/mom/v1/orders/{order_no}/cancel", {"reason": "changed_mind"}),
        )
        assert cancel.status_code == 200, cancel.text  # she may cancel until it leaves
        assert tap.status_code in (200, 409)
        assert value(db, "SELECT state FROM orders WHERE order_no = :no", no=order_no) == "cancelled"
    assert value(db, "SELECT count(*) FROM deliveries WHERE state = 'picking'") == 0


def test_wrong_codes_from_many_phones_are_all_counted(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = on_the_road(db, mother, manager)
    path, wrong = f"{DOOR}/orders/{order_no}/delivered", {"code": wrong_code(db, order_no)}
    answers = at_once(*[partial(manager.post, path, wrong)] * 8)
    counted = Counter(answer.status_code for answer in answers)
    assert counted == {422: proving.MAX_TRIES, 429: 8 - proving.MAX_TRIES}


def test_delivered_from_two_phones_is_credited_once(
    db: Database, mother: Caller, manager: Caller, clerk: Caller
) -> None:
    for number in range(5):
        order_no = on_the_road(db, mother, manager, f"key-{number:08d}")
        path, body = f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}
        answers = at_once(partial(manager.post, path, body), partial(clerk.post, path, body))
        assert {answer.status_code for answer in answers} == {200}
    assert value(db, "SELECT count(*) FROM entries") == value(db, "SELECT count(*) FROM purchases") == 5


def test_giving_back_twice_at_once_never_touches_the_next_store(
    db: Database, mother: Caller, manager: Caller, clerk: Caller, rival: Caller
) -> None:
    for number in range(ROUNDS):
        order_no = accepted(db, mother, manager, f"key-{number:08d}")
        path = f"{DOOR}/orders/{order_no}/give-back"
        answers = at_once(*[partial(who.post, path, {"reason": "other"}) for who in (manager, clerk, manager)])
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.data for answer in answers}) == 1
    assert value(db, "SELECT count(*) FROM deliveries WHERE state = 'given_back'") == ROUNDS
    assert len(ok(rival.get(f"{DOOR}/offers"))["offers"]) == ROUNDS


@pytest.mark.parametrize("step, body", [("picking", None), ("leave", None), ("failed", {"reason": "other"})])
def test_a_tap_that_waited_while_the_order_changed_hands_is_too_late(
    db: Database, mother: Caller, manager: Caller, rival: Caller, step: str, body: object
) -> None:
    """S1's tap has seen its order and waits for the row; meanwhile the order goes to S2, which accepts."""
    order_no = accepted(db, mother, manager)
    which = order_id(db, order_no)
    with ThreadPoolExecutor(1) as pool, db.session() as session:
        delivering.give_back(session, which, f"staff:{manager.id}", "other")
        tap = pool.submit(manager.post, f"{DOOR}/orders/{order_no}/{step}", body)
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        until = time.monotonic() + 60
        while not value(db, waiting):
            assert time.monotonic() < until and not tap.done()
            time.sleep(0.01)
        offer_id = session.execute(text("SELECT id FROM offers WHERE state = 'open'")).scalar_one()
        answering.accept(session, offer_id, f"staff:{rival.id}")
        session.commit()
        answer = tap.result(60)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")
    body_now = ok(rival.get(f"{DOOR}/orders/{order_no}"))
    assert (body_now["state"], body_now["delivery"]["picking_at"]) == ("accepted", None)


def test_a_count_against_an_order_never_leaves_less_than_is_held(
    db: Database, mother: Caller, manager: Caller, network: Network
) -> None:
    for number in range(5):
        set_stock(db, network["S1"], F1=2)
        at_once(
            partial(manager.put, f"{DOOR}/stock/F1", {"on_hand": 1}),
            partial(offered, db, mother, f"key-{number:08d}"),
        )
        for row in rows(db, "SELECT on_hand, reserved FROM stock_levels"):
            assert 0 <= row.reserved <= row.on_hand
        manager.put(f"{DOOR}/stock/F1", {"on_hand": 100})
        delivered(db, mother, manager, f"key-9{number:07d}")


def test_a_shift_begun_at_once_is_one_shift(db: Database, manager: Caller) -> None:
    answers = at_once(*[partial(manager.post, f"{DOOR}/shift")] * 4)
    assert {answer.status_code for answer in answers} == {200}
    assert value(db, "SELECT count(*) FROM shifts") == 1
