"""Who a mother is to WeChat: openids by app, joined by the unionid; and the ticket between her log-in and her phone."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import now
from app.db import vault_of
from app.errors import Problem
from app.wechat_port import UNIONID, WechatIdentity

PURPOSE = "wechat.ticket"
TICKET_LIFETIME = timedelta(minutes=10)

# Her openid in this app first; else the unionid says that she is the mother of another app's openid.
_FIND = text("""
SELECT i.member_id FROM member_identities i JOIN members m ON m.id = i.member_id AND m.erased_at IS NULL
WHERE (i.app_id = :app_id AND i.subject = :openid) OR (i.app_id = 'unionid' AND i.subject = :unionid)
ORDER BY i.app_id = 'unionid' LIMIT 1
""")
# An openid belongs to whoever proved her phone with it last: a second-hand phone, or a number that she gave up.
_REMEMBER = text("""
INSERT INTO member_identities (member_id, app_id, subject, created_at, seen_at) VALUES (:member_id, :app_id, :subject, :at, :at)
ON CONFLICT (app_id, subject) DO UPDATE SET member_id = excluded.member_id, seen_at = excluded.seen_at
""")
_OPENID = text("""
SELECT subject FROM member_identities WHERE member_id = :member_id AND app_id = :app_id AND (follows OR NOT :followers)
ORDER BY seen_at DESC NULLS LAST, id DESC LIMIT 1
""")
_FOLLOWS = text("""
UPDATE member_identities SET follows = :follows, follows_at = coalesce(:at, follows_at)
WHERE app_id = :app_id AND subject = :openid AND (cast(:at AS timestamptz) IS NULL OR follows_at IS NULL OR follows_at <= :at)
""")


class BadTicket(Problem):
    """The ticket of a WeChat log-in is not ours, or too old."""

    status, code, detail = 422, "ticket_expired", "登录已过期，请重新点击微信登录"


def member_of_identity(session: Session, identity: WechatIdentity) -> int | None:
    """The member whose openid or unionid this is; None for somebody whose phone is not known yet."""
    found = session.execute(_FIND, asdict(identity)).scalar()
    return None if found is None else int(found)


def remember(session: Session, member_id: int, identity: WechatIdentity) -> None:
    """This openid (and unionid) is hers, and was seen now."""
    at = now(session)
    for app_id, subject in ((identity.app_id, identity.openid), (UNIONID, identity.unionid)):
        if subject:
            session.execute(_REMEMBER, {"member_id": member_id, "app_id": app_id, "subject": subject, "at": at})


def openid_of(session: Session, member_id: int, app_id: str, *, followers: bool = False) -> str | None:
    """Her openid in an app, the one seen last; only one that follows the service account if ``followers``."""
    values = {"member_id": member_id, "app_id": app_id, "followers": followers}
    found: str | None = session.execute(_OPENID, values).scalar()
    return found


def set_following(session: Session, app_id: str, openid: str, *, follows: bool, at: datetime | None = None) -> None:
    """She followed the service account, or left it. Somebody unknown is nobody's business yet.

    ``at``: WeChat's time of its event; one that comes after a newer one changes nothing.
    """
    session.execute(_FOLLOWS, {"app_id": app_id, "openid": openid, "follows": follows, "at": at})


def ticket_for(session: Session, identity: WechatIdentity) -> str:
    """What her client keeps until it has her phone: sealed, so that no openid is in it to read, and short-lived."""
    until = now(session) + TICKET_LIFETIME
    sealed = vault_of(session).seal_json({**asdict(identity), "until": until.timestamp()}, PURPOSE)
    return base64.urlsafe_b64encode(sealed).decode()


def identity_of_ticket(session: Session, ticket: str) -> WechatIdentity:
    """Whom a ticket stands for. Raises ``BadTicket`` for one that is altered, not ours, or too old."""
    try:
        kept = vault_of(session).open_json(base64.b64decode(ticket, b"-_", validate=True), PURPOSE)
    except (InvalidTag, binascii.Error, KeyError, IndexError, ValueError, json.JSONDecodeError):
        raise BadTicket() from None
    if kept.pop("until") < now(session).timestamp():
        raise BadTicket()
    return WechatIdentity(**kept)
