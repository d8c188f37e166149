"""A delivery area that somebody drew on a map: checked so that routing can trust it, kept in WGS-84."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound
from dispatch.domain.datum import to_wgs84

MAX_CORNERS = 500
MAX_KM2 = (
    2_000.0  # four times the default circle's reach; more is a slip of the pen, or a city that wants another store
)
MAX_RADIUS_M = 50_000
_M_PER_DEGREE = 111_195.0
_DIGITS = 7  # a centimetre
_STORE = text("SELECT lng, lat FROM stores WHERE id = :id FOR UPDATE")
_SET = text(
    "UPDATE stores SET area_wkt = :area, radius_m = :radius_m, updated_at = clock_timestamp() WHERE id = :id"
    " AND (area_wkt, radius_m) IS DISTINCT FROM (:area, cast(:radius_m AS bigint)) RETURNING id"
)


def set_area(
    session: Session, store_id: int, corners: Sequence[tuple[float, float]] | None, datum: str, radius_m: int | None
) -> bool:
    """The store delivers within the polygon of ``corners`` (None: within ``radius_m``, None: the policy's) from now on.

    Running offers stay. Whether anything changed. Raises ``Invalid`` naming ``polygon``, ``NotFound``.
    """
    store = session.execute(_STORE, {"id": store_id}).one_or_none()
    if store is None:
        raise NotFound()
    area = None if corners is None else drawn(corners, datum, store.lng, store.lat)
    values = {"id": store_id, "area": area, "radius_m": radius_m}
    return session.execute(_SET, values).first() is not None


def drawn(corners: Sequence[tuple[float, float]], datum: str, lng: float, lat: float) -> str:
    """The WKT (WGS-84) of a polygon drawn in ``datum`` for a store at a WGS-84 point. Raises ``Invalid`` naming ``polygon``."""
    if not 3 <= len(corners) <= MAX_CORNERS:
        raise _wrong(f"须有 3 到 {MAX_CORNERS} 个顶点")
    try:
        moved = [to_wgs84(corner[0], corner[1], datum) for corner in corners]
    except ValueError:
        raise _wrong("有顶点不在地图上，请检查经纬度") from None
    shape = shapely.Polygon(np.round(moved, _DIGITS))
    if not shape.is_valid or shape.area == 0:
        raise _wrong("边线不能交叉或重叠，请重新画")
    if not shapely.intersects_xy(shape, lng, lat):
        raise _wrong("配送范围要把门店自己包含在内")
    if (size := km2(shape)) > MAX_KM2:
        raise _wrong(f"面积约 {size:,.0f} 平方公里，不能超过 {MAX_KM2:,.0f}")
    return str(shapely.to_wkt(shape, rounding_precision=_DIGITS))


def km2(shape: shapely.Geometry) -> float:
    """The size of a WGS-84 area of a city's size, to a percent: degrees made metres at its middle."""
    middle = shape.centroid.y
    scale: Any = np.array([_M_PER_DEGREE * cos(radians(middle)), _M_PER_DEGREE])
    return float(shapely.transform(shape, lambda degrees: degrees * scale).area) / 1e6


def _wrong(what: str) -> Invalid:
    return Invalid(fields={"polygon": [what]})
