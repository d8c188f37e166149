"""Every screen of the stores' app at 390 px; taken by tests.clients.screenshots, into var/screenshots/merchant."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from typing import Any

from playwright.sync_api import BrowserContext

from tests.clients.merchant import Merchant
from tests.clients.screenshots import HER_MANAGER, OUT, RETURNING, Album, code_at


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


def shift(phone: Merchant, album: Album) -> None:
    phone.open("login")
    shot(album, "login")
    phone.log_in(HER_MANAGER)
    phone.reads("开始上班")
    shot(album, "desk-before")
    phone.tap("开始上班")
    phone.reads("正在接单")
    shot(album, "desk-calm")


def offers(phone: Merchant, album: Album, mother: Mother) -> str:
    number = mother.order("MN-2-800")
    phone.is_called()
    shot(album, "offer")
    mother.order("MN-2-800", "LX-3-800")
    phone.reads("还有 1 单")
    phone.tap("先放一放")
    shot(album, "desk-waiting")
    phone.tap(re.compile("^新订单，您将收入"))
    phone.tap("不接", exact=True)
    phone.tap("缺货")
    shot(album, "offer-decline")
    phone.tap("关闭")
    phone.tap("接单", exact=True)
    shot(album, "offer-next")
    phone.tap("接单", exact=True)
    phone.reads("待配送")
    shot(album, "order-accepted")
    return number


def delivery(phone: Merchant, album: Album, mother: Mother, number: str) -> None:
    phone.open("orders")
    shot(album, "orders")
    phone.open("order", no=number)
    phone.tap("开始拣货")
    shot(album, "order-picking")
    shot(album, "order-below", 900)
    phone.tap("送不了，退回这单")
    shot(album, "order-give-back")
    phone.tap("关闭")
    phone.tap("出发配送")
    phone.agree()
    phone.reads("配送中")
    shot(album, "order-on-the-road")
    phone.tap("没送到")
    shot(album, "order-failed")
    phone.tap("关闭")
    phone.tap("已送到")
    shot(album, "order-code")
    phone.fill("收货码", str(mother.call("GET", f"/orders/{number}")["proof_code"]))
    phone.tap("确认送达")
    phone.reads("已送达")
    shot(album, "order-delivered")


def till(phone: Merchant, album: Album) -> None:
    phone.open("till")
    phone.reads("¥")
    shot(album, "till")
    phone.fill("找商品", "MN-2")
    phone.tap(re.compile("^加 "))
    phone.fill("手机号或会员码", RETURNING)
    phone.tap("查会员")
    phone.reads(re.compile("在本店买过"))
    shot(album, "till-sale")
    phone.tap(re.compile("的价格$"))
    shot(album, "till-price")
    phone.tap("关闭")
    phone.page.route("**/till/batch", lambda route: route.abort())
    phone.tap("收款完成")
    shot(album, "till-sure")
    phone.agree()
    phone.reads(re.compile("没有发出"))
    shot(album, "till-unsent")
    phone.page.unroute("**/till/batch")
    phone.tap("现在发")
    phone.never_reads(re.compile("没有发出"))
    phone.tap("收银记录和退货")
    phone.tap("退货", exact=True)
    shot(album, "sales-return")
    phone.tap("关闭")
    shot(album, "sales")


def store(phone: Merchant, album: Album) -> None:
    phone.open("money")
    shot(album, "money")
    phone.tap("本月")
    shot(album, "money-month", 600)
    for screen in ("statement", "shop", "hours", "area", "stock", "staff", "printers", "stores"):
        phone.open(screen)
        shot(album, screen)
    phone.open("hours")
    phone.tap("加一个特别日期")
    shot(album, "hours-date")
    phone.open("stock")
    phone.page.locator(".list-row").first.click()
    shot(album, "stock-count")
    phone.open("staff")
    phone.tap("加一位店员")
    shot(album, "staff-new")
    phone.open("printers")
    phone.tap("加一台打印机")
    shot(album, "printers-new")
    phone.open("shop")
    phone.tap("暂停接单")
    shot(album, "shop-pause")


def dark(phone: Merchant, album: Album) -> None:
    """Nothing answers."""
    phone.page.reload()
    phone.page.context.set_offline(True)
    phone.open("desk")
    phone.reads(re.compile("与系统断开"))
    shot(album, "desk-offline")
    phone.open("orders")
    phone.tap("在路上")
    shot(album, "orders-offline")
    phone.page.context.set_offline(False)
