"""The mini-program's real build, run by WeChat's own glass-easel in Chromium (clients/mall/mini): its three main ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from app.db import Database
from app.factory import create_app
from app.web.house import House
from app.web.screens import screens
from dispatch.domain.datum import from_wgs84
from tests.clients.browser import phone
from tests.clients.conftest import Clock
from tests.support.people import Caller, latest_code, make_member
from tests.support.walk import accept, add_address, deliver
from tests.support.world import HOME, TUESDAY_10, Network, add_purchase, value

PHONE = "13812345678"


@pytest.fixture
def app(house: House, stage: Path) -> Flask:
    """The house, with the stage at /mini."""
    made = create_app(house=house)
    made.register_blueprint(screens("mini", stage))
    return made


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """The mini-program, just opened; no script fails and nothing else is asked for."""
    context = phone(browser, url)
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith((url, "data:")) else None)
    made = context.new_page()
    made.goto("/mini/")
    yield made
    context.close()
    assert not faults, faults


def tap(page: Page, name: str) -> None:
    found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    found.or_(page.get_by_role("radio", name=name)).or_(page.get_by_role("checkbox", name=name)).filter(
        visible=True
    ).first.tap()


def reads(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_text(words).filter(visible=True).first).to_be_visible()


def field(page: Page, label: str) -> Locator:
    return page.locator(f"input[aria-label='{label}'], textarea[aria-label='{label}']").filter(visible=True)


def fill(page: Page, label: str, text: str) -> None:
    field(page, label).fill(text)


def log_in(page: Page, db: Database) -> None:
    fill(page, "手机号", PHONE)
    tap(page, "获取验证码")
    reads(page, "秒后重发")
    fill(page, "验证码", latest_code(db, PHONE))
    tap(page, "同意用户协议和隐私政策")
    page.get_by_role("button", name="登录", exact=True).filter(visible=True).tap()
    page.wait_for_function("getCurrentPages().at(-1).route !== 'pages/login/login'")


def caller(page: Page, app: Flask) -> Caller:
    return Caller(app, page.evaluate("JSON.parse(localStorage.getItem('jindan.token'))"))


def test_a_new_mother_picks_her_place_on_the_map_orders_and_pays(page: Page, db: Database, clock: Clock) -> None:
    lng, lat = from_wgs84(*HOME, "gcj02")
    place = {"name": "张江小区", "address": "上海市浦东新区张江路 88 弄", "longitude": lng, "latitude": lat}
    page.evaluate("place => { window.MOTHER = { place } }", place)
    tap(page, "牧小暖婴儿配方奶粉 1段，298 元")
    tap(page, "马上买")
    log_in(page, db)
    tap(page, "选择收货地址")
    tap(page, "新增收货地址")
    tap(page, "在地图上选择收货位置")
    reads(page, "已标出")
    expect(field(page, "地址")).to_have_value("上海市浦东新区张江路 88 弄张江小区")
    fill(page, "收货人", "王小明")
    fill(page, "手机号", PHONE)
    tap(page, "保存")
    tap(page, "送到上海市浦东新区张江路 88 弄")
    reads(page, re.compile("由离您最近的 浦东一店 为您配送"))
    tap(page, "提交并支付")
    page.get_by_role("button", name="支付", exact=True).tap()  # the demo's provider, asked by a question
    reads(page, "等待 浦东一店 接单")
    reads(page, "已付款 298.00 元")
    accept(db, str(value(db, "SELECT order_no FROM orders")))
    reads(page, "浦东一店 已接单，正在为您备货")
    assert value(db, "SELECT channel FROM orders") == "mini_program"
    assert value(db, "SELECT round(lng::numeric, 4)::float FROM addresses") == pytest.approx(HOME[0], abs=0.0002)


def test_a_returning_mothers_order_goes_to_her_old_store(
    page: Page, app: Flask, db: Database, network: Network
) -> None:
    add_purchase(db, make_member(db, PHONE), network["S3"], TUESDAY_10 - timedelta(days=30), "r1")
    page.get_by_role("button", name="登录", exact=True).tap()
    log_in(page, db)
    add_address(caller(page, app))
    page.reload()
    reads(page, "您的老店")
    tap(page, "把牧小暖婴儿配方奶粉 1段再买一次")
    reads(page, "由您常去的 浦东三店 为您配送")
    tap(page, "货到付款")
    tap(page, "提交订单")
    reads(page, "等待 浦东三店 接单")
    deliver(db, str(value(db, "SELECT order_no FROM orders")))
    tap(page, "5 星，很满意")
    fill(page, "想对门店说的话", "送得快")
    tap(page, "提交评价")
    reads(page, "您的评价")
    assert value(db, "SELECT stars FROM ratings") == 5


def test_her_address_in_wechat_has_no_point_and_the_map_opens_near_it(page: Page, db: Database) -> None:
    lng, lat = from_wgs84(*HOME, "gcj02")
    mother = {
        "address": {
            "userName": "王小明", "telNumber": PHONE, "provinceName": "上海市", "cityName": "上海市", "countyName": "浦东新区",
            "detailInfo": "张江路 88 弄 3 号 502 室",
        },
        "place": {"name": "张江小区", "address": "上海市浦东新区张江路 88 弄", "longitude": lng, "latitude": lat},
    }  # fmt: skip
    page.evaluate("mother => { window.MOTHER = mother }", mother)
    tap(page, "选择收货地址")
    log_in(page, db)
    tap(page, "选择收货地址")
    tap(page, "新增收货地址")
    tap(page, "用微信里的收货地址")
    reads(page, "微信地址里没有位置，请在地图上选一下")
    tap(page, "在地图上选择收货位置")
    reads(page, "已标出")
    opened = page.evaluate("window.ASKED_FROM")
    assert (opened["longitude"], opened["latitude"]) == pytest.approx((lng, lat), abs=0.03), "pre-centred"
    expect(field(page, "地址")).to_have_value("上海市浦东新区张江路 88 弄 3 号 502 室")  # the map wrote nothing over it
    expect(field(page, "收货人")).to_have_value("王小明")
    tap(page, "保存")
    reads(page, "张江路 88 弄 3 号 502 室")
    assert value(db, "SELECT round(lng::numeric, 4)::float FROM addresses") == pytest.approx(HOME[0], abs=0.0002)


def test_killed_before_the_answer_it_finds_its_order_when_opened_again(page: Page, app: Flask, db: Database) -> None:
    page.get_by_role("button", name="登录", exact=True).tap()
    log_in(page, db)
    add_address(caller(page, app))
    page.reload()
    tap(page, "牧小暖婴儿配方奶粉 1段，298 元")
    tap(page, "马上买")
    reads(page, re.compile("由离您最近的 浦东一店 为您配送"))
    page.route("**/mom/v1/orders", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    tap(page, "货到付款")
    tap(page, "提交订单")
    reads(page, "上次提交还没有得到回音")
    page.unroute("**/mom/v1/orders")
    page.reload()
    reads(page, "等待 浦东一店 接单")
    assert value(db, "SELECT count(*) FROM orders") == 1
