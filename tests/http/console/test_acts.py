"""What an agent does to an order: two clicks, one reason, and two agents do not undo each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from app.db import Database
from dispatch import intake, refunding, timers
from tests.http.console.desk import DOOR, WHY, act, ok, order, refused, texts
from tests.support.people import Caller
from tests.support.walk import (
    accept,
    add_address,
    decline,
    deliver,
    leave,
    open_offer_id,
    order_id,
    place_order,
)
from tests.support.world import TUESDAY_10, Network, change, freeze, rows, set_stock, value


@pytest.fixture
def order_no(mother: Caller) -> str:
    """An order that waits for S1's answer."""
    return str(place_order(mother)["order_no"])


@pytest.fixture
def stuck(order_no: str, db: Database) -> str:
    """An order that every store near her has refused."""
    for _ in range(3):
        decline(db, order_no)
    return order_no


def test_assign_offers_it_to_a_store_that_had_it_before(agent: Caller, stuck: str, db: Database) -> None:
    shown = ok(act(agent, stuck, "assign", store_code="S2"))
    assert (shown["state"], shown["store_code"]) == ("offered", "S2")
    assert (shown["offers"][-1]["by_person"], shown["offers"][-1]["expires_at"]) == (
        True,
        "2026-11-24T11:00:00.000+08:00",
    )
    decision = ok(agent.get(f"{DOOR}/orders/{stuck}/decisions"))["decisions"][-1]
    assert (decision["by_zh"], decision["person_reason"]) == ("客服 小陈", WHY["reason"])


def test_assign_says_what_is_against_a_store_and_a_person_may_overrule(agent: Caller, stuck: str, db: Database) -> None:
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE code = 'S2'")
    body = refused(act(agent, stuck, "assign", store_code="S2"), 409, "no_store")
    assert body["overrulable"] == ["S2"] and "S2 门店暂停接单" in body["detail"]
    assert order(agent, stuck)["state"] == "needs_person"
    assert ok(act(agent, stuck, "assign", store_code="S2", overrule=True))["store_code"] == "S2"


def test_a_store_that_is_paused_and_lacks_the_goods_is_not_overruled(
    agent: Caller, stuck: str, db: Database, network: Network
) -> None:
    set_stock(db, network["S2"], F1=1)
    change(
        db, "UPDATE stores SET paused_at = jindan_now() WHERE code = 'S2'"
    )  # the first check it fails hides the other
    body = refused(act(agent, stuck, "assign", store_code="S2", overrule=True), 409, "no_store")
    assert body["overrulable"] == [] and "S2 门店缺货" in body["detail"]


def test_nobody_overrules_missing_goods(agent: Caller, stuck: str, db: Database, network: Network) -> None:
    set_stock(db, network["S2"], F1=1)
    body = refused(act(agent, stuck, "assign", store_code="S2", overrule=True), 409, "no_store")
    assert body["overrulable"] == []
    refused(act(agent, stuck, "assign", store_code="S404"), 422, "invalid")


def test_move_takes_the_best_of_the_rest(agent: Caller, order_no: str, db: Database) -> None:
    shown = ok(act(agent, order_no, "move", exclude=["S1"]))
    assert (shown["store_code"], [row["state"] for row in shown["offers"]]) == ("S2", ["withdrawn", "open"])
    assert "撤回 浦东一店 的派单：改派" in texts(shown)
    shown = ok(act(agent, order_no, "move", include=["S1", "S3"]))
    assert shown["store_code"] == "S1"
    assert ok(act(agent, order_no, "move", include=["S3"]))["store_code"] == "S3"


def test_a_failed_move_changes_nothing(agent: Caller, order_no: str, db: Database) -> None:
    refused(act(agent, order_no, "move", exclude=["S1", "S2", "S3", "S9"]), 409, "no_store")
    shown = order(agent, order_no)
    assert (shown["state"], [row["state"] for row in shown["offers"]]) == ("offered", ["open"])


def test_an_accepted_order_is_taken_back_only_when_said_so(
    agent: Caller, manager: Caller, order_no: str, db: Database
) -> None:
    ok(manager.post(f"/merchant/v1/offers/{open_offer_id(db, order_no)}/accept"))
    body = refused(act(agent, order_no, "move", exclude=["S1"]), 409, "order_state")
    assert body["detail"].startswith("10:00:00 浦东一店 已接单（店员 张姐）")
    shown = ok(act(agent, order_no, "move", exclude=["S1"], take_back=True))
    assert (shown["state"], shown["store_code"]) == ("offered", "S2")
    assert [row["state_zh"] for row in shown["deliveries"]] == ["已退回"]
    refused(manager.post(f"/merchant/v1/orders/{order_no}/leave"), 404, "not_found")
    accept(db, order_no, "staff:999")
    leave(db, order_no)
    refused(act(agent, order_no, "assign", store_code="S1", take_back=True), 409, "order_state")


def test_what_waits_for_the_store_already_is_not_offered_again(agent: Caller, order_no: str) -> None:
    refused(act(agent, order_no, "assign", store_code="S1"), 409, "already_there")


def test_extend_gives_the_store_longer(agent: Caller, order_no: str, db: Database) -> None:
    shown = ok(act(agent, order_no, "extend", minutes=30))
    assert shown["offers"][0]["expires_at"] == "2026-11-24T11:30:00.000+08:00"
    freeze(db, TUESDAY_10 + timedelta(minutes=60))
    assert timers.sweep(db).expired == 0
    accept(db, order_no)
    refused(act(agent, order_no, "extend", minutes=30), 409, "offer_gone")
    refused(act(agent, order_no, "extend", minutes=0), 422, "invalid")


def test_hold_stops_the_search_and_release_goes_on(agent: Caller, order_no: str, db: Database) -> None:
    shown = ok(act(agent, order_no, "hold"))
    assert (shown["state"], shown["hold_reason"], shown["offers"][0]["state"]) == ("paid", WHY["reason"], "withdrawn")
    assert ok(act(agent, order_no, "hold"))["last_event_id"] == shown["last_event_id"]
    freeze(db, TUESDAY_10 + timedelta(minutes=5))
    assert timers.sweep(db).placed == 0
    shown = ok(act(agent, order_no, "release"))
    assert (shown["state"], shown["held_at"], shown["store_code"]) == ("offered", None, "S2")


def test_what_was_held_before_it_was_paid_waits_after_it(agent: Caller, mother: Caller, db: Database) -> None:
    order_no = place_order(mother, payment_method="online")["order_no"]
    ok(act(agent, order_no, "hold"))
    payment = rows(db, "SELECT id, amount_fen FROM payments")[0]
    db.run(lambda session: intake.paid(session, payment.id, "t-1", payment.amount_fen))
    assert order(agent, order_no)["state"] == "paid"
    assert timers.sweep(db).placed == 0
    assert ok(act(agent, order_no, "release"))["state"] == "offered"


def test_assigning_a_held_order_releases_it(agent: Caller, order_no: str) -> None:
    ok(act(agent, order_no, "hold"))
    shown = ok(act(agent, order_no, "assign", store_code="S3"))
    assert (shown["held_at"], shown["store_code"]) == (None, "S3")
    assert "恢复派单：顾客来电要求" in texts(shown)


def test_cancel_also_after_acceptance(agent: Caller, order_no: str, db: Database) -> None:
    accept(db, order_no)
    shown = ok(act(agent, order_no, "cancel"))
    assert (shown["state"], shown["deliveries"][0]["state"]) == ("cancelled", "cancelled")
    assert ok(act(agent, order_no, "cancel"))["last_event_id"] == shown["last_event_id"]
    assert texts(shown)[-1] == "订单取消：顾客来电要求"


def test_what_has_left_is_not_cancelled(agent: Caller, order_no: str, db: Database) -> None:
    accept(db, order_no)
    leave(db, order_no)
    refused(act(agent, order_no, "cancel"), 409, "order_state")


def test_every_act_demands_a_reason_without_a_phone(agent: Caller, order_no: str) -> None:
    for body in ({}, {"reason": " "}, {"reason": "请打 13912345678"}, {"reason": "请打 139 1234 5678"}):
        for what in ("hold", "release", "cancel"):
            assert "reason" in refused(agent.post(f"{DOOR}/orders/{order_no}/{what}", body), 422, "invalid")["fields"]


def test_a_refund_is_made_once_for_one_key(agent: Caller, order_no: str, db: Database) -> None:
    deliver(db, order_no)
    path, body = f"{DOOR}/orders/{order_no}/refunds", {**WHY, "amount_fen": 1001}
    seen = order(agent, order_no)["last_event_id"]
    first = ok(agent.post(path, {**body, "seen_event_id": seen}, key="refund-0001"))
    again = ok(agent.post(path, {**body, "seen_event_id": seen}, key="refund-0001"))
    assert first["refunds"] == again["refunds"] and first["refunded_fen"] == again["refunded_fen"] == 1001
    assert first["refunds"][0]["state_zh"] == "已退款"
    refused(agent.post(path, {**body, "amount_fen": 1002}, key="refund-0001"), 409, "idempotency_key_reused")
    refused(agent.post(path, {**body, "amount_fen": 60_000}, key="refund-0002"), 422, "invalid")
    refused(agent.post(path, body), 422, "invalid")
    assert value(db, "SELECT count(*) FROM entries WHERE kind = 'refund_after_delivery'") == 1


def test_her_request_for_money_is_decided_once(
    agent: Caller, colleague: Caller, mother: Caller, order_no: str, db: Database
) -> None:
    deliver(db, order_no)
    for key, approve in (("refund-0001", True), ("refund-0002", False)):
        body = {"amount_fen": 500, "reason": "damaged"}
        refund_no = ok(mother.post(f"/mom/v1/orders/{order_no}/refunds", body, key=key), 201)["refund_no"]
        path = f"{DOOR}/refunds/{refund_no}/decide"
        shown = ok(agent.post(path, {"approve": approve, "reason": "看过照片"}))
        refund = next(row for row in shown["refunds"] if row["refund_no"] == refund_no)
        assert (refund["state"], refund["decided_by_zh"]) == ("succeeded" if approve else "rejected", "客服 小陈")
        assert f"{'同意' if approve else '驳回'}退款 5.00 元：看过照片" in texts(shown)
        refused(colleague.post(path, {"approve": not approve, "reason": "再看一次"}), 409, "refund_state")
    assert order(agent, order_no)["refunded_fen"] == 500
    refused(agent.post(f"{DOOR}/refunds/R0/decide", {"approve": True, "reason": "看过照片"}), 404, "not_found")


def test_an_online_payment_goes_back_when_an_agent_cancels(agent: Caller, mother: Caller, db: Database) -> None:
    order_no = place_order(mother, payment_method="online")["order_no"]
    payment = rows(db, "SELECT id, amount_fen FROM payments")[0]
    db.run(lambda session: intake.paid(session, payment.id, "t-1", payment.amount_fen))
    ok(act(agent, order_no, "cancel"))
    db.run(lambda session: refunding.refund_cancelled(session, order_id(db, order_no)))
    assert order(agent, order_no)["refunds"][0]["state_zh"] == "退款中"


def test_the_second_of_two_agents_is_told_what_happened(agent: Caller, colleague: Caller, order_no: str) -> None:
    seen = order(agent, order_no)["last_event_id"]
    ok(act(agent, order_no, "move", exclude=["S1"], seen_event_id=seen))
    body = refused(act(colleague, order_no, "cancel", seen_event_id=seen), 409, "changed_meanwhile")
    assert [row["text"] for row in body["events"]][-1].startswith("浦东二店 开始计时")
    assert body["events"][0]["by_zh"] == "客服 小陈"
    assert ok(act(colleague, order_no, "cancel", seen_event_id=body["last_event_id"]))["state"] == "cancelled"


def test_a_note_or_a_look_is_no_news(agent: Caller, colleague: Caller, order_no: str) -> None:
    seen = order(agent, order_no)["last_event_id"]
    ok(colleague.post(f"{DOOR}/orders/{order_no}/notes", {"text": "打过电话"}), 201)
    ok(colleague.post(f"{DOOR}/orders/{order_no}/reveal", {"what": "phone", **WHY}))
    ok(act(agent, order_no, "hold", seen_event_id=seen))


def test_two_agents_at_the_same_moment(agent: Caller, colleague: Caller, mother: Caller) -> None:
    address_id = add_address(mother)
    for number in range(10):
        order_no = place_order(mother, f"key-{number:08d}", address_id=address_id)["order_no"]
        seen, barrier = order(agent, order_no)["last_event_id"], Barrier(2)

        def one(who: Caller, code: str) -> Any:
            barrier.wait()  # noqa: B023
            return act(who, order_no, "assign", store_code=code, seen_event_id=seen)  # noqa: B023

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(one, (agent, colleague), ("S2", "S3")))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        lost = next(answer.get_json() for answer in answers if answer.status_code == 409)
        assert lost["code"] == "changed_meanwhile"
