"""What every part of the stand-in is given: the account, the memory, the clock, the options, the switches."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

from flask import current_app

from wechat.standin.account import StandinAccount
from wechat.standin.store import Store
from wechat.standin.switches import Switches

CHINA = timezone(timedelta(hours=8))
# Options that the control door may set; the second value of a pair would be a unit, so units are in the names.
OPTIONS: dict[str, Any] = {
    "clock_offset_s": 0.0,  # the stand-in's clock is the machine's plus this
    "speed": 1.0,  # WeChat's retry schedule is divided by this
    "notice_timeout_s": 5.0,
    "refund_delay_s": 0.5,
    "refund_outcome": "SUCCESS",  # or ABNORMAL, CLOSED
    "sign_with": "public_key",  # or platform_certificate: by what notices and unasked answers are signed
    "offers_certificates": True,  # False: a merchant of public keys only
    "push_mode": "aes",  # or plain
    "push_format": {"mini": "json", "service": "xml"},
    "push_url": {"mini": "", "service": ""},  # empty: under the house's public address
    "bill_ready_hour": 10,  # when yesterday's bill can be had, Asia/Shanghai
    "token_lifetime_s": 7200,
    "risky_words": ["违规"],
    "review_words": ["存疑"],
    "home_path": "/mall",  # of the house, opened from a phone's page
    "default_phone": None,  # whose phone visits the OAuth page when nobody chooses
}
PUSH_PATHS = {"mini": "/wechat/push/mini", "service": "/wechat/push/service"}


class World:
    """Everything of one stand-in. ``apps``: name of an app -> its app id."""

    def __init__(self, folder: Path, account: StandinAccount) -> None:
        self.account = account
        self.store = Store(folder / "standin.sqlite3")
        self.switches = Switches(self.store)
        self.woken = threading.Event()  # set when there is something to send
        self.apps = {"mini": account.mini_app_id, "service": account.service_app_id}

    def option(self, name: str) -> Any:
        """A setting's present value. Raises ``KeyError`` for a name that is none."""
        return self.store.option(name, OPTIONS[name])

    def now(self) -> float:
        """The stand-in's time, seconds since 1970."""
        return time.time() + float(self.option("clock_offset_s"))

    def push_url(self, app: str) -> str:
        """Where messages of ``mini`` or ``service`` are pushed."""
        return str(self.option("push_url")[app] or self.account.public_url + PUSH_PATHS[app])

    def signing_serial(self) -> str:
        """By what WeChat Pay signs when nobody asked for a certain key."""
        by_certificate = self.option("sign_with") == "platform_certificate"
        return self.account.platform_serial if by_certificate else self.account.public_key_id


def world() -> World:
    """The one of the request at hand."""
    return cast(World, current_app.extensions["standin"])


def rfc3339(seconds: float) -> str:
    """2018-06-08T10:34:56+08:00, as WeChat writes times."""
    return datetime.fromtimestamp(int(seconds), CHINA).isoformat()


def day_of(seconds: float) -> str:
    """The day in China, 2018-06-08."""
    return datetime.fromtimestamp(seconds, CHINA).date().isoformat()


def rid() -> str:
    """The mark that ends WeChat's error texts."""
    return "-".join(secrets.token_hex(4) for _ in range(3))


def number(prefix: str, at: float, digits: int) -> str:
    """A number of WeChat's: prefix, day, random digits."""
    return prefix + day_of(at).replace("-", "") + str(secrets.randbelow(10**digits)).zfill(digits)
