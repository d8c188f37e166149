"""What the WeChat doors and commands need behind the port."""

from __future__ import annotations

from typing import cast

from app.wechat_port import WechatPort
from wechat.api import WechatApi
from wechat.settings import WechatSettings


def api_of(port: WechatPort | None) -> WechatApi | None:
    """The whole client; None in a house without WeChat. The port has no other implementation."""
    return cast(WechatApi, port) if port is not None else None


def wechat_settings(port: WechatPort | None) -> WechatSettings | None:
    """The settings behind the port; None in a house without WeChat."""
    api = api_of(port)
    return api.settings if api else None
