"""What a mother is told, and how: the message she allowed, the account she follows, the text message; each once."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest

from app import tellings
from app.notify.texts import MEMBER_TEXTS
from tests.support.people import Caller, make_agent
from tests.support.walk import accept, add_address, decline, deliver, leave, place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import Network, rows, value
from wechat.standin import Standin

from .conftest import MOTHER
from .helping import heard, texts, tries, with_settings

TEMPLATES = "/mom/v1/message-templates"


def left(mother: Caller, kind: str) -> int:
    found = {row["kind"]: row["left"] for row in mother.get(TEMPLATES).get_json()["templates"]}
    return int(found[kind])


def allow(place: WechatHouse, phone: dict[str, Any], *kinds: str, times: int = 1) -> None:
    """She taps "allow" on the subscribe sheet; WeChat tells the house. Each tap is an event of its own."""
    for turn in range(times):
        time.sleep(1.1 if turn else 0)  # WeChat dates its events in seconds
        place.wechat.accept(phone["id"], kinds)
        place.hear()


def tell_of_an_accept(place: WechatHouse, phone: dict[str, Any], template_id: str, at: int = 1) -> None:
    """WeChat says that she tapped "allow"; and yet counts nothing itself."""
    item = {"TemplateId": template_id, "SubscribeStatusString": "accept"}
    event = {"MsgType": "event", "Event": "subscribe_msg_popup_event", "CreateTime": at, "List": [item]}
    place.wechat.push("mini", {"FromUserName": phone["mini_openid"], **event})


def accepted(place: WechatHouse, mother: Caller, key: str = "key-00000001") -> str:
    """An order (cash at the door) that a store has accepted, and everybody told."""
    order_no = str(place_order(mother, key)["order_no"])
    accept(place.house.db, order_no)
    place.settle()
    return order_no


def test_one_accept_is_one_message_with_the_facts_in_the_templates_fields(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    assert {row["kind"] for row in mother.get(TEMPLATES).get_json()["templates"]} == {
        "accepted", "on_the_road", "delivered", "moved", "needs_attention", "refunded"
    }  # fmt: skip
    allow(place, phone, "accepted", times=2)
    assert left(mother, "accepted") == 2
    first = accepted(place, mother)
    assert left(mother, "accepted") == 1
    (told,) = heard(place, phone, "subscribe")
    assert (told["name"], told["page"]) == ("accepted", f"pages/order/order?no={first}")
    assert told["data"] == {
        "character_string1": first, "thing2": "浦东一店", "time3": "2026-11-24 10:00", "thing4": "门店已接单，正在为您备货"
    }  # fmt: skip
    accepted(place, mother, "key-00000002")
    third = accepted(place, mother, "key-00000003")
    assert (left(mother, "accepted"), len(heard(place, phone, "subscribe"))) == (0, 2)
    assert tries(place, third) == [("sms", "order.accepted", "sent", None)]
    assert len(texts(place)) == 1
    assert "浦东一店已接下您的订单" in texts(place)[0]


def test_none_left_at_wechat_sets_the_count_to_none_and_the_next_way_is_taken(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    # WeChat counts for itself: another of her devices, or a message that was taken although no answer came.
    for at in (1, 2):
        tell_of_an_accept(place, phone, wechat.account.subscribe_templates["accepted"], at)
    place.hear()
    assert left(mother, "accepted") == 2
    order_no = accepted(place, mother)
    assert tries(place, order_no) == [
        ("subscribe", "order.accepted", "failed", "errcode 43101"), ("sms", "order.accepted", "sent", None)
    ]  # fmt: skip
    assert left(mother, "accepted") == 0
    assert tries(place, accepted(place, mother, "key-00000002")) == [("sms", "order.accepted", "sent", None)]


@pytest.mark.parametrize(
    ("template", "errcode"),
    [("{id}:order=keyword1", 47003), ("{id}:tip=amount1", 47003), ("A" * 43, 40037)],
    ids=["a field that WeChat does not have", "a text in a field for money", "a template that does not exist"],
)
def test_a_template_that_is_wrong_is_tried_once_and_the_accept_stays_hers(
    place: WechatHouse,
    wechat: Standin,
    mother: Caller,
    phone: dict[str, Any],
    network: Network,
    template: str,
    errcode: int,
) -> None:
    known = template.format(id=wechat.account.subscribe_templates["accepted"])
    wrong = with_settings(place, subscribe_templates={"accepted": known})
    tell_of_an_accept(place, phone, known.partition(":")[0])
    place.hear()
    order_no = accepted(wrong, mother)
    assert tries(place, order_no) == [
        ("subscribe", "order.accepted", "failed", f"errcode {errcode}"), ("sms", "order.accepted", "sent", None)
    ]  # fmt: skip
    assert value(place.house.db, "SELECT max(attempts) FROM messages") == 1
    assert value(place.house.db, 'SELECT "left" FROM message_accepts') == 1
    _again(wrong)
    assert (len(tries(place)), len(texts(place))) == (2, 1)


@pytest.mark.parametrize("kind", ["5xx", "busy", "rate_limit", "truncated"])
def test_while_wechat_is_away_the_text_message_goes_at_once(
    place: WechatHouse, wechat: Standin, phone: dict[str, Any], network: Network, kind: str
) -> None:
    wechat.follow(phone["id"])
    place.mother(phone, "wechat_mall")
    mother = place.mother(phone)
    allow(place, phone, "accepted")
    wechat.switch("api", kind)
    order_no = accepted(place, mother)
    assert [row[:3] for row in tries(place, order_no)] == [
        ("subscribe", "order.accepted", "failed"), ("template", "order.accepted", "failed"),
        ("sms", "order.accepted", "sent"),
    ]  # fmt: skip
    assert left(mother, "accepted") == 1
    assert len(texts(place)) == 1


def test_who_follows_the_service_account_hears_it_there_until_she_leaves(
    place: WechatHouse, wechat: Standin, phone: dict[str, Any], network: Network
) -> None:
    wechat.follow(phone["id"])
    mother = place.mother(phone, "wechat_mall")
    first = accepted(place, mother)
    (told,) = heard(place, phone, "template")
    assert (told["name"], told["page"]) == ("accepted", f"pages/order/order?no={first}")
    assert tries(place, first) == [("template", "order.accepted", "sent", None)]
    assert texts(place) == []
    # She left, and WeChat's event was lost: WeChat's refusal is remembered.
    wechat.options(speed=1_000_000)  # what is dropped is given up at once
    wechat.switch("push.unsubscribe", "drop")
    wechat.follow(phone["id"], False)
    second = accepted(place, mother, "key-00000002")
    assert [row[:2] + row[3:] for row in tries(place, second)] == [
        ("template", "order.accepted", "errcode 43004"), ("sms", "order.accepted", None)
    ]  # fmt: skip
    assert tries(place, accepted(place, mother, "key-00000003")) == [("sms", "order.accepted", "sent", None)]
    wechat.clear_switches()
    wechat.advance(2)  # people are slower than that; WeChat's events are told apart by the second
    wechat.follow(phone["id"])
    place.hear()
    assert tries(place, accepted(place, mother, "key-00000004")) == [("template", "order.accepted", "sent", None)]
    wechat.advance(2)
    wechat.follow(phone["id"], False)
    place.hear()
    assert tries(place, accepted(place, mother, "key-00000005")) == [("sms", "order.accepted", "sent", None)]


def test_every_message_of_an_order_and_customer_service_sees_each_try(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], order: dict[str, Any]
) -> None:
    kinds = ("accepted", "on_the_road", "delivered", "refunded")
    allow(place, phone, *kinds)
    wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    order_no, db = order["order_no"], place.house.db
    deliver(db, order_no)
    place.settle()
    agent = make_agent(place.app)
    asked = {"amount_fen": 1234, "reason": "破损，照片属实"}
    answer = agent.post(f"/console/v1/orders/{order_no}/refunds", asked, key="refund-0001")
    assert answer.status_code in (200, 201), answer.text
    place.hear_until(lambda: value(db, "SELECT state FROM refunds") == "succeeded")
    place.settle()
    assert [told["name"] for told in heard(place, phone, "subscribe")] == list(kinds)
    assert texts(place) == []
    seen = agent.get(f"/console/v1/orders/{order_no}").get_json()["messages"]
    assert [(row["channel"], row["template"], row["state"]) for row in seen if row["to_kind"] == "member"] == [
        ("subscribe", "order.accepted", "sent"), ("subscribe", "order.out_for_delivery", "sent"),
        ("subscribe", "order.delivered", "sent"), ("subscribe", "refund.succeeded", "sent"),
    ]  # fmt: skip
    assert all(datetime.fromisoformat(row["sent_at"]) for row in seen)
    assert phone["mini_openid"] not in str(seen)


def test_another_store_has_it_is_said_once_by_text_message_and_then_that_a_person_looks(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    allow(place, phone, "needs_attention")
    db = place.house.db
    order_no = str(place_order(mother)["order_no"])
    for _ in range(3):  # three stores are near
        decline(db, order_no)
        place.settle()
    assert tries(place, order_no) == [
        ("sms", "order.moved", "sent", None), ("subscribe", "order.needs_person", "sent", None)
    ]  # fmt: skip
    assert len(texts(place)) == 1
    (told,) = heard(place, phone, "subscribe")
    assert (told["name"], told["data"]["thing2"]) == ("needs_attention", "客服安排中")


def test_another_store_is_told_of_each_time_where_she_allowed_it(
    place: WechatHouse, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    allow(place, phone, "moved", times=2)
    order_no = str(place_order(mother)["order_no"])
    for _ in range(2):
        decline(place.house.db, order_no)
        place.settle()
    assert [told["data"]["thing2"] for told in heard(place, phone, "subscribe")] == ["浦东二店", "浦东三店"]
    assert texts(place) == []


def _again(place: WechatHouse) -> None:
    """Every job of the queues runs once more, as after a crash."""
    with place.app.app_context():
        for row in rows(place.house.db, "SELECT id, kind FROM outbox_events ORDER BY id"):
            if row.kind in MEMBER_TEXTS:
                tellings.tell_member(place.house, row.id)


def test_a_job_that_runs_twice_tells_her_once(
    place: WechatHouse, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    allow(place, phone, "accepted", "delivered")
    order_no = accepted(place, mother)
    leave(place.house.db, order_no)
    place.settle()
    before = (tries(place), texts(place), place.wechat.messages(phone["id"]))
    assert len(before[0]) == 2
    _again(place)
    assert (tries(place), texts(place), place.wechat.messages(phone["id"])) == before


def test_nothing_is_sent_to_one_who_was_erased_meanwhile(
    place: WechatHouse, wechat: Standin, phone: dict[str, Any], network: Network
) -> None:
    wechat.follow(phone["id"])
    place.mother(phone, "wechat_mall")
    mother = place.mother(phone)
    allow(place, phone, "accepted", "on_the_road", "delivered")
    order_no = place_order(mother, address_id=add_address(mother))["order_no"]
    deliver(place.house.db, order_no)
    assert mother.delete("/mom/v1/me").status_code == 204
    place.settle()
    assert (tries(place), texts(place), wechat.messages(phone["id"])) == ([], [], [])
    assert value(place.house.db, "SELECT count(*) FROM message_accepts") == 0


def test_what_she_allows_is_counted_by_wechats_events_alone(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    wechat.accept(phone["id"], ["accepted"], answer="reject")
    place.hear()
    assert left(mother, "accepted") == 0
    allow(place, phone, "accepted", "moved")
    assert (left(mother, "accepted"), left(mother, "moved"), left(mother, "delivered")) == (1, 1, 0)
    stranger = wechat.phone("陌生人", "13700000009")
    allow(place, stranger, "accepted")
    assert value(place.house.db, "SELECT count(*) FROM message_accepts") == 2
    assert MOTHER not in str(rows(place.house.db, "SELECT * FROM message_accepts"))
