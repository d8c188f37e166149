"""The real points the demo network stands on. Only geography is read: the brand's names never leave this module."""

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

# First two digits of an adcode, the province, and the letters of its store codes (GB/T 2260).
_PROVINCES = """
    11 北京市 BJ, 12 天津市 TJ, 13 河北省 HE, 14 山西省 SX, 15 内蒙古自治区 NM, 21 辽宁省 LN, 22 吉林省 JL,
    23 黑龙江省 HL, 31 上海市 SH, 32 江苏省 JS, 33 浙江省 ZJ, 34 安徽省 AH, 35 福建省 FJ, 36 江西省 JX,
    37 山东省 SD, 41 河南省 HA, 42 湖北省 HB, 43 湖南省 HN, 44 广东省 GD, 45 广西壮族自治区 GX, 46 海南省 HI,
    50 重庆市 CQ, 51 四川省 SC, 52 贵州省 GZ, 53 云南省 YN, 54 西藏自治区 XZ, 61 陕西省 SN, 62 甘肃省 GS,
    63 青海省 QH, 64 宁夏回族自治区 NX, 65 新疆维吾尔自治区 XJ
"""
_TRIPLES = [triple.split() for triple in _PROVINCES.split(",")]
PROVINCE_BY_ADCODE = {digits: province for digits, province, _ in _TRIPLES}
PROVINCE_LETTERS = {province: letters for _, province, letters in _TRIPLES}


@dataclass(frozen=True, slots=True)
class SourcePoint:
    """One real shop site: where it is, in which district, when its doors open. Times are minutes after midnight."""

    id: int
    raw_address: str
    adcode: str
    district: str
    city: str
    province: str
    lng_gcj02: float
    lat_gcj02: float
    lng_wgs84: float
    lat_wgs84: float
    open_min: int
    close_min: int


def read_points(path: Path) -> list[SourcePoint]:
    """All points of the source file, by its stable number."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return sorted((_point(row) for row in csv.DictReader(file)), key=lambda point: point.id)


def _point(row: dict[str, str]) -> SourcePoint:
    adcode = row["adcode_by_polygon"]
    return SourcePoint(
        id=int(row["id"]),
        raw_address=row["address"],
        adcode=adcode,
        district=row["district_by_polygon"],
        city=row["city_by_polygon"],
        province=PROVINCE_BY_ADCODE[adcode[:2]],
        lng_gcj02=round(float(row["lng_gcj02"]), 6),
        lat_gcj02=round(float(row["lat_gcj02"]), 6),
        lng_wgs84=float(row["lng_wgs84"]),
        lat_wgs84=float(row["lat_wgs84"]),
        open_min=_minutes(row["open"]),
        close_min=_minutes(row["close"]),
    )


def _minutes(clock: str) -> int:
    hours, minutes, _ = clock.split(":")
    return int(hours) * 60 + int(minutes)
