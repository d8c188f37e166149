"""The three coordinate systems of Chinese maps, and the way between them.

WGS-84 is GPS and what Jindan stores. GCJ-02 is the shifted system of WeChat, Tencent and AMap. BD-09 is Baidu's,
a second shift over GCJ-02. The shift formulas are the published ones (eviltransform, coordtransform, gcoord).
"""

from math import atan2, cos, hypot, isfinite, pi, sin, sqrt

DATUMS = ("wgs84", "gcj02", "bd09")

_AXIS_M = 6378245.0  # Krasovsky 1940, the ellipsoid of the GCJ-02 shift
_ECCENTRICITY2 = 0.00669342162296594323
_BD_TURN = pi * 3000.0 / 180.0  # not plain pi: pairs measured on Baidu's own maps agree with this one
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271  # where the shift applies
# Where a Chinese point can be, tighter than the box of the shift: used only to notice swapped numbers.
_CHINA_WEST, _CHINA_EAST, _CHINA_SOUTH, _CHINA_NORTH = 73.0, 136.0, 3.0, 54.0


class SwappedCoordinates(ValueError):
    """Longitude and latitude are probably the wrong way round."""


def check_point(lng: float, lat: float) -> None:
    """ValueError unless (lng, lat) is a point on Earth in degrees; SwappedCoordinates when it is one backwards."""
    if not (isfinite(lng) and isfinite(lat)):
        raise ValueError("lng and lat must be finite numbers")
    if _in_china(lat, lng) and not _in_china(lng, lat):
        raise SwappedCoordinates("lng and lat look swapped: the point lies in China only when they change places")
    if abs(lat) > 90 and abs(lng) <= 90 and abs(lat) <= 180:
        raise SwappedCoordinates("lat is beyond 90 degrees: lng and lat look swapped")
    if abs(lng) > 180 or abs(lat) > 90:
        raise ValueError("out of range: lng must be within -180..180 and lat within -90..90 degrees")


def to_wgs84(lng: float, lat: float, datum: str) -> tuple[float, float]:
    """The WGS-84 (lng, lat) of a point given in `datum`. Good to well under 1 cm for GCJ-02.

    ValueError on an unknown datum, a number that is not finite, or a point off the Earth.
    """
    _check(lng, lat, datum)
    if datum == "bd09":
        lng, lat = _bd_to_gcj(lng, lat)
    return (lng, lat) if datum == "wgs84" else _gcj_to_wgs(lng, lat)


def from_wgs84(lng: float, lat: float, datum: str) -> tuple[float, float]:
    """The (lng, lat) in `datum` of a WGS-84 point. Errors as in `to_wgs84`."""
    _check(lng, lat, datum)
    if datum == "wgs84":
        return lng, lat
    shifted = _wgs_to_gcj(lng, lat)
    return shifted if datum == "gcj02" else _gcj_to_bd(*shifted)


def _check(lng: float, lat: float, datum: str) -> None:
    if datum not in DATUMS:
        raise ValueError(f"unknown datum {datum!r}: it must be one of {', '.join(DATUMS)}")
    check_point(lng, lat)


def _in_china(lng: float, lat: float) -> bool:
    return _CHINA_WEST <= lng <= _CHINA_EAST and _CHINA_SOUTH <= lat <= _CHINA_NORTH


def _is_shifted(lng: float, lat: float) -> bool:
    return _WEST <= lng <= _EAST and _SOUTH <= lat <= _NORTH


def _shift(lng: float, lat: float) -> tuple[float, float]:
    """How far GCJ-02 moves a WGS-84 point, in degrees."""
    x, y = lng - 105.0, lat - 35.0
    root = sqrt(abs(x))
    shared = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + shared
    east_m += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east_m += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + shared
    north_m += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north_m += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    radians = lat / 180.0 * pi
    w2 = 1.0 - _ECCENTRICITY2 * sin(radians) ** 2
    lng_shift = east_m * 180.0 / (_AXIS_M / sqrt(w2) * cos(radians) * pi)
    lat_shift = north_m * 180.0 / (_AXIS_M * (1.0 - _ECCENTRICITY2) / (w2 * sqrt(w2)) * pi)
    return lng_shift, lat_shift


def _wgs_to_gcj(lng: float, lat: float) -> tuple[float, float]:
    if not _is_shifted(lng, lat):
        return lng, lat
    lng_shift, lat_shift = _shift(lng, lat)
    return lng + lng_shift, lat + lat_shift


def _gcj_to_wgs(lng: float, lat: float) -> tuple[float, float]:
    """The inverse by fixed point: the shift changes by < 1 % of a step, so each round gains two digits and more."""
    if not _is_shifted(lng, lat):
        return lng, lat
    wgs_lng, wgs_lat = lng, lat
    for _ in range(20):
        lng_shift, lat_shift = _shift(wgs_lng, wgs_lat)
        moved = hypot(lng - lng_shift - wgs_lng, lat - lat_shift - wgs_lat)
        wgs_lng, wgs_lat = lng - lng_shift, lat - lat_shift
        if moved < 1e-11:  # degrees: about a micrometre
            break
    return wgs_lng, wgs_lat


def _gcj_to_bd(lng: float, lat: float) -> tuple[float, float]:
    radius = hypot(lng, lat) + 0.00002 * sin(lat * _BD_TURN)
    angle = atan2(lat, lng) + 0.000003 * cos(lng * _BD_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def _bd_to_gcj(lng: float, lat: float) -> tuple[float, float]:
    """The published one-pass inverse is up to 0.2 m off; two or three rounds of the forward way settle the rest."""
    x, y = lng - 0.0065, lat - 0.006
    for _ in range(10):
        bd_lng, bd_lat = _gcj_to_bd(x, y)
        x, y = x + lng - bd_lng, y + lat - bd_lat
        if hypot(lng - bd_lng, lat - bd_lat) < 1e-11:
            break
    return x, y
