"""``catalogue import`` and ``stock import``."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.db import Database
from tests.support.tables import fingerprint
from tests.support.world import change, freeze, rows, value


def test_articles_are_added_changed_and_left_alone(db: Database, bring) -> None:
    bring("catalogue", {}, {"sku": "D1", "stage": "", "days_per_unit": ""}, encoding="gb18030")
    assert rows(db, "SELECT sku, name, stage, price_fen, days_per_unit, unit FROM products ORDER BY sku") == [
        ("D1", "牧小暖 1段 800克", None, 29800, None, "罐"),
        ("F1", "牧小暖 1段 800克", "1", 29800, Decimal("7.50"), "罐"),
    ]
    change(db, "UPDATE products SET on_sale = false WHERE sku = 'F1'")
    before = fingerprint(db)
    assert bring("catalogue", {}).line(False) == "articles: 0 added, 0 changed, 1 unchanged"
    assert bring("catalogue", {"price_fen": "1"}, {"sku": "F2"}, dry_run=True).changed == 1
    assert fingerprint(db) == before
    report = bring("catalogue", {"price_fen": "31800"}, {"sku": "F2"})
    assert (report.added, report.changed, report.unchanged) == (1, 1, 0)
    assert rows(db, "SELECT price_fen, on_sale FROM products WHERE sku = 'F1'") == [(31800, False)]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"sku": "F 1"}, "column sku: must be up to 64 characters"),
        ({"price_fen": "0"}, "column price_fen: must be at least 1"),
        ({"price_fen": "298.00"}, "column price_fen: is not a whole number"),
        ({"price_fen": "29,800"}, "column price_fen: is not a whole number"),
        ({"price_fen": ""}, "column price_fen: is empty"),
        ({"days_per_unit": "0"}, "column days_per_unit: must be above 0"),
        ({"days_per_unit": "7.555"}, "column days_per_unit: must be above 0"),
        ({"days_per_unit": "week"}, "column days_per_unit: is not a number"),
        ({"unit": ""}, "column unit: is empty"),
        ({"category": ""}, "column category: is empty"),
        ({"name": ""}, "column name: is empty"),
        ({"sku": "OK"}, "column sku: OK stands in row 2 already"),
    ],
)
def test_faults_of_articles(db: Database, refused, cells: dict, fault: str) -> None:
    (line,) = refused("catalogue", {"sku": "OK"}, cells)
    assert line.startswith(f"row 3, {fault}")
    assert value(db, "SELECT count(*) FROM products") == 0


@pytest.mark.usefixtures("shop")
def test_stock_is_set_and_its_stores_count_from_now_on(db: Database, bring) -> None:
    report = bring("stock", {}, {"sku": "F2", "on_hand": "0"})
    assert report.line(False) == (
        "stock levels: 2 added, 0 changed, 0 unchanged, 1 stores count their stock from now on"
    )
    assert rows(db, "SELECT s.code, l.sku, l.on_hand, l.reserved FROM stock_levels l JOIN stores s ON s.id = l.store_id"
                    " ORDER BY sku") == [("S1", "F1", 5, 0), ("S1", "F2", 0, 0)]  # fmt: skip
    assert rows(db, "SELECT code, tracks_stock FROM stores ORDER BY code") == [("S1", True), ("S2", False)]
    assert value(db, "SELECT number FROM revisions WHERE name = 'stores'") == 2  # nobody rebuilds a map for a count


@pytest.mark.usefixtures("shop")
def test_the_same_stock_again_changes_nothing(db: Database, bring) -> None:
    bring("stock", {}, {"sku": "F2"})
    before = fingerprint(db)
    assert bring("stock", {}, {"sku": "F2"}).line(False) == "stock levels: 0 added, 0 changed, 2 unchanged"
    assert bring("stock", {"on_hand": "6"}, dry_run=True).changed == 1
    assert fingerprint(db) == before
    report = bring("stock", {"on_hand": "6"}, {"sku": "F2"}, {"store_code": "S2"})
    assert (report.added, report.changed, report.unchanged) == (1, 1, 1)


@pytest.mark.usefixtures("shop")
def test_a_count_settles_the_recount_that_was_asked(db: Database, bring) -> None:
    freeze(db)
    bring("stock", {})
    change(db, "UPDATE stock_levels SET recount_asked_at = jindan_now()")
    assert bring("stock", {}).changed == 1
    assert rows(db, "SELECT on_hand, recount_asked_at FROM stock_levels") == [(5, None)]


@pytest.mark.usefixtures("shop")
@pytest.mark.breaks_invariants  # a reservation without its order
def test_less_than_live_orders_hold_is_refused(db: Database, bring, refused) -> None:
    bring("stock", {}, {"sku": "F2"})
    change(db, "UPDATE stock_levels SET reserved = 3 WHERE sku = 'F2'")
    before = fingerprint(db)
    for dry_run in (True, False):
        assert refused("stock", {"on_hand": "9"}, {"sku": "F2", "on_hand": "2"}, dry_run=dry_run) == [
            "row 3, column on_hand: is less than the 3 that live orders hold"
        ]
    assert fingerprint(db) == before
    assert bring("stock", {"sku": "F2", "on_hand": "3"}).changed == 1


@pytest.mark.usefixtures("shop")
def test_faults_of_stock(db: Database, refused) -> None:
    cells = (
        {},
        {"store_code": "S9"},
        {"sku": "F9"},
        {"on_hand": "-1"},
        {"on_hand": "many"},
        {"store_code": "S2", "sku": ""},
        {},
    )
    assert refused("stock", *cells) == [
        "row 3, column store_code: there is no store S9",
        "row 4, column sku: there is no article F9",
        "row 5, column on_hand: must be at least 0",
        "row 6, column on_hand: is not a whole number",
        "row 7, column sku: is empty",
        "row 8, column sku: this store and article stand in row 2 already",
    ]
    assert value(db, "SELECT count(*) FROM stock_levels") == 0
    assert value(db, "SELECT count(*) FROM stores WHERE tracks_stock") == 0
