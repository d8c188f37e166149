"""Who works at a store: hired, given another role, sent home. The store decides about itself; the last manager stays.

Leaving a store ends what she may do there at once, and touches none of her other stores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import vault_of
from app.errors import Conflict, Forbidden, NotFound
from app.identity.staff import PURPOSE, ROLE_ZH, end_shift, posts_of
from app.outbox import record
from app.security import mask_phone
from dispatch.domain import events

RANK = {"clerk": 0, "manager": 1, "chain_manager": 2}
MANAGING = ("manager", "chain_manager")

_LIST = """
SELECT s.id, s.name, s.phone_sealed, r.role, r.active AND s.active AS active, h.started_at AS at_work_since
FROM staff_roles r JOIN staff s ON s.id = r.staff_id
LEFT JOIN shifts h ON h.staff_id = s.id AND h.store_id = r.store_id AND h.ended_at IS NULL
WHERE r.store_id = :store_id
"""
_PEOPLE = text(f"{_LIST} ORDER BY r.active AND s.active DESC, r.role = 'clerk', s.name, s.id")
_ONE = text(f"{_LIST} AND s.id = :staff_id")
# Every change of a store's people locks its roles in one order, so that two managers cannot send each other home at once.
_LOCK = text("""
SELECT r.staff_id, r.role, r.active, s.active AS employed, s.name FROM staff_roles r JOIN staff s ON s.id = r.staff_id
WHERE r.store_id = :store_id ORDER BY r.staff_id FOR UPDATE OF r
""")
_MEET = text("""
INSERT INTO staff (phone_hash, phone_sealed, name, created_at) VALUES (:hash, :sealed, :name, jindan_now())
ON CONFLICT (phone_hash) DO UPDATE SET phone_hash = excluded.phone_hash RETURNING id, active
""")
_PLACE = text("""
INSERT INTO staff_roles (staff_id, store_id, role) VALUES (:staff_id, :store_id, :role)
ON CONFLICT (staff_id, store_id) DO UPDATE SET role = excluded.role, active = true
""")
_SET = text("UPDATE staff_roles SET role = :role, active = :active WHERE staff_id = :staff_id AND store_id = :store_id")
_NAME = text("UPDATE staff SET name = :name WHERE id = :staff_id")
_LOG_OUT = text("""
UPDATE tokens SET revoked_at = jindan_now()
WHERE kind = 'staff' AND subject_id = :staff_id AND store_id = :store_id AND revoked_at IS NULL
""")


@dataclass(frozen=True, slots=True)
class Boss:
    """Who decides, and what she is at the store it is about."""

    staff_id: int
    store_id: int
    role: str


def boss_at(session: Session, staff_id: int, store_id: int, store_code: str | None) -> Boss:
    """She at the store that her device works for, or at another one that she manages. Raises ``NotFound``."""
    for post in posts_of(session, staff_id):
        here = post.store_id == store_id if store_code is None else post.code == store_code
        if here and post.role in MANAGING:
            return Boss(staff_id, post.store_id, post.role)
    raise NotFound()


def people_of(session: Session, store_id: int) -> list[dict[str, Any]]:
    """Everybody who works or worked at a store: who works first, managers before clerks; phones masked."""
    return [_row(session, row) for row in session.execute(_PEOPLE, {"store_id": store_id})]


def hire(session: Session, boss: Boss, phone: str, name: str, role: str) -> tuple[dict[str, Any], bool]:
    """Somebody works here from now on; (her row, whether that is new). Who has worked elsewhere keeps her name.

    Raises ``Forbidden`` for a role above the boss's own; ``Conflict``: ``works_here`` in another role, ``staff_blocked``.
    """
    _check_rank(boss, role)
    here = _locked(session, boss)
    vault = vault_of(session)
    values = {"hash": vault.blind_index(phone), "sealed": vault.seal(phone, PURPOSE), "name": name}
    found = session.execute(_MEET, values).one()
    if not found.active:
        raise Conflict("这个手机号已被总部停用", code="staff_blocked")
    known = here.get(found.id)
    if known is not None and known.active:
        if known.role != role:
            raise Conflict("她已在本店，请直接修改角色", code="works_here", staff_id=found.id)
        return _one(session, boss, found.id), False
    if known is not None:
        _check_rank(boss, known.role)
    session.execute(_PLACE, {"staff_id": found.id, "store_id": boss.store_id, "role": role})
    _say(session, boss, found.id, "hired", role)
    return _one(session, boss, found.id), True


def change(
    session: Session, boss: Boss, staff_id: int, name: str | None, role: str | None, active: bool | None
) -> dict[str, Any]:
    """Her name, her role here, whether she works here. What is None stays; the same again changes nothing.

    Raises ``NotFound`` for somebody of another store; ``Forbidden`` above the boss's own role; ``Conflict``:
    ``last_manager``, ``staff_blocked``, ``works_elsewhere`` (her name is not this store's alone).
    """
    here = _locked(session, boss)
    known = here.get(staff_id)
    if known is None:
        raise NotFound()
    _check_rank(boss, known.role)
    if active and not known.employed:
        raise Conflict("这个手机号已被总部停用", code="staff_blocked")
    if name is not None and name != known.name:
        _rename(session, boss, staff_id, name)
    _place(session, boss, here, staff_id, role or known.role, known.active if active is None else active)
    return _one(session, boss, staff_id)


def _place(session: Session, boss: Boss, here: dict[int, Any], staff_id: int, role: str, active: bool) -> None:
    before = here[staff_id]
    if (before.role, before.active) == (role, active):
        return
    _check_rank(boss, role)
    if not (active and role in MANAGING):
        _check_last(here, staff_id)
    place = {"staff_id": staff_id, "store_id": boss.store_id}
    session.execute(_SET, {**place, "role": role, "active": active})
    if before.role != role:
        _say(session, boss, staff_id, "role", role)
    if before.active and not active:
        session.execute(_LOG_OUT, place)
        end_shift(session, staff_id, boss.store_id)
    if before.active != active:
        _say(session, boss, staff_id, "active" if active else "inactive", role)


def _check_last(here: dict[int, Any], staff_id: int) -> None:
    def manages(row: Any) -> bool:
        return bool(row.active and row.employed and row.role in MANAGING)

    if manages(here[staff_id]) and not any(manages(row) for other, row in here.items() if other != staff_id):
        raise Conflict("她是本店最后一位店长，请先指定另一位店长", code="last_manager")


def _check_rank(boss: Boss, role: str) -> None:
    if RANK[role] > RANK[boss.role]:
        raise Forbidden("连锁店长由连锁店长或总部管理", code="role_too_high")


def _rename(session: Session, boss: Boss, staff_id: int, name: str) -> None:
    mine = {post.store_id for post in posts_of(session, boss.staff_id) if post.role in MANAGING}
    if any(post.store_id not in mine for post in posts_of(session, staff_id)):
        raise Conflict("她也在别的门店工作，改名请联系客服", code="works_elsewhere")
    session.execute(_NAME, {"staff_id": staff_id, "name": name})
    _say(session, boss, staff_id, "name", None)


def _locked(session: Session, boss: Boss) -> dict[int, Any]:
    here = {row.staff_id: row for row in session.execute(_LOCK, {"store_id": boss.store_id})}
    mine = here.get(boss.staff_id)
    if mine is None or not mine.active or RANK[mine.role] < RANK[boss.role]:
        raise Forbidden()  # somebody took her role away a moment ago
    return here


def _say(session: Session, boss: Boss, staff_id: int, what: str, role: str | None) -> None:
    facts: dict[str, Any] = {"staff_id": staff_id, "what": what, "role": role, "by": f"staff:{boss.staff_id}"}
    record(session, events.STAFF_CHANGED, now(session), store_id=boss.store_id, **facts)


def _one(session: Session, boss: Boss, staff_id: int) -> dict[str, Any]:
    return _row(session, session.execute(_ONE, {"store_id": boss.store_id, "staff_id": staff_id}).one())


def _row(session: Session, row: Any) -> dict[str, Any]:
    phone = vault_of(session).open(bytes(row.phone_sealed), PURPOSE)
    return {
        "id": row.id, "name": row.name, "phone_masked": mask_phone(phone), "role": row.role,
        "role_zh": ROLE_ZH[row.role], "active": row.active,
        "at_work_since": local(row.at_work_since) if row.at_work_since else None,
    }  # fmt: skip
