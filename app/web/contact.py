"""What both doors answer to somebody who wants to call."""

from __future__ import annotations

from marshmallow import fields

from app.web.schemas import LocalTime, Out


class CallNumber(Out):
    """Dial it: it connects with the other one, who does not see who calls."""

    number = fields.String()
    until = LocalTime(metadata={"description": "it connects until then; ask again after"})
