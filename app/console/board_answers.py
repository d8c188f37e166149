"""What the console's door gives out about many orders: a row each, and how many there are."""

from __future__ import annotations

from marshmallow import fields

from app.console.answer_parts import maybe_at, maybe_text
from app.web.schemas import LocalTime, Out


class ConsoleOrderRow(Out):
    """An order in a list."""

    order_no = fields.String()
    state = fields.String()
    state_zh = fields.String()
    channel = fields.String()
    channel_zh = fields.String()
    store_code = maybe_text()
    store_name = maybe_text()
    store_phone = maybe_text()
    city = maybe_text()
    goods = fields.String()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    payment_method = fields.String()
    recipient_name = fields.String()
    recipient_phone = fields.String()
    offers_made = fields.Integer()
    needs_person_reason = maybe_text()
    needs_person_zh = maybe_text()
    held = fields.Boolean()
    hold_reason = maybe_text()
    placed_by_agent = maybe_text()
    placed_at = LocalTime()
    promise_at = maybe_at()
    age_s = fields.Integer()
    due_at = LocalTime(allow_none=True, metadata={"description": "when it is the next one's turn: see `state`"})
    seconds_left = fields.Integer(allow_none=True, metadata={"description": "negative when overdue"})
    no_device = fields.Boolean(metadata={"description": "it waits for a store where no phone would ring now"})


class ConsoleCounters(Out):
    """Living orders under the same filters."""

    by_state = fields.Dict(keys=fields.String(), values=fields.Integer())
    live = fields.Integer()
    held = fields.Integer()
    overdue = fields.Integer()


class ConsoleOrders(Out):
    """A page of orders: what needs a person first, then by the time that is left."""

    orders = fields.List(fields.Nested(ConsoleOrderRow()))
    counters = fields.Nested(ConsoleCounters())
    next_cursor = maybe_text()
