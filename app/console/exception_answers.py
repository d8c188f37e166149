"""Schemas of money that does not add up."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.web.door import Reason
from app.web.schemas import LocalTime, PageQuery, Strict


class ExceptionsQuery(PageQuery):
    """Open ones, or those that were resolved."""

    resolved = fields.Boolean(load_default=False)


class ResolveIn(Strict):
    """How it was seen to."""

    reason = Reason()


class ConsoleException(Schema):
    """One thing that does not add up."""

    id = fields.Integer()
    kind = fields.String()
    kind_zh = fields.String()
    order_no = fields.String(allow_none=True)
    facts = fields.Dict()
    opened_at = LocalTime()
    resolved_at = LocalTime(allow_none=True)
    resolved_by = fields.String(allow_none=True)
    resolution = fields.String(allow_none=True)


class ConsoleRejection(Schema):
    """Calls that were turned away: forged, stale, altered."""

    day = fields.Date()
    source = fields.String()
    kind = fields.String()
    times = fields.Integer()


class ConsoleExceptions(Schema):
    """A page."""

    exceptions = fields.List(fields.Nested(ConsoleException()))
    rejections = fields.List(fields.Nested(ConsoleRejection()))
    next_cursor = fields.String(allow_none=True)
