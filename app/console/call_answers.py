"""Schemas of the stores that should be called, and of printers."""

from __future__ import annotations

from marshmallow import fields, validate

from app.alerts.models import OUTCOMES
from app.web.door import Reason
from app.web.printers import PrinterOut
from app.web.schemas import LocalTime, Out, PageQuery, Strict


class CallTasksQuery(PageQuery):
    """Those that wait, or those that are over."""

    over = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200, error="每页 1 到 200 条"))


class DoneIn(Strict):
    """How the call went; the note is read by colleagues."""

    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES, error="请选择联系结果"))
    note = Reason(required=False, load_default=None, allow_none=True)


class CallOffer(Out):
    """An offer that the store has not answered."""

    offer_id = fields.Integer()
    order_no = fields.String()
    state = fields.String()
    expires_at = LocalTime()


class CallTask(Out):
    """One store to call."""

    id = fields.Integer()
    state = fields.String(metadata={"description": "open, claimed, done; moot: its offers were answered or have ended"})
    state_zh = fields.String()
    store_code = fields.String()
    store_name = fields.String()
    store_phone = fields.String()
    city = fields.String(allow_none=True)
    opened_at = LocalTime()
    claimed_by_zh = fields.String(allow_none=True)
    claimed_at = LocalTime(allow_none=True)
    ended_at = LocalTime(allow_none=True)
    outcome = fields.String(allow_none=True)
    outcome_zh = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    offers = fields.List(fields.Nested(CallOffer()))


class CallTasks(Out):
    """A page."""

    tasks = fields.List(fields.Nested(CallTask()))
    outcomes_zh = fields.Dict(keys=fields.String(), values=fields.String())
    next_cursor = fields.String(allow_none=True)


class StorePrinters(Out):
    """All of a store's."""

    printers = fields.List(fields.Nested(PrinterOut()))
