"""Points as maps give them, on their way in and out of the doors."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Invalid
from dispatch.domain.datum import SwappedCoordinates, from_wgs84, to_wgs84

POINT_ASKED = "请在地图上选择收货位置"
_SWAPPED = "经度和纬度好像填反了：lng 是经度（如 121.47），lat 是纬度（如 31.23）"
_OFF = "坐标不是有效的位置，请在地图上重新选择"
_ABROAD = "收货位置不在中国境内，请在地图上重新选择"
# Around all of China: a point outside is a phone without a fix (0, 0) or a slip of the finger.
_WEST, _EAST, _SOUTH, _NORTH = 73.0, 136.0, 3.0, 54.0
_OUT_DIGITS = 6  # 0.1 m


@dataclass(frozen=True, slots=True)
class Place:
    """A WGS-84 point in degrees, with what was given and in which datum."""

    lng: float
    lat: float
    source_lng: float
    source_lat: float
    source_datum: str


def place_of(lng: float, lat: float, datum: str, field: str = "point") -> Place:
    """A point in ``datum`` as a ``Place``. Raises ``Invalid`` naming ``field`` when it is swapped, off the Earth or abroad."""
    try:
        wgs_lng, wgs_lat = to_wgs84(lng, lat, datum)
    except SwappedCoordinates:
        raise Invalid(_SWAPPED, code="point_swapped", fields={field: [_SWAPPED]}) from None
    except ValueError:
        raise Invalid(_OFF, code="point_invalid", fields={field: [_OFF]}) from None
    if not (_WEST <= wgs_lng <= _EAST and _SOUTH <= wgs_lat <= _NORTH):
        raise Invalid(_ABROAD, code="point_invalid", fields={field: [_ABROAD]})
    return Place(wgs_lng, wgs_lat, lng, lat, datum)


def point_required(detail: str = POINT_ASKED, field: str = "point") -> Invalid:
    """The error that asks for a point on the map."""
    return Invalid(detail, code="point_required", fields={field: [detail]})


def outward(lng: float, lat: float) -> dict[str, float | str]:
    """A WGS-84 point as it leaves through a door: GCJ-02, which the maps of WeChat and Tencent speak."""
    gcj_lng, gcj_lat = from_wgs84(lng, lat, "gcj02")
    return {"lng": round(gcj_lng, _OUT_DIGITS), "lat": round(gcj_lat, _OUT_DIGITS), "datum": "gcj02"}
