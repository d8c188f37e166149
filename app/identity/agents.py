"""Customer service and headquarters log in by name and password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.errors import Invalid, Problem, Unauthenticated
from app.identity import second_factor
from app.identity.login import issue_token
from app.identity.models import Agent
from app.outbox import record
from app.security import check_password, hash_password
from dispatch.domain import events

MAX_TRIES = 5
Refused = Literal["wrong", "code_needed", "wrong_code"]
LOCKED_FOR = timedelta(minutes=15)
ROLE_ZH = {"customer_service": "客服", "headquarters": "总部"}


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new token and whose it is."""

    token: str
    agent_id: int


def log_in(
    session: Session, login: str, password: str, device: str | None = None, code: str | None = None
) -> LoggedIn | Refused:
    """A token for the right password, and the right ``code`` if her second factor is on.

    Otherwise what was wrong: a wrong try is counted, so the caller commits, then refuses. After ``MAX_TRIES`` wrong ones
    (passwords and codes together) nothing is right for ``LOCKED_FOR``. An unknown name takes the time of a known one. The row
    is locked while the password is tried, so that many tries at once are counted one by one.
    """
    agent = session.execute(select(Agent).where(Agent.login == login).with_for_update()).scalar_one_or_none()
    right = check_password(password, agent.password_hash if agent else _nobodys())
    at = now(session)
    if agent is None or not agent.active or (agent.locked_until is not None and agent.locked_until > at):
        return "wrong"
    if not right:
        _count_wrong(session, agent)
        return "wrong"
    if second_factor.is_on(session, agent.id):
        if code is None:
            return "code_needed"
        if not second_factor.check(session, agent.id, code):
            _count_wrong(session, agent)
            return "wrong_code"
    session.execute(update(Agent).where(Agent.id == agent.id).values(failed_logins=0, locked_until=None))
    record(session, events.AGENT_LOGGED_IN, at, by=f"agent:{agent.id}", agent_id=agent.id)
    return LoggedIn(issue_token(session, "agent", agent.id, device=device), agent.id)


def try_again(session: Session, agent_id: int, password: str, code: str | None = None) -> Refused | None:
    """Ask her for her password (and, with ``code``, a code) once more before something grave; counted as at the log-in.

    None if all was right. The caller commits, then refuses.
    """
    agent = session.execute(select(Agent).where(Agent.id == agent_id).with_for_update()).scalar_one()
    if agent.locked_until is not None and agent.locked_until > now(session):
        return "wrong"
    if not check_password(password, agent.password_hash):
        _count_wrong(session, agent)
        return "wrong"
    if code is not None and not second_factor.check(session, agent_id, code):
        _count_wrong(session, agent)
        return "wrong_code"
    return None


def refusal(refused: Refused) -> Problem:
    """What a door answers."""
    if refused == "code_needed":
        return Unauthenticated("请输入手机验证器上的 6 位验证码，或一个备用码", code="totp_required")
    if refused == "wrong_code":
        return Unauthenticated("验证码不对，或已经用过", code="wrong_code")
    return refuse_login()


def refuse_login() -> Unauthenticated:
    """The one answer to an unknown name, a wrong password, a closed account and one that is locked."""
    minutes = int(LOCKED_FOR.total_seconds() // 60)
    return Unauthenticated(f"账号或密码不对；连续输错 {MAX_TRIES} 次后，账号会锁定 {minutes} 分钟", code="wrong_login")


def wrong_password() -> Invalid:
    """The answer to a wrong password of somebody who is logged in."""
    return Invalid("密码不对", code="wrong_password", fields={"password": ["密码不对；连续输错会锁定账号"]})


def agent_of(session: Session, agent_id: int) -> Agent:
    """The agent behind a token."""
    return session.get_one(Agent, agent_id)


def agent_names(session: Session, ids: set[int]) -> dict[int, str]:
    """Names of agents by id."""
    return {row.id: row.name for row in session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(ids)))}


def _count_wrong(session: Session, agent: Agent) -> None:
    tries = agent.failed_logins + 1
    locked = tries >= MAX_TRIES
    changes = {"failed_logins": 0, "locked_until": now(session) + LOCKED_FOR} if locked else {"failed_logins": tries}
    session.execute(update(Agent).where(Agent.id == agent.id).values(changes))


@cache
def _nobodys() -> str:
    # A password that nobody knows, hashed as all others are.
    return hash_password("nobody's")
