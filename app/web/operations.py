"""Every operation of every door: who may do it, and whose object it touches.

``owner``: ``public`` needs no token; ``none`` touches nobody's object; ``self`` only the member's own; ``store`` only what
belongs to the store the device works for; ``any`` customer service and headquarters, who may see all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.web.principal import CHAIN_MANAGER, CLERK, CUSTOMER_SERVICE, HEADQUARTERS, MANAGER, MEMBER, TERMINAL

Owner = Literal["public", "none", "self", "store", "any"]


@dataclass(frozen=True, slots=True)
class Operation:
    """Roles that may do it (empty: nobody needs to be logged in), and the owner rule."""

    roles: frozenset[str]
    owner: Owner


def _rows(owner: Owner, roles: tuple[str, ...], *names: str) -> dict[str, Operation]:
    return {name: Operation(frozenset(roles), owner) for name in names}


STAFF = (CLERK, MANAGER, CHAIN_MANAGER)
MANAGERS = (MANAGER, CHAIN_MANAGER)
AGENTS = (CUSTOMER_SERVICE, HEADQUARTERS)

MOM = {
    **_rows("public", (), "mom.sms_code", "mom.login", "mom.about", "mom.products", "mom.product", "mom.wechat.login",
          "mom.wechat.phone", "mom.wechat.oauth"),
    **_rows("none", (MEMBER,), "mom.logout", "mom.quote", "mom.places", "mom.orders.place"),
    **_rows(
        "self", (MEMBER,),
        "mom.me", "mom.me.update", "mom.me.code", "mom.export", "mom.erase", "mom.stores",
        "mom.addresses.list", "mom.addresses.get", "mom.addresses.create", "mom.addresses.update", "mom.addresses.delete",
        "mom.babies.list", "mom.babies.create", "mom.babies.delete",
        "mom.consents.list", "mom.consents.give", "mom.consents.withdraw",
        "mom.templates", "mom.stores.link", "mom.wechat.bind",
        "mom.orders.list", "mom.orders.get", "mom.orders.pay", "mom.orders.payment_check",
        "mom.orders.cancel", "mom.orders.confirm",
        "mom.orders.refund", "mom.orders.rate", "mom.orders.call",
    ),
}  # fmt: skip
MERCHANT = {
    **_rows("public", (), "merchant.sms_code", "merchant.login"),
    **_rows("none", STAFF, "merchant.logout", "merchant.me", "merchant.switch_store",
          "merchant.wechat.oauth", "merchant.wechat.bind", "merchant.wechat.unbind"),
    **_rows(
        "store", STAFF,
        "merchant.shift.start", "merchant.shift.beat", "merchant.shift.end", "merchant.feed", "merchant.store.get",
        "merchant.store.pause", "merchant.store.resume",
        "merchant.offers.list", "merchant.offers.get", "merchant.offers.seen", "merchant.offers.accept", "merchant.offers.decline",
        "merchant.orders.list", "merchant.orders.get", "merchant.orders.picking", "merchant.orders.leave",
        "merchant.orders.delivered", "merchant.orders.failed", "merchant.orders.give_back",
        "merchant.orders.call", "merchant.orders.photo",
        "merchant.stock.list", "merchant.stock.set",
        "merchant.till.member", "merchant.till.sale", "merchant.till.sales", "merchant.till.return",
        "merchant.till.batch", "merchant.money",
    ),
    **_rows("store", MANAGERS, "merchant.performance", "merchant.statement", "merchant.store.hours",
          "merchant.store.exceptions", "merchant.store.capacity", "merchant.printers.list", "merchant.printers.add",
          "merchant.printers.remove", "merchant.printers.test",
          "merchant.staff.list", "merchant.staff.add", "merchant.staff.change"),
}  # fmt: skip
CONSOLE = {
    **_rows("public", (), "console.login"),
    **_rows("none", AGENTS, "console.logout", "console.me", "console.districts.cities", "console.districts.get",
          "console.health", "console.me.totp", "console.me.totp_begin", "console.me.totp_confirm", "console.me.totp_codes",
          "console.me.totp_off", "console.me.password", "console.sessions.list", "console.sessions.end"),
    **_rows("none", AGENTS, "console.places"),
    **_rows(
        "any", AGENTS,
        "console.feed", "console.board", "console.orders.list", "console.orders.get", "console.orders.decisions",
        "console.orders.assign", "console.orders.move",
        "console.orders.presence", "console.orders.presence_end",
        "console.map", "console.stores.hours", "console.stores.capacity", "console.stores.stock",
        "console.orders.templates", "console.orders.message",
        "console.orders.hold", "console.orders.release", "console.orders.extend", "console.orders.cancel",
        "console.orders.refund", "console.orders.note", "console.orders.reveal", "console.orders.photo", "console.orders.quote",
        "console.orders.place", "console.refunds.decide", "console.members.search", "console.members.get",
        "console.members.create",
        "console.members.reveal", "console.members.address", "console.stores.list", "console.stores.get",
        "console.stores.statement", "console.stores.performance", "console.stores.wxacode",
        "console.exceptions.list", "console.exceptions.resolve",
        "console.calls.list", "console.calls.claim", "console.calls.done", "console.stores.printers",
    ),
    **_rows(
        "any", (HEADQUARTERS,),
        "console.stores.status", "console.stores.area", "console.stores.import",
        "console.policies.list", "console.policies.create", "console.policies.activate",
        "console.policies.diff", "console.policies.back",
        "console.agents.list", "console.agents.create", "console.agents.change", "console.agents.sessions",
        "console.agents.end_session", "console.audit",
        "console.reports", "console.settlements.open", "console.settlements.list", "console.settlements.get",
        "console.settlements.lock", "console.settlements.pay", "console.settlements.drop",
        "console.what_ifs.ask", "console.what_ifs.list", "console.what_ifs.get",
    ),
}  # fmt: skip
POS = {
    **_rows("store", (TERMINAL,), "pos.purchase", "pos.batch", "pos.void", "pos.return", "pos.member"),
}

OPERATIONS: dict[str, Operation] = {**MOM, **MERCHANT, **CONSOLE, **POS}
