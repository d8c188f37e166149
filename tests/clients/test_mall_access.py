"""Every screen for eyes and thumbs that are not the best: names, sizes of what is tapped, contrast of what is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.db import Database
from tests.clients.mall import Mall
from tests.support.people import Caller
from tests.support.walk import accept, add_address, deliver, place_order
from tests.support.world import TUESDAY_10, Network, add_purchase, value

PHONE = "13812345678"
# What is wrong on the screen in front: WCAG's 4.5 (3 for large letters), and 44 px for a thumb. What is disabled is not read.
AUDIT = """
() => {
  const shown = (it) => {
    const box = it.getBoundingClientRect()
    return box.width > 0 && box.height > 0 && getComputedStyle(it).visibility !== 'hidden'
  }
  const words = (it) => (it.getAttribute('aria-label') || it.innerText || '').trim()
  const faults = []
  const TAPS = '[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],[role=tab]'
  for (const it of document.querySelectorAll(TAPS)) {
    if (!shown(it)) continue
    const { width, height } = it.getBoundingClientRect()
    if (!words(it)) faults.push(`no name: ${it.outerHTML.slice(0, 120)}`)
    if (width < 43.5 || height < 43.5) faults.push(`small: ${words(it)} ${Math.round(width)} x ${Math.round(height)}`)
  }
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number)
  const light = (rgb) => rgb.slice(0, 3).map((n) => n / 255).map((n) => (n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4))
    .reduce((sum, n, i) => sum + n * [0.2126, 0.7152, 0.0722][i], 0)
  const behind = (it) => {
    for (let at = it; at; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.backgroundImage !== 'none') return null
      const rgb = numbers(style.backgroundColor)
      if (rgb.length === 3 || rgb[3] > 0.99) return rgb
    }
    return [255, 255, 255]
  }
  const texts = document.createTreeWalker(document.querySelector('uni-page'), NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const it = texts.currentNode.parentElement
    if (!texts.currentNode.textContent.trim() || !shown(it)) continue
    if (it.closest('[disabled],[aria-disabled=true],svg,style,.off')) continue
    const ground = behind(it)
    if (!ground) continue
    const style = getComputedStyle(it)
    const [a, b] = [light(numbers(style.color)), light(ground)].sort((x, y) => y - x)
    const ratio = (a + 0.05) / (b + 0.05)
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && Number(style.fontWeight) >= 600)
    if (ratio < (large ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${texts.currentNode.textContent.trim().slice(0, 20)}`)
  }
  return [...new Set(faults)]
}
"""


@pytest.fixture
def numbers(mall: Mall, app: Flask, db: Database, network: Network) -> dict[str, str]:
    """She has a store and orders: one that waits, one on its way, one that was brought."""
    mall.open("login")
    mall.log_in(PHONE)
    her = Caller(app, mall.token)
    add_purchase(db, int(value(db, "SELECT id FROM members")), network["S3"], TUESDAY_10 - timedelta(days=30), "r1")
    address_id = add_address(her)
    made = {
        name: str(place_order(her, f"key-{name}-1", address_id=address_id)["order_no"])
        for name in ("waiting", "taken", "brought")
    }
    accept(db, made["taken"])
    deliver(db, made["brought"])
    return made


def audited(mall: Mall, screen: str, **query: Any) -> list[str]:
    mall.open(screen, **query)
    mall.page.wait_for_load_state("networkidle")
    mall.page.wait_for_timeout(300)
    return [f"{screen}: {fault}" for fault in mall.page.evaluate(AUDIT)]


def test_every_screen_can_be_read_named_and_tapped(mall: Mall, numbers: dict[str, str]) -> None:
    faults = [
        fault
        for screen in ("home", "shelf", "orders", "me", "addresses", "address", "babies", "stores", "privacy", "terms")
        for fault in audited(mall, screen)
    ]
    faults += audited(mall, "product", sku="F1")
    mall.tap("放进购物车", exact=True)
    faults += audited(mall, "cart")
    mall.tap("去结算")
    mall.reads("为您配送")
    faults += [f"checkout: {fault}" for fault in mall.page.evaluate(AUDIT)]
    for number in numbers.values():
        faults += audited(mall, "order", no=number)
    assert not faults, "\n".join(faults)


def test_what_a_guest_sees_can_be_too(mall: Mall) -> None:
    faults = [fault for screen in ("home", "login", "orders", "me") for fault in audited(mall, screen)]
    assert not faults, "\n".join(faults)
