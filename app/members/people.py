"""A mother herself: found or made by her phone, her profile, what she bought."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import vault_of
from app.errors import Unauthenticated
from app.members.models import Member
from app.security import mask_phone

# A member whom a till or an import made under the same phone is the same mother.
_FIND_OR_CREATE = text("""
INSERT INTO members (phone_hash, phone_sealed, phone_verified_at, created_at) VALUES (:hash, :sealed, :at, :at)
ON CONFLICT (phone_hash) DO UPDATE SET phone_verified_at = excluded.phone_verified_at,
  phone_sealed = coalesce(members.phone_sealed, excluded.phone_sealed)
RETURNING id
""")
_LOCK = text("SELECT id FROM members WHERE id = :id AND erased_at IS NULL FOR NO KEY UPDATE")
_BOUGHT = text("""
SELECT l.sku FROM purchases p JOIN purchase_lines l ON l.purchase_id = p.id
WHERE p.member_id = :id AND p.state = 'completed' AND l.returned < l.quantity
GROUP BY l.sku ORDER BY max(p.purchased_at) DESC, l.sku LIMIT 100
""")


def member_of_phone(session: Session, phone: str) -> int:
    """The member who has just proved that ``phone`` is hers; made if there is none."""
    vault = vault_of(session)
    values = {"hash": vault.blind_index(phone), "sealed": vault.seal(phone, "members.phone"), "at": now(session)}
    return int(session.execute(_FIND_OR_CREATE, values).scalar_one())


def lock_member(session: Session, member_id: int) -> None:
    """Let only one of her devices change her things at a time. Raises ``Unauthenticated`` once she is erased."""
    if session.execute(_LOCK, {"id": member_id}).scalar() is None:
        raise Unauthenticated("登录已失效，请重新登录")


def profile(session: Session, member_id: int) -> dict[str, Any]:
    """Her name, her masked phone, since when she is a member."""
    member = session.get_one(Member, member_id)
    vault = vault_of(session)
    phone = vault.open(member.phone_sealed, "members.phone") if member.phone_sealed else ""
    return {
        "name": vault.open(member.name_sealed, "members.name") if member.name_sealed else None,
        "phone_masked": mask_phone(phone) if phone else None,
        "member_since": local(member.created_at),
    }


def rename(session: Session, member_id: int, name: str | None) -> None:
    """Keep her name, sealed; None forgets it."""
    sealed = vault_of(session).seal(name, "members.name") if name else None
    session.execute(update(Member).where(Member.id == member_id).values(name_sealed=sealed))


def bought_skus(session: Session, member_id: int) -> list[str]:
    """What she bought and kept, the most recent first."""
    return list(session.execute(_BOUGHT, {"id": member_id}).scalars())
