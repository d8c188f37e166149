"""The life cycles, and that a wrong table is noticed."""

import pytest

from dispatch.domain.states import (
    DELIVERY,
    MACHINES,
    OFFER,
    ORDER,
    REFUND,
    LifeCycleError,
    Machine,
    can,
    check_life_cycle,
    check_life_cycles,
)

ALLOWED = {
    ORDER: """
        awaiting_payment>paid awaiting_payment>cancelled
        paid>offered paid>needs_person paid>cancelled
        offered>accepted offered>paid offered>needs_person offered>cancelled
        accepted>out_for_delivery accepted>paid accepted>needs_person accepted>cancelled
        needs_person>offered needs_person>cancelled
        out_for_delivery>delivered out_for_delivery>needs_person
        delivered>completed""",
    OFFER: "open>accepted open>declined open>expired open>withdrawn",
    DELIVERY: "picking>on_the_road picking>given_back picking>cancelled on_the_road>delivered on_the_road>failed",
    REFUND: "requested>approved requested>rejected approved>processing processing>succeeded processing>failed",
}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_these_steps_and_no_others(machine):
    allowed = {f"{a}>{b}" for a in machine.states for b in machine.states if can(machine, a, b)}
    assert allowed == set(ALLOWED[machine].split())


def test_the_tables_hold_together():
    check_life_cycles()


@pytest.mark.parametrize(
    "steps, complaint",
    [
        ({"a": ("b",), "b": ("c",)}, "test: unknown state c"),
        ({"a": (), "b": ("a",), "c": ("b",)}, "test: unreachable state b, c"),
        ({"a": ("b", "d"), "b": ("c",), "c": ("b",), "d": ()}, "test: never ending state b, c"),
    ],
)
def test_a_wrong_table_is_named(steps, complaint):
    with pytest.raises(LifeCycleError, match=complaint):
        check_life_cycle(Machine("test", ("a",), steps))


def test_an_unknown_beginning_is_named():
    with pytest.raises(LifeCycleError, match="unknown state z"):
        check_life_cycle(Machine("test", ("a", "z"), {"a": ()}))


def test_a_typo_is_not_a_no():
    with pytest.raises(ValueError, match="'payed' is not a state of order"):
        ORDER.can("payed", "offered")
