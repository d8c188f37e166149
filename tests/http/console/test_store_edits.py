"""Stores as the desk keeps them: scores, a drawn area, hours, a file of many; who changed what and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import shapely

from app.db import Database
from app.imports.chinese import in_chinese
from dispatch import timers
from dispatch.domain.datum import from_wgs84, to_wgs84
from tests.http.console.desk import DOOR, ok, order, refused
from tests.support.people import Caller
from tests.support.walk import accept, add_address, decline, deliver, place_order
from tests.support.world import HOME, TUESDAY_10, Network, freeze, rows, set_stock, value

WHY = {"reason": "门店来电更正"}
HEADER = "code,name,address,phone,lng,lat,datum,hours,radius_m,area_wkt,capacity,status,successor"


def ring(*corners: tuple[float, float]) -> list[list[float]]:
    return [list(from_wgs84(lng, lat, "gcj02")) for lng, lat in corners]


AROUND_S1 = ring((121.49, 31.19), (121.515, 31.19), (121.515, 31.21), (121.49, 31.21))


def changes(db: Database) -> list[tuple[Any, ...]]:
    found = rows(db, "SELECT payload FROM outbox_events WHERE kind = 'store.changed' ORDER BY id")
    return [(row.payload["what"], row.payload["by"], row.payload["why"]) for row in found]


def test_an_area_is_drawn_and_routing_follows_it(boss: Caller, mother: Caller, network: Network, db: Database) -> None:
    shown = ok(boss.put(f"{DOOR}/stores/S1/area", {**WHY, "polygon": AROUND_S1}))
    assert (shown["has_area"], shown["radius_m"], shown["area"]["type"]) == (True, None, "Polygon")
    kept = shapely.from_wkt(value(db, "SELECT area_wkt FROM stores WHERE code = 'S1'"))
    assert shapely.equals_exact(kept.normalize(), shapely.box(121.49, 31.19, 121.515, 31.21).normalize(), 1e-5)
    address_id = add_address(mother)
    assert order(boss, place_order(mother, "key-00000001", address_id=address_id)["order_no"])["store_code"] == "S1"
    away = ring((121.49, 31.19), (121.5005, 31.19), (121.5005, 31.21), (121.49, 31.21))
    assert away[1][0] < from_wgs84(*HOME, "gcj02")[0]
    ok(boss.put(f"{DOOR}/stores/S1/area", {**WHY, "polygon": [*away, away[0]]}))
    assert order(boss, place_order(mother, "key-00000002", address_id=address_id)["order_no"])["store_code"] == "S2"
    shown = ok(boss.put(f"{DOOR}/stores/S1/area", {**WHY, "polygon": None, "radius_m": 3000}))
    assert (shown["has_area"], shown["area"], shown["radius_m"]) == (False, None, 3000)
    ok(boss.put(f"{DOOR}/stores/S1/area", {**WHY, "polygon": None, "radius_m": 3000}))
    assert changes(db) == [("area", f"agent:{boss.id}", WHY["reason"])] * 3


@pytest.mark.parametrize(
    ("polygon", "says"),
    [
        (AROUND_S1[:2], "顶点"),
        ([[500, 31.2], *AROUND_S1], "不在地图上"),
        ([AROUND_S1[0], AROUND_S1[2], AROUND_S1[1], AROUND_S1[3]], "不能交叉"),
        ([AROUND_S1[0], AROUND_S1[1], AROUND_S1[0]], "不能交叉"),
        (ring((121.6, 31.19), (121.7, 31.19), (121.7, 31.21)), "包含在内"),
        (ring((121.0, 30.9), (121.9, 30.9), (121.9, 31.9), (121.0, 31.9)), "面积"),
    ],
)
def test_an_area_that_routing_could_not_trust_is_refused(
    boss: Caller, network: Network, db: Database, polygon: list[list[float]], says: str
) -> None:
    fields = refused(boss.put(f"{DOOR}/stores/S1/area", {**WHY, "polygon": polygon}), 422, "invalid")["fields"]
    assert list(fields) == ["polygon"] and says in fields["polygon"][0]
    assert value(db, "SELECT area_wkt FROM stores WHERE code = 'S1'") is None and changes(db) == []


def test_a_polygon_needs_pairs_and_a_reason(boss: Caller, agent: Caller, network: Network) -> None:
    path = f"{DOOR}/stores/S1/area"
    assert "polygon.0" in refused(boss.put(path, {**WHY, "polygon": [[1, 2, 3]]}), 422, "invalid")["fields"]
    assert "reason" in refused(boss.put(path, {"polygon": None}), 422, "invalid")["fields"]
    assert "radius_m" in refused(boss.put(path, {**WHY, "polygon": None, "radius_m": 1}), 422, "invalid")["fields"]
    refused(agent.put(path, {**WHY, "polygon": None}), 403, "forbidden")
    refused(boss.put(f"{DOOR}/stores/S404/area", {**WHY, "polygon": None}), 404, "not_found")


def test_hours_and_capacity(agent: Caller, network: Network, db: Database) -> None:
    body = {**WHY, "hours": "Mo-Fr 9:00-12:00,13:30-21:00", "exceptions": [{"date": "2026-11-25", "note": "盘点"}]}
    shown = ok(agent.put(f"{DOOR}/stores/S1/hours", body))
    assert shown["hours"] == "Mo-Fr 09:00-12:00,13:30-21:00"
    assert shown["exceptions"] == [{"date": "2026-11-25", "hours": "", "note": "盘点"}]
    shown = ok(agent.put(f"{DOOR}/stores/S1/hours", {**WHY, "hours": "Mo-Su 09:00-21:00"}))
    assert len(shown["exceptions"]) == 1  # not said: they stay
    assert ok(agent.put(f"{DOOR}/stores/S1/capacity", {**WHY, "capacity": 3}))["capacity"] == 3
    assert ok(agent.put(f"{DOOR}/stores/S1/capacity", {**WHY, "capacity": None}))["capacity"] is None
    assert [what for what, _, _ in changes(db)] == ["hours", "hours", "capacity", "capacity"]
    refused(agent.put(f"{DOOR}/stores/S1/hours", {**WHY, "hours": "whenever"}), 422, "invalid")


def test_a_shelf(agent: Caller, network: Network, db: Database) -> None:
    set_stock(db, network["S1"], F1=5, F2=1)
    first = ok(agent.get(f"{DOOR}/stores/S1/stock?limit=1"))
    assert [(row["sku"], row["on_hand"], row["low"]) for row in first["stock"]] == [("F2", 1, True)]
    rest = ok(agent.get(f"{DOOR}/stores/S1/stock?limit=5&cursor={first['next_cursor']}"))
    assert [row["sku"] for row in rest["stock"]] == ["F1", "D1"] and rest["next_cursor"] is None
    assert [row["sku"] for row in ok(agent.get(f"{DOOR}/stores/S1/stock?q=纸尿裤"))["stock"]] == ["D1"]


def test_people_and_phones_are_masked(agent: Caller, manager: Caller, network: Network) -> None:
    ok(manager.post("/merchant/v1/shift"))
    shown = ok(agent.get(f"{DOOR}/stores/S1"))
    assert [(row["name"], row["phone"]) for row in shown["staff"]] == [("张姐", "139****0001")]
    assert [(row["name"], row["online"]) for row in shown["devices"]] == [("张姐", True)]


def test_scores_draw_small_samples_to_the_network(
    agent: Caller, mother: Caller, network: Network, db: Database
) -> None:
    address_id = add_address(mother)
    made = [place_order(mother, f"key-0000000{n}", address_id=address_id)["order_no"] for n in range(4)]
    freeze(db, TUESDAY_10 + timedelta(minutes=2))
    for order_no in made[:2]:  # S1 takes two
        deliver(db, order_no)
    decline(db, made[2])  # S1 refuses; S2 refuses
    decline(db, made[2])
    freeze(db, TUESDAY_10 + timedelta(minutes=61))
    assert timers.sweep(db).expired == 1  # S1 lets the fourth run out
    shown = {row["code"]: row["score"] for row in ok(agent.get(f"{DOOR}/stores"))["stores"]}
    first = shown["S1"]
    assert (first["offers"], first["answers"], first["promised"]) == (4, 3, 2)
    assert (first["own"]["acceptance"], first["own"]["answer_p50_s"], first["own"]["on_time"]) == (0.5, 120.0, 1.0)
    network_share = 2 / 5
    assert first["acceptance"] == pytest.approx((4 * 0.5 + 20 * network_share) / 24, abs=1e-4)
    assert shown["S2"]["acceptance"] == pytest.approx((1 * 0 + 20 * network_share) / 21, abs=1e-4)
    assert shown["S3"]["acceptance"] == pytest.approx(network_share) and shown["S3"]["own"]["acceptance"] is None
    assert [(row["reason"], row["number"]) for row in first["refusals"]] == [("too_busy", 1)]
    # S2 refused the one offer it had: it is worse than the network, and S1 better; S3 and S9 are the network.
    worst = [row["code"] for row in ok(agent.get(f"{DOOR}/stores?sort=acceptance"))["stores"]]
    assert worst == ["S2", "S3", "S9", "S1"]
    page = ok(agent.get(f"{DOOR}/stores?sort=acceptance&limit=3"))
    rest = ok(agent.get(f"{DOOR}/stores?sort=acceptance&limit=3&cursor={page['next_cursor']}"))
    assert [row["code"] for row in page["stores"] + rest["stores"]] == worst and rest["next_cursor"] is None
    assert ok(agent.get(f"{DOOR}/stores?sort=answer_p50_s&q=S1"))["stores"][0]["score"] == first
    refused(agent.get(f"{DOOR}/stores?sort=luck"), 422, "invalid")
    accept(db, made[3])
    assert ok(agent.get(f"{DOOR}/stores/S1"))["score"] == first


def send(who: Caller, text: str, query: str = "") -> Any:
    return who.call("POST", f"{DOOR}/stores/import{query}", data=text.encode(), content_type="text/csv")


def test_a_file_is_tried_then_taken(boss: Caller, agent: Caller, network: Network, db: Database) -> None:
    row = "S7,金桥店,上海市浦东新区张江路 1 号,021-5,121.6,31.2,gcj02,Mo-Su 09:00-21:00,3000,,20,active,"
    text = f"{HEADER}\n{row}\n"
    tried = ok(send(boss, text))
    assert (tried["dry_run"], tried["added"], tried["changed"]) == (True, 1, 0)
    assert value(db, "SELECT count(*) FROM stores") == 4
    assert "reason" in refused(send(boss, text, "?dry_run=false"), 422, "invalid")["fields"]
    done = ok(send(boss, text, "?dry_run=false&reason=新店开业"))
    assert (done["dry_run"], done["added"]) == (False, 1)
    assert ok(boss.get(f"{DOOR}/stores/S7"))["name"] == "金桥店"
    assert ok(send(boss, text))["unchanged"] == 1
    event = rows(db, "SELECT payload FROM outbox_events WHERE kind = 'stores.imported'")
    assert [(each.payload["added"], each.payload["why"]) for each in event] == [(1, "新店开业")]
    refused(send(agent, text), 403, "forbidden")


def test_what_is_wrong_with_a_file_is_told_in_chinese_by_row(boss: Caller, network: Network, db: Database) -> None:
    row = "S7,,某路,021-5,abc,31.2,gcj02,whenever,3000,,20,open,"
    body = refused(send(boss, f"{HEADER}\n{row}\n", "?dry_run=false&reason=新店开业"), 422, "bad_file")
    told = body["fields"]["file"]
    assert "第 2 行 name 列：不能为空" in told and "第 2 行 lng 列：应为数字" in told
    assert any(line.startswith("第 2 行 status 列：“open”不对") for line in told)
    assert any(line.startswith("第 2 行 hours 列：") for line in told)
    assert value(db, "SELECT count(*) FROM stores") == 4
    missing = refused(send(boss, "code,name\n"), 422, "bad_file")["fields"]["file"]
    assert "第 1 行：缺少 address 列" in missing
    assert refused(send(boss, ""), 422, "bad_file")["fields"]["file"][0].startswith("文件是空的")


def test_words_that_nobody_translated_stay() -> None:
    assert in_chinese("row 7, column lat: is odd") == "第 7 行 lat 列：is odd"
    assert to_wgs84(*from_wgs84(*HOME, "gcj02"), "gcj02") == pytest.approx(HOME)
