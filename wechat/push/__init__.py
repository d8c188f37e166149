"""WeChat's message push: events and messages that WeChat sends to the house, verified and opened."""

from wechat.push.crypto import BadPush, PushCrypto, reply_json, reply_xml

__all__ = ["BadPush", "PushCrypto", "reply_json", "reply_xml"]
