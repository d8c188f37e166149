"""The mall with WeChat, at the stand-in: log-in, the pay sheet, and what she is told when she comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.web.house import House
from tests.clients.browser import phone as new_phone
from tests.clients.mall import Mall
from tests.support.people import Caller, latest_code
from tests.support.walk import add_address
from tests.support.wechat_house import WechatHouse, serving, wechat_house
from tests.support.world import Network, rows, value
from wechat.demo import DemoWechatPay
from wechat.standin import Standin

PHONE = "13812345678"


@pytest.fixture
def place(house: House, network: Network, tmp_path: Path) -> Iterator[WechatHouse]:
    """The house behind a socket, beside WeChat."""
    with serving() as server, Standin(tmp_path / "standin", f"http://127.0.0.1:{server.port}") as wechat:
        wechat.options(speed=1000)
        with wechat_house(house, wechat, server, DemoWechatPay) as made:
            yield made


@pytest.fixture
def mall(place: WechatHouse, browser: Browser) -> Iterator[Mall]:
    """On a phone whose WeChat is hers."""
    place.wechat.options(default_phone=place.wechat.phone("林悦", PHONE)["id"])
    context = new_phone(browser, place.house.config.public_url)
    yield Mall(context.new_page(), lambda number: latest_code(place.house.db, number))
    context.close()


def test_she_logged_in_by_phone_and_pays_with_her_wechat(place: WechatHouse, mall: Mall) -> None:
    mall.open("login")
    mall.log_in(PHONE)
    add_address(Caller(place.app, mall.token))
    mall.buy("F1")
    mall.reads("为您配送")
    mall.tap("提交并支付")
    mall.page.get_by_role("button", name="支付", exact=True).click()  # WeChat's page and its sheet came by themselves
    mall.reads("等待 浦东一店 接单")
    db = place.house.db
    assert [tuple(row) for row in rows(db, "SELECT provider, state FROM payments")] == [("wechat", "succeeded")]
    assert value(db, "SELECT count(*) FROM member_identities WHERE app_id <> 'unionid'") == 1


def test_she_leaves_the_pay_sheet_and_pays_later(place: WechatHouse, mall: Mall) -> None:
    mall.open("login")
    mall.log_in(PHONE)
    add_address(Caller(place.app, mall.token))
    mall.buy("F1")
    mall.reads("为您配送")
    mall.tap("提交并支付")
    mall.page.get_by_text("放弃").click()
    mall.reads("待付款")
    assert value(place.house.db, "SELECT state FROM orders") == "awaiting_payment"
    mall.tap("付款 298 元")
    mall.page.get_by_role("button", name="支付", exact=True).click()
    mall.reads("等待 浦东一店 接单")
    assert value(place.house.db, "SELECT count(*) FROM payments") == 1


def test_she_logs_in_with_wechat_and_gives_her_phone_once(place: WechatHouse, mall: Mall) -> None:
    mall.open("login")
    mall.tap("同意用户协议和隐私政策")
    mall.tap("微信登录")
    mall.reads("还差一步")
    mall.log_in(PHONE)
    assert value(place.house.db, "SELECT count(*) FROM member_identities WHERE app_id <> 'unionid'") == 1
    other = Mall(mall.page.context.browser.new_context(base_url=place.house.config.public_url).new_page(), lambda _: "")
    other.open("login")
    other.tap("同意用户协议和隐私政策")
    other.tap("微信登录")
    other.page.wait_for_function("localStorage.getItem('jindan.token')")
    other.page.context.close()
