"""Two people at once, with real commits: exactly one wins, whoever it is, and nothing is left half done."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from app.db import Database
from app.errors import Problem
from app.ledger.posting import AccountKey, Fact, balance_fen, book, post, store_cash
from dispatch import answering, cancelling, delivering, intake, steering, timers
from dispatch.placing import ByPerson
from tests.support.core import command, new_member, offers_of, order_row, place
from tests.support.world import TUESDAY_10, Network, change, freeze, rows, set_stock, value

# Each of the races below about one offer: some 600 in all, and as many more as one asks for.
ROUNDS = int(os.environ.get("JINDAN_RACE_ROUNDS", "100"))


def together(*works: Callable[[], Any]) -> list[str]:
    """Run all at the same moment; each one's outcome is "won" or the code of its refusal."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Any]) -> str:
        barrier.wait()
        try:
            return "won" if work() is not False else "nothing"
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def accept(db: Database, offer_id: int, who: str) -> Callable[[], Any]:
    return lambda: db.run(lambda s: answering.accept(s, offer_id, who))


def fresh_offer(db: Database) -> Any:
    """An open offer whose hour ends in a microsecond of the clock that stands still, or has just not ended."""
    freeze(db)
    return offers_of(db, place(db).id)[-1]


def test_two_phones_of_one_store(db: Database, network: Network) -> None:
    for _ in range(ROUNDS):
        offer = fresh_offer(db)
        assert sorted(together(accept(db, offer.id, "staff:1"), accept(db, offer.id, "staff:2"))) == [
            "offer_taken",
            "won",
        ]


def test_accept_against_refusal(db: Database, network: Network) -> None:
    for _ in range(ROUNDS):
        offer = fresh_offer(db)
        refuse = lambda i=offer.id: db.run(lambda s: answering.decline(s, i, "staff:2", "too_busy"))  # noqa: E731
        outcomes = together(accept(db, offer.id, "staff:1"), refuse)
        assert Counter(outcomes)["won"] == 1, outcomes


# How long before the deadline they begin, in milliseconds: too late, in the very moment on machines quick and slow, in time.
LEADS_MS = (0, 2, 4, 8, 16, 32, 64, 500)


@pytest.mark.parametrize("staff", [("staff:1",), ("staff:1", "staff:2")], ids=["one phone", "two phones"])
def test_accept_at_the_deadline_against_expiry(db: Database, network: Network, staff: tuple[str, ...]) -> None:
    seen = Counter(_race_at_the_deadline(db, staff, LEADS_MS[n % len(LEADS_MS)]) for n in range(ROUNDS))
    assert seen.keys() == {"accepted", "expired"} and sum(seen.values()) == ROUNDS


def _race_at_the_deadline(db: Database, staff: tuple[str, ...], lead_ms: int) -> str:
    """The offer's state after all of them have accepted while it expired; at most one of them was told that she has it."""
    offer = fresh_offer(db)
    # The clock runs, and the deadline comes during the race.
    change(
        db,
        "UPDATE clock_setting SET real_base = clock_timestamp(), speed = 1, virtual_base = :at",
        at=offer.expires_at - timedelta(milliseconds=lead_ms),
    )
    outcomes = together(*[accept(db, offer.id, who) for who in staff], lambda: _expire_until_answered(db, offer.id))
    state = str(offers_of(db, offer.order_id)[0].state)
    won = outcomes[:-1].count("won")
    assert (state, won) in (("accepted", 1), ("expired", 0)), outcomes
    assert set(outcomes[:-1]) <= {"won", "offer_taken", "offer_expired", "offer_gone"}, outcomes
    return state


def _expire_until_answered(db: Database, offer_id: int) -> None:
    while value(db, "SELECT state FROM offers WHERE id = :id", id=offer_id) == "open":
        timers.expire_one(db, offer_id)


def test_accept_against_cancel(db: Database, network: Network) -> None:
    for _ in range(ROUNDS):
        offer = fresh_offer(db)
        cancel = lambda i=offer.order_id: db.run(lambda s: cancelling.cancel(s, i, "member:1", "改主意"))  # noqa: E731
        outcomes = together(accept(db, offer.id, "staff:1"), cancel)
        # She may cancel an accepted order too, so cancelling always wins in the end; the store is never left with it.
        assert outcomes[1] == "won" and outcomes[0] in ("won", "offer_gone")
        assert order_row(db, offer.order_id).state == "cancelled"
        live = "SELECT count(*) FROM offers WHERE order_id = :id AND (state = 'open' OR state = 'accepted' AND ended_at IS NULL)"
        assert value(db, live, id=offer.order_id) == 0


def test_accept_against_a_person_who_moves_it(db: Database, network: Network) -> None:
    for _ in range(ROUNDS):
        offer = fresh_offer(db)
        person = ByPerson("agent:1", "顾客要求", exclude=frozenset([offer.store_id]))
        move = lambda i=offer.order_id, p=person: db.run(lambda s: steering.steer(s, i, p))  # noqa: E731
        outcomes = together(accept(db, offer.id, "staff:1"), move)
        assert Counter(outcomes)["won"] == 1, outcomes


def test_one_key_tapped_eight_times_at_once_makes_one_order(db: Database, network: Network) -> None:
    wish = command(db)
    made: list[int] = []
    together(*[lambda: made.append(db.run(lambda s: intake.place(s, wish))[0].id) for _ in range(8)])
    assert len(made) == 8 and len(set(made)) == 1


def test_the_last_tin_goes_to_one_of_two_mothers(db: Database, network: Network) -> None:
    for code in ("S1", "S2", "S3"):
        set_stock(db, network[code], F1=2 if code == "S1" else 0)
    wishes = [command(db, member_id=new_member(db)) for _ in range(4)]
    together(*[lambda w=w: db.run(lambda s: intake.place(s, w)) for w in wishes])
    assert sorted(row.state for row in rows(db, "SELECT state FROM orders")) == ["needs_person"] * 3 + ["offered"]


def test_a_stores_last_place_is_given_once(db: Database, network: Network) -> None:
    change(db, "UPDATE stores SET capacity = 1")
    wishes = [command(db, member_id=new_member(db)) for _ in range(4)]
    together(*[lambda w=w: db.run(lambda s: intake.place(s, w)) for w in wishes])
    taken = [row.store_id for row in rows(db, "SELECT store_id FROM orders WHERE state = 'offered'")]
    assert sorted(taken) == sorted(network[code] for code in ("S1", "S2", "S3"))


def test_delivered_twice_at_once_is_credited_once(db: Database, network: Network) -> None:
    offer = fresh_offer(db)
    accept(db, offer.id, "staff:1")()
    db.run(lambda s: delivering.leave(s, offer.order_id, "staff:1", None))
    code = db.vault.proof_code(order_row(db, offer.order_id).order_no)
    deliver = lambda: db.run(lambda s: delivering.deliver(s, offer.order_id, "staff:1", code=code))  # noqa: E731
    assert together(deliver, deliver, deliver) == ["won"] * 3
    assert value(db, "SELECT count(*) FROM entries") == 1


def test_two_sweepers_expire_every_offer_once(db: Database, network: Network) -> None:
    for _ in range(40):
        place(db, member_id=new_member(db))
    freeze(db, TUESDAY_10 + timedelta(hours=1))
    sweep = lambda: timers.sweep(db)  # noqa: E731
    together(sweep, sweep, sweep)
    timers.sweep(db)
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'offer.expired'") == 40
    assert value(db, "SELECT count(*) FROM offers WHERE state = 'expired'") == 40


@pytest.mark.parametrize("round_", range(5))
def test_moves_in_a_circle_between_two_stores_do_not_deadlock(db: Database, network: Network, round_: int) -> None:
    for code in ("S1", "S2"):
        set_stock(db, network[code], F1=50)
    set_stock(db, network["S3"], F1=0)
    orders = [place(db, member_id=new_member(db)).id for _ in range(6)]
    wanted = [network["S2"] if number % 2 else network["S1"] for number in range(6)]
    people = [ByPerson("agent:1", "试", only=frozenset([store])) for store in wanted]
    moves = [lambda i=i, p=p: db.run(lambda s: steering.steer(s, i, p)) for i, p in zip(orders, people, strict=True)]
    assert together(*moves) == ["won"] * 6


def balance(db: Database, key: AccountKey) -> int:
    return db.read(lambda s: balance_fen(s, key))


@pytest.mark.parametrize("at_once", [book, post])
def test_first_entries_of_new_accounts(db: Database, network: Network, at_once: Callable[..., Any]) -> None:
    def entry(reference: str, lines: dict[AccountKey, int]) -> Callable[[], Any]:
        fact = Fact("test", reference, TUESDAY_10, lines, store_id=network["S1"])
        return lambda: db.run(lambda s: at_once(s, fact))

    for n in range(10):
        ours, theirs = (f"house {n}", None), (f"store {n}", network["S1"])
        lines: dict[AccountKey, int] = {ours: 500, store_cash(network["S1"]): -200, theirs: -300}
        assert together(*[entry(f"race {n} {number}", lines) for number in range(6)]) == ["won"] * 6
        assert (balance(db, ours), balance(db, theirs)) == (6 * 500, 6 * -300)
    assert balance(db, store_cash(network["S1"])) == 60 * -200
    opened = (
        "SELECT count(*) AS n FROM accounts WHERE kind LIKE 'house %' OR kind LIKE 'store _' GROUP BY kind, store_id"
    )
    assert [row.n for row in rows(db, opened)] == [1] * 20
    assert value(db, "SELECT count(*) FROM entries WHERE kind = 'test'") == 60
