"""What the WeChat doors need of the settings behind the port."""

from __future__ import annotations

from app.wechat_port import WechatPort
from wechat.api import WechatApi
from wechat.settings import WechatSettings


def wechat_settings(port: WechatPort | None) -> WechatSettings | None:
    """The settings of a port of ours; None in a house without WeChat."""
    return port.settings if isinstance(port, WechatApi) else None
