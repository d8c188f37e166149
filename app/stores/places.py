"""Finding one's way on a map without tiles: the district an address names, its outline, the shops around a point.

A coarse geocoder: good enough to open a map where she then puts the pin herself, never to deliver by. All points WGS-84.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import shapely

from app.stores.book import StoreBook, StoreCard
from app.stores.districts import shipped

LANDMARKS = 30
_OUTLINE_DEGREES = 0.002  # some 200 m: an outline on a phone, not a border
_ROAD = re.compile(r"[\u4e00-\u9fff]{2,5}?(?:大道|大街|路|街|巷|弄)")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Roughly where an address is: its district, a point to open the map at (``on_road``: by a shop of that very road),
    the district's rings.
    """

    district: str
    centre: Point
    on_road: bool
    rings: list[list[Point]]


def whereabouts(book: StoreBook, address: str) -> Whereabouts | None:
    """Where to open the map for a typed address; None when it names no district."""
    named = shipped().named_in(address)
    if not named:
        return None
    area = shipped().area(named[0])
    centre, on_road = _centre(book, area, address.partition(named[0].name)[2])
    return Whereabouts(f"{named[0].city}{named[0].name}", centre, on_road, _rings(area))


def landmarks(book: StoreBook, lng: float, lat: float) -> list[tuple[StoreCard, Point]]:
    """The shops around a point, the nearest first."""
    rows = book.index.nearest(lng, lat, min(LANDMARKS, len(book.index))).rows.tolist() if len(book.index) else []
    shapes = [book.index.shapes[row] for row in rows]
    return [(book.cards[shape.id], (shape.lng, shape.lat)) for shape in shapes]


def _centre(book: StoreBook, area: shapely.Geometry, rest: str) -> tuple[Point, bool]:
    """Where shops of the district stand on the road that is named (True); else amid its shops; else amid the district."""
    inside = [book.index.shapes[row] for row in np.flatnonzero(_within(book, area)).tolist()]
    roads = _ROAD.findall(rest)
    on_road = [shape for shape in inside if any(road in book.cards[shape.id].address for road in roads)]
    if not (shapes := on_road or inside):
        return shapely.get_coordinates(shapely.point_on_surface(area))[0].tolist(), False
    points = np.array([(shape.lng, shape.lat) for shape in shapes])
    lng, lat = points[np.argmin(np.abs(points - np.median(points, axis=0)).sum(axis=1))].tolist()
    return (lng, lat), bool(on_road)


def _within(book: StoreBook, area: shapely.Geometry) -> np.ndarray:
    points = np.array([(shape.lng, shape.lat) for shape in book.index.shapes]).reshape(-1, 2)
    within: np.ndarray = shapely.contains_xy(area, points[:, 0], points[:, 1])
    return within


def _rings(area: shapely.Geometry) -> list[list[Point]]:
    parts = shapely.get_parts(shapely.simplify(area, _OUTLINE_DEGREES))
    return [shapely.get_coordinates(shapely.get_exterior_ring(part)).tolist() for part in parts]
