"""A mother who calls, or stands at a till: known by her phone, which nobody has verified yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import now
from app.db import vault_of
from app.errors import NotFound
from app.members.models import Member
from app.security import mask_name, mask_phone

_MAKE = text("""
INSERT INTO members (phone_hash, phone_sealed, name_sealed, created_at) VALUES (:hash, :sealed, :name, :at)
ON CONFLICT (phone_hash) DO NOTHING RETURNING id
""")


def find_by_phone(session: Session, phone: str) -> Member | None:
    """The member of exactly this phone."""
    return _one(session, Member.phone_hash == vault_of(session).blind_index(phone))


def find_by_ref(session: Session, ref: str) -> Member | None:
    """The member with this number in the brand's own member system."""
    return _one(session, Member.ref == ref)


def member_or_404(session: Session, member_id: int) -> Member:
    """A member who has not left. Raises ``NotFound``."""
    member = _one(session, Member.id == member_id)
    if member is None:
        raise NotFound()
    return member


def meet(session: Session, phone: str, name: str | None = None) -> tuple[int, bool]:
    """The id of the member of ``phone``, made if there is none (True). Logging in later, she is the same mother."""
    vault = vault_of(session)
    values = {
        "hash": vault.blind_index(phone), "sealed": vault.seal(phone, "members.phone"),
        "name": vault.seal(name, "members.name") if name else None, "at": now(session),
    }  # fmt: skip
    made = session.execute(_MAKE, values).scalar()
    if made is not None:
        return int(made), True
    found = find_by_phone(session, phone)
    assert found is not None
    return found.id, False


def masked(session: Session, member: Member) -> dict[str, Any]:
    """Who she is, as far as a list may tell."""
    vault = vault_of(session)
    name = vault.open(member.name_sealed, "members.name") if member.name_sealed else ""
    phone = vault.open(member.phone_sealed, "members.phone") if member.phone_sealed else ""
    return {
        "id": member.id, "ref": member.ref, "name": mask_name(name) or None,
        "phone": mask_phone(phone) if phone else None, "phone_verified": member.phone_verified_at is not None,
    }  # fmt: skip


def _one(session: Session, condition: Any) -> Member | None:
    query = select(Member).where(condition, Member.erased_at.is_(None))
    return session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
