"""What both doors answer to somebody who wants to call."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.web.schemas import LocalTime


class CallNumber(Schema):
    """Dial it: it connects with the other one, who does not see who calls."""

    number = fields.String()
    until = LocalTime(metadata={"description": "it connects until then; ask again after"})
