"""May this store take this order? One small check a reason, in the order in which reasons are told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from dispatch.domain.hours import SHANGHAI, Hours
from dispatch.domain.policy import Policy

ACTIVE = "active"


class StoreFacts(NamedTuple):
    """What changes fast about a store, read inside the caller's transaction.

    `capacity` is how many live orders it takes, None for no limit. `short_skus` are the ordered SKUs that it does not
    have in the asked quantity; a store that does not track stock has none. `device_online`: somebody's phone would
    ring there now; it counts only where the policy asks for it.
    """

    store_id: int
    status: str = ACTIVE
    paused: bool = False
    capacity: int | None = None
    live_orders: int = 0
    short_skus: tuple[str, ...] = ()
    device_online: bool = True


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """One order as routing sees it. `at` is aware; the point is WGS-84.

    `her_stores`: where she bought, most recent first, successors already applied. `excluded` and `only` are a
    person's wishes; `only` leaves out all others. `chosen` is the store that the mother chose herself: it goes before
    the rule's where the policy lets her and it can take the order. `waiting_since` is when the order began to look for a
    store.
    """

    lng: float
    lat: float
    at: datetime
    her_stores: tuple[int, ...] = ()
    already_offered: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    only: frozenset[int] | None = None
    chosen: int | None = None
    offers_made: int = 0
    waiting_since: datetime | None = None


@dataclass(slots=True)
class Case:
    """One store before the checks."""

    store_id: int
    in_area: bool
    hours: Hours
    facts: StoreFacts
    request: RouteRequest
    policy: Policy
    deadline: datetime | None = field(default=None)  # set by the check that needs it, read by who makes the offer


def deadline(hours: Hours, at: datetime, policy: Policy) -> datetime | None:
    """When an offer made at `at` expires: the acceptance minutes, of open time or plain. None if beyond 60 days."""
    minutes = timedelta(minutes=policy.acceptance_minutes)
    return at.astimezone(SHANGHAI) + minutes if policy.clock == "wall" else hours.add_open(at, minutes)


def is_not_active(case: Case) -> bool:
    """The store is suspended or closed."""
    return case.facts.status != ACTIVE


def is_paused(case: Case) -> bool:
    """The store asked for no orders for now."""
    return case.facts.paused


def is_at_capacity(case: Case) -> bool:
    """The store has as many live orders as it can carry."""
    return case.facts.capacity is not None and case.facts.live_orders >= case.facts.capacity


def is_out_of_area(case: Case) -> bool:
    """The address lies outside of the store's delivery area."""
    return not case.in_area


def is_out_of_stock(case: Case) -> bool:
    """At least one line cannot be filled."""
    return bool(case.facts.short_skus)


def opens_too_late(case: Case) -> bool:
    """Its acceptance hour would end after the longest wait."""
    case.deadline = deadline(case.hours, case.request.at, case.policy)
    latest = case.request.at + timedelta(minutes=case.policy.longest_wait_minutes)
    return case.deadline is None or case.deadline > latest


def has_no_device(case: Case) -> bool:
    """The store is open and no phone would ring there, where the policy wants one. Before it opens nobody need be there."""
    return case.policy.require_device and not case.facts.device_online and case.hours.is_open(case.request.at)


def is_already_offered(case: Case) -> bool:
    """The store has had this order before."""
    return case.store_id in case.request.already_offered


def is_excluded_by_person(case: Case) -> bool:
    """Customer service ruled the store out, or ruled others in."""
    only = case.request.only
    return case.store_id in case.request.excluded or (only is not None and case.store_id not in only)


CHECKS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("not_active", is_not_active),
    ("paused", is_paused),
    ("at_capacity", is_at_capacity),
    ("out_of_area", is_out_of_area),
    ("out_of_stock", is_out_of_stock),
    ("opens_too_late", opens_too_late),
    ("no_device", has_no_device),
    ("already_offered", is_already_offered),
    ("excluded_by_person", is_excluded_by_person),
)


def first_failing(case: Case) -> str | None:
    """The name of the first check the store fails, None when it may take the order."""
    for name, fails in CHECKS:
        if fails(case):
            return name
    return None
