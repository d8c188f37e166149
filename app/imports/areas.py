"""Delivery areas as text (WKT): read, checked, and moved to WGS-84 corner by corner."""

from __future__ import annotations

import numpy as np
import shapely

from dispatch.domain.datum import to_wgs84

_KINDS = ("Polygon", "MultiPolygon")
_DIGITS = 7  # a centimetre


def area_in_wgs84(wkt: str, datum: str) -> str:
    """The area's WKT with every corner in WGS-84. ValueError says what is wrong with it, and where."""
    try:
        shape = shapely.from_wkt(wkt)
    except shapely.errors.GEOSException as error:
        raise ValueError(f"is not WKT ({str(error).splitlines()[0].strip()})") from None
    _check(shape)
    moved = shapely.transform(shapely.force_2d(shape), lambda corners: _moved(corners, datum))
    text = str(shapely.to_wkt(moved, rounding_precision=_DIGITS))
    _check(shapely.from_wkt(text))
    return text


def holds(wkt: str, lng: float, lat: float) -> bool:
    """Whether a point lies in the area or on its border."""
    return bool(shapely.intersects_xy(shapely.from_wkt(wkt), lng, lat))


def _check(shape: shapely.Geometry) -> None:
    if shape.geom_type not in _KINDS:
        raise ValueError(f"is a {shape.geom_type}; a delivery area is a POLYGON or a MULTIPOLYGON")
    if shape.is_empty:
        raise ValueError("is an empty area; leave the cell empty if there is none")
    if not shape.is_valid:
        raise ValueError(f"is not a proper area: {shapely.is_valid_reason(shape)}")


def _moved(corners: np.ndarray, datum: str) -> np.ndarray:
    try:
        return np.array([to_wgs84(float(lng), float(lat), datum) for lng, lat in corners])
    except ValueError as error:
        raise ValueError(f"has a corner off the map: {error}") from None
