"""People behind counters: who a phone belongs to, which stores are hers, who is at work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.errors import NotFound
from app.identity.models import Staff, Token

PURPOSE = "staff.phone"
_OTHERS_ZH = {"agent": "客服", "member": "顾客", "staff": "店员"}
ROLE_ZH = {"clerk": "店员", "manager": "店长", "chain_manager": "连锁店长"}

# Who is on shift at the store {store}, and still works there.
ON_DUTY = """
FROM shifts h JOIN staff p ON p.id = h.staff_id AND p.active
JOIN staff_roles r ON r.staff_id = h.staff_id AND r.store_id = h.store_id AND r.active
WHERE h.store_id = {store} AND h.ended_at IS NULL"""
# Its managers.
MANAGERS = """
FROM staff_roles r JOIN staff p ON p.id = r.staff_id AND p.active
WHERE r.store_id = {store} AND r.active AND r.role IN ('manager', 'chain_manager')"""
_POSTS = text("""
SELECT s.id AS store_id, s.code, s.name, s.address, s.status, r.role
FROM staff_roles r JOIN stores s ON s.id = r.store_id
WHERE r.staff_id = :staff_id AND r.active ORDER BY s.code
""")
_LAST_STORE = text("""
SELECT t.store_id FROM tokens t JOIN staff_roles r ON r.staff_id = t.subject_id AND r.store_id = t.store_id
WHERE t.kind = 'staff' AND t.subject_id = :staff_id AND r.active ORDER BY t.id DESC LIMIT 1
""")
_START = text("""
INSERT INTO shifts (staff_id, store_id, started_at) VALUES (:staff_id, :store_id, jindan_now())
ON CONFLICT (staff_id, store_id) WHERE ended_at IS NULL DO NOTHING
""")
_END = text(
    "UPDATE shifts SET ended_at = jindan_now() WHERE staff_id = :staff_id AND store_id = :store_id AND ended_at IS NULL"
)
_SHIFT = text("SELECT started_at FROM shifts WHERE staff_id = :staff_id AND store_id = :store_id AND ended_at IS NULL")
_AT_WORK = text("""
SELECT s.id, s.name, h.started_at FROM shifts h JOIN staff s ON s.id = h.staff_id
WHERE h.store_id = :store_id AND h.ended_at IS NULL ORDER BY h.started_at, s.id
""")


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is at one store."""

    store_id: int
    code: str
    name: str
    address: str
    status: str
    role: str


def active_staff(session: Session, phone: str) -> Staff | None:
    """The person who logs in with this phone, if she still works for a store."""
    phone_hash = vault_of(session).blind_index(phone)
    return session.execute(select(Staff).where(Staff.phone_hash == phone_hash, Staff.active)).scalar_one_or_none()


def staff_phone(session: Session, staff: Staff) -> str:
    """Her phone in clear, for herself or masked."""
    return vault_of(session).open(staff.phone_sealed, PURPOSE)


def posts_of(session: Session, staff_id: int) -> list[Post]:
    """Her stores, by code."""
    return [Post(**row) for row in session.execute(_POSTS, {"staff_id": staff_id}).mappings()]


def last_store(session: Session, staff_id: int) -> int | None:
    """The store her latest device works for, if she still has a role there."""
    found: int | None = session.execute(_LAST_STORE, {"staff_id": staff_id}).scalar()
    return found


def move_device(session: Session, token_id: int, staff_id: int, store_code: str) -> Post:
    """Let a device work for another of her stores, from now on. Raises ``NotFound`` if it is not hers or not there."""
    post = next((post for post in posts_of(session, staff_id) if post.code == store_code), None)
    if post is None:
        raise NotFound()
    session.execute(update(Token).where(Token.id == token_id).values(store_id=post.store_id))
    return post


def start_shift(session: Session, staff_id: int, store_id: int) -> datetime:
    """She is at work here since the returned instant; starting twice changes nothing."""
    session.execute(_START, {"staff_id": staff_id, "store_id": store_id})
    began = shift_of(session, staff_id, store_id)
    assert began is not None
    return began


def end_shift(session: Session, staff_id: int, store_id: int) -> None:
    """She went home; ending twice changes nothing."""
    session.execute(_END, {"staff_id": staff_id, "store_id": store_id})


def shift_of(session: Session, staff_id: int, store_id: int) -> datetime | None:
    """Since when she is at work here, None if she is not."""
    at = session.execute(_SHIFT, {"staff_id": staff_id, "store_id": store_id}).scalar()
    return None if at is None else local(at)


def at_work(session: Session, store_id: int) -> list[dict[str, Any]]:
    """Who is at work at a store: id, name, started_at."""
    rows = session.execute(_AT_WORK, {"store_id": store_id}).mappings()
    return [{**row, "started_at": local(row["started_at"])} for row in rows]


def staff_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Display names by id."""
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(set(ids))))}


def actor_zh(who: str | None, name: str | None) -> str | None:
    """Who did something, as a store may read it: a colleague by ``name``, everybody else by what they are."""
    kind, _, number = (who or "").partition(":")
    if kind == "staff" and number.isdigit():
        return name or "店员"
    return _OTHERS_ZH.get(kind, "系统") if who else None


def actors_zh(session: Session, whos: Iterable[str]) -> dict[str, str]:
    """Who did something, as a store may read it: a colleague by name, everybody else by what they are."""
    known = {who: who.partition(":") for who in set(whos)}
    ids = {int(number) for kind, _, number in known.values() if kind == "staff" and number.isdigit()}
    names = staff_names(session, ids) if ids else {}
    return {
        who: actor_zh(who, names.get(int(number)) if number.isdigit() else None) or "系统"
        for who, (_, _, number) in known.items()
    }


_BIND = text("""
INSERT INTO staff_identities (app_id, openid, staff_id, created_at) VALUES (:app_id, :openid, :staff_id, jindan_now())
ON CONFLICT (app_id, openid) DO UPDATE SET staff_id = excluded.staff_id, created_at = excluded.created_at
""")
_UNBIND = text("DELETE FROM staff_identities WHERE staff_id = :staff_id")


def bind_wechat(session: Session, staff_id: int, app_id: str, openid: str) -> None:
    """Alerts for this person go to this WeChat; it belongs to whoever bound it last."""
    session.execute(_BIND, {"app_id": app_id, "openid": openid, "staff_id": staff_id})


def unbind_wechat(session: Session, staff_id: int) -> None:
    """No more alerts by WeChat."""
    session.execute(_UNBIND, {"staff_id": staff_id})
