"""One order in full, and why this store."""

from __future__ import annotations

from app.db import Database
from tests.http.console.desk import DOOR, WHY, act, ok, order, refused, texts
from tests.support.people import Caller
from tests.support.walk import add_address, decline, deliver, open_offer_id, order_id, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, change, rows, set_stock


def test_everything_about_a_delivered_order(agent: Caller, mother: Caller, manager: Caller, db: Database) -> None:
    order_no = place_order(mother, note="请放门口")["order_no"]
    offer_id = open_offer_id(db, order_no)
    ok(manager.post(f"/merchant/v1/offers/{offer_id}/accept"))
    ok(manager.post(f"/merchant/v1/orders/{order_no}/leave"))
    ok(manager.post(f"/merchant/v1/orders/{order_no}/delivered", {"code": db.vault.proof_code(order_no)}))
    shown = order(agent, order_no)
    assert (shown["state_zh"], shown["store_name"], shown["total_fen"]) == ("已送达", "浦东一店", 59600)
    assert shown["recipient"]["phone"] == "138****5678" and shown["note"] == "请放门口"
    assert [(row["state_zh"], row["answered_by_zh"]) for row in shown["offers"]] == [("已接单", "店员 张姐")]
    assert [(row["state_zh"], row["courier"]) for row in shown["deliveries"]] == [("已送达", "张姐")]
    (entry,) = shown["entries"]
    assert (entry["kind_zh"], sum(line["amount_fen"] for line in entry["postings"])) == ("送达入账（货到付款）", 0)
    assert {line["account_zh"]: line["amount_fen"] for line in entry["postings"]} == {
        "门店手持现金": 59600, "应付门店": -59600
    }  # fmt: skip
    assert texts(shown) == [
        "下单", "派给 浦东一店：就近派单", "浦东一店 开始计时，11-24 11:00 前接单，距收货地址 95 米", "浦东一店 已接单",
        "浦东一店 接下派单", "浦东一店 已出发配送", "浦东一店 已送达",
    ]  # fmt: skip
    assert shown["timeline"][-1]["by_zh"] == "店员 张姐"
    assert shown["actions"] == ["refund"]


def test_no_answer_of_the_console_shows_a_phone(agent: Caller, mother: Caller, db: Database) -> None:
    order_no = place_order(mother)["order_no"]
    deliver(db, order_no)
    found = ok(agent.post(f"{DOOR}/members/search", {"order_no": order_no}))["members"][0]
    for path in (
        f"/orders/{order_no}",
        "/orders?state=delivered",
        f"/members/{found['id']}",
        f"/orders/{order_no}/decisions",
    ):
        assert "13812345678" not in agent.get(DOOR + path).text and "王小明" not in agent.get(DOOR + path).text


def test_a_missing_order_is_not_found(agent: Caller) -> None:
    refused(agent.get(f"{DOOR}/orders/26112400000000"), 404, "not_found")


def test_why_this_store_and_what_else_there_is(agent: Caller, mother: Caller, db: Database, network: Network) -> None:
    set_stock(db, network["S1"], F1=1)
    change(db, "UPDATE stores SET paused_at = jindan_now() WHERE code = 'S2'")
    order_no = place_order(mother)["order_no"]
    shown = ok(agent.get(f"{DOOR}/orders/{order_no}/decisions"))
    (decision,) = shown["decisions"]
    assert (decision["reason_zh"], decision["store_name"], decision["policy_version"]) == ("就近派单", "浦东三店", 1)
    assert [(row["store_name"], row["dropped_zh"], row["chosen"]) for row in decision["candidates"]] == [
        ("浦东一店", "门店缺货：牧小暖婴儿配方奶粉 1段", False), ("浦东二店", "门店暂停接单", False),
        ("浦东三店", None, True),
    ]  # fmt: skip
    judged = {row["store_code"]: (row["may"], row["offered_before_zh"]) for row in shown["suggestions"]}
    assert judged == {
        "S3": ("yes", "等待接单"), "S2": ("overrule", None), "S9": ("overrule", None), "S1": ("no", None)
    }  # fmt: skip
    assert shown["suggestions"][0]["store_code"] == "S3"


def test_her_home_store_stands_in_the_decision(agent: Caller, mother: Caller, db: Database, network: Network) -> None:
    add_purchase(db, mother.id, network["S2"], TUESDAY_10.replace(day=1), "till:1")
    order_no = place_order(mother)["order_no"]
    decision = ok(agent.get(f"{DOOR}/orders/{order_no}/decisions"))["decisions"][0]
    assert (decision["reason_zh"], decision["candidates"][0]["relation_zh"]) == ("老客回老店", "老店")


def test_notes_are_sealed_and_shown_to_the_next_agent(
    agent: Caller, colleague: Caller, mother: Caller, db: Database
) -> None:
    order_no = place_order(mother)["order_no"]
    ok(agent.post(f"{DOOR}/orders/{order_no}/notes", {"text": "王女士 13912345678 也可以收货"}), 201)
    (note,) = order(colleague, order_no)["notes"]
    assert (note["by"], note["text"]) == ("小陈", "王女士 13912345678 也可以收货")
    assert b"13912345678" not in rows(db, "SELECT text_sealed FROM order_notes")[0][0]


def test_a_reveal_leaves_a_row_and_an_event(agent: Caller, mother: Caller, db: Database) -> None:
    order_no = place_order(mother)["order_no"]
    for what, value in (
        ("phone", "13812345678"),
        ("name", "王小明"),
        ("address", "上海市浦东新区张江路 88 弄 3 号 502 室"),
    ):
        answer = agent.post(f"{DOOR}/orders/{order_no}/reveal", {"what": what, **WHY})
        assert ok(answer) == {"what": what, "value": value}
    found = rows(db, "SELECT agent_id, order_id, member_id, what, reason FROM reveals ORDER BY id")
    assert [tuple(row) for row in found] == [
        (agent.id, order_id(db, order_no), mother.id, what, WHY["reason"]) for what in ("phone", "name", "address")
    ]
    assert texts(order(agent, order_no))[-1] == "查看了地址：顾客来电要求"
    refused(agent.post(f"{DOOR}/orders/{order_no}/reveal", {"what": "phone"}), 422, "invalid")


def test_a_refused_offer_says_why_in_the_timeline(agent: Caller, mother: Caller, db: Database) -> None:
    order_no = place_order(mother)["order_no"]
    decline(db, order_no, "too_busy")
    assert "浦东一店 拒单：太忙，送不过来" in texts(order(agent, order_no))


def test_several_addresses_are_one_order_each(agent: Caller, mother: Caller) -> None:
    address_id = add_address(mother)
    first = place_order(mother, "key-00000001", address_id=address_id)["order_no"]
    second = place_order(mother, "key-00000002", address_id=address_id)["order_no"]
    ok(act(agent, first, "hold"))
    assert order(agent, first)["held_at"] is not None and order(agent, second)["held_at"] is None
