"""What the stores' door takes in and gives out about offers and orders. Amounts are integer fen, instants RFC 3339."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.web.schemas import LocalTime, Out, PageQuery, Strict
from dispatch.answering import DECLINE_REASONS
from dispatch.delivering import FAILURE_REASONS, GIVE_BACK_REASONS
from dispatch.views.store_orders import TABS
from merchant_app_api.store_schemas import MerchantPoint, choices


class StoreLine(Out):
    """One article with its price."""

    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    unit_price_fen = fields.Integer()
    amount_fen = fields.Integer()


class StoreRecipient(Out):
    """Who receives it; masked, without a point, unless the store is bringing it or has just brought it."""

    full = fields.Boolean()
    name = fields.String()
    phone = fields.String(
        metadata={"description": "masked; `call` gives a number. Plain only in a house without such numbers"}
    )
    address = fields.String()
    point = fields.Nested(MerchantPoint(), allow_none=True)


class StoreMoney(Out):
    """The money on a card."""

    goods_fen = fields.Integer()
    delivery_fee_fen = fields.Integer()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    earning_fen = fields.Integer(
        metadata={"description": "what the store is credited: goods and delivery fee, less the platform's share"}
    )
    collect_fen = fields.Integer(metadata={"description": "cash to take at the door"})
    payment_method = fields.String()
    payment_zh = fields.String()
    promise_at = LocalTime(allow_none=True)
    promise_zh = fields.String(allow_none=True)


class OfferCard(StoreMoney):
    """An order put before this store."""

    id = fields.Integer()
    order_no = fields.String()
    state = fields.String()
    state_zh = fields.String()
    reason = fields.String()
    reason_zh = fields.String(metadata={"description": "why this store, in a sentence for it"})
    distance_m = fields.Integer(allow_none=True)
    offered_at = LocalTime()
    expires_at = LocalTime()
    seconds_left = fields.Integer(metadata={"description": "by the database's clock, counted from `now`"})
    window_s = fields.Integer(metadata={"description": "from the offer to its deadline, for a ring that runs down"})
    now = LocalTime()
    answered_at = LocalTime(allow_none=True)
    answered_by = fields.String(allow_none=True, metadata={"description": "a colleague's name, 客服, 顾客 or 系统"})
    decline_reason_zh = fields.String(allow_none=True)
    recipient = fields.Nested(StoreRecipient())
    lines = fields.List(fields.Nested(StoreLine()))


class SeenOut(Out):
    """When a phone of the store first rang for it."""

    id = fields.Integer()
    seen_at = LocalTime()


class OfferPage(Out):
    """The offers before this store, the soonest deadline first."""

    offers = fields.List(fields.Nested(OfferCard()))
    next_cursor = fields.String(allow_none=True)
    now = LocalTime()
    last_event_id = fields.Integer(metadata={"description": "begin the feed after this, and nothing is missed"})


class DeclineIn(Strict):
    """Why not; ``out_of_stock`` names the articles."""

    reason = fields.String(
        required=True, validate=validate.OneOf(list(DECLINE_REASONS), error="请选择一个拒单原因"),
        metadata={"description": choices(DECLINE_REASONS)},
    )  # fmt: skip
    skus = fields.List(
        fields.String(validate=validate.Length(1, 64)), load_default=[], validate=validate.Length(max=50)
    )


class DeclinedOut(Out):
    """The refusal as it was taken."""

    id = fields.Integer()
    state = fields.String()
    answered_at = LocalTime()


class StoreDelivery(Out):
    """How bringing it goes."""

    state = fields.String()
    courier = fields.String(allow_none=True)
    distance_m = fields.Integer(allow_none=True)
    accepted_at = LocalTime()
    picking_at = LocalTime(allow_none=True)
    left_at = LocalTime(allow_none=True)
    finished_at = LocalTime(allow_none=True)
    failure_reason_zh = fields.String(allow_none=True)
    proof = fields.String(
        allow_none=True, metadata={"description": "code, photo or receipt (she confirmed it herself)"}
    )
    photo_id = fields.Integer(allow_none=True, metadata={"description": "the latest photo of this delivery"})


class StoreOrderRow(StoreMoney):
    """An order in a list, masked."""

    order_no = fields.String()
    state = fields.String()
    state_zh = fields.String()
    placed_at = LocalTime()
    late = fields.Boolean(metadata={"description": "the promise is over and it is not delivered"})
    lines = fields.List(fields.Nested(StoreLine()))
    recipient = fields.Nested(StoreRecipient())
    delivery = fields.Nested(StoreDelivery(), allow_none=True)
    photo_allowed = fields.Boolean(metadata={"description": "whether a photo may stand for her code"})
    can_call = fields.Boolean(metadata={"description": "whether `call` gives a number now"})
    actions = fields.List(fields.String(), metadata={"description": "picking, leave, give_back, delivered, failed"})
    now = LocalTime()


class StoreTimelineEntry(Out):
    """Something that happened."""

    at = LocalTime()
    kind = fields.String()
    text = fields.String()
    by = fields.String(allow_none=True)


class StoreRating(Out):
    """What she thought of the delivery."""

    stars = fields.Integer()
    words = fields.String()
    rated_at = LocalTime()


class StoreOrder(StoreOrderRow):
    """An order of this store, whole."""

    note = fields.String(allow_none=True)
    rating = fields.Nested(StoreRating(), allow_none=True)
    timeline = fields.List(fields.Nested(StoreTimelineEntry()))


class StoreOrderPage(Out):
    """A page of a tab."""

    orders = fields.List(fields.Nested(StoreOrderRow()))
    next_cursor = fields.String(allow_none=True)


class StoreOrderQuery(PageQuery):
    """Which tab: to be brought, on the road, or done."""

    state = fields.String(load_default="accepted", validate=validate.OneOf(TABS))


class DeliveredIn(Strict):
    """The proof: her four digits, or a photo of this delivery."""

    code = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(r"^[0-9]{4}\Z", error="请输入 4 位收货码")
    )
    photo_id = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 2**62))

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Exactly one of the two."""
        if (data.get("code") is None) == (data.get("photo_id") is None):
            raise ValidationError({"code": ["请输入收货码，或拍照"]})


class FailedIn(Strict):
    """Why it could not be handed over."""

    reason = fields.String(
        required=True, validate=validate.OneOf(list(FAILURE_REASONS), error="请选择配送失败的原因"),
        metadata={"description": choices(FAILURE_REASONS)},
    )  # fmt: skip


class GiveBackIn(Strict):
    """Why the store cannot after all."""

    reason = fields.String(
        required=True, validate=validate.OneOf(list(GIVE_BACK_REASONS), error="请选择退回订单的原因"),
        metadata={"description": choices(GIVE_BACK_REASONS)},
    )  # fmt: skip


class EndedOut(Out):
    """How the store's part in an order ended."""

    order_no = fields.String()
    state = fields.String(metadata={"description": "failed or given_back"})
    at = LocalTime()
