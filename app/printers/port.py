"""What the house asks of cloud printers. Every call is one HTTP exchange (or two), never inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Style = Literal["title", "strong", "plain"]
WIDTH = 32  # half-width letters a line on 58 mm paper
RULE = "-" * WIDTH


class PrinterError(Exception):
    """The provider did not do what was asked. The message is a code of ours and the provider's number, never its words."""

    def __init__(self, code: str, number: object = None) -> None:
        super().__init__(code if number is None else f"{code} {number}")
        self.code = code


class PrinterRefused(PrinterError):
    """The provider said no: a wrong key, an unknown printer, a bad account. Asking again will not help."""


class PrinterUnavailable(PrinterError):
    """No answer, a server error, asked too often; asking again later may help."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a slip. What the providers take for marks of their own is written full-width."""

    text: str
    style: Style = "plain"

    @property
    def safe(self) -> str:
        """The text without anything that a provider would read as a mark."""
        return self.text.replace("<", "＜").replace(">", "＞").replace("\n", " ")


Slip = tuple[Line, ...]


class PrinterPort(Protocol):
    """One provider. Raises ``PrinterRefused`` or ``PrinterUnavailable``."""

    name: str

    def add(self, serial: str, key: str, label: str) -> None:
        """Let our account use this printer; ``key`` stands on its underside."""

    def remove(self, serial: str) -> None:
        """Use it no more; one that is not ours any more is removed already."""

    def print(self, serial: str, slip: Slip, once: str) -> str:
        """Have it printed, now or when the printer is back; the provider's number of the job.

        ``once`` (letters and digits, at most 32): the same again within two hours is the same job, where the provider knows how.
        """

    def is_printed(self, serial: str, number: str) -> bool:
        """Whether this job came out."""

    def cancel(self, serial: str, number: str) -> bool:
        """Take back a job that has not come out; False where the provider cannot, or it is too late."""

    def condition(self, serial: str) -> str:
        """``online``, ``offline`` or ``no_paper`` (or anything else that keeps it from printing)."""


Printers = Mapping[str, PrinterPort]
