"""A second factor for the desk: time-based codes (RFC 6238) from a phone's app, and codes on paper for the day it is lost.

Time is real time on the database's clock: phones know no other, and all processes agree on it.
"""

from __future__ import annotations

import hmac
import re
import secrets
from typing import Any

import pyotp
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import vault_of
from app.errors import Conflict, Invalid

PURPOSE = "agent_totp.secret"
ISSUER = "金蛋 Jindan"
STEP_S = 30
DRIFT = 1  # a phone's clock may be half a minute off, either way
RECOVERY_CODES = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else

_FIND = text("SELECT secret_sealed, confirmed_at, last_step FROM agent_totp WHERE agent_id = :id FOR UPDATE")
_IS_ON = text("SELECT EXISTS (SELECT 1 FROM agent_totp WHERE agent_id = :id AND confirmed_at IS NOT NULL)")
_STEP = text(f"SELECT floor(extract(epoch FROM clock_timestamp()) / {STEP_S})::bigint")
_BEGIN = text("""
INSERT INTO agent_totp (agent_id, secret_sealed, created_at) VALUES (:id, :sealed, clock_timestamp())
ON CONFLICT (agent_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, last_step = 0, created_at = excluded.created_at
WHERE agent_totp.confirmed_at IS NULL RETURNING agent_id
""")
_USED = text("UPDATE agent_totp SET last_step = :step WHERE agent_id = :id AND last_step < :step RETURNING agent_id")
_CONFIRM = text("UPDATE agent_totp SET confirmed_at = clock_timestamp() WHERE agent_id = :id")
_OFF = text("DELETE FROM agent_totp WHERE agent_id = :id AND confirmed_at IS NOT NULL RETURNING agent_id")
_FORGET_CODES = text("DELETE FROM agent_recovery_codes WHERE agent_id = :id")
_KEEP_CODE = text("INSERT INTO agent_recovery_codes (agent_id, code_hash) VALUES (:id, :hash)")
_USE_CODE = text("""
UPDATE agent_recovery_codes SET used_at = clock_timestamp()
WHERE agent_id = :id AND code_hash = :hash AND used_at IS NULL RETURNING agent_id
""")
_LEFT = text("SELECT count(*) FROM agent_recovery_codes WHERE agent_id = :id AND used_at IS NULL")


def is_on(session: Session, agent_id: int) -> bool:
    """Whether her log-in asks for a code."""
    return bool(session.execute(_IS_ON, {"id": agent_id}).scalar_one())


def begin(session: Session, agent_id: int, login: str) -> dict[str, str]:
    """A new secret, not in force before a code of it was entered. Raises ``Conflict`` if a second factor is on already."""
    secret = pyotp.random_base32()
    sealed = vault_of(session).seal(secret, PURPOSE)
    if session.execute(_BEGIN, {"id": agent_id, "sealed": sealed}).scalar() is None:
        raise Conflict("两步验证已经开启", code="totp_on")
    return {"secret": secret, "uri": pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)}


def confirm(session: Session, agent_id: int, code: str) -> list[str] | None:
    """Put it in force; the recovery codes, shown once. None if the code is wrong. Raises ``Conflict``."""
    row = session.execute(_FIND, {"id": agent_id}).one_or_none()
    if row is None or row.confirmed_at is not None:
        raise Conflict("请先开始设置两步验证" if row is None else "两步验证已经开启", code="totp_state")
    if not _is_code(session, agent_id, row, code):
        return None
    session.execute(_CONFIRM, {"id": agent_id})
    return new_recovery_codes(session, agent_id)


def new_recovery_codes(session: Session, agent_id: int) -> list[str]:
    """Ten new codes, in clear for the last time; those before are worth nothing."""
    session.execute(_FORGET_CODES, {"id": agent_id})
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(8)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        session.execute(_KEEP_CODE, {"id": agent_id, "hash": _hash(session, code)})
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def recovery_codes_left(session: Session, agent_id: int) -> int:
    """How many are unused."""
    return int(session.execute(_LEFT, {"id": agent_id}).scalar_one())


def check(session: Session, agent_id: int, code: str) -> bool:
    """Use a code up: of the app (each once, and none older than the last one used), or one of the recovery codes."""
    row = session.execute(_FIND, {"id": agent_id}).one_or_none()
    if row is None or row.confirmed_at is None:
        return False
    if _is_code(session, agent_id, row, code):
        return True
    written = re.sub(r"[\s-]", "", code).upper()
    return session.execute(_USE_CODE, {"id": agent_id, "hash": _hash(session, written)}).scalar() is not None


def switch_off(session: Session, agent_id: int) -> bool:
    """No code is asked for any more; whether one was."""
    session.execute(_FORGET_CODES, {"id": agent_id})
    return session.execute(_OFF, {"id": agent_id}).scalar() is not None


def wrong_code() -> Invalid:
    """The one answer to a wrong, old or used code."""
    return Invalid("验证码不对，或已经用过", code="wrong_code", fields={"code": ["验证码不对，或已经用过"]})


def _is_code(session: Session, agent_id: int, row: Any, code: str) -> bool:
    written = re.sub(r"\s", "", code)
    totp = pyotp.TOTP(vault_of(session).open(row.secret_sealed, PURPOSE), interval=STEP_S)
    now = int(session.execute(_STEP).scalar_one())
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > row.last_step and hmac.compare_digest(totp.generate_otp(step).encode(), written.encode()):
            return session.execute(_USED, {"id": agent_id, "step": step}).scalar() is not None
    return False


def _hash(session: Session, code: str) -> bytes:
    return vault_of(session).blind_index(f"recovery:{code}")
