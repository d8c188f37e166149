"""What doors share when they ask WeChat something for somebody who waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from app.errors import Invalid, Problem
from app.web.house import house
from app.wechat_port import WechatPort, WechatRefused, WechatUnavailable

T = TypeVar("T")


class WechatOff(Problem):
    """This house has no WeChat accounts."""

    status, code, detail = 409, "wechat_off", "这里没有开通微信"


class WechatAway(Problem):
    """WeChat does not answer."""

    status, code, detail = 503, "wechat_unavailable", "微信暂时没有响应，请稍后再试，或用短信验证码登录"


def wechat_port() -> WechatPort:
    """WeChat. Raises ``WechatOff`` in a house without it."""
    port = house().wechat
    if port is None:
        raise WechatOff()
    return port


def asked(ask: Callable[[], T], field: str = "code") -> T:
    """What WeChat answered. What it refuses is ``Invalid`` by its field; no answer is ``WechatAway``."""
    try:
        return ask()
    except WechatRefused:
        raise Invalid(fields={field: ["微信没有接受，请再试一次"]}) from None
    except WechatUnavailable:
        raise WechatAway() from None


def page_of_ours(url: str, field: str) -> str:
    """``url`` if it is a page of this house: a code or a signature for somebody else's page would be theirs to use."""
    own = urlsplit(house().config.public_url)
    try:
        given = urlsplit(url)
    except ValueError:  # not even a URL
        given = None
    if given is None or (given.scheme, given.netloc) != (own.scheme, own.netloc):
        raise Invalid(fields={field: ["应是本站的网址"]})
    return url


def check_text(openid: str | None, text: str, field: str) -> None:
    """Free text that others will read, before it is kept: ``Invalid`` if WeChat finds it unfit.

    Without WeChat, or without an answer, it passes: an order must not wait for a checker.
    """
    port = house().wechat
    if not text or openid is None or port is None:
        return
    try:
        fine = port.text_is_fine(openid, text)
    except (WechatRefused, WechatUnavailable):
        return
    if not fine:
        raise Invalid(fields={field: ["内容不合适，请修改后再提交"]})
