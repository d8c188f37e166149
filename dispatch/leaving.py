"""A mother takes everything along, or has it forgotten. The ledger stays, under a number that names nobody."""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import vault_of
from app.errors import Conflict
from app.identity.login import revoke_all
from app.members.leaving import about_her, forget
from app.members.points import outward
from dispatch.models import Order
from dispatch.photos import PURPOSE, erase_hers
from dispatch.rating import PURPOSE as RATING
from dispatch.views.common import STATE_ZH, line_rows, money_row, times_row

OVER = ("delivered", "completed", "cancelled")
_FORGOTTEN = {"name": "已注销", "phone": "", "text": "已注销", "door": ""}
# A kilometre or so: enough for statistics by district, too little to find a door.
_COARSE_DIGITS = 2

_LOCK = text("SELECT id FROM members WHERE id = :id AND erased_at IS NULL FOR UPDATE")
_UNDER_WAY = text("""
SELECT (SELECT count(*) FROM orders WHERE member_id = :id AND state <> ALL(:over)) AS orders,
       (SELECT count(*) FROM refunds r JOIN orders o ON o.id = r.order_id
        WHERE o.member_id = :id AND r.state IN ('requested', 'approved', 'processing')) AS refunds
""")
_RESEAL = text(
    "UPDATE orders SET recipient_sealed = :sealed, note_sealed = NULL,"
    " lng = round(lng::numeric, :digits), lat = round(lat::numeric, :digits) WHERE id = :id"
)
_REFUNDS = text("""
SELECT o.order_no, r.refund_no, r.amount_fen, r.state, r.reason, r.requested_at, r.finished_at
FROM refunds r JOIN orders o ON o.id = r.order_id WHERE o.member_id = :id ORDER BY r.id
""")
_PAYMENTS = text("""
SELECT o.order_no, p.provider, p.out_trade_no, p.amount_fen, p.state, p.created_at, p.paid_at
FROM payments p JOIN orders o ON o.id = p.order_id WHERE o.member_id = :id ORDER BY p.id
""")
_RATINGS = text("""
SELECT o.order_no, g.stars, g.words_sealed, g.rated_at, g.changed_at
FROM ratings g JOIN orders o ON o.id = g.order_id WHERE o.member_id = :id ORDER BY g.rated_at, o.id
""")
_FORGET_WORDS = text(
    "UPDATE ratings SET words_sealed = NULL WHERE order_id IN (SELECT id FROM orders WHERE member_id = :id)"
)
_CALLS = text("""
SELECT o.order_no, c.at, CASE WHEN c.by LIKE 'member:%' THEN 'you' ELSE 'store' END AS asked_by
FROM calls c JOIN orders o ON o.id = c.order_id WHERE o.member_id = :id ORDER BY c.id
""")
_PHOTOS = text("""
SELECT o.order_no, h.taken_at, h.erased_at, h.picture_sealed
FROM proof_photos h JOIN orders o ON o.id = h.order_id WHERE o.member_id = :id ORDER BY h.id
""")
_MESSAGES = text("""
SELECT channel, template, state, created_at, sent_at FROM messages
WHERE to_kind = 'member' AND to_id = :id ORDER BY id
""")


def export(session: Session, member_id: int) -> dict[str, Any]:
    """Everything that is kept about her, in clear."""
    return {
        "exported_at": now(session),
        **about_her(session, member_id),
        "orders": _orders(session, member_id),
        "payments": _rows(session, _PAYMENTS, member_id),
        "refunds": _rows(session, _REFUNDS, member_id),
        "ratings": _ratings(session, member_id),
        "messages": _rows(session, _MESSAGES, member_id),
        "calls": _rows(session, _CALLS, member_id),
        "photos_at_her_door": [_photo(session, row) for row in _rows(session, _PHOTOS, member_id)],
    }


def erase(session: Session, member_id: int) -> None:
    """Forget her, and log all her devices out. Twice changes nothing.

    Raises ``Conflict`` (``orders_under_way``) while an order or a refund of hers is not over. No order can slip in
    meanwhile: placing one holds her row.
    """
    if session.execute(_LOCK, {"id": member_id}).scalar() is None:
        return
    under_way = session.execute(_UNDER_WAY, {"id": member_id, "over": list(OVER)}).one()
    if under_way.orders or under_way.refunds:
        what = "未完成的订单" if under_way.orders else "处理中的退款"
        raise Conflict(f"您还有{what}，完成或取消后才能注销", code="orders_under_way")
    _anonymise_orders(session, member_id)
    session.execute(_FORGET_WORDS, {"id": member_id})
    erase_hers(session, member_id)
    revoke_all(session, "member", member_id)
    forget(session, member_id, now(session))


def _anonymise_orders(session: Session, member_id: int) -> None:
    ids = session.execute(select(Order.id).where(Order.member_id == member_id).order_by(Order.id)).scalars().all()
    vault = vault_of(session)
    sealed = [vault.seal_json(_FORGOTTEN, "orders.recipient") for _ in ids]  # each with a nonce of its own
    if ids:
        session.execute(
            _RESEAL,
            [{"id": id_, "sealed": blob, "digits": _COARSE_DIGITS} for id_, blob in zip(ids, sealed, strict=True)],
        )


def _orders(session: Session, member_id: int) -> list[dict[str, Any]]:
    orders = list(session.execute(select(Order).where(Order.member_id == member_id).order_by(Order.id)).scalars())
    lines = line_rows(session, [order.id for order in orders])
    vault = vault_of(session)
    return [
        {
            "order_no": order.order_no, "channel": order.channel, "state": order.state, "state_zh": STATE_ZH[order.state],
            "payment_method": order.payment_method, **money_row(order), **times_row(order),
            "recipient": vault.open_json(order.recipient_sealed, "orders.recipient"),
            "note": vault.open(order.note_sealed, "orders.note") if order.note_sealed else None,
            "point": outward(order.lng, order.lat), "lines": lines[order.id],
        }
        for order in orders
    ]  # fmt: skip


def _ratings(session: Session, member_id: int) -> list[dict[str, Any]]:
    found = [(row, row.pop("words_sealed")) for row in _rows(session, _RATINGS, member_id)]
    return [{**row, "words": vault_of(session).open(sealed, RATING) if sealed else ""} for row, sealed in found]


def _photo(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    sealed = row.pop("picture_sealed")
    picture = vault_of(session).open_bytes(bytes(sealed), PURPOSE) if sealed else None
    return {**row, "jpeg_base64": base64.b64encode(picture).decode() if picture else None}


def _rows(session: Session, query: Any, member_id: int) -> list[dict[str, Any]]:
    found = session.execute(query, {"id": member_id}).mappings()
    return [
        {key: local(value) if hasattr(value, "astimezone") else value for key, value in row.items()} for row in found
    ]
