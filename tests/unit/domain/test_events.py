"""The names of events."""

import pytest

from dispatch.domain import events
from dispatch.domain.states import DELIVERY, OFFER, ORDER, REFUND


def test_every_step_of_an_order_has_its_event():
    steps = [(before, after) for before, following in ORDER.steps.items() for after in following]
    assert {events.order_event(*step) for step in steps} <= events.KINDS
    assert events.order_event("paid", "offered") == "order.offered"
    assert events.order_event("awaiting_payment", "paid") == "order.paid"
    assert events.order_event("offered", "paid") == "order.rerouted"
    assert events.order_event("accepted", "paid") == "order.given_back"
    assert events.order_event("out_for_delivery", "needs_person") == "order.needs_person"


@pytest.mark.parametrize("state", ORDER.initial)
def test_an_order_begins_by_being_placed(state):
    assert events.order_event(None, state) == "order.placed"


@pytest.mark.parametrize("step", [(None, "offered"), ("paid", "delivered"), ("cancelled", "paid")])
def test_a_step_that_may_not_be_has_no_event(step):
    with pytest.raises(ValueError, match="an order cannot"):
        events.order_event(*step)


@pytest.mark.parametrize(
    "machine, kinds",
    [(DELIVERY, events.DELIVERY_KINDS), (REFUND, events.REFUND_KINDS), (OFFER, events.OFFER_KINDS)],
)
def test_every_state_of_the_others_has_its_event(machine, kinds):
    assert tuple(kinds) == machine.states or kinds.keys() == set(machine.states)
    assert set(kinds.values()) <= events.KINDS
    assert all(kind.startswith(f"{machine.name}.") for kind in kinds.values())


def test_kinds_are_spelled_alike():
    assert len(events.KINDS) == 80
    assert all(part.replace("_", "").isalpha() for kind in events.KINDS for part in kind.split("."))
