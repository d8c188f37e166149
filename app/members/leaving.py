"""What is kept of a mother, for her to take along; and forgetting her. Orders are dispatch.leaving's part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.members import addresses, babies
from app.members.consents import consents_of
from app.members.models import Address, Member
from app.members.points import outward

_PURCHASES = text("""
SELECT p.source, p.source_key, s.name AS store, p.purchased_at, p.state, p.total_fen, p.refunded_fen,
       (SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'quantity', l.quantity, 'paid_fen', l.paid_fen,
                                            'returned', l.returned) ORDER BY l.line_no)
        FROM purchase_lines l WHERE l.purchase_id = p.id) AS lines
FROM purchases p JOIN stores s ON s.id = p.store_id WHERE p.member_id = :id ORDER BY p.purchased_at, p.id
""")
_IDENTITIES = text("SELECT app_id, subject, created_at FROM member_identities WHERE member_id = :id ORDER BY id")
_DEVICES = text(
    "SELECT device, created_at, revoked_at FROM tokens WHERE kind = 'member' AND subject_id = :id ORDER BY id"
)
_ACCEPTS = text('SELECT template_id, "left" FROM message_accepts WHERE member_id = :id ORDER BY template_id')
_LINKS = text(
    "SELECT s.code, s.name, l.linked_at FROM store_links l JOIN stores s ON s.id = l.store_id WHERE l.member_id = :id ORDER BY 3"
)
_LOOKS = text("SELECT what, at FROM reveals WHERE member_id = :id ORDER BY id")
_FORGET = (
    text("DELETE FROM demo_calls WHERE b_hash = (SELECT phone_hash FROM members WHERE id = :id)"),
    # Who called about her orders stays; by whose phones, not even as a hash.
    text(
        "UPDATE call_bindings SET a_hash = '', b_hash = '', released_at = coalesce(released_at, :at)"
        " WHERE order_id IN (SELECT id FROM orders WHERE member_id = :id)"
    ),
    text("DELETE FROM babies WHERE member_id = :id"),
    text("DELETE FROM addresses WHERE member_id = :id"),
    text("DELETE FROM member_identities WHERE member_id = :id"),
    text("DELETE FROM message_accepts WHERE member_id = :id"),
    text("DELETE FROM store_links WHERE member_id = :id"),
    text("DELETE FROM member_codes WHERE member_id = :id"),
    text("DELETE FROM sms_codes WHERE phone_hash = (SELECT phone_hash FROM members WHERE id = :id)"),
    text("UPDATE consents SET withdrawn_at = :at WHERE member_id = :id AND withdrawn_at IS NULL"),
    text("UPDATE tokens SET device = NULL WHERE kind = 'member' AND subject_id = :id"),
    text(
        "UPDATE members SET ref = NULL, phone_hash = NULL, phone_sealed = NULL, phone_verified_at = NULL,"
        " name_sealed = NULL, erased_at = :at WHERE id = :id"
    ),
)


def about_her(session: Session, member_id: int) -> dict[str, Any]:
    """Everything kept about her but her orders, in clear: it is hers."""
    member = session.get_one(Member, member_id)
    vault = vault_of(session)
    return {
        "member": {
            "id": member.id,
            "ref": member.ref,
            "phone": vault.open(member.phone_sealed, "members.phone") if member.phone_sealed else None,
            "name": vault.open(member.name_sealed, "members.name") if member.name_sealed else None,
            "phone_verified_at": member.phone_verified_at,
            "member_since": member.created_at,
        },
        "identities": _rows(session, _IDENTITIES, member_id),
        "addresses": _addresses(session, member_id),
        "babies": babies.babies_of(session, member_id),
        "consents": consents_of(session, member_id),
        "purchases": _rows(session, _PURCHASES, member_id),
        "messages_allowed": _rows(session, _ACCEPTS, member_id),
        "stores_scanned": _rows(session, _LINKS, member_id),
        "devices": _rows(session, _DEVICES, member_id),
        "seen_by_customer_service": _rows(session, _LOOKS, member_id),
    }


def forget(session: Session, member_id: int, at: datetime) -> None:
    """Null or delete every personal column of hers; her purchases stay, under a number that names nobody.

    The caller has locked her row, revokes her tokens, and sees to her orders.
    """
    for statement in _FORGET:
        session.execute(statement, {"id": member_id, "at": at})


def _addresses(session: Session, member_id: int) -> list[dict[str, Any]]:
    rows = session.execute(select(Address).where(Address.member_id == member_id).order_by(Address.id)).scalars()
    vault = vault_of(session)
    return [
        {
            **vault.open_json(row.details_sealed, addresses.PURPOSE),
            "point": outward(row.lng, row.lat),
            "point_given": {"lng": row.source_lng, "lat": row.source_lat, "datum": row.source_datum},
            "is_default": row.is_default,
            "created_at": row.created_at,
            "deleted_at": row.deleted_at,
        }
        for row in rows
    ]


def _rows(session: Session, query: Any, member_id: int) -> list[dict[str, Any]]:
    found = session.execute(query, {"id": member_id}).mappings()
    return [
        {key: local(value) if isinstance(value, datetime) else value for key, value in row.items()} for row in found
    ]
