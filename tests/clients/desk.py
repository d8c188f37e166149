"""The console as an agent uses it: what she clicks, types and reads at a desk. Nothing here knows how a page is made."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.clients.browser import SOON_MS

SCREEN = {"width": 1440, "height": 900}


def desk_context(browser: Browser, base_url: str) -> BrowserContext:
    """A desk where nobody has sat yet."""
    context = browser.new_context(base_url=base_url, viewport=SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(SOON_MS)
    return context


class Desk:
    """One tab of the console."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str = "board") -> None:
        """Go to a page by its address."""
        self.page.goto(f"/console/#/{address}")

    def log_in(self, login: str, password: str) -> None:
        """From wherever she is: she is sent to the log-in page first."""
        self.open("login")
        self.fill("账号", login)
        self.fill("密码", password)
        self.click("登录")
        self.page.wait_for_function("!location.hash.includes('/login')")

    def sit_down(self, token: str, address: str = "board") -> None:
        """As one who has logged in before: her browser has the token."""
        self.open("login")
        self.page.evaluate("token => localStorage.setItem('jindan.console.token', token)", token)
        # Another address, not only another page of this one: she comes anew.
        self.page.goto(f"/console/?#/{address}")

    def menu(self, name: str) -> None:
        """One of the pages on the left."""
        self.page.get_by_role("navigation", name="主菜单").get_by_role("link", name=re.compile(name)).click()

    def click(self, name: str, within: Locator | None = None) -> None:
        """A button, or a link, with just this name (a key may stand beside it)."""
        where = within or self.page
        named = re.compile(rf"^{re.escape(name)}(\s\w)?$")
        where.get_by_role("button", name=named).or_(where.get_by_role("link", name=named)).filter(
            visible=True
        ).first.click()

    def fill(self, label: str, value: str) -> None:
        """A field by its label."""
        field = self.page.get_by_label(label, exact=True).filter(visible=True).last
        field.fill(value)
        if field.input_value() != value:  # a dialog that has just opened took the cursor for itself, as it does once
            field.fill(value)
        expect(field).to_have_value(value)

    def why(self, reason: str, verb: str) -> None:
        """The dialog that every act opens: a reason, then the act."""
        named = self.page.get_by_role("button", name=verb, exact=True)
        asks = self.page.get_by_label("原因", exact=True)
        dialog = self.page.get_by_role("dialog").filter(visible=True).filter(has=asks).filter(has=named).last
        dialog.get_by_label("原因", exact=True).fill(reason)
        dialog.get_by_role("button", name=verb, exact=True).click()

    def dialog(self) -> Locator:
        """The one that is open."""
        return self.page.get_by_role("dialog").filter(visible=True).last

    def part(self, name: str) -> Locator:
        """A part of the page by its name."""
        return self.page.get_by_role("article", name=name, exact=True)

    def row(self, order_no: str) -> Locator:
        """An order on the board."""
        return self.page.locator(f"[data-no='{order_no}']")

    def reads(self, words: str | re.Pattern[str], within: Locator | None = None) -> None:
        """She can read this now, or soon."""
        found = (within or self.page).get_by_text(words).filter(visible=True).first
        expect(found).to_be_visible()

    def never_reads(self, words: str | re.Pattern[str]) -> None:
        """It is nowhere to be seen."""
        expect(self.page.get_by_text(words).filter(visible=True)).to_have_count(0)

    def state_is(self, words: str) -> None:
        """The state of the order in front of her."""
        expect(self.page.locator("[data-role=state]")).to_have_text(words)
