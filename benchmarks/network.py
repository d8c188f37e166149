"""Networks of 100, 1,000 and 10,000 stores with the same hundred around the customers, so that only the size differs.

The customers live in the middle of one city. The hundred stores nearest to that middle are in every network; the rest of
the larger ones lie farther away than any store of the hundred, and no store out there delivers to a customer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import shapely

from app.demo import files
from app.imports.areas import area_in_wgs84
from dispatch.domain.datum import to_wgs84
from dispatch.domain.hours import Hours
from dispatch.domain.index import StoreIndex, StoreShape

SEED = "jindan-bench-1"
SIZES = (100, 1_000, 10_000)
# Chongqing, WGS-84: a hundred stores within 12.6 km, the next one at 12.9 km.
MIDDLE = (106.55, 29.57)
AROUND = 100
CUSTOMERS_WITHIN_M = 4_000.0
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Shop:
    """A store of a benchmark; the point is WGS-84."""

    code: str
    name: str
    address: str
    phone: str
    lng: float
    lat: float
    hours: str
    radius_m: int | None
    area_wkt: str | None
    capacity: int | None
    status: str


Point = tuple[float, float]


def apart_m(a: Point, b: Point) -> float:
    """Roughly how far apart, in metres: enough to draw samples by, never to rank by."""
    east = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(east, a[1] - b[1]) * METRES_PER_DEGREE


def moved(point: Point, metres: float, bearing: float) -> Point:
    """The point ``metres`` away; good to a per mille at some kilometres."""
    north, east = metres * math.cos(bearing), metres * math.sin(bearing)
    lng = point[0] + east / (METRES_PER_DEGREE * math.cos(math.radians(point[1])))
    return round(lng, 7), round(point[1] + north / METRES_PER_DEGREE, 7)


@cache
def demo_shops() -> tuple[Shop, ...]:
    """The demo network, nearest to the customers' middle first."""
    shops = [_shop(row) for row in files.read(files.STORES)]
    return tuple(sorted(shops, key=lambda shop: apart_m((shop.lng, shop.lat), MIDDLE)))


def _shop(row: dict[str, str]) -> Shop:
    lng, lat = to_wgs84(float(row["lng"]), float(row["lat"]), row["datum"])
    return Shop(
        row["code"], row["name"], row["address"], row["phone"], lng, lat, row["hours"],
        int(row["radius_m"]) if row["radius_m"] else None,
        area_in_wgs84(row["area_wkt"], row["datum"]) if row["area_wkt"] else None,
        int(row["capacity"]) if row["capacity"] else None, row["status"],
    )  # fmt: skip


def network(size: int) -> list[Shop]:
    """``size`` stores (100 to 10,000): the same hundred around the customers, the others elsewhere."""
    rng = Random(f"{SEED}/network/{size}")
    near, far = list(demo_shops()[:AROUND]), list(demo_shops()[AROUND:])
    if size <= AROUND + len(far):
        return near + rng.sample(far, size - AROUND)
    return near + far + [_copy(number, far, rng) for number in range(size - AROUND - len(far))]


def _copy(number: int, far: list[Shop], rng: Random) -> Shop:
    """One more shop near a real site: a street or two on, never near the customers. It has no polygon of its own."""
    edge_m = apart_m((far[0].lng, far[0].lat), MIDDLE)
    while True:
        base = rng.choice(far)
        lng, lat = moved((base.lng, base.lat), rng.uniform(150, 2_500), rng.uniform(0, 2 * math.pi))
        if apart_m((lng, lat), MIDDLE) >= edge_m:
            return replace(base, code=f"X{number:05d}", lng=lng, lat=lat, area_wkt=None)


def customers(count: int, name: str = "customers") -> list[Point]:
    """Points around the middle, evenly spread; the same ones for every size of network."""
    rng = Random(f"{SEED}/{name}")
    return [
        moved(MIDDLE, CUSTOMERS_WITHIN_M * math.sqrt(rng.random()), rng.uniform(0, 2 * math.pi)) for _ in range(count)
    ]


def homes_anywhere(shops: list[Shop], count: int, name: str) -> Iterator[Point]:
    """Points over the whole network: most near a store, some where nobody delivers."""
    rng = Random(f"{SEED}/{name}")
    for _ in range(count):
        shop = rng.choice(shops)
        metres = rng.choice((rng.uniform(0, 1_500), rng.uniform(0, 6_000), rng.uniform(3_000, 30_000)))
        yield moved((shop.lng, shop.lat), metres, rng.uniform(0, 2 * math.pi))


def shapes(shops: list[Shop]) -> list[StoreShape]:
    """As routing holds them in memory; a store's id is its place in the list, from 1."""
    weeks: dict[str, Hours] = {}
    return [
        StoreShape(
            number, shop.code, shop.lng, shop.lat, weeks.setdefault(shop.hours, Hours.parse(shop.hours)),
            shop.radius_m, shapely.from_wkt(shop.area_wkt) if shop.area_wkt else None,
        )
        for number, shop in enumerate(shops, 1)
    ]  # fmt: skip


def index(shops: list[Shop]) -> StoreIndex:
    return StoreIndex(shapes(shops))
