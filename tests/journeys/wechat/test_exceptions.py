"""Money that does not add up, before customer service: what it is, resolved once, by whom it may be seen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.payments.notices import open_exception
from tests.support.people import Caller, make_agent, make_staff
from tests.support.wechat_house import WechatHouse
from tests.support.world import Network, rows, value
from wechat.standin import Standin

PATH = "/console/v1/exceptions"


def listed(agent: Caller, **query: Any) -> list[dict[str, Any]]:
    answer = agent.get(PATH, query_string=query)
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["exceptions"])


def test_a_refund_that_her_bank_refused_is_a_persons_to_see_to_and_she_is_told_so(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    db, order_no = place.house.db, order["order_no"]
    wechat.options(refund_outcome="ABNORMAL")
    wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    assert mother.post(f"/mom/v1/orders/{order_no}/cancel", {"reason": "other"}).status_code == 200
    place.hear_until(lambda: value(db, "SELECT state FROM refunds") == "failed")
    place.settle()
    wechat.options(refund_outcome="SUCCESS")
    agent = make_agent(place.app)
    (shown,) = listed(agent)
    refund_no = value(db, "SELECT refund_no FROM refunds")
    assert (shown["kind"], shown["kind_zh"], shown["order_no"]) == ("refund_failed", "退款失败", order_no)
    assert shown["facts"] == {"refund_no": refund_no, "amount_fen": 59600, "failure": "ABNORMAL"}
    assert (shown["resolved_at"], shown["resolved_by"], shown["resolution"]) == (None, None, None)
    seen = mother.get(f"/mom/v1/orders/{order_no}").get_json()
    assert [(row["state"], row["state_zh"]) for row in seen["refunds"]] == [("failed", "退款失败，客服会联系您")]
    assert (seen["state"], seen["refunded_fen"]) == ("cancelled", 0)
    # Nothing is tried again by itself, and her money is still in the books as hers.
    place.hear()
    assert value(db, "SELECT count(*) FROM refunds") == 1
    prepaid = "SELECT sum(amount_fen) FROM postings p JOIN accounts a ON a.id = p.account_id WHERE a.kind = 'customer_prepayment'"
    assert value(db, prepaid) == -59600
    in_console = agent.get(f"/console/v1/orders/{order_no}").get_json()["refunds"]
    assert [(row["state"], row["failure"]) for row in in_console] == [("failed", "ABNORMAL")]


def mismatched(place: WechatHouse, order: dict[str, Any]) -> None:
    place.wechat.switch("notice.pay", "wrong_amount")
    place.wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    place.wechat.clear_switches()


def test_one_is_resolved_once_and_the_second_is_told_by_whom(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    mismatched(place, order)
    one, two = make_agent(place.app), make_agent(place.app, login="kefu2")
    (shown,) = listed(one)
    assert shown["kind_zh"] == "支付金额与订单不符"
    assert shown["facts"]["currency"] == "CNY" and shown["facts"]["amount_fen"] != 59600
    path = f"{PATH}/{shown['id']}/resolve"
    for bad in ({}, {"reason": ""}, {"reason": "请打 13812345678"}):
        refused = one.post(path, bad)
        assert (refused.status_code, list(refused.get_json()["fields"])) == (422, ["reason"])
    with ThreadPoolExecutor(8) as pool:
        who = [one, two] * 4
        answers = list(pool.map(lambda agent: agent.post(path, {"reason": "已与微信核对"}), who))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    done = next(answer.get_json() for answer in answers if answer.status_code == 200)
    late = next(answer.get_json() for answer in answers if answer.status_code == 409)
    assert (done["resolution"], late["code"], late["by"]) == ("已与微信核对", "already_resolved", done["resolved_by"])
    assert listed(one) == []
    assert [row["resolved_by"] for row in listed(one, resolved="true")] == [done["resolved_by"]]
    assert value(place.house.db, "SELECT count(*) FROM outbox_events WHERE kind = 'exception.resolved'") == 1
    # It is somebody's word and books nothing; WeChat's own word of the right amount still does.
    assert rows(place.house.db, "SELECT * FROM postings") == []
    assert one.post(f"{PATH}/999999/resolve", {"reason": "不存在的"}).status_code == 404


def test_pages_go_on_where_the_last_one_ended(place: WechatHouse, network: Network) -> None:
    db = place.house.db
    for number in range(7):
        facts = json.dumps({"provider_key": f"wechat:NOBODYS{number:04d}", "amount_fen": number})
        db.run(lambda s, n=number, f=facts: open_exception(s, f"unknown_payment:{n}", "unknown_payment", None, f))
    agent = make_agent(place.app)
    first = agent.get(PATH, query_string={"limit": 3}).get_json()
    seen = [row["facts"]["amount_fen"] for row in first["exceptions"]]
    cursor = first["next_cursor"]
    while cursor:
        page = agent.get(PATH, query_string={"limit": 3, "cursor": cursor}).get_json()
        seen += [row["facts"]["amount_fen"] for row in page["exceptions"]]
        cursor = page["next_cursor"]
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    assert agent.get(PATH, query_string={"cursor": "rubbish"}).status_code == 422
    assert value(db, "SELECT count(*) FROM money_exceptions") == 7


def test_only_customer_service_and_headquarters_see_them(
    place: WechatHouse, mother: Caller, order: dict[str, Any], network: Network
) -> None:
    mismatched(place, order)
    headquarters = make_agent(place.app, "headquarters", "zongbu")
    (shown,) = listed(headquarters)
    assert shown["order_no"] == order["order_no"]
    manager = make_staff(place.app, network["S1"])
    for caller, status in ((mother, 403), (manager, 403), (Caller(place.app), 401)):
        for answer in (caller.get(PATH), caller.post(f"{PATH}/{shown['id']}/resolve", {"reason": "我来处理"})):
            assert answer.status_code == status, answer.text
    assert len(listed(headquarters)) == 1
