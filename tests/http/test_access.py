"""Every operation, every role, one's own object and another's: one table, and no operation without a row in it.

- Nobody without a token: 401. Not a role of the operation: 403.
- A role of the operation, its own object: anything but 401, 403, 404.
- Another's object: the same bytes as one that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from redis import Redis
from werkzeug.test import TestResponse

from app.factory import create_app
from app.invariants import check
from app.security import token_hash
from app.web.access import operation_names
from app.web.operations import OPERATIONS
from app.web.principal import ROLES
from tests.databases import TestDatabase
from tests.support.estate import NOTHING, Estate, make_estate
from tests.support.people import Caller, house_of
from tests.support.world import HOME, make_house, value

LINES = [{"sku": "F1", "quantity": 1}]
POINT = {"lng": HOME[0], "lat": HOME[1], "datum": "wgs84"}
WHERE = {"name": "王小明", "phone": "13812345678", "text": "上海市浦东新区张江路 9 弄", "point": POINT}
WHY = {"reason": "检查权限"}
DAYS = "?from=2026-11-24&to=2026-11-24"
RECEIPT = {
    "receipt_no": "0002", "purchased_at": "2026-11-24T09:00:00+08:00",
    "lines": [{"sku": "F1", "quantity": 1, "paid_fen": 29800}],
}  # fmt: skip
SALE = {
    "key": "00000000-0000-4000-8000-000000000001", "sold_at": "2026-11-24T09:00:00+08:00",
    "lines": [{"sku": "F1", "quantity": 1, "paid_fen": 29800}],
}  # fmt: skip


class Row(NamedTuple):
    """How an operation is called. ``{names}`` stand for objects: one's own, another's, or missing ones."""

    call: str
    body: Any = None
    query: str = ""


MOM = {
    "mom.sms_code": Row("POST /mom/v1/sms-codes", {"phone": "13600000000"}),
    "mom.login": Row("POST /mom/v1/sessions", {"phone": "13600000000", "code": "000000"}),
    "mom.logout": Row("DELETE /mom/v1/sessions/current"),
    "mom.me": Row("GET /mom/v1/me"),
    "mom.me.update": Row("PATCH /mom/v1/me", {"name": "小明"}),
    "mom.me.code": Row("GET /mom/v1/me/code"),
    "mom.export": Row("GET /mom/v1/me/export"),
    "mom.erase": Row("DELETE /mom/v1/me"),
    "mom.stores": Row("GET /mom/v1/me/stores"),
    "mom.stores.link": Row("POST /mom/v1/me/stores", {"scene": "s=1"}),
    "mom.templates": Row("GET /mom/v1/message-templates"),
    "mom.wechat.login": Row("POST /mom/v1/wechat-sessions", {"app": "mini_program", "code": "?"}),
    "mom.wechat.phone": Row("POST /mom/v1/wechat-sessions/phone", {"ticket": "?", "phone_code": "?"}),
    "mom.wechat.bind": Row("POST /mom/v1/me/wechat", {"app": "mini_program", "code": "?"}),
    "mom.wechat.oauth": Row("GET /mom/v1/wechat/oauth-url", query="?redirect=http://127.0.0.1:8000/mall/"),
    "mom.about": Row("GET /mom/v1/about"),
    "mom.products": Row("GET /mom/v1/products"),
    "mom.product": Row("GET /mom/v1/products/{sku}"),
    "mom.addresses.list": Row("GET /mom/v1/addresses"),
    "mom.addresses.create": Row("POST /mom/v1/addresses", WHERE),
    "mom.addresses.get": Row("GET /mom/v1/addresses/{address}"),
    "mom.addresses.update": Row("PATCH /mom/v1/addresses/{address}", {"door": "1 室"}),
    "mom.addresses.delete": Row("DELETE /mom/v1/addresses/{address}"),
    "mom.babies.list": Row("GET /mom/v1/babies"),
    "mom.babies.create": Row(
        "POST /mom/v1/babies",
        {"nickname": "豆", "birth_month": "2026-03", "guardian_consent": True, "text_version": "v1"},
    ),
    "mom.babies.delete": Row("DELETE /mom/v1/babies/{baby}"),
    "mom.consents.list": Row("GET /mom/v1/consents"),
    "mom.consents.give": Row("POST /mom/v1/consents", {"purpose": "service", "text_version": "v1"}),
    "mom.consents.withdraw": Row("DELETE /mom/v1/consents/{consent}"),
    "mom.places": Row("POST /mom/v1/places", {"point": POINT}),
    "mom.quote": Row("POST /mom/v1/quotes", {"address_id": "{address}", "lines": LINES}),
    "mom.orders.place": Row(
        "POST /mom/v1/orders",
        {"channel": "mini_program", "address_id": "{address}", "lines": LINES, "payment_method": "on_delivery"},
    ),
    "mom.orders.list": Row("GET /mom/v1/orders"),
    "mom.orders.get": Row("GET /mom/v1/orders/{offered}"),
    "mom.orders.pay": Row("POST /mom/v1/orders/{unpaid}/pay"),
    "mom.orders.payment_check": Row("POST /mom/v1/orders/{unpaid}/payment-check"),
    "mom.orders.cancel": Row("POST /mom/v1/orders/{offered}/cancel", {"reason": "other"}),
    "mom.orders.confirm": Row("POST /mom/v1/orders/{delivered}/confirm"),
    "mom.orders.rate": Row("POST /mom/v1/orders/{delivered}/rating", {"stars": 5}),
    "mom.orders.call": Row("POST /mom/v1/orders/{accepted}/call"),
    "mom.orders.refund": Row("POST /mom/v1/orders/{delivered}/refunds", {"amount_fen": 1, "reason": "other"}),
}
MERCHANT = {
    "merchant.sms_code": Row("POST /merchant/v1/sms-codes", {"phone": "13600000000"}),
    "merchant.login": Row("POST /merchant/v1/sessions", {"phone": "13600000000", "code": "000000"}),
    "merchant.logout": Row("DELETE /merchant/v1/sessions/current"),
    "merchant.me": Row("GET /merchant/v1/me"),
    "merchant.switch_store": Row("POST /merchant/v1/sessions/switch", {"store_code": "{store}"}),
    "merchant.wechat.oauth": Row("GET /merchant/v1/wechat/oauth-url", query="?redirect=http://127.0.0.1:8000/m/"),
    "merchant.wechat.bind": Row("POST /merchant/v1/wechat", {"code": "?"}),
    "merchant.wechat.unbind": Row("DELETE /merchant/v1/wechat"),
    "merchant.shift.start": Row("POST /merchant/v1/shift"),
    "merchant.shift.beat": Row("POST /merchant/v1/shift/beat"),
    "merchant.shift.end": Row("DELETE /merchant/v1/shift"),
    "merchant.feed": Row("GET /merchant/v1/feed"),
    "merchant.store.get": Row("GET /merchant/v1/store"),
    "merchant.store.pause": Row("POST /merchant/v1/store/pause", {"reason": "too_busy"}),
    "merchant.store.resume": Row("POST /merchant/v1/store/resume"),
    "merchant.store.hours": Row("PUT /merchant/v1/store/hours", {"hours": "Mo-Su 08:00-20:00"}),
    "merchant.store.exceptions": Row("PUT /merchant/v1/store/exceptions", {"exceptions": []}),
    "merchant.store.capacity": Row("PUT /merchant/v1/store/capacity", {"capacity": 9}),
    "merchant.offers.list": Row("GET /merchant/v1/offers"),
    "merchant.offers.get": Row("GET /merchant/v1/offers/{offer}"),
    "merchant.offers.seen": Row("POST /merchant/v1/offers/{offer}/seen"),
    "merchant.offers.accept": Row("POST /merchant/v1/offers/{offer}/accept"),
    "merchant.offers.decline": Row("POST /merchant/v1/offers/{offer}/decline", {"reason": "too_busy"}),
    "merchant.orders.list": Row("GET /merchant/v1/orders"),
    "merchant.orders.get": Row("GET /merchant/v1/orders/{accepted}"),
    "merchant.orders.picking": Row("POST /merchant/v1/orders/{accepted}/picking"),
    "merchant.orders.leave": Row("POST /merchant/v1/orders/{accepted}/leave"),
    "merchant.orders.delivered": Row("POST /merchant/v1/orders/{road}/delivered", {"code": "{code}"}),
    "merchant.orders.failed": Row("POST /merchant/v1/orders/{road}/failed", {"reason": "nobody_home"}),
    "merchant.orders.give_back": Row("POST /merchant/v1/orders/{accepted}/give-back", {"reason": "no_courier"}),
    "merchant.orders.call": Row("POST /merchant/v1/orders/{accepted}/call"),
    "merchant.orders.photo": Row("POST /merchant/v1/orders/{road}/photo"),
    "merchant.staff.list": Row("GET /merchant/v1/staff"),
    "merchant.staff.add": Row("POST /merchant/v1/staff", {"phone": "13900000099", "name": "小王", "role": "clerk"}),
    "merchant.staff.change": Row("PATCH /merchant/v1/staff/{staff}", {"name": "小王"}),
    "merchant.printers.list": Row("GET /merchant/v1/printers"),
    "merchant.printers.add": Row(
        "POST /merchant/v1/printers", {"provider": "feie", "serial": "960000009", "key": "abcd1234", "name": "后厨"}
    ),
    "merchant.printers.remove": Row("DELETE /merchant/v1/printers/{printer}"),
    "merchant.printers.test": Row("POST /merchant/v1/printers/{printer}/test"),
    "merchant.stock.list": Row("GET /merchant/v1/stock"),
    "merchant.stock.set": Row("PUT /merchant/v1/stock/{sku}", {"on_hand": 9}),
    "merchant.till.member": Row("POST /merchant/v1/till/member", {"phone": "13812345678"}),
    "merchant.till.sale": Row("POST /merchant/v1/till/sales", SALE),
    "merchant.till.sales": Row("GET /merchant/v1/till/sales"),
    "merchant.till.return": Row(
        "POST /merchant/v1/till/sales/{sale}/returns",
        {"key": "00000000-0000-4000-8000-000000000009", "lines": [{"sku": "F1", "quantity": 1}]},
    ),
    "merchant.till.batch": Row("POST /merchant/v1/till/batch", {"sales": [SALE], "returns": []}),
    "merchant.money": Row("GET /merchant/v1/money"),
    "merchant.performance": Row("GET /merchant/v1/performance", query=DAYS),
    "merchant.statement": Row("GET /merchant/v1/statement", query=DAYS),
}
CALLER = {"member_id": "{member}", "address_id": "{address}", "lines": LINES}
CONSOLE = {
    "console.exceptions.list": Row("GET /console/v1/exceptions"),
    "console.exceptions.resolve": Row("POST /console/v1/exceptions/{exception}/resolve", WHY),
    "console.calls.list": Row("GET /console/v1/call-tasks"),
    "console.calls.claim": Row("POST /console/v1/call-tasks/{task}/claim"),
    "console.calls.done": Row("POST /console/v1/call-tasks/{task}/done", {"outcome": "will_answer"}),
    "console.stores.printers": Row("GET /console/v1/stores/{store}/printers"),
    "console.stores.wxacode": Row("GET /console/v1/stores/{store}/wxacode"),
    "console.login": Row("POST /console/v1/sessions", {"login": "customer_service", "password": "?"}),
    "console.logout": Row("DELETE /console/v1/sessions/current"),
    "console.places": Row("POST /console/v1/places", {"text": "上海市浦东新区世纪大道 1 号"}),
    "console.me": Row("GET /console/v1/me"),
    "console.board": Row("GET /console/v1/board"),
    "console.feed": Row("GET /console/v1/feed"),
    "console.orders.list": Row("GET /console/v1/orders"),
    "console.orders.get": Row("GET /console/v1/orders/{offered}"),
    "console.orders.decisions": Row("GET /console/v1/orders/{offered}/decisions"),
    "console.orders.presence": Row("POST /console/v1/orders/{offered}/presence"),
    "console.orders.presence_end": Row("DELETE /console/v1/orders/{offered}/presence"),
    "console.orders.templates": Row("GET /console/v1/orders/{offered}/messages"),
    "console.orders.message": Row("POST /console/v1/orders/{offered}/messages", {**WHY, "template": "agent.working"}),
    "console.orders.assign": Row("POST /console/v1/orders/{offered}/assign", {**WHY, "store_code": "S3"}),
    "console.orders.move": Row("POST /console/v1/orders/{offered}/move", {**WHY, "exclude": ["S1"]}),
    "console.orders.extend": Row("POST /console/v1/orders/{offered}/extend", {**WHY, "minutes": 5}),
    "console.orders.hold": Row("POST /console/v1/orders/{offered}/hold", WHY),
    "console.orders.release": Row("POST /console/v1/orders/{offered}/release", WHY),
    "console.orders.cancel": Row("POST /console/v1/orders/{accepted}/cancel", WHY),
    "console.orders.refund": Row("POST /console/v1/orders/{delivered}/refunds", {**WHY, "amount_fen": 1}),
    "console.orders.note": Row("POST /console/v1/orders/{offered}/notes", {"text": "打过电话"}),
    "console.orders.reveal": Row("POST /console/v1/orders/{offered}/reveal", {**WHY, "what": "phone"}),
    "console.orders.quote": Row("POST /console/v1/quotes", CALLER),
    "console.orders.place": Row("POST /console/v1/orders", CALLER),
    "console.orders.photo": Row("POST /console/v1/orders/{delivered}/photo", {**WHY, "photo_id": "{photo}"}),
    "console.refunds.decide": Row("POST /console/v1/refunds/{refund}/decide", {**WHY, "approve": True}),
    "console.members.search": Row("POST /console/v1/members/search", {"phone": "13812345678"}),
    "console.members.create": Row("POST /console/v1/members", {"phone": "13600000000"}),
    "console.members.get": Row("GET /console/v1/members/{member}"),
    "console.members.reveal": Row("POST /console/v1/members/{member}/reveal", {**WHY, "what": "phone"}),
    "console.members.address": Row("POST /console/v1/members/{member}/addresses", WHERE),
    "console.map": Row("GET /console/v1/map", query="?city=上海市"),
    "console.districts.cities": Row("GET /console/v1/districts"),
    "console.districts.get": Row("GET /console/v1/districts/{district}"),
    "console.stores.list": Row("GET /console/v1/stores"),
    "console.stores.get": Row("GET /console/v1/stores/{store}"),
    "console.stores.stock": Row("GET /console/v1/stores/{store}/stock"),
    "console.stores.area": Row("PUT /console/v1/stores/{store}/area", {**WHY, "polygon": None, "radius_m": 3000}),
    "console.stores.hours": Row("PUT /console/v1/stores/{store}/hours", {**WHY, "hours": "Mo-Su 08:00-20:00"}),
    "console.stores.capacity": Row("PUT /console/v1/stores/{store}/capacity", {**WHY, "capacity": 9}),
    "console.stores.import": Row("POST /console/v1/stores/import"),
    "console.stores.statement": Row("GET /console/v1/stores/{store}/statement", query=DAYS),
    "console.stores.performance": Row("GET /console/v1/stores/{store}/performance", query=DAYS),
    "console.stores.status": Row("POST /console/v1/stores/{store}/status", {**WHY, "status": "suspended"}),
    "console.policies.list": Row("GET /console/v1/policies"),
    "console.policies.create": Row("POST /console/v1/policies", {"settings": {}}),
    "console.policies.activate": Row("POST /console/v1/policies/{version}/activate", WHY),
    "console.health": Row("GET /console/v1/health"),
    "console.me.totp": Row("GET /console/v1/me/totp"),
    "console.me.totp_begin": Row("POST /console/v1/me/totp", {"password": "?"}),
    "console.me.totp_confirm": Row("POST /console/v1/me/totp/confirm", {"code": "000000"}),
    "console.me.totp_codes": Row("POST /console/v1/me/totp/recovery-codes", {"password": "?", "code": "000000"}),
    "console.me.totp_off": Row("POST /console/v1/me/totp/disable", {"password": "?", "code": "000000"}),
    "console.me.password": Row("POST /console/v1/me/password", {"password": "?", "new_password": "a-new-secret"}),
    "console.sessions.list": Row("GET /console/v1/sessions"),
    "console.sessions.end": Row("DELETE /console/v1/sessions/{own_session}"),
    "console.agents.list": Row("GET /console/v1/agents"),
    "console.agents.create": Row(
        "POST /console/v1/agents",
        {"login": "xiaowu", "name": "小吴", "role": "customer_service", "password": "a-long-secret"},
    ),
    "console.agents.change": Row("PATCH /console/v1/agents/{agent}", {**WHY, "name": "小陈"}),
    "console.agents.sessions": Row("GET /console/v1/agents/{agent}/sessions"),
    "console.agents.end_session": Row("DELETE /console/v1/agents/{agent}/sessions/{agent_session}"),
    "console.audit": Row("GET /console/v1/audit"),
    "console.reports": Row("GET /console/v1/reports/{report}", query=DAYS),
    "console.settlements.open": Row(
        "POST /console/v1/settlements", {"period": {"from": "2026-11-01", "to": "2026-11-24"}, "all": True}
    ),
    "console.settlements.list": Row("GET /console/v1/settlements"),
    "console.settlements.get": Row("GET /console/v1/settlements/{settlement}"),
    "console.settlements.lock": Row("POST /console/v1/settlements/{settlement}/lock", WHY),
    "console.settlements.pay": Row(
        "POST /console/v1/settlements/{settlement}/pay", {**WHY, "bank_reference": "ICBC-0001"}
    ),
    "console.settlements.drop": Row("DELETE /console/v1/settlements/{settlement}"),
    "console.policies.diff": Row("GET /console/v1/policies/{version}/diff"),
    "console.policies.back": Row("POST /console/v1/policies/back", WHY),
    "console.what_ifs.ask": Row("POST /console/v1/what-ifs", {"policy": {}}),
    "console.what_ifs.list": Row("GET /console/v1/what-ifs"),
    "console.what_ifs.get": Row("GET /console/v1/what-ifs/{what_if}"),
}
POS = {
    "pos.purchase": Row("POST /pos/v1/purchases", RECEIPT),
    "pos.batch": Row("POST /pos/v1/purchases/batch", {"purchases": [RECEIPT]}),
    "pos.void": Row("POST /pos/v1/purchases/{receipt}/void", {"serial": "{serial}"}),
    "pos.return": Row(
        "POST /pos/v1/purchases/{receipt}/returns",
        {"serial": "{serial}", "return_no": "R1", "lines": [{"sku": "F1", "quantity": 1}]},
    ),
    "pos.member": Row("POST /pos/v1/members/find", {"phone": "13812345678"}),
}
TABLE: dict[str, Row] = {**MOM, **MERCHANT, **CONSOLE, **POS}
# Wrong passwords and codes are refused as such, whoever asks.
LOG_INS = {"console.login", "mom.login", "merchant.login"}
# Everybody's: a product, a store's shelf of it, a policy belong to nobody.
NOBODYS = {"sku", "version", "district", "what_if", "report", "own_session"}


@dataclass
class Place:
    """An application whose database is put back to the estate whenever asked."""

    app: Flask
    estate: Estate
    database: TestDatabase

    def renew(self) -> None:
        """As if nothing had happened."""
        house_of(self.app).db.dispose()
        house_of(self.app).db.caches.clear()
        self.database.renew()

    def call(self, row: Row, role: str | None, things: Any) -> TestResponse:
        """One call; the request's id is always the same, so that answers can be compared to the byte."""
        method, path = row.call.split(" ")
        token = self.estate.tokens[role] if role else None
        headers = {"X-Request-ID": "access-test"}
        things = {"own_session": self._session(token), **things} if "{own_session}" in path else things
        answer = Caller(self.app, token).call(
            method, path.format(**things) + row.query, _filled(row.body, things), "access-0001", headers=headers
        )
        answer.close()
        return answer

    def _session(self, token: str | None) -> int | None:
        """The caller's own session: everybody has another."""
        asked = "SELECT id FROM tokens WHERE token_hash = :hash"
        return value(house_of(self.app).db, asked, hash=token_hash(token)) if token else 1


@pytest.fixture(scope="module")
def place(servers: dict[str, str], worker_number: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The estate, made once in a database that is then copied."""
    redis_url = servers["redis"].replace("?db=0", f"?db={worker_number}")
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
    folder: Path = tmp_path_factory.mktemp("access")
    original = TestDatabase(servers["template"], f"estate_{worker_number}")
    first = create_app(house=make_house(original.url, redis_url, folder))
    estate = make_estate(first)
    assert not [result for result in house_of(first).db.read(check) if result.violations]
    house_of(first).db.dispose()
    copy = TestDatabase(original.url, f"access_{worker_number}")
    app = create_app(house=make_house(copy.url, redis_url, folder))
    yield Place(app, estate, copy)
    house_of(app).db.dispose()
    copy.close()
    original.close()


def _filled(body: Any, things: Any) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, things) for name, value in body.items()}
    found = re.fullmatch(r"\{(\w+)\}", body) if isinstance(body, str) else None
    return things[found[1]] if found else body


def _named(row: Row) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", f"{row.call} {row.body}")) - {"code", "serial"}


def test_every_operation_has_a_row(place: Place) -> None:
    """An endpoint that nobody has thought about here fails the build."""
    written = {(name, _bare(row.call)) for name, row in TABLE.items()}
    names = operation_names(place.app)
    served = {
        (names[rule.endpoint, method], _bare(f"{method} {rule.rule}"))
        for rule in place.app.url_map.iter_rules()
        for method in (rule.methods or set())
        if (rule.endpoint, method) in names
    }
    assert written == served
    assert TABLE.keys() == OPERATIONS.keys()


def _bare(call: str) -> str:
    return re.sub(r"<[^>]*>|\{\w+\}", "*", call)


@pytest.mark.parametrize("name", TABLE)
def test_access(place: Place, name: str) -> None:
    row, rule = TABLE[name], OPERATIONS[name]
    own = place.estate.own
    place.renew()
    if not rule.roles:
        assert place.call(row, None, own).status_code not in ({403, 404} if name in LOG_INS else {401, 403, 404})
        return
    assert place.call(row, None, own).status_code == 401
    for role in sorted(set(ROLES) - rule.roles):
        assert place.call(row, role, own).status_code == 403, role
    for role in sorted(rule.roles):
        _stranger(place, name, role)
    for role in sorted(rule.roles):
        place.renew()
        answer = place.call(row, role, own)
        assert answer.status_code not in (401, 403, 404) and answer.status_code < 500, (role, answer.status_code)
    broken = [result for result in house_of(place.app).db.read(check) if result.violations]
    assert not broken, broken


def _stranger(place: Place, name: str, role: str) -> None:
    """Another's object and a missing one: the same bytes. Customer service may see all, but not what there is not."""
    row, owner = TABLE[name], OPERATIONS[name].owner
    if not _named(row):
        return
    missing = place.call(row, role, {**place.estate.own, **_only(NOTHING, _named(row))})
    assert missing.status_code in (404, 422), (role, missing.status_code)
    if owner == "any" or _named(row) <= NOBODYS:
        return
    others = place.call(row, role, {**place.estate.other, "code": place.estate.other["code"]})
    assert (others.status_code, others.data, _told(others)) == (missing.status_code, missing.data, _told(missing)), role


def _told(answer: TestResponse) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers.items() if name not in ("Date",))


def _only(things: Any, names: set[str]) -> dict[str, Any]:
    return {name: things[name] for name in names}
