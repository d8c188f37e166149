"""What the console's door takes in. Amounts are integer fen, instants RFC 3339; every act says why."""

from __future__ import annotations

from marshmallow import fields, validate

from app.web.door import Reason, Typed
from app.web.schemas import CHANNEL_PHONE, DATUM, LineIn, PageQuery, PointIn, Strict
from dispatch.domain.states import ORDER
from dispatch.models import CHANNELS
from dispatch.quoting import MAX_LINES
from dispatch.standing import STATUSES
from dispatch.steering import MAX_EXTENSION_MINUTES
from dispatch.views.agent_store_list import SORTS
from dispatch.views.wanted import REACHED

_LINES = validate.Length(1, MAX_LINES, error=f"请选择 1 到 {MAX_LINES} 种商品")
_ID = validate.Range(1, 2**63 - 1, error="编号不对")
_MANY = validate.Length(max=50, error="最多 50 家门店")
_STATES = validate.OneOf(ORDER.states, error="没有这个状态")


class ConsoleLoginIn(Strict):
    """Who logs in."""

    login = Typed(64, required=True)
    password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))
    device = Typed(80, load_default=None)
    code = fields.String(
        load_default=None, load_only=True, validate=validate.Length(1, 20),
        metadata={"description": "of the second factor, or a recovery code; asked for by 401 `totp_required`"},
    )  # fmt: skip


class OrdersQuery(PageQuery):
    """Which orders. Without ``state``: all that are not over. Days are Asia/Shanghai's, both included."""

    state = fields.String(
        load_default=None, metadata={"description": "one or more states, separated by commas; or all"}
    )
    city = Typed(40, load_default=None)
    chain = Typed(80, load_default=None)
    store_code = Typed(64, load_default=None)
    channel = fields.String(load_default=None, validate=validate.OneOf((*CHANNELS, "jd", "tmall")))
    held = fields.Boolean(load_default=None)
    overdue = fields.Boolean(load_default=None, metadata={"description": "whose turn has run out"})
    older_than_minutes = fields.Integer(load_default=None, validate=validate.Range(0, 60 * 24 * 365))
    placed_from = fields.Date(load_default=None)
    placed_to = fields.Date(load_default=None)
    reached = fields.String(load_default=None, validate=validate.OneOf(tuple(REACHED)))
    offered_from = fields.Date(load_default=None, metadata={"description": "offered_…: of one and the same offer"})
    offered_to = fields.Date(load_default=None)
    offered_hour = fields.Integer(load_default=None, validate=validate.Range(0, 23))
    offered_city = Typed(40, load_default=None)
    offered_chain = Typed(80, load_default=None)
    offered_late = fields.Boolean(load_default=None, metadata={"description": "brought later than promised"})
    credited_from = fields.Date(load_default=None, metadata={"description": "credited to the store, as delivered"})
    credited_to = fields.Date(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200, error="每页 1 到 200 条"))


class Act(Strict):
    """Something an agent does to an order."""

    reason = Reason()
    seen_event_id = fields.Integer(
        strict=True, load_default=None, validate=_ID,
        metadata={"description": "the order's `last_event_id` as she saw it: 409 `changed_meanwhile` if a person acted since"},
    )  # fmt: skip


class AssignIn(Act):
    """To which store. ``overrule``: although it is paused, full, out of area or opens late, because she spoke with it."""

    store_code = fields.String(required=True, validate=validate.Length(1, 64))
    overrule = fields.Boolean(load_default=False)
    take_back = fields.Boolean(
        load_default=False, metadata={"description": "even from a store that has accepted but not left yet"}
    )


class MoveIn(Act):
    """To the best store of ``include`` (empty: of all), but none of ``exclude``."""

    include = fields.List(fields.String(validate=validate.Length(1, 64)), load_default=[], validate=_MANY)
    exclude_ = fields.List(
        fields.String(validate=validate.Length(1, 64)), data_key="exclude", load_default=[], validate=_MANY
    )
    take_back = fields.Boolean(load_default=False)


class ExtendIn(Act):
    """How much longer the store may take to answer."""

    minutes = fields.Integer(
        required=True, strict=True,
        validate=validate.Range(1, MAX_EXTENSION_MINUTES, error=f"须在 1 到 {MAX_EXTENSION_MINUTES} 分钟之间"),
    )  # fmt: skip


class RefundAct(Act):
    """How much goes back."""

    amount_fen = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10**12, error="金额须大于 0"))


class DecideIn(Strict):
    """Whether a refund that she asked for is granted."""

    approve = fields.Boolean(required=True)
    reason = Reason()


class NoteIn(Strict):
    """For the next agent who opens the order. It is sealed: names and phones may be in it."""

    text = Typed(1000, required=True)


class RevealOrderIn(Strict):
    """What of the recipient, and why."""

    what = fields.String(required=True, validate=validate.OneOf(("phone", "name", "address")))
    reason = Reason()


class RevealPhotoIn(Strict):
    """Which photo (left out: the one that proved the delivery, else the latest), and why."""

    photo_id = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 2**62))
    reason = Reason()


class RevealMemberIn(Strict):
    """What of the member, and why."""

    what = fields.String(required=True, validate=validate.OneOf(("phone", "name", "addresses", "babies")))
    reason = Reason()


class SearchIn(Strict):
    """Exactly one of the three. In the body: a phone never stands in a URL."""

    phone = fields.String(load_default=None, validate=CHANNEL_PHONE)
    order_no = Typed(40, load_default=None)
    ref = Typed(64, load_default=None)


class NewMemberIn(Strict):
    """A caller whom nobody knows yet."""

    phone = fields.String(required=True, validate=CHANNEL_PHONE)
    name = Typed(40, load_default=None)


class CallerPointIn(PointIn):
    """A point as the agent's map gave it; she must say which datum her map speaks."""

    datum = fields.String(required=True, validate=DATUM)


class CallerAddressIn(Strict):
    """Where she wants it. Without a point nobody could deliver there; its datum must be said."""

    name = Typed(40, required=True)
    phone = fields.String(required=True, validate=CHANNEL_PHONE)
    text = Typed(200, 4, required=True)
    door = Typed(100, 0, load_default="")
    point = fields.Nested(
        CallerPointIn(),
        required=True,
        error_messages={"required": "请在地图上选择收货位置", "null": "请在地图上选择收货位置"},
    )
    is_default = fields.Boolean(load_default=False)


class CallerQuoteIn(Strict):
    """What the caller wants, and where."""

    member_id = fields.Integer(required=True, strict=True, validate=_ID)
    address_id = fields.Integer(required=True, strict=True, validate=_ID)
    lines = fields.List(fields.Nested(LineIn()), required=True, validate=_LINES)


class CallerOrderIn(CallerQuoteIn):
    """An order by telephone. ``expect_store_code``: the store of the quote the caller agreed to."""

    payment_method = fields.String(load_default="on_delivery", validate=validate.OneOf(("on_delivery", "online")))
    note = Typed(200, 0, load_default="")
    expect_store_code = Typed(64, load_default=None, allow_none=True)


class StoresQuery(PageQuery):
    """Which stores."""

    city = Typed(40, load_default=None)
    chain = Typed(80, load_default=None)
    status = fields.String(load_default=None, validate=validate.OneOf(STATUSES))
    paused = fields.Boolean(load_default=None)
    nobody_there = fields.Boolean(
        load_default=None, metadata={"description": "open and taking orders, but nobody is on shift to hear them"}
    )
    no_device = fields.Boolean(
        load_default=None, metadata={"description": "open and taking orders, but no phone there would ring"}
    )
    q = Typed(40, load_default=None, metadata={"description": "part of a code or name"})
    sort = fields.String(
        load_default="code", validate=validate.OneOf(("code", *SORTS)),
        metadata={"description": "a figure of the score: the worst first, small samples drawn to the network"},
    )  # fmt: skip
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200, error="每页 1 到 200 条"))


class DaysQuery(Strict):
    """Whole days in Asia/Shanghai, both included."""

    from_ = fields.Date(required=True, data_key="from")
    to = fields.Date(required=True)


class StatementQuery(DaysQuery):
    """A statement, to read or as a table."""

    format = fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))


class StandingIn(Strict):
    """What becomes of a store."""

    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    successor_code = Typed(64, load_default=None, allow_none=True)
    reason = Reason()


class PolicyIn(Strict):
    """Settings of a new version; what is left out has its default."""

    settings = fields.Dict(keys=fields.String(), required=True)


class ActivateIn(Strict):
    """Why a version comes into force."""

    reason = Reason()
