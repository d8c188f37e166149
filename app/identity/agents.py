"""Customer service and headquarters log in by name and password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.errors import Unauthenticated
from app.identity.login import issue_token
from app.identity.models import Agent
from app.security import check_password, hash_password

MAX_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
ROLE_ZH = {"customer_service": "客服", "headquarters": "总部"}


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new token and whose it is."""

    token: str
    agent_id: int


def log_in(session: Session, login: str, password: str, device: str | None = None) -> LoggedIn | None:
    """A token for the right password; None otherwise: the wrong try is counted, so the caller commits, then refuses.

    After ``MAX_TRIES`` wrong ones nothing is right for ``LOCKED_FOR``. An unknown name takes the time of a known one. The
    row is locked while the password is tried, so that many tries at once are counted one by one.
    """
    agent = session.execute(select(Agent).where(Agent.login == login).with_for_update()).scalar_one_or_none()
    right = check_password(password, agent.password_hash if agent else _nobodys())
    at = now(session)
    if agent is None or not agent.active or (agent.locked_until is not None and agent.locked_until > at):
        return None
    if not right:
        _count_wrong(session, agent)
        return None
    session.execute(update(Agent).where(Agent.id == agent.id).values(failed_logins=0, locked_until=None))
    return LoggedIn(issue_token(session, "agent", agent.id, device=device), agent.id)


def refuse_login() -> Unauthenticated:
    """The one answer to an unknown name, a wrong password, a closed account and one that is locked."""
    minutes = int(LOCKED_FOR.total_seconds() // 60)
    return Unauthenticated(f"账号或密码不对；连续输错 {MAX_TRIES} 次后，账号会锁定 {minutes} 分钟", code="wrong_login")


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
