"""What the console's door gives out about an order's way: offers, how the store was told of them, deliveries."""

from __future__ import annotations

from marshmallow import fields

from app.console.answer_parts import maybe_at, maybe_text
from app.web.schemas import LocalTime, Out


class ConsoleAlert(Out):
    """One rung of the alert ladder: how the store was told of an offer."""

    rung = fields.String(metadata={"description": "in_app, service_account, printer, sms, call"})
    rung_zh = fields.String()
    state = fields.String(metadata={"description": "firing, sent, seen (the receipt came), failed, skipped"})
    state_zh = fields.String()
    failure = maybe_text()
    failure_zh = maybe_text()
    due_at = LocalTime()
    at = LocalTime()
    receipt_at = maybe_at()
    receipt_by_zh = maybe_text()
    together = fields.Integer(metadata={"description": "how many offers were told of at once"})


class ConsoleOffer(Out):
    """One store's turn."""

    id = fields.Integer()
    store_code = fields.String()
    store_name = fields.String()
    store_phone = fields.String()
    state = fields.String()
    state_zh = fields.String()
    by_person = fields.Boolean()
    reason = fields.String()
    reason_zh = fields.String()
    distance_m = fields.Float(allow_none=True)
    offered_at = LocalTime()
    expires_at = LocalTime()
    answered_at = maybe_at()
    answered_by_zh = maybe_text()
    decline_reason = maybe_text()
    decline_reason_zh = maybe_text()
    ended_at = maybe_at()
    alerts = fields.List(fields.Nested(ConsoleAlert()))


class ConsolePhoto(Out):
    """A photo that was taken at her door; `photo` shows it."""

    id = fields.Integer()
    taken_at = fields.String()
    used = fields.Boolean(metadata={"description": "it stood for her code"})
    erased = fields.Boolean()


class ConsoleDelivery(Out):
    """One try to bring it."""

    store_code = fields.String()
    store_name = fields.String()
    state = fields.String()
    state_zh = fields.String()
    accepted_at = LocalTime()
    picking_at = maybe_at()
    left_at = maybe_at()
    finished_at = maybe_at()
    courier = maybe_text()
    proof = maybe_text()
    photos = fields.List(fields.Nested(ConsolePhoto()))
    failure_reason_zh = maybe_text()
