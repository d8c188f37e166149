"""Every setting of the accounts, tried on WeChat itself in ways that change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import requests

from app.clock import SHANGHAI
from app.web.house import House
from app.wechat_port import WechatRefused
from wechat.house import api_of
from wechat.pay import WechatPay
from wechat.settings import WechatSettings

TIMEOUT_S = 10.0
NO_SUCH_CODE = "0" * 32


def checks(house: House) -> Iterator[tuple[str, str | None]]:
    """(what, None or what is wrong), one after the other."""
    pay = house.payments
    port = api_of(house.wechat)
    if port is None or not isinstance(pay, WechatPay):
        yield "JINDAN_WECHAT", "is off; set it to live"
        return
    settings = port.settings
    tried: tuple[tuple[str, Callable[[], str | None]], ...] = (
        ("both apps: appid and secret (access tokens)", lambda: _quiet(port.try_tokens)),
        (
            "mini-program: log-in (a wrong code is refused as one)",
            lambda: _refused(lambda: port.mini_login(NO_SUCH_CODE)),
        ),
        ("service account: JS-SDK ticket", lambda: _quiet(lambda: port.jssdk(f"{settings.public_url}/"))),
        ("payment: signature, certificate serial, WeChat Pay's key", lambda: _query(pay)),
        ("payment: bill of yesterday (APIv3, trade bill)", lambda: _bill(pay)),
        ("subscribe messages: templates", lambda: _templates(settings.subscribe_templates, SUBSCRIBE)),
        ("service messages: templates", lambda: _templates(settings.service_templates, SERVICE)),
        (
            "message push: EncodingAESKey",
            lambda: None if settings.push_aes_key else "is empty: events come in plain mode",
        ),
        ("this machine's clock against WeChat's", lambda: _clock(settings)),
        ("JINDAN_PUBLIC_URL answers", lambda: _reachable(settings)),
    )
    for name, attempt in tried:
        yield name, _quiet_words(attempt)


SUBSCRIBE = ("accepted", "on_the_road", "delivered", "moved", "needs_attention", "refunded")
SERVICE = (*SUBSCRIBE, "new_offer", "order_cancelled")


def _quiet_words(attempt: Callable[[], str | None]) -> str | None:
    try:
        return attempt()
    except Exception as error:
        return f"{type(error).__name__} {error}"  # our own exceptions hold codes, no secrets


def _quiet(call: Callable[[], object]) -> None:
    call()


def _refused(call: Callable[[], object]) -> str | None:
    try:
        call()
    except WechatRefused as refused:
        return None if refused.code in (40029, 40163) else f"errcode {refused.code}"
    return "an invented code was taken"


def _query(pay: WechatPay) -> str | None:
    said = pay.query(f"JINDANCHECK{datetime.now(UTC):%y%m%d%H%M%S}")
    return None if said.state == "unknown" else f"an invented payment is {said.state}"


def _bill(pay: WechatPay) -> str | None:
    pay.bill((datetime.now(SHANGHAI) - timedelta(hours=11)).date() - timedelta(days=1))
    return None


def _templates(known: Mapping[str, str], wanted: tuple[str, ...]) -> str | None:
    missing = [name for name in wanted if name not in known]
    return f"none for {', '.join(missing)}: these go by text message" if missing else None


def _clock(settings: WechatSettings) -> str | None:
    answer = requests.head(settings.pay_url, timeout=TIMEOUT_S)
    said = answer.headers.get("Date")
    if not said:
        return "WeChat did not say the time"
    theirs = datetime.strptime(said, "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC)
    off_s = abs((datetime.now(UTC) - theirs).total_seconds())
    return None if off_s < 60 else f"is off by {off_s:.0f} s; signatures are refused from 300 s on"


def _reachable(settings: WechatSettings) -> str | None:
    answer = requests.get(f"{settings.public_url}/healthz", timeout=TIMEOUT_S)
    return None if answer.status_code == 200 else f"said {answer.status_code}"
