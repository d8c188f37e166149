"""What tills send and are answered. Amounts are integer fen; every instant carries its offset."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from app.web.schemas import CHANNEL_PHONE, LocalTime, Out, Strict

MAX_BATCH = 200
NUMBER = validate.Regexp(r"^[A-Za-z0-9_.-]{1,64}$", error="1 到 64 位字母、数字或 _ . -")
_MANY = validate.Length(1, 200, error="1 到 200 行")
_FEN = validate.Range(0, 10**10, error="金额须为 0 或以上的整数分")


class OffsetTime(fields.AwareDateTime):
    """An instant in RFC 3339; one without an offset is refused, since nobody could say when it was."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            found: datetime = super()._deserialize(value, attr, data, **kwargs)
        except (ValidationError, OverflowError):
            raise ValidationError("请带时区，如 2026-11-24T10:00:00+08:00") from None
        if not 2000 <= found.year <= 2100:  # beyond, and other zones have no such instant
            raise ValidationError("时间不对，请检查收银机的时钟")
        return found


class PosLineIn(Strict):
    """One line of a receipt; ``paid_fen`` is for the whole line."""

    sku = fields.String(required=True, validate=validate.Length(1, 64))
    quantity = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, 9999, error="数量须在 1 到 9999 之间")
    )
    paid_fen = fields.Integer(required=True, strict=True, validate=_FEN)


class PurchaseIn(Strict):
    """A completed sale. ``phone`` or ``member_ref`` say whose it is; neither: nobody known."""

    receipt_no = fields.String(required=True, validate=NUMBER)
    purchased_at = OffsetTime(required=True)
    lines = fields.List(fields.Nested(PosLineIn()), required=True, validate=_MANY)
    phone = fields.String(load_default=None, allow_none=True, validate=CHANNEL_PHONE)
    member_ref = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))


class BatchIn(Strict):
    """Up to 200 sales, each as for one; they are checked one by one."""

    purchases = fields.List(
        fields.Raw(metadata={"description": "a PurchaseIn"}), required=True,
        validate=validate.Length(1, MAX_BATCH, error=f"一次最多 {MAX_BATCH} 笔"),
    )  # fmt: skip


class VoidIn(Strict):
    """``serial``: the till that printed the receipt, if it is another one of the same store."""

    serial = fields.String(load_default=None, validate=validate.Length(1, 64))


class PosReturnLineIn(Strict):
    """What came back."""

    sku = fields.String(required=True, validate=validate.Length(1, 64))
    quantity = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, 9999, error="数量须在 1 到 9999 之间")
    )


class ReturnIn(VoidIn):
    """Goods that came back on one slip; ``return_no`` is its number at this till."""

    return_no = fields.String(required=True, validate=NUMBER)
    lines = fields.List(fields.Nested(PosReturnLineIn()), required=True, validate=_MANY)


class PosMemberIn(Strict):
    """In the body: a phone never stands in a URL."""

    phone = fields.String(required=True, validate=CHANNEL_PHONE)


class PosPurchase(Out):
    """A purchase as it stands."""

    receipt_no = fields.String()
    state = fields.String()
    purchased_at = LocalTime()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    has_member = fields.Boolean()


class PosReturned(PosPurchase):
    """A purchase after a return."""

    return_no = fields.String()
    amount_fen = fields.Integer(metadata={"description": "what is given back for this slip"})


class PosBatchItem(Out):
    """What became of one sale of a batch, by its place in it."""

    index = fields.Integer()
    receipt_no = fields.String(allow_none=True)
    status = fields.String(metadata={"description": "created, unchanged or failed"})
    code = fields.String(allow_none=True)
    detail = fields.String(allow_none=True)
    fields_ = fields.Dict(data_key="fields", keys=fields.String(), values=fields.List(fields.String()), allow_none=True)


class PosBatch(Out):
    """Every sale of a batch, in its order; a bad one does not stop the others."""

    created = fields.Integer()
    unchanged = fields.Integer()
    failed = fields.Integer()
    results = fields.List(fields.Nested(PosBatchItem()))


class PosMember(Out):
    """A member as a store may know her: nothing of other stores."""

    found = fields.Boolean()
    ref = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    known_here = fields.Boolean(metadata={"description": "whether she bought at this store"})
    purchases_here = fields.Integer()
    last_purchase_here_at = LocalTime(allow_none=True)
