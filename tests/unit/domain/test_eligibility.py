"""One test a check, then their order."""

from dataclasses import replace

import pytest

from dispatch.domain.eligibility import (
    CHECKS,
    Case,
    StoreFacts,
    deadline,
    first_failing,
    has_no_device,
    is_already_offered,
    is_at_capacity,
    is_excluded_by_person,
    is_not_active,
    is_out_of_area,
    is_out_of_stock,
    is_paused,
    opens_too_late,
)
from dispatch.domain.hours import Hours
from dispatch.domain.policy import Policy

from .builders import DAYTIME, NEVER, NOON, POLICY, at, request


def case(facts=StoreFacts(1), in_area=True, hours=DAYTIME, policy=POLICY, **asked):  # noqa: B008 - immutable
    return Case(1, in_area, hours, facts, request(**asked), policy)


def test_a_store_without_fault_passes():
    passing = case()
    assert first_failing(passing) is None
    assert passing.deadline == at("13:00")


@pytest.mark.parametrize("status, fails", [("active", False), ("suspended", True), ("closed", True)])
def test_not_active(status, fails):
    assert is_not_active(case(StoreFacts(1, status=status))) is fails


def test_paused():
    assert is_paused(case(StoreFacts(1, paused=True)))
    assert not is_paused(case())


@pytest.mark.parametrize("capacity, live, fails", [(None, 999, False), (3, 2, False), (3, 3, True), (0, 0, True)])
def test_at_capacity(capacity, live, fails):
    assert is_at_capacity(case(StoreFacts(1, capacity=capacity, live_orders=live))) is fails


def test_out_of_area():
    assert is_out_of_area(case(in_area=False))
    assert not is_out_of_area(case())


def test_out_of_stock():
    assert is_out_of_stock(case(StoreFacts(1, short_skus=("A2-800",))))
    assert not is_out_of_stock(case())


@pytest.mark.parametrize(
    "now, hours, fails",
    [
        ("12:00", DAYTIME, False),
        ("21:00", DAYTIME, False),  # until 10:00 is 13 h
        ("20:00", Hours.parse("Mo-Su 09:00-20:00"), False),  # 14 h to the minute
        ("19:59", Hours.parse("Mo-Su 09:00-19:59"), True),  # 14 h 1 min
        ("12:00", NEVER, True),
    ],
)
def test_opens_too_late(now, hours, fails):
    assert opens_too_late(case(hours=hours, at=at(now))) is fails


@pytest.mark.parametrize(
    "required, online, now, fails",
    [
        (True, False, "12:00", True),
        (True, True, "12:00", False),
        (False, False, "12:00", False),  # off by default
        (True, False, "21:30", False),  # before it opens nobody need be there
    ],
)
def test_no_device(required, online, now, fails):
    policy = replace(POLICY, require_device=required)
    assert has_no_device(case(StoreFacts(1, device_online=online), policy=policy, at=at(now))) is fails


def test_on_a_wall_clock_a_closed_store_is_not_too_late():
    wall = Policy.from_dict(2, {"clock": "wall"})
    assert not opens_too_late(case(hours=NEVER, policy=wall))
    assert deadline(NEVER, NOON, wall) == at("13:00")


def test_already_offered():
    assert is_already_offered(case(already_offered=frozenset({1})))
    assert not is_already_offered(case(already_offered=frozenset({2})))


@pytest.mark.parametrize(
    "asked, fails",
    [
        ({"excluded": frozenset({1})}, True),
        ({"excluded": frozenset({2})}, False),
        ({"only": frozenset({2})}, True),
        ({"only": frozenset({1, 2})}, False),
        ({"only": frozenset()}, True),
        ({"only": frozenset({1}), "excluded": frozenset({1})}, True),
    ],
)
def test_excluded_by_person(asked, fails):
    assert is_excluded_by_person(case(**asked)) is fails


def test_the_first_failing_check_is_the_one_told():
    """A store with every fault loses them one by one, and each time the next in the table is told."""
    names = [name for name, _ in CHECKS]
    assert names == [
        "not_active",
        "paused",
        "at_capacity",
        "out_of_area",
        "out_of_stock",
        "opens_too_late",
        "no_device",
        "already_offered",
        "excluded_by_person",
    ]
    facts = StoreFacts(1, "closed", True, 1, 1, ("A",), device_online=False)
    worst = case(
        facts,
        policy=replace(POLICY, require_device=True),
        in_area=False,
        hours=NEVER,
        already_offered=frozenset({1}),
        excluded=frozenset({1}),
    )
    cures = [
        lambda c: setattr(c, "facts", c.facts._replace(status="active")),
        lambda c: setattr(c, "facts", c.facts._replace(paused=False)),
        lambda c: setattr(c, "facts", c.facts._replace(capacity=None)),
        lambda c: setattr(c, "in_area", True),
        lambda c: setattr(c, "facts", c.facts._replace(short_skus=())),
        lambda c: setattr(c, "hours", DAYTIME),
        lambda c: setattr(c, "facts", c.facts._replace(device_online=True)),
        lambda c: setattr(c, "request", replace(c.request, already_offered=frozenset())),
        lambda c: setattr(c, "request", replace(c.request, excluded=frozenset())),
    ]
    for name, cure in zip(names, cures, strict=True):
        assert first_failing(worst) == name
        cure(worst)
    assert first_failing(worst) is None
