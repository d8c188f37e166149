"""What must always hold, proved on live data: one result an invariant, numbered as in the design.

Every proof is one set-based statement. What is timed is measured in real seconds, whatever the speed of the house's clock;
a clock that is held still (as tests do) measures none. Where data can prove only a part, the name says which, and the rest is
proved by tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.invariants import money, offers, people, trail
from app.invariants.lateness import limits

# The numbers that a statement's columns answer, in order, and the statement.
Proof = tuple[tuple[int, ...], str]

NAMES = {
    1: "at most one open offer an order, at the store it has",
    2: "never two stores accepted, and the fulfilling one did",
    3: "no paid order is nowhere for more than 10 s",
    4: "no offer expires before its hour",
    5: "an unanswered offer expires in 5 s (30 s after a fault)",
    6: "accepted only before the deadline, by the offer's store",
    7: "no store is offered an order twice, but by a person",
    8: "the first offer is the home store, or a reason says why",
    9: "one payment pays one order, amount and currency agree",
    10: "nothing is booked twice under one reference",
    11: "every entry sums to zero, every unit sums to zero",
    12: "append-only triggers are in place and enabled",
    13: "credited once, to the right store; refunds reverse it; settled as booked",
    14: "0 <= reserved <= on hand, reserved = live reservations",
    15: "refunds <= paid",
    16: "every state change has its event, published in 60 s",
    17: "the trail replays to the row",
    18: "no store is told of others' orders (reading: tests)",
    19: "no plaintext phone at rest (logs: tests)",
    20: "no order is stuck, Redis or not (the outage: tests)",
}
PROOFS: Sequence[Proof] = (*offers.PROOFS, *money.PROOFS, *trail.PROOFS, *people.PROOFS)


@dataclass(frozen=True, slots=True)
class Result:
    """How often an invariant is violated; 0 is what we want."""

    number: int
    name: str
    violations: int


def check(session: Session) -> list[Result]:
    """Prove all of them, in order. Reads only; takes no locks."""
    given = limits(session)
    found: dict[int, int] = {}
    for numbers, statement in PROOFS:
        counts = session.execute(text(statement), given).one()
        for number, count in zip(numbers, counts, strict=True):
            found[number] = found.get(number, 0) + int(count)
    return [Result(number, name, found[number]) for number, name in NAMES.items()]
