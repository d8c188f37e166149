"""What WeChat pushes: plain and sealed, JSON and XML; what is not WeChat's is counted and does nothing; what each event means."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from werkzeug.serving import BaseWSGIServer

from dispatch import delivering
from tests.support.people import Caller, make_agent
from tests.support.walk import accept, leave, order_id, place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import TUESDAY_10, Network, add_purchase, change, rows, value
from wechat.push.crypto import signature_of
from wechat.standin import Standin

from .helping import tries, with_settings

EVENT = "trade_manage_order_settlement"
FORMS = [(mode, form) for mode in ("aes", "plain") for form in ("json", "xml")]


@pytest.fixture
def reached(place: WechatHouse, server: BaseWSGIServer, request: pytest.FixtureRequest) -> Iterator[WechatHouse]:
    """The house with the console's settings for this mode and form."""
    mode, form = request.param
    there = place if mode == "aes" else with_settings(place, push_aes_key="")
    server.app = there.app
    place.wechat.options(push_mode=mode, push_format={"mini": form, "service": form})
    yield there
    place.wechat.options(push_mode="aes", push_format={"mini": "json", "service": "xml"})
    server.app = place.app


def left(place: WechatHouse) -> dict[str, int]:
    names = {template: name for name, template in place.wechat.account.subscribe_templates.items()}
    found = rows(place.house.db, 'SELECT template_id, "left" FROM message_accepts')
    return {names[row.template_id]: row.left for row in found}


def counted(place: WechatHouse) -> dict[str, int]:
    """Rejections of pushes by kind."""
    return {
        row.kind: row.times for row in rows(place.house.db, "SELECT kind, times FROM rejections WHERE source = 'push'")
    }


def untouched(place: WechatHouse) -> list[Any]:
    """What a push could change."""
    tables = ("push_seen", "message_accepts", "store_links", "outbox_events", "member_identities")
    return [rows(place.house.db, f"SELECT * FROM {table} ORDER BY 1") for table in tables]


@pytest.mark.parametrize("reached", FORMS, indirect=True, ids=["-".join(form) for form in FORMS])
def test_an_address_is_proved_and_events_arrive_in_every_form(
    reached: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    for app in ("mini", "service"):
        assert wechat.ask("POST", "/push/verify", {"app": app}) == {"verified": True, "status": 200}
    wechat.accept(phone["id"], ["accepted", "moved"])
    reached.hear()
    assert left(reached) == {"accepted": 1, "moved": 1}
    time.sleep(1.1)  # WeChat dates its events in seconds: twice in one second is a repeat
    wechat.accept(phone["id"], ["moved"])
    reached.hear()
    assert left(reached) == {"accepted": 1, "moved": 2}
    wechat.scan(phone["id"], f"s={network['S2']}", "service")  # she does not follow yet: subscribe, with the scene
    reached.hear()
    seen = value(reached.house.db, "SELECT count(*) FROM push_seen WHERE event = 'subscribe'")
    assert (seen, counted(reached)) == (1, {})


@pytest.mark.parametrize(
    ("kind", "rejection"),
    [("forge", "bad_signature"), ("bad_tag", "malformed"), ("truncated", "malformed"), ("wrong_appid", "bad_app")],
)
def test_what_is_not_wechats_is_refused_counted_and_does_nothing(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], kind: str, rejection: str
) -> None:
    before = untouched(place)
    wechat.switch("push", kind)
    wechat.accept(phone["id"], ["accepted"])
    place.hear()
    assert untouched(place) == before
    assert set(counted(place)) == {rejection}
    wechat.clear_switches()
    agent = make_agent(place.app)
    seen = agent.get("/console/v1/exceptions").get_json()["rejections"]
    assert [(row["source"], row["kind"]) for row in seen] == [("push", rejection)]


def test_what_strangers_send_is_refused_and_leaves_a_count(
    place: WechatHouse, wechat: Standin, mother: Caller, network: Network
) -> None:
    url, token = f"{place.house.config.public_url}/wechat/push/mini", wechat.account.push_token
    before = untouched(place)
    body = json.dumps({"Encrypt": "AAAA"})
    stamp, nonce = str(int(time.time())), "1"
    signed = {"timestamp": stamp, "nonce": nonce}
    plainly = {**signed, "signature": signature_of(token, stamp, nonce)}
    sent = [
        (400, {}, body),  # nothing signed
        (400, plainly, json.dumps({"Event": "subscribe"})),  # a plain message to a house that wants sealed ones
        (403, {**signed, "msg_signature": "0" * 40}, body),
        (403, {**signed, "msg_signature": "签" * 40}, body),
        (400, {**signed, "msg_signature": signature_of(token, stamp, nonce, "AAAA")}, body),  # signed rubbish
        (400, {**signed, "msg_signature": "0" * 40}, "no json, no xml"),
        (400, {**signed, "msg_signature": "0" * 40}, "<xml><Encrypt>"),
        (400, {**signed, "msg_signature": "0" * 40}, ""),
    ]  # fmt: skip
    for status, query, text in sent:
        answer = requests.post(url, params=query, data=text.encode(), timeout=10)
        assert (answer.status_code, answer.text) == (status, ""), (query, text)
    for query in ({}, plainly, {**plainly, "echostr": "x", "signature": "0" * 40}):
        assert requests.get(url, params=query, timeout=10).status_code in (400, 403)
    assert (
        requests.get(url, params={**plainly, "echostr": "<b>1"}, timeout=10)
        .headers["Content-Type"]
        .startswith("text/plain")
    )
    assert requests.post(url.replace("mini", "other"), data=body, timeout=10).status_code == 404
    assert untouched(place) == before
    assert sum(counted(place).values()) == len(sent) + 3


def test_a_repeat_acts_once(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    wechat.switch("push", "duplicate", times=20, at_once=True)
    wechat.accept(phone["id"], ["accepted"])
    place.hear()
    assert left(place) == {"accepted": 1}
    assert value(place.house.db, "SELECT count(*) FROM push_seen") == 1
    assert counted(place) == {}


def test_she_may_take_an_answer_back(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    wechat.accept(phone["id"], ["accepted", "moved"])
    place.hear()
    for answer, after in (("accept", 1), ("reject", 0)):
        item = {"TemplateId": wechat.account.subscribe_templates["accepted"], "SubscribeStatusString": answer}
        told = {"MsgType": "event", "Event": "subscribe_msg_change_event", "CreateTime": 1, "List": [item]}
        wechat.push("mini", {"FromUserName": phone["mini_openid"], **told})
        place.hear()
        assert left(place) == {"accepted": after, "moved": 1}


def test_a_stores_code_links_her_and_counts_for_routing_only_once_she_bought_there(
    place: WechatHouse, wechat: Standin, phone: dict[str, Any], network: Network
) -> None:
    db = place.house.db
    mother = place.mother(phone)
    place.mother(phone, "wechat_mall")
    wechat.follow(phone["id"])
    place.hear()
    wechat.scan(phone["id"], f"s={network['S3']}", "service")
    place.hear()
    seen = mother.get("/mom/v1/me/stores").get_json()["stores"]
    assert [(store["code"], store["bought"], store["home"]) for store in seen] == [("S3", False, False)]
    first = place_order(mother)
    assert first["store"]["code"] == "S1"  # the nearest, as for everybody new
    add_purchase(db, mother.id, network["S3"], TUESDAY_10 - timedelta(days=1), "till:1")
    assert place_order(mother, "key-00000002")["store"]["code"] == "S3"
    for scene in ("s=999", "s=x", "hello", f"s={network['S2']}x"):
        wechat.push("service", {"FromUserName": phone["service_openid"], "MsgType": "event", "Event": "SCAN",
                                "CreateTime": 1, "EventKey": scene})  # fmt: skip
    place.hear()
    assert value(db, "SELECT count(*) FROM store_links") == 1
    assert {one["state"] for one in wechat.notices("push")} == {"done"}


def test_who_is_known_from_the_mini_program_is_known_when_she_follows(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    # The event names an openid that nobody here has seen; her unionid says who she is.
    wechat.scan(phone["id"], f"s={network['S3']}", "service")
    place.hear()
    assert [store["code"] for store in mother.get("/mom/v1/me/stores").get_json()["stores"]] == ["S3"]
    order_no = place_order(mother)["order_no"]
    accept(place.house.db, order_no)
    place.settle()
    assert [row[:2] for row in tries(place, order_no)] == [("template", "order.accepted")]
    stranger = wechat.phone("陌生人", "13700000009")
    wechat.scan(stranger["id"], f"s={network['S3']}", "service")
    wechat.follow(phone["id"], False)
    place.hear()
    assert value(place.house.db, "SELECT count(*) FROM store_links") == 1
    assert value(place.house.db, "SELECT count(*) FROM members") == 1


def test_an_event_is_acted_on_also_while_wechat_cannot_say_who_it_is(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    wechat.switch("/cgi-bin/user/info", "5xx")
    wechat.scan(phone["id"], f"s={network['S3']}", "service")
    place.hear()
    assert {one["state"] for one in wechat.notices("push")} == {"done"}
    assert value(place.house.db, "SELECT count(*) FROM store_links") == 0
    wechat.clear_switches()
    time.sleep(1.1)
    wechat.scan(phone["id"], f"s={network['S3']}", "service")  # she follows by now: a scan
    place.hear()
    assert value(place.house.db, "SELECT count(*) FROM store_links") == 1


def test_a_closed_stores_code_leads_to_its_successor(
    place: WechatHouse, wechat: Standin, phone: dict[str, Any], network: Network
) -> None:
    db = place.house.db
    mother = place.mother(phone, "wechat_mall")
    change(
        db, "UPDATE stores SET status = 'closed', successor_id = :s WHERE id = :id", s=network["S1"], id=network["S2"]
    )
    change(db, "UPDATE stores SET status = 'closed' WHERE id = :id", id=network["S3"])
    for store in ("S2", "S3"):
        wechat.scan(phone["id"], f"s={network[store]}", "service")
    place.hear()
    assert [store["code"] for store in mother.get("/mom/v1/me/stores").get_json()["stores"]] == ["S1"]


def paid_order(place: WechatHouse, order: dict[str, Any]) -> tuple[str, str]:
    """Its number and WeChat's number of the payment; a store has it on the road."""
    transaction = place.wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    accept(place.house.db, order["order_no"])
    return str(order["order_no"]), str(transaction)


def state(place: WechatHouse, order_no: str) -> tuple[str, str]:
    db = place.house.db
    proof = value(db, "SELECT proof FROM deliveries WHERE order_id = :id", id=order_id(db, order_no))
    return str(value(db, "SELECT state FROM orders WHERE order_no = :no", no=order_no)), str(proof)


def test_wechats_own_estimate_of_the_settlement_ends_nothing(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    order_no, _ = paid_order(place, order)
    leave(place.house.db, order_no)
    place.settle()  # the upload; WeChat answers it with its estimate of ten days
    place.hear()
    assert value(place.house.db, "SELECT count(*) FROM push_seen WHERE event = :e", e=EVENT) == 1
    assert state(place, order_no) == ("out_for_delivery", "None")


def test_a_confirmed_receipt_ends_a_delivered_order(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    order_no, transaction = paid_order(place, order)
    db = place.house.db
    code = db.vault.proof_code(order_no)
    leave(db, order_no)
    place.hear()
    db.run(lambda s: delivering.deliver(s, order_id(db, order_no), "staff:1", code=code))
    wechat.switch("push", "duplicate", times=3)
    wechat.confirm_receipt(transaction)
    place.hear()
    assert state(place, order_no) == ("completed", "code")
    assert value(db, "SELECT count(*) FROM entries WHERE kind = 'delivered'") == 1
    assert value(db, "SELECT count(*) FROM outbox_events WHERE kind = 'order.completed'") == 1


def test_a_confirmed_receipt_proves_one_on_the_road_also_when_wechat_confirms_for_her(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    order_no, transaction = paid_order(place, order)
    leave(place.house.db, order_no)
    place.hear()
    wechat.confirm_receipt(transaction, automatic=True)
    place.hear()
    assert state(place, order_no) == ("completed", "receipt")
    credited = (
        "SELECT sum(amount_fen) FROM postings p JOIN accounts a ON a.id = p.account_id WHERE a.kind = 'store_payable'"
    )
    assert value(place.house.db, credited) == -59600


def test_a_receipt_that_means_nothing_changes_nothing(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    order_no, transaction = paid_order(place, order)
    told = {"FromUserName": "", "MsgType": "event", "Event": EVENT, "confirm_receive_time": 1}
    for at, number in enumerate((transaction, "4200000000", "", None)):  # not on its way yet; unknown; none
        wechat.push("mini", {**told, "CreateTime": at, "transaction_id": number})
    place.hear()
    assert state(place, order_no)[0] == "accepted"
    assert counted(place) == {}


def test_events_of_which_nobody_here_knows_pass(
    place: WechatHouse, wechat: Standin, mother: Caller, phone: dict[str, Any], network: Network
) -> None:
    before = untouched(place)[1:]
    for app, message in (
        ("mini", {"MsgType": "event", "Event": "wxa_privacy_apply", "CreateTime": 1}),
        ("mini", {"MsgType": "text", "Content": "你好", "MsgId": 1, "CreateTime": 1}),
        ("service", {"MsgType": "event", "Event": "unsubscribe", "CreateTime": 1}),
        ("service", {"MsgType": "event", "Event": "x" * 500, "CreateTime": 1}),
        ("mini", {"CreateTime": 2}),
        ("mini", {"MsgType": "event", "Event": "subscribe_msg_popup_event", "List": "odd", "CreateTime": 3}),
    ):
        wechat.push(app, {"FromUserName": phone["mini_openid"], **message})
    place.hear()
    assert untouched(place)[1:] == before
    assert {one["state"] for one in wechat.notices("push")} == {"done"}


def test_she_left_and_came_back_and_the_leaving_is_heard_last(
    place: WechatHouse, wechat: Standin, phone: dict[str, Any]
) -> None:
    place.mother(phone, "wechat_mall")
    told = {"FromUserName": phone["service_openid"], "MsgType": "event", "EventKey": ""}
    follows = lambda: value(place.house.db, "SELECT follows FROM member_identities WHERE app_id <> 'unionid'")  # noqa: E731
    for event, at, then in (("subscribe", 2000, True), ("unsubscribe", 1000, True), ("unsubscribe", 3000, False)):
        wechat.push("service", {**told, "Event": event, "CreateTime": at})
        place.hear()
        assert follows() is then, (event, at)
