"""WeChat keeps the money until it is told that the goods left: told, told late, refused, and not where it does not want to know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app import shipping
from tests.support.people import Caller, make_agent
from tests.support.walk import accept, add_address, leave, place_order
from tests.support.wechat_house import WechatHouse
from tests.support.world import TUESDAY_10, Network, change, freeze, rows
from wechat.standin import Standin

UPLOAD = "/wxa/sec/order/upload_shipping_info"


def on_the_road(place: WechatHouse, order: dict[str, Any]) -> str:
    """Paid, accepted, left; and everything said that there is to say. WeChat's number of the payment."""
    transaction = place.wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    accept(place.house.db, order["order_no"])
    leave(place.house.db, order["order_no"])
    place.settle()
    return str(transaction)


def kept(place: WechatHouse) -> list[tuple[str, int, str | None]]:
    return [tuple(row) for row in rows(place.house.db, "SELECT state, uploads, failure FROM shippings")]


def test_what_left_while_wechat_was_away_is_told_later(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    wechat.switch(UPLOAD, "5xx")
    transaction = on_the_road(place, order)
    assert kept(place) == [("failed", 0, "no answer")]
    # The queue has given up by now (WeChat was away for longer than it tries).
    place.house.redis.flushdb()
    assert shipping.upload_late(place.house) == 1
    assert kept(place) == [("failed", 0, "no answer")]
    wechat.clear_switches()
    assert shipping.upload_late(place.house) == 1
    assert kept(place) == [("uploaded", 1, None)]
    assert wechat.ask("GET", f"/shipments/{transaction}")["times"] == 1
    assert shipping.upload_late(place.house) == 0


def test_what_a_killed_worker_had_begun_to_tell_is_told_later(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    on_the_road(place, order)
    # The worker died after it had claimed the parcel and before WeChat heard of it.
    change(place.house.db, "UPDATE shippings SET state = 'queued', uploads = 0, uploaded_at = NULL")
    with wechat.world.store.write() as db:
        db.execute("DELETE FROM shipments")
    assert shipping.upload_late(place.house) == 0  # it may still be at work
    freeze(place.house.db, TUESDAY_10 + timedelta(minutes=31))
    assert shipping.upload_late(place.house) == 1
    assert kept(place) == [("uploaded", 1, None)]


def test_what_wechat_refuses_is_put_before_a_person_once(
    place: WechatHouse, wechat: Standin, mother: Caller, order: dict[str, Any]
) -> None:
    with wechat.world.store.write() as db:  # WeChat knows the payment under another payer
        db.execute("UPDATE orders SET openid = 'o' || substr(openid, 2, 26) || '_'")
    on_the_road(place, order)
    assert kept(place) == [("failed", 0, "errcode 10060031")]
    (shown,) = make_agent(place.app).get("/console/v1/exceptions").get_json()["exceptions"]
    assert (shown["kind"], shown["order_no"]) == ("shipping_refused", order["order_no"])
    assert shown["kind_zh"] == "微信没有接受发货信息，货款暂不结算"
    assert shown["facts"]["failure"] == "errcode 10060031"
    assert shipping.upload_late(place.house) == 0  # asking again in the same way would not help


def test_a_payment_of_the_mall_is_none_of_the_mini_programs(
    place: WechatHouse, wechat: Standin, network: Network, phone: dict[str, Any]
) -> None:
    mother = place.mother(phone, "wechat_mall")
    order = place_order(mother, channel="wechat_mall", payment_method="online", address_id=add_address(mother))
    on_the_road(place, order)
    assert kept(place) == []
    assert make_agent(place.app).get("/console/v1/exceptions").get_json()["exceptions"] == []
