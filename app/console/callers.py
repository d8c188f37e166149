"""Mothers on the telephone: found, looked at, and served."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.clock import now
from app.console.answers import (
    ConsoleAddress,
    ConsoleFound,
    ConsoleFoundMembers,
    ConsoleMember,
    ConsoleQuote,
    RevealedMember,
)
from app.console.kit import ID, documented, part
from app.console.order_answers import ConsoleOrder
from app.console.schemas import (
    CallerAddressIn,
    CallerOrderIn,
    CallerQuoteIn,
    NewMemberIn,
    RevealMemberIn,
    SearchIn,
)
from app.errors import Conflict, Invalid
from app.members import addresses as book
from app.members import callers as people
from app.members.models import Member
from app.members.points import place_of
from app.outbox import record
from app.security import request_hash
from app.web.access import me, operation
from app.web.house import house
from app.web.idempotency import idempotency_key
from dispatch import mother, noting, quoting
from dispatch.domain import events
from dispatch.views.agent_members import masked_address, member_row, order_of
from dispatch.views.agent_order import order_row
from dispatch.views.mother_quote import quote_row

callers = part("callers", "Members, and orders by telephone / 会员与代下单")
QUOTE = ConsoleQuote()
CHANNEL = "call_centre"


@callers.route("/members/search", methods=["POST"])
@documented(callers, "Find a member by phone, order number or member number")
@callers.arguments(SearchIn())
@callers.response(200, ConsoleFoundMembers())
@operation("console.members.search")
def search(body: dict[str, Any]) -> dict[str, Any]:
    """Exactly one of the three. In the body, since a phone never stands in a URL."""
    if sum(value is not None for value in body.values()) != 1:
        raise Invalid(fields={"phone": ["请用手机号、订单号、会员号之一查找"]})

    def ask(session: Session) -> list[dict[str, Any]]:
        member = _found(session, body)
        return [people.masked(session, member)] if member else []

    return {"members": house().db.read(ask)}


@callers.route("/members", methods=["POST"])
@documented(callers, "A new caller becomes a member")
@callers.arguments(NewMemberIn())
@callers.response(201, ConsoleFound())
@callers.alt_response(200, schema=ConsoleFound(), description="She is known already", success=True)
@operation("console.members.create")
def create(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Her phone is not verified yet; when she logs in, she is the same mother."""

    who = me().who

    def work(session: Session) -> tuple[dict[str, Any], int]:
        member_id, new = people.meet(session, body["phone"], body["name"])
        if new:
            record(session, events.MEMBER_CREATED, now(session), member_id=member_id, by=who)
        return people.masked(session, people.member_or_404(session, member_id)), 201 if new else 200

    return house().db.run(work)


@callers.route(f"/members/<{ID}:member_id>", methods=["GET"])
@documented(callers, "Everything about a member, masked", 404)
@callers.response(200, ConsoleMember())
@operation("console.members.get")
def get_member(member_id: int) -> dict[str, Any]:
    """Her stores, orders, purchases, addresses; babies only as far as a guardian agreed."""
    return house().db.read(lambda session: member_row(session, people.member_or_404(session, member_id)))


@callers.route(f"/members/<{ID}:member_id>/reveal", methods=["POST"])
@documented(callers, "See one thing about a member in clear", 404)
@callers.arguments(RevealMemberIn())
@callers.response(200, RevealedMember())
@operation("console.members.reveal")
def reveal(body: dict[str, Any], member_id: int) -> dict[str, Any]:
    """Who looked at what, and why, is written down before it is shown."""
    agent_id, what = me().id, body["what"]

    def work(session: Session) -> Any:
        member = people.member_or_404(session, member_id)
        return noting.reveal_member(session, member, agent_id, what, body["reason"])

    return {"what": what, "value": house().db.run(work)}


@callers.route(f"/members/<{ID}:member_id>/addresses", methods=["POST"])
@documented(callers, "Write down where a caller wants it", 404, 409)
@callers.arguments(CallerAddressIn())
@callers.response(201, ConsoleAddress())
@callers.alt_response(200, schema=ConsoleAddress(), description="She has just this one already", success=True)
@operation("console.members.address")
def add_address(body: dict[str, Any], member_id: int) -> tuple[dict[str, Any], int]:
    """A point on the map is required, with the datum the map speaks."""
    details = book.Details(body["name"], body["phone"], body["text"], body["door"])
    point, default = body["point"], body["is_default"]
    place = place_of(point["lng"], point["lat"], point["datum"])

    who = me().who

    def work(session: Session) -> tuple[dict[str, Any], int]:
        people.member_or_404(session, member_id)
        address, new = book.add_address(session, member_id, details, place, default)
        if new:
            record(session, events.MEMBER_ADDRESS_ADDED, now(session), member_id=member_id, by=who)
        return masked_address(address), 201 if new else 200

    return house().db.run(work)


@callers.route("/quotes", methods=["POST"])
@documented(callers, "Who would bring it to a caller, by when, for how much")
@callers.arguments(CallerQuoteIn())
@callers.response(200, QUOTE)
@operation("console.orders.quote")
def quote(body: dict[str, Any]) -> dict[str, Any]:
    """By the same code and promise as in the mother's own app."""
    lines = _lines(body)

    def ask(session: Session) -> dict[str, Any]:
        _check_member(session, body["member_id"])
        lng, lat = book.point_of(session, body["member_id"], body["address_id"])
        return quote_row(session, quoting.quote(session, body["member_id"], lng, lat, lines), lines)

    return house().db.read(ask)


@callers.route("/orders", methods=["POST"])
@documented(callers, "Place an order for a caller", 409, keyed=True)
@callers.arguments(CallerOrderIn())
@callers.response(201, ConsoleOrder())
@callers.alt_response(200, schema=ConsoleOrder(), description="The same request made this order before", success=True)
@operation("console.orders.place")
def place(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """409 `quote_changed` carries the new `quote`: read it out, then place with its store and a new key."""
    command = mother.HerOrder(
        body["member_id"], CHANNEL, body["address_id"], _lines(body), body["payment_method"], idempotency_key(),
        request_hash(body), body["note"], body["expect_store_code"], me().id,
    )  # fmt: skip

    def work(session: Session) -> tuple[dict[str, Any], int]:
        _check_member(session, command.member_id)
        order, new = mother.place(session, command)
        return order_row(session, order), 201 if new else 200

    try:
        return house().db.run(work)
    except mother.QuoteChanged as changed:
        raise Conflict(changed.detail, code=changed.code, quote=QUOTE.dump(changed.quote)) from None


def _found(session: Session, body: dict[str, Any]) -> Member | None:
    if body["phone"]:
        return people.find_by_phone(session, body["phone"])
    if body["ref"]:
        return people.find_by_ref(session, body["ref"])
    order = order_of(session, body["order_no"])
    member = session.get(Member, order.member_id) if order else None
    return member if member and member.erased_at is None else None


def _check_member(session: Session, member_id: int) -> None:
    member = session.get(Member, member_id)
    if member is None or member.erased_at is not None:
        raise Invalid(fields={"member_id": ["没有这位会员"]})


def _lines(body: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((line["sku"], line["quantity"]) for line in body["lines"])
