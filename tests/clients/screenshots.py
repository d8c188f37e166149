"""Every screen: ``make screenshots`` (or ``python -m tests.clients.screenshots [URL of a demo house without WeChat]``).

Without a URL a demo house of its own is started on a new folder and stopped again. Pictures land in var/screenshots/phone (390 px
wide) and var/screenshots/desk (1440 px: a phone's width on a calm ground); those of the
stores' app in var/screenshots/merchant (390 px).
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from app.config import ROOT
from tests.clients.browser import chromium, phone
from tests.clients.mall import Mall
from tests.journeys.test_readme import Up

OUT = ROOT / "var/screenshots"
RETURNING, HER_MANAGER, NEW = "13900000001", "13800001001", "13900000002"
SETTLE_MS = 900
DESK = {"width": 1440, "height": 900}


class Album:
    """Pictures of one width, numbered as they are taken."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder, self.count = page, folder, 0
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str, scroll_px: int = 0) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(SETTLE_MS)
        if scroll_px:
            self.page.mouse.wheel(0, scroll_px)
            self.page.wait_for_timeout(SETTLE_MS // 2)
        self.count += 1
        self.page.screenshot(path=self.folder / f"{self.count:02d}-{name}.png")


class Shop:
    """The manager of her store at her phone, by the stores' door."""

    def __init__(self, url: str) -> None:
        self.url, self.token = url, ""
        self.call("POST", "/sms-codes", {"phone": HER_MANAGER})
        body = {"phone": HER_MANAGER, "code": code_at(url, HER_MANAGER)}
        self.token = self.call("POST", "/sessions", body)["token"]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        head = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.url}/merchant/v1{path}", data, head, method=method)
        with urllib.request.urlopen(asked) as answer:
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
            return found

    def accept(self) -> str:
        """Take the offer that waits; the order's number."""
        card = self.call("GET", "/offers")["offers"][0]
        self.call("POST", f"/offers/{card['id']}/accept")
        return str(self.call("GET", "/orders?tab=accepted")["orders"][0]["order_no"])


def code_at(url: str, number: str) -> str:
    form = urllib.parse.urlencode({"phone": number}).encode()
    with urllib.request.urlopen(f"{url}/demo/code", data=form) as answer:
        return str(answer.read().decode())


def browse(mall: Mall, album: Album) -> None:
    """As a guest, then as a mother who has bought before: everything that needs no order."""
    mall.open()
    album.take("home-guest")
    mall.open("login")
    album.take("login")
    mall.log_in(RETURNING)
    album.take("home")
    album.take("home-below", 900)
    mall.open("shelf")
    album.take("shelf")
    mall.fill("搜索商品", "没有的东西")
    album.take("search-nothing")
    mall.open("product", sku="MN-2-800")
    album.take("product")
    album.take("product-below", 900)
    mall.tap("放进购物车", exact=True)
    mall.open("cart")
    album.take("cart")
    for screen in ("orders", "me", "addresses", "babies", "stores", "privacy", "terms"):
        mall.open(screen)
        album.take(screen)


def order(mall: Mall, album: Album, shop: Shop) -> None:
    """Two orders: one paid and cancelled, one brought to her door and rated."""
    mall.open("cart")
    mall.tap("去结算")
    album.take("checkout")
    album.take("checkout-below", 900)
    mall.tap("换一家")
    album.take("checkout-stores")
    mall.tap("不换了")
    mall.tap("提交并支付")
    album.take("pay-demo")
    mall.page.get_by_role("button", name="模拟支付").click()
    mall.reads("等待")
    album.take("order-waiting")
    album.take("order-below", 900)
    mall.tap("取消订单")
    album.take("order-cancel")
    mall.tap("等得太久")
    mall.tap("确定取消")
    mall.reads("您取消了订单")
    album.take("order-cancelled")
    mall.buy("MN-2-800")
    mall.tap("货到付款")
    mall.tap("提交订单")
    mall.reads("等待")
    bring(mall, album, shop)


def bring(mall: Mall, album: Album, shop: Shop) -> None:
    """Taken, on the road, there, rated; and money asked back."""
    number = shop.accept()
    mall.reads("正在为您备货")
    album.take("order-accepted")
    shop.call("POST", f"/orders/{number}/leave")
    mall.reads("正在送往您家")
    album.take("order-on-the-road")
    code = mall.page.locator(".proof").inner_text()
    shop.call("POST", f"/orders/{number}/delivered", {"code": code})
    mall.reads("这次配送怎么样？")
    album.take("order-delivered")
    mall.tap("4 星，满意")
    album.take("order-rating")
    mall.fill("想对门店说的话", "送得很快，还帮我搬上了楼")
    mall.tap("提交评价")
    mall.reads("您的评价")
    mall.page.wait_for_timeout(2500)
    album.take("order-rated")
    mall.tap("申请退款")
    album.take("order-refund")
    mall.open("orders")
    album.take("orders-some")
    mall.open("me")
    album.take("me-some")


def address(mall: Mall, album: Album) -> None:
    """The form and the map; then nothing answers."""
    mall.open("address")
    album.take("address")
    mall.tap("保存")
    album.take("address-faults")
    mall.fill("地址", "上海市浦东新区世纪大道 100 号")
    mall.tap("在地图上标出位置")
    mall.reads("拖动地图")
    album.take("pin")
    for _ in range(3):
        mall.tap("放大")
    album.take("pin-near")
    mall.page.route("**/mom/v1/**", lambda route: route.abort())
    mall.open("orders")
    mall.tap("待付款")
    album.take("offline")


@contextmanager
def house() -> Iterator[str]:
    """A demo house's address: the one that was given, or a new one."""
    if len(sys.argv) > 1:
        yield sys.argv[1].rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        up = Up(Path(folder) / "var")
        up.environ |= {"JINDAN_WECHAT": "off"}
        try:
            up.start(300)
            yield f"http://127.0.0.1:{up.port}"
        finally:
            up.stop()


def desk(browser: Browser, base_url: str) -> BrowserContext:
    """The same mall opened on a desk."""
    context = browser.new_context(base_url=base_url, viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(15_000)
    return context


def main() -> None:
    """Take them all and say where they are."""
    from tests.clients import screenshots_merchant  # it takes its pictures with what is above

    began, taken = time.monotonic(), 0
    with house() as url, chromium() as browser:
        shop = Shop(url)
        for name, context in (("phone", phone(browser, url)), ("desk", desk(browser, url))):
            page = context.new_page()
            mall, album = Mall(page, lambda number: code_at(url, number)), Album(page, OUT / name)
            browse(mall, album)
            order(mall, album, shop)
            address(mall, album)
            context.close()
            taken += album.count
        stores_phone = phone(browser, url)
        taken += screenshots_merchant.walk(url, stores_phone)
        stores_phone.close()
    print(f"{taken} pictures in {OUT} ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
