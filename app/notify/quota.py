"""How many subscribe messages a mother still allows: one send an accept, by WeChat's own count of events."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

_LEFT = text('SELECT template_id, "left" FROM message_accepts WHERE member_id = :id')
_ACCEPT = text("""
INSERT INTO message_accepts AS a (member_id, template_id, "left") VALUES (:id, :template_id, 1)
ON CONFLICT (member_id, template_id) DO UPDATE SET "left" = a."left" + 1
""")
_USE = text("""
UPDATE message_accepts SET "left" = "left" - 1
WHERE member_id = :id AND template_id = :template_id AND "left" > 0 RETURNING 1
""")
_NONE = text('UPDATE message_accepts SET "left" = 0 WHERE member_id = :id AND template_id = :template_id')


def accepts_of(session: Session, member_id: int) -> dict[str, int]:
    """Sends left, by template id."""
    return {row.template_id: row.left for row in session.execute(_LEFT, {"id": member_id})}


def accepted(session: Session, member_id: int, template_id: str) -> None:
    """She allowed one more."""
    session.execute(_ACCEPT, {"id": member_id, "template_id": template_id})


def use_one(session: Session, member_id: int, template_id: str) -> bool:
    """Take one accept for a send; False if there is none."""
    return session.execute(_USE, {"id": member_id, "template_id": template_id}).scalar() is not None


def give_back(session: Session, member_id: int, template_id: str) -> None:
    """A send that never reached WeChat used nothing up."""
    accepted(session, member_id, template_id)


def none_left(session: Session, member_id: int, template_id: str) -> None:
    """WeChat says that she allows no more."""
    session.execute(_NONE, {"id": member_id, "template_id": template_id})
