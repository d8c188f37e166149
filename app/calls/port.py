"""The port of masked numbers (隐私号): whoever lends the house such numbers implements ``CallPort``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class CallsUnavailable(Exception):
    """The provider gave no number. Carries no phone: exceptions are logged."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that connects two people with each other, and by what the provider knows the binding."""

    number: str
    reference: str


class CallPort(Protocol):
    """Binds two phones to a number; each of the two who calls it reaches the other (an AXB binding)."""

    def bind(self, order_no: str, a: str, b: str, until: datetime) -> Bound:
        """A number for ``a`` (the store's side) and ``b`` (hers) until ``until``. Any exception: there is none now."""

    def release(self, reference: str) -> None:
        """The binding ends. One that has ended already is no error."""
