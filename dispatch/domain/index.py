"""All stores at once: who delivers to a point, in exactly the order of the true geodesic."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dispatch.domain.field import Field, Rows, Seen, joined
from dispatch.domain.geo import Floats, check_finite, latitude_reach
from dispatch.domain.hours import Hours
from dispatch.domain.openings import Openings

REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class StoreShape:
    """What routing needs of a store and what seldom changes: its WGS-84 point, hours and delivery area.

    `area` (a WGS-84 polygon) goes before `radius_m`; with neither, the policy's radius holds.
    """

    id: int
    code: str
    lng: float
    lat: float
    hours: Hours
    radius_m: float | None = None
    area: BaseGeometry | None = None


class StoreIndex:
    """An immutable picture of all stores; build a new one when a store changes. Safe to share between threads."""

    def __init__(self, shapes: Iterable[StoreShape]) -> None:
        # Rows run from south to north, so that a radius is a stretch of rows.
        self.shapes: tuple[StoreShape, ...] = tuple(sorted(shapes, key=lambda shape: (shape.lat, shape.code)))
        codes = [shape.code for shape in self.shapes]
        self._row_of = {shape.id: row for row, shape in enumerate(self.shapes)}
        if len(self._row_of) < len(codes) or len(set(codes)) < len(codes):
            raise ValueError("two stores share an id or a code")
        for shape in self.shapes:
            check_finite(shape.lng, shape.lat)
        self.field = Field([shape.lng for shape in self.shapes], [shape.lat for shape in self.shapes], codes)
        self._openings = Openings([shape.hours for shape in self.shapes])
        self._radii: dict[float, tuple[Floats, float]] = {}
        self._seen: dict[tuple[float, float, float], Seen] = {}
        areas = [(row, shape.area) for row, shape in enumerate(self.shapes) if shape.area is not None]
        self._area_rows = np.array([row for row, _ in areas], dtype=np.intp)
        self._areas = shapely.STRtree([area for _, area in areas])

    def __len__(self) -> int:
        return len(self.shapes)

    def __contains__(self, store_id: object) -> bool:
        return store_id in self._row_of

    def shape(self, store_id: int) -> StoreShape:
        """The store's shape; KeyError when the index does not know it."""
        return self.shapes[self._row_of[store_id]]

    def row(self, store_id: int) -> int | None:
        """The store's row, None when the index does not know it."""
        return self._row_of.get(store_id)

    def are_open(self, rows: Rows, at: datetime) -> NDArray[np.bool_]:
        """For each row, whether the store is open at the instant."""
        return self._openings.are_open(rows, at)

    def delivering_to(self, lng: float, lat: float, default_radius_m: float) -> Seen:
        """Every store whose delivery area holds the point, in no order. The border, of either kind, is inside.

        The last ``REMEMBERED`` points are remembered: an order follows its quotes.
        """
        place = (lng, lat, default_radius_m)
        seen = self._seen.get(place)
        if seen is None:
            seen = self._delivering_to(*place)
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[place] = seen
        return seen

    def _delivering_to(self, lng: float, lat: float, default_radius_m: float) -> Seen:
        check_finite(lng, lat)
        circles = self._circles_around(lng, lat, default_radius_m)
        if not self._area_rows.size:
            return circles
        hit = self._area_rows[self._areas.query(shapely.Point(lng, lat), "intersects")]
        return joined(circles, self.field.see(hit, lng, lat)) if hit.size else circles

    def nearest(self, lng: float, lat: float, count: int, without: Collection[int] = ()) -> Seen:
        """The `count` nearest rows that are not in `without`, nearest first."""
        check_finite(lng, lat)
        left = np.ones(len(self.shapes), dtype=np.bool_)
        left[list(without)] = False
        seen = self.field.see(np.flatnonzero(left), lng, lat)
        if seen.rows.size > count:  # keep every row that may be among them, given the errors
            place = np.argpartition(seen.estimate_m, count - 1)[count - 1]
            most_m = seen.estimate_m[place] + seen.error_m[place]
            seen = seen.take(np.flatnonzero(seen.estimate_m - seen.error_m <= most_m))
        return self.field.ordered(seen, np.zeros(seen.rows.size, dtype=np.bool_), lng, lat).take(slice(count))

    def _circles_around(self, lng: float, lat: float, default_radius_m: float) -> Seen:
        radii_m, reach = self._radii_m(default_radius_m)
        first, end = np.searchsorted(self.field.lats, (lat - reach, lat + reach)).tolist()
        band = self.field.see(np.arange(first, end), lng, lat, slice(first, end))
        spare_m = radii_m[first:end] - band.estimate_m
        inside = spare_m >= 0
        border = np.abs(spare_m) <= band.error_m
        if border.any():
            for place in np.flatnonzero(border).tolist():
                inside[place] = self.field.geodesic_m(first + place, lng, lat) <= radii_m[first + place]
        return band.take(np.flatnonzero(inside))

    def _radii_m(self, default_m: float) -> tuple[Floats, float]:
        """Each row's radius, negative where a polygon rules, and the degrees of latitude the widest one spans."""
        if default_m not in self._radii:
            radii = [-1.0 if shape.area is not None else shape.radius_m for shape in self.shapes]
            metres = np.array([default_m if each is None else each for each in radii], dtype=np.float64)
            self._radii[default_m] = metres, latitude_reach(float(metres.max(initial=0.0)))
        return self._radii[default_m]
