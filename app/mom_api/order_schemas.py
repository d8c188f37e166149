"""What the mothers' door takes in and gives out about quotes and orders. Amounts are integer fen, instants RFC 3339."""

from __future__ import annotations

from marshmallow import fields, validate

from app.mom_api.schemas import GcjPoint
from app.web.door import Typed
from app.web.schemas import LineIn, LocalTime, Out, PageQuery, PointIn, Strict
from dispatch.mother import CANCEL_REASONS, REFUND_REASONS
from dispatch.quoting import MAX_LINES
from dispatch.views.mother import GROUPS, PAYMENT_ZH

CHANNELS = ("mini_program", "wechat_mall", "mom_app")
_LINES = validate.Length(1, MAX_LINES, error=f"请选择 1 到 {MAX_LINES} 种商品")
_ID = validate.Range(1, 2**63 - 1, error="没有这个收货地址，请重新选择")


def _choices(reasons: dict[str, str]) -> str:
    return "; ".join(f"{code} {words}" for code, words in reasons.items())


class QuoteIn(Strict):
    """What she wants, and where: one of her addresses, or a point on the map."""

    address_id = fields.Integer(strict=True, load_default=None, validate=_ID)
    point = fields.Nested(PointIn(), load_default=None)
    lines = fields.List(fields.Nested(LineIn()), required=True, validate=_LINES)


class QuoteStore(Out):
    """Who would bring it."""

    code = fields.String()
    name = fields.String()
    address = fields.String()
    distance_m = fields.Integer()
    point = fields.Nested(GcjPoint())
    open_now = fields.Boolean()
    open_until = LocalTime(allow_none=True)
    opens_at = LocalTime(allow_none=True)


class QuoteAlternative(Out):
    """Another store that she may choose."""

    code = fields.String()
    name = fields.String()
    address = fields.String()
    distance_m = fields.Integer()
    open_now = fields.Boolean()
    promise_at = LocalTime(allow_none=True)
    promise_zh = fields.String(allow_none=True)
    why_zh = fields.String(metadata={"description": "what the store is to her"})
    reason_zh = fields.String(metadata={"description": "the quote's sentence once she has chosen it"})


class MomLine(Out):
    """One article with its price."""

    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    unit_price_fen = fields.Integer()
    amount_fen = fields.Integer()


class MomQuote(Out):
    """What she is told before she pays."""

    store = fields.Nested(QuoteStore(), allow_none=True)
    expect_store_code = fields.String(allow_none=True, metadata={"description": "send it back when placing"})
    needs_person = fields.Boolean()
    needs_person_zh = fields.String(allow_none=True)
    reason = fields.String()
    reason_zh = fields.String()
    promise_at = LocalTime(allow_none=True)
    promise_zh = fields.String(allow_none=True)
    alternatives = fields.List(
        fields.Nested(QuoteAlternative()),
        metadata={"description": "at most 5; empty where the policy leaves her no choice"},
    )
    lines = fields.List(fields.Nested(MomLine()))
    goods_fen = fields.Integer()
    delivery_fee_fen = fields.Integer()
    total_fen = fields.Integer()
    now = LocalTime()


class OrderIn(Strict):
    """An order. ``expect_store_code``: the store of the quote she agreed to; if another would get it now, 409.

    ``chosen_store_code``: the alternative that she chose instead; 409 if it cannot take it (any more).
    """

    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    address_id = fields.Integer(required=True, strict=True, validate=_ID)
    lines = fields.List(fields.Nested(LineIn()), required=True, validate=_LINES)
    payment_method = fields.String(required=True, validate=validate.OneOf(list(PAYMENT_ZH)))
    note = Typed(200, 0, load_default="")
    expect_store_code = Typed(64, load_default=None, allow_none=True)
    chosen_store_code = Typed(64, load_default=None, allow_none=True)


class OrderQuery(PageQuery):
    """Which of her orders."""

    state = fields.String(load_default=None, validate=validate.OneOf(list(GROUPS)))


class CancelIn(Strict):
    """Why she cancels."""

    reason = fields.String(
        required=True, validate=validate.OneOf(list(CANCEL_REASONS), error="请选择取消原因"),
        metadata={"description": _choices(CANCEL_REASONS)},
    )  # fmt: skip


class RefundIn(Strict):
    """How much she wants back (left out: everything that is left), and why."""

    amount_fen = fields.Integer(
        strict=True, load_default=None, validate=validate.Range(1, 2**62, error="退款金额须大于 0")
    )
    reason = fields.String(
        required=True, validate=validate.OneOf(list(REFUND_REASONS), error="请选择退款原因"),
        metadata={"description": _choices(REFUND_REASONS)},
    )  # fmt: skip


class RatingIn(Strict):
    """How the delivery was."""

    stars = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5, error="请选 1 到 5 颗星"))
    words = Typed(200, 0, load_default="")


class PayIn(Strict):
    """Where she will pay, if not in the app she ordered in."""

    app = fields.String(
        load_default=None,
        validate=validate.OneOf(("mini_program", "wechat_mall"), error="应为 mini_program 或 wechat_mall"),
    )


class MomPayment(Out):
    """What her client needs to show the pay sheet."""

    provider = fields.String()
    out_trade_no = fields.String()
    amount_fen = fields.Integer()
    expires_at = LocalTime()
    params = fields.Dict(keys=fields.String(), metadata={"description": "as the provider wants them"})


class MomRefund(Out):
    """Money on its way back to her."""

    refund_no = fields.String()
    amount_fen = fields.Integer()
    state = fields.String()
    state_zh = fields.String()
    reason = fields.String()
    requested_at = LocalTime()
    finished_at = LocalTime(allow_none=True)


class OrderHead(Out):
    """What a list shows of an order."""

    order_no = fields.String()
    channel = fields.String()
    state = fields.String()
    state_zh = fields.String()
    store_name = fields.String(allow_none=True)
    promise_at = LocalTime(allow_none=True)
    promise_zh = fields.String(allow_none=True)
    payment_method = fields.String()
    payment_method_zh = fields.String()
    goods_fen = fields.Integer()
    delivery_fee_fen = fields.Integer()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    placed_at = LocalTime()
    lines = fields.List(fields.Nested(MomLine()))


class OrderStore(Out):
    """Who brings it."""

    code = fields.String()
    name = fields.String()
    phone = fields.String()
    address = fields.String()
    point = fields.Nested(GcjPoint())
    distance_m = fields.Integer()


class OrderOffer(Out):
    """The store that is being asked, and how long it still has, by the house's clock."""

    store_name = fields.String()
    expires_at = LocalTime()
    seconds_left = fields.Integer()


class MaskedRecipient(Out):
    """Who receives it, masked."""

    name = fields.String()
    phone = fields.String()
    address = fields.String()


class TimelineEntry(Out):
    """Something that happened, in her words."""

    at = LocalTime()
    kind = fields.String()
    text = fields.String()


class MomRating(Out):
    """What she said of the delivery."""

    stars = fields.Integer()
    words = fields.String()
    rated_at = LocalTime()
    changeable_until = LocalTime(allow_none=True, metadata={"description": "null: it stands"})


class MomOrder(OrderHead):
    """An order of hers, whole."""

    paid_at = LocalTime(allow_none=True)
    close_at = LocalTime(allow_none=True)
    state_changed_at = LocalTime()
    now = LocalTime(metadata={"description": "the house's clock; count seconds_left down from here"})
    store = fields.Nested(OrderStore(), allow_none=True)
    offer = fields.Nested(OrderOffer(), allow_none=True)
    pay_seconds_left = fields.Integer(allow_none=True)
    proof_code = fields.String(allow_none=True, metadata={"description": "she shows it at the door"})
    refunds = fields.List(fields.Nested(MomRefund()))
    recipient = fields.Nested(MaskedRecipient())
    note = fields.String(allow_none=True)
    photo_taken_at = LocalTime(allow_none=True, metadata={"description": "a photo was taken at the door"})
    can_call = fields.Boolean(metadata={"description": "whether `call` gives a number now"})
    timeline = fields.List(fields.Nested(TimelineEntry()))
    rating = fields.Nested(MomRating(), allow_none=True)
    actions = fields.List(
        fields.String(), metadata={"description": "pay, cancel, confirm, refund, rate: what she may do now"}
    )


class PlacedOrder(MomOrder):
    """The order just placed; with ``payment`` when it is to be paid now (null: ask again with …/pay)."""

    payment = fields.Nested(MomPayment(), allow_none=True)


class MomOrders(Out):
    """A page of her orders."""

    orders = fields.List(fields.Nested(OrderHead()))
    next_cursor = fields.String(allow_none=True)
