"""Logging in by a code sent to a phone, and the tokens that follow."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from app.clock import now
from app.db import vault_of
from app.errors import Invalid, TooMany
from app.identity.models import SmsCode, Token
from app.security import new_token, token_hash

CODE_LIFETIME = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)
CODES_A_DAY = 10
MAX_TRIES = 5
TOKEN_LIFETIME = {
    "member": timedelta(days=90),
    "staff": timedelta(days=30),
    "agent": timedelta(hours=12),
    "terminal": timedelta(days=3650),
}


def new_code(session: Session, phone: str, audience: str) -> str:
    """A six-digit code for ``phone``, to be sent after the commit. Raises ``TooMany`` (one a minute, ten a day).

    Who has used the last one need not wait: she is logging in on a second device, or again after logging out.
    ``audience`` is ``member`` or ``staff``: a code for one door does not open the other.
    """
    at = now(session)
    phone_hash = vault_of(session).blind_index(phone)
    # Two taps at once: the second waits here, and then finds the first one's row.
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(encode(:h, 'hex'), 7))"), {"h": phone_hash})
    unused = func.max(SmsCode.created_at).filter(SmsCode.used_at.is_(None))
    recent = select(func.count(), unused).where(
        SmsCode.phone_hash == phone_hash, SmsCode.audience == audience, SmsCode.created_at > at - timedelta(days=1)
    )
    count, last = session.execute(recent).one()
    if last is not None and last > at - RESEND_AFTER:
        raise TooMany("验证码已发送，请一分钟后再试", code="code_just_sent")
    if count >= CODES_A_DAY:
        raise TooMany("今天获取验证码次数过多，请明天再试或联系客服", code="too_many_codes")
    code = f"{secrets.randbelow(1_000_000):06d}"
    values = {
        "phone_hash": phone_hash, "audience": audience, "code_hash": _hash(phone_hash, code),
        "created_at": at, "expires_at": at + CODE_LIFETIME,
    }  # fmt: skip
    session.execute(insert(SmsCode).values(values))
    return code


def check_code(session: Session, phone: str, audience: str, code: str) -> bool:
    """Use up a code: true once, for the latest code, within its time and tries.

    A wrong try is counted in this transaction, so the caller commits and then refuses (see ``refuse_code``).
    """
    phone_hash = vault_of(session).blind_index(phone)
    query = (
        select(SmsCode)
        .where(SmsCode.phone_hash == phone_hash, SmsCode.audience == audience)
        .order_by(SmsCode.id.desc())
        .limit(1)
        .with_for_update()
    )
    row = session.execute(query).scalar_one_or_none()
    if row is None or row.used_at is not None or row.attempts >= MAX_TRIES or row.expires_at <= now(session):
        return False
    right = hmac.compare_digest(row.code_hash, _hash(phone_hash, code))
    changes = {"used_at": now(session)} if right else {"attempts": SmsCode.attempts + 1}
    session.execute(update(SmsCode).where(SmsCode.id == row.id).values(changes))
    return right


def refuse_code() -> Invalid:
    """The one answer to a wrong, old or used code."""
    return Invalid("验证码不对或已过期", code="wrong_code", fields={"code": ["验证码不对或已过期"]})


def issue_token(
    session: Session, kind: str, subject_id: int, *, store_id: int | None = None, device: str | None = None
) -> str:
    """A new bearer token for a member, a staff member, an agent or a terminal; only its hash is kept."""
    at = now(session)
    token = new_token()
    values = {
        "token_hash": token_hash(token), "kind": kind, "subject_id": subject_id, "store_id": store_id,
        "device": device, "created_at": at, "expires_at": at + TOKEN_LIFETIME[kind],
    }  # fmt: skip
    session.execute(insert(Token).values(values))
    return token


def revoke_token(session: Session, token_id: int) -> None:
    """Log this device out, at once."""
    session.execute(update(Token).where(Token.id == token_id).values(revoked_at=now(session)))


def revoke_all(session: Session, kind: str, subject_id: int) -> None:
    """Log every device of somebody out, at once."""
    theirs = update(Token).where(Token.kind == kind, Token.subject_id == subject_id, Token.revoked_at.is_(None))
    session.execute(theirs.values(revoked_at=now(session)))


def _hash(phone_hash: bytes, code: str) -> bytes:
    return hashlib.sha256(phone_hash + code.encode()).digest()
