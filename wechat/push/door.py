"""Where WeChat pushes events of the two apps: verified, told apart from repeats, acted on, answered with ``success``."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.members.identities import member_of_identity, remember
from app.payments.notices import count_rejection
from app.web.house import house
from app.wechat_port import WechatIdentity
from wechat.house import api_of, wechat_settings
from wechat.push.crypto import BadPush, PushCrypto
from wechat.push.events import act

log = logging.getLogger(__name__)
push = Blueprint("wechat-push", __name__, url_prefix="/wechat/push")

_SEEN = text("""
INSERT INTO push_seen (key_hash, event, received_at) VALUES (:key_hash, :event, jindan_now())
ON CONFLICT (key_hash) DO NOTHING RETURNING 1
""")


@push.get("/<app>")
def verify(app: str) -> Response | tuple[str, int]:
    """WeChat asks whether this URL is ours."""
    try:
        return _plain(_crypto(app)[0].echo(request.args))
    except BadPush as bad:
        return _refuse(bad.kind)


@push.post("/<app>")
def receive(app: str) -> Response | tuple[str, int]:
    """An event or a message. ``success`` once it is acted on, also when it comes again; 4xx for what is not WeChat's."""
    crypto, app_id = _crypto(app)
    try:
        told = crypto.open(request.args, request.get_data())
    except BadPush as bad:
        return _refuse(bad.kind)
    met = _met(app_id, told)
    house().db.run(lambda session: _once(session, app_id, told, met))
    return _plain("success")


def _met(app_id: str, told: dict[str, Any]) -> WechatIdentity | None:
    """Who this is, asked of WeChat before the transaction, if her openid in the service account was never seen here.

    A mother of the mini-program follows the account, perhaps by a code in the shop: only the unionid says that it is she.
    """
    api, openid = api_of(house().wechat), str(told.get("FromUserName") or "")
    if api is None or app_id != api.service_app_id or told.get("Event") not in ("subscribe", "SCAN") or not openid:
        return None
    known = house().db.read(lambda session: member_of_identity(session, WechatIdentity(app_id, openid)))
    return api.follower(openid) if known is None else None


def _once(session: Session, app_id: str, told: dict[str, Any], met: WechatIdentity | None) -> None:
    event = str(told.get("Event") or told.get("MsgType") or "")[:80]
    values = {"key_hash": _key(app_id, told), "event": event}
    if session.execute(_SEEN, values).scalar() is None:
        return
    member_id = member_of_identity(session, met) if met else None
    if met is not None and member_id is not None:
        remember(session, member_id, met)
    act(session, app_id, event, told)


def _key(app_id: str, told: dict[str, Any]) -> bytes:
    # A repeat says the same to the letter once it is unsealed. By sender and second alone (WeChat's own advice) the two
    # settlement events of a parcel that is received at once would be one.
    return hashlib.sha256(f"{app_id}\n{json.dumps(told, sort_keys=True)}".encode()).digest()


def _crypto(app: str) -> tuple[PushCrypto, str]:
    settings = wechat_settings(house().wechat)
    account = {"mini": settings.mini, "service": settings.service}.get(app) if settings else None
    if settings is None or account is None:
        raise NotFound()
    return PushCrypto(settings.push_token, settings.push_aes_key, account.app_id), account.app_id


def _refuse(kind: str) -> tuple[str, int]:
    house().db.run(lambda session: count_rejection(session, "push", kind))
    log.warning("a push was turned away: %s", kind)
    return "", 403 if kind in ("bad_signature", "bad_app") else 400


def _plain(words: str) -> Response:
    return Response(words, content_type="text/plain; charset=utf-8")
