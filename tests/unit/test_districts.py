"""The district of a point, of an address, and the warning when they differ."""

import csv
import math
import random
import time
from pathlib import Path

import pytest
from geopy.distance import geodesic

from app.stores.district_names import short_district, short_place
from app.stores.districts import COAST_TOLERANCE_M, TOLERANCE_M, check_point, district_at, named_in, shipped

SAMPLE = Path(__file__).parents[1] / "data" / "district_addresses.csv"
PUDONG = (121.5008, 31.2352)
CHANGCHUN = (125.32, 43.85)


def sample() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(address: str) -> list[tuple[str, str]]:
    return [(district.city, district.name) for district in named_in(address)]


def test_the_whole_country_is_there() -> None:
    assert len(shipped()) == 2891


def test_a_point_has_its_district() -> None:
    district = district_at(*PUDONG)
    assert district is not None
    assert (district.adcode, district.name, district.city, district.province) == (
        "310115",
        "浦东新区",
        "上海市",
        "上海市",
    )


@pytest.mark.parametrize("point", [(123.5, 30.0), (-0.1, 51.5), (math.nan, 31.0)])
def test_sea_abroad_and_nowhere_have_none(point: tuple[float, float]) -> None:
    assert district_at(*point) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("上海市浦东新区世纪大道88号", [("上海市", "浦东新区")]),
        ("上海浦东张杨路501号", [("上海市", "浦东新区")]),  # both suffixes left out
        ("江苏省南京市鼓楼区中山路1号", [("南京市", "鼓楼区")]),  # four cities have one
        ("徐州鼓楼区淮海东路", [("徐州市", "鼓楼区")]),
        ("吉林省长春市朝阳区同志街887号", [("长春市", "朝阳区")]),
        ("江苏省常熟市白雪路7号", [("苏州市", "常熟市")]),  # the prefecture is not mentioned
        ("苏州市常熟冬青路88号", [("苏州市", "常熟市")]),
        ("青岛市南区香港中路8号", [("青岛市", "市南区")]),
        ("青岛市市南区香港中路8号", [("青岛市", "市南区")]),
        ("安徽省宿州市萧县龙河路", [("宿州市", "萧县")]),
        ("广东省中山市东区中山四路", [("中山市", "中山市")]),  # 东区 is a district of 攀枝花 only
        ("湖北省武汉市天门市竟陵街道", [("天门市", "天门市")]),
        ("浙江省丽水市景宁畲族自治县鹤溪街道", [("丽水市", "景宁畲族自治县")]),
        ("桂林市恭城县茶江路", [("桂林市", "恭城瑶族自治县")]),
        ("福州市仓山区福州市仓山区烟台山", [("福州市", "仓山区")]),
        ("广东省深圳市龙岗区龙华区清丽路", [("深圳市", "龙岗区"), ("深圳市", "龙华区")]),
    ],
)
def test_addresses_name_districts(address: str, expected: list[tuple[str, str]]) -> None:
    assert named(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "市",
        "张杨路501号",
        "上海长宁路1033号",  # a road, not 长宁区
        "杭州西湖风景名胜区龙井路1号",
        "广州天河北路233号",
        "郑州市郑东新区商务东五街6号",  # a development zone
        "浙江省宁波市江东区百丈东路",  # dissolved in 2016
        "河北省石家庄市桥东区中山东路39号",  # dissolved; 张家口 still has a 桥东区
        "汉中新城吾悦广场",  # 新城区 is in 西安
        "佛山新城区政府对面",
    ],
)
def test_addresses_that_name_none(address: str) -> None:
    assert named(address) == []


def test_an_ambiguous_name_keeps_every_candidate() -> None:
    assert {city for city, _ in named("鼓楼区中山路1号")} == {"南京市", "徐州市", "福州市", "开封市"}
    assert check_point("朝阳区某路1号", *CHANGCHUN) is None  # 长春 has one, though 北京's is better known


def test_a_point_in_the_wrong_city_is_hundreds_of_kilometres_off() -> None:
    mismatch = check_point("江苏省南京市鼓楼区中山北路1号", 117.185, 34.28)  # the 鼓楼区 of 徐州
    assert mismatch is not None and mismatch.found is not None
    assert (mismatch.named.city, mismatch.found.city, mismatch.found.name) == ("南京市", "徐州市", "鼓楼区")
    assert 250_000 < mismatch.distance_m < 320_000


def test_swapped_longitude_and_latitude_warn_without_a_district_found() -> None:
    mismatch = check_point("上海市浦东新区世纪大道88号", 31.2352, 121.5008 - 60)
    assert mismatch is not None and mismatch.found is None and mismatch.distance_m > 1_000_000


@pytest.mark.parametrize("point", [(math.nan, 31.0), (121.0, math.inf), (31.2, 121.5)])
def test_an_impossible_point_is_an_error(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        check_point("上海市浦东新区世纪大道88号", *point)


def test_half_a_kilometre_over_the_border_is_forgiven() -> None:
    """Walk east across 静安区 and out of it: the warning starts exactly at the tolerance."""
    index = shipped()
    jingan = next(d for d in named_in("上海市静安区"))
    lat, checked = 31.245, 0
    for step in range(400):
        lng = 121.40 + step * 0.0005
        distance = index.distance_m(jingan, lng, lat)
        mismatch = check_point("上海市静安区某路", lng, lat)
        assert (mismatch is not None) == (distance > TOLERANCE_M)
        checked += 0 < distance <= TOLERANCE_M
    assert checked > 3, "the walk must cross the tolerated belt"


def test_a_harbour_off_the_simplified_coast_is_forgiven_further() -> None:
    """鼓浪屿, an island of 思明区, is missing from the polygons; open sea is not forgiven."""
    assert district_at(118.0623, 24.4465) is None
    assert check_point("福建省厦门市思明区鼓浪屿龙头路164号", 118.0623, 24.4465) is None
    at_sea = check_point("福建省厦门市思明区鼓浪屿龙头路164号", 118.20, 24.30)
    assert at_sea is not None and at_sea.found is None and at_sea.distance_m > COAST_TOLERANCE_M


def test_distance_agrees_with_brute_force_over_the_border() -> None:
    """No densely sampled border point is nearer, and one is within the sampling step of it."""
    index, rng = shipped(), random.Random(5)
    for name in ("上海市浦东新区", "昆明市盘龙区", "哈尔滨市道里区", "舟山市普陀区"):
        district = named_in(name)[0]
        border = index._polygons[district].boundary.segmentize(0.0005)
        points = [xy for part in getattr(border, "geoms", [border]) for xy in part.coords]
        lng, lat = points[0][0] + rng.uniform(2, 6), points[0][1] + rng.uniform(-5, 5)
        brute = min(geodesic((lat, lng), (y, x)).meters for x, y in points)
        assert index.distance_m(district, lng, lat) == pytest.approx(brute, abs=60, rel=1e-4)


def test_real_addresses_name_the_district_their_point_lies_in() -> None:
    rows = sample()
    naming = [row for row in rows if named_in(row["address"])]
    right = [row for row in naming if row["adcode"] in {d.adcode for d in named_in(row["address"])}]
    warned = [row for row in rows if check_point(row["address"], float(row["lng_wgs84"]), float(row["lat_wgs84"]))]
    assert len(naming) >= 165 and len(right) / len(naming) >= 0.97
    assert len(warned) <= 4


def test_real_points_lie_in_the_district_an_independent_source_gives() -> None:
    rows = sample()
    found = [district_at(float(row["lng_wgs84"]), float(row["lat_wgs84"])) for row in rows]
    agree = sum(d is not None and d.adcode == row["adcode"] for d, row in zip(found, rows, strict=True))
    assert agree / len(rows) >= 0.95  # the shipped polygons are simplified


def test_a_swapped_datum_moves_less_than_a_district() -> None:
    """BD-09 read as WGS-84 is some 1.2 km off: a district check cannot see that, and must not cry over it."""
    rows = sample()
    shifted = [
        check_point(row["address"], float(row["lng_wgs84"]) + 0.0115, float(row["lat_wgs84"]) + 0.0045) for row in rows
    ]
    assert sum(m is not None for m in shifted) / len(rows) < 0.1
    assert all(m.distance_m < 3_000 for m in shifted if m is not None and m.named.city == (m.found and m.found.city))


@pytest.mark.timed
def test_ten_thousand_addresses_in_five_seconds() -> None:
    rows = sample()
    shipped()
    begun = time.perf_counter()
    for number in range(10_000):
        row = rows[number % len(rows)]
        check_point(row["address"], float(row["lng_wgs84"]), float(row["lat_wgs84"]))
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("浦东新区", "浦东"),
        ("昆山市", "昆山"),
        ("城区", "城区"),
        ("萧县", "萧县"),
        ("景宁畲族自治县", "景宁"),
        ("鄂温克族自治旗", "鄂温克族自治旗"),
    ],
)
def test_short_district(name: str, short: str) -> None:
    assert short_district(name) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [("江苏省", "江苏"), ("广西壮族自治区", "广西"), ("恩施土家族苗族自治州", "恩施"), ("兴安盟", "兴安")],
)
def test_short_place(name: str, short: str) -> None:
    assert short_place(name) == short
