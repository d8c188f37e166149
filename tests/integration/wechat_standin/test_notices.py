"""Notices to the merchant: WeChat's schedule, unique ids, and everything that can be wrong with one."""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from wechatpayv3 import WeChatPay

from tests.integration.wechat_standin.conftest import Place
from tests.support.listener import Listener, Told
from wechat.standin import ControlError, Standin
from wechat.standin.notices import PAY_SCHEDULE_S


def opened(merchant: WeChatPay, told: Told) -> Any:
    """None if the signature is wrong."""
    return merchant.callback(told.headers, told.body)


def test_the_schedule_is_wechats() -> None:
    assert sum(PAY_SCHEDULE_S) == 24 * 3600 + 4 * 60 and len(PAY_SCHEDULE_S) == 15


def test_repeated_until_answered_with_one_id(
    standin: Standin, merchant: WeChatPay, place: Place, house: Listener
) -> None:
    house.answers = [500, 404, 302, 204]
    standin.pay(place())
    told = house.wait(4)
    standin.settled()
    assert len({opened(merchant, one)["id"] for one in told}) == 1 and len(house.told) == 4
    assert len({one.headers["Wechatpay-Nonce"] for one in told}) == 4, "each attempt is signed anew"
    (notice,) = standin.notices("notice.pay")
    assert notice["state"] == "done" and [one["status"] for one in notice["answers"]] == [500, 404, 302, 204]


def test_given_up_after_sixteen_times(standin: Standin, place: Place, house: Listener) -> None:
    standin.options(speed=1_000_000)
    house.answers = [500] * 20
    standin.pay(place())
    standin.settled(30)
    assert len(house.told) == 16 and standin.notices()[0]["state"] == "given_up"


def test_the_speed_divides_the_schedule(standin: Standin, place: Place, house: Listener) -> None:
    standin.options(speed=30)
    house.answers = [500]
    standin.pay(place())
    first, second = house.wait(2)
    assert 0.5 <= second.at - first.at < 5


def test_an_answer_that_takes_too_long_is_none(standin: Standin, place: Place, house: Listener) -> None:
    standin.options(notice_timeout_s=0.3)
    house.delays = [1]
    standin.pay(place())
    standin.settled()
    assert [one["status"] for one in standin.notices()[0]["answers"]] == [0, 200]


@pytest.mark.parametrize("kind", ["forge", "truncated"])
def test_what_no_signature_fits(
    standin: Standin, merchant: WeChatPay, place: Place, house: Listener, kind: str
) -> None:
    house.answers = [401]
    standin.switch("notice.pay", kind, 1)
    standin.pay(place())
    bad, good = house.wait(2)
    assert opened(merchant, bad) is None and opened(merchant, good)["event_type"] == "TRANSACTION.SUCCESS"
    assert bad.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/") == (kind == "forge")


def test_truncated_may_be_signed(standin: Standin, merchant: WeChatPay, place: Place, house: Listener) -> None:
    standin.switch("notice", "truncated", 1, signed=True)
    standin.pay(place())
    with pytest.raises(json.JSONDecodeError):
        opened(merchant, house.wait()[0])


def test_bad_tag(standin: Standin, merchant: WeChatPay, place: Place, house: Listener) -> None:
    standin.switch("notice.pay", "bad_tag", 1)
    standin.pay(place())
    told = house.wait()[0]
    with contextlib.suppress(InvalidTag):
        assert not opened(merchant, told)


def test_stale_is_well_signed_and_old(standin: Standin, merchant: WeChatPay, place: Place, house: Listener) -> None:
    standin.switch("notice.pay", "stale", 1)
    standin.pay(place())
    told = house.wait()[0]
    assert time.time() - int(told.headers["Wechatpay-Timestamp"]) > 300 and opened(merchant, told)


WRONG = [
    ("wrong_amount", ("amount", "total"), 29801),
    ("wrong_currency", ("amount", "currency"), "USD"),
    ("wrong_mchid", ("mchid",), "1900000000"),
    ("wrong_appid", ("appid",), "wx0000000000000000"),
]


@pytest.mark.parametrize(("kind", "path", "value"), WRONG)
def test_well_signed_and_wrong(
    standin: Standin,
    merchant: WeChatPay,
    place: Place,
    house: Listener,
    kind: str,
    path: tuple[str, ...],
    value: Any,
) -> None:
    standin.switch("notice.pay", kind, 1)
    standin.pay(place())
    found = opened(merchant, house.wait()[0])["resource"]
    for name in path:
        found = found[name]
    assert found == value


def test_drop_loses_an_attempt_or_all(standin: Standin, place: Place, house: Listener) -> None:
    standin.switch("notice.pay", "drop", 1)
    standin.pay(place())
    house.wait()
    assert standin.notices()[0]["answers"][0]["switches"] == ["drop"]
    standin.options(speed=1_000_000)
    standin.switch("notice.pay", "drop")
    standin.pay(place("ORDER0002"))
    standin.settled(30)
    assert len(house.told) == 1 and standin.notices()[0]["state"] == "given_up"
    standin.clear_switches()
    standin.ask("POST", f"/notices/{standin.notices()[0]['id']}/again")
    house.wait(2)


def test_many_duplicates_at_once(standin: Standin, merchant: WeChatPay, place: Place, house: Listener) -> None:
    standin.switch("notice.pay", "duplicate", 1, times=200, at_once=32)
    standin.pay(place())
    told = house.wait(201, 60)
    assert len({opened(merchant, one)["id"] for one in told}) == 1
    standin.settled(30)
    assert len(house.told) == 201


def test_delay(standin: Standin, place: Place, house: Listener) -> None:
    standin.switch("notice.pay", "delay", 1, seconds=0.5)
    begun = time.monotonic()
    standin.pay(place())
    assert house.wait()[0].at - begun >= 0.5


def test_reorder_sends_the_next_one_first(standin: Standin, merchant: WeChatPay, place: Place, house: Listener) -> None:
    standin.switch("notice.pay", "reorder", 1, seconds=30)
    standin.pay(place("ORDER0001"))
    standin.wait(lambda: not standin.ask("GET", "/switches"))
    standin.pay(place("ORDER0002"))
    told = [opened(merchant, one)["resource"]["out_trade_no"] for one in house.wait(2)]
    assert told == ["ORDER0002", "ORDER0001"]


def test_a_notice_of_ones_own(standin: Standin, merchant: WeChatPay, house: Listener) -> None:
    standin.notify(house.url + "/any", "TRANSACTION.SUCCESS", "transaction", {"out_trade_no": "NOBODYS"})
    assert opened(merchant, house.wait()[0])["resource"] == {"out_trade_no": "NOBODYS"}
    with pytest.raises(ControlError, match="resource: missing"):
        standin.ask("POST", "/notices", {"url": "x", "event_type": "x", "original_type": "refund"})


def test_signing_any_body(standin: Standin, merchant: WeChatPay) -> None:
    body = json.dumps({"resource_type": "encrypt-resource", "resource": {}})
    assert merchant._core._verify_signature(standin.sign(body), body)
    assert not merchant._core._verify_signature(standin.sign(body, forge=True), body)
    assert (
        standin.sign(body, serial=standin.account.platform_serial)["Wechatpay-Serial"]
        == standin.account.platform_serial
    )


def test_an_address_that_is_none_harms_nobody_else(standin: Standin, place: Place, house: Listener) -> None:
    standin.notify("nonsense", "TRANSACTION.SUCCESS", "transaction", {})
    standin.pay(place())
    house.wait()
