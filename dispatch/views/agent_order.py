"""Everything about one order, for customer service: masked people, offers, money, messages, notes, and the whole trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.members.points import outward
from app.notify.agent_texts import template_zh
from app.outbox import write_gathered
from app.security import mask_address, mask_name, mask_phone
from dispatch import rating
from dispatch.models import Order
from dispatch.steering import HOLDABLE, STEERABLE
from dispatch.views import agent_words as words
from dispatch.views.agent_timeline import actor_names, timeline
from dispatch.views.common import STATE_ZH, line_rows, money_row, times_row

_CANCELLABLE = ("awaiting_payment", "paid", "offered", "accepted", "needs_person")
_HEAD = text(f"""
SELECT jindan_now() AS now, s.code, s.name, s.phone, a.name AS agent_name, {rating.SEEN} AS rating,
       (SELECT max(id) FROM outbox_events WHERE order_id = :id) AS last_event_id
FROM orders o LEFT JOIN stores s ON s.id = o.store_id LEFT JOIN agents a ON a.id = o.agent_id WHERE o.id = :id
""")
_OFFERS = text("""
SELECT f.id, s.code AS store_code, s.name AS store_name, s.phone AS store_phone, f.state, f.by_person, f.offered_at,
       f.expires_at, f.answered_at, f.answered_by, f.decline_reason, f.ended_at, d.reason, d.distance_m
FROM offers f JOIN stores s ON s.id = f.store_id JOIN decisions d ON d.id = f.decision_id
WHERE f.order_id = :id ORDER BY f.id
""")
_ALERTS = text("""
SELECT a.offer_id, a.rung, a.state, a.failure, a.due_at, a.at, a.receipt_at, a.receipt_by,
       (SELECT count(*) FROM alerts b WHERE b.leader_id = a.leader_id AND b.rung = a.rung) AS together
FROM alerts a JOIN offers f ON f.id = a.offer_id WHERE f.order_id = :id ORDER BY a.id
""")
_DELIVERIES = text("""
SELECT s.code AS store_code, s.name AS store_name, d.state, d.accepted_at, d.picking_at, d.left_at, d.finished_at,
       d.failure_reason, d.proof, p.name AS courier,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', h.id, 'taken_at', h.taken_at, 'used', h.used_at IS NOT NULL,
                                  'erased', h.erased_at IS NOT NULL) ORDER BY h.id)
                 FROM proof_photos h WHERE h.delivery_id = d.id), '[]'::jsonb) AS photos
FROM deliveries d JOIN stores s ON s.id = d.store_id LEFT JOIN staff p ON p.id = d.courier_staff_id
WHERE d.order_id = :id ORDER BY d.id
""")
_PAYMENTS = text("""
SELECT provider, out_trade_no, transaction_id, amount_fen, state, created_at, paid_at, closed_at FROM payments
WHERE order_id = :id ORDER BY id
""")
_REFUNDS = text("""
SELECT refund_no, amount_fen, state, after_delivery, reason, failure, requested_by, decided_by, requested_at, finished_at
FROM refunds WHERE order_id = :id ORDER BY id
""")
_ENTRIES = text("""
SELECT e.id, e.kind, e.reference, e.at,
       jsonb_agg(jsonb_build_object('account', a.kind, 'store', s.name, 'amount_fen', p.amount_fen)
                 ORDER BY p.amount_fen DESC) AS postings
FROM entries e JOIN postings p ON p.entry_id = e.id JOIN accounts a ON a.id = p.account_id
LEFT JOIN stores s ON s.id = a.store_id WHERE e.order_id = :id GROUP BY e.id ORDER BY e.id
""")
_MESSAGES = text("""
SELECT id, channel, template, to_kind, state, attempts, failure, created_at, sent_at FROM messages
WHERE order_id = :id ORDER BY id
""")
_NOTES = text("""
SELECT n.id, n.text_sealed, n.at, a.name AS by FROM order_notes n JOIN agents a ON a.id = n.agent_id
WHERE n.order_id = :id ORDER BY n.id
""")
NOTE_PURPOSE = "order_notes.text"


def order_row(session: Session, order: Order) -> dict[str, Any]:
    """The whole order; in the transaction that changed it, too."""
    write_gathered(session)
    # Statements may have changed the row behind the object's back.
    order = session.get_one(Order, order.id, populate_existing=True)
    head = session.execute(_HEAD, {"id": order.id}).one()
    return {
        **_facts(order, head),
        **money_row(order),
        **times_row(order),
        "lines": line_rows(session, [order.id])[order.id],
        "recipient": _recipient(session, order),
        "note": vault_of(session).open(order.note_sealed, "orders.note") if order.note_sealed else None,
        "offers": _offers(session, order.id),
        "deliveries": _deliveries(session, order.id),
        "payments": [
            {**row, "state_zh": words.PAYMENT_STATE_ZH[row["state"]]} for row in _rows(session, _PAYMENTS, order.id)
        ],
        "refunds": _refunds(session, order.id),
        "entries": _entries(session, order.id),
        "messages": [_message(row) for row in _rows(session, _MESSAGES, order.id)],
        "notes": _notes(session, order.id),
        "rating": rating.rating_row(session, head.rating, local(head.now)),
        "timeline": timeline(session, order.id),
        "actions": actions(order),
    }


def actions(order: Order) -> list[str]:
    """What an agent may do with it now."""
    held = order.held_at is not None
    allowed = {
        "assign": order.state in STEERABLE,
        "move": order.state in STEERABLE,
        "take_back": order.state == "accepted",
        "extend": order.state == "offered",
        "hold": order.state in HOLDABLE and not held,
        "release": held,
        "cancel": order.state in _CANCELLABLE,
        "refund": order.refunded_fen < order.total_fen and _may_refund(order),
    }
    return [name for name, may in allowed.items() if may]


def _may_refund(order: Order) -> bool:
    if order.state in ("delivered", "completed"):
        return True
    return order.payment_method == "online" and order.paid_at is not None


def _facts(order: Order, head: Any) -> dict[str, Any]:
    return {
        "order_no": order.order_no, "member_id": order.member_id, "state": order.state, "state_zh": STATE_ZH[order.state],
        "channel": order.channel, "channel_zh": words.CHANNEL_ZH[order.channel],
        "payment_method": order.payment_method, "store_code": head.code, "store_name": head.name,
        "store_phone": head.phone, "offers_made": order.offers_made,
        "needs_person_reason": order.needs_person_reason,
        "needs_person_zh": words.NEEDS_ZH.get(order.needs_person_reason or "", order.needs_person_reason),
        "held_at": local(order.held_at) if order.held_at else None, "hold_reason": order.hold_reason,
        "placed_by_agent": head.agent_name, "last_event_id": head.last_event_id, "now": local(head.now),
    }  # fmt: skip


def _recipient(session: Session, order: Order) -> dict[str, Any]:
    opened = vault_of(session).open_json(order.recipient_sealed, "orders.recipient")
    return {
        "name": mask_name(opened["name"]), "phone": mask_phone(opened["phone"]),
        "address": mask_address(f"{opened['text']}{opened.get('door', '')}"), "point": outward(order.lng, order.lat),
    }  # fmt: skip


def _offers(session: Session, order_id: int) -> list[dict[str, Any]]:
    rows = _rows(session, _OFFERS, order_id)
    names = actor_names(session, [row["answered_by"] for row in rows])
    alerts = _alerts(session, order_id)
    return [
        {
            "alerts": alerts.get(row["id"], []),
            **row, "state_zh": words.OFFER_ZH[row["state"]], "reason_zh": words.reason_zh(row["reason"]),
            "decline_reason_zh": words.reason_zh(row["decline_reason"]), "answered_by_zh": names.get(row["answered_by"]),
        }
        for row in rows
    ]  # fmt: skip


def _alerts(session: Session, order_id: int) -> dict[int, list[dict[str, Any]]]:
    """How each offer's store was told, rung by rung, by the offer's id."""
    rows = _rows(session, _ALERTS, order_id)
    names = actor_names(session, [row["receipt_by"] for row in rows])
    told: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shown = {
            **row, "rung_zh": words.RUNG_ZH[row["rung"]], "state_zh": words.ALERT_ZH[row["state"]],
            "failure_zh": words.alert_failure_zh(row["failure"]), "receipt_by_zh": names.get(row["receipt_by"]),
        }  # fmt: skip
        told.setdefault(row["offer_id"], []).append(shown)
    return told


def _deliveries(session: Session, order_id: int) -> list[dict[str, Any]]:
    return [
        {
            **row, "state_zh": words.DELIVERY_ZH[row["state"]],
            "failure_reason_zh": words.reason_zh(row["failure_reason"]),
        }
        for row in _rows(session, _DELIVERIES, order_id)
    ]  # fmt: skip


def _refunds(session: Session, order_id: int) -> list[dict[str, Any]]:
    rows = _rows(session, _REFUNDS, order_id)
    names = actor_names(session, [actor for row in rows for actor in (row["requested_by"], row["decided_by"])])
    return [
        {
            **row, "state_zh": words.REFUND_STATE_ZH[row["state"]],
            "requested_by_zh": names.get(row["requested_by"]), "decided_by_zh": names.get(row["decided_by"]),
        }
        for row in rows
    ]  # fmt: skip


def _entries(session: Session, order_id: int) -> list[dict[str, Any]]:
    return [
        {
            **row, "kind_zh": words.ENTRY_ZH.get(row["kind"], row["kind"]),
            "postings": [
                {**posting, "account_zh": words.ACCOUNT_ZH.get(posting["account"], posting["account"])}
                for posting in row["postings"]
            ],
        }
        for row in _rows(session, _ENTRIES, order_id)
    ]  # fmt: skip


def _message(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row, "channel_zh": words.MESSAGE_CHANNEL_ZH.get(row["channel"], row["channel"]),
        "state_zh": words.MESSAGE_STATE_ZH[row["state"]], "to_zh": words.MESSAGE_TO_ZH[row["to_kind"]],
        "template_zh": template_zh(row["template"]),
    }  # fmt: skip


def _notes(session: Session, order_id: int) -> list[dict[str, Any]]:
    vault = vault_of(session)
    return [
        {"id": row["id"], "at": row["at"], "by": row["by"], "text": vault.open(row["text_sealed"], NOTE_PURPOSE)}
        for row in _rows(session, _NOTES, order_id)
    ]


def _rows(session: Session, query: Any, order_id: int) -> list[dict[str, Any]]:
    found = session.execute(query, {"id": order_id}).mappings()
    return [
        {key: local(value) if hasattr(value, "astimezone") else value for key, value in row.items()} for row in found
    ]
