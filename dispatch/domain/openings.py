"""Which of many stores are open at one instant, answered with a table of bits."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.hours import SHANGHAI, Hours
from dispatch.domain.hours_text import WEEK_MIN, week_spans


class Openings:
    """The opening hours of rows of stores. Equal hours share one line of the table; instances never change.

    Sittings begin and end on whole minutes, so the minute that an instant lies in decides, exactly.
    """

    def __init__(self, hours: Sequence[Hours]) -> None:
        specs = list(dict.fromkeys(hours))
        self._specs = specs
        number = {spec: i for i, spec in enumerate(specs)}
        self._spec_of = np.array([number[each] for each in hours], dtype=np.intp)
        self._bits = _bit_table(specs)
        dated: dict[int, list[int]] = {}
        for i, spec in enumerate(specs):
            for day in spec.touched_days():
                dated.setdefault(day, []).append(i)
        self._dated = {day: np.array(each, dtype=np.intp) for day, each in dated.items()}

    def are_open(self, rows: NDArray[np.intp], at: datetime) -> NDArray[np.bool_]:
        """For each row, whether it is open at the instant."""
        local = at.astimezone(SHANGHAI)
        minute = local.weekday() * 1440 + local.hour * 60 + local.minute
        spec_of = self._spec_of[rows]
        is_open: NDArray[np.bool_] = (self._bits[spec_of, minute >> 3] & (128 >> (minute & 7))) != 0
        dated = self._dated.get(local.toordinal())
        if dated is not None:
            self._override(is_open, spec_of, set(dated.tolist()), at)
        return is_open

    def _override(self, is_open: NDArray[np.bool_], spec_of: NDArray[np.intp], dated: set[int], at: datetime) -> None:
        for spec in dated.intersection(spec_of.tolist()):
            is_open[spec_of == spec] = self._specs[spec].is_open(at)


def _bit_table(specs: Iterable[Hours]) -> NDArray[np.uint8]:
    """One line a spec, one bit a minute of the week, exceptions left out."""
    lines = []
    for spec in specs:
        line = np.zeros(WEEK_MIN, dtype=np.bool_)
        for start, end in week_spans(spec.week):
            line[start:end] = True
        lines.append(np.packbits(line))
    return np.array(lines, dtype=np.uint8).reshape(len(lines), WEEK_MIN // 8)
