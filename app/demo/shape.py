"""How a demo store looks from outside: its hours, how far it delivers, how much it can take."""

import math
from random import Random

_EARLIEST, _LATEST = 8 * 60 + 30, 22 * 60
_SHOP_OPENINGS = ((510, 35), (540, 35), (570, 20), (600, 10))  # 08:30, 09:00, 09:30, 10:00
_METRES_PER_DEGREE = 111_195.0


def clock(minutes: int) -> str:
    """Minutes after midnight as 09:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hours(open_min: int, close_min: int, rng: Random) -> str:
    """The week of a mother-and-baby shop on the site of a real one: never before 08:30 nor after 22:00."""
    opening = rng.choices([m for m, _ in _SHOP_OPENINGS], weights=[w for _, w in _SHOP_OPENINGS])[0]
    start = max(opening, _EARLIEST, open_min if open_min < 12 * 60 else 0)
    end = min(_LATEST, close_min if close_min > 16 * 60 else _LATEST)
    style = rng.random()
    if style < 0.08:
        return f"Mo-Su {clock(start)}-12:00,13:30-{clock(end)}"
    if style < 0.22:
        weekend_end = min(_LATEST, end + rng.choice((-60, 30, 60)))
        weekend_end -= 60 * (weekend_end == end)
        return f"Mo-Fr {clock(start)}-{clock(end)}; Sa-Su {clock(max(start, 570))}-{clock(weekend_end)}"
    if style < 0.25:
        return (
            f"Mo-Th {clock(start)}-{clock(end)}; Fr-Sa {clock(start)}-{clock(_LATEST)}; Su {clock(start)}-{clock(end)}"
        )
    return f"Mo-Su {clock(start)}-{clock(end)}"


def offset(lng: float, lat: float, distance_m: float, bearing_rad: float) -> tuple[float, float]:
    """The point a few kilometres away, in the same datum; good to a per mille at such distances."""
    north, east = distance_m * math.cos(bearing_rad), distance_m * math.sin(bearing_rad)
    d_lng = east / (_METRES_PER_DEGREE * math.cos(math.radians(lat)))
    return round(lng + d_lng, 6), round(lat + north / _METRES_PER_DEGREE, 6)


def area_wkt(lng: float, lat: float, rng: Random) -> str:
    """A star-shaped delivery area around the store, 3 to 5 km wide from its middle, in the store's own datum."""
    corners, turn = rng.randint(6, 10), rng.random()
    ring = [
        offset(lng, lat, rng.uniform(3_000, 5_000), 2 * math.pi * (corner + turn + rng.uniform(-0.2, 0.2)) / corners)
        for corner in range(corners)
    ]
    return "POLYGON((" + ",".join(f"{x:.5f} {y:.5f}" for x, y in [*ring, ring[0]]) + "))"


def reach(lng: float, lat: float, rng: Random) -> tuple[int | None, str | None]:
    """(radius_m, area_wkt): a polygon for some, a radius of its own for others, the policy's radius for most."""
    draw = rng.random()
    if draw < 0.03:
        return None, area_wkt(lng, lat, rng)
    if draw < 0.13:
        return rng.randrange(3_000, 8_001, 500), None
    return None, None


def capacity(rng: Random) -> int | None:
    """How many orders at once; most stores set no limit."""
    return rng.randrange(15, 61, 5) if rng.random() < 0.2 else None
