"""Ports meet adapters here, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from redis import Redis

import app.tables  # noqa: F401  (a table's foreign keys are found only when every table is known)
from app.calls.demo import DemoCallPort
from app.calls.port import CallPort
from app.config import Config
from app.db import Database
from app.embedded import endpoints
from app.keys import ConfigError
from app.notify.sms import DemoSmsPort, SmsPort
from app.payments.demo import DemoPayments
from app.printers.feie import Feie
from app.printers.port import Printers
from app.printers.settings import live_printers
from app.printers.yilianyun import Yilianyun
from app.security import Vault
from app.web.house import House
from wechat.api import WechatApi
from wechat.demo import DemoWechatPay, PhoneSms
from wechat.environ import from_environ
from wechat.pay import WechatPay
from wechat.settings import WechatSettings

# Redis is a convenience on the order's way: a dead one must cost a moment, never an order.
REDIS_TIMEOUT_S = 2.0


def wire(config: Config) -> House:
    """Make the house of one process. Nothing connects yet; raises ``ConfigError`` for an adapter that does not exist."""
    made = _with_payments(config)
    return replace(made, printers=_printers(config, made.redis))


def _printers(config: Config, redis: Redis) -> Printers | None:
    if config.printers == "off":
        return None
    if config.printers == "live":
        return live_printers(config.printer_environ, redis)
    from app.printers.standin.account import ensure_account as ensure_printers  # never in production

    account, url = ensure_printers(config.printers_folder), config.printers_url
    feie = Feie(account.feie_user, account.feie_ukey, url)
    return {
        "feie": feie, "yilianyun": Yilianyun(account.yilianyun_id, account.yilianyun_secret, redis, url)
    }  # fmt: skip


def _with_payments(config: Config) -> House:
    where = endpoints(config)
    db = Database(where.database_url, Vault(config.data_keys, config.hash_key))
    redis = Redis.from_url(where.redis_url, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S)
    sms, calls = _sms(config, db), _calls(config, db)
    if config.wechat == "off":
        return House(config, db, redis, sms, DemoPayments(db), calls=calls)
    settings = _wechat_settings(config)
    wechat = WechatApi(settings, redis)
    if config.wechat == "live":
        return House(config, db, redis, sms, WechatPay(settings), wechat, calls=calls)
    # What was begun in a house without WeChat can still be ended.
    others = {"demo": DemoPayments(db)}
    phone = PhoneSms(sms, config.standin_url)
    return House(config, db, redis, phone, DemoWechatPay(settings), wechat, others, calls=calls)


def _wechat_settings(config: Config) -> WechatSettings:
    if config.wechat == "live":
        return from_environ(config.wechat_environ, config.public_url)
    from wechat.standin.account import ensure_account, settings  # never in production

    return settings(ensure_account(config.standin_folder, config.standin_url, config.public_url))


def _sms(config: Config, db: Database) -> SmsPort:
    if config.sms == "demo":
        return DemoSmsPort(db)
    raise ConfigError(f"JINDAN_SMS is {config.sms!r}; there is no such adapter yet")


def _calls(config: Config, db: Database) -> CallPort | None:
    if config.calls == "off":
        return None
    if config.calls == "demo":
        return DemoCallPort(db)
    raise ConfigError(f"JINDAN_CALLS is {config.calls!r}; there is no such adapter yet")
