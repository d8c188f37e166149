"""The files of the demo network: complete, consistent, free of real brands, and the same every time."""

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import shapely
from geopy.distance import geodesic

from app.demo import files
from app.demo.make_files import make
from app.demo.naming import CHAINS, numeral
from app.demo.streets import street_of
from app.demo.tills import DEMO_DATE
from app.stores.districts import SHIPPED, check_point, district_at, named_in
from dispatch.domain.datum import to_wgs84
from dispatch.domain.hours import SHANGHAI, Hours

SMALL_SOURCE = Path(__file__).parents[1] / "data" / "demo_source.csv.gz"
BRANDS = re.compile(r"星巴克|咖啡|臻选|starbucks|coffee|孩子王|爱婴室|乐友|贝贝熊|丽家|万达|银泰|吾悦", re.IGNORECASE)
Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    return files.read(name)


@cache
def stores() -> dict[str, Row]:
    return {row["code"]: row for row in rows(files.STORES)}


def wgs84(row: Row) -> tuple[float, float]:
    return to_wgs84(float(row["lng"]), float(row["lat"]), row["datum"])


@pytest.mark.parametrize("name", files.HEADERS)
def test_headers_are_exact_and_every_file_has_rows(name: str) -> None:
    assert rows(name)
    assert all(tuple(row) == files.HEADERS[name] for row in rows(name))


def test_everything_together_stays_small() -> None:
    assert sum(path.stat().st_size for path in files.DATA.iterdir()) < 1_500_000


def test_every_real_point_has_one_store_with_its_own_code_and_name() -> None:
    assert len(stores()) == len(rows(files.STORES)) == len({row["name"] for row in rows(files.STORES)}) == 7209
    assert all(re.fullmatch(r"[A-Z]{2}\d{4}", code) for code in stores())


def test_names_are_invented_and_addresses_are_bare_streets() -> None:
    for row in rows(files.STORES):
        assert not BRANDS.search(row["name"] + row["address"]), row
        assert not re.search(r"[A-Za-z]", row["name"] + row["address"]), row
        assert re.fullmatch(r"[\u4e00-\u9fff]+\d{1,4}(-\d{1,3})?(弄\d{1,4})?号", row["address"]), row
        assert row["name"].split(" ")[0] in CHAINS and len(row["name"]) <= 20, row


def test_no_telephone_number_can_be_dialled() -> None:
    assert all(re.fullmatch(r"0\d{2,3}-0555 \d{4}|400-555-\d{4}", row["phone"]) for row in rows(files.STORES))
    assert len({row["phone"] for row in rows(files.STORES)}) == 7209


def test_no_point_lies_outside_the_district_of_its_address() -> None:
    """An import of the demo warns about nothing, though it checks every row."""
    warned = [row["code"] for row in rows(files.STORES) if check_point(row["address"], *wgs84(row))]
    assert warned == []
    assert all(named_in(row["address"]) for row in rows(files.STORES))


def test_hours_are_a_shops() -> None:
    breaks = 0
    for row in rows(files.STORES):
        for day in Hours.parse(row["hours"]).week:
            assert day[0][0] >= 8 * 60 + 30 and day[-1][1] <= 22 * 60, row
            assert sum(end - start for start, end in day) >= 4 * 60, row
        breaks += "12:00,13:30" in row["hours"]
    assert 0.05 < breaks / 7209 < 0.11


def test_areas_hold_their_store_and_reach_some_kilometres() -> None:
    with_area = [row for row in rows(files.STORES) if row["area_wkt"]]
    assert 0.02 < len(with_area) / 7209 < 0.04
    for row in with_area:
        area, store = shapely.from_wkt(row["area_wkt"]), (float(row["lat"]), float(row["lng"]))
        assert area.geom_type == "Polygon" and area.is_valid and area.contains(shapely.Point(store[1], store[0]))
        corners = area.exterior.coords[:-1]
        assert 6 <= len(corners) <= 10
        assert all(2_950 < geodesic(store, (lat, lng)).meters < 5_050 for lng, lat in corners)


def test_limits_are_within_reason() -> None:
    radii = [int(row["radius_m"]) for row in rows(files.STORES) if row["radius_m"]]
    capacities = [int(row["capacity"]) for row in rows(files.STORES) if row["capacity"]]
    assert radii and all(3_000 <= radius <= 8_000 for radius in radii)
    assert capacities and all(15 <= capacity <= 60 for capacity in capacities)


def test_closed_stores_have_an_active_successor_of_their_chain_nearby() -> None:
    statuses = Counter(row["status"] for row in rows(files.STORES))
    assert 60 < statuses["suspended"] < 90 and 25 < statuses["closed"] < 50
    assert statuses["active"] == 7209 - statuses["suspended"] - statuses["closed"]
    for row in rows(files.STORES):
        assert bool(row["successor"]) == (row["status"] == "closed")
        if row["successor"]:
            heir = stores()[row["successor"]]
            assert heir["status"] == "active" and heir["name"].split(" ")[0] == row["name"].split(" ")[0]
            assert geodesic(wgs84(row)[::-1], wgs84(heir)[::-1]).meters < 10_500


def test_catalogue() -> None:
    products = rows(files.CATALOGUE)
    assert 38 <= len(products) == len({product["sku"] for product in products}) <= 48
    assert all(int(product["price_fen"]) > 0 and not set(product["sku"]) & set(":;") for product in products)
    assert {product["stage"] for product in products if product["category"] == "奶粉"} == {"1", "2", "3", "4"}
    tins = [float(p["days_per_unit"]) for p in products if p["category"] == "奶粉" and "800克" in p["name"]]
    assert tins and all(7 <= days <= 9 for days in tins)
    assert all(bool(product["days_per_unit"]) == (product["category"] != "用品") for product in products)


def test_stock_covers_every_article_of_some_800_stores() -> None:
    by_store: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows(files.STOCK):
        by_store[row["store_code"]][row["sku"]] = int(row["on_hand"])
    skus = {product["sku"] for product in rows(files.CATALOGUE)}
    assert 750 <= len(by_store) <= 820 and set(by_store) <= set(stores())
    assert all(set(levels) == skus for levels in by_store.values())
    counts = [count for levels in by_store.values() for count in levels.values()]
    assert len(counts) == len(rows(files.STOCK)) and 0.03 < counts.count(0) / len(counts) < 0.1 and max(counts) <= 60


def test_receipts_add_up() -> None:
    prices = {product["sku"]: int(product["price_fen"]) for product in rows(files.CATALOGUE)}
    receipts: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    phones: dict[str, set[str]] = defaultdict(set)
    lines = Counter((row["receipt_no"], row["sku"]) for row in rows(files.PURCHASES))
    for row in rows(files.PURCHASES):
        receipts[row["receipt_no"]].add((row["member_ref"], row["store_code"], row["purchased_at"]))
        phones[row["phone"]].add(row["member_ref"])
        assert int(row["paid_fen"]) == prices[row["sku"]] * int(row["quantity"]) and int(row["quantity"]) > 0
    assert all(len(owners) == 1 for owners in (*receipts.values(), *phones.values()))
    assert set(lines.values()) == {1}
    assert all(re.fullmatch(r"1[39][09]\d{8}", phone) for phone in phones)


def test_purchases_happen_in_opening_hours_of_the_last_twelve_months() -> None:
    end = datetime(DEMO_DATE.year, DEMO_DATE.month, DEMO_DATE.day, tzinfo=SHANGHAI)
    hours = {code: Hours.parse(row["hours"]) for code, row in stores().items()}
    for row in rows(files.PURCHASES):
        at = datetime.fromisoformat(row["purchased_at"])
        assert at.utcoffset() == timedelta(hours=8) and end - timedelta(days=366) <= at < end
        assert hours[row["store_code"]].is_open(at), row


def test_members_mostly_keep_to_one_store() -> None:
    visited: dict[str, set[str]] = defaultdict(set)
    receipts: dict[str, set[str]] = defaultdict(set)
    for row in rows(files.PURCHASES):
        visited[row["member_ref"]].add(row["store_code"])
        receipts[row["member_ref"]].add(row["receipt_no"])
    assert len(visited) == 3_000 + sum(bool(mother["home_store"]) for mother in rows(files.MEMBERS))
    assert 0.8 < sum(len(codes) == 1 for codes in visited.values()) / len(visited) < 0.9
    assert max(map(len, visited.values())) == 3 and set(map(len, receipts.values())) == {1, 2, 3, 4, 5, 6}
    shanghai = sum(all(code.startswith("SH") for code in codes) for codes in visited.values())
    assert shanghai / len(visited) > 0.5


def latest_stores() -> dict[str, str]:
    ordered = sorted(rows(files.PURCHASES), key=lambda row: row["purchased_at"])
    return {row["phone"]: row["store_code"] for row in ordered}


def test_the_named_mothers_live_their_stories() -> None:
    mothers = {row["name"]: row for row in rows(files.MEMBERS)}
    latest = latest_stores()
    assert all(latest.get(mother["phone"], "") == mother["home_store"] for mother in mothers.values())
    assert mothers["周雨桐"]["home_store"] == ""
    assert stores()[mothers["陈思敏"]["home_store"]]["status"] == "closed"
    assert stores()[mothers["赵悦然"]["home_store"]]["status"] == "suspended"
    assert _to_home_m(mothers["刘若溪"]) > 15_000
    for name in ("林晓芸", "王佳宁", "孙可欣", "何语嫣"):
        assert _to_home_m(mothers[name]) < 3_000 and stores()[mothers[name]["home_store"]]["status"] == "active"
    two = {row["store_code"] for row in rows(files.PURCHASES) if row["phone"] == mothers["王佳宁"]["phone"]}
    assert len(two) == 2
    empty = {(row["store_code"], row["sku"]) for row in rows(files.STOCK) if row["on_hand"] == "0"}
    assert (mothers["孙可欣"]["home_store"], "MN-2-800") in empty


def _to_home_m(mother: Row) -> float:
    return float(geodesic(wgs84(mother)[::-1], wgs84(stores()[mother["home_store"]])[::-1]).meters)


def test_mothers_addresses_name_their_district() -> None:
    for mother in rows(files.MEMBERS):
        assert named_in(mother["address"]) and check_point(mother["address"], *wgs84(mother)) is None
        assert re.fullmatch(r"20\d\d-\d\d", mother["baby_birth_month"])


def test_thirty_open_stores_have_a_manager_and_a_clerk() -> None:
    roles: dict[str, set[str]] = defaultdict(set)
    for row in rows(files.STAFF):
        for code in row["store_codes"].split(";"):
            roles[row["role"]].add(code)
    assert roles["manager"] == roles["clerk"] and len(roles["clerk"]) == 30 and roles["chain_manager"] <= roles["clerk"]
    assert all(stores()[code]["status"] == "active" and code.startswith("SH") for code in roles["clerk"])
    assert all(stores()[code]["hours"].endswith("-22:00") for code in roles["clerk"])
    heir = stores()[next(m["home_store"] for m in rows(files.MEMBERS) if m["name"] == "陈思敏")]["successor"]
    assert heir in roles["clerk"], "the story of the closed store ends at a counter with a log-in"


def test_log_ins_are_unique_and_documented() -> None:
    phones = [row["phone"] for name in (files.MEMBERS, files.STAFF) for row in rows(name)]
    assert len(phones) == len(set(phones)) and not {row["phone"] for row in rows(files.STAFF)} & set(latest_stores())
    readme = (files.DATA / "README.md").read_text(encoding="utf-8")
    for row in rows(files.AGENTS):
        assert f"`{row['login']}`" in readme and f"`{row['password']}`" in readme
        assert row["role"] in ("customer_service", "headquarters")
    assert all(row["phone"] in readme and row["name"] in readme for row in rows(files.MEMBERS))
    assert "Copyright (c) sinchang" in readme


def test_delivery_points_lie_in_their_city_at_all_distances() -> None:
    places = rows(files.ADDRESSES)
    assert len(places) == 2_000
    for row in places:
        district = district_at(float(row["lng"]), float(row["lat"]))
        assert district is not None and district.city == row["city"]
    tree = shapely.STRtree([shapely.Point(wgs84(row)) for row in stores().values()])
    _, apart = tree.query_nearest(
        [shapely.Point(float(r["lng"]), float(r["lat"])) for r in places], return_distance=True
    )
    assert sum(apart < 0.005) > 900 and sum(apart > 0.03) > 50


def test_the_same_source_makes_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        assert {path.name for path in make(SMALL_SOURCE, SHIPPED, folder)} == set(files.HEADERS)
    for name in files.HEADERS:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    assert len(files.read(files.STORES, first)) == 360


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("上海市浦东新区世纪大道88号裙房2楼2C-08、10铺位", ("世纪大道", "88号")),
        ("上海市普陀区曹杨路 1888弄3号1层", ("曹杨路", "1888弄3号")),
        ("重庆大渡口文体路99号", ("文体路", "99号")),
        ("天津市河西区黑牛城道125号新业广场一层", ("黑牛城道", "125号")),
        ("四川省成都市武侯区桂溪街道天府大道中段396号", ("天府大道中段", "396号")),
        ("郑州金水路和未来路交汇处曼哈顿广场", ("金水路", "")),
        ("北京市海淀区中关村万达广场一层", None),
        ("", None),
    ],
)
def test_streets_are_taken_without_malls_and_floors(raw: str, expected: tuple[str, str] | None) -> None:
    assert street_of(raw, ("重庆", "大渡口", "郑州")) == expected


@pytest.mark.parametrize(("number", "text"), [(3, "三"), (10, "十"), (12, "十二"), (20, "二十"), (45, "四十五")])
def test_numerals(number: int, text: str) -> None:
    assert numeral(number) == text
