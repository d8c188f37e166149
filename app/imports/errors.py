"""What is wrong with a file, told by row and column; never with a value that is somebody's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

SHOWN = 50
_KEPT = 10_000


class CellError(NamedTuple):
    """One fault. ``row`` is what a spreadsheet shows, 1 being the header; ``column`` may be empty for a whole row."""

    row: int
    column: str
    what: str

    def __str__(self) -> str:
        where = f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.what}"


class BadFile(Exception):
    """The file cannot be taken, and nothing was written. ``lines`` say why, one fault each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(slots=True)
class Faults:
    """The faults found so far. A file that is wrong from top to bottom is counted, not remembered."""

    total: int = 0
    _kept: list[CellError] = field(default_factory=list)

    def add(self, error: CellError, more: int = 0) -> None:
        """Note one fault, and ``more`` of its kind that are not worth telling apart."""
        self.total += 1 + more
        if len(self._kept) < _KEPT:
            self._kept.append(error)

    def refuse_if_any(self) -> None:
        """Raises ``BadFile`` with the first 50 faults by row and the number of the others."""
        if self.total:
            shown = [str(error) for error in sorted(self._kept)[:SHOWN]]
            rest = self.total - len(shown)
            raise BadFile([*shown, f"and {rest:,} more"] if rest else shown)
