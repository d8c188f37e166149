"""The offer card before the answer, and the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.db import Database
from dispatch import timers
from tests.support.people import Caller, login_mother
from tests.support.walk import ADDRESS, add_address, open_offer_id, order_id
from tests.support.world import TUESDAY_10, Network, add_purchase, change, freeze, rows, set_stock, value

from .walk import DOOR, accepted, offered, ok, refused

POLICY = "INSERT INTO policy_versions (settings, state, created_by) VALUES (cast(:s AS jsonb), 'draft', 'test')"


def set_policy(db: Database, settings: str) -> None:
    change(db, POLICY, s=settings)
    change(db, "UPDATE policy_versions SET state = 'retired' WHERE state = 'active'")
    change(db, "UPDATE policy_versions SET state = 'active' WHERE state = 'draft'")


def test_the_card_shows_money_way_and_time_but_not_who_she_is(db: Database, mother: Caller, manager: Caller) -> None:
    order_no, offer_id = offered(db, mother, note="孩子在睡，王小明 13812345678")
    freeze(db, TUESDAY_10 + timedelta(minutes=10, milliseconds=300))
    answer = manager.get(f"{DOOR}/offers")
    page = ok(answer)
    card = page["offers"][0]
    assert card == ok(manager.get(f"{DOOR}/offers/{offer_id}"))
    assert (card["id"], card["order_no"], card["state"], card["state_zh"]) == (offer_id, order_no, "open", "待接单")
    money = ("goods_fen", "delivery_fee_fen", "total_fen", "earning_fen", "collect_fen", "payment_zh")
    assert [card[name] for name in money] == [59600, 0, 59600, 59600, 59600, "货到付款"]
    assert card["expires_at"] == "2026-11-24T11:00:00.000+08:00" and card["now"] == "2026-11-24T10:10:00.300+08:00"
    assert (card["seconds_left"], card["window_s"], page["now"]) == (3000, 3600, card["now"])
    assert card["distance_m"] == 95 and card["reason"] == "nearest"
    assert card["reason_zh"] == "就近派单：本店是能送达的最近门店，距收货地址 95 米"
    assert (card["promise_at"], card["promise_zh"]) == ("2026-11-24T13:00:00.000+08:00", "今天 13:00 前送达")
    assert card["recipient"] == {
        "full": False, "name": "王**", "phone": "138****5678", "address": "上海市浦东新区张江****", "point": None
    }  # fmt: skip
    assert card["lines"] == [
        {
            "sku": "F1",
            "name": "牧小暖婴儿配方奶粉 1段",
            "quantity": 2,
            "unit_price_fen": 29800,
            "amount_fen": 59600,
        }
    ]
    for secret in ("王小明", "13812345678", "88 弄", "502", "孩子在睡"):
        assert secret not in answer.text


def test_the_store_earns_goods_and_delivery_fee_less_the_platforms_share(
    db: Database, mother: Caller, manager: Caller
) -> None:
    set_policy(db, '{"platform_share_bp": 333, "delivery_fee_fen": 500}')
    _, offer_id = offered(db, mother)
    card = ok(manager.get(f"{DOOR}/offers/{offer_id}"))
    assert (card["total_fen"], card["earning_fen"]) == (60100, 60100 - 60100 * 333 // 10000)
    order_no = ok(manager.post(f"{DOOR}/offers/{offer_id}/accept"))["order_no"]
    ok(manager.post(f"{DOOR}/orders/{order_no}/leave"))
    done = ok(manager.post(f"{DOOR}/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))
    assert (done["earning_fen"], done["collect_fen"]) == (card["earning_fen"], 0), "as shown before she answered"


def test_a_paid_order_asks_for_no_cash(db: Database, mother: Caller, manager: Caller, network: Network) -> None:
    _, offer_id = offered(db, mother)
    change(db, "UPDATE orders SET payment_method = 'online'")
    card = ok(manager.get(f"{DOOR}/offers/{offer_id}"))
    assert (card["collect_fen"], card["payment_zh"]) == (0, "已在线支付")
    change(db, "UPDATE orders SET payment_method = 'on_delivery'")


@pytest.mark.parametrize("code, words", [("S1", "距收货地址 95 米"), ("S2", "距收货地址 858 米")])
def test_a_returning_customer_is_said_so(
    db: Database, mother: Caller, manager: Caller, rival: Caller, network: Network, code: str, words: str
) -> None:
    add_purchase(db, mother.id, network[code], TUESDAY_10 - timedelta(days=9), "receipt-1")
    _, offer_id = offered(db, mother)
    who = manager if code == "S1" else rival
    assert ok(who.get(f"{DOOR}/offers/{offer_id}"))["reason_zh"] == f"老客回店：她最近一次就在本店购买，{words}"


def test_the_soonest_deadline_comes_first_and_pages_meet(app, db: Database, mother: Caller, manager: Caller) -> None:
    made = []
    for number in range(5):
        freeze(db, TUESDAY_10 + timedelta(minutes=number))
        made.append(offered(db, mother, f"key-0000000{number}")[1])
    change(db, "UPDATE offers SET expires_at = expires_at + interval '1 hour' WHERE id = :id", id=made[0])
    wanted = [*made[1:], made[0]]
    seen, cursor = [], None
    while True:
        page = ok(manager.get(f"{DOOR}/offers", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}))
        seen += [card["id"] for card in page["offers"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == wanted
    assert [card["id"] for card in ok(manager.get(f"{DOOR}/offers"))["offers"]] == wanted


@pytest.mark.parametrize("cursor", ["x", "WyJhIiwxXQ", "WyIyMDI2LTExLTI0VDEwOjAwOjAwIiwxXQ", "WzEsMl0", "bnVsbA"])
def test_a_cursor_that_is_not_ours_is_refused(manager: Caller, cursor: str) -> None:
    for path in ("offers", "orders"):
        assert list(
            refused(manager.get(f"{DOOR}/{path}", query_string={"cursor": cursor}), 422, "invalid")["fields"]
        ) == ["cursor"]


def test_accepting_opens_the_order_and_a_second_tap_changes_nothing(
    db: Database, mother: Caller, manager: Caller
) -> None:
    order_no, offer_id = offered(db, mother, note="请放门口")
    first = ok(manager.post(f"{DOOR}/offers/{offer_id}/accept"))
    events = value(db, "SELECT count(*) FROM outbox_events")
    second = ok(manager.post(f"{DOOR}/offers/{offer_id}/accept"))
    assert first == second and value(db, "SELECT count(*) FROM outbox_events") == events
    assert (first["order_no"], first["state"], first["state_zh"]) == (order_no, "accepted", "待配送")
    assert first["recipient"]["name"] == "王小明" and first["recipient"]["phone"] == "138****5678"
    assert first["recipient"]["address"] == "上海市浦东新区张江路 88 弄 3 号 502 室" and first["note"] == "请放门口"
    assert first["recipient"]["point"]["datum"] == "gcj02" and first["actions"] == ["picking", "leave", "give_back"]
    assert ok(manager.get(f"{DOOR}/offers"))["offers"] == []
    card = ok(manager.get(f"{DOOR}/offers/{offer_id}"))
    assert (card["state"], card["answered_by"], card["seconds_left"]) == ("accepted", "张姐", 0)
    assert card["recipient"]["full"] is False


def test_a_colleague_who_is_late_is_told_who_and_when(
    db: Database, mother: Caller, manager: Caller, clerk: Caller
) -> None:
    _, offer_id = offered(db, mother)
    freeze(db, TUESDAY_10 + timedelta(minutes=3, seconds=7))
    ok(clerk.post(f"{DOOR}/offers/{offer_id}/accept"))
    body = refused(manager.post(f"{DOOR}/offers/{offer_id}/accept"), 409, "offer_taken")
    assert body["detail"] == "这张单已在 10:03:07 由 小李 接下"
    assert (body["answered_by"], body["answered_at"]) == ("小李", "2026-11-24T10:03:07+08:00")
    refused(manager.post(f"{DOOR}/offers/{offer_id}/decline", {"reason": "too_busy"}), 409, "offer_taken")


def test_the_deadline_is_the_databases_to_the_microsecond(db: Database, mother: Caller, manager: Caller) -> None:
    _, offer_id = offered(db, mother)
    freeze(db, TUESDAY_10 + timedelta(hours=1))
    assert ok(manager.get(f"{DOOR}/offers"))["offers"] == []
    card = ok(manager.get(f"{DOOR}/offers/{offer_id}"))
    assert (card["state"], card["state_zh"], card["seconds_left"]) == ("expired", "超时未接", 0)
    refused(manager.post(f"{DOOR}/offers/{offer_id}/accept"), 409, "offer_expired")
    freeze(db, TUESDAY_10 + timedelta(hours=1) - timedelta(microseconds=1))
    assert ok(manager.get(f"{DOOR}/offers"))["offers"][0]["seconds_left"] == 1
    ok(manager.post(f"{DOOR}/offers/{offer_id}/accept"))


def test_after_the_sweeper_the_store_is_told_that_it_went_on(
    db: Database, mother: Caller, manager: Caller, rival: Caller
) -> None:
    order_no, offer_id = offered(db, mother)
    freeze(db, TUESDAY_10 + timedelta(hours=1))
    timers.sweep(db)
    body = refused(manager.post(f"{DOOR}/offers/{offer_id}/accept"), 409, "offer_expired")
    assert (body["offer_state"], body["answered_by"]) == ("expired", "系统")
    assert [card["order_no"] for card in ok(rival.get(f"{DOOR}/offers"))["offers"]] == [order_no]
    old = ok(manager.get(f"{DOOR}/offers/{offer_id}"))
    assert (old["state"], old["promise_at"]) == ("expired", None), "what S2 promises is not S1's affair"


def test_declining_sends_it_on_and_a_second_tap_gets_the_same_answer(
    db: Database, mother: Caller, manager: Caller, clerk: Caller, rival: Caller
) -> None:
    order_no, offer_id = offered(db, mother)
    first = ok(manager.post(f"{DOOR}/offers/{offer_id}/decline", {"reason": "no_courier"}))
    freeze(db, TUESDAY_10 + timedelta(seconds=2))
    again = ok(manager.post(f"{DOOR}/offers/{offer_id}/decline", {"reason": "no_courier"}))
    assert first == again == {"id": offer_id, "state": "declined", "answered_at": "2026-11-24T10:00:00.000+08:00"}
    late = refused(clerk.post(f"{DOOR}/offers/{offer_id}/accept"), 409, "offer_gone")
    assert late["detail"] == "这张单已在 10:00:00 由 张姐 拒接"
    assert [card["order_no"] for card in ok(rival.get(f"{DOOR}/offers"))["offers"]] == [order_no]
    assert value(db, "SELECT count(*) FROM offers") == 2


def test_out_of_stock_names_articles_of_the_order(
    db: Database, mother: Caller, manager: Caller, network: Network
) -> None:
    set_stock(db, network["S1"], F1=9, F2=9)
    _, offer_id = offered(db, mother)
    for skus in ([], ["D1"], ["F1", "D1"]):
        body = {"reason": "out_of_stock", "skus": skus}
        assert "skus" in refused(manager.post(f"{DOOR}/offers/{offer_id}/decline", body), 422, "invalid")["fields"]
    refused(manager.post(f"{DOOR}/offers/{offer_id}/decline", {"reason": "no_mood"}), 422, "invalid")
    ok(manager.post(f"{DOOR}/offers/{offer_id}/decline", {"reason": "out_of_stock", "skus": ["F1"]}))
    shelf = {row["sku"]: row for row in ok(manager.get(f"{DOOR}/stock"))["stock"]}
    assert (shelf["F1"]["on_hand"], shelf["F1"]["reserved"], shelf["F2"]["on_hand"]) == (0, 0, 9)
    assert shelf["F1"]["recount_asked_at"] == "2026-11-24T10:00:00.000+08:00"


def test_a_withdrawn_offer_says_that_she_cancelled(db: Database, mother: Caller, manager: Caller) -> None:
    order_no, offer_id = offered(db, mother)
    ok(mother.post(f"/mom/v1/orders/{order_no}/cancel", {"reason": "changed_mind"}))
    body = refused(manager.post(f"{DOOR}/offers/{offer_id}/accept"), 409, "offer_gone")
    assert body["detail"] == "这张单已在 10:00:00 由 顾客 撤回" and "member:" not in str(body)


def test_an_order_a_person_gave_to_the_store_says_so(
    db: Database, mother: Caller, manager: Caller, rival: Caller, network: Network
) -> None:
    from dispatch import steering
    from dispatch.placing import ByPerson

    order_no, _ = offered(db, mother)
    person = ByPerson("agent:1", "她要二店", only=frozenset([network["S2"]]))
    which = order_id(db, order_no)
    db.run(lambda session: steering.steer(session, which, person))
    card = ok(rival.get(f"{DOOR}/offers/{open_offer_id(db, order_no)}"))
    assert card["reason_zh"].startswith("客服派单：由客服指定本店")
    assert "她要二店" not in str(card)


def test_many_offers_cost_as_many_statements_as_one(app, db: Database, mother: Caller, manager: Caller) -> None:
    from tests.support.counting import statements

    offered(db, mother, "key-00000000")
    manager.get(f"{DOOR}/offers")
    with statements(db) as one:
        ok(manager.get(f"{DOOR}/offers"))
    address = add_address(login_mother(app, "13712345678"), **{**ADDRESS, "phone": "13712345678"})
    assert address
    for number in range(1, 6):
        offered(db, mother, f"key-0000000{number}")
    with statements(db) as six:
        assert len(ok(manager.get(f"{DOOR}/offers"))["offers"]) == 6
    assert len(six) == len(one)


def test_an_accepted_order_leaves_a_trail_with_names(db: Database, mother: Caller, manager: Caller) -> None:
    order_no = accepted(db, mother, manager)
    entries = ok(manager.get(f"{DOOR}/orders/{order_no}"))["timeline"]
    assert [(entry["text"], entry["by"]) for entry in entries] == [("收到派单", None), ("接单", "张姐")]
    assert len(rows(db, "SELECT 1 FROM deliveries")) == 1
