"""What the stand-in's pages say, apart from their form (templates/)."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from flask import render_template

from wechat.standin import fields
from wechat.standin.world import CHINA

TITLES = {
    "accepted": "接单通知",
    "on_the_road": "配送通知",
    "delivered": "送达通知",
    "moved": "换店通知",
    "needs_attention": "订单处理通知",
    "refunded": "退款通知",
    "new_offer": "新订单提醒",
    "order_cancelled": "订单取消通知",
}
KINDS = {"subscribe": "服务通知", "template": "服务号消息", "sms": "短信"}
STATES = {"NOTPAY": "待支付", "PAYERROR": "支付失败", "SUCCESS": "已支付", "REFUND": "有退款", "CLOSED": "已关闭"}


def notice(title: str, text: str) -> str:
    """A page that only says something."""
    return render_template("notice.html", title=title, text=text)


def choose(links: list[tuple[str, sqlite3.Row]]) -> str:
    """Whose phone opens the page?"""
    return render_template("choose.html", links=links, masked=masked)


def masked(number: str) -> str:
    """138****1234."""
    return f"{number[:3]}****{number[-4:]}"


def yuan(fen: int) -> str:
    """12.30, with a comma every three digits."""
    return f"{fen // 100:,}.{fen % 100:02}"


def moment(seconds: float | None) -> str:
    """11月26日 15:04, in China."""
    if seconds is None:
        return ""
    at = datetime.fromtimestamp(seconds, CHINA)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def told(message: dict[str, Any]) -> dict[str, Any]:
    """A message as a card shows it."""
    lines = [(fields.label(name), value) for name, value in message["data"].items() if message["kind"] != "sms"]
    title = TITLES.get(message["name"], "通知") if message["kind"] != "sms" else "短信"
    text = message["data"].get("text", "") if message["kind"] == "sms" else ""
    # A page of the mini-program opens on no browser; an address does.
    link = message["page"] if message["page"].startswith(("http://", "https://")) else ""
    at, kind = moment(message["at"]), KINDS[message["kind"]]
    return {"title": title, "lines": lines, "text": text, "at": at, "kind": kind, "link": link}
