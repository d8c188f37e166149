"""What a slow line does: answers that come late or overtaken, and what happens while they are on their way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from app.db import Database
from app.outbox import publish
from app.web.house import House
from tests.clients.browser import until
from tests.clients.desk import Desk
from tests.clients.mall import Mall
from tests.clients.merchant import Merchant
from tests.support.people import Caller, latest_code, login_mother, make_agent, make_staff
from tests.support.walk import accept, add_address, place_order
from tests.support.world import Network, value

CLERK, MOTHER = "13900000002", "13812345678"
LATE_MS = 6000  # longer than the five seconds after which an open order is asked for again


class Held:
    """What the house answered on ``path``, at once, and the page is not given before the test says so."""

    def __init__(self, page: Page, path: str, method: str = "GET") -> None:
        self.page, self.path, self.method = page, path, method
        self.kept: list[tuple[Route, APIResponse]] = []
        page.route(path, self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == self.method:
            self.kept.append((route, route.fetch()))
        else:
            route.fallback()

    def let_through(self) -> None:
        """All of it, and whatever is asked from now on."""
        for route, answer in self.kept:
            route.fulfill(response=answer)
        self.page.unroute(self.path)


def kept_back(page: Page, path: str) -> list[Route]:
    """Requests for ``path`` that do not leave the phone before the test says so."""
    routes: list[Route] = []

    def keep(route: Route) -> None:
        routes.append(route)

    page.route(path, keep)
    return routes


@pytest.fixture
def order(app: Flask, network: Network, db: Database) -> Callable[[], str]:
    """A mother near S1 orders, and what happened is told; the order's number."""
    mother, numbers = login_mother(app), []

    def place() -> str:
        numbers.append(str(place_order(mother, f"key-{len(numbers):08d}")["order_no"]))
        tell(db)
        return numbers[-1]

    return place


def tell(db: Database) -> None:
    """What happened reaches the feeds, as the relay does it."""
    db.run(lambda session: publish(session, ()))


@pytest.fixture
def phone(new_phone: Callable[[], BrowserContext], house: House, app: Flask, network: Network) -> Merchant:
    """The phone of a clerk of S1."""
    make_staff(app, network["S1"], "clerk", CLERK, "小李")
    return Merchant(new_phone().new_page(), lambda number: latest_code(house.db, number))


def list_on_its_way(phone: Merchant) -> Held:
    """The minute is over after which a phone reads all offers anew, and the answer is on its way."""
    held = Held(phone.page, "**/merchant/v1/offers*")
    for _ in range(30):
        phone.page.clock.run_for(3000)
        phone.page.wait_for_timeout(200)
        if held.kept:
            return held
    raise AssertionError("the offers are never read anew")


def test_an_offer_that_comes_while_the_list_is_on_its_way_stays(
    phone: Merchant, order: Callable[[], str], db: Database
) -> None:
    phone.page.clock.install()
    phone.start_shift(CLERK)
    phone.page.clock.run_for(25_000)
    order()
    phone.is_called()
    phone.page.clock.run_for(15_000)
    phone.tap("接单", exact=True)
    phone.reads("待配送")
    tell(db)
    held = list_on_its_way(phone)
    order()
    phone.is_called()
    held.let_through()
    phone.page.wait_for_timeout(1000)
    expect(phone.tappable("接单", exact=True)).to_be_visible()
    phone.hears()


def test_an_offer_that_she_accepts_while_the_list_is_on_its_way_does_not_call_again(
    phone: Merchant, order: Callable[[], str], db: Database
) -> None:
    phone.page.clock.install()
    phone.start_shift(CLERK)
    phone.page.clock.run_for(30_000)
    number = order()
    phone.is_called()
    held = list_on_its_way(phone)
    phone.tap("接单", exact=True)
    phone.reads("待配送")
    held.let_through()
    phone.page.wait_for_timeout(2000)
    assert phone.page.url.endswith(number)
    phone.hears_nothing()


def test_what_comes_while_an_answered_offer_leaves_the_screen_calls(phone: Merchant, order: Callable[[], str]) -> None:
    # A shell that the phone keeps would open the next screen at once; the first time there is none.
    phone.page.add_init_script("delete Navigator.prototype.serviceWorker")
    phone.start_shift(CLERK)
    order()
    phone.is_called()
    held = kept_back(phone.page, "**/assets/pages-order-order*.js")
    phone.tap("接单", exact=True)
    until(phone.page, lambda: held, "the next screen is fetched")
    with phone.page.expect_response("**/merchant/v1/offers/*"):
        order()
    phone.page.wait_for_timeout(200)
    for route in held:
        route.continue_()
    phone.is_called()
    phone.hears()


def test_a_line_slower_than_the_asking_still_shows_what_happens(mall: Mall, app: Flask, db: Database) -> None:
    mall.open("login")
    mall.log_in(MOTHER)
    her = Caller(app, mall.token)
    add_address(her)
    number = str(place_order(her)["order_no"])
    mall.open("order", no=number)
    mall.reads("等待 浦东一店 接单")
    line = mall.page.context.new_cdp_session(mall.page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": LATE_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", slow)
    accept(db, number)
    mall.reads("浦东一店 已接单，正在为您备货")


@pytest.fixture
def desk(new_desk: Callable[[], Desk]) -> Desk:
    """A desk where nobody has sat yet."""
    return new_desk()


def test_an_order_placed_while_the_board_is_on_its_way_is_on_it(
    desk: Desk, app: Flask, order: Callable[[], str]
) -> None:
    held = Held(desk.page, "**/console/v1/board*")
    desk.sit_down(str(make_agent(app).token))
    desk.reads("实时")
    until(desk.page, lambda: held.kept, "the board is asked for")
    number = order()
    desk.page.wait_for_timeout(1500)  # the feed has told of it
    held.let_through()
    expect(desk.row(number)).to_be_visible()


def test_what_happens_before_the_feed_is_up_is_on_the_board(desk: Desk, app: Flask, order: Callable[[], str]) -> None:
    desk.page.route("**/console/v1/feed", lambda route: route.abort())
    desk.sit_down(str(make_agent(app).token))
    desk.reads("现在没有进行中的订单")
    number = order()
    desk.page.unroute("**/console/v1/feed")
    desk.reads("实时")
    expect(desk.row(number)).to_be_visible()


def test_the_next_customer_does_not_wait_for_the_last_ones_sale_to_be_sent(phone: Merchant, db: Database) -> None:
    phone.log_in(CLERK)
    phone.tab("收银")
    held = Held(phone.page, "**/till/batch", "POST")
    for _ in range(2):
        phone.tap("加 牧小暖婴儿配方奶粉 1段，298 元")
        phone.tap("收款完成")
        phone.reads("已收到 298 元？")
        phone.agree()
    phone.reads(re.compile("还有 2 笔没有发出"))
    assert len(held.kept) == 1, "one at a time"
    held.let_through()
    phone.never_reads(re.compile("没有发出"))
    assert value(db, "SELECT count(*) FROM purchases") == 2


def test_an_offers_screen_that_takes_long_to_come_is_opened_once(phone: Merchant, order: Callable[[], str]) -> None:
    phone.page.add_init_script("delete Navigator.prototype.serviceWorker")
    phone.start_shift(CLERK)
    held = kept_back(phone.page, "**/assets/pages-offer-offer*.js")
    order()
    until(phone.page, lambda: held, "the offer's screen is fetched")
    phone.page.wait_for_timeout(3500)  # it is asked for every second
    for route in held:
        route.continue_()
    phone.is_called()
    phone.page.go_back()
    phone.reads("等您接单")
    phone.hears_nothing()
    phone.never_reads(re.compile("^新订单$"))
