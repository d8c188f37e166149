"""What the console's door gives out about people, stores and policies."""

from __future__ import annotations

from marshmallow import fields

from app.console.answer_parts import ConsolePoint, maybe_text
from app.console.board_answers import ConsoleOrderRow
from app.web.schemas import LocalTime, Out


class ConsoleMe(Out):
    """The agent herself, and what she may do."""

    login = fields.String()
    name = fields.String()
    role = fields.String()
    role_zh = fields.String()
    operations = fields.List(fields.String())
    totp = fields.Boolean(metadata={"description": "whether the log-in asks for a second factor"})
    map_tiles = fields.String(allow_none=True, metadata={"description": "an address with {z} {x} {y}; null: no tiles"})
    now = LocalTime(metadata={"description": "the house's clock: a desk's own may be wrong"})
    last_event_id = fields.Integer(
        metadata={"description": "the feed's Last-Event-ID for whoever reads pages after this"}
    )


class ConsoleSession(Out):
    """A bearer token and whose it is."""

    token = fields.String()
    expires_in_s = fields.Integer()
    agent = fields.Nested(ConsoleMe())


class ConsoleFound(Out):
    """A member, masked."""

    id = fields.Integer()
    ref = maybe_text()
    name = maybe_text()
    phone = maybe_text()
    phone_verified = fields.Boolean()


class ConsoleFoundMembers(Out):
    """None, or the one."""

    members = fields.List(fields.Nested(ConsoleFound()))


class ConsoleHerStore(Out):
    """A store where she bought."""

    code = fields.String()
    name = fields.String()
    address = fields.String()
    phone = fields.String()
    home = fields.Boolean()
    standing = fields.String()
    standing_zh = fields.String()
    open_now = fields.Boolean()


class ConsolePurchaseLine(Out):
    """What she bought."""

    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    paid_fen = fields.Integer()
    returned = fields.Integer()


class ConsolePurchase(Out):
    """A purchase."""

    source = fields.String()
    source_key = fields.String()
    store_code = fields.String()
    store_name = fields.String()
    purchased_at = LocalTime()
    state = fields.String()
    total_fen = fields.Integer()
    refunded_fen = fields.Integer()
    lines = fields.List(fields.Nested(ConsolePurchaseLine()))


class ConsoleAddress(Out):
    """An address, masked."""

    id = fields.Integer()
    name = fields.String()
    phone = fields.String()
    address = fields.String()
    point = fields.Nested(ConsolePoint())
    is_default = fields.Boolean()


class ConsoleBaby(Out):
    """A baby, kept under a guardian's consent; masked."""

    nickname = fields.String()
    birth_month = fields.String()


class ConsoleConsent(Out):
    """What she agreed to."""

    purpose = fields.String()
    purpose_zh = fields.String()
    text_version = fields.String()
    given_at = LocalTime()
    withdrawn_at = LocalTime(allow_none=True)


class ConsoleMember(ConsoleFound):
    """A member with all that hangs on her, masked."""

    member_since = LocalTime()
    stores = fields.List(fields.Nested(ConsoleHerStore()))
    orders = fields.List(fields.Nested(ConsoleOrderRow()))
    purchases = fields.List(fields.Nested(ConsolePurchase()))
    addresses = fields.List(fields.Nested(ConsoleAddress()))
    babies = fields.List(fields.Nested(ConsoleBaby()))
    consents = fields.List(fields.Nested(ConsoleConsent()))


class RevealedMember(Out):
    """One thing in clear, once."""

    what = fields.String()
    value = fields.Raw(allow_none=True, metadata={"description": "a text; a list for addresses and babies"})


class ConsoleQuoteStore(Out):
    """Who would bring it."""

    code = fields.String()
    name = fields.String()
    address = fields.String()
    distance_m = fields.Integer()
    open_now = fields.Boolean()


class ConsoleQuoteLine(Out):
    """One article with its price."""

    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    unit_price_fen = fields.Integer()
    amount_fen = fields.Integer()


class ConsoleQuote(Out):
    """What the caller is told before she orders; read it out."""

    store = fields.Nested(ConsoleQuoteStore(), allow_none=True)
    expect_store_code = maybe_text()
    needs_person = fields.Boolean()
    needs_person_zh = maybe_text()
    reason = fields.String()
    reason_zh = fields.String()
    promise_at = LocalTime(allow_none=True)
    promise_zh = maybe_text()
    lines = fields.List(fields.Nested(ConsoleQuoteLine()))
    goods_fen = fields.Integer()
    delivery_fee_fen = fields.Integer()
    total_fen = fields.Integer()


class ConsolePolicy(Out):
    """One version of the policy."""

    version = fields.Integer()
    state = fields.String()
    settings = fields.Dict(keys=fields.String())
    created_by = fields.String()
    created_by_zh = maybe_text()
    created_at = LocalTime()
    activated_at = LocalTime(allow_none=True)


class ConsolePolicies(Out):
    """Every version, the latest first; what each setting means, in Chinese."""

    policies = fields.List(fields.Nested(ConsolePolicy()))
    settings_zh = fields.Dict(keys=fields.String(), values=fields.String())
