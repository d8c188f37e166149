"""Stores, requests and geometry for the tests of routing."""

from datetime import datetime, timedelta
from math import cos, pi, radians, sin

from geopy.distance import geodesic
from shapely.geometry import Polygon

from dispatch.domain.eligibility import RouteRequest
from dispatch.domain.hours import SHANGHAI, Hours
from dispatch.domain.index import StoreShape
from dispatch.domain.policy import Policy

SHANGHAI_SQUARE = (121.4737, 31.2304)
DAYTIME = Hours.parse("Mo-Su 09:00-21:00")
NIGHTS = Hours.parse("Mo-Su 18:00-02:00")
NEVER = Hours.parse("Mo-Su off")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=SHANGHAI)
POLICY = Policy(version=1)


def store(number, east_m=0.0, north_m=0.0, hours=DAYTIME, **more):
    """A store so far from the middle of Shanghai; its code is its number."""
    lng, lat = moved(*SHANGHAI_SQUARE, east_m, north_m)
    return StoreShape(number, f"S{number:04d}", lng, lat, hours, **more)


def moved(lng, lat, east_m, north_m):
    return lng + east_m / (111_320 * cos(radians(lat))), lat + north_m / 110_900


def request(**more):
    lng, lat = SHANGHAI_SQUARE
    return RouteRequest(**{"lng": lng, "lat": lat, "at": NOON, **more})


def at(clock, day=24):
    """`9:30` or `9:30:15` on a Tuesday."""
    return datetime(2026, 11, day, *map(int, clock.split(":")), tzinfo=SHANGHAI)


def polygon_around(lng, lat, radius_m, corners=7):
    turns = [2 * pi * corner / corners for corner in range(corners)]
    return Polygon([moved(lng, lat, radius_m * cos(turn), radius_m * sin(turn)) for turn in turns])


def point_at(lng, lat, metres, bearing):
    """The point exactly so far away on the ellipsoid."""
    there = geodesic(meters=metres).destination((lat, lng), bearing)
    return there.longitude, there.latitude


MINUTES = timedelta(minutes=1)
