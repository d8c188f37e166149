"""The catalogue: search, pages, availability, what she bought."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.db import Database
from tests.support.people import Caller
from tests.support.world import TUESDAY_10, Network, add_purchase, change, insert, set_stock

PATH = "/mom/v1/products"


def skus(caller: Caller, **query: Any) -> list[str]:
    answer = caller.get(PATH, query_string=query)
    assert answer.status_code == 200, answer.text
    return [product["sku"] for product in answer.get_json()["products"]]


def test_an_empty_catalogue(app: Flask) -> None:
    assert Caller(app).get(PATH).get_json() == {"products": [], "next_cursor": None}


def test_anybody_may_look(app: Flask, network: Network) -> None:
    (first, *_) = Caller(app).get(PATH).get_json()["products"]
    assert first == {
        "sku": "F1", "name": "牧小暖婴儿配方奶粉 1段", "category": "奶粉", "stage": "1", "price_fen": 29800, "unit": "罐",
        "days_per_unit": None, "on_sale": True, "available": None, "bought_before": False,
    }  # fmt: skip


def test_filters_and_search(app: Flask, db: Database, network: Network) -> None:
    door = Caller(app)
    assert skus(door, category="奶粉") == ["F1", "F2"]
    assert skus(door, category="奶粉", stage="2") == ["F2"]
    assert skus(door, q="纸尿裤") == ["D1"]
    assert skus(door, q=" f2 ") == ["F2"]
    assert skus(door, q="没有的") == []
    assert skus(door, q="%") == [] == skus(door, q="_"), "wildcards are letters to her"
    change(db, "UPDATE products SET on_sale = false WHERE sku = 'F2'")
    assert skus(door, category="奶粉") == ["F1"]


def test_pages_neither_repeat_nor_skip(app: Flask, db: Database, network: Network) -> None:
    for number in range(23):
        product = {"sku": f"X{number:02d}", "name": "湿巾", "category": "洗护", "price_fen": 1500, "unit": "包"}
        insert(db, "products", product)
    door, seen, cursor = Caller(app), [], None
    while True:
        query = {"limit": 7, **({"cursor": cursor} if cursor else {})}
        page = door.get(PATH, query_string=query).get_json()
        seen += [product["sku"] for product in page["products"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 26


@pytest.mark.parametrize("cursor", ["x", "WzFd", "WzEsMiwzXQ", "bnVsbA"])
def test_a_cursor_that_is_not_ours(app: Flask, network: Network, cursor: str) -> None:
    answer = Caller(app).get(PATH, query_string={"cursor": cursor})
    assert answer.get_json()["fields"] == {"cursor": ["分页位置无效，请从头查看"]}


def test_wrong_queries_are_named(app: Flask, network: Network) -> None:
    door = Caller(app)
    assert door.get(PATH, query_string={"limit": 0}).get_json()["fields"] == {"limit": ["每页 1 到 100 条"]}
    assert door.get(PATH, query_string={"store_code": "S7"}).get_json()["fields"] == {"store_code": ["没有这家门店"]}


def test_availability_at_a_store(app: Flask, db: Database, network: Network) -> None:
    door = Caller(app)
    set_stock(db, network["S2"], F1=1, F2=0)

    def available(store: str) -> dict[str, bool]:
        found = door.get(PATH, query_string={"store_code": store}).get_json()["products"]
        return {product["sku"]: product["available"] for product in found}

    assert available("S2") == {"F1": True, "F2": False, "D1": False}
    assert available("S1") == {"F1": True, "F2": True, "D1": True}, "a store that does not count has everything"
    assert door.get(f"{PATH}/F2", query_string={"store_code": "S2"}).get_json()["available"] is False


def test_what_she_bought_comes_first_over_all_pages(mother: Caller, db: Database, network: Network) -> None:
    purchase = add_purchase(db, mother.id, network["S1"], TUESDAY_10 - timedelta(days=3), "r1")
    line = {"purchase_id": purchase, "line_no": 2, "sku": "D1", "quantity": 1, "paid_fen": 8900}
    insert(db, "purchase_lines", line)
    query = {"buy_again": "true", "limit": 1}
    seen = []
    while True:
        page = mother.get(PATH, query_string=query).get_json()
        seen += [(product["sku"], product["bought_before"]) for product in page["products"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == [("D1", True), ("F1", True), ("F2", False)]


def test_buying_again_needs_her(app: Flask, network: Network) -> None:
    assert Caller(app).get(PATH, query_string={"buy_again": "true"}).status_code == 401
    assert Caller(app, "nonsense").get(PATH, query_string={"buy_again": "true"}).status_code == 401


def test_one_product(app: Flask, db: Database, network: Network) -> None:
    door = Caller(app)
    assert door.get(f"{PATH}/F1").get_json()["price_fen"] == 29800
    assert door.get(f"{PATH}/nothing").status_code == 404
    change(db, "UPDATE products SET on_sale = false WHERE sku = 'F1'")
    assert door.get(f"{PATH}/F1").get_json()["on_sale"] is False


def test_letters_no_database_can_keep_are_refused_politely(app: Flask, network: Network) -> None:
    door = Caller(app)
    assert door.get(PATH, query_string={"q": "a\x00b"}).status_code == 422
    assert door.get(f"{PATH}/F%00").status_code in (404, 422)
