"""Logging in with WeChat: her openid is enough once her phone is known; before that her phone is asked for, once."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from sqlalchemy.orm import Session

from app.identity import login as codes
from app.members.identities import TICKET_LIFETIME, identity_of_ticket, member_of_identity, remember, ticket_for
from app.members.people import member_of_phone
from app.mom_api.kit import documented, part
from app.mom_api.login import AUDIENCE, session_of
from app.mom_api.schemas import MomSession
from app.mom_api.wechat_schemas import (
    MomBound,
    MomOauth,
    MomTemplates,
    MomTicket,
    OauthQuery,
    WechatBindIn,
    WechatLoginIn,
    WechatPhoneIn,
)
from app.notify.quota import accepts_of
from app.web.access import me, operation
from app.web.house import house
from app.web.wechat import asked, page_of_ours, wechat_port
from app.wechat_port import WechatIdentity

TICKET = MomTicket()
wechat = part("wechat", "WeChat: log-in, phone, messages / 微信")


@wechat.route("/wechat-sessions", methods=["POST"])
@documented(wechat, "Log in by the code of wx.login, or of the service account's OAuth", 409, 503, public=True)
@wechat.arguments(WechatLoginIn())
@wechat.response(201, MomSession())
@wechat.alt_response(
    202, schema=TICKET, description="Her phone is not known yet: ask for it with the ticket", success=True
)
@operation("mom.wechat.login")
def log_in(body: dict[str, Any]) -> Any:
    """Her till purchases are hers at once if a till knows her phone."""
    identity = identity_behind(body)
    made = house().db.run(lambda session: _known(session, identity, body["device"]))
    if made is not None:
        return made, 201
    ticket = house().db.read(lambda session: ticket_for(session, identity))
    answer = jsonify(TICKET.dump({"ticket": ticket, "expires_in_s": int(TICKET_LIFETIME.total_seconds())}))
    answer.status_code = 202
    return answer


@wechat.route("/wechat-sessions/phone", methods=["POST"])
@documented(
    wechat, "The phone that the ticket waits for: by WeChat's phone button, or by a text message", 404, 503, public=True
)
@wechat.arguments(WechatPhoneIn())
@wechat.response(201, MomSession())
@operation("mom.wechat.phone")
def give_phone(body: dict[str, Any]) -> dict[str, Any]:
    """Either `phone_code`, or `phone` with the `code` of `/sms-codes`."""
    identity = house().db.read(lambda session: identity_of_ticket(session, body["ticket"]))
    phone = body["phone"]
    if body["phone_code"]:
        phone = asked(lambda: wechat_port().phone_number(body["phone_code"]), "phone_code")
    made = house().db.run(lambda session: _with_phone(session, identity, phone, body))
    if made is None:  # the wrong try has been counted and committed
        raise codes.refuse_code()
    return made


@wechat.route("/me/wechat", methods=["POST"])
@documented(wechat, "She is logged in by phone, and this is her WeChat too", 409, 503)
@wechat.arguments(WechatBindIn())
@wechat.response(200, MomBound())
@operation("mom.wechat.bind")
def bind(body: dict[str, Any]) -> dict[str, bool]:
    """So that she can pay with it and be written to. A WeChat belongs to whoever bound it last."""
    member_id, identity = me().id, identity_behind(body)
    house().db.run(lambda session: remember(session, member_id, identity))
    return {"bound": True}


@wechat.route("/wechat/oauth-url", methods=["GET"])
@documented(wechat, "Where a page inside WeChat goes to come back with a code", 409, public=True)
@wechat.arguments(OauthQuery(), location="query")
@wechat.response(200, MomOauth())
@operation("mom.wechat.oauth")
def oauth_url(query: dict[str, Any]) -> dict[str, str]:
    """`redirect` is a page of ours; `state` comes back unchanged, for the page to compare."""
    port = wechat_port()
    return {"url": port.oauth_url(page_of_ours(query["redirect"], "redirect"), query["state"])}


@wechat.route("/message-templates", methods=["GET"])
@documented(wechat, "Which messages she may allow, and how many of each she still allows")
@wechat.response(200, MomTemplates())
@operation("mom.templates")
def templates() -> dict[str, Any]:
    """For `wx.requestSubscribeMessage`, after a tap or a payment. WeChat itself tells us what she answered."""
    member_id, port = me().id, house().wechat
    names = port.subscribe_templates if port else {}
    left = house().db.read(lambda session: accepts_of(session, member_id))
    rows = [(kind, template.template_id) for kind, template in sorted(names.items())]
    return {"templates": [{"kind": kind, "template_id": i, "left": left.get(i, 0)} for kind, i in rows]}


def identity_behind(body: dict[str, Any]) -> WechatIdentity:
    """Whom WeChat says that the code stands for."""
    port = wechat_port()
    mini = body["app"] == "mini_program"
    return asked(lambda: (port.mini_login if mini else port.service_login)(body["code"]))


def _known(session: Session, identity: WechatIdentity, device: str | None) -> dict[str, Any] | None:
    member_id = member_of_identity(session, identity)
    if member_id is None:
        return None
    remember(session, member_id, identity)
    return session_of(session, member_id, device)


def _with_phone(session: Session, identity: WechatIdentity, phone: str, body: dict[str, Any]) -> dict[str, Any] | None:
    # WeChat vouches for the number behind a phone code; a number that she typed is proved by the text message.
    if not body["phone_code"] and not codes.check_code(session, phone, AUDIENCE, body["code"]):
        return None
    member_id = member_of_phone(session, phone)
    remember(session, member_id, identity)
    return session_of(session, member_id, body["device"])
