"""A store's statement as a door tells it; the same for the store itself and for the desk."""

from __future__ import annotations

from marshmallow import fields

from app.web.schemas import LocalTime, Out


class StatementEntry(Out):
    """One entry of the ledger."""

    at = LocalTime()
    kind = fields.String()
    kind_zh = fields.String()
    reference = fields.String()
    order_no = fields.String(allow_none=True)
    payment_method = fields.String(allow_none=True)
    amount_fen = fields.Integer(metadata={"description": "positive: the house owes the store more"})
    platform_share_fen = fields.Integer()
    cash_fen = fields.Integer(metadata={"description": "change of the cash that the store holds"})
    balance_fen = fields.Integer(metadata={"description": "owed to the store after this entry"})
    settlement_no = fields.String(allow_none=True)
    settlement_state = fields.String(allow_none=True, metadata={"description": "locked, paid; null: in none yet"})
    settlement_zh = fields.String()


class Settled(Out):
    """A settlement of the store that touches the period."""

    settlement_no = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()
    state = fields.String()
    state_zh = fields.String()
    payable_fen = fields.Integer()
    cash_fen = fields.Integer()
    due_fen = fields.Integer(metadata={"description": "paid to the store; negative: by the store"})
    paid_at = LocalTime(allow_none=True)
