"""What the WeChat part of the mothers' door takes in and gives out."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.mom_api.schemas import DEVICE, SIX_DIGITS
from app.web.door import State
from app.web.schemas import CHANNEL_PHONE, Out, Strict

CODE = validate.Length(1, 256, error="缺少微信的登录凭证")


class WechatBindIn(Strict):
    """A code that WeChat gave to her client a moment ago."""

    app = fields.String(
        required=True,
        validate=validate.OneOf(("mini_program", "wechat_mall"), error="应为 mini_program 或 wechat_mall"),
    )
    code = fields.String(required=True, validate=CODE)


class WechatLoginIn(WechatBindIn):
    """The same, to log in with."""

    device = DEVICE


class MomBound(Out):
    """It is hers now."""

    bound = fields.Boolean()


class MomTicket(Out):
    """Her phone is still needed."""

    ticket = fields.String()
    expires_in_s = fields.Integer()


class WechatPhoneIn(Strict):
    """The ticket with one of two proofs of her phone."""

    ticket = fields.String(required=True, validate=validate.Length(1, 2000, error="请重新点击微信登录"))
    phone_code = fields.String(load_default=None, validate=CODE)
    phone = fields.String(load_default=None, validate=CHANNEL_PHONE)
    code = fields.String(load_default=None, validate=SIX_DIGITS)
    device = DEVICE

    @validates_schema
    def one_proof(self, data: dict[str, Any], **kwargs: Any) -> None:
        """One of the two, and of the second both halves."""
        if data["phone_code"] is None and (data["phone"] is None or data["code"] is None):
            raise ValidationError("请用微信手机号，或填写手机号和短信验证码", "phone")


class OauthQuery(Strict):
    """A page of ours, and what it wants back."""

    redirect = fields.String(required=True, validate=validate.Length(1, 1000))
    state = State()


class MomOauth(Out):
    """A page of WeChat's."""

    url = fields.String()


class MomTemplate(Out):
    """One message of ours as WeChat knows it."""

    kind = fields.String(metadata={"description": "accepted, on_the_road, delivered, moved, needs_attention, refunded"})
    template_id = fields.String()
    left = fields.Integer(metadata={"description": "sends she still allows"})


class MomTemplates(Out):
    """What ``wx.requestSubscribeMessage`` may ask for; empty in a house without WeChat."""

    templates = fields.List(fields.Nested(MomTemplate()))
