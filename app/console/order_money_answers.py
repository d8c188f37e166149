"""What the console's door gives out about an order's money."""

from __future__ import annotations

from marshmallow import fields

from app.console.answer_parts import maybe_at, maybe_text
from app.web.schemas import LocalTime, Out


class ConsolePayment(Out):
    """One payment."""

    provider = fields.String()
    out_trade_no = fields.String()
    transaction_id = maybe_text()
    amount_fen = fields.Integer()
    state = fields.String()
    state_zh = fields.String()
    created_at = LocalTime()
    paid_at = maybe_at()
    closed_at = maybe_at()


class ConsoleRefund(Out):
    """One refund."""

    refund_no = fields.String()
    amount_fen = fields.Integer()
    state = fields.String()
    state_zh = fields.String()
    after_delivery = fields.Boolean()
    reason = fields.String()
    failure = maybe_text()
    requested_by_zh = maybe_text()
    decided_by_zh = maybe_text()
    requested_at = LocalTime()
    finished_at = maybe_at()


class ConsolePosting(Out):
    """One line of an entry: a debit is positive, a credit negative."""

    account = fields.String()
    account_zh = fields.String()
    store = maybe_text()
    amount_fen = fields.Integer()


class ConsoleEntry(Out):
    """One ledger entry."""

    id = fields.Integer()
    kind = fields.String()
    kind_zh = fields.String()
    reference = fields.String()
    at = LocalTime()
    postings = fields.List(fields.Nested(ConsolePosting()))
