"""The store itself, and its shelf."""

from __future__ import annotations

from datetime import timedelta

import pytest
import shapely
from sqlalchemy import text

from app.db import Database
from dispatch import timers
from dispatch.domain.datum import to_wgs84
from dispatch.domain.geo import distance_m
from tests.support.people import Caller
from tests.support.walk import place_order
from tests.support.world import TUESDAY_10, Network, change, freeze, rows, set_stock, value

from .walk import DOOR, accepted, offered, ok, refused


def test_the_sheet(db: Database, mother: Caller, manager: Caller) -> None:
    accepted(db, mother, manager)
    offered(db, mother, "key-00000002")
    sheet = ok(manager.get(f"{DOOR}/store"))
    assert (sheet["code"], sheet["name"], sheet["status_zh"], sheet["capacity"]) == ("S1", "浦东一店", "营业", None)
    assert sheet["hours"] == "Mo-Su 09:00-21:00" and sheet["week"] == ["09:00-21:00"] * 7
    assert sheet["open_now"] and sheet["open_until"] == "2026-11-24T21:00:00.000+08:00"
    assert sheet["live"] == {"offered": 1, "accepted": 1, "on_the_road": 0, "total": 2}
    assert sheet["pause"]["paused"] is False and sheet["point"]["datum"] == "gcj02"
    lng, lat = to_wgs84(sheet["point"]["lng"], sheet["point"]["lat"], "gcj02")
    assert distance_m(lng, lat, 121.50, 31.20) < 0.2


def test_the_area_is_a_circle_or_the_polygon_on_the_map_of_wechat(
    db: Database, manager: Caller, network: Network
) -> None:
    circle = ok(manager.get(f"{DOOR}/store"))["area"]
    assert circle["type"] == "Feature" and circle["properties"] == {
        "kind": "radius", "radius_m": 5000, "datum": "gcj02"
    }  # fmt: skip
    for gcj in circle["geometry"]["coordinates"][0]:
        assert distance_m(*to_wgs84(*gcj, "gcj02"), 121.50, 31.20) == pytest.approx(5000, abs=0.3)
    square = "POLYGON ((121.49 31.19, 121.51 31.19, 121.51 31.21, 121.49 31.21, 121.49 31.19))"
    change(db, "UPDATE stores SET area_wkt = :w WHERE id = :id", w=square, id=network["S1"])
    area = ok(manager.get(f"{DOOR}/store"))["area"]
    back = [to_wgs84(lng, lat, "gcj02") for lng, lat in area["geometry"]["coordinates"][0]]
    assert shapely.Polygon(back).symmetric_difference(shapely.from_wkt(square)).area < 1e-7
    assert area["properties"]["kind"] == "polygon" and area["geometry"]["type"] == "Polygon"


def test_hours_are_read_kept_in_one_form_and_used(db: Database, mother: Caller, manager: Caller) -> None:
    sheet = ok(manager.put(f"{DOOR}/store/hours", {"hours": "mo-fr 9:00-12:00，13:30-21:00；Sa-Su 10:00-20:00"}))
    assert sheet["hours"] == "Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00"
    assert sheet["week"][0] == "09:00-12:00,13:30-21:00" and sheet["week"][6] == "10:00-20:00"
    freeze(db, TUESDAY_10 + timedelta(hours=1, minutes=40))
    _, offer_id = offered(db, mother)
    card = ok(manager.get(f"{DOOR}/offers/{offer_id}"))
    assert card["expires_at"] == "2026-11-24T14:10:00.000+08:00", "20 minutes before lunch, 40 after"


@pytest.mark.parametrize("hours", ["", "9-21", "Mo-Xx 09:00-21:00", "Mo-Fr 09:00-12:00; Mo-Fr 13:00-21:00"])
def test_hours_that_cannot_be_read_change_nothing(manager: Caller, hours: str) -> None:
    body = refused(manager.put(f"{DOOR}/store/hours", {"hours": hours}), 422, "invalid")
    assert list(body["fields"]) == ["hours"]
    assert ok(manager.get(f"{DOOR}/store"))["hours"] == "Mo-Su 09:00-21:00"


def test_a_running_offer_keeps_its_hour_whatever_is_edited(db: Database, mother: Caller, manager: Caller) -> None:
    order_no, offer_id = offered(db, mother)
    ok(manager.put(f"{DOOR}/store/hours", {"hours": "Mo-Su 18:00-19:00"}))
    ok(manager.put(f"{DOOR}/store/exceptions", {"exceptions": [{"date": "2026-11-24", "hours": ""}]}))
    freeze(db, TUESDAY_10 + timedelta(hours=1) - timedelta(milliseconds=1))
    timers.sweep(db)
    card = ok(manager.get(f"{DOOR}/offers/{offer_id}"))
    assert (card["state"], card["expires_at"]) == ("open", "2026-11-24T11:00:00.000+08:00")
    assert ok(manager.post(f"{DOOR}/offers/{offer_id}/accept"))["order_no"] == order_no


def test_exceptions_are_replaced_from_today_on(db: Database, mother: Caller, manager: Caller, network: Network) -> None:
    change(db, "INSERT INTO store_exceptions VALUES (:id, '2026-11-20', '', '盘点')", id=network["S1"])
    spring = [
        {"date": "2027-02-06", "hours": "", "note": "除夕"},
        {"date": "2026-11-24", "hours": "10:00-12:00,13:00-15:00", "note": None},
    ]
    sheet = ok(manager.put(f"{DOOR}/store/exceptions", {"exceptions": spring}))
    assert sheet["exceptions"] == spring[::-1] and sheet["open_until"] == "2026-11-24T12:00:00.000+08:00"
    sheet = ok(manager.put(f"{DOOR}/store/exceptions", {"exceptions": spring[1:]}))
    assert sheet["exceptions"] == spring[1:]
    assert value(db, "SELECT count(*) FROM store_exceptions WHERE date = '2026-11-20'") == 1, (
        "the past explains the past"
    )
    freeze(db, TUESDAY_10 + timedelta(hours=1, minutes=40))
    offer = place_order(mother)["offer"]
    assert offer == {"store_name": "浦东一店", "expires_at": "2026-11-24T13:40:00.000+08:00", "seconds_left": 7200}


@pytest.mark.parametrize(
    "row, field",
    [
        ({"date": "2026-11-23", "hours": ""}, "exceptions.1.date"),
        ({"date": "2028-11-23", "hours": ""}, "exceptions.1.date"),
        ({"date": "2026-11-25", "hours": "25:00-26:00"}, "exceptions.1.hours"),
        ({"date": "2026-12-01", "hours": "10:00-11:00"}, "exceptions"),
        ({"date": "24.11.2026", "hours": ""}, "exceptions.1.date"),
    ],
)
def test_one_bad_date_changes_nothing(db: Database, manager: Caller, row: dict[str, str], field: str) -> None:
    body = {"exceptions": [{"date": "2026-12-01", "hours": ""}, row]}
    assert list(refused(manager.put(f"{DOOR}/store/exceptions", body), 422, "invalid")["fields"]) == [field]
    assert rows(db, "SELECT 1 FROM store_exceptions") == []


def test_capacity_bounds_new_orders_only(db: Database, mother: Caller, manager: Caller, rival: Caller) -> None:
    accepted(db, mother, manager)
    assert ok(manager.put(f"{DOOR}/store/capacity", {"capacity": 1}))["capacity"] == 1
    assert place_order(mother, "key-00000002")["store"]["code"] == "S2"
    assert ok(manager.put(f"{DOOR}/store/capacity", {"capacity": None}))["capacity"] is None
    assert place_order(mother, "key-00000003")["store"]["code"] == "S1"
    refused(manager.put(f"{DOOR}/store/capacity", {"capacity": -1}), 422, "invalid")
    refused(manager.put(f"{DOOR}/store/capacity", {}), 422, "invalid")


@pytest.mark.parametrize("path", ["hours", "exceptions", "capacity"])
def test_a_clerk_may_not_change_the_store(clerk: Caller, path: str) -> None:
    body = {"hours": {"hours": "24/7"}, "exceptions": {"exceptions": []}, "capacity": {"capacity": 1}}[path]
    refused(clerk.put(f"{DOOR}/store/{path}", body), 403, "forbidden")


def events(db: Database) -> list[tuple[str, str, str | None]]:
    query = (
        "SELECT kind, payload->>'by' AS by, payload->>'reason' AS reason FROM outbox_events WHERE kind LIKE 'store.%'"
    )
    return [tuple(row) for row in rows(db, f"{query} ORDER BY id")]


def test_a_pause_sends_orders_elsewhere_until_it_ends(db: Database, mother: Caller, clerk: Caller) -> None:
    _, running = offered(db, mother)
    pause = ok(clerk.post(f"{DOOR}/store/pause", {"reason": "too_busy", "minutes": 30}))["pause"]
    assert pause == {
        "paused": True, "since": "2026-11-24T10:00:00.000+08:00", "until": "2026-11-24T10:30:00.000+08:00",
        "reason": "too_busy", "reason_zh": "太忙，先缓一缓",
    }  # fmt: skip
    assert place_order(mother, "key-00000002")["store"]["code"] == "S2"
    ok(clerk.post(f"{DOOR}/offers/{running}/accept"))
    freeze(db, TUESDAY_10 + timedelta(minutes=30))
    assert ok(clerk.get(f"{DOOR}/store"))["pause"]["paused"] is False
    assert place_order(mother, "key-00000003")["store"]["code"] == "S1"
    ok(clerk.post(f"{DOOR}/store/resume"))
    assert events(db) == [("store.paused", f"staff:{clerk.id}", "too_busy")], "it had ended by itself"


def test_pausing_and_resuming_twice_is_said_once(db: Database, clerk: Caller, network: Network) -> None:
    who = f"staff:{clerk.id}"
    for _ in range(2):
        ok(clerk.post(f"{DOOR}/store/pause", {"reason": "stocktaking"}))
    freeze(db, TUESDAY_10 + timedelta(days=3))
    assert ok(clerk.get(f"{DOOR}/store"))["pause"]["until"] is None
    for _ in range(2):
        assert ok(clerk.post(f"{DOOR}/store/resume"))["pause"]["paused"] is False
    assert events(db) == [("store.paused", who, "stocktaking"), ("store.resumed", who, None)]
    assert value(db, "SELECT count(*) FROM outbox_events WHERE store_id = :id", id=network["S1"]) == 2


@pytest.mark.parametrize(
    "body", [{}, {"reason": "因为"}, {"reason": "other", "minutes": 0}, {"reason": "other", "m": 1}]
)
def test_a_pause_needs_a_reason_of_ours(clerk: Caller, body: dict[str, object]) -> None:
    refused(clerk.post(f"{DOOR}/store/pause", body), 422, "invalid")


def test_the_shelf_is_low_first_searched_and_paged(db: Database, clerk: Caller, network: Network) -> None:
    set_stock(db, network["S1"], F1=7, F2=2)
    change(db, "UPDATE stock_levels SET recount_asked_at = jindan_now(), on_hand = 0 WHERE sku = 'F1'")
    page = ok(clerk.get(f"{DOOR}/stock"))
    seen = [(row["sku"], row["on_hand"], row["available"], row["low"]) for row in page["stock"]]
    assert seen == [("F1", 0, 0, True), ("F2", 2, 2, True), ("D1", None, None, False)]
    assert page["tracks_stock"] is True and page["next_cursor"] is None
    one = ok(clerk.get(f"{DOOR}/stock", query_string={"limit": 1}))
    rest = ok(clerk.get(f"{DOOR}/stock", query_string={"limit": 5, "cursor": one["next_cursor"]}))
    assert [row["sku"] for row in one["stock"] + rest["stock"]] == ["F1", "F2", "D1"]
    found = ok(clerk.get(f"{DOOR}/stock", query_string={"q": "纸尿裤"}))["stock"]
    assert [row["sku"] for row in found] == ["D1"]
    assert ok(clerk.get(f"{DOOR}/stock", query_string={"q": "%"}))["stock"] == []
    refused(clerk.get(f"{DOOR}/stock", query_string={"cursor": "WyIxIiwgMl0"}), 422, "invalid")


def test_a_count_answers_the_recount(db: Database, clerk: Caller, network: Network) -> None:
    set_stock(db, network["S1"], F1=0)
    change(db, "UPDATE stock_levels SET recount_asked_at = jindan_now()")
    row = ok(clerk.put(f"{DOOR}/stock/F1", {"on_hand": 12}))
    assert (row["on_hand"], row["available"], row["recount_asked_at"]) == (12, 12, None)
    assert ok(clerk.put(f"{DOOR}/stock/F1", {"on_hand": None}))["on_hand"] is None
    assert ok(clerk.put(f"{DOOR}/stock/D1", {"on_hand": None}))["on_hand"] is None, "it was not counted before either"


def test_a_count_is_never_less_than_orders_hold(db: Database, mother: Caller, clerk: Caller, network: Network) -> None:
    set_stock(db, network["S1"], F1=5)
    offered(db, mother)
    for count in (1, None):
        body = refused(clerk.put(f"{DOOR}/stock/F1", {"on_hand": count}), 409, "stock_held")
        assert body["reserved"] == 2
    assert ok(clerk.put(f"{DOOR}/stock/F1", {"on_hand": 2}))["available"] == 0


@pytest.mark.parametrize("body", [{"on_hand": -1}, {"on_hand": 1.5}, {"on_hand": "3"}, {}, {"on_hand": 10**9}])
def test_a_count_is_a_whole_number(clerk: Caller, body: dict[str, object]) -> None:
    refused(clerk.put(f"{DOOR}/stock/F1", body), 422, "invalid")


def test_only_articles_of_the_catalogue_are_counted(db: Database, clerk: Caller) -> None:
    assert clerk.put(f"{DOOR}/stock/NOPE", {"on_hand": 1}).status_code == 404
    assert db.read(lambda session: session.execute(text("SELECT count(*) FROM stock_levels")).scalar()) == 0
