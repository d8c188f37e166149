"""Logging in with a phone and a code; nothing here tells whether a phone is known."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.errors import Problem
from app.identity import login as codes
from app.members.people import member_of_phone, profile
from app.mom_api.kit import documented, part
from app.mom_api.schemas import MomLoginIn, MomSession, MomSmsCode, SmsCodeIn
from app.notify.texts import code_text
from app.web.access import me, operation
from app.web.house import house

AUDIENCE = "member"
login = part("login", "Log in by phone and code / 登录")


class SmsUnavailable(Problem):
    """The text-message provider did not take the message."""

    status, code, detail = 503, "sms_unavailable", "短信暂时发不出去，请稍后再试"


@login.route("/sms-codes", methods=["POST"])
@documented(login, "Send a log-in code to a phone", 429, 503, public=True)
@login.arguments(SmsCodeIn())
@login.response(202, MomSmsCode())
@operation("mom.sms_code")
def send_code(body: dict[str, Any]) -> dict[str, int]:
    """One a minute, ten a day. The answer is the same for every phone."""
    phone = body["phone"]
    code = house().db.run(lambda session: codes.new_code(session, phone, AUDIENCE))
    lifetime_s = int(codes.CODE_LIFETIME.total_seconds())
    try:
        house().sms.send(phone, code_text(code, lifetime_s // 60))
    except Exception:
        raise SmsUnavailable() from None  # the provider's words may hold the phone
    return {"retry_after_s": int(codes.RESEND_AFTER.total_seconds()), "lifetime_s": lifetime_s}


@login.route("/sessions", methods=["POST"])
@documented(login, "Log in: a code becomes a token", public=True)
@login.arguments(MomLoginIn())
@login.response(201, MomSession())
@operation("mom.login")
def log_in(body: dict[str, Any]) -> dict[str, Any]:
    """A member whom a till or an import knows by this phone is the same mother. Wrong, old and used codes are one answer."""
    made = house().db.run(lambda session: _log_in(session, body))
    if made is None:  # the wrong try has been counted and committed
        raise codes.refuse_code()
    return made


@login.route("/sessions/current", methods=["DELETE"])
@documented(login, "Log this device out, at once")
@login.response(204)
@operation("mom.logout")
def log_out() -> None:
    """The token is worth nothing from now on."""
    token_id = me().token_id
    house().db.run(lambda session: codes.revoke_token(session, token_id))


def _log_in(session: Session, body: dict[str, Any]) -> dict[str, Any] | None:
    if not codes.check_code(session, body["phone"], AUDIENCE, body["code"]):
        return None
    return session_of(session, member_of_phone(session, body["phone"]), body["device"])


def session_of(session: Session, member_id: int, device: str | None) -> dict[str, Any]:
    """A new token of hers, and whose it is."""
    token = codes.issue_token(session, AUDIENCE, member_id, device=device)
    expires_in_s = int(codes.TOKEN_LIFETIME[AUDIENCE].total_seconds())
    return {"token": token, "expires_in_s": expires_in_s, "member": profile(session, member_id)}
