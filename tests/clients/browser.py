"""Debian's Chromium, as the journeys use it: no network of its own, a phone's size."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

PHONE = {"width": 390, "height": 844}
# What a person sees "soon". Long, since it is only ever used up by a test that fails: a slow machine is no fault.
SOON_MS = 30_000
expect.set_options(timeout=SOON_MS)
_ARGUMENTS = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--font-render-hinting=none",
)  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that ends with the block."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert executable, "no Chromium on this machine. Remedy: bin/make-browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_ARGUMENTS))
        yield browser
        browser.close()


def phone(browser: Browser, base_url: str) -> BrowserContext:
    """A phone that has never been here."""
    context = browser.new_context(
        base_url=base_url, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )  # fmt: skip
    context.set_default_timeout(SOON_MS)
    return context


def until(page: Page, true: Callable[[], object], what: str) -> None:
    """Until something outside of the page is so: a row in the database, a request. The page goes on meanwhile."""
    ends = time.monotonic() + SOON_MS / 1000
    while not true():
        assert time.monotonic() < ends, f"not in time: {what}"
        page.wait_for_timeout(50)


def still(page: Page, found: Locator) -> dict[str, float]:
    """Where it lies once it has come to rest: what slides in is measured too early otherwise."""
    last = found.bounding_box()
    for _ in range(SOON_MS // 100):
        page.wait_for_timeout(100)
        here = found.bounding_box()
        if here and here == last:
            return dict(here)
        last = here
    raise AssertionError(f"it never comes to rest: {last}")
