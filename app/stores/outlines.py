"""Outlines of districts and delivery areas for a map that needs nothing from outside: GeoJSON in GCJ-02, as points leave the house.

They come from the shipped divisions (data/README.md), right to a few hundred metres: good to look at, not to decide by.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from app.stores.districts import shipped
from dispatch.domain.datum import from_wgs84

_DIGITS = 5  # a metre


def geometry(shape: shapely.Geometry) -> dict[str, Any]:
    """A WGS-84 area as a GeoJSON geometry in GCJ-02."""
    moved = shapely.transform(shape, _outward)
    found: dict[str, Any] = shapely.geometry.mapping(moved)
    return found


def area_geometry(wkt: str | None) -> dict[str, Any] | None:
    """A store's delivery area, kept as WKT in WGS-84; None without one."""
    return geometry(shapely.from_wkt(wkt)) if wkt else None


@lru_cache(maxsize=64)
def districts_of(where: str) -> tuple[dict[str, Any], ...]:
    """The districts of a city (上海市), or the one with this adcode (310115), as GeoJSON features; none if there is no such."""
    return tuple(
        {
            "type": "Feature",
            "properties": {
                "adcode": district.adcode, "name": district.name, "city": district.city, "province": district.province,
                "centre": _centre(shape),
            },
            "geometry": geometry(shape),
        }
        for district, shape in shipped().outlines()
        if where in (district.city, district.adcode)
    )  # fmt: skip


@lru_cache(maxsize=1)
def cities() -> tuple[dict[str, Any], ...]:
    """Every city, with its province and the box around it: [west, south, east, north] in GCJ-02."""
    boxes: dict[tuple[str, str], list[tuple[float, ...]]] = {}
    for district, shape in shipped().outlines():
        boxes.setdefault((district.province, district.city), []).append(shapely.bounds(shape))
    return tuple(
        {"city": city, "province": province, "box": _around(np.array(several))}
        for (province, city), several in boxes.items()
    )


def _around(boxes: np.ndarray) -> list[float]:
    west, south = _outward(boxes[:, :2].min(axis=0)[None])[0]
    east, north = _outward(boxes[:, 2:].max(axis=0)[None])[0]
    return [float(west), float(south), float(east), float(north)]


def _centre(shape: shapely.Geometry) -> list[float]:
    # Inside also when the district is a crescent around its old town.
    lng, lat = _outward(shapely.get_coordinates(shapely.point_on_surface(shape)))[0]
    return [float(lng), float(lat)]


def _outward(corners: np.ndarray) -> np.ndarray:
    return np.round([from_wgs84(float(lng), float(lat), "gcj02") for lng, lat in corners], _DIGITS)
