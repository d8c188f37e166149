"""Schemas of what does not add up or does not work."""

from __future__ import annotations

from marshmallow import fields, validate

from app.web.door import Reason
from app.web.schemas import LocalTime, Out, PageQuery, Strict
from dispatch.views.troubles import GROUPS

WRITTEN = ("money", "printer")
GROUP_ZH = {"money": "资金不符", "printer": "打印机没有反应", **{name: zh for name, (zh, _) in GROUPS.items()}}


class ExceptionsQuery(PageQuery):
    """Open ones, or those that were resolved; of one group."""

    group = fields.String(load_default=None, validate=validate.OneOf(tuple(GROUP_ZH)))
    resolved = fields.Boolean(load_default=False)


class ResolveIn(Strict):
    """How it was seen to."""

    reason = Reason()


class ConsoleException(Out):
    """One thing that does not add up or does not work. ``id`` 0: it is as things are now, and cannot be resolved by hand."""

    id = fields.Integer()
    key = fields.String(metadata={"description": "tells rows of a list apart"})
    group = fields.String()
    kind = fields.String()
    kind_zh = fields.String()
    order_no = fields.String(allow_none=True)
    store_code = fields.String(allow_none=True)
    store_name = fields.String(allow_none=True)
    facts = fields.Dict()
    opened_at = LocalTime()
    resolved_at = LocalTime(allow_none=True)
    resolved_by = fields.String(allow_none=True)
    resolution = fields.String(allow_none=True)


class ConsoleRejection(Out):
    """Calls that were turned away: forged, stale, altered."""

    day = fields.Date()
    source = fields.String()
    kind = fields.String()
    times = fields.Integer()


class ConsoleExceptions(Out):
    """A page."""

    exceptions = fields.List(fields.Nested(ConsoleException()))
    rejections = fields.List(fields.Nested(ConsoleRejection()))
    counters = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "open ones by group; of the first page only"},
    )
    groups = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"description": "each group in Chinese"}
    )
    next_cursor = fields.String(allow_none=True)
