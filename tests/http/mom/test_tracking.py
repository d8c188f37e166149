"""Following an order: its timeline in her words, its list, cancelling, confirming; and nobody else's eyes on it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from app.db import Database
from dispatch import delivering, steering, timers
from dispatch.placing import ByPerson
from tests.support.people import Caller
from tests.support.walk import accept, add_address, decline, deliver, leave, order_id, place_order
from tests.support.world import TUESDAY_10, Network, freeze, value

ORDERS = "/mom/v1/orders"


@pytest.fixture
def order_no(mother: Caller) -> str:
    """An order before S1."""
    return str(place_order(mother)["order_no"])


def seen(mother: Caller, order_no: str) -> dict[str, Any]:
    answer = mother.get(f"{ORDERS}/{order_no}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def story(mother: Caller, order_no: str) -> list[str]:
    return [entry["text"] for entry in seen(mother, order_no)["timeline"]]


def test_from_the_shop_to_her_door(mother: Caller, db: Database, order_no: str) -> None:
    accept(db, order_no)
    accepted = seen(mother, order_no)
    assert (accepted["state_zh"], accepted["proof_code"]) == ("门店备货中", db.vault.proof_code(order_no))
    assert accepted["store"]["phone"] == "021-50000000" and accepted["store"]["distance_m"] == 95
    assert accepted["actions"] == ["cancel"]
    leave(db, order_no)
    on_the_road = seen(mother, order_no)
    assert (on_the_road["state_zh"], on_the_road["actions"]) == ("配送中", [])
    code = on_the_road["proof_code"]
    which = order_id(db, order_no)
    db.run(lambda session: delivering.deliver(session, which, "staff:1", code=code))
    done = seen(mother, order_no)
    assert (done["proof_code"], done["promise_zh"], done["actions"]) == (None, None, ["confirm", "refund", "rate"])
    assert story(mother, order_no) == [
        "订单已提交", "等待 浦东一店 接单", "浦东一店 已接单，正在为您备货", "浦东一店 已出发，正在送往您家", "已送达"
    ]  # fmt: skip


def test_the_countdown_runs_by_the_houses_clock(mother: Caller, db: Database, order_no: str) -> None:
    freeze(db, TUESDAY_10 + timedelta(minutes=59, seconds=59, milliseconds=500))
    now = seen(mother, order_no)
    assert (now["offer"]["seconds_left"], now["now"]) == (1, "2026-11-24T10:59:59.500+08:00")
    freeze(db, TUESDAY_10 + timedelta(hours=2))
    assert seen(mother, order_no)["offer"]["seconds_left"] == 0


def test_silence_and_a_refusal_send_it_on_and_nobody_is_blamed(mother: Caller, db: Database, order_no: str) -> None:
    freeze(db, TUESDAY_10 + timedelta(hours=1))
    timers.sweep(db)
    decline(db, order_no, "too_far")
    assert story(mother, order_no) == [
        "订单已提交",
        "等待 浦东一店 接单",
        "浦东一店 未及时接单，已转给 浦东二店，等待接单",
        "浦东二店 这次接不了单，已转给 浦东三店，等待接单",
    ]
    decline(db, order_no, "other")
    last = seen(mother, order_no)
    assert last["timeline"][-1]["text"] == "浦东三店 这次接不了单，客服正在为您安排门店，会尽快告诉您"
    assert "太远" not in str(last)
    assert (last["state"], last["store"], last["offer"], last["store_name"]) == ("needs_person", None, None, None)


def test_given_back_moved_held_and_failed(mother: Caller, db: Database, network: Network, order_no: str) -> None:
    which = order_id(db, order_no)
    accept(db, order_no)
    db.run(lambda session: delivering.give_back(session, which, "staff:1", "no_courier"))
    assert story(mother, order_no)[-1] == "浦东一店 这次送不了，已转给 浦东二店，等待接单"
    to = ByPerson("agent:1", "她打来电话", only=frozenset([network["S3"]]))
    db.run(lambda session: steering.steer(session, which, to))
    assert story(mother, order_no)[-1] == "客服为您调整了门店，已转给 浦东三店，等待接单"
    db.run(lambda session: steering.hold(session, which, "agent:1", "核实地址"))
    assert story(mother, order_no)[-1] == "客服正在为您核实订单，暂不派给门店"
    db.run(lambda session: steering.steer(session, which, to))
    accept(db, order_no)
    leave(db, order_no)
    db.run(lambda session: delivering.fail(session, which, "staff:1", "nobody_home"))
    assert story(mother, order_no)[-1] == "这次没能送到您手上，客服会联系您"
    assert not any(word in str(seen(mother, order_no)) for word in ("核实地址", "她打来电话", "没有人手"))


def test_cancelling_frees_the_store_and_a_second_tap_changes_nothing(
    mother: Caller, db: Database, order_no: str
) -> None:
    path = f"{ORDERS}/{order_no}/cancel"
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: mother.post(path, {"reason": "too_slow"}), range(3)))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].get_json()["state"] == "cancelled"
    assert story(mother, order_no)[-2:] == ["等待 浦东一店 接单", "您取消了订单"]
    assert value(db, "SELECT state FROM offers") == "withdrawn"
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'order.cancelled'") == 1
    again = place_order(mother, key="key-00000002")
    accept(db, again["order_no"])
    assert mother.post(f"{ORDERS}/{again['order_no']}/cancel", {"reason": "other"}).get_json()["state"] == "cancelled"


def test_what_has_left_cannot_be_cancelled(mother: Caller, db: Database, order_no: str) -> None:
    path = f"{ORDERS}/{order_no}/cancel"
    assert mother.post(path, {"reason": "因为"}).get_json()["fields"] == {"reason": ["请选择取消原因"]}
    assert mother.post(path, {}).get_json()["fields"] == {"reason": ["必填"]}
    accept(db, order_no)
    leave(db, order_no)
    refused = mother.post(path, {"reason": "other"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "order_state")
    assert refused.get_json()["detail"] == "门店已经出发，不能取消了；不需要的话请当面拒收"
    assert seen(mother, order_no)["state"] == "out_for_delivery"


def test_a_cancel_and_an_acceptance_at_once_leave_one_winner(mother: Caller, db: Database, order_no: str) -> None:
    def store_accepts() -> int:
        try:
            accept(db, order_no)
        except Exception:
            return 409
        return 200

    with ThreadPoolExecutor(2) as pool:
        taken = pool.submit(store_accepts)
        cancelled = pool.submit(mother.post, f"{ORDERS}/{order_no}/cancel", {"reason": "other"})
        taken.result()
        assert cancelled.result().status_code == 200, "she may cancel before and after the acceptance"
    assert seen(mother, order_no)["state"] == "cancelled"


def test_she_confirms_once_it_is_there(mother: Caller, db: Database, order_no: str) -> None:
    path = f"{ORDERS}/{order_no}/confirm"
    refused = mother.post(path)
    assert (refused.status_code, refused.get_json()["detail"]) == (409, "订单还没有送达；收到货时请把收货码告诉店员")
    deliver(db, order_no)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: mother.post(path), range(2)))
    assert [(answer.status_code, answer.get_json()["state"]) for answer in answers] == [(200, "completed")] * 2
    assert story(mother, order_no)[-2:] == ["已送达", "订单已完成"]
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'order.completed'") == 1


def test_a_delivered_order_makes_its_store_her_home_store(mother: Caller, db: Database, order_no: str) -> None:
    decline(db, order_no)
    deliver(db, order_no)
    assert [store["code"] for store in mother.get("/mom/v1/me/stores").get_json()["stores"]] == ["S2"]
    assert place_order(mother, key="key-00000002")["store"]["code"] == "S2"


def test_her_list_in_pages_and_groups(mother: Caller, db: Database) -> None:
    assert mother.get(ORDERS).get_json() == {"orders": [], "next_cursor": None}
    address_id = add_address(mother)
    numbers = [place_order(mother, f"key-0000000{n}", address_id=address_id)["order_no"] for n in range(5)]
    unpaid = place_order(mother, "key-00000009", address_id=address_id, payment_method="online")["order_no"]
    deliver(db, numbers[0])
    mother.post(f"{ORDERS}/{numbers[1]}/cancel", {"reason": "other"})

    def listed(**query: Any) -> list[str]:
        return [order["order_no"] for order in mother.get(ORDERS, query_string=query).get_json()["orders"]]

    assert listed() == [unpaid, *reversed(numbers)]
    assert listed(state="to_pay") == [unpaid]
    assert listed(state="under_way") == [numbers[4], numbers[3], numbers[2]]
    assert (listed(state="done"), listed(state="cancelled")) == ([numbers[0]], [numbers[1]])
    first = mother.get(ORDERS, query_string={"limit": 4}).get_json()
    second = mother.get(ORDERS, query_string={"limit": 4, "cursor": first["next_cursor"]}).get_json()
    assert [order["order_no"] for page in (first, second) for order in page["orders"]] == listed()
    assert second["next_cursor"] is None
    assert first["orders"][1]["lines"][0]["name"] == "牧小暖婴儿配方奶粉 1段"
    assert first["orders"][1]["state_zh"] == "等待 浦东一店 接单"
    assert mother.get(ORDERS, query_string={"state": "lost"}).get_json()["fields"] == {
        "state": ["须为其中之一：to_pay, under_way, done, cancelled"]
    }


def test_anothers_order_and_a_missing_one_are_the_same_bytes(mother: Caller, other: Caller, order_no: str) -> None:
    assert other.get(ORDERS).get_json()["orders"] == []
    for method, action, body in (
        ("GET", "", None), ("POST", "/cancel", {"reason": "other"}), ("POST", "/confirm", None), ("POST", "/pay", None),
        ("POST", "/refunds", {"reason": "other"}),
    ):  # fmt: skip
        answers = [
            other.call(method, f"{ORDERS}/{number}{action}", body, key="key-00000001")
            for number in (order_no, "2611240000000000")
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert len({answer.data for answer in answers}) == len({str(answer.headers) for answer in answers}) == 1
    assert seen(mother, order_no)["state"] == "offered"
