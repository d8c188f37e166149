"""A city as the console's map shows it, and the outlines under it."""

from __future__ import annotations

import shapely
from shapely.geometry import shape

from app.console.map import ConsoleMap, ConsoleMapOrder, ConsoleMapStore
from app.db import Database
from app.stores.districts import shipped
from dispatch.domain.datum import from_wgs84, to_wgs84
from tests.http.console.desk import DOOR, ok, refused
from tests.support.people import Caller
from tests.support.walk import accept, add_address, decline, deliver, place_order
from tests.support.world import HOME, Network, change

SQUARE = "POLYGON ((121.49 31.19, 121.52 31.19, 121.52 31.21, 121.49 31.21, 121.49 31.19))"


def test_a_city_with_its_stores_and_orders(
    agent: Caller, manager: Caller, mother: Caller, network: Network, db: Database
) -> None:
    change(db, "UPDATE stores SET city = '上海市' WHERE code <> 'S9'")
    change(db, "UPDATE stores SET area_wkt = :area WHERE code = 'S2'", area=SQUARE)
    change(db, "UPDATE stores SET status = 'closed' WHERE code = 'S3'")
    ok(manager.post("/merchant/v1/shift"))
    address_id = add_address(mother)
    made = [place_order(mother, f"key-0000000{n}", address_id=address_id)["order_no"] for n in range(4)]
    accept(db, made[1])
    for _ in range(2):
        decline(db, made[2])
    deliver(db, made[3])
    shown = ok(agent.get(f"{DOOR}/map?city=上海市"))
    stores = {row["code"]: row for row in shown["stores"]}
    assert list(stores) == ["S1", "S2"]
    first = stores["S1"]
    assert (first["online"], first["open_offers"], first["live_orders"], first["open_now"]) == (True, 1, 2, True)
    assert (first["area"], first["radius_m"], stores["S2"]["radius_m"], stores["S2"]["online"]) == (
        None,
        5000,
        None,
        False,
    )
    assert first["point"] == [round(part, 6) for part in from_wgs84(121.50, 31.20, "gcj02")]
    corner = stores["S2"]["area"]["coordinates"][0][0]
    assert max(abs(a - b) for a, b in zip(to_wgs84(*corner, "gcj02"), (121.49, 31.19), strict=True)) < 2e-5
    orders = {row["order_no"]: row for row in shown["orders"]}
    assert orders.keys() == set(made[:3])
    assert [(orders[no]["state"], orders[no]["offered_to"]) for no in made[:3]] == [
        ("offered", "S1"), ("accepted", None), ("needs_person", None),
    ]  # fmt: skip
    assert orders[made[0]]["point"] == [round(part, 6) for part in from_wgs84(*HOME, "gcj02")]
    assert shown.keys() == ConsoleMap().fields.keys()
    assert {frozenset(row) for row in shown["stores"]} == {frozenset(ConsoleMapStore().fields)}
    assert {frozenset(row) for row in shown["orders"]} == {frozenset(ConsoleMapOrder().fields)}
    assert ok(agent.get(f"{DOOR}/map?city=北京市"))["orders"] == []
    refused(agent.get(f"{DOOR}/map"), 422, "invalid")


def test_cities_with_most_stores_first(agent: Caller, db: Database) -> None:
    change(db, "UPDATE stores SET city = '上海市' WHERE code <> 'S9'")
    found = ok(agent.get(f"{DOOR}/districts"))["cities"]
    assert len(found) == 375
    assert [(row["city"], row["province"], row["stores"]) for row in found[:2]] == [
        ("上海市", "上海市", 3), ("北京市", "北京市", 1),
    ]  # fmt: skip
    west, south, east, north = found[0]["box"]
    assert west < 121.50 < east and south < 31.20 < north


def test_outlines_are_the_shipped_ones_moved_to_gcj02(agent: Caller) -> None:
    answer = agent.get(f"{DOOR}/districts/上海市")
    features = {row["properties"]["name"]: row for row in ok(answer)["features"]}
    assert len(features) == 16 and answer.headers["Cache-Control"] == "private, max-age=86400"
    point = from_wgs84(121.55, 31.2, "gcj02")
    holding = [name for name, row in features.items() if shapely.intersects_xy(shape(row["geometry"]), *point)]
    found = shipped().district_at(121.55, 31.2)
    assert found and holding == [found.name]
    one = ok(agent.get(f"{DOOR}/districts/{found.adcode}"))["features"]
    assert one == [features[found.name]]
    centre = one[0]["properties"]["centre"]
    assert shapely.intersects_xy(shape(one[0]["geometry"]), *centre)
    refused(agent.get(f"{DOOR}/districts/999999"), 404, "not_found")
