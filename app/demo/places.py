"""Delivery points for the day at speed and the benchmark: homes around the stores of the demo's cities."""

import math
from collections.abc import Iterator
from random import Random

from app.demo.network import CITIES, SEED, DemoStore, Network
from app.demo.shape import offset
from app.stores.districts import DistrictIndex

PLACES = 2_000
# Weight, least and most metres from the store a home is drawn around: most around the corner, some beyond any area.
_DISTANCES_M = ((52, 150, 1_200), (24, 1_200, 3_000), (12, 3_000, 6_000), (12, 6_000, 25_000))


def place_rows(network: Network, districts: DistrictIndex) -> Iterator[tuple[str, str, str]]:
    """Rows of addresses.csv: WGS-84 points on land within their city."""
    rng = Random(f"{SEED}/places")
    pools = {city: network.in_city(city) for city in CITIES}
    for _ in range(PLACES):
        city = rng.choices(list(CITIES), weights=list(CITIES.values()))[0]
        lng, lat = _home(city, pools[city], districts, rng)
        yield f"{lng:.6f}", f"{lat:.6f}", city


def _home(city: str, stores: list[DemoStore], districts: DistrictIndex, rng: Random) -> tuple[float, float]:
    while True:
        point = rng.choice(stores).point
        _, least, most = rng.choices(_DISTANCES_M, weights=[band[0] for band in _DISTANCES_M])[0]
        lng, lat = offset(point.lng_wgs84, point.lat_wgs84, rng.uniform(least, most), rng.uniform(0, 2 * math.pi))
        district = districts.district_at(lng, lat)
        if district is not None and district.city == city:
            return lng, lat
