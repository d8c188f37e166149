"""The WeChat door. What speaks WeChat's protocols knows no database and no order:

wechat.api      the open API (``app.wechat_port``): log-in, phone, messages, shipping, checks, codes
wechat.pay      WeChat Pay (``app.payments.port``), its notices and its keys
wechat.push     the message push, verified and opened
wechat.legacy   older signatures and seals
"""
