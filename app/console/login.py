"""Agents log in, and out."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.clock import now
from app.console.answers import ConsoleMe, ConsoleSession
from app.console.kit import documented, part
from app.console.schemas import ConsoleLoginIn
from app.identity import agents, second_factor
from app.identity.login import TOKEN_LIFETIME, revoke_token
from app.outbox import latest_position
from app.web.access import me, operation
from app.web.house import house
from app.web.operations import OPERATIONS

login = part("login", "Log in / 登录")


@login.route("/sessions", methods=["POST"])
@documented(login, "Log in by name and password", 401, public=True)
@login.arguments(ConsoleLoginIn())
@login.response(201, ConsoleSession())
@operation("console.login")
def log_in(body: dict[str, Any]) -> dict[str, Any]:
    """Five wrong tries lock the account for a quarter of an hour. One answer to everything that is not right.

    401 `totp_required` after the right password of an account with a second factor: the same again with `code`.
    """
    entered = house().db.run(lambda session: agents.log_in(session, **body))
    if not isinstance(entered, agents.LoggedIn):  # the wrong try has been counted and committed
        raise agents.refusal(entered)
    agent = house().db.read(lambda session: _agent(session, entered.agent_id))
    return {
        "token": entered.token, "expires_in_s": int(TOKEN_LIFETIME["agent"].total_seconds()), "agent": agent
    }  # fmt: skip


@login.route("/sessions/current", methods=["DELETE"])
@documented(login, "Log out, at once")
@login.response(204)
@operation("console.logout")
def log_out() -> None:
    """The token is worth nothing from now on."""
    token_id = me().token_id
    house().db.run(lambda session: revoke_token(session, token_id))


@login.route("/me", methods=["GET"])
@documented(login, "Who I am and what I may do")
@login.response(200, ConsoleMe())
@operation("console.me")
def who_am_i() -> dict[str, Any]:
    """Name, role, and the operations of the role."""
    agent_id = me().id
    return house().db.read(lambda session: _agent(session, agent_id))


def _agent(session: Session, agent_id: int) -> dict[str, Any]:
    agent = agents.agent_of(session, agent_id)
    allowed = sorted(name for name, rule in OPERATIONS.items() if agent.role in rule.roles)
    return {
        "login": agent.login, "name": agent.name, "role": agent.role, "role_zh": agents.ROLE_ZH[agent.role],
        "operations": allowed, "totp": second_factor.is_on(session, agent_id),
        "map_tiles": house().config.map_tiles, "now": now(session), "last_event_id": latest_position(session),
    }  # fmt: skip
