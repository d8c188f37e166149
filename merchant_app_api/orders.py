"""Orders that the store has accepted: pick, bring, hand over, or say that it went wrong. Double taps are harmless."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app import calling
from app.clock import local
from app.errors import NotFound
from app.trips import finish
from app.web.access import me, operation, own_order
from app.web.contact import CallNumber
from app.web.house import house
from app.web.principal import Principal
from app.web.proof import prove
from dispatch import delivering, photos, proving
from dispatch.calling import by_staff
from dispatch.models import Order
from dispatch.trail import lock_store_order
from dispatch.views.store_orders import orders_page
from merchant_app_api.kit import documented, my_store, next_cursor, part, sheet_of, time_cursor
from merchant_app_api.order_schemas import (
    DeliveredIn,
    EndedOut,
    FailedIn,
    GiveBackIn,
    StoreOrder,
    StoreOrderPage,
    StoreOrderQuery,
)

orders = part("orders", "Accepted orders, from the shelf to her door / 订单与配送")

_LATEST = text("""
SELECT d.state, d.finished_at FROM deliveries d JOIN orders o ON o.id = d.order_id
WHERE o.order_no = :order_no AND d.store_id = :store_id ORDER BY d.id DESC LIMIT 1
""")


@orders.route("/orders", methods=["GET"])
@documented(orders, "Orders to be brought, on the road, or done", 422)
@orders.arguments(StoreOrderQuery(), location="query")
@orders.response(200, StoreOrderPage())
@operation("merchant.orders.list")
def list_orders(query: dict[str, Any]) -> dict[str, Any]:
    """The most urgent first; what is done, the latest first. Masked, as every list."""
    store_id, after = my_store(), time_cursor(query["cursor"])

    def read(session: Session) -> dict[str, Any]:
        page, last = orders_page(session, store_id, query["state"], after, query["limit"])
        return {"orders": page, "next_cursor": next_cursor(last)}

    return house().db.read(read)


@orders.route("/orders/<order_no>", methods=["GET"])
@documented(orders, "One order", 404)
@orders.response(200, StoreOrder())
@operation("merchant.orders.get")
def read_order(order_no: str) -> dict[str, Any]:
    """Name, address and point in full while the store brings it, and for a day after. Her phone stays masked: see `call`."""
    who = me()
    return house().db.read(lambda session: sheet_of(session, own_order(session, order_no, who)))


@orders.route("/orders/<order_no>/picking", methods=["POST"])
@documented(orders, "Picking begins", 404, 409)
@orders.response(200, StoreOrder())
@operation("merchant.orders.picking", proves=True)
def picking(order_no: str) -> dict[str, Any]:
    """A second tap changes nothing."""
    who = me()
    return _step(order_no, lambda session, order: delivering.start_picking(session, order, who.who))


@orders.route("/orders/<order_no>/leave", methods=["POST"])
@documented(orders, "The parcel leaves the shop", 404, 409)
@orders.response(200, StoreOrder())
@operation("merchant.orders.leave", proves=True)
def leave(order_no: str) -> dict[str, Any]:
    """She gets a message with her code. A second tap changes nothing."""
    who = me()
    return _step(order_no, lambda session, order: delivering.leave(session, order, who.who, who.id))


@orders.route("/orders/<order_no>/delivered", methods=["POST"])
@documented(orders, "She has it, proved by her code or by a photo", 404, 409, 422, 429)
@orders.arguments(DeliveredIn())
@orders.response(200, StoreOrder())
@operation("merchant.orders.delivered", proves=True)
def delivered(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """The sale is credited. Five wrong codes in ten minutes, and the order waits. A second tap changes nothing."""
    who, photo_id = me(), body["photo_id"]
    if photo_id is not None:
        return _step(order_no, lambda session, order: photos.hand_over(session, order, who.who, photo_id))
    sheet = house().db.run(lambda session: _by_code(session, order_no, who, body["code"]))
    if sheet is None:  # the wrong try has been counted and committed
        raise proving.refuse()
    return sheet


@orders.route("/orders/<order_no>/failed", methods=["POST"])
@documented(orders, "It could not be handed over", 404, 409, 422)
@orders.arguments(FailedIn())
@orders.response(200, EndedOut())
@operation("merchant.orders.failed")
def failed(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """The parcel goes back on the shelf, the order to customer service. A second tap gets the same answer."""
    who = me()
    return _end(
        order_no, "failed", lambda session, order: delivering.fail(session, order, who.who, body["reason"])
    )  # fmt: skip


@orders.route("/orders/<order_no>/give-back", methods=["POST"])
@documented(orders, "The store cannot after all", 404, 409, 422)
@orders.arguments(GiveBackIn())
@orders.response(200, EndedOut())
@operation("merchant.orders.give_back")
def give_back(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """Before it leaves the shop; the order goes to another store at once. A second tap gets the same answer."""
    who = me()
    return _end(
        order_no, "given_back", lambda session, order: delivering.give_back(session, order, who.who, body["reason"])
    )  # fmt: skip


@orders.route("/orders/<order_no>/call", methods=["POST"])
@documented(orders, "A number that connects with her", 404, 409, 503)
@orders.response(200, CallNumber())
@operation("merchant.orders.call")
def call(order_no: str) -> dict[str, Any]:
    """From the phone she who asks logs in with. 409 `call_over` unless it is being brought, or was just delivered."""
    who = me()
    return calling.call(
        house(), who.who, lambda session: by_staff(session, own_order(session, order_no, who), who.id)
    )  # fmt: skip


def _mine(session: Session, order_no: str, who: Principal) -> Order:
    delivering.foresee_delivery(session, order_no)
    return lock_store_order(session, order_no, who.store_id)


def _step(order_no: str, act: Callable[[Session, Order], Order]) -> dict[str, Any]:
    who = me()

    def step(session: Session) -> dict[str, Any]:
        prove(session)
        order = act(session, _mine(session, order_no, who))
        finish(session)
        return sheet_of(session, order)

    return house().db.run(step)


def _by_code(session: Session, order_no: str, who: Principal, code: str) -> dict[str, Any] | None:
    prove(session)
    proving.foresee_hand_over(session, order_no)
    order = proving.hand_over(session, lock_store_order(session, order_no, who.store_id), who.who, code)
    if order is None:
        return None
    finish(session)
    return sheet_of(session, order)


def _end(order_no: str, state: str, act: Callable[[Session, Order], Order]) -> dict[str, Any]:
    who = me()

    def end(session: Session) -> dict[str, Any]:
        try:
            order = _mine(session, order_no, who)
        except NotFound:
            order = None  # given back already, and now somebody else's: the first tap's answer still stands
        done = _ended(session, order_no, who, state)
        if done is None and order is not None:
            act(session, order)
            done = _ended(session, order_no, who, state)
        if done is None:
            raise NotFound()
        return done

    return house().db.run(end)


def _ended(session: Session, order_no: str, who: Principal, state: str) -> dict[str, Any] | None:
    row = session.execute(_LATEST, {"order_no": order_no, "store_id": who.store_id}).one_or_none()
    if row is None or row.state != state:
        return None
    return {"order_no": order_no, "state": row.state, "at": local(row.finished_at)}
