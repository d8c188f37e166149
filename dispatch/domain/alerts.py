"""The alert ladder: an offer that nobody answers is told louder and louder. Facts in, the next step out.

The rungs are climbed in order. Each has a time after the offer, counted while the store is open unless the policy says otherwise.
One that cannot be used, that failed, or whose receipt did not come is passed at once: nobody waits for nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from dispatch.domain.hours import SHANGHAI, Hours

IN_APP, SERVICE_ACCOUNT, PRINTER, SMS, CALL = RUNGS = ("in_app", "service_account", "printer", "sms", "call")
# These say by themselves that they arrived: a phone that it rang, a printer that it printed.
RECEIPTED = frozenset({IN_APP, PRINTER})
# firing: somebody is at it, or died at it. seen: the receipt came.
STATES = ("firing", "sent", "seen", "failed", "skipped")
NO_RECEIPT = "no_receipt"

_LONGEST_S = 24 * 60 * 60
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AlertRules:
    """The policy's section `alerts`. `<rung>_s`: seconds after the offer, None when the house does without that rung.

    `receipt_s`: how long a receipt may take. `group_s`: what is due within so many seconds of each other is told together.
    `quiet_when_closed`: outside the store's hours only the app rings, and the seconds count open time. `quiet_hours`: a stretch
    of every night (`22:00-07:00`) in which even an open store is told by its app only; empty for none.
    """

    in_app_s: int | None = 0
    service_account_s: int | None = 30
    printer_s: int | None = 60
    sms_s: int | None = 300
    call_s: int | None = 900
    receipt_s: int = 15
    group_s: int = 60
    quiet_when_closed: bool = True
    quiet_hours: str = ""

    @classmethod
    def from_dict(cls, settings: object) -> "AlertRules":
        """Rules from stored or posted settings; what is left out has its default. ValueError names the field."""
        if not isinstance(settings, Mapping):
            raise ValueError("policy 'alerts' must be an object")
        known = {field.name for field in fields(cls)}
        for name, value in settings.items():
            if name not in known:
                raise ValueError(f"policy 'alerts.{name}' is not a setting; settings are {', '.join(sorted(known))}")
            _check(name, value)
        return cls(**settings)

    def to_dict(self) -> dict[str, Any]:
        """The settings: `from_dict` reads them back."""
        return asdict(self)

    def after_s(self, rung: str) -> int | None:
        """When a rung comes, in seconds after the offer; None when it is off."""
        value: int | None = getattr(self, f"{rung}_s")
        return value


def _check(name: str, value: object) -> None:
    if name == "quiet_when_closed":
        if not isinstance(value, bool):
            raise ValueError(f"policy 'alerts.{name}' must be true or false")
    elif name == "quiet_hours":
        if not isinstance(value, str) or (value and not _QUIET.fullmatch(value)):
            raise ValueError(f"policy 'alerts.{name}' must be like 22:00-07:00, or empty")
    elif not _are_seconds(value) and not (value is None and name.removesuffix("_s") in RUNGS):
        raise ValueError(f"policy 'alerts.{name}' must be a whole number from 0 to {_LONGEST_S}")


def _are_seconds(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LONGEST_S


class Taken(NamedTuple):
    """A rung that was reached: how it went, and when (aware)."""

    rung: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Climb:
    """An open offer on the ladder. `taken`: in the order of the rungs."""

    offered_at: datetime
    hours: Hours
    taken: tuple[Taken, ...] = ()


class Step(NamedTuple):
    """What is to be done now. `missed`: a rung whose receipt did not come. `skipped`: (rung, why) that cannot be used.

    `fire`: the rung to use now, with the instant it was due. Without one, `look_at` says when to look again; None: never.
    """

    missed: str | None = None
    skipped: tuple[tuple[str, str], ...] = ()
    fire: str | None = None
    due_at: datetime | None = None
    look_at: datetime | None = None


def next_step(climb: Climb, rules: AlertRules, now: datetime, cannot: Mapping[str, str]) -> Step:
    """The next step of an open offer. `cannot`: why a rung is of no use at this store now, by rung."""
    last = climb.taken[-1] if climb.taken else None
    if last is not None and last.state == "firing":
        return Step(fire=last.rung, due_at=last.at)  # whoever was at it is gone
    missed = _missed(last, rules, now)
    hurry = last is not None and (missed or last.state in ("failed", "skipped")) and is_loud(climb, rules, last.at)
    skipped: list[tuple[str, str]] = []
    for rung in _left(climb, rules):
        due = _due(climb, rules, rung, now if hurry else None)
        if due is None or due > now:
            return Step(
                missed, tuple(skipped), None, None, _earlier(due, None if missed else _receipt_due(last, rules))
            )
        if rung not in cannot:
            return Step(missed, tuple(skipped), rung, due, None)
        skipped.append((rung, cannot[rung]))
        # What could not be used while everybody sleeps is no reason to wake anybody before his time.
        hurry = hurry or is_loud(climb, rules, now)
    return Step(missed, tuple(skipped))


def told_together(climb: Climb, rules: AlertRules, now: datetime, cannot: Mapping[str, str], rung: str) -> bool:
    """Whether `rung` of this offer is due so soon that it goes with what is told now."""
    if climb.taken and climb.taken[-1].state == "firing":
        return False  # somebody is at it
    step = next_step(climb, rules, now + timedelta(seconds=rules.group_s), cannot)
    return step.fire == rung and step.missed is None and not step.skipped


def is_loud(climb: Climb, rules: AlertRules, at: datetime) -> bool:
    """Whether more than the app may be used at an instant."""
    return not (rules.quiet_when_closed and not climb.hours.is_open(at)) and not _is_quiet_hour(rules, at)


def _left(climb: Climb, rules: AlertRules) -> Sequence[str]:
    reached = RUNGS.index(climb.taken[-1].rung) + 1 if climb.taken else 0
    return [rung for rung in RUNGS[reached:] if rules.after_s(rung) is not None]


def _missed(last: Taken | None, rules: AlertRules, now: datetime) -> str | None:
    due = _receipt_due(last, rules)
    return last.rung if last is not None and due is not None and now >= due else None


def _receipt_due(last: Taken | None, rules: AlertRules) -> datetime | None:
    if last is None or last.state != "sent" or last.rung not in RECEIPTED:
        return None
    return last.at + timedelta(seconds=rules.receipt_s)


def _due(climb: Climb, rules: AlertRules, rung: str, hurried: datetime | None) -> datetime | None:
    """When a rung comes; None if the store does not open again. The app rings whenever its time has come."""
    after = timedelta(seconds=rules.after_s(rung) or 0)
    if rung == IN_APP:
        return climb.offered_at + after
    planned: datetime | None = climb.offered_at + after
    if rules.quiet_when_closed:
        planned = climb.hours.add_open(climb.offered_at, after)
    return _loud_from(climb, rules, planned if hurried is None else _earlier(planned, hurried))


def _loud_from(climb: Climb, rules: AlertRules, at: datetime | None) -> datetime | None:
    for _ in range(8):  # a night may end in hours in which the store is closed, and so on
        if at is None or is_loud(climb, rules, at):
            return at
        at = climb.hours.next_open(at) if rules.quiet_when_closed else at
        if at is not None and _is_quiet_hour(rules, at):
            at = _quiet_until(rules, at)
    return None


def _earlier(a: datetime | None, b: datetime | None) -> datetime | None:
    return min((each for each in (a, b) if each is not None), default=None)


def _quiet_span(rules: AlertRules) -> tuple[time, time] | None:
    found = _QUIET.fullmatch(rules.quiet_hours)
    if found is None:
        return None
    first, second, third, fourth = (int(part) for part in found.groups())
    return time(first, second), time(third, fourth)


def _is_quiet_hour(rules: AlertRules, at: datetime) -> bool:
    span = _quiet_span(rules)
    if span is None:
        return False
    clock = at.astimezone(SHANGHAI).time()
    begins, ends = span
    return begins <= clock < ends if begins <= ends else clock >= begins or clock < ends


def _quiet_until(rules: AlertRules, at: datetime) -> datetime:
    span = _quiet_span(rules)
    assert span is not None
    ends = datetime.combine(at.astimezone(SHANGHAI).date(), span[1], SHANGHAI)
    return ends if ends > at else ends + _DAY
