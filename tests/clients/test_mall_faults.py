"""What may go wrong between her thumb and the house: taps twice, lost answers, a killed app, no network, a slow one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect

from app.db import Database
from tests.clients.conftest import Clock
from tests.clients.mall import Mall
from tests.support.people import Caller
from tests.support.walk import add_address
from tests.support.world import value

PHONE = "13812345678"
# Chrome's "slow 4G": bytes a second down and up, milliseconds there and back.
SLOW_4G = {
    "offline": False,
    "downloadThroughput": 1_600_000 / 8 * 0.9,
    "uploadThroughput": 750_000 / 8 * 0.9,
    "latency": 150,
}
FIRST_SCREEN_MS = 2000
# When the stages, which can be tapped, are on the screen; by the page's own clock.
NOTE_WHEN_USABLE = """
new MutationObserver((_, watch) => {
  if (!document.querySelector('[aria-label^="1 段"]')) return
  window.usableAt = performance.now()
  watch.disconnect()
}).observe(document, { childList: true, subtree: true })
"""


@pytest.fixture
def her(mall: Mall, app: Flask) -> Caller:
    """She has logged in on her phone, and lives 95 m from S1."""
    mall.open("login")
    mall.log_in(PHONE)
    caller = Caller(app, mall.token)
    add_address(caller)
    return caller


def orders(db: Database) -> int:
    return int(value(db, "SELECT count(*) FROM orders"))


def test_a_double_tap_makes_one_order(mall: Mall, her: Caller, db: Database) -> None:
    mall.buy("F1")
    mall.tap("货到付款")
    mall.reads("由离您最近的 浦东一店 为您配送")
    mall.tappable("提交订单").first.evaluate("it => { it.click(); it.click(); it.click() }")
    mall.reads("等待 浦东一店 接单")
    assert orders(db) == 1


def test_a_lost_answer_is_found_again_and_makes_one_order(mall: Mall, her: Caller, db: Database) -> None:
    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        route.fetch()  # the house has done it, and nobody hears of it
        route.abort("connectionreset")

    mall.page.route("**/mom/v1/orders", lose)
    mall.buy("F1")
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads("上次提交还没有得到回音")
    expect(mall.tappable("提交订单").first).to_be_disabled()
    assert orders(db) == 1
    mall.page.unroute("**/mom/v1/orders")
    mall.tap("再确认一次")
    mall.reads("等待 浦东一店 接单")
    assert orders(db) == 1


def test_an_app_killed_before_the_answer_finds_its_order_when_reopened(mall: Mall, her: Caller, db: Database) -> None:
    mall.page.route(
        "**/mom/v1/orders", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    mall.buy("F1")
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads("上次提交还没有得到回音")
    context = mall.page.context
    mall.page.close()  # and the first request never reached the house at all
    assert orders(db) == 0
    again = Mall(context.new_page(), lambda _: "")
    again.open()
    again.reads("等待 浦东一店 接单")
    assert orders(db) == 1


def test_killed_while_paying_she_comes_back_to_the_order(mall: Mall, her: Caller, db: Database) -> None:
    mall.buy("F1")
    mall.tap("提交并支付")
    sheet = mall.page.get_by_role("button", name="模拟支付")
    sheet.wait_for()
    context = mall.page.context
    mall.page.close()
    again = Mall(context.new_page(), lambda _: "")
    again.open()
    again.reads("待付款")
    again.tap("付款 298 元")
    again.page.get_by_role("button", name="模拟支付").click()
    again.reads("等待 浦东一店 接单")
    assert orders(db) == 1 == value(db, "SELECT count(*) FROM payments WHERE state = 'succeeded'")


def test_paid_and_killed_before_coming_back_the_order_says_paid(mall: Mall, her: Caller, app: Flask) -> None:
    mall.buy("F1")
    mall.tap("提交并支付")
    mall.page.get_by_role("button", name="模拟支付").wait_for()
    path = re.sub(r"^https?://[^/]+|\?.*$", "", mall.page.url)
    context = mall.page.context
    mall.page.close()
    app.test_client().post(path)  # the money moved, and no page was there to see it
    again = Mall(context.new_page(), lambda _: "")
    again.open()
    again.reads("已付款 298.00 元")


def test_too_late_to_pay_is_said_and_nothing_is_charged(mall: Mall, her: Caller, clock: Clock) -> None:
    mall.buy("F1")
    mall.tap("提交并支付")
    mall.page.get_by_role("button", name="模拟支付").wait_for()
    clock.pass_by(minutes=31)
    mall.open("orders")
    mall.reads("已取消")


def test_without_a_network_it_says_so_and_comes_back(mall: Mall, her: Caller, db: Database) -> None:
    mall.buy("F1")
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads("等待 浦东一店 接单")
    mall.page.context.set_offline(True)
    mall.reads(re.compile("网络不通，这是 10:00 的情况"))
    mall.reads("等待 浦东一店 接单")  # what was known stays
    mall.page.context.set_offline(False)
    mall.never_reads("网络不通")


def test_a_screen_opened_offline_offers_to_try_again(mall: Mall, her: Caller) -> None:
    mall.open("orders")
    mall.reads("还没有订单")
    mall.page.route("**/mom/v1/**", lambda route: route.abort())
    mall.tap("待付款")
    mall.reads("网络不通")
    mall.page.unroute("**/mom/v1/**")
    mall.tap("再试一次")
    mall.reads("还没有订单")


def test_a_house_in_trouble_is_told_in_plain_words(mall: Mall, her: Caller) -> None:
    mall.page.route("**/mom/v1/products/F1*", lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    mall.open("product", sku="F1")
    mall.reads("服务器有点忙，请稍后再试")
    mall.page.unroute("**/mom/v1/products/F1*")
    mall.tap("再试一次")
    mall.reads("牧小暖婴儿配方奶粉 1段")


def test_an_ended_log_in_asks_her_in_again_and_the_cart_stays(mall: Mall, her: Caller, app: Flask) -> None:
    mall.open("product", sku="F1")
    mall.tap("放进购物车", exact=True)
    her.delete("/mom/v1/sessions/current")
    mall.open("orders")
    mall.page.get_by_text("获取验证码").wait_for()
    mall.open("cart")
    mall.reads("去结算（1）")


def first_visit_ms(page: Page) -> float:
    """From the address to a screen that can be used, on a phone that has never been here."""
    throttle = page.context.new_cdp_session(page)
    throttle.send("Network.enable")
    throttle.send("Network.emulateNetworkConditions", SLOW_4G)
    page.add_init_script(NOTE_WHEN_USABLE)
    mall = Mall(page, lambda _: "")
    mall.open()
    mall.tap("2 段")  # it can be used
    mall.reads("牧小暖较大婴儿配方奶粉 2段")
    return float(page.evaluate("window.usableAt"))


@pytest.mark.timed
def test_on_slow_4g_the_first_screen_is_there_in_two_seconds(new_phone: Callable[[], BrowserContext]) -> None:
    # The line's share is the same every time; what this machine's other work adds is not. One visit in time is the proof.
    took: list[float] = []
    while len(took) < 6 and min(took, default=FIRST_SCREEN_MS) >= FIRST_SCREEN_MS:
        took.append(first_visit_ms(new_phone().new_page()))
    assert min(took) < FIRST_SCREEN_MS, f"never in time: {[round(ms) for ms in took]} ms"
