"""The list that an agent looks at all day: what is stuck first, then by the time that is left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.db import Database
from dispatch import timers
from tests.http.console.desk import DOOR, act, ok, refused
from tests.support.people import Caller
from tests.support.walk import accept, add_address, decline, deliver, place_order
from tests.support.world import TUESDAY_10, Network, freeze


@pytest.fixture
def orders(mother: Caller, db: Database) -> dict[str, str]:
    """One order of each kind, ten minutes apart; the clock stands at 10:50."""
    address_id = add_address(mother)
    made = {}
    for number, name in enumerate(("delivered", "stuck", "accepted", "waiting", "unpaid")):
        freeze(db, TUESDAY_10 + timedelta(minutes=10 * number))
        method = "online" if name == "unpaid" else "on_delivery"
        key = f"key-0000000{number}"
        made[name] = place_order(mother, key, address_id=address_id, payment_method=method)["order_no"]
        if name == "delivered":
            deliver(db, made[name])
        if name == "stuck":
            for _ in range(3):
                decline(db, made[name])
        if name == "accepted":
            accept(db, made[name])
    freeze(db, TUESDAY_10 + timedelta(minutes=50))
    return made


def listed(agent: Caller, orders: dict[str, str], query: str = "") -> list[str]:
    names = {order_no: name for name, order_no in orders.items()}
    return [names[row["order_no"]] for row in ok(agent.get(f"{DOOR}/orders{query}"))["orders"]]


def test_what_needs_a_person_is_first_then_by_the_time_left(agent: Caller, orders: dict[str, str]) -> None:
    # unpaid closes at 11:10, waiting expires at 11:30, accepted was promised for 13:30
    assert listed(agent, orders) == ["stuck", "unpaid", "waiting", "accepted"]


def test_a_row_tells_what_an_agent_needs_and_no_names(agent: Caller, orders: dict[str, str]) -> None:
    row = ok(agent.get(f"{DOOR}/orders?state=offered"))["orders"][0]
    assert (row["state_zh"], row["channel_zh"], row["store_code"], row["city"]) == (
        "等待门店接单",
        "小程序",
        "S1",
        None,
    )
    assert row["goods"] == "牧小暖婴儿配方奶粉 1段 × 2"
    assert (row["recipient_name"], row["recipient_phone"]) == ("王**", "138****5678")
    assert (row["age_s"], row["seconds_left"]) == (20 * 60, 40 * 60)
    stuck = ok(agent.get(f"{DOOR}/orders?state=needs_person"))["orders"][0]
    assert (stuck["needs_person_zh"], stuck["store_code"]) == ("没有门店能接", None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=accepted,offered", ["waiting", "accepted"]),
        ("?state=delivered", ["delivered"]),
        ("?store_code=S1&state=offered", ["waiting"]),
        ("?store_code=S9", []),
        ("?channel=mom_app", []),
        ("?overdue=true", ["stuck"]),
        ("?older_than_minutes=30", ["stuck", "accepted"]),
        ("?held=true", []),
        ("?city=%E5%8C%97%E4%BA%AC%E5%B8%82", []),
    ],
)
def test_filters(agent: Caller, orders: dict[str, str], query: str, found: list[str]) -> None:
    assert listed(agent, orders, query) == found


def test_counters_count_the_living(agent: Caller, orders: dict[str, str]) -> None:
    ok(act(agent, orders["waiting"], "hold"))
    counters = ok(agent.get(f"{DOOR}/orders"))["counters"]
    assert counters["by_state"] == {
        "awaiting_payment": 1, "paid": 1, "offered": 0, "accepted": 1, "out_for_delivery": 0, "needs_person": 1,
    }  # fmt: skip
    assert (counters["live"], counters["held"]) == (4, 1)
    assert listed(agent, orders, "?held=true") == ["waiting"]


def test_an_order_nobody_has_is_found_by_the_city_of_the_nearest_store(
    agent: Caller, mother: Caller, db: Database, network: Network
) -> None:
    peking = {"lng": 116.401, "lat": 39.9, "datum": "wgs84"}
    address_id = add_address(mother, point=peking)
    order_no = place_order(mother, address_id=address_id)["order_no"]
    decline(db, order_no)
    row = ok(agent.get(f"{DOOR}/orders?city=北京市&state=needs_person"))["orders"][0]
    assert (row["order_no"], row["city"], row["store_code"]) == (order_no, "北京市", None)


def test_pages_show_every_order_once(agent: Caller, mother: Caller, db: Database) -> None:
    address_id = add_address(mother)
    made = {place_order(mother, f"key-0000000{n}", address_id=address_id)["order_no"] for n in range(5)}
    seen, cursor = [], ""
    for _ in range(3):
        page = ok(agent.get(f"{DOOR}/orders?limit=2{cursor}"))
        seen += [row["order_no"] for row in page["orders"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert page["next_cursor"] is None
    assert len(seen) == 5 and set(seen) == made


@pytest.mark.parametrize("query", ["?state=lost", "?cursor=rubbish", "?limit=0", "?channel=fax"])
def test_bad_questions_are_refused(agent: Caller, query: str) -> None:
    refused(agent.get(f"{DOOR}/orders{query}"), 422, "invalid")


def test_an_overdue_offer_is_overdue_until_the_sweeper_comes(
    agent: Caller, orders: dict[str, str], db: Database
) -> None:
    freeze(db, TUESDAY_10 + timedelta(minutes=90))
    assert "waiting" in listed(agent, orders, "?overdue=true")
    timers.sweep(db)
    assert listed(agent, orders, "?overdue=true") == ["stuck"]
