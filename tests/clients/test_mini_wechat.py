"""The mini-program in a house with WeChat: when she is asked which messages she allows, and what she reads of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.web.house import House
from app.web.screens import screens
from tests.clients.browser import phone as new_phone
from tests.clients.test_mini_journeys import reads, tap
from tests.support.walk import add_address
from tests.support.wechat_house import WechatHouse, serving, wechat_house
from tests.support.world import Network, value
from wechat.demo import DemoWechatPay
from wechat.standin import Standin

PHONE = "13812345678"


@pytest.fixture
def place(house: House, network: Network, tmp_path: Path, stage: Path) -> Iterator[WechatHouse]:
    """The house behind a socket, beside WeChat, with the stage at /mini."""
    with serving() as server, Standin(tmp_path / "standin", f"http://127.0.0.1:{server.port}") as wechat:
        wechat.options(speed=1000)
        with wechat_house(house, wechat, server, DemoWechatPay) as made:
            made.app.register_blueprint(screens("mini", stage))
            yield made


@pytest.fixture
def hers(place: WechatHouse) -> dict[str, Any]:
    """Her WeChat."""
    return place.wechat.phone("林悦", PHONE)


@pytest.fixture
def page(place: WechatHouse, browser: Browser, hers: dict[str, Any]) -> Iterator[Page]:
    """The mini-program; she is logged in with her WeChat and lives 95 m from S1."""
    mother = place.mother(hers)
    add_address(mother)
    context = new_phone(browser, place.house.config.public_url)
    made = context.new_page()
    made.add_init_script(f"localStorage.setItem('jindan.token', JSON.stringify('{mother.token}'))")
    made.goto("/mini/")
    yield made
    context.close()


@pytest.fixture
def stranger(place: WechatHouse, browser: Browser) -> Iterator[Page]:
    """The mini-program on the phone of somebody who has never been here."""
    context = new_phone(browser, place.house.config.public_url)
    made = context.new_page()
    made.goto("/mini/")
    yield made
    context.close()


def asked(place: WechatHouse, page: Page) -> list[tuple[list[str], bool]]:
    """The kinds of messages WeChat was told to ask for, each time, and whether within a tap."""
    port = place.house.wechat
    assert port is not None
    kinds = {template.template_id: kind for kind, template in port.subscribe_templates.items()}
    return [([kinds[i] for i in each["tmplIds"]], each["tapped"]) for each in page.evaluate("window.SUBSCRIBED ?? []")]


def test_she_is_asked_with_the_tap_that_orders_and_again_when_she_asks_for_it(
    place: WechatHouse, page: Page, hers: dict[str, Any]
) -> None:
    tap(page, "牧小暖婴儿配方奶粉 1段，298 元")
    tap(page, "马上买")
    reads(page, "由离您最近的 浦东一店 为您配送")
    tap(page, "货到付款")
    assert asked(place, page) == [], "not before she does something that messages follow"
    tap(page, "提交订单")
    reads(page, "等待 浦东一店 接单")
    assert asked(place, page) == [(["accepted", "on_the_road", "moved"], True)]
    place.wechat.accept(hers["id"], ["accepted", "on_the_road", "moved"])
    place.hear_until(lambda: value(place.house.db, 'SELECT sum("left") FROM message_accepts') == 3)
    page.reload()
    reads(page, "按月龄选奶粉")
    page.evaluate("wx.switchTab({ url: '/pages/me/me' })")
    reads(page, "门店接单 1 次")
    tap(page, "允许微信通知我")
    page.wait_for_function("window.SUBSCRIBED?.length")
    assert asked(place, page) == [(["needs_attention", "delivered", "refunded"], True)], "what she does not allow yet"


def test_after_paying_she_is_asked_once_more(place: WechatHouse, page: Page) -> None:
    tap(page, "牧小暖婴儿配方奶粉 1段，298 元")
    tap(page, "马上买")
    reads(page, "由离您最近的 浦东一店 为您配送")
    page.evaluate("window.MOTHER = { pay: () => false }")
    tap(page, "提交并支付")
    page.wait_for_function("window.PAID")
    reads(page, "待付款")
    assert asked(place, page) == [], "nothing was paid"
    assert page.evaluate("window.PAID.package").startswith("prepay_id=")
    page.evaluate("window.MOTHER = {}")
    tap(page, "付款 298 元")
    page.wait_for_function("window.SUBSCRIBED?.length")
    assert [kinds for kinds, _ in asked(place, page)] == [["accepted", "on_the_road", "moved"]]


def test_the_way_to_customer_service_is_wechats_own_chat(page: Page) -> None:
    reads(page, "按月龄选奶粉")
    page.evaluate("wx.switchTab({ url: '/pages/me/me' })")
    tap(page, "在线客服")
    page.wait_for_function("window.CHATS?.length")
    assert page.evaluate("window.CHATS") == ["pages/me/me"]


def test_she_logs_in_with_her_wechat_and_the_phone_button(place: WechatHouse, stranger: Page) -> None:
    hers = place.wechat.phone("林悦", PHONE)
    page, code = stranger, place.wechat.code
    page.evaluate("code => { window.MOTHER = { code } }", code(hers["id"], "login"))
    page.get_by_role("button", name="登录", exact=True).filter(visible=True).first.tap()
    tap(page, "同意用户协议和隐私政策")
    tap(page, "微信登录")
    reads(page, "还差一步：留下手机号，门店好联系您。")
    tap(page, "用微信手机号登录")  # she refuses what WeChat asks her: she may try again, or use a text message
    assert page.evaluate("getCurrentPages().at(-1).route") == "pages/login/login"
    page.evaluate("phoneCode => { window.MOTHER = { phoneCode } }", code(hers["id"], "phone"))
    tap(page, "用微信手机号登录")
    page.wait_for_function("getCurrentPages().at(-1).route !== 'pages/login/login'")
    found = place.house.db.vault.blind_index(PHONE)
    assert value(place.house.db, "SELECT phone_verified_at IS NOT NULL FROM members WHERE phone_hash = :h", h=found)
