"""What the till in the app takes in and gives out. Amounts are integer fen; every instant carries its offset."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.pos.schemas import OffsetTime, PosLineIn, PosMember, PosReturnLineIn
from app.web.schemas import CHANNEL_PHONE, LocalTime, Out, Strict

MAX_BATCH = 200
_MANY = validate.Length(1, 200, error="1 到 200 行")
_UUID = r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\Z"


class Key(fields.String):
    """A UUID that the device made: what is sent again under it is the same thing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=True, validate=validate.Regexp(_UUID, error="须为设备生成的 UUID"),
            metadata={"format": "uuid"}, **kwargs,
        )  # fmt: skip

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return str(super()._deserialize(value, attr, data, **kwargs)).lower()


def _code() -> fields.String:
    shape = validate.Regexp(r"^[0-9]{10}\Z", error="请输入 10 位会员码")
    return fields.String(load_default=None, allow_none=True, validate=shape)


class TillMemberIn(Strict):
    """Her phone, or the code that she shows; in the body, since neither ever stands in a URL."""

    phone = fields.String(load_default=None, allow_none=True, validate=CHANNEL_PHONE)
    code = _code()

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Exactly one of the two."""
        if (data.get("phone") is None) == (data.get("code") is None):
            raise ValidationError({"phone": ["请输入手机号，或扫会员码"]})


class TillMember(PosMember):
    """A member as this store may know her: of a stranger, that she is a member and no more."""


class SaleIn(Strict):
    """A completed sale. ``phone`` or ``code`` say whose it is; neither: nobody known."""

    key = Key()
    sold_at = OffsetTime(required=True)
    phone = fields.String(load_default=None, allow_none=True, validate=CHANNEL_PHONE)
    code = _code()
    lines = fields.List(fields.Nested(PosLineIn()), required=True, validate=_MANY)


class SaleReturnIn(Strict):
    """Goods that came back, all or some."""

    key = Key()
    lines = fields.List(fields.Nested(PosReturnLineIn()), required=True, validate=_MANY)


class QueuedReturnIn(SaleReturnIn):
    """The same from the queue of a device: it says of which sale."""

    sale_key = Key()


def _queue(what: str) -> Any:
    return fields.List(
        fields.Raw(allow_none=True, metadata={"description": what}), load_default=[],
        validate=validate.Length(max=MAX_BATCH, error=f"一次最多 {MAX_BATCH} 笔"),
    )  # fmt: skip


class TillBatchIn(Strict):
    """What waited for a network: sales first, then returns, each judged on its own."""

    sales = _queue("a SaleIn")
    returns = _queue("a QueuedReturnIn")


class SaleMember(Out):
    """Whose sale, masked."""

    name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)


class SaleLine(Out):
    """One article of a sale, and how many of it came back."""

    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    paid_fen = fields.Integer(metadata={"description": "for the whole line"})
    returned = fields.Integer()


class SaleReturn(Out):
    """Goods that came back."""

    key = fields.String()
    amount_fen = fields.Integer(metadata={"description": "what was given back"})
    at = LocalTime()
    by = fields.String(allow_none=True)


class Sale(Out):
    """A sale as it stands."""

    key = fields.String()
    sold_at = LocalTime()
    state = fields.String(metadata={"description": "completed, or refunded when all came back"})
    state_zh = fields.String()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    by = fields.String(allow_none=True, metadata={"description": "who rang it up"})
    member = fields.Nested(SaleMember(), allow_none=True)
    lines = fields.List(fields.Nested(SaleLine()))
    returns = fields.List(fields.Nested(SaleReturn()))


class SaleReturned(Sale):
    """A sale after a return."""

    return_key = fields.String()
    amount_fen = fields.Integer(metadata={"description": "what is given back now"})


class SalePage(Out):
    """Sales of this store's app, the latest first."""

    sales = fields.List(fields.Nested(Sale()))
    next_cursor = fields.String(allow_none=True)


class TillBatchItem(Out):
    """What became of one row, by its place in its list."""

    index = fields.Integer()
    key = fields.String(allow_none=True)
    status = fields.String(metadata={"description": "created, unchanged (known already) or failed"})
    amount_fen = fields.Integer(allow_none=True, metadata={"description": "of a return: what is given back"})
    code = fields.String(allow_none=True)
    detail = fields.String(allow_none=True)
    again = fields.Boolean(metadata={"description": "failed for now: send this row again later, as it is"})
    fields_ = fields.Dict(data_key="fields", keys=fields.String(), values=fields.List(fields.String()), allow_none=True)


class TillBatch(Out):
    """Every row of a batch, in its order; a bad one does not stop the others."""

    created = fields.Integer()
    unchanged = fields.Integer()
    failed = fields.Integer()
    sales = fields.List(fields.Nested(TillBatchItem()))
    returns = fields.List(fields.Nested(TillBatchItem()))
