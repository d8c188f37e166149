"""What the WeChat part of the stores' door takes in and gives out."""

from __future__ import annotations

from marshmallow import fields, validate

from app.web.door import State
from app.web.schemas import Out, Strict


class StaffOauthQuery(Strict):
    """A page of ours, and what it wants back."""

    redirect = fields.String(required=True, validate=validate.Length(1, 1000))
    state = State()


class StaffOauth(Out):
    """A page of WeChat's."""

    url = fields.String()


class BindIn(Strict):
    """The code that the service account's page came back with."""

    code = fields.String(required=True, validate=validate.Length(1, 256, error="缺少微信的登录凭证"))


class StaffWechat(Out):
    """Whether alerts go to a WeChat of hers."""

    bound = fields.Boolean()
