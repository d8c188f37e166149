"""The nearest store the slow way, written apart from the product: geopy's own geodesic, no index, no estimate.

One shortcut is taken, and it is safe: a straight line through the earth is never longer than the geodesic over it, so a store
whose chord is longer than its radius is out of reach, and its geodesic need not be worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely
from geopy.distance import geodesic
from numpy.typing import NDArray

from benchmarks.network import Point, Shop, shapes
from dispatch.domain.index import StoreShape
from dispatch.domain.policy import Policy

_A, _F = 6_378_137.0, 1 / 298.257223563  # WGS-84
_SLACK_M = 0.001  # the chord is worked out in floating point


@dataclass(frozen=True, slots=True)
class Answer:
    """The store a new customer's order goes to; None when nobody may take it."""

    store_id: int | None
    distance_m: float | None


def ecef(lngs: NDArray[np.float64], lats: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points on the ellipsoid, earth-centred, in metres."""
    lng, lat, e2 = np.radians(lngs), np.radians(lats), _F * (2 - _F)
    n = _A / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.stack([n * np.cos(lat) * np.cos(lng), n * np.cos(lat) * np.sin(lng), n * (1 - e2) * np.sin(lat)], axis=-1)


class Brute:
    """The rule over a list of stores for a customer who has never bought."""

    def __init__(self, shops: Sequence[Shop], policy: Policy) -> None:
        self.policy = policy
        self.shapes = shapes(list(shops))
        self._points = [(shop.lng, shop.lat) for shop in shops]
        self._active = [shop.status == "active" for shop in shops]
        self._ground = ecef(np.array([s.lng for s in self.shapes]), np.array([s.lat for s in self.shapes]))
        radii = [self._radius_m(shape) for shape in self.shapes]
        self._reach_m = np.array([-1.0 if radius is None else radius for radius in radii]) + _SLACK_M
        self._areas = [(place, shape.area) for place, shape in enumerate(self.shapes) if shape.area is not None]

    def nearest(self, point: Point, at: datetime) -> Answer:
        """By the rule: open now before closed, then by geodesic, then by code, and its hour must end in time."""
        found = [(metres, self.shapes[place]) for place, metres in self._inside(point) if self._active[place]]
        found.sort(key=lambda pair: (not pair[1].hours.is_open(at), pair[0], pair[1].code))
        for metres, shape in found:
            if self._in_time(shape, at):
                return Answer(shape.id, metres)
        return Answer(None, None)

    def _inside(self, point: Point) -> list[tuple[int, float]]:
        here = ecef(np.array(point[0]), np.array(point[1]))
        chords = np.sqrt(((self._ground - here) ** 2).sum(axis=1))
        inside = []
        for place in np.flatnonzero(chords <= self._reach_m).tolist():
            metres, radius = geodesic_m(point, self._points[place]), self._radius_m(self.shapes[place])
            if radius is not None and metres <= radius:
                inside.append((place, metres))
        spot = shapely.Point(point)
        covering = [place for place, area in self._areas if area.intersects(spot)]
        return inside + [(place, geodesic_m(point, self._points[place])) for place in covering]

    def _radius_m(self, shape: StoreShape) -> float | None:
        if shape.area is not None:
            return None
        return float(self.policy.default_radius_m if shape.radius_m is None else shape.radius_m)

    def _in_time(self, shape: StoreShape, at: datetime) -> bool:
        end = shape.hours.add_open(at, timedelta(minutes=self.policy.acceptance_minutes))
        return end is not None and end <= at + timedelta(minutes=self.policy.longest_wait_minutes)


def all_the_way(point: Point, shape: StoreShape) -> float:
    """geopy's geodesic in metres."""
    return float(geodesic((point[1], point[0]), (shape.lat, shape.lng)).m)


class Nearest:
    """The nearest of fixed points by true geodesic, those marked False left out; the earlier one of two equally near."""

    def __init__(self, points: Sequence[Point], among: Sequence[bool]) -> None:
        self._points, self._places = points, np.flatnonzero(np.array(among))
        self._ground = ecef(np.array([p[0] for p in points]), np.array([p[1] for p in points]))[self._places]

    def of(self, point: Point) -> int:
        """Its place in the list. A point whose chord is longer than a known geodesic cannot be nearer than that."""
        chords = np.sqrt(((self._ground - ecef(np.array(point[0]), np.array(point[1]))) ** 2).sum(axis=1))
        bound = geodesic_m(point, self._points[self._places[int(chords.argmin())]])
        near = self._places[np.flatnonzero(chords <= bound + _SLACK_M)].tolist()
        return min((geodesic_m(point, self._points[place]), place) for place in near)[1]


def geodesic_m(a: Point, b: Point) -> float:
    """geopy's geodesic in metres."""
    return float(geodesic((a[1], a[0]), (b[1], b[0])).m)


def nearest_of_all(point: Point, points: Sequence[Point]) -> float:
    """What a plain brute force does: the geodesic to every store, then the least."""
    return min(geodesic_m(point, other) for other in points)
