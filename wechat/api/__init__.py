"""WeChat's open API for one brand's mini-program and service account: log-in, phone, messages, shipping, checks, codes."""

from wechat.api.client import WechatApi
from wechat.api.fields import fit, fit_all

__all__ = ["WechatApi", "fit", "fit_all"]
