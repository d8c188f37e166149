"""Random networks with everything that makes routing hard, and random orders in them."""

from datetime import date, datetime, timedelta

from dispatch.domain.eligibility import RouteRequest, StoreFacts
from dispatch.domain.hours import SHANGHAI, Hours
from dispatch.domain.index import StoreShape

from .builders import moved, point_at, polygon_around

CITIES = [
    (121.47, 31.23),
    (116.40, 39.90),
    (113.26, 23.13),
    (104.06, 30.67),
    (126.63, 45.75),
    (87.61, 43.79),
    (109.5, 18.25),
]
TEXTS = [
    "Mo-Su 09:00-21:00",
    "Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00",
    "Mo-Su 08:30-22:30",
    "Mo-Sa 10:00-19:00",
    "Mo-Su 18:00-02:00",
    "Mo-Su 00:00-24:00",
    "Mo-Su off",
]
HOLIDAY = {date(2026, 11, 25): (), date(2026, 11, 26): ((720, 900),)}
HOURS = [Hours.parse(text) for text in TEXTS]
HOURS += [hours.with_exceptions(HOLIDAY) for hours in HOURS[:4]]


def stores(rng, count):
    """Clusters around cities, one store in ten under the roof of another; radii, areas and hours of every kind."""
    shapes = []
    for number in range(1, count + 1):
        lng, lat = moved(*rng.choice(CITIES), rng.gauss(0, 9000), rng.gauss(0, 9000))
        if shapes and rng.random() < 0.1:
            lng, lat = shapes[-1].lng, shapes[-1].lat
        more = {}
        if rng.random() < 0.2:
            more["radius_m"] = rng.choice([800, 3000, 12_000])
        elif rng.random() < 0.2:
            more["area"] = polygon_around(lng, lat, rng.uniform(1000, 12_000), rng.randrange(3, 12))
        code = f"S{rng.randrange(10**9):09d}-{number}"
        shapes.append(StoreShape(number, code, lng, lat, rng.choice(HOURS), **more))
    return shapes


def order(rng, shapes):
    """An order near some store: at random, exactly on it, at exactly its radius, on a corner of its area."""
    near = rng.choice(shapes)
    lng, lat = moved(near.lng, near.lat, rng.gauss(0, 4000), rng.gauss(0, 4000))
    trick = rng.random()
    if trick < 0.1:
        lng, lat = near.lng, near.lat
    elif trick < 0.3:
        lng, lat = point_at(near.lng, near.lat, near.radius_m or 5000, rng.uniform(0, 360))
    elif trick < 0.4 and near.area is not None:
        lng, lat = rng.choice(list(near.area.exterior.coords))
    peers = [shape.id for shape in shapes if abs(shape.lng - near.lng) + abs(shape.lat - near.lat) < 0.06]
    hers = rng.sample([*peers, near.id, rng.choice(shapes).id, -1], rng.randrange(1, 3)) if rng.random() < 0.5 else ()
    local = [near.id + step for step in range(-3, 4)]
    return RouteRequest(
        lng=lng,
        lat=lat,
        at=datetime(2026, 11, 22, tzinfo=SHANGHAI) + timedelta(seconds=rng.uniform(0, 6 * 86400)),
        her_stores=tuple(dict.fromkeys(hers)),
        already_offered=frozenset(rng.sample(local, rng.randrange(3))),
        excluded=frozenset(rng.sample(local, 1) if rng.random() < 0.1 else ()),
        only=frozenset(rng.sample(local, 5)) if rng.random() < 0.05 else None,
    )


def facts(rng, shapes):
    """The fast-changing facts of half of the stores."""
    return {
        shape.id: StoreFacts(
            shape.id,
            rng.choice(["active"] * 5 + ["suspended", "closed"]),
            rng.random() < 0.1,
            rng.choice([None, None, 1, 3]),
            rng.randrange(3),
            rng.choice([(), (), (), ("A2-800",)]),
            rng.random() < 0.7,
        )
        for shape in shapes
        if rng.random() < 0.5
    }
