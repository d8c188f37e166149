"""The district a point lies in, the district an address names, and whether the two agree.

Polygons are WGS-84 and simplified (see data/README.md), so a border is right to a few hundred metres: good for a
warning at an import, not for a delivery area.
"""

import gzip
import json
import math
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from geopy.distance import geodesic

from app.stores.district_names import District, NameTable

__all__ = [
    "COAST_TOLERANCE_M",
    "TOLERANCE_M",
    "District",
    "DistrictIndex",
    "Mismatch",
    "check_point",
    "district_at",
    "named_in",
]

SHIPPED = Path(__file__).parent / "data" / "districts.geojson.gz"
TOLERANCE_M = 500.0
COAST_TOLERANCE_M = 2_000.0  # in no district at all: simplified coasts lose harbours and small islands
_EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The address names one district, the point lies elsewhere, `distance_m` metres from the named one."""

    distance_m: float
    named: District
    found: District | None


class DistrictIndex:
    """Districts by point and by name. Built once, then read only: safe to share between threads."""

    def __init__(self, districts: Iterable[tuple[District, shapely.Geometry]]) -> None:
        self._polygons = dict(districts)
        self._districts = list(self._polygons)
        self._tree = shapely.STRtree(list(self._polygons.values()))
        self._names = NameTable(self._districts)

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "DistrictIndex":
        """Read a gzipped GeoJSON collection with the properties of the shipped file."""
        with gzip.open(path) as file:
            features = json.load(file)["features"]
        polygons = shapely.make_valid([shapely.geometry.shape(feature["geometry"]) for feature in features])
        return cls(
            (_district(feature["properties"]), polygon) for feature, polygon in zip(features, polygons, strict=True)
        )

    def __len__(self) -> int:
        return len(self._districts)

    def district_at(self, lng: float, lat: float) -> District | None:
        """The district of a WGS-84 point; on a shared border the one with the lower adcode; None at sea and abroad."""
        hits = self._tree.query(shapely.Point(lng, lat), "intersects")
        return min((self._districts[hit] for hit in hits), key=lambda district: district.adcode, default=None)

    def area(self, district: District) -> shapely.Geometry:
        """The district's polygon, WGS-84. KeyError for one that is not in the index."""
        return self._polygons[district]

    def outlines(self) -> Iterable[tuple[District, shapely.Geometry]]:
        """Every district with its polygon, WGS-84."""
        return self._polygons.items()

    def named_in(self, address: str) -> list[District]:
        """The districts a free-text address names: see `NameTable.named_in`."""
        return self._names.named_in(address)

    def check_point(self, address: str, lng: float, lat: float) -> Mismatch | None:
        """None when the address names no district, or the WGS-84 point is in a named one or near (500 m; 2 km at sea).

        Raises ValueError for a point that is not on Earth.
        """
        if not (math.isfinite(lng) and math.isfinite(lat) and abs(lat) <= 90):
            raise ValueError("lng and lat must be finite degrees")
        named, found = self.named_in(address), self.district_at(lng, lat)
        if not named or found in named:
            return None
        distance_m, nearest = min(((self.distance_m(d, lng, lat), d) for d in named), key=lambda pair: pair[0])
        tolerance_m = TOLERANCE_M if found else COAST_TOLERANCE_M
        return None if distance_m <= tolerance_m else Mismatch(distance_m, nearest, found)

    def distance_m(self, district: District, lng: float, lat: float) -> float:
        """Geodesic metres (WGS-84 ellipsoid) from a point to the nearest point of a district; 0 inside.

        The nearest point is sought in an azimuthal equidistant projection around the point (Snyder, USGS Professional
        Paper 1395, 1987, ch. 25), where distances from the centre are true; planar degrees would choose a wrong one.
        """
        projected = shapely.transform(self._polygons[district], lambda degrees: _project(degrees, lng, lat))
        centre = shapely.Point(0, 0)
        if projected.intersects(centre):
            return 0.0
        nearest = shapely.get_coordinates(shapely.shortest_line(centre, projected))[1]
        return float(geodesic((lat, lng), _unproject(nearest, lng, lat)).meters)


def _district(properties: dict[str, object]) -> District:
    return District(
        adcode=str(properties["district_adcode"]),
        name=str(properties["district_name"]),
        city=str(properties["city_name"]),
        province=str(properties["province_name"]),
    )


def _project(degrees: np.ndarray, lng: float, lat: float) -> np.ndarray:
    """Degrees to metres east and north of a centre, on the sphere (Snyder 25-2 to 25-4)."""
    longitude, latitude = np.radians(degrees.T)
    turn, lat0 = longitude - math.radians(lng), math.radians(lat)
    east = np.cos(latitude) * np.sin(turn)
    north = math.cos(lat0) * np.sin(latitude) - math.sin(lat0) * np.cos(latitude) * np.cos(turn)
    along = math.sin(lat0) * np.sin(latitude) + math.cos(lat0) * np.cos(latitude) * np.cos(turn)
    chord = np.hypot(east, north)
    angle = np.arctan2(chord, along)
    scale = _EARTH_RADIUS_M * np.divide(angle, chord, out=np.ones_like(angle), where=chord > 0)
    return np.column_stack((east * scale, north * scale))


def _unproject(metres: np.ndarray, lng: float, lat: float) -> tuple[float, float]:
    """Metres east and north of a centre back to (latitude, longitude) degrees (Snyder 20-14, 20-15)."""
    east, north = float(metres[0]), float(metres[1])
    distance, lat0 = math.hypot(east, north), math.radians(lat)
    angle = distance / _EARTH_RADIUS_M
    latitude = math.asin(math.cos(angle) * math.sin(lat0) + north * math.sin(angle) * math.cos(lat0) / distance)
    turn = math.atan2(
        east * math.sin(angle),
        distance * math.cos(lat0) * math.cos(angle) - north * math.sin(lat0) * math.sin(angle),
    )
    return math.degrees(latitude), lng + math.degrees(turn)


_LOADING = threading.Lock()


def shipped() -> DistrictIndex:
    """The index of the shipped file, read at the first call (about half a second), then kept."""
    with _LOADING:  # two who ask first at once must not read it twice
        return _kept()


@lru_cache(maxsize=1)
def _kept() -> DistrictIndex:
    return DistrictIndex.load()


def district_at(lng: float, lat: float) -> District | None:
    """`DistrictIndex.district_at` on the shipped districts."""
    return shipped().district_at(lng, lat)


def named_in(address: str) -> list[District]:
    """`DistrictIndex.named_in` on the shipped districts."""
    return shipped().named_in(address)


def check_point(address: str, lng: float, lat: float) -> Mismatch | None:
    """`DistrictIndex.check_point` on the shipped districts."""
    return shipped().check_point(address, lng, lat)
