"""What the stores' door takes in and gives out about the store itself and its shelf."""

from __future__ import annotations

from marshmallow import fields, validate

from app.stores.keeping import MAX_EXCEPTIONS, PAUSE_REASONS
from app.web.schemas import LocalTime, Out, PageQuery, Strict

MAX_COUNT = 1_000_000
A_WEEK_MINUTES = 7 * 24 * 60


def choices(reasons: dict[str, str]) -> str:
    """Codes and their words, for the documentation."""
    return "; ".join(f"{code} {words}" for code, words in reasons.items())


class MerchantPoint(Out):
    """A point as WeChat's maps speak it."""

    lng = fields.Float()
    lat = fields.Float()
    datum = fields.String(metadata={"description": "always gcj02"})


class StoreDate(Out):
    """The hours of one date."""

    date = fields.Date()
    hours = fields.String(metadata={"description": "10:00-15:00, or two sittings with a comma; empty: closed all day"})
    note = fields.String(allow_none=True)


class StoreLoad(Out):
    """How many live orders the store has."""

    offered = fields.Integer()
    accepted = fields.Integer()
    on_the_road = fields.Integer()
    total = fields.Integer(metadata={"description": "all of these; what counts against capacity"})


class StorePause(Out):
    """Whether the store takes new orders."""

    paused = fields.Boolean()
    since = LocalTime(allow_none=True)
    until = LocalTime(allow_none=True, metadata={"description": "null: until somebody resumes"})
    reason = fields.String(allow_none=True)
    reason_zh = fields.String(allow_none=True)


class StoreSheet(Out):
    """The store as its people see it."""

    code = fields.String()
    name = fields.String()
    address = fields.String()
    phone = fields.String()
    status = fields.String()
    status_zh = fields.String()
    point = fields.Nested(MerchantPoint())
    hours = fields.String(metadata={"description": "Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00"})
    week = fields.List(fields.String(), metadata={"description": "seven days, Monday first; empty: closed"})
    exceptions = fields.List(fields.Nested(StoreDate()))
    open_now = fields.Boolean()
    open_until = LocalTime(allow_none=True)
    opens_at = LocalTime(allow_none=True)
    area = fields.Dict(keys=fields.String(), metadata={"description": "GeoJSON feature in GCJ-02"})
    capacity = fields.Integer(allow_none=True)
    live = fields.Nested(StoreLoad())
    pause = fields.Nested(StorePause())
    tracks_stock = fields.Boolean()
    now = LocalTime()


class HoursIn(Strict):
    """The hours of the week."""

    hours = fields.String(required=True, validate=validate.Length(1, 500))


class DateIn(Strict):
    """The hours of one date; empty means closed all day."""

    date = fields.Date(required=True)
    hours = fields.String(required=True, validate=validate.Length(max=60))
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class ExceptionsIn(Strict):
    """All exceptions from today on; those left out are taken back."""

    exceptions = fields.List(fields.Nested(DateIn()), required=True, validate=validate.Length(max=MAX_EXCEPTIONS))


class CapacityIn(Strict):
    """How many live orders at once; null for no limit."""

    capacity = fields.Integer(
        required=True, strict=True, allow_none=True, validate=validate.Range(0, 100_000, error="须在 0 到 100000 之间")
    )


class PauseIn(Strict):
    """Why, and for how long; without minutes until somebody resumes."""

    reason = fields.String(
        required=True, validate=validate.OneOf(list(PAUSE_REASONS), error="请选择暂停的原因"),
        metadata={"description": choices(PAUSE_REASONS)},
    )  # fmt: skip
    minutes = fields.Integer(
        strict=True, load_default=None, allow_none=True,
        validate=validate.Range(1, A_WEEK_MINUTES, error="暂停时长须在 1 分钟到 7 天之间"),
    )  # fmt: skip


class StockQuery(PageQuery):
    """What she looks for on the shelf."""

    q = fields.String(load_default=None, validate=validate.Length(max=60))
    low = fields.Boolean(load_default=False, metadata={"description": "only what runs low"})


class StockRow(Out):
    """One article on the shelf."""

    sku = fields.String()
    name = fields.String()
    category = fields.String()
    stage = fields.String(allow_none=True)
    unit = fields.String()
    on_sale = fields.Boolean()
    on_hand = fields.Integer(allow_none=True, metadata={"description": "null: not counted"})
    reserved = fields.Integer(metadata={"description": "held by live orders"})
    available = fields.Integer(allow_none=True)
    low = fields.Boolean(metadata={"description": "three or fewer, or it lasts no longer than the policy's days"})
    sold_28d = fields.Integer(metadata={"description": "sold here in the last four weeks, and kept"})
    days_left = fields.Integer(
        allow_none=True, metadata={"description": "at that pace; null: not counted, or not sold"}
    )
    recount_asked_at = LocalTime(allow_none=True, metadata={"description": "somebody said it was out: please count"})


class StockPage(Out):
    """A page of the shelf, low first."""

    stock = fields.List(fields.Nested(StockRow()))
    tracks_stock = fields.Boolean(metadata={"description": "true: what is not counted is taken as sold out"})
    next_cursor = fields.String(allow_none=True)


class CountIn(Strict):
    """What was counted; null: this store does not count the article."""

    on_hand = fields.Integer(
        required=True, strict=True, allow_none=True, validate=validate.Range(0, MAX_COUNT, error="数量有误，请重新填写")
    )
