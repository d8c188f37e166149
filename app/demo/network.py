"""The demo network: real points under invented shops, and the thirty stores that can log in."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from app.demo import naming, shape
from app.demo.source import PROVINCE_LETTERS, SourcePoint
from app.demo.streets import fallback_street, street_of
from app.stores.district_names import short_district, short_place
from app.stores.districts import DistrictIndex

SEED = "jindan-demo-1"
CITIES = {"上海市": 60, "杭州市": 9, "苏州市": 8, "北京市": 7, "广州市": 6, "深圳市": 5, "成都市": 5}  # weights
STAFFED_CITY = "上海市"
STAFFED_CENTRE = (121.5270, 31.2290)  # 世纪大道, WGS-84
STAFFED_STORES = 30
_SUCCESSOR_WITHIN_M = 10_000


@dataclass(frozen=True, slots=True)
class DemoStore:
    """One row of stores.csv with what the other files need to know of it."""

    code: str
    name: str
    chain: str
    city: str
    district: str
    address: str
    street: str
    phone: str
    point: SourcePoint
    hours: str
    radius_m: int | None
    area_wkt: str | None
    capacity: int | None
    status: str = "active"
    successor: str = ""

    def row(self) -> tuple[object, ...]:
        """As in stores.csv; the point is GCJ-02."""
        place = (f"{self.point.lng_gcj02:.6f}", f"{self.point.lat_gcj02:.6f}", "gcj02")
        limits = (self.radius_m or "", self.area_wkt or "", self.capacity or "")
        return (
            self.code,
            self.name,
            self.address,
            self.phone,
            *place,
            self.hours,
            *limits,
            self.status,
            self.successor,
        )


@dataclass(frozen=True, slots=True)
class Network:
    """Every store; the staffed ones, nearest to the centre first; the closed and the suspended one of the stories."""

    stores: tuple[DemoStore, ...]
    staffed: tuple[DemoStore, ...]
    closed: DemoStore
    suspended: DemoStore

    def in_city(self, city: str, *statuses: str) -> list[DemoStore]:
        """The stores of a city in one of these statuses; the active ones, when none is given."""
        return [store for store in self.stores if store.city == city and store.status in (statuses or ("active",))]


def settled(point: SourcePoint, districts: DistrictIndex) -> SourcePoint:
    """The point with a district that an import will not question.

    The source took its districts from finer polygons. Where ours, being simplified, put the point over 500 m
    off, and where ours know no district of that name, ours have the word.
    """
    named = f"{point.province}{point.city}{point.district}"
    if districts.named_in(named) and districts.check_point(named, point.lng_wgs84, point.lat_wgs84) is None:
        return point
    found = districts.district_at(point.lng_wgs84, point.lat_wgs84)
    if found is None:
        return point
    return replace(point, adcode=found.adcode, district=found.name, city=found.city, province=found.province)


def metres(a: SourcePoint, b: SourcePoint) -> float:
    """Rough metres between two sites; only ever used to choose, never to route."""
    return _metres(a.lng_wgs84, a.lat_wgs84, b.lng_wgs84, b.lat_wgs84)


def _metres(lng_a: float, lat_a: float, lng_b: float, lat_b: float) -> float:
    east = (lng_a - lng_b) * math.cos(math.radians((lat_a + lat_b) / 2))
    return math.hypot(east, lat_a - lat_b) * 111_195


def build(points: Sequence[SourcePoint]) -> Network:
    """The whole network from the real points; the same points give the same network."""
    stores = _stores(points)
    by_distance = sorted((s for s in stores if s.city == STAFFED_CITY), key=lambda s: (_from_centre(s), s.code))
    staffed = [replace(store, hours=_long_hours(store)) for store in by_distance[:STAFFED_STORES]]
    chains = {store.chain for store in staffed}
    closed, suspended = [s for s in by_distance[STAFFED_STORES:] if s.chain in chains][:2]
    closed = replace(closed, status="closed", successor=_nearest(closed, staffed, closed.chain).code)
    suspended = replace(suspended, status="suspended", hours=_long_hours(suspended))
    fixed = {store.code: store for store in (*staffed, closed, suspended)}
    changed = _with_statuses([fixed.get(store.code, store) for store in stores], frozenset(fixed))
    return Network(tuple(changed), tuple(staffed), closed, suspended)


def _from_centre(store: DemoStore) -> float:
    return _metres(store.point.lng_wgs84, store.point.lat_wgs84, *STAFFED_CENTRE)


def _long_hours(store: DemoStore) -> str:
    """Staffed stores stay open late, so that an evening's demo finds somebody at the counter."""
    return f"Mo-Su {store.hours.split()[1][:5]}-22:00"


def _stores(points: Sequence[SourcePoint]) -> list[DemoStore]:
    names = naming.StoreNames((point.city, point.district) for point in points)
    streets = _streets(points)
    counts: dict[str, int] = {}
    stores: list[DemoStore] = []
    for point in points:
        prefix = PROVINCE_LETTERS[point.province]
        counts[prefix] = counts.get(prefix, 0) + 1
        stores.append(_store(point, f"{prefix}{counts[prefix]:04d}", len(stores) + 1, streets[point.id], names))
    return sorted(stores, key=lambda store: store.code)


def _store(point: SourcePoint, code: str, serial: int, street: tuple[str, str], names: naming.StoreNames) -> DemoStore:
    rng = Random(f"{SEED}/store/{point.id}")
    chain = naming.chain_for(rng)
    hours = shape.hours(point.open_min, point.close_min, rng)
    radius_m, area_wkt = shape.reach(point.lng_gcj02, point.lat_gcj02, rng)
    number = street[1] or f"{rng.randint(1, 999)}号"
    parts = dict.fromkeys((point.province, point.city, point.district))  # 北京市 and 东莞市 are named once
    return DemoStore(
        code=code,
        name=names.take(chain, point.city, point.district, street[0]),
        chain=chain,
        city=point.city,
        district=point.district,
        address="".join(parts) + street[0] + number,
        street=street[0],
        phone=naming.store_phone(point.city, serial),
        point=point,
        hours=hours,
        radius_m=radius_m,
        area_wkt=area_wkt,
        capacity=shape.capacity(rng),
    )


def _streets(points: Sequence[SourcePoint]) -> dict[int, tuple[str, str]]:
    """Each site's street and number; a site without one takes the nearest street of its district."""
    known: dict[int, tuple[str, str]] = {}
    by_district: dict[str, list[SourcePoint]] = {}
    for point in points:
        places = (short_place(point.province), short_place(point.city), short_district(point.district))
        if street := street_of(point.raw_address, places):
            known[point.id] = street
            by_district.setdefault(point.adcode, []).append(point)
    return {point.id: known.get(point.id) or _borrowed(point, by_district, known) for point in points}


def _borrowed(
    point: SourcePoint, by_district: dict[str, list[SourcePoint]], known: dict[int, tuple[str, str]]
) -> tuple[str, str]:
    neighbours = by_district.get(point.adcode, [])
    if not neighbours:
        return fallback_street(point.id), ""
    return known[min(neighbours, key=lambda other: metres(point, other)).id][0], ""


def _nearest(store: DemoStore, among: Iterable[DemoStore], chain: str) -> DemoStore:
    same = (other for other in among if other.chain == chain and other.status == "active" and other.code != store.code)
    return min(same, key=lambda other: (metres(store.point, other.point), other.code))


def _with_statuses(stores: list[DemoStore], fixed: frozenset[str]) -> list[DemoStore]:
    """About 1 % suspended and 0.5 % closed with a successor nearby; stores of the stories keep theirs."""
    rng = Random(f"{SEED}/statuses")
    free = [index for index, store in enumerate(stores) if store.code not in fixed]
    drawn = rng.sample(free, len(stores) * 17 // 1000)
    suspended, closing = drawn[: len(stores) // 100], drawn[len(stores) // 100 :]
    for index in suspended:
        stores[index] = replace(stores[index], status="suspended")
    for index in closing:
        stores[index] = replace(stores[index], status="closed")
    for index in closing:
        stores[index] = _succeeded(stores[index], stores)
    return stores


def _succeeded(store: DemoStore, stores: list[DemoStore]) -> DemoStore:
    """A closed store with its successor; a lonely one stays open after all."""
    near = [o for o in stores if o.city == store.city and metres(o.point, store.point) < _SUCCESSOR_WITHIN_M]
    if not any(other.chain == store.chain and other.status == "active" for other in near):
        return replace(store, status="active")
    return replace(store, successor=_nearest(store, near, store.chain).code)
