"""Message push: what WeChat tells the house's push address, plain or sealed, as JSON or XML."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from wechat.standin import keys, notices
from wechat.standin.switches import Switch
from wechat.standin.world import World

STALE_S = 3600


def event(of: World, app: str, openid: str, name: str, **more: Any) -> str:
    """Tell of an event in ``mini`` or ``service``; returns the notice's id. ``more``: the event's own fields."""
    told = {"FromUserName": openid, "CreateTime": int(of.now()), "MsgType": "event", "Event": name}
    return message(of, app, told | more)


def message(of: World, app: str, told: dict[str, Any]) -> str:
    """Push any message; the account's name is put in front."""
    origin = of.account.mini_origin if app == "mini" else of.account.service_origin
    content = {"app": app, "message": {"ToUserName": origin, **told}}
    return notices.add(of, f"push.{told.get('Event', told.get('MsgType', ''))}", of.push_url(app), content)


def listed(name: str, items: list[dict[str, str]]) -> dict[str, Any]:
    """The list of an event as both forms carry it: in XML inside a wrapper, in JSON as ``List``."""
    return {"List": items, "_wrapper": name}


def build(of: World, content: dict[str, Any], switches: dict[str, Switch]) -> tuple[str, dict[str, str], bytes]:
    """(query, headers, body) of one attempt."""
    app, account = content["app"], of.account
    form = of.option("push_format")[app]
    text = _json(content["message"]) if form == "json" else _xml(content["message"])
    stamp = str(int(of.now()) - (STALE_S if "stale" in switches else 0))
    query = {"timestamp": stamp, "nonce": str(secrets.randbelow(10**10))}
    query["signature"] = _sha1(account.push_token, stamp, query["nonce"])
    if of.option("push_mode") == "aes":
        app_id = "wx" + "0" * 16 if "wrong_appid" in switches else of.apps[app]
        sealed = keys.push_seal(account.push_aes_key, app_id, text.encode())
        sealed = sealed[:-8] + "AAAAAAA=" if "bad_tag" in switches else sealed
        query |= {"encrypt_type": "aes", "msg_signature": _sha1(account.push_token, stamp, query["nonce"], sealed)}
        wrapped = {"ToUserName": content["message"]["ToUserName"], "Encrypt": sealed}
        text = _json(wrapped) if form == "json" else _xml(wrapped)
    if "forge" in switches:
        query |= {name: secrets.token_hex(20) for name in ("signature", "msg_signature") if name in query}
    kind = "application/json" if form == "json" else "text/xml"
    return urlencode(query), {"Content-Type": kind, "User-Agent": "Mozilla/4.0"}, _cut(text.encode(), switches)


def check_query(of: World, echo: str) -> dict[str, str]:
    """The query by which the console proves an address (URL verification); the house must answer ``echo``."""
    stamp, nonce = str(int(of.now())), str(secrets.randbelow(10**10))
    return {
        "signature": _sha1(of.account.push_token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "echostr": echo,
    }


def _cut(body: bytes, switches: dict[str, Switch]) -> bytes:
    return body[: len(body) // 2] if "truncated" in switches else body


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def _json(message: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in message.items() if name != "_wrapper"}, ensure_ascii=False)


def _xml(message: dict[str, Any]) -> str:
    inner = "".join(_element(name, value, message) for name, value in message.items() if name != "_wrapper")
    return f"<xml>{inner}</xml>"


def _element(name: str, value: Any, message: dict[str, Any]) -> str:
    if name == "List" and "_wrapper" in message:
        items = "".join(
            f"<List>{''.join(_element(key, item, {}) for key, item in one.items())}</List>" for one in value
        )
        return f"<{message['_wrapper']}>{items}</{message['_wrapper']}>"
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    plain = str(value)
    # A CDATA section cannot hold its own end; WeChat's values never do, ours might.
    text = escape(plain) if "]]>" in plain else f"<![CDATA[{plain}]]>"
    return f"<{name}>{text}</{name}>"
