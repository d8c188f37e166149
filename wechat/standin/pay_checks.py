"""What WeChat Pay wants of an order's fields."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from wechat.standin import people
from wechat.standin.pay_door import PayRefusal, wrong
from wechat.standin.world import world

_SHORTEST_S = 60
_OUT_TRADE_NO = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
_MOST_FEN = 10**11
_LOCAL = ("localhost", "127.0.0.1", "::1")


def check(asked: dict[str, Any]) -> None:
    """Every field of an order; APPID_MCHID_NOT_MATCH or PARAM_ERROR for the first that is wrong."""
    if asked.get("appid") not in world().apps.values() or asked.get("mchid") != world().account.mch_id:
        raise PayRefusal(400, "APPID_MCHID_NOT_MATCH", "商户号mchid与appid不匹配，请检查后再试")
    if not isinstance(asked.get("out_trade_no"), str) or not _OUT_TRADE_NO.fullmatch(asked["out_trade_no"]):
        raise wrong("/out_trade_no")
    if not isinstance(asked.get("description"), str) or not 0 < len(asked["description"]) <= 127:
        raise wrong("/description")
    if len(str(asked.get("attach", ""))) > 128:
        raise wrong("/attach")
    check_notify_url(asked.get("notify_url"))
    _check_amount(asked)
    _check_payer(asked)
    expiry(asked)


def _check_amount(asked: dict[str, Any]) -> None:
    amount = asked.get("amount")
    total = amount.get("total") if isinstance(amount, dict) else None
    if isinstance(total, bool) or not isinstance(total, int) or not 0 < total <= _MOST_FEN:
        raise wrong("/amount/total")
    if isinstance(amount, dict) and amount.get("currency", "CNY") != "CNY":
        raise wrong("/amount/currency")


def _check_payer(asked: dict[str, Any]) -> None:
    payer = asked.get("payer")
    openid = payer.get("openid") if isinstance(payer, dict) else None
    app = "mini" if asked["appid"] == world().account.mini_app_id else "service"
    if not isinstance(openid, str) or not openid:
        raise wrong("/payer/openid")
    if people.by_openid(world(), app, openid) is None:
        raise PayRefusal(400, "PARAM_ERROR", "appid和openid不匹配", "/payer/openid")


def expiry(asked: dict[str, Any]) -> float | None:
    """time_expire as seconds since 1970; at least a minute away."""
    text = asked.get("time_expire")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise wrong("/time_expire") from error
    if moment.tzinfo is None or moment.timestamp() < world().now() + _SHORTEST_S - 1:
        raise wrong("/time_expire", "time_expire 须带时区，且距离现在不少于1分钟")
    return moment.timestamp()


def check_notify_url(url: Any, field: str = "/notify_url") -> str:
    """Public addresses must be https and carry no query, as WeChat wants; this machine's own may be http."""
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not safe or not parts.hostname or parts.query or len(str(url)) > 255:
        raise wrong(field, "通知地址必须为https开头的完整链接，且不能携带参数")
    return str(url)
