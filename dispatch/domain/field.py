"""Points on the ground seen from one point: estimated distances for all, geodesics where the estimate cannot tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.geo import Floats, arc_m, distance_m, ecef, ecef_many, error_m, is_beyond_estimate

Rows = NDArray[np.intp]
_EXACT_BEYOND_M = 20_000.0  # nearer than this the estimate is within a tenth of a millimetre


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows seen from one point, each with its estimated distance and how far off that can be, in metres."""

    rows: Rows
    estimate_m: Floats
    error_m: Floats

    def take(self, places: NDArray[np.intp] | slice) -> "Seen":
        """Some of them, by place."""
        return Seen(self.rows[places], self.estimate_m[places], self.error_m[places])


def joined(a: Seen, b: Seen) -> Seen:
    """Both, one after the other."""
    return Seen(
        np.concatenate((a.rows, b.rows)),
        np.concatenate((a.estimate_m, b.estimate_m)),
        np.concatenate((a.error_m, b.error_m)),
    )


class Field:
    """Fixed WGS-84 points, by row, each with a name that settles equal distances. Never changes."""

    def __init__(self, lngs: Sequence[float], lats: Sequence[float], names: Sequence[str]) -> None:
        self.lngs = np.array(lngs, dtype=np.float64)
        self.lats = np.array(lats, dtype=np.float64)
        self._x, self._y, self._z = ecef_many(self.lngs, self.lats)
        self._place = np.empty(len(names), dtype=np.intp)
        self._place[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))

    def geodesic_m(self, row: int, lng: float, lat: float) -> float:
        """The exact distance of one row."""
        return distance_m(lng, lat, float(self.lngs[row]), float(self.lats[row]))

    def see(self, rows: Rows, lng: float, lat: float, stretch: slice | None = None) -> Seen:
        """The rows with estimates; `stretch` says the same rows as a slice when they are one, which is faster."""
        pick = rows if stretch is None else stretch
        x, y, z = ecef(lng, lat)
        dx, dy, dz = self._x[pick] - x, self._y[pick] - y, self._z[pick] - z
        chord_m = np.sqrt(dx * dx + dy * dy + dz * dz)
        estimate_m = arc_m(chord_m)
        if is_beyond_estimate(chord_m):
            estimate_m = np.array([self.geodesic_m(row, lng, lat) for row in rows.tolist()], dtype=np.float64)
        return Seen(rows, estimate_m, error_m(estimate_m, chord_m))

    def ordered(self, seen: Seen, last: NDArray[np.bool_], lng: float, lat: float) -> Seen:
        """Sorted: those not marked `last` first, then by true geodesic, then by name."""
        order = np.lexsort((self._place[seen.rows], seen.estimate_m, last))
        seen, last = seen.take(order), last[order]
        gap_m = np.diff(seen.estimate_m)
        doubtful = (gap_m <= seen.error_m[1:] + seen.error_m[:-1]) & (last[1:] == last[:-1])
        if doubtful.any():
            for first, end in _runs(np.flatnonzero(doubtful).tolist()):
                self._settle(seen, slice(first, end), lng, lat)
        return seen

    def exact_m(self, seen: Seen, place: int, lng: float, lat: float) -> float:
        """The distance to tell people: the estimate while it is as good as the geodesic, else the geodesic."""
        estimate_m = float(seen.estimate_m[place])
        return estimate_m if estimate_m < _EXACT_BEYOND_M else self.geodesic_m(int(seen.rows[place]), lng, lat)

    def _settle(self, seen: Seen, run: slice, lng: float, lat: float) -> None:
        """Put a run that the estimate cannot order into its true order, in place."""
        rows: list[int] = seen.rows[run].tolist()
        points = {(float(self.lngs[row]), float(self.lats[row])) for row in rows}
        if len(points) == 1:  # stores under one roof are equally far: their names decide
            seen.rows[run] = sorted(rows, key=self._place.__getitem__)
            return
        metres = {point: distance_m(lng, lat, *point) for point in points}
        truth = [(metres[float(self.lngs[row]), float(self.lats[row])], int(self._place[row]), row) for row in rows]
        truth.sort()
        seen.rows[run] = [row for _, _, row in truth]
        seen.estimate_m[run] = [metre for metre, _, _ in truth]


def _runs(doubtful: list[int]) -> list[tuple[int, int]]:
    """Places i where i and i + 1 are in doubt -> (first, end) of each unbroken run."""
    breaks = [i for i, (a, b) in enumerate(pairwise(doubtful), 1) if b != a + 1]
    starts, ends = [0, *breaks], [*breaks, len(doubtful)]
    return [(doubtful[start], doubtful[end - 1] + 2) for start, end in zip(starts, ends, strict=True)]
