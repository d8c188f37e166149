"""The ladder, rung by rung: when, skipped, failed, without receipt, at night, together."""

from datetime import timedelta

import pytest

from dispatch.domain.alerts import RUNGS, AlertRules, Climb, Step, Taken, next_step, told_together
from dispatch.domain.hours import Hours

from .builders import NEVER, at

DAY = Hours.parse("Mo-Su 09:00-21:00")
RULES = AlertRules()
NOTHING = {}


def climb(*taken, offered="12:00", hours=DAY):
    return Climb(at(offered), hours, tuple(Taken(rung, state, at(when)) for rung, state, when in taken))


def step(now, *taken, cannot=NOTHING, rules=RULES, **more):
    return next_step(climb(*taken, **more), rules, at(now), cannot)


def wait(until, **more):
    return Step(look_at=at(until), **more)


def fire(rung, due, **more):
    return Step(fire=rung, due_at=at(due), **more)


RANG, SAW = ("in_app", "sent", "12:00"), ("in_app", "seen", "12:00")


def test_the_app_rings_at_once_and_its_receipt_is_waited_for():
    assert step("12:00") == fire("in_app", "12:00")
    assert step("12:00", RANG) == wait("12:00:15")
    assert step("12:00:15", RANG, cannot=NOTHING) == fire("service_account", "12:00:15", missed="in_app")


def test_with_its_receipt_each_rung_comes_at_its_time():
    told = [SAW]
    for rung, due in zip(RUNGS[1:], ("12:00:30", "12:01", "12:05", "12:15"), strict=True):
        before = at(due) - timedelta(seconds=1)
        assert next_step(climb(*told), RULES, before, NOTHING) == wait(due)
        assert step(due, *told) == fire(rung, due)
        told.append((rung, "seen", due))
    assert step("13:00", *told) == Step()  # the ladder has no more rungs


def test_what_cannot_be_used_is_passed_at_once_with_its_reason():
    cannot = {"in_app": "no_device", "service_account": "nobody_bound", "printer": "no_printer"}
    assert step("12:00", cannot=cannot) == fire(
        "sms",
        "12:00",
        skipped=(("in_app", "no_device"), ("service_account", "nobody_bound"), ("printer", "no_printer")),
    )
    assert step("12:00", cannot={**cannot, "sms": "nobody", "call": "off"}).fire is None
    # A rung is judged when its time has come, not before.
    assert step("12:00:20", SAW, cannot=cannot) == wait("12:00:30")


@pytest.mark.parametrize("state", ["failed", "skipped"])
def test_what_failed_hurries_the_next_and_only_that(state):
    told = (SAW, ("service_account", state, "12:00:31"))
    assert step("12:00:31", *told) == fire("printer", "12:00:31")
    assert step("12:00:32", *told, ("printer", "seen", "12:00:31")) == wait("12:05")


def test_a_ticket_without_a_receipt_is_passed():
    told = (SAW, ("service_account", "sent", "12:00:30"), ("printer", "sent", "12:01"))
    assert step("12:01:14", *told) == wait("12:01:15")
    assert step("12:01:15", *told) == fire("sms", "12:01:15", missed="printer")
    # Nobody can say whether a message was read: it is not missed.
    assert step("12:00:59", SAW, ("service_account", "sent", "12:00:30")) == wait("12:01")


def test_who_died_at_a_rung_is_followed_by_another():
    assert step("12:02", SAW, ("service_account", "firing", "12:00:30")) == fire("service_account", "12:00:30")


def test_a_rung_may_be_off():
    rules = AlertRules(in_app_s=None, service_account_s=None, printer_s=None, call_s=None)
    assert step("12:00", rules=rules) == wait("12:05")
    assert step("12:05", rules=rules) == fire("sms", "12:05")
    assert step("12:05", ("sms", "sent", "12:05"), rules=rules) == Step()


def test_at_night_only_the_app_rings_and_the_seconds_count_open_time():
    night = {"offered": "22:00"}
    assert step("22:00", **night) == fire("in_app", "22:00")
    asleep = ("in_app", "skipped", "22:00")
    morning = at("09:00") + timedelta(days=1)
    for told, cannot in (
        ((), {"in_app": "no_device"}),
        ((asleep,), NOTHING),
        ((("in_app", "sent", "22:00"),), NOTHING),
    ):
        later = next_step(climb(*told, **night), RULES, at("22:00:20"), cannot)
        assert (later.fire, later.look_at) == (None, morning + timedelta(seconds=30))
    waking = next_step(climb(asleep, **night), RULES, morning + timedelta(seconds=30), NOTHING)
    assert waking == Step(fire="service_account", due_at=morning + timedelta(seconds=30))


def test_the_last_minutes_before_closing_wait_for_the_morning():
    told = ("in_app", "seen", "20:58")
    morning = at("09:00") + timedelta(days=1)
    assert step(
        "20:59", told, ("service_account", "seen", "20:58:30"), ("printer", "failed", "20:59"), offered="20:58"
    ) == fire("sms", "20:59")
    later = step(
        "20:59:30", told, ("service_account", "sent", "20:58:30"), ("printer", "seen", "20:59"), offered="20:58"
    )
    assert later.look_at == morning + timedelta(minutes=3)  # two of the five minutes were over at nine


def test_quiet_hours_of_the_policy_hold_for_an_open_store():
    rules = AlertRules(quiet_hours="20:00-07:00")
    told = ("in_app", "seen", "20:30")
    later = step("20:31", told, offered="20:30", rules=rules)
    assert later.look_at == at("09:00") + timedelta(days=1)  # seven is before it opens
    always = Hours.parse("Mo-Su 00:00-24:00")
    assert step("20:31", told, offered="20:30", rules=rules, hours=always).look_at == at("07:00") + timedelta(days=1)


def test_without_quiet_the_store_is_told_at_any_hour():
    rules = AlertRules(quiet_when_closed=False)
    assert step("22:00:30", ("in_app", "seen", "22:00"), offered="22:00", rules=rules) == fire(
        "service_account", "22:00:30"
    )


def test_a_store_that_never_opens_is_told_by_nobody_but_its_app():
    assert step("12:00", hours=NEVER) == fire("in_app", "12:00")
    assert step("12:00:20", SAW, hours=NEVER) == Step()


def test_what_is_due_soon_is_told_together():
    soon, later = climb(SAW, offered="12:00"), climb(("in_app", "seen", "12:00:50"), offered="12:00:50")
    for other, goes in ((soon, True), (later, True), (climb(SAW, ("service_account", "sent", "12:00:30")), False)):
        assert told_together(other, RULES, at("12:00:30"), NOTHING, "service_account") is goes
    too_late = climb(("in_app", "seen", "12:01:01"), offered="12:01:01")
    assert not told_together(too_late, RULES, at("12:00:30"), NOTHING, "service_account")
