"""Every page of the console at 1440 px: ``make screenshots``, or ``python -m tests.clients.console_screenshots [URL]``.

The URL is a demo house's. Without a URL a demo house of its own is started on a new folder and stopped again.
Pictures land in var/screenshots/console.
"""

from __future__ import annotations

import json
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

from app.config import ROOT
from tests.clients.browser import chromium
from tests.clients.desk import Desk, desk_context
from tests.clients.screenshots import house

OUT = ROOT / "var/screenshots/console"
SETTLE_MS = 900
PASSWORD = "jindan-demo"
MOTHERS = tuple(f"139000000{n:02d}" for n in range(1, 13))
HER_STORE = "SH0916"  # where the first of them has bought before
BASKETS = (("MN-2-800", 2), ("MN-1-800", 1), ("MN-3-800", 3))


class House:
    """The house's doors, spoken to as clients do."""

    def __init__(self, url: str) -> None:
        self.url, self.key = url, 0

    def ask(self, method: str, path: str, token: str | None = None, body: Any = None) -> Any:
        """The answer's body. Fails on a refusal."""
        self.key += 1
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"shot-{time.time_ns()}-{self.key}"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def log_in(self, login: str) -> str:
        """An agent's token."""
        return str(self.ask("POST", "/console/v1/sessions", None, {"login": login, "password": PASSWORD})["token"])

    def staff(self, phone: str) -> str:
        """A store's token."""
        self.ask("POST", "/merchant/v1/sms-codes", None, {"phone": phone})
        form = urllib.parse.urlencode({"phone": phone}).encode()
        with urllib.request.urlopen(f"{self.url}/demo/code", data=form) as answer:
            code = answer.read().decode()
        return str(self.ask("POST", "/merchant/v1/sessions", None, {"phone": phone, "code": code})["token"])


def orders_of(door: House, token: str) -> list[str]:
    """A desk with something on it: callers' orders, one held, one moved, one given a longer time, one delivered, one paid back."""
    made = []
    for n, phone in enumerate(MOTHERS):
        found = door.ask("POST", "/console/v1/members/search", token, {"phone": phone})["members"]
        if not found:
            continue
        member = door.ask("GET", f"/console/v1/members/{found[0]['id']}", token)
        if not member["addresses"]:
            continue
        sku, quantity = BASKETS[n % len(BASKETS)]
        body = {
            "member_id": member["id"],
            "address_id": member["addresses"][0]["id"],
            "lines": [{"sku": sku, "quantity": quantity}],
        }
        made.append(str(door.ask("POST", "/console/v1/orders", token, body)["order_no"]))
    for number, act, body in zip(
        made[1:], ("hold", "move", "extend", "cancel"), ({}, {}, {"minutes": 30}, {}), strict=False
    ):
        door.ask("POST", f"/console/v1/orders/{number}/{act}", token, {"reason": "顾客来电要求", **body})
    return made


def sold(door: House, number: str, agent: str) -> None:
    """The first order all the way to her door, and part of its money back."""
    staff = door.staff("13800001001")
    offers = door.ask("GET", "/merchant/v1/offers", staff)["offers"]
    mine = [offer for offer in offers if offer.get("order_no") == number] or offers
    if not mine:
        return
    door.ask("POST", f"/merchant/v1/offers/{mine[0]['id']}/accept", staff, {})
    door.ask("POST", f"/console/v1/orders/{number}/notes", agent, {"text": "她七点以后在家，送之前先打电话。"})


class Album:
    """Pictures, numbered as they are taken."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.count = desk, 0

    def take(self, name: str) -> None:
        self.desk.page.wait_for_timeout(SETTLE_MS)
        self.desk.page.locator("[aria-busy=true]").first.wait_for(state="detached")
        self.desk.page.wait_for_timeout(SETTLE_MS)
        self.count += 1
        self.desk.page.screenshot(path=OUT / f"{self.count:02d}-{name}.png")

    def page(self, address: str, name: str) -> None:
        self.desk.open(address)
        self.desk.page.wait_for_load_state("domcontentloaded")
        self.take(name)


def walk(desk: Desk, album: Album, numbers: list[str], log_in: Callable[[str], None]) -> None:
    """Through every page, as customer service and then as headquarters."""
    desk.open("login")
    album.take("login")
    log_in("kefu")
    desk.reads("订单看板")
    album.take("board")
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("a")
    album.take("assign")
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_timeout(400)
    desk.page.keyboard.press("?")
    album.take("help")
    desk.page.keyboard.press("Escape")
    for number, name in zip(numbers, ("order-accepted", "order-held", "order-moved"), strict=False):
        album.page(f"orders/{number}", name)
    desk.click("联系顾客")
    album.take("contact")
    desk.page.keyboard.press("Escape")
    album.page("map", "map")
    album.page("search?state=cancelled", "search")
    album.page("caller", "caller-empty")
    desk.fill("来电号码", MOTHERS[0])
    desk.page.keyboard.press("Enter")
    desk.reads("替她下单")
    desk.page.get_by_role("button", name="＋ ").first.click()
    album.take("caller")
    desk.click("＋ 新地址")
    desk.fill("地址", "上海市浦东新区世纪大道 100 号")
    desk.page.keyboard.press("Tab")
    album.take("caller-address")
    desk.page.keyboard.press("Escape")
    album.page("exceptions", "exceptions")
    album.page("stores", "stores")
    album.page(f"stores/{HER_STORE}", "store")
    for tab, name in (
        ("配送范围", "store-area"),
        ("库存", "store-shelf"),
        ("表现", "store-score"),
        ("对账", "store-money"),
    ):
        desk.page.get_by_role("tab", name=tab).click()
        album.take(name)
    desk.click("退出")
    log_in("zongbu")
    headquarters(desk, album)
    desk.page.route("**/console/v1/**", lambda route: route.abort())
    album.page("exceptions?again=1", "offline")


def headquarters(desk: Desk, album: Album) -> None:
    """What only headquarters has."""
    album.page("policies", "policies")
    desk.click("起草新版本")
    desk.fill("接单时限（分钟）", "45")
    desk.page.keyboard.press("Tab")
    album.take("policy-draft")
    desk.click("存为草稿", desk.dialog())
    desk.reads("处不同")
    desk.click("试算")
    desk.page.get_by_text(re.compile("^(算好了|没有算成)")).first.wait_for(timeout=120_000)
    album.take("what-if")
    album.page("reports", "report-funnel")
    for name, picture in (
        ("接单与准时", "report-acceptance"),
        ("门店收入", "report-revenue"),
        ("线上占比", "report-online-share"),
    ):
        desk.page.get_by_text(name, exact=True).first.click()
        album.take(picture)
    album.page("settlements", "settlements")
    desk.click("开结算单")
    album.take("settlement-open")
    desk.page.keyboard.press("Escape")
    album.page("agents", "agents")
    for tab, picture in (("操作记录", "audit"), ("我的账号", "own-account")):
        desk.page.get_by_role("tab", name=tab).click()
        album.take(picture)
    album.page("health", "health")


def main() -> None:
    """Take them all and say where they are."""
    OUT.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with house() as url, chromium() as browser:
        door = House(url)
        token = door.log_in("kefu")
        numbers = orders_of(door, token)
        if numbers:
            sold(door, numbers[0], token)
        desk = Desk(desk_context(browser, url).new_page())
        album = Album(desk)
        walk(desk, album, numbers, lambda login: desk.log_in(login, PASSWORD))
    print(f"{album.count} pictures in {OUT} ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
