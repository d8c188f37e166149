"""The code that a mother shows at a till: ten digits, hers for a few minutes, good for one sale.

It is derived from her number and the time by a key, so that it is stored nowhere in clear; its hash finds her.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import SHANGHAI, local, now
from app.db import Retry, vault_of
from app.errors import Invalid, TooMany

LIFETIME = timedelta(minutes=5)
# A new one twice in a lifetime: whoever asks has at least half of it before her.
SLOT_S = int(LIFETIME.total_seconds()) // 2
# Clocks behind counters go wrong by minutes; what was rung up offline says itself when that was.
CLOCK_SLACK = timedelta(minutes=10)
MAX_MISSES, MISS_WINDOW = 20, timedelta(minutes=10)
_ATTEMPTS = 8  # a code that another mother has at this moment is passed over

_KEEP = text("""
INSERT INTO member_codes (code_hash, member_id, made_at, expires_at) VALUES (:hash, :member_id, :at, :expires_at)
ON CONFLICT (code_hash) DO NOTHING
""")
_FIND = text("""
SELECT c.member_id, c.made_at, c.expires_at, c.used_key, jindan_now() AS now
FROM member_codes c JOIN members m ON m.id = c.member_id AND m.erased_at IS NULL WHERE c.code_hash = :hash
""")
_USE = text(
    "UPDATE member_codes SET used_key = :key WHERE code_hash = :hash AND (used_key IS NULL OR used_key = :key) RETURNING 1"
)
_MISSES = text("SELECT count(*) FROM code_misses WHERE staff_id = :id AND at > jindan_now() - :window")
_MISS = text("INSERT INTO code_misses (staff_id, at) VALUES (:id, jindan_now())")
_FORGET = (
    text("DELETE FROM member_codes WHERE expires_at < jindan_now() - :kept"),
    text("DELETE FROM code_misses WHERE at < jindan_now() - :kept"),
)


class WrongCode(Invalid):
    """No code that is good now; the same for an unknown, an old and a used one."""

    def __init__(self) -> None:
        words = "会员码无效或已过期，请顾客刷新后再扫"
        super().__init__(words, code="wrong_member_code", fields={"code": [words]})


def hash_of(session: Session, code: str) -> bytes:
    """What is kept of a code. Keyed: ten digits would be found out by trying them all."""
    return vault_of(session).blind_index(f"member-code:{code}")


def show(session: Session, member_id: int) -> tuple[str, datetime]:
    """Her code of this moment and when it ends; asked again at once, the same."""
    at = now(session)
    slot = int(at.timestamp()) // SLOT_S
    expires_at = datetime.fromtimestamp(slot * SLOT_S, SHANGHAI) + LIFETIME
    for attempt in range(_ATTEMPTS):
        code = vault_of(session).member_code(member_id, slot, attempt)
        values = {"hash": hash_of(session, code), "member_id": member_id, "at": at, "expires_at": expires_at}
        session.execute(_KEEP, values)
        row = session.execute(_FIND, {"hash": values["hash"]}).one_or_none()
        if row and row.member_id == member_id and row.expires_at == expires_at and row.used_key is None:
            return code, expires_at
    raise Retry()


def peek(session: Session, code: str) -> int:
    """Whose code this is, if it is good now. It stays good. Raises ``WrongCode``."""
    row = session.execute(_FIND, {"hash": hash_of(session, code)}).one_or_none()
    if row is None or row.used_key is not None or row.expires_at <= row.now:
        raise WrongCode()
    return int(row.member_id)


def redeem(session: Session, code: str, at: datetime, key: str) -> int:
    """Whose code this was at ``at``, the sale's own time: it may reach us later. It serves the sale ``key`` alone."""
    hashed = hash_of(session, code)
    row = session.execute(_FIND, {"hash": hashed}).one_or_none()
    if row is None or not local(row.made_at) - CLOCK_SLACK <= local(at) <= local(row.expires_at) + CLOCK_SLACK:
        raise WrongCode()
    if session.execute(_USE, {"hash": hashed, "key": key}).first() is None:
        raise WrongCode()
    return int(row.member_id)


def check_misses(session: Session, staff_id: int) -> None:
    """Raises ``TooMany`` after ``MAX_MISSES`` wrong codes of hers within ``MISS_WINDOW``."""
    if session.execute(_MISSES, {"id": staff_id, "window": MISS_WINDOW}).scalar_one() >= MAX_MISSES:
        raise TooMany("会员码连续输错，请稍后再试，或改用手机号", code="too_many_tries")


def count_miss(session: Session, staff_id: int) -> None:
    """A wrong code; in a transaction of its own, since the one that found it out is rolled back."""
    session.execute(_MISS, {"id": staff_id})


def forget_old(session: Session, kept: timedelta) -> None:
    """Drop codes that no sale can name any more."""
    for statement in _FORGET:
        session.execute(statement, {"kept": kept})
