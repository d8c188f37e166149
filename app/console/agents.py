"""Headquarters keeps the people at the desk: accounts, roles, sessions."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from app.console.account import ConsoleDeviceSessions
from app.console.kit import ID, documented, part
from app.errors import Invalid
from app.identity import desk
from app.identity.agents import ROLE_ZH
from app.web.access import me, operation
from app.web.door import Reason, Typed
from app.web.house import house
from app.web.paging import encode_cursor, id_cursor
from app.web.schemas import LocalTime, Out, PageQuery, Strict

agents_door = part("agents", "People at the desk / 客服账号")
ROLE = validate.OneOf(tuple(ROLE_ZH), error=f"须为 {' 或 '.join(ROLE_ZH)}")
LOGIN = validate.Regexp(r"^[a-z0-9][a-z0-9._-]{2,39}\Z", error="3 到 40 位小写字母、数字或 . _ -，以字母或数字开头")
PASSWORD = validate.Length(1, 200)


class AgentsQuery(PageQuery):
    """Which."""

    role = fields.String(load_default=None, validate=ROLE)
    active = fields.Boolean(load_default=None)
    q = Typed(40, load_default=None, metadata={"description": "part of a login or a name"})


class ConsoleAgentIn(Strict):
    """A new account; the password is told her by headquarters, and hers to change."""

    login = fields.String(required=True, validate=LOGIN)
    name = Typed(40, required=True)
    role = fields.String(required=True, validate=ROLE)
    password = fields.String(required=True, load_only=True, validate=PASSWORD)


class ConsoleAgentChange(Strict):
    """What changes, and why. ``reset_totp``: she lost her phone and her codes."""

    name = Typed(40)
    role = fields.String(validate=ROLE)
    active = fields.Boolean()
    password = fields.String(load_only=True, validate=PASSWORD)
    reset_totp = fields.Boolean(validate=validate.Equal(True, error="只能为 true"))
    reason = Reason()


class ConsoleAgent(Out):
    """One of the desk."""

    id = fields.Integer()
    login = fields.String()
    name = fields.String()
    role = fields.String()
    role_zh = fields.String()
    active = fields.Boolean()
    locked = fields.Boolean(metadata={"description": "too many wrong tries a moment ago"})
    totp = fields.Boolean()
    sessions = fields.Integer()
    created_at = LocalTime()
    last_login_at = LocalTime(allow_none=True)


class ConsoleAgents(Out):
    """A page, by id."""

    agents = fields.List(fields.Nested(ConsoleAgent()))
    next_cursor = fields.String(allow_none=True)


@agents_door.route("/agents", methods=["GET"])
@documented(agents_door, "Who works at the desk")
@agents_door.arguments(AgentsQuery(), location="query")
@agents_door.response(200, ConsoleAgents())
@operation("console.agents.list")
def list_agents(query: dict[str, Any]) -> dict[str, Any]:
    """With role, second factor, devices logged in."""
    after, limit = id_cursor(query.pop("cursor")) or 0, query.pop("limit")
    rows = house().db.read(lambda session: desk.agents_page(session, query, after, limit))
    going_on = encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None
    return {"agents": rows[:limit], "next_cursor": going_on}


@agents_door.route("/agents", methods=["POST"])
@documented(agents_door, "A new account")
@agents_door.arguments(ConsoleAgentIn())
@agents_door.response(201, ConsoleAgent())
@operation("console.agents.create")
def create_agent(body: dict[str, Any]) -> dict[str, Any]:
    """422 names a login that is taken or a password that is weak."""
    who = me().who

    def work(session: Session) -> dict[str, Any]:
        return desk.agent(session, desk.create(session, **body, who=who))

    return house().db.run(work)


@agents_door.route(f"/agents/<{ID}:agent_id>", methods=["PATCH"])
@documented(agents_door, "Change an account", 404, 409)
@agents_door.arguments(ConsoleAgentChange())
@agents_door.response(200, ConsoleAgent())
@operation("console.agents.change")
def change_agent(body: dict[str, Any], agent_id: int) -> dict[str, Any]:
    """Her devices are logged out at once, unless only her name changed. 409 `yourself` for one's own role or standing."""
    who, why = me().who, body.pop("reason")
    if not body:
        raise Invalid(fields={"_": ["没有要修改的内容"]})

    def work(session: Session) -> dict[str, Any]:
        desk.change(session, agent_id, body, who, why)
        return desk.agent(session, agent_id)

    return house().db.run(work)


@agents_door.route(f"/agents/<{ID}:agent_id>/sessions", methods=["GET"])
@documented(agents_door, "Somebody's devices that are logged in", 404)
@agents_door.response(200, ConsoleDeviceSessions())
@operation("console.agents.sessions")
def list_agent_sessions(agent_id: int) -> dict[str, Any]:
    """The latest first."""
    current = me().token_id

    def ask(session: Session) -> dict[str, Any]:
        desk.agent(session, agent_id)
        return {"sessions": desk.sessions_of(session, agent_id, current)}

    return house().db.read(ask)


@agents_door.route(f"/agents/<{ID}:agent_id>/sessions/<{ID}:session_id>", methods=["DELETE"])
@documented(agents_door, "Log one of somebody's devices out", 404)
@agents_door.response(204)
@operation("console.agents.end_session")
def end_agent_session(agent_id: int, session_id: int) -> None:
    """At once."""
    who = me().who
    house().db.run(lambda session: desk.end_session(session, agent_id, session_id, who))
