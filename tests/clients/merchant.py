"""The stores' app as a clerk uses it: what she taps, types, reads and hears. Nothing here knows how a screen is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

Code = Callable[[str], str]
# Everything about the voice that an audio element tells.
_VOICE = """() => {
    const v = document.getElementById('voice')
    return v && { at: v.currentTime, paused: v.paused, loop: v.loop, muted: v.muted, ready: v.readyState }
}"""

# Looked at in two frames, its place has moved on; a greeting of three seconds may be over before a slow test looks a third time.
_SOUNDS = """() => {
    const v = document.getElementById('voice')
    if (!v || v.paused || v.muted || v.currentTime < 0.05) return false
    const was = window.wasAt
    window.wasAt = v.currentTime
    return was !== null && was !== v.currentTime
}"""


class Merchant:
    """One phone behind a counter. ``code`` finds the log-in code in the latest text message to a phone."""

    def __init__(self, page: Page, code: Code) -> None:
        self.page, self._code = page, code

    def open(self, screen: str = "desk", **query: object) -> None:
        """Go to a screen by its address."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"/merchant/#/pages/{screen}/{screen}" + (f"?{words}" if words else ""))

    def log_in(self, phone: str) -> None:
        """With a code by text message."""
        self.open("login")
        self.fill("手机号", phone)
        self.tap("获取验证码")
        self.page.get_by_text("秒后重发").wait_for()
        self.fill("验证码", self._code(phone))
        self.tap("登录", exact=True)
        self.page.wait_for_function("!location.hash.includes('/login/')")

    def start_shift(self, phone: str) -> None:
        """From a phone that has never been here to one that would ring."""
        self.log_in(phone)
        self.tap("开始上班")
        self.reads("正在接单")

    def tappable(self, name: str | re.Pattern[str], exact: bool = False) -> Locator:
        """Whatever can be tapped under this name, on the screen in front."""
        found = self.page.get_by_role("button", name=name, exact=exact)
        for role in ("link", "checkbox", "radio", "switch", "tab"):
            found = found.or_(self.page.get_by_role(role, name=name, exact=exact))  # type: ignore[arg-type]
        return found.filter(visible=True)

    def tap(self, name: str | re.Pattern[str], exact: bool = False, last: bool = False) -> None:
        """Tap what can be tapped under this name; the last of several lies in front."""
        found = self.tappable(name, exact)
        (found.last if last else found.first).click()

    def tab(self, name: str) -> None:
        """The bar at the foot."""
        self.page.locator(".uni-tabbar__label", has_text=re.compile(f"^{name}$")).click()

    def tab_from_page(self, name: str) -> None:
        """Back to the bar, then another tab."""
        self.page.go_back()
        self.tab(name)

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

    def is_called(self) -> None:
        """An offer fills the screen."""
        self.reads(re.compile("^新订单$"))

    def never_reads(self, words: str | re.Pattern[str]) -> None:
        """It is nowhere to be seen."""
        expect(self.page.get_by_text(words).filter(visible=True)).to_have_count(0)

    def voice(self) -> dict[str, Any] | None:
        """The audio element's own account of itself; None while there is none."""
        found: dict[str, Any] | None = self.page.evaluate(_VOICE)
        return found

    def hears(self) -> None:
        """The voice sounds: it is not paused and its place moves on."""
        self.page.evaluate("() => void (window.wasAt = null)")
        self.page.wait_for_function(_SOUNDS)

    def hears_nothing(self) -> None:
        """No voice, or one that is paused."""
        self.page.wait_for_function("() => { const v = document.getElementById('voice'); return !v || v.paused }")

    @property
    def token(self) -> str:
        """What the phone keeps of her log-in."""
        kept: str = self.page.evaluate("localStorage.getItem('jindan.store.token')")
        return kept
