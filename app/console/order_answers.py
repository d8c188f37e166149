"""What the console's door gives out about orders. People are masked everywhere but in a reveal."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.web.schemas import LocalTime


def _text() -> fields.String:
    return fields.String(allow_none=True)


def _number() -> fields.Integer:
    return fields.Integer(allow_none=True)


def _at() -> LocalTime:
    return LocalTime(allow_none=True)


class ConsolePoint(Schema):
    """A point as WeChat's maps speak it."""

    lng = fields.Float()
    lat = fields.Float()
    datum = fields.String(metadata={"description": "always gcj02"})


class ConsoleOrderRow(Schema):
    """An order in a list."""

    order_no = fields.String()
    state = fields.String()
    state_zh = fields.String()
    channel = fields.String()
    channel_zh = fields.String()
    store_code = _text()
    store_name = _text()
    store_phone = _text()
    city = _text()
    goods = fields.String()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    payment_method = fields.String()
    recipient_name = fields.String()
    recipient_phone = fields.String()
    offers_made = fields.Integer()
    needs_person_reason = _text()
    needs_person_zh = _text()
    held = fields.Boolean()
    hold_reason = _text()
    placed_by_agent = _text()
    placed_at = LocalTime()
    promise_at = _at()
    age_s = fields.Integer()
    due_at = LocalTime(allow_none=True, metadata={"description": "when it is the next one's turn: see `state`"})
    seconds_left = fields.Integer(allow_none=True, metadata={"description": "negative when overdue"})
    no_device = fields.Boolean(metadata={"description": "it waits for a store where no phone would ring now"})


class ConsoleCounters(Schema):
    """Living orders under the same filters."""

    by_state = fields.Dict(keys=fields.String(), values=fields.Integer())
    live = fields.Integer()
    held = fields.Integer()
    overdue = fields.Integer()


class ConsoleOrders(Schema):
    """A page of orders: what needs a person first, then by the time that is left."""

    orders = fields.List(fields.Nested(ConsoleOrderRow()))
    counters = fields.Nested(ConsoleCounters())
    next_cursor = _text()


class ConsoleLine(Schema):
    """One article."""

    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    unit_price_fen = fields.Integer()
    amount_fen = fields.Integer()


class ConsoleRecipient(Schema):
    """Who gets it, masked."""

    name = fields.String()
    phone = fields.String()
    address = fields.String()
    point = fields.Nested(ConsolePoint())


class ConsoleAlert(Schema):
    """One rung of the alert ladder: how the store was told of an offer."""

    rung = fields.String(metadata={"description": "in_app, service_account, printer, sms, call"})
    rung_zh = fields.String()
    state = fields.String(metadata={"description": "firing, sent, seen (the receipt came), failed, skipped"})
    state_zh = fields.String()
    failure = _text()
    failure_zh = _text()
    due_at = LocalTime()
    at = LocalTime()
    receipt_at = _at()
    receipt_by_zh = _text()
    together = fields.Integer(metadata={"description": "how many offers were told of at once"})


class ConsoleOffer(Schema):
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
    answered_at = _at()
    answered_by_zh = _text()
    decline_reason = _text()
    decline_reason_zh = _text()
    ended_at = _at()
    alerts = fields.List(fields.Nested(ConsoleAlert()))


class ConsolePhoto(Schema):
    """A photo that was taken at her door; `photo` shows it."""

    id = fields.Integer()
    taken_at = fields.String()
    used = fields.Boolean(metadata={"description": "it stood for her code"})
    erased = fields.Boolean()


class ConsoleDelivery(Schema):
    """One try to bring it."""

    store_code = fields.String()
    store_name = fields.String()
    state = fields.String()
    state_zh = fields.String()
    accepted_at = LocalTime()
    picking_at = _at()
    left_at = _at()
    finished_at = _at()
    courier = _text()
    proof = _text()
    photos = fields.List(fields.Nested(ConsolePhoto()))
    failure_reason_zh = _text()


class ConsolePayment(Schema):
    """One payment."""

    provider = fields.String()
    out_trade_no = fields.String()
    transaction_id = _text()
    amount_fen = fields.Integer()
    state = fields.String()
    state_zh = fields.String()
    created_at = LocalTime()
    paid_at = _at()
    closed_at = _at()


class ConsoleRefund(Schema):
    """One refund."""

    refund_no = fields.String()
    amount_fen = fields.Integer()
    state = fields.String()
    state_zh = fields.String()
    after_delivery = fields.Boolean()
    reason = fields.String()
    failure = _text()
    requested_by_zh = _text()
    decided_by_zh = _text()
    requested_at = LocalTime()
    finished_at = _at()


class ConsolePosting(Schema):
    """One line of an entry: a debit is positive, a credit negative."""

    account = fields.String()
    account_zh = fields.String()
    store = _text()
    amount_fen = fields.Integer()


class ConsoleEntry(Schema):
    """One ledger entry."""

    id = fields.Integer()
    kind = fields.String()
    kind_zh = fields.String()
    reference = fields.String()
    at = LocalTime()
    postings = fields.List(fields.Nested(ConsolePosting()))


class ConsoleMessage(Schema):
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
    failure = _text()
    created_at = LocalTime()
    sent_at = _at()


class ConsoleRating(Schema):
    """What she thought of the delivery."""

    stars = fields.Integer()
    words = fields.String()
    rated_at = LocalTime()


class ConsoleNote(Schema):
    """What an agent wrote down."""

    id = fields.Integer()
    at = LocalTime()
    by = fields.String()
    text = fields.String()


class ConsoleEvent(Schema):
    """One line of the timeline."""

    id = fields.Integer()
    at = LocalTime()
    kind = fields.String()
    text = fields.String()
    store_code = _text()
    by = _text()
    by_zh = _text()


class ConsoleOrder(Schema):
    """Everything about one order. Send ``last_event_id`` back as ``seen_event_id`` with the next act."""

    order_no = fields.String()
    member_id = fields.Integer()
    state = fields.String()
    state_zh = fields.String()
    channel = fields.String()
    channel_zh = fields.String()
    payment_method = fields.String()
    store_code = _text()
    store_name = _text()
    store_phone = _text()
    offers_made = fields.Integer()
    needs_person_reason = _text()
    needs_person_zh = _text()
    held_at = _at()
    hold_reason = _text()
    placed_by_agent = _text()
    goods_fen = fields.Integer()
    delivery_fee_fen = fields.Integer()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    placed_at = LocalTime()
    paid_at = _at()
    promise_at = _at()
    close_at = _at()
    state_changed_at = LocalTime()
    now = LocalTime()
    last_event_id = _number()
    lines = fields.List(fields.Nested(ConsoleLine()))
    recipient = fields.Nested(ConsoleRecipient())
    note = _text()
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


class ConsoleCandidate(Schema):
    """A store that was considered. ``dropped``: the first check it failed, null if it could take the order."""

    store_code = fields.String()
    store_name = _text()
    relation = fields.String()
    relation_zh = fields.String()
    rank = fields.Integer()
    distance_m = fields.Integer()
    dropped = _text()
    dropped_zh = _text()
    skus = fields.List(fields.String())
    chosen = fields.Boolean()


class ConsoleDecision(Schema):
    """Why this store, or why none."""

    at = LocalTime()
    policy_version = fields.Integer()
    reason = fields.String()
    reason_zh = fields.String()
    cap = _text()
    cap_zh = _text()
    store_name = _text()
    distance_m = fields.Float(allow_none=True)
    by = _text()
    by_zh = _text()
    person_reason = _text()
    candidates = fields.List(fields.Nested(ConsoleCandidate()))


class ConsoleSuggestion(Schema):
    """A store as routing sees it now. ``may``: yes, overrule (having spoken with it), no."""

    store_code = fields.String()
    store_name = fields.String()
    store_phone = fields.String()
    city = _text()
    relation = fields.String()
    relation_zh = fields.String()
    rank = fields.Integer()
    distance_m = fields.Integer()
    dropped = _text()
    dropped_zh = _text()
    skus = fields.List(fields.String())
    may = fields.String()
    would_expire_at = _at()
    offered_before = _text()
    offered_before_zh = _text()
    live_orders = fields.Integer()
    capacity = _number()
    on_shift = fields.Integer()
    open_now = fields.Boolean()


class ConsoleDecisions(Schema):
    """Every decision about an order, and what routing would say now."""

    decisions = fields.List(fields.Nested(ConsoleDecision()))
    suggestions = fields.List(fields.Nested(ConsoleSuggestion()))


class RevealedOrder(Schema):
    """One thing in clear, once."""

    what = fields.String()
    value = fields.String()
