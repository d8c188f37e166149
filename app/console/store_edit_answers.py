"""Schemas of what the desk changes about a store."""

from __future__ import annotations

from marshmallow import fields, validate

from app.stores import areas, keeping
from app.web.door import Reason, Typed
from app.web.schemas import DATUM, LocalTime, Out, PageQuery, Strict

WARNINGS = 200
CORNER = fields.List(fields.Float(), validate=validate.Length(equal=2, error="每个顶点写成 [经度, 纬度]"))


class ConsoleAreaIn(Strict):
    """A polygon (not closed, or closed), or null: then a radius, null for the policy's."""

    polygon = fields.List(CORNER, required=True, allow_none=True)
    datum = fields.String(load_default="gcj02", validate=DATUM)
    radius_m = fields.Integer(
        load_default=None, allow_none=True, strict=True,
        validate=validate.Range(100, areas.MAX_RADIUS_M, error=f"须在 100 到 {areas.MAX_RADIUS_M} 米之间"),
    )  # fmt: skip
    reason = Reason()


class ConsoleDatedIn(Strict):
    """The hours of one date; empty: closed all day."""

    date = fields.Date(required=True)
    hours = Typed(80, 0, load_default="")
    note = Typed(40, 0, load_default=None, allow_none=True)


class ConsoleHoursIn(Strict):
    """The week's hours; with ``exceptions`` those of single dates from today on, which replace what was there."""

    hours = Typed(400, required=True)
    exceptions = fields.List(
        fields.Nested(ConsoleDatedIn()), load_default=None, allow_none=True,
        validate=validate.Length(max=keeping.MAX_EXCEPTIONS, error=f"最多 {keeping.MAX_EXCEPTIONS} 天"),
    )  # fmt: skip
    reason = Reason()


class ConsoleCapacityIn(Strict):
    """How many live orders at once; null: no limit."""

    capacity = fields.Integer(
        required=True, allow_none=True, strict=True, validate=validate.Range(0, 10_000, error="须在 0 到 10000 之间")
    )
    reason = Reason()


class StockQuery(PageQuery):
    """Part of a name, SKU or category."""

    q = Typed(40, load_default=None)


class ConsoleStockRow(Out):
    """One article on a shelf. ``on_hand`` null: it is not counted."""

    sku = fields.String()
    name = fields.String()
    category = fields.String()
    unit = fields.String()
    on_hand = fields.Integer(allow_none=True)
    reserved = fields.Integer()
    available = fields.Integer(allow_none=True)
    low = fields.Boolean()
    recount_asked_at = LocalTime(allow_none=True)


class ConsoleStock(Out):
    """A page of a shelf: what must be recounted, then what runs low."""

    stock = fields.List(fields.Nested(ConsoleStockRow()))
    next_cursor = fields.String(allow_none=True)


class ImportQuery(Strict):
    """``dry_run``: say what would change, and change nothing."""

    dry_run = fields.Boolean(load_default=True)
    reason = Typed(200, 0, load_default="")


class ConsoleImport(Out):
    """What an import did, or (``dry_run``) would do."""

    dry_run = fields.Boolean()
    added = fields.Integer()
    changed = fields.Integer()
    unchanged = fields.Integer()
    notes = fields.List(fields.String())
    warnings = fields.List(fields.String(), metadata={"description": f"the first {WARNINGS}"})
    more_warnings = fields.Integer()
