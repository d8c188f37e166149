"""A mother on the telephone: found without a phone in a URL, served by the same promise and rule."""

from __future__ import annotations

from typing import Any

import pytest

from app.db import Database
from tests.http.console.desk import DOOR, WHY, ok, order, refused
from tests.support.people import PHONE, Caller, make_member
from tests.support.walk import TWO_TINS, place_order
from tests.support.world import HOME, TUESDAY_10, Network, add_purchase, change, rows, value

NEW_PHONE = "13700000000"
ADDRESS: dict[str, Any] = {
    "name": "李女士", "phone": NEW_PHONE, "text": "上海市浦东新区张江路 88 弄", "door": "3 号 502 室",
    "point": {"lng": HOME[0], "lat": HOME[1], "datum": "wgs84"},
}  # fmt: skip


@pytest.fixture
def caller_id(agent: Caller) -> int:
    """Somebody who calls for the first time."""
    return int(ok(agent.post(f"{DOOR}/members", {"phone": NEW_PHONE, "name": "李雷"}), 201)["id"])


@pytest.fixture
def address_id(agent: Caller, caller_id: int) -> int:
    """Where she wants it."""
    return int(ok(agent.post(f"{DOOR}/members/{caller_id}/addresses", ADDRESS), 201)["id"])


def body(caller_id: int, address_id: int, **more: Any) -> dict[str, Any]:
    return {"member_id": caller_id, "address_id": address_id, "lines": TWO_TINS, **more}


@pytest.mark.parametrize("how", ["phone", "order_no", "ref"])
def test_she_is_found_and_masked(agent: Caller, mother: Caller, db: Database, how: str) -> None:
    change(db, "UPDATE members SET ref = 'M-1'")
    given = {"phone": PHONE, "order_no": place_order(mother)["order_no"], "ref": "M-1"}[how]
    (found,) = ok(agent.post(f"{DOOR}/members/search", {how: given}))["members"]
    assert found == {"id": mother.id, "ref": "M-1", "name": None, "phone": "138****5678", "phone_verified": True}


def test_nobody_is_an_empty_list_and_two_questions_are_none(agent: Caller, network: Network) -> None:
    assert ok(agent.post(f"{DOOR}/members/search", {"phone": NEW_PHONE})) == {"members": []}
    refused(agent.post(f"{DOOR}/members/search", {"phone": NEW_PHONE, "ref": "M-1"}), 422, "invalid")
    refused(agent.post(f"{DOOR}/members/search", {}), 422, "invalid")
    assert agent.get(f"{DOOR}/members?phone={NEW_PHONE}").status_code == 405


def test_a_caller_is_made_once(agent: Caller, caller_id: int, db: Database) -> None:
    again = ok(agent.post(f"{DOOR}/members", {"phone": NEW_PHONE}))
    assert (again["id"], again["name"], again["phone_verified"]) == (caller_id, "李*", False)
    assert value(db, "SELECT count(*) FROM members") == 1


def test_everything_about_her_masked(agent: Caller, mother: Caller, db: Database, network: Network) -> None:
    add_purchase(db, mother.id, network["S2"], TUESDAY_10.replace(day=1), "till:1")
    baby = {"nickname": "豆豆豆", "birth_month": "2026-03", "guardian_consent": True, "text_version": "v1"}
    ok(mother.post("/mom/v1/babies", baby), 201)
    order_no = place_order(mother)["order_no"]
    shown = ok(agent.get(f"{DOOR}/members/{mother.id}"))
    assert [(row["code"], row["home"]) for row in shown["stores"]] == [("S2", True)]
    assert [row["order_no"] for row in shown["orders"]] == [order_no]
    assert [(row["store_code"], row["lines"][0]["quantity"]) for row in shown["purchases"]] == [("S2", 2)]
    (address,) = shown["addresses"]
    assert (address["name"], address["phone"], address["address"]) == ("王**", "138****5678", "上海市浦东新区张江****")
    assert shown["babies"] == [{"nickname": "豆**", "birth_month": "20**-**"}]
    consent_id = rows(db, "SELECT id FROM consents WHERE purpose = 'baby'")[0].id
    ok(mother.delete(f"/mom/v1/consents/{consent_id}"))
    assert ok(agent.get(f"{DOOR}/members/{mother.id}"))["babies"] == []


def test_a_reveal_is_written_down(agent: Caller, mother: Caller, db: Database) -> None:
    place_order(mother)
    path = f"{DOOR}/members/{mother.id}/reveal"
    assert ok(agent.post(path, {"what": "phone", **WHY}))["value"] == PHONE
    (address,) = ok(agent.post(path, {"what": "addresses", **WHY}))["value"]
    assert (address["name"], address["phone"], address["door"]) == ("王小明", PHONE, "3 号 502 室")
    assert [tuple(row) for row in rows(db, "SELECT agent_id, member_id, what FROM reveals ORDER BY id")] == [
        (agent.id, mother.id, "phone"), (agent.id, mother.id, "addresses")
    ]  # fmt: skip
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'member.revealed'") == 2
    refused(agent.post(path, {"what": "phone"}), 422, "invalid")


def test_an_erased_member_is_nowhere(agent: Caller, mother: Caller, db: Database) -> None:
    assert mother.delete("/mom/v1/me").status_code in (200, 204)
    missing = agent.get(f"{DOOR}/members/999")
    assert agent.get(f"{DOOR}/members/{mother.id}").data == missing.data
    assert agent.post(f"{DOOR}/members/{mother.id}/reveal", {"what": "phone", **WHY}).data == missing.data
    assert agent.post(f"{DOOR}/members/{mother.id}/addresses", ADDRESS).data == missing.data
    assert ok(agent.post(f"{DOOR}/members/search", {"phone": PHONE})) == {"members": []}


@pytest.mark.parametrize(
    "point", [None, {"lng": HOME[0], "lat": HOME[1]}, {"lng": HOME[1], "lat": HOME[0], "datum": "wgs84"}]
)
def test_an_address_needs_a_point_and_its_datum(agent: Caller, caller_id: int, point: Any) -> None:
    fields = refused(
        agent.post(f"{DOOR}/members/{caller_id}/addresses", {**ADDRESS, "point": point}), 422,
        "point_swapped" if point and "datum" in point else "invalid",
    )["fields"]  # fmt: skip
    assert [name.partition(".")[0] for name in fields] == ["point"]


def test_an_order_for_a_caller(agent: Caller, caller_id: int, address_id: int, db: Database) -> None:
    told = ok(agent.post(f"{DOOR}/quotes", body(caller_id, address_id)))
    assert (told["expect_store_code"], told["promise_zh"]) == ("S1", "由 浦东一店 配送，预计今天 13:00 前送达")
    wanted = body(caller_id, address_id, expect_store_code="S1", note="先打电话")
    made = ok(agent.post(f"{DOOR}/orders", wanted, key="call-0001"), 201)
    assert (made["channel_zh"], made["placed_by_agent"], made["store_code"]) == ("客服代下单", "小陈", "S1")
    again = ok(agent.post(f"{DOOR}/orders", wanted, key="call-0001"))
    assert again == made == order(agent, made["order_no"])
    assert tuple(rows(db, "SELECT channel, agent_id FROM orders")[0]) == ("call_centre", agent.id)
    other = {**wanted, "note": "另一张"}
    refused(agent.post(f"{DOOR}/orders", other, key="call-0001"), 409, "idempotency_key_reused")
    refused(agent.post(f"{DOOR}/orders", wanted), 422, "invalid")


def test_a_changed_promise_is_read_out_again(agent: Caller, caller_id: int, address_id: int, db: Database) -> None:
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE code = 'S1'")
    wanted = body(caller_id, address_id, expect_store_code="S1")
    changed = refused(agent.post(f"{DOOR}/orders", wanted, key="call-0001"), 409, "quote_changed")
    assert changed["quote"]["expect_store_code"] == "S2"
    assert (
        ok(agent.post(f"{DOOR}/orders", {**wanted, "expect_store_code": "S2"}, key="call-0002"), 201)["store_code"]
        == "S2"
    )


def test_a_returning_customer_who_calls_goes_to_her_home_store(agent: Caller, db: Database, network: Network) -> None:
    known = make_member(db, NEW_PHONE)
    add_purchase(db, known, network["S3"], TUESDAY_10.replace(day=1), "till:1")
    assert ok(agent.post(f"{DOOR}/members", {"phone": NEW_PHONE}))["id"] == known
    address_id = ok(agent.post(f"{DOOR}/members/{known}/addresses", ADDRESS), 201)["id"]
    told = ok(agent.post(f"{DOOR}/quotes", body(known, address_id)))
    assert (told["store"]["code"], told["reason"]) == ("S3", "home_store")


def test_anothers_address_and_an_unknown_member_are_named(agent: Caller, caller_id: int, mother: Caller) -> None:
    place_order(mother)
    hers = ok(agent.get(f"{DOOR}/members/{mother.id}"))["addresses"][0]["id"]
    for wanted, field in ((body(caller_id, hers), "address_id"), (body(999, hers), "member_id")):
        assert field in refused(agent.post(f"{DOOR}/quotes", wanted), 422, "invalid")["fields"]
        assert field in refused(agent.post(f"{DOOR}/orders", wanted, key="call-0001"), 422, "invalid")["fields"]
