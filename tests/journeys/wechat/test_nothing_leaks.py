"""A whole journey with everything logged: no openid, phone, address or secret in logs, messages, events, notices or queues."""

from __future__ import annotations

import logging
import pickle
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis
from werkzeug.serving import BaseWSGIServer

from app.web.house import House
from tests.support.people import Caller, make_agent, make_staff
from tests.support.walk import ADDRESS, accept, add_address, decline, leave, place_order
from tests.support.wechat_house import WechatHouse, wechat_house
from tests.support.world import Network, rows, value
from wechat.standin import Standin

from .conftest import MOTHER

TABLES = ("messages", "outbox_events", "provider_notices", "money_exceptions", "rejections", "push_seen", "shippings")
BABY_NAME, NOTE = "小米粒", "门口有狗请打电话"


class Everything(logging.Handler):
    """Keeps every record of every logger as it would be written, with its arguments and its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def logged() -> Iterator[Everything]:
    """Everything from now on, at DEBUG."""
    handler, root = Everything(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture
def listened_to(
    logged: Everything, house: House, network: Network, wechat: Standin, server: BaseWSGIServer
) -> Iterator[WechatHouse]:
    """A house that was made while everything is logged: libraries read the level when they are set up."""
    with wechat_house(house, wechat, server) as made:
        yield made
        wechat.clear_switches()
        made.hear()


def queued(redis: Redis) -> str:
    """All of Redis in clear: names, values, and what a job was given."""
    found = []
    for key in redis.scan_iter():
        kind = redis.type(key).decode()
        values: Any = {
            "string": lambda k=key: [redis.get(k)], "hash": lambda k=key: [v for pair in redis.hgetall(k).items() for v in pair],
            "list": lambda k=key: redis.lrange(k, 0, -1), "set": lambda k=key: redis.smembers(k),
            "zset": lambda k=key: redis.zrange(k, 0, -1), "stream": lambda k=key: [repr(redis.xrange(k)).encode()],
        }[kind]()  # fmt: skip
        found += [key, *values, *(_unpacked(one) for one in values)]
    return b"\n".join(found).decode("utf-8", "replace")


def _unpacked(one: bytes) -> bytes:
    try:
        plain = zlib.decompress(one)
    except zlib.error:
        return b""
    try:
        return repr(pickle.loads(plain)).encode()
    except Exception:
        return plain


def kept(place: WechatHouse) -> str:
    """The tables that others than her may read, as text."""
    db = place.house.db
    known = [row.table_name for row in rows(db, "SELECT table_name FROM information_schema.tables")]
    tables = [name for name in TABLES if name in known]
    assert len(tables) == len(TABLES)
    return "\n".join(str(row[0]) for name in tables for row in rows(db, f"SELECT to_jsonb(t) FROM {name} t"))


def secrets_of(wechat: Standin, phones: list[dict[str, Any]]) -> dict[str, str]:
    account = wechat.account
    found = {
        "mini secret": account.mini_secret, "service secret": account.service_secret, "APIv3 key": account.apiv3_key,
        "push token": account.push_token, "push key": account.push_aes_key, "address": ADDRESS["text"], "door": ADDRESS["door"],
        "recipient": ADDRESS["name"], "baby": BABY_NAME, "note": NOTE,
    }  # fmt: skip
    found |= {f"merchant key {n}": line for n, line in enumerate(account.merchant_key_pem.splitlines()[1:-1])}
    for phone in phones:
        found |= {
            f"{phone['id']} {name}": phone[name] for name in ("mini_openid", "service_openid", "unionid", "number")
        }
    return found


def test_a_journey_leaves_no_person_and_no_secret_where_others_read(
    logged: Everything, listened_to: WechatHouse, wechat: Standin, network: Network
) -> None:
    place, db = listened_to, listened_to.house.db
    phone, other, desk = (
        wechat.phone("林悦", MOTHER),
        wechat.phone("陈", "13700000002"),
        wechat.phone("店员", "13900000001", follows=True),
    )
    wechat.follow(phone["id"])
    mother = place.mother(phone)
    place.mother(phone, "wechat_mall")
    codes = _strangers_and_trouble(place, other)
    clerk = make_staff(place.app, network["S1"], "clerk", desk["number"])
    clerk.post("/merchant/v1/wechat", {"code": wechat.code(desk["id"], "oauth")})
    clerk.post("/merchant/v1/shift")
    mother.post(
        "/mom/v1/babies",
        {"nickname": BABY_NAME, "birth_month": "2026-03", "guardian_consent": True, "text_version": "1"},
    )
    address = add_address(mother)
    wechat.accept(phone["id"], ["accepted", "on_the_road"])
    place.hear()
    order = place_order(mother, payment_method="online", address_id=address, note=NOTE)
    _pay_and_deliver(place, order)
    wrong = place_order(mother, "key-00000002", payment_method="online", address_id=address)
    wechat.switch("notice.pay", "wrong_amount")
    wechat.pay(wrong["payment"]["out_trade_no"])
    place.hear()
    wechat.clear_switches()
    unlucky = place_order(mother, "key-00000003", address_id=address)
    for _ in range(3):
        decline(db, unlucky["order_no"])
    wechat.switch("api", "5xx")
    wechat.switch("pay", "drop")
    place.settle()
    place.reconcile()
    agent = make_agent(place.app)
    agent.get(f"/console/v1/orders/{order['order_no']}")
    place.app.test_cli_runner().invoke(args=["wechat", "check"])
    wechat.clear_switches()
    place.hear()
    assert value(db, "SELECT count(*) FROM messages") > 4 and value(db, "SELECT count(*) FROM money_exceptions") > 0
    assert len(logged.lines) > 30
    secrets = {**secrets_of(wechat, [phone, other, desk]), **codes}
    tokens = [row["token"] for row in map(dict, wechat.world.store.all("SELECT token FROM tokens"))]
    in_redis = queued(place.house.redis)
    assert "tell_member" in in_redis  # the jobs were read, not only their names
    for where, text in {"logs": "\n".join(logged.lines), "tables": kept(place), "redis": in_redis}.items():
        found = sorted(name for name, secret in secrets.items() if secret in text)
        assert found == [], f"{where}: {found}"
    assert not [token for token in tokens if token in "\n".join(logged.lines) + kept(place)]


def _strangers_and_trouble(place: WechatHouse, other: dict[str, Any]) -> dict[str, str]:
    """What goes wrong is logged; it must not say more for that. The codes that were used."""
    wechat, door = place.wechat, Caller(place.app)
    code = wechat.code(other["id"])
    ticket = door.post("/mom/v1/wechat-sessions", {"app": "mini_program", "code": code}).get_json()["ticket"]
    door.post("/mom/v1/wechat-sessions", {"app": "mini_program", "code": code})
    door.post("/mom/v1/sms-codes", {"phone": other["number"]})
    door.post("/mom/v1/wechat-sessions/phone", {"ticket": ticket, "phone": other["number"], "code": "000000"})
    for kind in ("5xx", "drop", "truncated", "token_expiry"):
        wechat.switch("api", kind)
        late = wechat.code(other["id"], "phone")
        door.post("/mom/v1/wechat-sessions/phone", {"ticket": ticket, "phone_code": late})
        wechat.clear_switches()
    for kind in ("forge", "truncated", "wrong_appid"):
        wechat.switch("push", kind)
        wechat.follow(other["id"], kind == "truncated")
        place.hear()
        wechat.clear_switches()
    return {"log-in code": code, "phone code": late, "ticket": ticket}


def _pay_and_deliver(place: WechatHouse, order: dict[str, Any]) -> None:
    wechat, db = place.wechat, place.house.db
    for kind in ("forge", "stale", "bad_tag"):
        wechat.switch("notice.pay", kind, 1)
    transaction = wechat.pay(order["payment"]["out_trade_no"], order["payment"]["params"])
    place.hear()
    accept(db, order["order_no"])
    leave(db, order["order_no"])
    place.hear()
    wechat.confirm_receipt(transaction)
    place.hear()
    assert value(db, "SELECT state FROM orders WHERE order_no = :no", no=order["order_no"]) == "completed"
