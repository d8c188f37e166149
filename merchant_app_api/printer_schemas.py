"""What the stores' door takes in and gives out about printers."""

from __future__ import annotations

from marshmallow import fields, validate

from app.printers.models import PROVIDERS
from app.web.door import Typed
from app.web.printers import PrinterOut
from app.web.schemas import Out, Strict

_CODE = validate.Regexp(r"[A-Za-z0-9]{4,32}\Z", error="请输入 4 到 32 位数字或字母")


class PrinterIn(Strict):
    """Number and key as they stand on the printer's underside."""

    provider = fields.String(
        required=True, validate=validate.OneOf(PROVIDERS, error="请选择 feie（飞鹅）或 yilianyun（易联云）")
    )
    serial = fields.String(required=True, validate=_CODE)
    key = fields.String(required=True, load_only=True, validate=_CODE)
    name = Typed(20, required=True)


class PrintersOut(Out):
    """All of the store's; which providers the house works with (empty: printers are off)."""

    printers = fields.List(fields.Nested(PrinterOut()))
    providers = fields.List(fields.String())


class TriedOut(PrinterOut):
    """Whether its provider took the trial slip."""

    sent = fields.Boolean()
