"""Addresses: no point, no address; the words and the point change together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.db import Database
from dispatch.domain.datum import from_wgs84
from tests.support.people import Caller
from tests.support.walk import ADDRESS, add_address
from tests.support.world import HOME, rows

PATH = "/mom/v1/addresses"
GCJ = from_wgs84(*HOME, "gcj02")
ASKED = "请在地图上选择收货位置"


def listed(mother: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mother.get(PATH).get_json()["addresses"]
    return found


def test_an_empty_list(mother: Caller) -> None:
    assert mother.get(PATH).get_json() == {"addresses": []}


def test_a_gcj_point_is_kept_in_wgs_with_what_was_given_beside_it(mother: Caller, db: Database) -> None:
    answer = mother.post(PATH, {**ADDRESS, "point": {"lng": GCJ[0], "lat": GCJ[1]}})
    assert answer.status_code == 201
    (row,) = rows(db, "SELECT lng, lat, source_lng, source_lat, source_datum FROM addresses")
    assert (row.lng, row.lat) == pytest.approx(HOME, abs=1e-7)
    assert (row.source_lng, row.source_lat, row.source_datum) == (*GCJ, "gcj02")
    shown = answer.get_json()
    assert shown["point"] == {"lng": round(GCJ[0], 6), "lat": round(GCJ[1], 6), "datum": "gcj02"}
    assert (shown["name"], shown["phone"], shown["is_default"]) == (ADDRESS["name"], ADDRESS["phone"], True)


def test_points_leave_in_gcj_whatever_came_in(mother: Caller) -> None:
    address_id = add_address(mother)
    point = mother.get(f"{PATH}/{address_id}").get_json()["point"]
    assert (point["lng"], point["lat"]) == pytest.approx(GCJ, abs=1e-6)


@pytest.mark.parametrize(
    ("point", "field", "message"),
    [
        ("left out", "point", ASKED),
        (None, "point", ASKED),
        ({}, "point.lng", "必填"),
        ({"lng": 121.5, "lat": None}, "point.lat", "不能为空"),
        ({"lng": "NaN", "lat": 31.2}, "point.lng", "不是有效的数字"),
        ({"lng": 31.2, "lat": 121.5}, "point", "经度和纬度好像填反了：lng 是经度（如 121.47），lat 是纬度（如 31.23）"),
        ({"lng": 500, "lat": 31.2}, "point", "坐标不是有效的位置，请在地图上重新选择"),
        ({"lng": 0, "lat": 0}, "point", "收货位置不在中国境内，请在地图上重新选择"),
        ({"lng": 121.5, "lat": 31.2, "datum": "mars"}, "point.datum", "坐标系须为 gcj02、wgs84 或 bd09"),
    ],
)
def test_a_point_that_cannot_be_used(mother: Caller, point: Any, field: str, message: str) -> None:
    body = {**ADDRESS, "point": point}
    if point == "left out":
        del body["point"]
    answer = mother.post(PATH, body)
    assert (answer.status_code, answer.get_json()["fields"].get(field)) == (422, [message])
    assert listed(mother) == []


def test_wrong_words_are_named(mother: Caller) -> None:
    answer = mother.post(PATH, {**ADDRESS, "name": "", "phone": "1381234", "text": "弄", "extra": 1})
    assert answer.get_json()["fields"] == {
        "name": ["请填写 1 到 40 个字"], "phone": ["请输入 11 位手机号"], "text": ["请填写 4 到 200 个字"],
        "extra": ["没有这个字段"],
    }  # fmt: skip


def test_a_double_tap_makes_one_address(mother: Caller) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: mother.post(PATH, ADDRESS), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.get_json()["id"] for answer in answers}) == 1


def test_one_default_moves_with_her_wish_and_with_removal(mother: Caller) -> None:
    first = add_address(mother)
    second = add_address(mother, text="上海市浦东新区张江路 99 弄", is_default=True)
    third = add_address(mother, text="上海市浦东新区张江路 77 弄")
    assert [(row["id"], row["is_default"]) for row in listed(mother)] == [
        (second, True), (third, False), (first, False)
    ]  # fmt: skip
    mother.patch(f"{PATH}/{first}", {"is_default": True})
    assert [row["id"] for row in listed(mother) if row["is_default"]] == [first]
    assert mother.delete(f"{PATH}/{first}").status_code == 204
    assert [(row["id"], row["is_default"]) for row in listed(mother)] == [(third, True), (second, False)]
    assert mother.delete(f"{PATH}/{first}").status_code == 404, "the second tap"


def test_two_phones_choose_a_default_at_once(mother: Caller) -> None:
    ids = [add_address(mother, text=f"上海市浦东新区张江路 {number} 弄") for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: mother.patch(f"{PATH}/{each}", {"is_default": True}), ids))
    assert sum(row["is_default"] for row in listed(mother)) == 1


def test_phones_are_masked_in_the_list_and_whole_for_editing(mother: Caller) -> None:
    address_id = add_address(mother)
    assert listed(mother)[0]["phone"] == "138****5678"
    assert mother.get(f"{PATH}/{address_id}").get_json()["phone"] == "13812345678"


def test_new_words_need_a_new_point(mother: Caller) -> None:
    path = f"{PATH}/{add_address(mother)}"
    refused = mother.patch(path, {"text": "上海市徐汇区漕溪路 1 号"})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "point_required")
    assert refused.get_json()["fields"] == {"point": ["地址改了，请在地图上重新选择收货位置"]}
    assert mother.get(path).get_json()["text"] == ADDRESS["text"]
    moved = mother.patch(path, {"text": "上海市徐汇区漕溪路 1 号", "point": {"lng": 121.43, "lat": 31.18}})
    assert (moved.status_code, moved.get_json()["point"]["lng"]) == (200, 121.43)


def test_the_same_words_keep_their_point(mother: Caller) -> None:
    path = f"{PATH}/{add_address(mother)}"
    before = mother.get(path).get_json()
    after = mother.patch(path, {"text": ADDRESS["text"], "door": "5 号 101 室", "name": "李雷"}).get_json()
    assert after == {**before, "door": "5 号 101 室", "name": "李雷"}
    assert mother.patch(path, {}).get_json() == after
    assert mother.patch(path, {"name": None}).get_json()["fields"] == {"name": ["不能为空"]}
    assert mother.patch(path, {"is_default": False}).get_json()["fields"] == {"is_default": ["请把另一个地址设为默认"]}


def test_twenty_are_enough(mother: Caller) -> None:
    for number in range(20):
        add_address(mother, text=f"上海市浦东新区张江路 {number} 弄")
    refused = mother.post(PATH, {**ADDRESS, "text": "上海市浦东新区张江路 20 弄"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "too_many_addresses")


def test_anothers_and_a_missing_one_are_the_same_bytes(mother: Caller, other: Caller) -> None:
    hers = add_address(other)
    for call in (mother.get, lambda path: mother.patch(path, {"name": "李雷"}), mother.delete):
        answers = [call(f"{PATH}/{each}") for each in (hers, 999_999)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert len({answer.data for answer in answers}) == len({str(answer.headers) for answer in answers}) == 1
        assert call(f"{PATH}/{10**30}").status_code == 422
    assert len(listed(other)) == 1


def test_nothing_is_kept_in_clear(mother: Caller, db: Database) -> None:
    add_address(mother)
    text = str(rows(db, "SELECT a::text FROM addresses a")) + str(rows(db, "SELECT details_sealed FROM addresses"))
    assert not any(secret in text for secret in (ADDRESS["name"], ADDRESS["phone"], ADDRESS["text"]))
