"""A mother as customer service sees her: masked, with her stores, orders and purchases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.members.addresses import address_of, addresses_of
from app.members.babies import babies_of
from app.members.callers import masked
from app.members.consents import consents_of
from app.members.models import Member
from app.security import mask_address, mask_name, mask_phone
from dispatch.models import Order
from dispatch.views.agent import orders_page
from dispatch.views.mother_stores import her_stores_rows
from dispatch.views.wanted import OVER, Wanted

RECENT = 20
_PURCHASES = text("""
SELECT p.source, p.source_key, s.code AS store_code, s.name AS store_name, p.purchased_at, p.state, p.total_fen,
       p.refunded_fen,
       (SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'name', a.name, 'quantity', l.quantity, 'paid_fen', l.paid_fen,
                                            'returned', l.returned) ORDER BY l.line_no)
        FROM purchase_lines l JOIN products a ON a.sku = l.sku WHERE l.purchase_id = p.id) AS lines
FROM purchases p JOIN stores s ON s.id = p.store_id WHERE p.member_id = :id ORDER BY p.purchased_at DESC, p.id DESC LIMIT 20
""")


def member_row(session: Session, member: Member) -> dict[str, Any]:
    """Everything about her that needs no reveal."""
    live, _ = orders_page(session, Wanted(member_id=member.id), None, RECENT)
    over, _ = orders_page(session, Wanted(member_id=member.id, states=OVER), None, RECENT)
    purchases = session.execute(_PURCHASES, {"id": member.id}).mappings()
    return {
        **masked(session, member),
        "member_since": local(member.created_at),
        "stores": her_stores_rows(session, member.id, None),
        "orders": [*live, *over][:RECENT],
        "purchases": [
            {**row, "purchased_at": local(row["purchased_at"]), "lines": row["lines"] or []} for row in purchases
        ],
        "addresses": [masked_address(row) for row in addresses_of(session, member.id)],
        "babies": [_baby(row) for row in babies_of(session, member.id)],
        "consents": consents_of(session, member.id),
    }


def member_in_full(session: Session, member: Member, what: str) -> Any:
    """One thing about her in clear: ``phone``, ``name``, ``addresses`` or ``babies``. For a reveal that has been written down."""
    vault = vault_of(session)
    if what == "phone":
        return vault.open(member.phone_sealed, "members.phone") if member.phone_sealed else None
    if what == "name":
        return vault.open(member.name_sealed, "members.name") if member.name_sealed else None
    if what == "addresses":
        rows = (address_of(session, member.id, row["id"]) for row in addresses_of(session, member.id))
        return [{**row, "address": _words(row), "created_at": row["created_at"].isoformat()} for row in rows]
    return [{"nickname": row["nickname"], "birth_month": row["birth_month"]} for row in babies_of(session, member.id)]


def recipient_in_full(session: Session, order: Order, what: str) -> str:
    """The ``phone``, ``name`` or ``address`` that an order goes to, in clear. For a reveal that has been written down."""
    opened = vault_of(session).open_json(order.recipient_sealed, "orders.recipient")
    if what == "address":
        return " ".join(part for part in (opened["text"], opened.get("door", "")) if part)
    found: str = opened[what]
    return found


def order_of(session: Session, order_no: str) -> Order | None:
    """An order by its number."""
    return session.execute(select(Order).where(Order.order_no == order_no)).scalar_one_or_none()


def masked_address(row: dict[str, Any]) -> dict[str, Any]:
    """An address of hers as a list may show it."""
    return {
        "id": row["id"], "name": mask_name(row["name"]), "phone": mask_phone(row["phone"]),
        "address": mask_address(_words(row)), "point": row["point"], "is_default": row["is_default"],
    }  # fmt: skip


def _words(row: dict[str, Any]) -> str:
    return f"{row['text']} {row['door']}".strip()


def _baby(row: dict[str, Any]) -> dict[str, Any]:
    return {"nickname": mask_name(row["nickname"]), "birth_month": f"{row['birth_month'][:2]}**-**"}
