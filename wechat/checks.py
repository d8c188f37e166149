"""Every setting of the accounts, tried on WeChat itself in ways that change nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

import requests

from app.clock import SHANGHAI
from app.web.house import House
from app.wechat_port import INVALID_CODE, WechatError, WechatRefused
from wechat.api import WechatApi
from wechat.environ import SERVICE, SUBSCRIBE
from wechat.house import api_of
from wechat.pay import PayError, PayRefused, WechatPay
from wechat.push.crypto import signature_of
from wechat.settings import WechatSettings

TIMEOUT_S = 10.0
NO_SUCH_CODE = "0" * 32
Check = tuple[str, Callable[[], str | None]]

# What a code of WeChat's means for whoever set things up (developers.weixin.qq.com, pay.weixin.qq.com).
REMEDIES: Mapping[int | str, str] = {
    40001: "the AppSecret is wrong",
    40013: "the appid is wrong",
    40125: "the AppSecret is wrong",
    40164: "this machine's address is not on the IP allow-list",
    48001: "the account has no right to this interface",
    "SIGN_ERROR": "the merchant's private key or the serial of its certificate is wrong",
    "NO_AUTH": "the merchant has no right to this interface",
    "unknown_serial": "WECHATPAY_PUBLIC_KEY_ID or WECHATPAY_VERIFY is not as the merchant's console has it",
    "bad_signature": "WECHATPAY_PUBLIC_KEY_FILE is not WeChat Pay's public key of that id",
}


def checks(house: House) -> Iterator[tuple[str, str | None]]:
    """(what, None or what is wrong), one after the other."""
    pay, port = house.payments, api_of(house.wechat)
    if port is None or not isinstance(pay, WechatPay):
        yield "JINDAN_WECHAT", "is off; set it to live"
        return
    for name, attempt in (*_of_the_apps(port), *_of_the_merchant(pay), *_of_this_house(port.settings)):
        yield name, _tried(attempt)


def _of_the_apps(port: WechatApi) -> tuple[Check, ...]:
    settings = port.settings
    return (
        ("mini-program: appid, AppSecret, IP allow-list", lambda: port.try_token("mini")),
        ("service account: appid, AppSecret, IP allow-list", lambda: port.try_token("service")),
        ("mini-program: log-in (an invented code is refused)", lambda: _log_in(port)),
        ("mini-program: shipping information (发货信息管理)", lambda: _shipping(port)),
        ("subscribe messages: templates", lambda: _templates(settings.subscribe_templates, SUBSCRIBE)),
        ("service messages: templates", lambda: _templates(settings.service_templates, SERVICE)),
    )


def _of_the_merchant(pay: WechatPay) -> tuple[Check, ...]:
    return (
        ("payment: merchant, certificate serial, private key, WeChat Pay's key", lambda: _query(pay)),
        ("payment: APIv3 key", lambda: _apiv3_key(pay)),
        ("payment: bill of yesterday", lambda: _bill(pay)),
    )


def _of_this_house(settings: WechatSettings) -> tuple[Check, ...]:
    return (
        ("this machine's clock against WeChat's", lambda: _clock(settings)),
        ("JINDAN_PUBLIC_URL answers", lambda: _reachable(settings)),
        ("message push of the mini-program: URL, Token", lambda: _push(settings, "mini")),
        ("message push of the service account: URL, Token", lambda: _push(settings, "service")),
        ("message push: EncodingAESKey", lambda: None if settings.push_aes_key else "is empty: events come in the clear"),
    )  # fmt: skip


def _tried(attempt: Callable[[], str | None]) -> str | None:
    try:
        return attempt()
    except (WechatError, PayError) as error:  # they hold codes, no secrets
        remedy = REMEDIES.get(error.code) if error.code is not None else None
        return f"{error}: {remedy}" if remedy else str(error)
    except requests.RequestException as error:
        return f"no answer ({type(error).__name__})"


def _log_in(port: WechatApi) -> str | None:
    try:
        port.mini_login(NO_SUCH_CODE)
    except WechatRefused as refused:
        if refused.code in INVALID_CODE:
            return None
        raise
    return "an invented code was taken"


def _shipping(port: WechatApi) -> str | None:
    return None if port.shipping_is_wanted() else "is not open: WeChat refuses what is uploaded until it is"


def _query(pay: WechatPay) -> str | None:
    said = pay.query(f"JINDANCHECK{datetime.now(UTC):%y%m%d%H%M%S}")
    return None if said.state == "unknown" else f"an invented payment is {said.state}"


def _apiv3_key(pay: WechatPay) -> str | None:
    try:
        pay.try_apiv3_key()
    except PayRefused:
        return None  # a merchant of public keys only: nothing sealed can be had before the first notice
    return None


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


def _push(settings: WechatSettings, app: Literal["mini", "service"]) -> str | None:
    """The question that WeChat's console asks when the URL is entered there, asked of ourselves from outside."""
    timestamp, nonce, echo = str(int(datetime.now(UTC).timestamp())), secrets.token_hex(4), secrets.token_hex(8)
    query = {"timestamp": timestamp, "nonce": nonce, "echostr": echo}
    query["signature"] = signature_of(settings.push_token, timestamp, nonce)
    answer = requests.get(f"{settings.public_url}/wechat/push/{app}", query, timeout=TIMEOUT_S, allow_redirects=False)
    return (
        None if (answer.status_code, answer.text) == (200, echo) else f"said {answer.status_code}, not what was asked"
    )
