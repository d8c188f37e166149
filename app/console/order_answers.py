"""What the console's door gives out about one order. People are masked everywhere but in a reveal."""

from __future__ import annotations

from marshmallow import fields

from app.console.answer_parts import ConsolePoint, maybe_at, maybe_number, maybe_text
from app.console.order_money_answers import ConsoleEntry, ConsolePayment, ConsoleRefund
from app.console.order_way_answers import ConsoleDelivery, ConsoleOffer
from app.web.schemas import LocalTime, Out


class ConsoleLine(Out):
    """One article."""

    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    unit_price_fen = fields.Integer()
    amount_fen = fields.Integer()


class ConsoleRecipient(Out):
    """Who gets it, masked."""

    name = fields.String()
    phone = fields.String()
    address = fields.String()
    point = fields.Nested(ConsolePoint())


class ConsoleMessage(Out):
    """One message that was sent, or should have been."""

    id = fields.Integer()
    channel = fields.String()
    channel_zh = fields.String()
    template = fields.String()
    template_zh = fields.String()
    to_kind = fields.String()
    to_zh = fields.String()
    state = fields.String()
    state_zh = fields.String(metadata={"description": "whether the provider took it"})
    attempts = fields.Integer()
    failure = maybe_text()
    created_at = LocalTime()
    sent_at = maybe_at()


class ConsoleRating(Out):
    """What she thought of the delivery."""

    stars = fields.Integer()
    words = fields.String()
    rated_at = LocalTime()


class ConsoleNote(Out):
    """What an agent wrote down."""

    id = fields.Integer()
    at = LocalTime()
    by = fields.String()
    text = fields.String()


class ConsoleEvent(Out):
    """One line of the timeline."""

    id = fields.Integer()
    at = LocalTime()
    kind = fields.String()
    text = fields.String()
    store_code = maybe_text()
    by = maybe_text()
    by_zh = maybe_text()


class ConsoleOrder(Out):
    """Everything about one order. Send ``last_event_id`` back as ``seen_event_id`` with the next act."""

    order_no = fields.String()
    member_id = fields.Integer()
    state = fields.String()
    state_zh = fields.String()
    channel = fields.String()
    channel_zh = fields.String()
    payment_method = fields.String()
    store_code = maybe_text()
    store_name = maybe_text()
    store_phone = maybe_text()
    offers_made = fields.Integer()
    needs_person_reason = maybe_text()
    needs_person_zh = maybe_text()
    held_at = maybe_at()
    hold_reason = maybe_text()
    placed_by_agent = maybe_text()
    goods_fen = fields.Integer()
    delivery_fee_fen = fields.Integer()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    placed_at = LocalTime()
    paid_at = maybe_at()
    promise_at = maybe_at()
    close_at = maybe_at()
    state_changed_at = LocalTime()
    now = LocalTime()
    last_event_id = maybe_number()
    lines = fields.List(fields.Nested(ConsoleLine()))
    recipient = fields.Nested(ConsoleRecipient())
    note = maybe_text()
    offers = fields.List(fields.Nested(ConsoleOffer()))
    deliveries = fields.List(fields.Nested(ConsoleDelivery()))
    payments = fields.List(fields.Nested(ConsolePayment()))
    refunds = fields.List(fields.Nested(ConsoleRefund()))
    entries = fields.List(fields.Nested(ConsoleEntry()))
    messages = fields.List(fields.Nested(ConsoleMessage()))
    notes = fields.List(fields.Nested(ConsoleNote()))
    rating = fields.Nested(ConsoleRating(), allow_none=True)
    timeline = fields.List(fields.Nested(ConsoleEvent()))
    actions = fields.List(fields.String(), metadata={"description": "what may be done with it now"})


class RevealedOrder(Out):
    """One thing in clear, once."""

    what = fields.String()
    value = fields.String()
