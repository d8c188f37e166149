"""Her stores: the home store first, how far, open until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.clock import SHANGHAI
from app.db import Database
from tests.support.people import Caller, make_staff
from tests.support.walk import accept, place_order
from tests.support.world import HOME, TUESDAY_10, Network, add_purchase, change, freeze

PATH = "/mom/v1/me/stores"


def stores(mother: Caller, **query: Any) -> list[dict[str, Any]]:
    answer = mother.get(PATH, query_string=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.get_json()["stores"]
    return found


def bought(db: Database, mother: Caller, network: Network, *codes: str) -> None:
    for days, code in enumerate(codes, start=1):
        add_purchase(db, mother.id, network[code], TUESDAY_10 - timedelta(days=days), f"receipt-{days}")


def test_none_yet(mother: Caller) -> None:
    assert stores(mother) == []


def test_the_latest_is_home(mother: Caller, db: Database, network: Network) -> None:
    bought(db, mother, network, "S3", "S1", "S3")
    found = stores(mother)
    assert [(store["code"], store["home"], store["distance_m"]) for store in found] == [
        ("S3", True, None), ("S1", False, None)
    ]  # fmt: skip
    assert found[0]["open_now"] is True
    assert found[0]["open_until"] == "2026-11-24T21:00:00.000+08:00"
    assert found[0]["standing_zh"] == "营业中"


def test_who_serves_her_is_who_brought_it_last_and_else_who_runs_the_store(
    app: Flask, mother: Caller, db: Database, network: Network
) -> None:
    bought(db, mother, network, "S1")
    assert stores(mother)[0]["served_by"] is None
    manager = make_staff(app, network["S1"], "manager", "13900000001", "张姐")
    clerk = make_staff(app, network["S1"], "clerk", "13900000002", "小李")
    assert stores(mother)[0]["served_by"] == {"name": "张姐", "why_zh": "店长"}
    order_no = place_order(mother)["order_no"]
    accept(db, order_no)
    assert clerk.post(f"/merchant/v1/orders/{order_no}/leave").status_code == 200
    code = {"code": db.vault.proof_code(order_no)}
    assert clerk.post(f"/merchant/v1/orders/{order_no}/delivered", code).status_code == 200
    assert stores(mother)[0]["served_by"] == {"name": "小李", "why_zh": "上次给您送货"}
    assert manager.patch(f"/merchant/v1/staff/{clerk.id}", {"active": False}).status_code == 200
    assert stores(mother)[0]["served_by"] == {"name": "张姐", "why_zh": "店长"}, "she works elsewhere now"
    assert "1390000" not in mother.get(PATH).text, "a name and nothing else"


def test_how_far(mother: Caller, db: Database, network: Network) -> None:
    bought(db, mother, network, "S1")
    (store,) = stores(mother, lng=HOME[0], lat=HOME[1], datum="wgs84")
    assert store["distance_m"] == pytest.approx(95, abs=1)
    (again,) = stores(mother, lng=store["point"]["lng"], lat=store["point"]["lat"])
    assert again["distance_m"] == 0, "its own point, as it left the door"


@pytest.mark.parametrize(
    ("query", "field"),
    [({"lng": 121.5}, "lat"), ({"lng": 31.2, "lat": 121.5}, "lng"), ({"lng": "x", "lat": 31}, "lng")],
)
def test_half_a_point_is_named(mother: Caller, query: dict[str, Any], field: str) -> None:
    assert list(mother.get(PATH, query_string=query).get_json()["fields"]) == [field]


def test_closed_paused_and_passed_on(mother: Caller, db: Database, network: Network) -> None:
    bought(db, mother, network, "S1", "S2")
    change(db, "UPDATE stores SET status = 'closed', successor_id = :heir WHERE code = 'S1'", heir=network["S3"])
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE code = 'S2'")
    found = stores(mother)
    assert [(store["code"], store["home"], store["standing_zh"]) for store in found] == [
        ("S3", True, "营业中"), ("S2", False, "暂停接单")
    ]  # fmt: skip
    assert found[1]["open_now"] is False and found[1]["opens_at"] is None


def test_at_night_it_says_when_it_opens(mother: Caller, db: Database, network: Network) -> None:
    bought(db, mother, network, "S1")
    freeze(db, datetime(2026, 11, 24, 23, 0, tzinfo=SHANGHAI))
    (store,) = stores(mother)
    assert (store["open_now"], store["opens_at"]) == (False, "2026-11-25T09:00:00.000+08:00")
    assert store["standing_zh"] == "休息中"
