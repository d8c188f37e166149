"""The life cycles of orders, offers, deliveries and refunds, as tables that are proved at start-up."""

from collections.abc import Mapping
from dataclasses import dataclass

Steps = Mapping[str, tuple[str, ...]]


class LifeCycleError(Exception):
    """A life cycle's table contradicts itself."""


@dataclass(frozen=True, eq=False)
class Machine:
    """A life cycle: where it begins, and from each state those that may follow. A state without steps is an end."""

    name: str
    initial: tuple[str, ...]
    steps: Steps

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order of the table."""
        return tuple(self.steps)

    @property
    def ends(self) -> tuple[str, ...]:
        """The states that nothing follows."""
        return tuple(state for state, following in self.steps.items() if not following)

    def can(self, before: str, after: str) -> bool:
        """Whether `after` may follow `before`. ValueError on a name that is no state: a typo must not read as "no"."""
        for state in (before, after):
            if state not in self.steps:
                raise ValueError(f"{state!r} is not a state of {self.name}")
        return after in self.steps[before]


# "needs_person -> accepted" is absent on purpose: a person too assigns by an offer, which the store answers.
ORDER = Machine(
    "order",
    ("awaiting_payment", "paid"),  # cash on delivery enters at paid
    {
        "awaiting_payment": ("paid", "cancelled"),
        "paid": ("offered", "needs_person", "cancelled"),
        "offered": ("accepted", "paid", "needs_person", "cancelled"),
        "accepted": ("out_for_delivery", "paid", "needs_person", "cancelled"),
        "needs_person": ("offered", "cancelled"),
        "out_for_delivery": ("delivered", "needs_person"),
        "delivered": ("completed",),
        "completed": (),
        "cancelled": (),
    },
)

OFFER = Machine(
    "offer",
    ("open",),
    {
        "open": ("accepted", "declined", "expired", "withdrawn"),
        "accepted": (),
        "declined": (),
        "expired": (),
        "withdrawn": (),
    },
)

DELIVERY = Machine(
    "delivery",
    ("picking",),
    {
        "picking": ("on_the_road", "given_back", "cancelled"),
        "on_the_road": ("delivered", "failed"),
        "delivered": (),
        "failed": (),
        "given_back": (),
        "cancelled": (),
    },
)

REFUND = Machine(
    "refund",
    ("requested",),
    {
        "requested": ("approved", "rejected"),
        "approved": ("processing",),
        "processing": ("succeeded", "failed"),
        "succeeded": (),
        "failed": (),
        "rejected": (),
    },
)

MACHINES = (ORDER, OFFER, DELIVERY, REFUND)


def can(machine: Machine, before: str, after: str) -> bool:
    """Whether `after` may follow `before` in this life cycle."""
    return machine.can(before, after)


def check_life_cycles() -> None:
    """Prove every table; called once at start-up. LifeCycleError names what is wrong."""
    for machine in MACHINES:
        check_life_cycle(machine)


def check_life_cycle(machine: Machine) -> None:
    """Every state named is known, every state can be reached, and from every state an end can be reached."""
    named = {*machine.initial, *(after for following in machine.steps.values() for after in following)}
    _refuse(machine, "unknown", named - machine.steps.keys())
    _refuse(machine, "unreachable", machine.steps.keys() - _reached(machine.steps, machine.initial))
    backward = {
        state: tuple(before for before, following in machine.steps.items() if state in following)
        for state in machine.steps
    }
    _refuse(machine, "never ending", machine.steps.keys() - _reached(backward, machine.ends))


def _reached(steps: Steps, start: tuple[str, ...]) -> set[str]:
    reached: set[str] = set()
    front = list(start)
    while front:
        state = front.pop()
        if state not in reached:
            reached.add(state)
            front.extend(steps[state])
    return reached


def _refuse(machine: Machine, what: str, states: set[str]) -> None:
    if states:
        raise LifeCycleError(f"{machine.name}: {what} state {', '.join(sorted(states))}")
