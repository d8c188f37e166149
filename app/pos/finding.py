"""A member as a store may know her: masked, and only what she did here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.members.callers import find_by_phone, masked
from app.members.models import Member

_HERE = text("""
SELECT count(*) AS purchases, max(purchased_at) AS last_at FROM purchases
WHERE member_id = :member_id AND store_id = :store_id AND state = 'completed'
""")
_NOBODY = {
    "found": False, "ref": None, "name": None, "phone": None, "known_here": False, "purchases_here": 0,
    "last_purchase_here_at": None,
}  # fmt: skip


def member_at(session: Session, store_id: int, phone: str) -> dict[str, Any]:
    """The member of exactly this phone, as this store knows her: of a stranger, that she is a member and no more."""
    member = find_by_phone(session, phone)
    if member is None:
        return _NOBODY
    found = as_known_at(session, store_id, member)
    return found if found["known_here"] else {**found, "ref": None, "name": None}


def as_known_at(session: Session, store_id: int, member: Member) -> dict[str, Any]:
    """A member who stands at the till and says who she is, masked, with what she did at this store."""
    here = session.execute(_HERE, {"member_id": member.id, "store_id": store_id}).one()
    shown = masked(session, member)
    return {
        "found": True, "ref": shown["ref"], "name": shown["name"], "phone": shown["phone"],
        "known_here": here.purchases > 0, "purchases_here": here.purchases,
        "last_purchase_here_at": local(here.last_at) if here.last_at else None,
    }  # fmt: skip
