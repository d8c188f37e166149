"""How a printer is told, to its store and to the desk."""

from __future__ import annotations

from marshmallow import fields

from app.web.schemas import LocalTime, Out


class PrinterOut(Out):
    """A printer, without its key."""

    id = fields.Integer()
    provider = fields.String()
    provider_zh = fields.String()
    serial = fields.String()
    name = fields.String()
    condition = fields.String(
        metadata={"description": "unknown, online, offline, no_paper: what its provider said last"}
    )
    condition_zh = fields.String()
    checked_at = LocalTime(allow_none=True)
    seen_at = LocalTime(allow_none=True, metadata={"description": "when it was last well"})
    failing_since = LocalTime(allow_none=True)
    waiting = fields.Integer(metadata={"description": "tickets that have not come out yet"})
    created_at = LocalTime()
