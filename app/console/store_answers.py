"""What the desk is told of stores: their standing, score, statement and days."""

from __future__ import annotations

from marshmallow import fields

from app.console.answer_parts import ConsolePoint, maybe_text
from app.web.schemas import LocalTime, Out
from app.web.statements import Settled, StatementEntry


class ConsoleRefusals(Out):
    """How often a store refused for one reason."""

    reason = maybe_text()
    reason_zh = maybe_text()
    number = fields.Integer()


class ConsoleOwnScore(Out):
    """A store's plain figures, whatever they rest on."""

    answer_p50_s = fields.Float(allow_none=True)
    acceptance = fields.Float(allow_none=True)
    on_time = fields.Float(allow_none=True)


class ConsoleScore(ConsoleOwnScore):
    """How a store did in the last ``days``: small samples are drawn towards the network's figures; shares are 0..1."""

    days = fields.Integer()
    offers = fields.Integer(metadata={"description": "that ended by the store: accepted, declined, run out"})
    answers = fields.Integer()
    promised = fields.Integer()
    own = fields.Nested(ConsoleOwnScore())
    refusals = fields.List(fields.Nested(ConsoleRefusals()))


class ConsoleStoreRow(Out):
    """A store in a list, with what goes on there now."""

    code = fields.String()
    name = fields.String()
    chain = maybe_text()
    city = maybe_text()
    phone = fields.String()
    status = fields.String()
    status_zh = fields.String()
    paused = fields.Boolean()
    paused_until = LocalTime(allow_none=True)
    pause_reason_zh = maybe_text()
    capacity = fields.Integer(allow_none=True)
    live_orders = fields.Integer()
    open_offers = fields.Integer()
    on_shift = fields.Integer()
    devices_online = fields.Integer(metadata={"description": "phones on shift that gave a sign of life a moment ago"})
    last_seen_at = LocalTime(allow_none=True, metadata={"description": "the last sign of life of any of its phones"})
    open_now = fields.Boolean()
    score = fields.Nested(ConsoleScore())


class ConsoleStores(Out):
    """A page of stores, by code."""

    stores = fields.List(fields.Nested(ConsoleStoreRow()))
    next_cursor = maybe_text()


class ConsoleDate(Out):
    """Hours of one date that depart from the week; empty: closed all day."""

    date = fields.Date()
    hours = fields.String()
    note = maybe_text()


class ConsoleStaff(Out):
    """Somebody who works there; her phone masked."""

    name = fields.String()
    phone = fields.String()
    role_zh = fields.String()
    at_work_since = LocalTime(allow_none=True)


class ConsoleDevice(Out):
    """A phone that is logged in for the store. ``online``: it would ring."""

    device = maybe_text()
    name = fields.String()
    logged_in_at = LocalTime()
    last_seen_at = LocalTime(allow_none=True)
    online = fields.Boolean()


class ConsoleStoreOffer(Out):
    """An offer of today."""

    order_no = fields.String()
    state = fields.String()
    state_zh = fields.String()
    by_person = fields.Boolean()
    offered_at = LocalTime()
    expires_at = LocalTime()
    answered_at = LocalTime(allow_none=True)
    decline_reason_zh = maybe_text()
    order_state = fields.String()


class ConsoleStore(ConsoleStoreRow):
    """Everything about one store."""

    address = fields.String()
    point = fields.Nested(ConsolePoint())
    radius_m = fields.Integer(allow_none=True, metadata={"description": "null when it has a polygon"})
    has_area = fields.Boolean()
    area = fields.Dict(allow_none=True, metadata={"description": "a GeoJSON geometry in GCJ-02"})
    successor_code = maybe_text()
    tracks_stock = fields.Boolean()
    hours = fields.String()
    exceptions = fields.List(fields.Nested(ConsoleDate()))
    staff = fields.List(fields.Nested(ConsoleStaff()))
    devices = fields.List(fields.Nested(ConsoleDevice()))
    offers_today = fields.List(fields.Nested(ConsoleStoreOffer()))
    recounts_asked = fields.List(fields.String())


class ConsoleStanding(ConsoleStore):
    """The store, and how many orders it had not answered went to others."""

    orders_sent_on = fields.Integer()


class ConsoleStatementLine(StatementEntry):
    """One entry that touches the store, and the balance after it."""

    id = fields.Integer()


class ConsoleStatement(Out):
    """What the house owes the store; ``due_fen`` is that less the cash it holds."""

    store_code = fields.String()
    store_name = fields.String()
    from_ = fields.Date(data_key="from")
    to = fields.Date()
    opening_fen = fields.Integer()
    closing_fen = fields.Integer()
    opening_cash_fen = fields.Integer()
    closing_cash_fen = fields.Integer()
    due_fen = fields.Integer()
    lines = fields.List(fields.Nested(ConsoleStatementLine()))
    settlements = fields.List(fields.Nested(Settled()))


class ConsolePerformanceDay(Out):
    """One day, or the whole period (``day`` null)."""

    day = fields.Date(allow_none=True)
    offers = fields.Integer()
    open = fields.Integer()
    accepted = fields.Integer()
    declined = fields.Integer()
    declined_by_reason = fields.Dict(keys=fields.String(), values=fields.Integer())
    expired = fields.Integer()
    withdrawn = fields.Integer()
    answer_p50_s = fields.Float(allow_none=True)
    delivered = fields.Integer()
    promised = fields.Integer()
    on_time = fields.Integer()
    on_time_share = fields.Float(allow_none=True)
    revenue_fen = fields.Integer()
    refunds_fen = fields.Integer()


class ConsolePerformance(Out):
    """Day by day, and in all."""

    from_ = fields.Date(data_key="from")
    to = fields.Date()
    days = fields.List(fields.Nested(ConsolePerformanceDay()))
    total = fields.Nested(ConsolePerformanceDay())
