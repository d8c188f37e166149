"""The mall as she uses it: what she taps, types and reads. Nothing here knows how a screen is made."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.clients.browser import still

Code = Callable[[str], str]


class Mall:
    """One tab of the mall. ``code`` finds the log-in code in the latest text message to a phone."""

    def __init__(self, page: Page, code: Code) -> None:
        self.page, self._code = page, code

    def open(self, screen: str = "home", **query: object) -> None:
        """Go to a screen by its address."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"/mall/#/pages/{screen}/{screen}" + (f"?{words}" if words else ""))

    def has_opened(self, screen: str, words: str | re.Pattern[str]) -> None:
        """This screen is in front with ``words`` on it, nothing of it is still being fetched, and it stands still."""
        self.page.wait_for_function(
            f"location.hash.includes('/{screen}/') || !location.hash.slice(2) && '{screen}' === 'home'"
        )
        self.reads(words)
        expect(self.page.locator("[aria-busy=true]").filter(visible=True)).to_have_count(0)
        still(self.page, self.page.locator("uni-page").filter(visible=True).last)

    def tap(self, name: str, exact: bool = False) -> None:
        """Tap what can be tapped under this name."""
        self.tappable(name, exact).first.click()

    def tappable(self, name: str, exact: bool = False) -> Locator:
        """Whatever can be tapped under this name, on the screen in front."""
        found = self.page.get_by_role("button", name=name, exact=exact)
        for role in ("link", "checkbox", "radio", "switch", "tab"):
            found = found.or_(self.page.get_by_role(role, name=name, exact=exact))  # type: ignore[arg-type]
        return found.filter(visible=True)

    def put_pin(self) -> None:
        """From the address form: moves the map a little (some 30 m at this zoom), and back."""
        self.tap("在地图上标出位置")
        expect(self.tappable("请先拖动地图").first).to_be_disabled()
        box = self.page.locator("#map").bounding_box()
        assert box
        x, y = box["x"] + 60, box["y"] + 60
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 4, y + 3, steps=3)
        self.page.mouse.up()
        self.tap("就是这里")
        self.reads("已标出")

    def agree(self) -> None:
        """Yes to the question in the middle of the screen."""
        self.page.locator(".uni-modal__btn_primary").filter(visible=True).click()

    def fill(self, label: str, value: str) -> None:
        """Type into a field."""
        inner = f"uni-input[aria-label='{label}'] input, uni-textarea[aria-label='{label}'] textarea"
        self.page.locator(inner).filter(visible=True).fill(value)

    def reads(self, words: str | re.Pattern[str]) -> None:
        """She can read this now, or soon."""
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()

    def never_reads(self, words: str) -> None:
        """It is nowhere to be seen."""
        expect(self.page.get_by_text(words).filter(visible=True)).to_have_count(0)

    def log_in(self, phone: str) -> None:
        """From the log-in screen, with a code by text message."""
        self.fill("手机号", phone)
        self.tap("获取验证码")
        self.page.get_by_text("秒后重发").wait_for()
        self.fill("验证码", self._code(phone))
        self.tap("同意用户协议和隐私政策")
        self.tap("登录", exact=True)
        self.page.wait_for_function("!location.hash.includes('/login/')")

    @property
    def token(self) -> str:
        """What the phone keeps of her log-in."""
        kept: str = self.page.evaluate("localStorage.getItem('jindan.token')")
        return kept

    def buy(self, sku: str) -> None:
        """From a product's page straight to the check-out."""
        self.open("product", sku=sku)
        self.tap("马上买")

    def add_address(self, text: str, door: str, name: str, phone: str) -> None:
        """From the empty address form: types it and puts the pin near where the map opened."""
        self.fill("地址", text)
        self.put_pin()
        self.fill("门牌", door)
        self.fill("收货人", name)
        self.fill("手机号", phone)
        self.tap("保存")
