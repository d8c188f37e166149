"""No decision may differ from brute force over all stores."""

import random

import pytest

from dispatch.domain.index import StoreIndex
from dispatch.domain.policy import Policy
from dispatch.domain.routing import decide

from . import network, reference

POLICY = Policy(version=1)
WITH_DEVICES = Policy(version=2, require_device=True)


def disagreements(seed, store_count, order_count, policy=POLICY):
    """Orders on which the rule and the reference differ, in any candidate's place or fault."""
    rng = random.Random(seed)
    shapes = network.stores(rng, store_count)
    index, known = StoreIndex(shapes), network.facts(rng, shapes)
    reasons, wrong = set(), []
    for _ in range(order_count):
        request = network.order(rng, shapes)
        decision = decide(index, request, known, policy)
        reason, store_id, expires_at, told = reference.route(shapes, request, known, policy)
        due = dict(told)
        looked_at = [(each.store_id, each.dropped) for each in decision.candidates if each.store_id in due]
        same = (decision.reason, decision.store_id, decision.expires_at) == (reason, store_id, expires_at)
        if not same or looked_at != told[: len(looked_at)] or (store_id is None and len(looked_at) != len(told)):
            wrong.append((request, decision, reason, store_id, told))
        reasons.add(reason)
    return wrong, reasons


@pytest.mark.parametrize("seed, policy", [(1, POLICY), (2, POLICY), (3, POLICY), (4, WITH_DEVICES)])
def test_the_rule_agrees_with_brute_force(seed, policy):
    wrong, reasons = disagreements(seed, store_count=150, order_count=150, policy=policy)
    assert not wrong
    assert reasons == {"home_store", "her_other_store", "nearest", "needs_person"}, "the orders reach every end"
