"""The rest of api.weixin.qq.com that the house uses: JS ticket, text check, mini-program codes, addresses."""

from __future__ import annotations

import re
import secrets
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request

from wechat.standin import answers, people, png, tokens
from wechat.standin.world import rid, world

routes = Blueprint("other", __name__)

_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~%]{1,32}")
_TEXT_LENGTH = 2500
_FOLLOW_SCENE = 64
_RISKY, _REVIEW, _FINE = 20006, 20001, 100


@routes.get("/cgi-bin/ticket/getticket")
def get_ticket() -> Response:
    """jsapi_ticket, the same for two hours."""
    tokens.require("service")
    if request.args.get("type") != "jsapi":
        raise answers.Refusal(40097, "invalid args")
    now = world().now()
    with world().store.write() as db:
        sql = "SELECT * FROM tokens WHERE kind = 'ticket' AND expires_at > ?"
        row = db.execute(sql, (now + 300,)).fetchone()
        if row is None:
            sql = "INSERT INTO tokens (token, kind, app_id, made_at, expires_at) VALUES (?, 'ticket', ?, ?, ?) RETURNING *"
            values = (secrets.token_urlsafe(64), world().account.service_app_id, now, now + 7200)
            row = db.execute(sql, values).fetchone()
    return answers.ok(ticket=row["token"], expires_in=int(row["expires_at"] - now))


@routes.post("/wxa/msg_sec_check")
def msg_sec_check() -> Response:
    """Version 2.0: ``risky`` or ``review`` for a text with one of the words that the options name."""
    tokens.require("mini")
    asked = answers.body()
    content = asked.get("content")
    if str(asked.get("version")) != "2" or asked.get("scene") not in (1, 2, 3, 4):
        raise answers.Refusal(40097, "invalid args")
    if not isinstance(content, str) or not 0 < len(content) <= _TEXT_LENGTH:
        raise answers.Refusal(44002, "content size out of limit")
    if people.by_openid(world(), "mini", answers.text(asked, "openid")) is None:
        raise answers.Refusal(40003, "invalid openid")
    suggest, label = _judged(content)
    detail = [{"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90}]
    return answers.ok(result={"suggest": suggest, "label": label}, detail=detail, trace_id=rid())


@routes.post("/wxa/getwxacodeunlimit")
def mini_code() -> Response:
    """A picture for a scene of at most 32 characters; a JSON error else."""
    tokens.require("mini")
    asked = answers.body()
    scene, page = answers.text(asked, "scene"), answers.text(asked, "page")
    if not _SCENE.fullmatch(scene):
        raise answers.Refusal(40129, "invalid scene")
    if page.startswith("/") or "?" in page:
        raise answers.Refusal(41030, "invalid page")
    with world().store.write() as db:
        db.execute("INSERT OR REPLACE INTO scenes VALUES (?, ?)", (scene, page))
    width = asked.get("width", 430)
    if isinstance(width, bool) or not isinstance(width, int):
        raise answers.Refusal(40097, "invalid args")
    return Response(png.code(f"{page}?{scene}", min(1280, max(280, width))), mimetype="image/png")


@routes.get("/cgi-bin/get_api_domain_ip")
def domain_ip() -> Response:
    """Used by the house as the cheapest proof that its token holds."""
    token_of = "mini" if _is_mini() else "service"
    tokens.require(token_of)
    return jsonify({"ip_list": ["127.0.0.1"]})


@routes.get("/cgi-bin/getcallbackip")
def callback_ip() -> Response:
    """From where pushed messages and notices come."""
    return domain_ip()


@routes.post("/cgi-bin/qrcode/create")
def follow_code() -> Response:
    """A code that leads to the service account: its address opens a page here that asks who scans it."""
    tokens.require("service")
    asked = answers.body()
    info = asked.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    text = answers.text(scene, "scene_str") if isinstance(scene, dict) else ""
    if asked.get("action_name") not in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE") or not 1 <= len(text) <= _FOLLOW_SCENE:
        raise answers.Refusal(40097, "invalid args")
    lasts = {"expire_seconds": asked.get("expire_seconds", 60)} if asked["action_name"] == "QR_STR_SCENE" else {}
    url = f"{world().account.base_url}/q/{quote(text, safe='')}"
    return jsonify({"ticket": "gQ" + secrets.token_urlsafe(64), "url": url, **lasts})


def _is_mini() -> bool:
    row = world().store.one("SELECT app_id FROM tokens WHERE token = ?", request.args.get("access_token", ""))
    return row is not None and row["app_id"] == world().account.mini_app_id


def _judged(content: str) -> tuple[str, int]:
    if any(word in content for word in world().option("risky_words")):
        return "risky", _RISKY
    if any(word in content for word in world().option("review_words")):
        return "review", _REVIEW
    return "pass", _FINE
