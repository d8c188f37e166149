"""What the stores' door takes in and gives out about people and their devices."""

from __future__ import annotations

from marshmallow import fields, validate

from app.web.schemas import CHANNEL_PHONE, LocalTime, Out, Strict

_STORE_CODE = validate.Length(1, 64)


class StaffCodeIn(Strict):
    """Whom to send a log-in code."""

    phone = fields.String(required=True, validate=CHANNEL_PHONE)


class StaffCode(Out):
    """The same for every phone, known or not."""

    retry_after_s = fields.Integer()
    lifetime_s = fields.Integer()


class StaffLoginIn(StaffCodeIn):
    """The code she received; ``store_code`` if she knows which of her stores this device is to work for."""

    code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6}\Z", error="请输入 6 位验证码"))
    device = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=80))
    store_code = fields.String(load_default=None, allow_none=True, validate=_STORE_CODE)


class SwitchIn(Strict):
    """Another of her stores."""

    store_code = fields.String(required=True, validate=_STORE_CODE)


class StaffPost(Out):
    """A store of hers, and what she is there."""

    code = fields.String()
    name = fields.String()
    address = fields.String()
    status = fields.String()
    role = fields.String()
    role_zh = fields.String()
    chosen = fields.Boolean(metadata={"description": "the store this device works for"})


class Colleague(Out):
    """Somebody at work now."""

    id = fields.Integer()
    name = fields.String()
    started_at = LocalTime()


class StaffMe(Out):
    """She herself, her stores, and who is at work at the chosen one."""

    id = fields.Integer()
    name = fields.String()
    phone_masked = fields.String()
    role = fields.String(metadata={"description": "at the chosen store: clerk, manager or chain_manager"})
    role_zh = fields.String()
    store = fields.Nested(StaffPost())
    stores = fields.List(fields.Nested(StaffPost()))
    shift_started_at = LocalTime(allow_none=True, metadata={"description": "null: not at work here"})
    at_work = fields.List(fields.Nested(Colleague()))


class StaffSession(Out):
    """A bearer token and whose it is."""

    token = fields.String()
    expires_in_s = fields.Integer()
    me = fields.Nested(StaffMe())


class ShiftOut(Out):
    """At work since."""

    started_at = LocalTime()
    at_work = fields.List(fields.Nested(Colleague()))


class BeatOut(Out):
    """The house's clock, and whether this phone would ring."""

    now = LocalTime()
    on_shift = fields.Boolean()
    beat_every_s = fields.Integer(metadata={"description": "how often to beat while the app is open"})
