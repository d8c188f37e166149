"""``stores import``."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import Database
from app.imports.commands import stores_file
from app.stores.book import load_book
from dispatch.domain.datum import from_wgs84, to_wgs84
from tests.support.tables import STORE, fingerprint, table
from tests.support.world import add_purchase, change, freeze, make_store, rows, value

SQUARE = "POLYGON((121.60 31.20,121.61 31.20,121.61 31.21,121.60 31.21,121.60 31.20))"


def test_a_store_is_kept_with_its_point_in_both_datums(db: Database, bring) -> None:
    report = bring(
        "stores", {"hours": "mo-fr 9:00-12:00，13:30-21:00；Sa-Su 10:00-20:00", "radius_m": "3000", "capacity": "0"}
    )
    assert report.line(False) == "stores: 1 added, 0 changed, 0 unchanged"
    (row,) = rows(db, "SELECT * FROM stores")
    assert (row.source_lng, row.source_lat, row.source_datum) == (121.6045, 31.2038, "gcj02")
    assert (row.lng, row.lat) == to_wgs84(121.6045, 31.2038, "gcj02")
    assert (row.name, row.chain, row.city) == ("小荷母婴 张江店", "小荷母婴", "上海市")
    assert row.hours == "Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00"
    assert (row.radius_m, row.capacity, row.status, row.tracks_stock) == (3000, 0, "active", False)
    assert value(db, "SELECT number FROM revisions WHERE name = 'stores'") == 2


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_one_place_in_three_datums_is_one_place(db: Database, bring, datum: str) -> None:
    lng, lat = from_wgs84(121.6, 31.2, datum)
    corners = [from_wgs84(x, y, datum) for x, y in ((121.59, 31.19), (121.61, 31.19), (121.6, 31.21), (121.59, 31.19))]
    area = "POLYGON((" + ",".join(f"{x:.9f} {y:.9f}" for x, y in corners) + "))"
    bring("stores", {"lng": f"{lng:.9f}", "lat": f"{lat:.9f}", "datum": datum, "area_wkt": area})
    (row,) = rows(db, "SELECT lng, lat, area_wkt FROM stores")
    assert (row.lng, row.lat) == pytest.approx((121.6, 31.2), abs=1e-8)
    assert row.area_wkt == "POLYGON ((121.59 31.19, 121.61 31.19, 121.6 31.21, 121.59 31.19))"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"code": ""}, "column code: is empty"),
        (
            {"code": "S 1"},
            "column code: must be up to 64 characters, without spaces and without any of : ; , | / ( ) \" ' \\",
        ),
        ({"name": ""}, "column name: is empty"),
        ({"address": ""}, "column address: is empty"),
        ({"phone": ""}, "column phone: is empty"),
        ({"lat": "x"}, "column lat: is not a number"),
        ({"lng": "nan"}, "column lng: is not a number"),
        (
            {"lng": "31.2038", "lat": "121.6045"},
            "column lat: lng and lat look swapped: the point lies in China only when they change places",
        ),
        ({"lng": "181"}, "column lat: out of range: lng must be within -180..180 and lat within -90..90 degrees"),
        ({"datum": "WGS"}, "column datum: 'WGS' is not one of wgs84, gcj02, bd09"),
        ({"hours": "Mo-Fr 9-21"}, "column hours: hours '9-21': '9' is not a time from 00:00 to 24:00"),
        ({"radius_m": "0"}, "column radius_m: must be at least 1"),
        ({"radius_m": "5.5"}, "column radius_m: is not a whole number"),
        ({"capacity": "-1"}, "column capacity: must be at least 0"),
        ({"status": "open"}, "column status: 'open' is not one of active, suspended, closed"),
        ({"successor": "S1"}, "column successor: only a closed store has one"),
        ({"status": "closed", "successor": "S9"}, "column successor: there is no store S9"),
        ({"status": "closed", "successor": "S1"}, "column successor: the successors go round in a circle"),
        ({"area_wkt": "CIRCLE(1)"}, "column area_wkt: is not WKT (ParseException: Unknown type: 'CIRCLE')"),
        (
            {"area_wkt": "POINT(121 31)"},
            "column area_wkt: is a Point; a delivery area is a POLYGON or a MULTIPOLYGON",
        ),
        (
            {"area_wkt": "POLYGON((121 31,122 32,122 31,121 32,121 31))"},
            "column area_wkt: is not a proper area: Self-intersection[121.5 31.5]",
        ),
        ({"area_wkt": "POLYGON EMPTY"}, "column area_wkt: is an empty area; leave the cell empty if there is none"),
        (
            {"area_wkt": "POLYGON((31 121,32 121,32 122,31 121))"},
            "column area_wkt: has a corner off the map: lng and lat look swapped:"
            " the point lies in China only when they change places",
        ),
    ],
)
def test_each_fault_is_told_by_row_and_column(db: Database, refused, cells: dict, fault: str) -> None:
    assert refused("stores", {"code": "S0"}, cells) == [f"row 3, {fault}"]
    assert rows(db, "SELECT 1 FROM stores") == []


def test_all_faults_of_a_row_are_told_and_of_many_rows_the_first_fifty(refused) -> None:
    assert refused("stores", {"lat": "x", "status": "", "hours": ""}) == [
        "row 2, column hours: is empty",
        "row 2, column lat: is not a number",
        "row 2, column status: is empty",
    ]
    lines = refused("stores", *({"code": f"S{n}", "datum": "x"} for n in range(1_234)))
    assert lines[0].startswith("row 2, ") and lines[49].startswith("row 51, ")
    assert lines[50:] == ["and 1,184 more"]


def test_a_code_that_stands_twice(refused) -> None:
    assert refused("stores", {}, {"code": "S2"}, {}) == [
        "row 2, column code: S1 stands 2 times",
        "row 4, column code: S1 stands 2 times",
    ]


def test_the_same_file_again_changes_nothing(db: Database, bring) -> None:
    cells = ({"status": "closed", "successor": "S2"}, {"code": "S2", "area_wkt": SQUARE, "radius_m": "4000"})
    bring("stores", *cells)
    before = fingerprint(db)
    assert bring("stores", *cells).line(False) == "stores: 0 added, 0 changed, 2 unchanged"
    assert fingerprint(db) == before


def test_only_rows_that_differ_are_written(db: Database, bring) -> None:
    bring("stores", {}, {"code": "S2"})
    change(db, "UPDATE stores SET paused_at = clock_timestamp(), tracks_stock = true")
    before = {row.code: row for row in rows(db, "SELECT code, xmin, updated_at FROM stores")}
    report = bring("stores", {}, {"code": "S2", "capacity": "9"}, {"code": "S3"})
    assert (report.added, report.changed, report.unchanged) == (1, 1, 1)
    after = {row.code: row for row in rows(db, "SELECT code, xmin, updated_at FROM stores")}
    assert after["S1"] == before["S1"] and after["S2"].updated_at > before["S2"].updated_at
    # what the shop itself does is not the file's to change
    assert value(db, "SELECT count(*) FROM stores WHERE tracks_stock AND paused_at IS NOT NULL") == 2
    assert value(db, "SELECT number FROM revisions WHERE name = 'stores'") > 2


def test_a_dry_run_counts_and_writes_nothing(db: Database, bring, refused) -> None:
    bring("stores", {})
    before = fingerprint(db)
    report = bring("stores", {"name": "新名"}, {"code": "S2"}, dry_run=True)
    assert report.line(True) == "stores: dry run, nothing was written; would be: 1 added, 1 changed, 0 unchanged"
    assert refused("stores", {"lat": "x"}, dry_run=True) == ["row 2, column lat: is not a number"]
    assert fingerprint(db) == before


def test_one_bad_row_among_many_good_ones_and_nothing_is_written(db: Database, bring, refused) -> None:
    bring("stores", {})
    before = fingerprint(db)
    refused("stores", {"name": "新名"}, {"code": "S2"}, {"code": "S3", "datum": "?"})
    assert fingerprint(db) == before


def test_a_point_outside_of_the_named_district_is_a_warning_with_the_distance(db: Database, bring) -> None:
    report = bring("stores", {"address": "北京市海淀区中关村大街1号"})
    (warning,) = report.warnings
    named = "row 2, column address: it names 海淀区 (北京市), but the point lies in 浦东新区 (上海市)"
    assert re.fullmatch(rf"{re.escape(named)}, 1\d{{3}}\.\d km away from it", warning)
    assert report.added == 1


def test_an_area_without_its_store_is_a_warning(bring) -> None:
    assert bring("stores", {"area_wkt": SQUARE}).warnings == []
    far = SQUARE.replace("121.6", "121.8")
    assert bring("stores", {"area_wkt": far}).warnings == [
        "row 2, column area_wkt: the delivery area does not hold the store itself"
    ]


def test_chain_from_its_own_column_or_the_name(db: Database, bring) -> None:
    bring("stores", {"chain": ""}, {"code": "S2", "chain": "贝壳"}, {"code": "S3", "name": "无名店"})
    assert rows(db, "SELECT code, chain FROM stores ORDER BY code") == [
        ("S1", "小荷母婴"),
        ("S2", "贝壳"),
        ("S3", None),
    ]


def test_successors_in_the_file_and_in_the_database(db: Database, bring, refused) -> None:
    bring("stores", {"code": "S9"})
    bring("stores", {"status": "closed", "successor": "S9"}, {"code": "S2", "status": "closed", "successor": "S1"})
    assert rows(db, "SELECT s.code, t.code FROM stores s JOIN stores t ON t.id = s.successor_id ORDER BY 1") == [
        ("S1", "S9"),
        ("S2", "S1"),
    ]
    # a circle that goes through stores which are not in the file
    assert refused("stores", {"code": "S9", "status": "closed", "successor": "S2"}) == [
        "row 2, column successor: the successors go round in a circle"
    ]
    bring("stores", {"status": "active", "successor": ""}, {"code": "S2", "status": "closed", "successor": ""})
    assert value(db, "SELECT count(successor_id) FROM stores") == 0


def test_a_renumbered_store_keeps_its_customers(db: Database, bring, refused) -> None:
    freeze(db)
    bring("stores", {}, {"code": "S2", "status": "closed", "successor": "S1"})
    bring("catalogue")
    bring("purchases", {})
    ids = dict(rows(db, "SELECT code, id FROM stores"))
    renamed = ({"code": "N1", "former_code": "S1"}, {"code": "S2", "status": "closed", "successor": "N1"})
    assert bring("stores", *renamed).line(False) == ("stores: 0 added, 1 changed, 1 unchanged, 1 of them renumbered")
    assert dict(rows(db, "SELECT code, id FROM stores")) == {"N1": ids["S1"], "S2": ids["S2"]}
    assert value(db, "SELECT store_id FROM purchases") == ids["S1"]
    with db.session() as session:
        book = load_book(session)
    assert book.successor(ids["S2"]) == book.ids["N1"]
    before = fingerprint(db)
    assert bring("stores", *renamed).unchanged == 2
    # her receipts are known under the new code, and the old code is free
    assert bring("purchases", {"store_code": "N1"}).unchanged == 1
    assert fingerprint(db) == before
    assert refused("purchases", {}) == ["row 2, column store_code: there is no store S1"]
    assert bring("stores", {}).added == 1


def test_renumberings_that_cannot_be_told_apart(db: Database, bring, refused) -> None:
    bring("stores", {}, {"code": "S2"})
    assert refused("stores", {"code": "S2", "former_code": "S1"}) == [
        "row 2, column former_code: S1 and S2 are two stores already: they cannot become one"
    ]
    assert refused("stores", {"code": "N1", "former_code": "S1"}, {"code": "N2", "former_code": "S1"}) == [
        "row 2, column former_code: S1 stands 2 times",
        "row 3, column former_code: S1 stands 2 times",
    ]
    assert "row 2, column former_code: S1 is another store's code here; use two files" in refused(
        "stores", {"code": "N1", "former_code": "S1"}, {"former_code": "S2"}
    )
    # a former code that nobody has: simply a new store
    assert bring("stores", {"code": "N3", "former_code": "OLD"}).added == 1


def test_orders_and_till_receipts_stay_with_the_store(db: Database, bring) -> None:
    bring("stores", {})
    bring("catalogue")
    store_id = value(db, "SELECT id FROM stores")
    change(db, "INSERT INTO members (ref, created_at) VALUES ('M1', now())")
    add_purchase(db, value(db, "SELECT id FROM members"), store_id, value(db, "SELECT now()"), "till-1")
    bring("stores", {"code": "N1", "former_code": "S1"})
    assert rows(db, "SELECT source_key, store_id FROM purchases") == [("till-1", store_id)]


def test_stores_that_are_not_in_the_file_stay(db: Database, bring) -> None:
    make_store(db, "OTHER", 121.5, 31.2)
    bring("stores", {})
    assert value(db, "SELECT count(*) FROM stores") == 2


@pytest.mark.timed
def test_ten_thousand_stores(db: Database, tmp_path: Path) -> None:
    many = [
        {**STORE, "code": f"S{n:05d}", "lng": f"{121 + n % 100 / 200:.6f}", "lat": f"{31 + n // 100 / 200:.6f}"}
        | ({"area_wkt": SQUARE} if n % 30 == 0 else {})
        for n in range(10_000)
    ]
    file = table(tmp_path / "stores.csv.gz", many)
    began = time.monotonic()
    assert stores_file(db, path=file).added == 10_000
    took_s = time.monotonic() - began
    assert took_s < 30
    before = fingerprint(db)
    assert stores_file(db, path=file).unchanged == 10_000
    assert fingerprint(db) == before
    with db.session() as session:
        assert session.execute(text("SELECT number FROM revisions WHERE name = 'stores'")).scalar() == 2
