"""Every screen of the stores' app at 390 px, into var/screenshots/merchant; taken with all others by ``make screenshots``.

Alone: ``python -m tests.clients.screenshots_merchant [URL of a demo house]``.
"""

from __future__ import annotations

import json
import re
import time
import urllib.request
from typing import Any

from playwright.sync_api import BrowserContext

from tests.clients.browser import chromium, phone
from tests.clients.merchant import Merchant
from tests.clients.screenshots import HER_MANAGER, OUT, RETURNING, Album, code_at, house


class Mother:
    """林晓芸 at the mothers' door: her orders go to the store of ``HER_MANAGER``."""

    def __init__(self, url: str) -> None:
        self.url, self.token, self.count = url, "", 0
        self.call("POST", "/sms-codes", {"phone": RETURNING})
        self.token = self.call("POST", "/sessions", {"phone": RETURNING, "code": code_at(url, RETURNING)})["token"]
        self.address = self.call("GET", "/addresses")["addresses"][0]["id"]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        head = {"Content-Type": "application/json", "Idempotency-Key": f"shot-{time.time_ns()}"}
        if self.token:
            head["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/mom/v1{path}", data, head, method=method)
        ) as answer:
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
            return found

    def order(self, *skus: str) -> str:
        lines = [{"sku": sku, "quantity": 2} for sku in skus]
        body = {"channel": "mini_program", "address_id": self.address, "lines": lines, "payment_method": "on_delivery"}
        return str(self.call("POST", "/orders", body)["order_no"])


def walk(url: str, context: BrowserContext) -> int:
    """A shift of her store's manager; how many pictures there are."""
    page = context.new_page()
    phone, album, mother = (
        Merchant(page, lambda number: code_at(url, number)),
        Album(page, OUT / "merchant"),
        Mother(url),
    )
    shift(phone, album)
    number = offers(phone, album, mother)
    delivery(phone, album, mother, number)
    till(phone, album)
    store(phone, album)
    dark(phone, album)
    return album.count


def shot(album: Album, name: str, scroll_px: int = 0) -> None:
    """The feed is always open: the page is never idle."""
    album.page.wait_for_timeout(900)
    if scroll_px:
        album.page.mouse.wheel(0, scroll_px)
        album.page.wait_for_timeout(400)
    album.count += 1
    album.page.screenshot(path=album.folder / f"{album.count:02d}-{name}.png")


def shift(shop: Merchant, album: Album) -> None:
    shop.open("login")
    shot(album, "login")
    shop.log_in(HER_MANAGER)
    shop.reads("开始上班")
    shot(album, "desk-before")
    shop.tap("开始上班")
    shop.reads("正在接单")
    shot(album, "desk-calm")


def offers(shop: Merchant, album: Album, mother: Mother) -> str:
    number = mother.order("MN-2-800")
    shop.is_called()
    shot(album, "offer")
    mother.order("MN-2-800", "LX-3-800")
    shop.reads("还有 1 单")
    shop.tap("先放一放")
    shot(album, "desk-waiting")
    shop.tap(re.compile("^新订单，您将收入"))
    shop.tap("不接", exact=True)
    shop.tap("缺货")
    shot(album, "offer-decline")
    shop.tap("关闭")
    shop.tap("接单", exact=True)
    shot(album, "offer-next")
    shop.tap("接单", exact=True)
    shop.reads("待配送")
    shot(album, "order-accepted")
    return number


def delivery(shop: Merchant, album: Album, mother: Mother, number: str) -> None:
    shop.open("orders")
    shot(album, "orders")
    shop.open("order", no=number)
    shop.tap("开始拣货")
    shot(album, "order-picking")
    shot(album, "order-below", 900)
    shop.tap("送不了，退回这单")
    shot(album, "order-give-back")
    shop.tap("关闭")
    shop.tap("出发配送")
    shop.agree()
    shop.reads("配送中")
    shot(album, "order-on-the-road")
    shop.tap("没送到")
    shot(album, "order-failed")
    shop.tap("关闭")
    shop.tap("已送到")
    shot(album, "order-code")
    shop.fill("收货码", str(mother.call("GET", f"/orders/{number}")["proof_code"]))
    shop.tap("确认送达")
    shop.reads("已送达")
    shot(album, "order-delivered")


def till(shop: Merchant, album: Album) -> None:
    shop.open("till")
    shop.reads("¥")
    shot(album, "till")
    shop.fill("找商品", "MN-2")
    shop.tap(re.compile("^加 "))
    shop.fill("手机号或会员码", RETURNING)
    shop.tap("查会员")
    shop.reads(re.compile("在本店买过"))
    shot(album, "till-sale")
    shop.tap(re.compile("的价格$"))
    shot(album, "till-price")
    shop.tap("关闭")
    shop.page.route("**/till/batch", lambda route: route.abort())
    shop.tap("收款完成")
    shot(album, "till-sure")
    shop.agree()
    shop.reads(re.compile("没有发出"))
    shot(album, "till-unsent")
    shop.page.unroute("**/till/batch")
    shop.tap("现在发")
    shop.never_reads(re.compile("没有发出"))
    shop.tap("收银记录和退货")
    shop.tap("退货", exact=True)
    shot(album, "sales-return")
    shop.tap("关闭")
    shot(album, "sales")


def store(shop: Merchant, album: Album) -> None:
    shop.open("money")
    shot(album, "money")
    shop.tap("本月")
    shot(album, "money-month", 600)
    for screen in ("statement", "shop", "hours", "area", "stock", "staff", "printers", "stores"):
        shop.open(screen)
        shot(album, screen)
    shop.open("hours")
    shop.tap("加一个特别日期")
    shot(album, "hours-date")
    shop.open("stock")
    shop.page.locator(".list-row").first.click()
    shot(album, "stock-count")
    shop.open("staff")
    shop.tap("加一位店员")
    shot(album, "staff-new")
    shop.open("printers")
    shop.tap("加一台打印机")
    shot(album, "printers-new")
    shop.open("shop")
    shop.tap("暂停接单")
    shot(album, "shop-pause")


def dark(shop: Merchant, album: Album) -> None:
    """Nothing answers."""
    shop.page.reload()
    shop.page.context.set_offline(True)
    shop.open("desk")
    shop.reads(re.compile("与系统断开"))
    shot(album, "desk-offline")
    shop.open("orders")
    shop.tap("在路上")
    shot(album, "orders-offline")
    shop.page.context.set_offline(False)


if __name__ == "__main__":
    with house() as address, chromium() as browser:
        print(f"{walk(address, phone(browser, address))} pictures in {OUT / 'merchant'}")
