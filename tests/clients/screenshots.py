"""Every screen of the mall at 390 px: ``make screenshots`` (or ``python -m tests.clients.screenshots [URL of a demo house]``).

Without a URL a demo house of its own is started on a new folder and stopped again. Pictures land in var/screenshots.
"""

from __future__ import annotations

import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from app.config import ROOT
from tests.clients.browser import chromium, phone
from tests.clients.mall import Mall
from tests.journeys.test_readme import Up

OUT = ROOT / "var/screenshots"
RETURNING = "13900000001"
SETTLE_MS = 1200


class Album:
    """Pictures, numbered as they are taken."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def take(self, name: str, scroll_px: int = 0) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(SETTLE_MS)
        if scroll_px:
            self.page.mouse.wheel(0, scroll_px)
            self.page.wait_for_timeout(SETTLE_MS // 2)
        self.count += 1
        self.page.screenshot(path=OUT / f"{self.count:02d}-{name}.png")


def walk(mall: Mall, album: Album) -> None:
    """Through every screen, as a mother who has bought before."""
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
    mall.tap("放进购物车", exact=True)
    mall.open("cart")
    album.take("cart")
    mall.tap("去结算")
    album.take("checkout")
    album.take("checkout-below", 900)
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
    for screen in ("orders", "me", "addresses", "babies", "stores", "privacy", "terms"):
        mall.open(screen)
        album.take(screen)
    mall.open("address")
    album.take("address")
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
        try:
            up.start(300)
            yield f"http://127.0.0.1:{up.port}"
        finally:
            up.stop()


def main() -> None:
    """Take them all and say where they are."""
    OUT.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with house() as url, chromium() as browser:

        def code(number: str) -> str:
            form = urllib.parse.urlencode({"phone": number}).encode()
            with urllib.request.urlopen(f"{url}/demo/code", data=form) as answer:
                return str(answer.read().decode())

        page = phone(browser, url).new_page()
        album = Album(page)
        walk(Mall(page, code), album)
    print(f"{album.count} pictures in {OUT} ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
