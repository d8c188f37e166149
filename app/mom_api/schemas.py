"""What the mothers' door takes in and gives out: people, places, products. Orders have schemas of their own."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.members.consents import PURPOSES
from app.web.door import Typed
from app.web.schemas import CHANNEL_PHONE, DATUM, LocalTime, Out, PageQuery, PointIn, Strict

MONTH = validate.Regexp(r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])\Z", error="请填写年月，如 2026-03")
SIX_DIGITS = validate.Regexp(r"^[0-9]{6}\Z", error="请输入 6 位验证码")
DEVICE = Typed(80, load_default=None, metadata={"description": "what she would recognise her phone by"})
_POINT_ASKED: dict[str, Any] = {"required": "请在地图上选择收货位置", "null": "请在地图上选择收货位置"}


class MomAbout(Out):
    """How to reach customer service."""

    service_phone = fields.String(allow_none=True, metadata={"description": "null: there is none to call"})
    online_service = fields.Boolean(metadata={"description": "WeChat's contact button leads to somebody"})


class SmsCodeIn(Strict):
    """Whom to send a log-in code."""

    phone = fields.String(required=True, validate=CHANNEL_PHONE)


class MomSmsCode(Out):
    """The same for every phone, known or not."""

    retry_after_s = fields.Integer()
    lifetime_s = fields.Integer()


class MomLoginIn(SmsCodeIn):
    """The code she received."""

    code = fields.String(required=True, validate=SIX_DIGITS)
    device = DEVICE


class MomProfile(Out):
    """She herself."""

    name = fields.String(allow_none=True)
    phone_masked = fields.String(allow_none=True)
    member_since = LocalTime()


class MomSession(Out):
    """A bearer token and whose it is."""

    token = fields.String()
    expires_in_s = fields.Integer()
    member = fields.Nested(MomProfile())


class ProfileIn(Strict):
    """What she may change of herself; null forgets it."""

    name = Typed(40, required=True, allow_none=True)


class GcjPoint(Out):
    """A point as WeChat's maps speak it."""

    lng = fields.Float()
    lat = fields.Float()
    datum = fields.String(metadata={"description": "always gcj02"})


class NearQuery(Strict):
    """Where she is, to tell how far a store is; all or nothing."""

    lng = fields.Float(load_default=None)
    lat = fields.Float(load_default=None)
    datum = fields.String(load_default="gcj02", validate=DATUM)


class ServedBy(Out):
    """Somebody behind the counter, by the name she goes by."""

    name = fields.String()
    why_zh = fields.String(metadata={"description": "last brought her something, or runs the store"})


class MomStore(Out):
    """One of her stores."""

    code = fields.String()
    name = fields.String()
    address = fields.String()
    phone = fields.String()
    home = fields.Boolean(metadata={"description": "the store of her latest purchase: her orders go there first"})
    bought = fields.Boolean(metadata={"description": "she bought there; else she scanned its code in the shop"})
    point = fields.Nested(GcjPoint())
    served_by = fields.Nested(ServedBy(), allow_none=True)
    hours = fields.String()
    standing = fields.String(metadata={"description": "active, paused, suspended or closed"})
    standing_zh = fields.String()
    distance_m = fields.Integer(allow_none=True)
    open_now = fields.Boolean()
    open_until = LocalTime(allow_none=True)
    opens_at = LocalTime(allow_none=True)


class StoreLinkIn(Strict):
    """What the mini-program code that she scanned carries."""

    scene = Typed(32, required=True)


class MomCode(Out):
    """What she shows at a till, as a QR code or read out."""

    code = fields.String(metadata={"description": "ten digits"})
    expires_at = LocalTime()


class MomStores(Out):
    """Her stores, the most recent first."""

    stores = fields.List(fields.Nested(MomStore()))


class AddressIn(Strict):
    """A new address. Without a point nobody could deliver there."""

    name = Typed(40, required=True)
    phone = fields.String(required=True, validate=CHANNEL_PHONE)
    text = Typed(200, 4, required=True, metadata={"description": "as the map named it"})
    door = Typed(100, 0, load_default="")
    point = fields.Nested(PointIn(), required=True, error_messages=_POINT_ASKED)
    is_default = fields.Boolean(load_default=False)


class AddressPatch(Strict):
    """What changes. A new ``text`` needs a new ``point``."""

    name = Typed(40)
    phone = fields.String(validate=CHANNEL_PHONE)
    text = Typed(200, 4)
    door = Typed(100, 0)
    point = fields.Nested(PointIn())
    is_default = fields.Boolean(validate=validate.Equal(True, error="请把另一个地址设为默认"))


class MomAddress(Out):
    """An address of hers; the phone is masked in the list."""

    id = fields.Integer()
    name = fields.String()
    phone = fields.String()
    text = fields.String()
    door = fields.String()
    point = fields.Nested(GcjPoint())
    is_default = fields.Boolean()
    created_at = LocalTime()


class MomAddresses(Out):
    """Her addresses, the default first."""

    addresses = fields.List(fields.Nested(MomAddress()))


class PlaceIn(Strict):
    """Where to look: an address as she typed it, or a point."""

    text = Typed(200, 4, load_default=None, allow_none=True)
    point = fields.Nested(PointIn(), load_default=None, allow_none=True)


class MomLandmark(Out):
    """A shop to find one's way by."""

    name = fields.String()
    address = fields.String()
    point = fields.Nested(GcjPoint())


class MomPlaces(Out):
    """What a map without tiles shows. ``outline``: rings of [lng, lat], GCJ-02, for drawing only."""

    district = fields.String(allow_none=True)
    confidence = fields.String(
        allow_none=True,
        metadata={
            "description": "how sure centre is: door, road or district; she puts the pin unless door; null for a point"
        },
    )
    centre = fields.Nested(GcjPoint())
    outline = fields.List(fields.List(fields.List(fields.Float())))
    stores = fields.List(fields.Nested(MomLandmark()))


class BabyIn(Strict):
    """A baby, with the guardian's consent in the same breath."""

    nickname = Typed(20, required=True)
    birth_month = fields.String(required=True, validate=MONTH)
    guardian_consent = fields.Boolean(required=True, validate=validate.Equal(True, error="请先确认您是监护人并同意"))
    text_version = Typed(40, required=True, metadata={"description": "the version of the words she agreed to"})


class MomBaby(Out):
    """A baby of hers."""

    id = fields.Integer()
    nickname = fields.String()
    birth_month = fields.String()
    consent_id = fields.Integer()
    created_at = LocalTime()


class MomBabies(Out):
    """Her babies."""

    babies = fields.List(fields.Nested(MomBaby()))


class ConsentIn(Strict):
    """What she agrees to. A baby's consent is given with the baby."""

    purpose = fields.String(required=True, validate=validate.OneOf([name for name in PURPOSES if name != "baby"]))
    text_version = Typed(40, required=True)


class MomConsent(Out):
    """One consent, perhaps taken back."""

    id = fields.Integer()
    purpose = fields.String()
    purpose_zh = fields.String()
    text_version = fields.String()
    given_at = LocalTime()
    withdrawn_at = LocalTime(allow_none=True)


class MomConsents(Out):
    """Every consent she ever gave."""

    consents = fields.List(fields.Nested(MomConsent()))


class ProductQuery(PageQuery):
    """What she looks for."""

    category = Typed(40, load_default=None)
    stage = Typed(20, load_default=None)
    q = Typed(40, 0, load_default=None, metadata={"description": "part of a name, category or SKU"})
    store_code = Typed(64, load_default=None, metadata={"description": "tell what this store has"})
    buy_again = fields.Boolean(load_default=False, metadata={"description": "what she bought first; needs her token"})


class StoreQuery(Strict):
    """A store to tell availability at."""

    store_code = Typed(64, load_default=None)


class MomProduct(Out):
    """One article of the catalogue."""

    sku = fields.String()
    name = fields.String()
    category = fields.String()
    stage = fields.String(allow_none=True)
    price_fen = fields.Integer()
    unit = fields.String()
    days_per_unit = fields.Float(allow_none=True, metadata={"description": "how many days one unit lasts a baby"})
    on_sale = fields.Boolean()
    available = fields.Boolean(allow_none=True, metadata={"description": "null unless a store was named"})
    bought_before = fields.Boolean()


class MomProducts(Out):
    """A page of the catalogue."""

    products = fields.List(fields.Nested(MomProduct()))
    next_cursor = fields.String(allow_none=True)
