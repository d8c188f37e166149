"""The people at the desk, as headquarters keeps them: accounts, roles, sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import local, now
from app.errors import Conflict, Invalid, NotFound
from app.identity import second_factor
from app.identity.agents import ROLE_ZH
from app.identity.login import revoke_all
from app.identity.models import Agent
from app.outbox import record
from app.security import hash_password
from dispatch.domain import events

SHORTEST = 10
_PAGE = text("""
SELECT a.id, a.login, a.name, a.role, a.active, a.created_at, a.locked_until > jindan_now() AS locked,
       EXISTS (SELECT 1 FROM agent_totp t WHERE t.agent_id = a.id AND t.confirmed_at IS NOT NULL) AS totp,
       (SELECT count(*) FROM tokens k WHERE k.kind = 'agent' AND k.subject_id = a.id AND k.revoked_at IS NULL
          AND k.expires_at > jindan_now()) AS sessions,
       (SELECT max(k.created_at) FROM tokens k WHERE k.kind = 'agent' AND k.subject_id = a.id) AS last_login_at
FROM agents a
WHERE (cast(:id AS bigint) IS NULL OR a.id = :id) AND (cast(:role AS text) IS NULL OR a.role = :role)
  AND (cast(:active AS boolean) IS NULL OR a.active = :active)
  AND (cast(:q AS text) IS NULL OR a.login ILIKE :q OR a.name ILIKE :q) AND a.id > :after
ORDER BY a.id LIMIT :limit
""")
_SESSIONS = text("""
SELECT id, device, created_at, expires_at FROM tokens
WHERE kind = 'agent' AND subject_id = :id AND revoked_at IS NULL AND expires_at > jindan_now() ORDER BY id DESC
""")
_END = text("""
UPDATE tokens SET revoked_at = jindan_now()
WHERE id = :token_id AND kind = 'agent' AND subject_id = :id AND revoked_at IS NULL RETURNING id
""")


def agents_page(session: Session, wanted: dict[str, Any], after: int, limit: int) -> list[dict[str, Any]]:
    """Agents by id, one more than ``limit`` if there are more; ``wanted``: role, active, q (part of a login or name)."""
    q = wanted.get("q")
    pattern = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" if q else None
    values = {"id": None, "role": None, "active": None, **wanted, "q": pattern, "after": after, "limit": limit + 1}
    return [_row(row) for row in session.execute(_PAGE, values).mappings()]


def agent(session: Session, agent_id: int) -> dict[str, Any]:
    """One. Raises ``NotFound``."""
    values = {"id": agent_id, "role": None, "active": None, "q": None, "after": 0, "limit": 1}
    row = session.execute(_PAGE, values).mappings().one_or_none()
    if row is None:
        raise NotFound()
    return _row(row)


def create(session: Session, login: str, name: str, role: str, password: str, who: str) -> int:
    """A new account; its id. Raises ``Invalid`` naming a login that is taken or a password that is weak."""
    check_password_rule(password, login)
    at = now(session)
    values = {"login": login, "name": name, "role": role, "password_hash": hash_password(password), "created_at": at}
    try:
        with session.begin_nested():
            agent_id = int(session.execute(insert(Agent).values(values).returning(Agent.id)).scalar_one())
    except IntegrityError:
        raise Invalid(fields={"login": ["这个账号已经有人用了"]}) from None
    record(session, events.AGENT_CREATED, at, agent_id=agent_id, role=role, by=who)
    return agent_id


def change(session: Session, agent_id: int, changes: dict[str, Any], who: str, why: str) -> None:
    """Name, role, ``active``, a new ``password``, ``reset_totp``; her devices are logged out unless only the name changed.

    Raises ``NotFound``; ``Conflict`` (``yourself``) for one's own role or standing: somebody must be left to undo it.
    """
    known = session.execute(select(Agent).where(Agent.id == agent_id).with_for_update()).scalar_one_or_none()
    if known is None:
        raise NotFound()
    if who == f"agent:{agent_id}" and {"role", "active", "password", "reset_totp"} & changes.keys():
        raise Conflict("不能修改自己的角色、状态、密码或两步验证，请其他总部同事操作", code="yourself")
    values: dict[str, Any] = {name: changes[name] for name in ("name", "role", "active") if name in changes}
    if "password" in changes:
        check_password_rule(changes["password"], known.login)
        values |= {"password_hash": hash_password(changes["password"]), "failed_logins": 0, "locked_until": None}
    if values:
        session.execute(update(Agent).where(Agent.id == agent_id).values(values))
    if changes.get("reset_totp"):
        second_factor.switch_off(session, agent_id)
    if changes.keys() - {"name"}:
        revoke_all(session, "agent", agent_id)
    what = sorted(changes)
    record(session, events.AGENT_CHANGED, now(session), agent_id=agent_id, what=what, by=who, why=why)


def own_password(session: Session, agent_id: int, password: str, but_token: int) -> None:
    """She chose a new one; her other devices are logged out."""
    known = session.get_one(Agent, agent_id)
    check_password_rule(password, known.login)
    session.execute(update(Agent).where(Agent.id == agent_id).values(password_hash=hash_password(password)))
    session.execute(_OTHERS, {"id": agent_id, "but": but_token})
    who = f"agent:{agent_id}"
    record(session, events.AGENT_CHANGED, now(session), agent_id=agent_id, what=["password"], by=who)


_OTHERS = text("""
UPDATE tokens SET revoked_at = jindan_now() WHERE kind = 'agent' AND subject_id = :id AND id <> :but AND revoked_at IS NULL
""")


def sessions_of(session: Session, agent_id: int, current: int | None = None) -> list[dict[str, Any]]:
    """Her devices that are logged in, the latest first."""
    return [
        {
            "id": row.id, "device": row.device, "created_at": local(row.created_at), "expires_at": local(row.expires_at),
            "current": row.id == current,
        }
        for row in session.execute(_SESSIONS, {"id": agent_id})
    ]  # fmt: skip


def end_session(session: Session, agent_id: int, token_id: int, who: str) -> None:
    """Log one of her devices out, at once. Raises ``NotFound``."""
    if session.execute(_END, {"id": agent_id, "token_id": token_id}).scalar() is None:
        raise NotFound()
    record(session, events.AGENT_SESSION_ENDED, now(session), agent_id=agent_id, by=who)


def check_password_rule(password: str, login: str) -> None:
    """Raise ``Invalid`` for a password that is short, or holds the login. Length is what counts (NIST SP 800-63B, 5.1.1.2)."""
    if len(password) < SHORTEST or login.lower() in password.lower() or len(set(password)) < 5:
        raise Invalid(fields={"password": [f"至少 {SHORTEST} 位，不能包含账号，也不要全是重复的字符"]})


def _row(row: Any) -> dict[str, Any]:
    last = row["last_login_at"]
    return {
        **row, "role_zh": ROLE_ZH[row["role"]], "created_at": local(row["created_at"]), "locked": bool(row["locked"]),
        "last_login_at": local(last) if last else None,
    }  # fmt: skip
