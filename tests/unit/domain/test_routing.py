"""The rule as a mother, a store and customer service meet it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain.eligibility import StoreFacts
from dispatch.domain.index import StoreIndex
from dispatch.domain.policy import Policy
from dispatch.domain.ranking import shortlist
from dispatch.domain.routing import alternatives, conclude, decide, judge

from .builders import DAYTIME, NEVER, NIGHTS, NOON, POLICY, at, request, store

NETWORK = [store(n, n * 300) for n in range(1, 11)] + [store(20, 30_000)]
INDEX = StoreIndex(NETWORK)


def decided(facts=(), index=INDEX, policy=POLICY, **asked):
    return decide(index, request(**asked), {each.store_id: each for each in facts}, policy)


def dropped(decision):
    return {each.store_id: each.dropped for each in decision.candidates}


def test_a_returning_customers_order_goes_home():
    decision = decided(her_stores=(4, 2))
    assert (decision.reason, decision.store_id, decision.rank, decision.cap) == ("home_store", 4, 1, None)
    assert decision.distance_m == pytest.approx(1200, rel=0.01)
    assert decision.expires_at == at("13:00")
    assert decision.promise_at == at("15:00")


def test_a_new_customers_order_goes_to_the_nearest():
    decision = decided()
    assert (decision.reason, decision.store_id, decision.rank) == ("nearest", 1, 1)


def test_a_home_store_that_cannot_hands_over_and_the_reason_is_kept():
    short = StoreFacts(4, short_skus=("A2-800", "B1-400"))
    decision = decided([short], her_stores=(4, 2))
    assert (decision.reason, decision.store_id, decision.rank) == ("her_other_store", 2, 2)
    assert (decision.candidates[0].dropped, decision.candidates[0].skus) == ("out_of_stock", ("A2-800", "B1-400"))
    assert decision.candidates[0].expires_at is None


def test_skus_are_told_only_when_stock_is_the_reason():
    decision = decided([StoreFacts(1, paused=True, short_skus=("A2-800",))])
    assert (decision.candidates[0].dropped, decision.candidates[0].skus) == ("paused", ())


def test_a_home_store_too_far_away_does_not_deliver():
    decision = decided(her_stores=(20,))
    assert (decision.reason, decision.store_id, decision.rank) == ("nearest", 1, 2)
    assert dropped(decision)[20] == "out_of_area"


def test_a_refusal_moves_on_and_never_back():
    asked = []
    while (decision := decided(already_offered=frozenset(asked))).store_id is not None:
        asked.append(decision.store_id)
    assert asked == list(range(1, 11))
    assert decision.cap == "no_candidate"


def test_nobody_left_is_a_persons_with_reasons_and_suggestions():
    decision = decided([StoreFacts(n, status="suspended") for n in range(1, 11)])
    assert (decision.reason, decision.cap, decision.store_id) == ("needs_person", "no_candidate", None)
    assert dropped(decision) == {**dict.fromkeys(range(1, 11), "not_active"), 20: "out_of_area"}
    assert [each.rank for each in decision.candidates] == list(range(1, 12))


@pytest.mark.parametrize("made, cap", [(4, None), (5, "max_offers"), (6, "max_offers")])
def test_the_cap_on_offers(made, cap):
    decision = decided(offers_made=made)
    assert decision.cap == cap
    assert (decision.store_id is None) == (cap is not None)
    assert decision.candidates[0].dropped is None, "the suggestion stays"


@pytest.mark.parametrize("waited, cap", [(timedelta(hours=24), "max_waiting"), (timedelta(hours=23.99), None)])
def test_the_cap_on_waiting(waited, cap):
    assert decided(waiting_since=NOON - waited).cap == cap


def test_a_persons_wishes():
    assert decided(excluded=frozenset({1, 2})).store_id == 3
    assert decided(only=frozenset({7})).store_id == 7
    assert dropped(decided(only=frozenset({20}))) == {
        **dict.fromkeys(range(1, 11), "excluded_by_person"),
        20: "out_of_area",
    }


def test_an_evening_order_waits_for_the_morning():
    decision = decided(at=at("20:30"))
    assert (decision.store_id, decision.expires_at) == (1, at("09:30", day=25))
    assert decision.promise_at == at("11:30", day=25)


def test_a_policy_on_the_wall_clock():
    wall = Policy.from_dict(2, {"clock": "wall", "acceptance_minutes": 15})
    decision = decided(policy=wall, at=at("20:55"))
    assert decision.expires_at == at("21:10")
    assert decision.promise_at == at("11:00", day=25), "the way to her door still takes opening hours"


def test_a_store_that_never_opens_takes_nothing():
    assert dropped(decided(index=StoreIndex([store(1, hours=NEVER)]))) == {1: "opens_too_late"}


def test_no_stores_at_all():
    decision = decided(index=StoreIndex([]))
    assert (decision.reason, decision.cap, decision.candidates) == ("needs_person", "no_candidate", ())


def test_a_point_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="finite"):
        decided(lng=float("nan"))


def test_step_by_step_is_the_same_as_at_once():
    facts = {n: StoreFacts(n, paused=True) for n in range(1, 10)}
    asked, judged = request(her_stores=(3,)), ()
    for chunk in shortlist(INDEX, asked, POLICY):
        judged += judge(chunk, facts, asked, POLICY, INDEX)
        if any(each.dropped is None for each in judged):
            break
    assert conclude(judged, asked, POLICY, INDEX) == decide(INDEX, asked, facts, POLICY)


some_stores = st.frozensets(st.integers(1, 12), max_size=6)
facts_of_some = st.dictionaries(
    st.integers(1, 10),
    st.builds(
        StoreFacts,
        st.just(0),
        st.sampled_from(["active", "active", "closed"]),
        st.booleans(),
        st.none() | st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from([(), (), ("A",)]),
    ),
)
MIXED = StoreIndex([store(n, n * 350, hours=(DAYTIME, NIGHTS)[n % 2]) for n in range(1, 11)] + [store(20, 30_000)])


@settings(deadline=None)
@given(
    facts=facts_of_some,
    hers=st.lists(st.integers(1, 22), max_size=4),
    offered=some_stores,
    excluded=some_stores,
    only=st.none() | some_stores,
    minute=st.integers(0, 1439),
)
def test_what_holds_for_every_decision(facts, hers, offered, excluded, only, minute):
    now = at("00:00") + timedelta(minutes=minute)
    asked = request(
        at=now, her_stores=tuple(hers), already_offered=offered, excluded=excluded, only=only, offers_made=len(offered)
    )
    decision = decide(MIXED, asked, facts, POLICY)
    seen = [each.store_id for each in decision.candidates]
    assert len(seen) == len(set(seen))
    assert [each.rank for each in decision.candidates] == list(range(1, len(seen) + 1))
    assert (decision.store_id is None) == (decision.reason == "needs_person") == (decision.cap is not None)
    if decision.store_id is None:
        return
    best = decision.candidates[decision.rank - 1]
    assert all(each.dropped for each in decision.candidates[: decision.rank - 1])
    assert (best.store_id, best.relation, best.dropped) == (decision.store_id, decision.reason, None)
    assert best.store_id not in offered | excluded and (only is None or best.store_id in only)
    hours = MIXED.shape(best.store_id).hours
    assert hours.open_between(now, decision.expires_at) == timedelta(hours=1)
    assert decision.expires_at - now <= timedelta(hours=14)
    assert decision.promise_at >= decision.expires_at


CHOICE = Policy(version=1, member_choice=True)


def test_her_choice_goes_before_the_rules_where_the_policy_lets_her():
    decision = decided(policy=CHOICE, her_stores=(4, 2), chosen=7)
    assert (decision.reason, decision.store_id, decision.rank) == ("chosen_by_member", 7, 7)
    assert decision.distance_m == pytest.approx(2100, rel=0.01)
    assert dropped(decision) == dict.fromkeys(range(1, 11), None), "nobody is left out of what is kept"
    unlet = decided(her_stores=(4, 2), chosen=7)
    assert (unlet.reason, unlet.store_id) == ("home_store", 4)


def test_the_rules_own_store_is_no_choice_of_hers():
    decision = decided(policy=CHOICE, her_stores=(4, 2), chosen=4)
    assert (decision.reason, decision.store_id) == ("home_store", 4)


@pytest.mark.parametrize(
    "facts, more, why",
    [
        ([StoreFacts(7, paused=True)], {}, "paused"),
        ([StoreFacts(7, short_skus=("A",))], {}, "out_of_stock"),
        ([], {"already_offered": frozenset({7})}, "already_offered"),
        ([], {"excluded": frozenset({7})}, "excluded_by_person"),
    ],
)
def test_a_chosen_store_that_cannot_leaves_it_to_the_rule(facts, more, why):
    decision = decided(facts, policy=CHOICE, chosen=7, **more)
    assert (decision.reason, decision.store_id, dropped(decision)[7]) == ("nearest", 1, why)


def test_a_chosen_store_far_down_the_list_is_looked_for_and_one_out_of_reach_is_judged():
    far = [store(n, n * 40) for n in range(1, 41)]
    index = StoreIndex([*far, store(90, 30_000)])
    assert decided(index=index, policy=CHOICE, chosen=37).store_id == 37
    out = decided(index=index, policy=CHOICE, chosen=90)
    assert (out.store_id, dropped(out)[90]) == (1, "out_of_area")
    unknown = decided(index=index, policy=CHOICE, chosen=999)
    assert (unknown.store_id, unknown.reason) == (1, "nearest")


def test_what_she_may_choose_from():
    made = decided([StoreFacts(2, paused=True)], policy=CHOICE, her_stores=(4,))
    assert [each.store_id for each in alternatives(made, CHOICE)] == [1, 3, 5, 6, 7]
    assert alternatives(made, POLICY) == ()
    assert alternatives(decided(policy=CHOICE, offers_made=5), CHOICE) == ()


@given(st.sets(st.integers(1, 10)), st.integers(1, 20), st.permutations(range(1, 11)))
@settings(max_examples=60, deadline=None)
def test_her_choice_changes_the_winner_and_nothing_else(closed, choice, bought):
    facts = [StoreFacts(n, paused=True) for n in closed]
    asked = {"her_stores": tuple(bought[:2])}
    plain, hers = decided(facts, policy=CHOICE, **asked), decided(facts, policy=CHOICE, chosen=choice, **asked)
    kept = {each.store_id: each for each in hers.candidates}
    assert all(kept[each.store_id] == each for each in plain.candidates)
    if choice in closed or choice > 10 or plain.store_id is None:
        assert (hers.reason, hers.store_id) == (plain.reason, plain.store_id)
    else:
        assert hers.store_id == choice
        assert hers.reason == (plain.reason if choice == plain.store_id else "chosen_by_member")
