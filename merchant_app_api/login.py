"""Logging in behind a counter. Nothing here tells a stranger whether a phone belongs to a store."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound
from app.identity import devices
from app.identity import login as codes
from app.identity import staff as people
from app.identity.models import Staff
from app.notify.texts import code_text
from app.security import mask_phone
from app.web.access import me, operation
from app.web.house import house
from merchant_app_api.kit import documented, my_store, part
from merchant_app_api.login_schemas import (
    BeatOut,
    ShiftOut,
    StaffCode,
    StaffCodeIn,
    StaffLoginIn,
    StaffMe,
    StaffSession,
    SwitchIn,
)

log = logging.getLogger(__name__)

AUDIENCE = "staff"
login = part("login", "Log in, choose the store, begin and end a shift / 登录与上下班")


@login.route("/sms-codes", methods=["POST"])
@documented(login, "Send a log-in code to a work phone", 429, public=True)
@login.arguments(StaffCodeIn())
@login.response(202, StaffCode())
@operation("merchant.sms_code")
def send_code(body: dict[str, Any]) -> dict[str, int]:
    """One a minute, ten a day. The answer is the same for every phone; only staff are sent a message."""
    phone = body["phone"]
    # A code is made for everybody, so that limits and wrong tries look alike too.
    code, known = house().db.run(
        lambda session: (codes.new_code(session, phone, AUDIENCE), people.active_staff(session, phone) is not None)
    )
    lifetime_s = int(codes.CODE_LIFETIME.total_seconds())
    if known:
        _send(phone, code_text(code, lifetime_s // 60))
    return {"retry_after_s": int(codes.RESEND_AFTER.total_seconds()), "lifetime_s": lifetime_s}


def _send(phone: str, words: str) -> None:
    try:
        house().sms.send(phone, words)
    except Exception as error:
        # Another answer would tell that the phone is known, and the provider's words may hold it.
        log.error("a log-in code was not taken: %s", type(error).__name__)


@login.route("/sessions", methods=["POST"])
@documented(login, "Log in: a code becomes a token for one store", public=True)
@login.arguments(StaffLoginIn())
@login.response(201, StaffSession())
@operation("merchant.login")
def log_in(body: dict[str, Any]) -> dict[str, Any]:
    """Her stores are listed; the device works for ``store_code``, else for the one she last worked for."""
    made = house().db.run(lambda session: _log_in(session, body))
    if made is None:  # the wrong try has been counted and committed
        raise codes.refuse_code()
    return made


def _log_in(session: Session, body: dict[str, Any]) -> dict[str, Any] | None:
    right = codes.check_code(session, body["phone"], AUDIENCE, body["code"])
    staff = people.active_staff(session, body["phone"])
    posts = people.posts_of(session, staff.id) if staff else []
    if not right or staff is None or not posts:
        return None
    chosen = _choose(session, staff.id, posts, body["store_code"])
    token = codes.issue_token(session, AUDIENCE, staff.id, store_id=chosen.store_id, device=body["device"])
    expires_in_s = int(codes.TOKEN_LIFETIME[AUDIENCE].total_seconds())
    return {"token": token, "expires_in_s": expires_in_s, "me": _me(session, staff, posts, chosen.store_id)}


def _choose(session: Session, staff_id: int, posts: list[people.Post], store_code: str | None) -> people.Post:
    if store_code is not None:
        named = next((post for post in posts if post.code == store_code), None)
        if named is None:
            # Raised in the transaction: her code stays good for another try.
            raise Invalid(fields={"store_code": ["您不在这家门店，请重新选择"]})
        return named
    last = people.last_store(session, staff_id)
    return next((post for post in posts if post.store_id == last), posts[0])


@login.route("/sessions/switch", methods=["POST"])
@documented(login, "Let this device work for another of her stores", 404)
@login.arguments(SwitchIn())
@login.response(200, StaffMe())
@operation("merchant.switch_store")
def switch_store(body: dict[str, Any]) -> dict[str, Any]:
    """The token stays; from now on it opens the other store and no longer this one. Feeds of the old store end."""
    who = me()

    def switch(session: Session) -> dict[str, Any]:
        post = people.move_device(session, who.token_id, who.id, body["store_code"])
        return _me_of(session, who.id, post.store_id)

    return house().db.run(switch)


@login.route("/sessions/current", methods=["DELETE"])
@documented(login, "Log this device out, at once")
@login.response(204)
@operation("merchant.logout")
def log_out() -> None:
    """The token is worth nothing from now on."""
    token_id = me().token_id
    house().db.run(lambda session: codes.revoke_token(session, token_id))


@login.route("/me", methods=["GET"])
@documented(login, "Who is logged in, and for which store")
@login.response(200, StaffMe())
@operation("merchant.me")
def read_me() -> dict[str, Any]:
    """She herself, her stores, and who is at work."""
    who, store_id = me(), my_store()
    return house().db.read(lambda session: _me_of(session, who.id, store_id))


@login.route("/shift", methods=["POST"])
@documented(login, "Begin a shift")
@login.response(200, ShiftOut())
@operation("merchant.shift.start")
def start_shift() -> dict[str, Any]:
    """She is at work at this store, and this phone is there to ring; a second tap changes nothing."""
    who, store_id = me(), my_store()

    def start(session: Session) -> dict[str, Any]:
        devices.sign_of_life(session, who.token_id, store_id)
        return {
            "started_at": people.start_shift(session, who.id, store_id), "at_work": people.at_work(session, store_id)
        }  # fmt: skip

    return house().db.run(start)


@login.route("/shift/beat", methods=["POST"])
@documented(login, "This phone is still there; about every 30 seconds")
@login.response(200, BeatOut())
@operation("merchant.shift.beat")
def beat() -> dict[str, Any]:
    """Answers the house's clock. `on_shift` false: her shift is over (ended elsewhere), and this phone would not ring."""
    who, store_id = me(), my_store()
    seen = devices.beat(house().db, who.token_id, who.id, store_id)
    return {"now": seen.now, "on_shift": seen.on_shift, "beat_every_s": devices.BEAT_EVERY_S}


@login.route("/shift", methods=["DELETE"])
@documented(login, "End a shift")
@login.response(204)
@operation("merchant.shift.end")
def end_shift() -> None:
    """She goes home; a second tap changes nothing."""
    who, store_id = me(), my_store()
    house().db.run(lambda session: people.end_shift(session, who.id, store_id))


def _me_of(session: Session, staff_id: int, store_id: int) -> dict[str, Any]:
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound()
    return _me(session, staff, people.posts_of(session, staff_id), store_id)


def _me(session: Session, staff: Staff, posts: list[people.Post], store_id: int) -> dict[str, Any]:
    stores = [
        {
            "code": post.code, "name": post.name, "address": post.address, "status": post.status, "role": post.role,
            "role_zh": people.ROLE_ZH[post.role], "chosen": post.store_id == store_id,
        }
        for post in posts
    ]  # fmt: skip
    chosen = next((store for store in stores if store["chosen"]), None)
    if chosen is None:
        raise NotFound()  # her role here was taken away between two statements
    return {
        "id": staff.id, "name": staff.name, "phone_masked": mask_phone(people.staff_phone(session, staff)),
        "role": chosen["role"], "role_zh": chosen["role_zh"], "store": chosen, "stores": stores,
        "shift_started_at": people.shift_of(session, staff.id, store_id),
        "at_work": people.at_work(session, store_id),
    }  # fmt: skip
