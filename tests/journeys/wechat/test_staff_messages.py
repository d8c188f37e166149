"""Behind the counter: who is on duty and bound her WeChat hears of new offers and of cancellations; nobody else does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.people import Caller, make_staff
from tests.support.walk import accept, place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import Network, put_policy, rows
from wechat.standin import Standin

from .helping import heard

WECHAT, SHIFT = "/merchant/v1/wechat", "/merchant/v1/shift"


@pytest.fixture(autouse=True)
def at_once(place: WechatHouse) -> None:
    """The service account's rung comes with the offer, and no text message follows it."""
    put_policy(place.house.db, alerts={"service_account_s": 0, "sms_s": None})


def clerk(
    place: WechatHouse, store_id: int, number: str, *, on_duty: bool = True, bound: bool = True
) -> tuple[Caller, dict[str, Any]]:
    """Somebody of a store's staff, with her phone."""
    who = make_staff(place.app, store_id, "clerk", number)
    phone = place.wechat.phone("店员", number, follows=True)
    if bound:
        assert who.post(WECHAT, {"code": place.wechat.code(phone["id"], "oauth")}).get_json() == {"bound": True}
    if on_duty:
        assert who.post(SHIFT).status_code == 200
    return who, phone


def told(place: WechatHouse, phone: dict[str, Any]) -> list[str]:
    return [message["name"] for message in heard(place, phone, "template")]


def staff_rows(place: WechatHouse) -> list[tuple[int, str, str, str | None]]:
    query = "SELECT to_id, template, state, failure FROM messages WHERE to_kind = 'staff' ORDER BY id"
    return [tuple(row) for row in rows(place.house.db, query)]


def test_a_new_offer_reaches_those_on_duty_at_that_store_who_bound_their_wechat(
    place: WechatHouse, wechat: Standin, mother: Caller, network: Network
) -> None:
    one, her_phone = clerk(place, network["S1"], "13900000001")
    another, other_phone = clerk(place, network["S1"], "13900000002")
    others = [
        clerk(place, network["S1"], "13900000003", on_duty=False),
        clerk(place, network["S1"], "13900000004", bound=False),
        clerk(place, network["S2"], "13900000005"),
    ]
    order_no = str(place_order(mother)["order_no"])
    place.settle()
    (message,) = heard(place, her_phone, "template")
    assert (message["name"], message["data"]["character_string1"], message["page"]) == ("new_offer", order_no, "")
    assert (message["data"]["thing2"], message["data"]["thing4"]) == ("浦东一店", "有新订单，请在 11:00 前接单")
    assert told(place, other_phone) == ["new_offer"]
    assert [told(place, phone) for _, phone in others] == [[], [], []]
    assert one.delete(WECHAT).get_json() == {"bound": False}
    assert one.delete(WECHAT).get_json() == {"bound": False}
    accept(place.house.db, order_no)
    assert mother.post(f"/mom/v1/orders/{order_no}/cancel", {"reason": "changed_mind"}).status_code == 200
    place.settle()
    assert (told(place, her_phone), told(place, other_phone)) == (["new_offer"], ["new_offer", "order_cancelled"])
    assert another.delete(SHIFT).status_code == 204
    place_order(mother, "key-00000002")
    place.settle()
    assert told(place, other_phone) == ["new_offer", "order_cancelled"]
    assert staff_rows(place) == [
        (one.id, "offer.made", "sent", None), (another.id, "offer.made", "sent", None),
        (another.id, "order.cancelled", "sent", None),
    ]  # fmt: skip


def test_an_order_that_is_cancelled_before_its_store_answered_is_told_of_too(
    place: WechatHouse, mother: Caller, network: Network
) -> None:
    _, phone = clerk(place, network["S1"], "13900000001")
    order_no = str(place_order(mother)["order_no"])
    place.settle()
    assert mother.post(f"/mom/v1/orders/{order_no}/cancel", {"reason": "changed_mind"}).status_code == 200
    place.settle()
    assert told(place, phone) == ["new_offer", "order_cancelled"]


def test_who_does_not_follow_is_in_the_rows_and_a_wechat_is_its_last_owners(
    place: WechatHouse, wechat: Standin, mother: Caller, network: Network
) -> None:
    one, phone = clerk(place, network["S1"], "13900000001")
    wechat.follow(phone["id"], False)
    place_order(mother)
    place.settle()
    assert staff_rows(place) == [(one.id, "offer.made", "failed", "errcode 43004")]
    wechat.follow(phone["id"])
    another, _ = clerk(place, network["S1"], "13900000002", bound=False)
    assert another.post(WECHAT, {"code": wechat.code(phone["id"], "oauth")}).status_code == 200
    place_order(mother, "key-00000002")
    place.settle()
    assert staff_rows(place)[1:] == [(another.id, "offer.made", "sent", None)]
    assert told(place, phone) == ["new_offer"]
    wrong = another.post(WECHAT, {"code": "0" * 32})
    assert (wrong.status_code, list(wrong.get_json()["fields"])) == (422, ["code"])
    wechat.switch("api", "5xx")
    away = another.post(WECHAT, {"code": wechat.code(phone["id"], "oauth")})
    assert (away.status_code, away.get_json()["code"]) == (503, "wechat_unavailable")
    # WeChat is away: the offer itself is before the store all the same.
    order_no = place_order(mother, "key-00000003")["order_no"]
    place.settle()
    assert staff_rows(place)[-1][2] == "failed"
    assert mother.get(f"/mom/v1/orders/{order_no}").get_json()["state"] == "offered"


def test_the_page_for_binding_is_ours(place: WechatHouse, network: Network) -> None:
    who, _ = clerk(place, network["S1"], "13900000001", bound=False)
    own = place.house.config.public_url
    right = who.get("/merchant/v1/wechat/oauth-url", query_string={"redirect": f"{own}/merchant", "state": "a"})
    assert "response_type=code" in right.get_json()["url"]
    for wrong in ("https://evil.example/", "http://["):
        answer = who.get("/merchant/v1/wechat/oauth-url", query_string={"redirect": wrong})
        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["redirect"])
    assert Caller(place.app).post(WECHAT, {"code": "x"}).status_code == 401
