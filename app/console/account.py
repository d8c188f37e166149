"""One's own account: the second factor, the password, the devices that are logged in."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from app.console.kit import ID, documented, part
from app.identity import agents, desk, second_factor
from app.outbox import record
from app.web.access import me, operation
from app.web.house import house
from app.web.schemas import LocalTime, Out, Strict
from dispatch.domain import events
from dispatch.scene import moment

account = part("account", "One's own account / 我的账号")
_PASSWORD = validate.Length(1, 200)
_CODE = validate.Length(1, 20)


class ConsolePasswordOnlyIn(Strict):
    """Her password once more."""

    password = fields.String(required=True, load_only=True, validate=_PASSWORD)


class ConsoleCodeIn(Strict):
    """A code of the app."""

    code = fields.String(required=True, load_only=True, validate=_CODE)


class ConsolePasswordCodeIn(Strict):
    """Her password, and a code of the app or on paper."""

    password = fields.String(required=True, load_only=True, validate=_PASSWORD)
    code = fields.String(required=True, load_only=True, validate=_CODE)


class ConsoleNewPasswordIn(Strict):
    """The old one and the new one."""

    password = fields.String(required=True, load_only=True, validate=_PASSWORD)
    new_password = fields.String(required=True, load_only=True, validate=_PASSWORD)


class ConsoleTotpBegun(Out):
    """What the app on her phone needs: ``uri`` as a QR code, or ``secret`` typed in. Shown once."""

    secret = fields.String()
    uri = fields.String()


class ConsoleRecoveryCodes(Out):
    """Each good once, instead of a code of the app. Shown once: to be printed."""

    recovery_codes = fields.List(fields.String())


class ConsoleTotp(Out):
    """How her second factor stands."""

    on = fields.Boolean()
    recovery_codes_left = fields.Integer()


class ConsoleDeviceSession(Out):
    """A device that is logged in."""

    id = fields.Integer()
    device = fields.String(allow_none=True)
    created_at = LocalTime()
    expires_at = LocalTime()
    current = fields.Boolean()


class ConsoleDeviceSessions(Out):
    """All of hers."""

    sessions = fields.List(fields.Nested(ConsoleDeviceSession()))


@account.route("/me/totp", methods=["GET"])
@documented(account, "How my second factor stands")
@account.response(200, ConsoleTotp())
@operation("console.me.totp")
def read_totp() -> dict[str, Any]:
    """Whether it is on, and how many recovery codes are left."""
    agent_id = me().id

    def ask(session: Session) -> dict[str, Any]:
        left = second_factor.recovery_codes_left(session, agent_id)
        return {"on": second_factor.is_on(session, agent_id), "recovery_codes_left": left}

    return house().db.read(ask)


@account.route("/me/totp", methods=["POST"])
@documented(account, "Begin with a second factor", 409)
@account.arguments(ConsolePasswordOnlyIn())
@account.response(201, ConsoleTotpBegun())
@operation("console.me.totp_begin")
def begin_totp(body: dict[str, Any]) -> dict[str, str]:
    """Not in force before a code of it is confirmed. Beginning again makes a new secret."""
    _again(body["password"])
    agent_id = me().id

    def work(session: Session) -> dict[str, str]:
        return second_factor.begin(session, agent_id, agents.agent_of(session, agent_id).login)

    return house().db.run(work)


@account.route("/me/totp/confirm", methods=["POST"])
@documented(account, "A first code puts it in force", 409)
@account.arguments(ConsoleCodeIn())
@account.response(200, ConsoleRecoveryCodes())
@operation("console.me.totp_confirm")
def confirm_totp(body: dict[str, Any]) -> dict[str, Any]:
    """From now on a log-in asks for a code. The recovery codes are shown this once."""
    principal = me()

    def work(session: Session) -> list[str] | None:
        codes = second_factor.confirm(session, principal.id, body["code"])
        if codes is not None:
            record(session, events.AGENT_TOTP_ON, moment(session), agent_id=principal.id, by=principal.who)
        return codes

    codes = house().db.run(work)
    if codes is None:
        raise second_factor.wrong_code()
    return {"recovery_codes": codes}


@account.route("/me/totp/recovery-codes", methods=["POST"])
@documented(account, "New recovery codes")
@account.arguments(ConsolePasswordCodeIn())
@account.response(200, ConsoleRecoveryCodes())
@operation("console.me.totp_codes")
def new_codes(body: dict[str, Any]) -> dict[str, Any]:
    """Those before are worth nothing."""
    _again(body["password"], body["code"])
    agent_id = me().id
    return {"recovery_codes": house().db.run(lambda session: second_factor.new_recovery_codes(session, agent_id))}


@account.route("/me/totp/disable", methods=["POST"])
@documented(account, "No second factor any more")
@account.arguments(ConsolePasswordCodeIn())
@account.response(204)
@operation("console.me.totp_off")
def disable_totp(body: dict[str, Any]) -> None:
    """Asks for the password and a code once more; wrong ones are counted as at the log-in."""
    _again(body["password"], body["code"])
    principal = me()

    def work(session: Session) -> None:
        if second_factor.switch_off(session, principal.id):
            record(session, events.AGENT_TOTP_OFF, moment(session), agent_id=principal.id, by=principal.who)

    house().db.run(work)


@account.route("/me/password", methods=["POST"])
@documented(account, "A new password")
@account.arguments(ConsoleNewPasswordIn())
@account.response(204)
@operation("console.me.password")
def set_password(body: dict[str, Any]) -> None:
    """Other devices are logged out."""
    _again(body["password"])
    principal, new = me(), body["new_password"]
    house().db.run(lambda session: desk.own_password(session, principal.id, new, principal.token_id))


@account.route("/sessions", methods=["GET"])
@documented(account, "My devices that are logged in")
@account.response(200, ConsoleDeviceSessions())
@operation("console.sessions.list")
def list_sessions() -> dict[str, Any]:
    """The latest first; `current` is this one."""
    principal = me()
    return {"sessions": house().db.read(lambda session: desk.sessions_of(session, principal.id, principal.token_id))}


@account.route(f"/sessions/<{ID}:session_id>", methods=["DELETE"])
@documented(account, "Log one of my devices out", 404)
@account.response(204)
@operation("console.sessions.end")
def end_session(session_id: int) -> None:
    """At once."""
    principal = me()
    house().db.run(lambda session: desk.end_session(session, principal.id, session_id, principal.who))


def _again(password: str, code: str | None = None) -> None:
    agent_id = me().id
    refused = house().db.run(lambda session: agents.try_again(session, agent_id, password, code))
    if refused == "wrong_code":
        raise second_factor.wrong_code()
    if refused is not None:  # the wrong try has been counted and committed
        raise agents.wrong_password()
