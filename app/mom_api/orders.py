"""Quote, place, pay, track, cancel, confirm, ask for money back."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import calling
from app.errors import Conflict, Invalid
from app.members.addresses import point_of
from app.members.points import place_of, point_required
from app.mom_api.kit import documented, part
from app.mom_api.order_schemas import (
    CancelIn,
    MomOrder,
    MomOrders,
    MomPayment,
    MomQuote,
    MomRefund,
    OrderIn,
    OrderQuery,
    PayIn,
    PlacedOrder,
    QuoteIn,
    RatingIn,
    RefundIn,
)
from app.mom_api.pay_sheet import check_payments_of, check_words, payment_of, payment_or_later
from app.security import request_hash
from app.trips import finish
from app.web.access import me, operation, own_order
from app.web.contact import CallNumber
from app.web.house import house
from app.web.idempotency import idempotency_key
from app.web.paging import encode_cursor, id_cursor
from app.web.proof import prove, prove_now
from dispatch import mother, quoting, rating
from dispatch.calling import by_mother
from dispatch.views.mother import order_row, orders_page, refund_row
from dispatch.views.mother_quote import quote_row

orders = part("orders", "Quotes and orders / 下单与订单")
QUOTE = MomQuote()


@orders.route("/quotes", methods=["POST"])
@documented(orders, "Who would bring it, by when, for how much")
@orders.arguments(QuoteIn())
@orders.response(200, QUOTE)
@operation("mom.quote", proves=True)
def quote(body: dict[str, Any]) -> dict[str, Any]:
    """By the code that will route the order. Send `expect_store_code` back when placing."""
    member_id, lines = me().id, _lines(body)

    def ask(session: Session) -> dict[str, Any]:
        prove(session)
        quoting.foresee_quote(session, member_id, lines)
        lng, lat = _point(session, member_id, body)
        return quote_row(session, quoting.quote(session, member_id, lng, lat, lines), lines)

    return house().db.read(ask)


@orders.route("/orders", methods=["POST"])
@documented(orders, "Place an order", 409, keyed=True)
@orders.arguments(OrderIn())
@orders.response(201, PlacedOrder())
@orders.alt_response(200, schema=PlacedOrder(), description="The same request made this order before", success=True)
@operation("mom.orders.place", proves=True)
def place(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """409 `quote_changed` carries the new `quote`: ask her, then place with its store and a new key."""
    if body["note"]:
        prove_now()
        check_words(me().id, body["note"], "note")
    command = mother.HerOrder(
        me().id, body["channel"], body["address_id"], _lines(body), body["payment_method"],
        idempotency_key(), request_hash(body), body["note"], body["expect_store_code"],
        chosen_store_code=body["chosen_store_code"],
    )  # fmt: skip

    def work(session: Session) -> tuple[int, dict[str, Any], bool]:
        prove(session)
        order, new = mother.place(session, command)
        finish(session)
        return order.id, order_row(session, order), new

    try:
        order_id, row, new = house().db.run(work)
    except mother.QuoteChanged as changed:
        raise Conflict(changed.detail, code=changed.code, quote=QUOTE.dump(changed.quote)) from None
    unpaid = row["state"] == "awaiting_payment"
    row["payment"] = payment_or_later(order_id, command.member_id, command.channel) if unpaid else None
    return row, 201 if new else 200


@orders.route("/orders", methods=["GET"])
@documented(orders, "Her orders, the newest first")
@orders.arguments(OrderQuery(), location="query")
@orders.response(200, MomOrders())
@operation("mom.orders.list")
def list_orders(query: dict[str, Any]) -> dict[str, Any]:
    """All, or those of one group of states."""
    member_id, before = me().id, id_cursor(query["cursor"])
    rows, going_on = house().db.read(
        lambda session: orders_page(session, member_id, query["state"], before, query["limit"])
    )
    return {"orders": rows, "next_cursor": encode_cursor(going_on) if going_on else None}


@orders.route("/orders/<order_no>", methods=["GET"])
@documented(orders, "One order with its timeline", 404)
@orders.response(200, MomOrder())
@operation("mom.orders.get")
def get_order(order_no: str) -> dict[str, Any]:
    """State, store, countdown, promise, timeline, proof code, money."""
    principal = me()
    return house().db.read(lambda session: order_row(session, own_order(session, order_no, principal)))


@orders.route("/orders/<order_no>/pay", methods=["POST"])
@documented(orders, "What the pay sheet needs; asked again, the same payment", 404, 409, 503)
@orders.arguments(PayIn())
@orders.response(200, MomPayment())
@operation("mom.orders.pay")
def pay(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """The amount is the order's. 409 when it is paid, closed or on delivery; `wechat_login_needed`: log in with WeChat first."""
    principal = me()
    order = house().db.read(lambda session: own_order(session, order_no, principal))
    return payment_of(order.id, principal.id, body["app"] or order.channel)


@orders.route("/orders/<order_no>/payment-check", methods=["POST"])
@documented(orders, "She says that she has paid: ask the provider now", 404)
@orders.response(200, MomOrder())
@operation("mom.orders.payment_check")
def payment_check(order_no: str) -> dict[str, Any]:
    """The order as it is then. A provider that does not answer changes nothing; its notice will come."""
    principal = me()
    order = house().db.read(lambda session: own_order(session, order_no, principal))
    if order.state == "awaiting_payment":
        check_payments_of(order.id)
    return house().db.read(lambda session: order_row(session, own_order(session, order_no, principal)))


@orders.route("/orders/<order_no>/cancel", methods=["POST"])
@documented(orders, "Cancel before it has left the shop", 404, 409)
@orders.arguments(CancelIn())
@orders.response(200, MomOrder())
@operation("mom.orders.cancel")
def cancel(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """What was paid comes back by itself. A second tap changes nothing."""
    principal = me()

    def work(session: Session) -> dict[str, Any]:
        return order_row(session, mother.cancel(session, own_order(session, order_no, principal), body["reason"]))

    return house().db.run(work)


@orders.route("/orders/<order_no>/confirm", methods=["POST"])
@documented(orders, "She has it", 404, 409)
@orders.response(200, MomOrder())
@operation("mom.orders.confirm")
def confirm(order_no: str) -> dict[str, Any]:
    """After the store said delivered. A second tap changes nothing."""
    principal = me()

    def work(session: Session) -> dict[str, Any]:
        return order_row(session, mother.confirm(session, own_order(session, order_no, principal)))

    return house().db.run(work)


@orders.route("/orders/<order_no>/rating", methods=["POST"])
@documented(orders, "How the delivery was, 1 to 5 stars", 404, 409)
@orders.arguments(RatingIn())
@orders.response(200, MomOrder())
@operation("mom.orders.rate")
def rate(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """Once it is there. The same again changes nothing; another one takes its place for 24 hours, then `already_rated`."""
    principal = me()
    house().db.read(
        lambda session: own_order(session, order_no, principal)
    )  # another's order is not worth a check of words
    check_words(principal.id, body["words"], "words")

    def work(session: Session) -> dict[str, Any]:
        order = own_order(session, order_no, principal)
        rating.rate(session, order, body["stars"], body["words"])
        return order_row(session, order)

    return house().db.run(work)


@orders.route("/orders/<order_no>/refunds", methods=["POST"])
@documented(orders, "Ask for money back after delivery", 404, 409, keyed=True)
@orders.arguments(RefundIn())
@orders.response(201, MomRefund())
@operation("mom.orders.refund")
def ask_refund(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """Customer service decides. The same key and body give the same refund."""
    principal, key, hashed = me(), idempotency_key(), request_hash(body)

    def work(session: Session) -> dict[str, Any]:
        order = own_order(session, order_no, principal)
        return refund_row(mother.ask_refund(session, order, body["amount_fen"], body["reason"], key, hashed))

    return house().db.run(work)


@orders.route("/orders/<order_no>/call", methods=["POST"])
@documented(orders, "A number that connects with who brings it", 404, 409, 503)
@orders.response(200, CallNumber())
@operation("mom.orders.call")
def call(order_no: str) -> dict[str, Any]:
    """From the phone she logs in with. 409 `call_over` unless it is being brought, or was just delivered."""
    who = me()
    return calling.call(
        house(), who.who, lambda session: by_mother(session, own_order(session, order_no, who))
    )  # fmt: skip


def _lines(body: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((line["sku"], line["quantity"]) for line in body["lines"])


def _point(session: Session, member_id: int, body: dict[str, Any]) -> tuple[float, float]:
    point, address_id = body["point"], body["address_id"]
    if (point is None) == (address_id is None):
        if point is None:
            raise point_required("请选择收货地址，或在地图上选择收货位置")
        raise Invalid(fields={"point": ["收货地址和地图位置请只给一个"]})
    if address_id is not None:
        return point_of(session, member_id, address_id)
    place_ = place_of(point["lng"], point["lat"], point["datum"])
    return place_.lng, place_.lat
