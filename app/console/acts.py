"""What an agent does to an order. Each act is one transaction, says why, and answers with the whole order after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.console.kit import documented, order_to_change, part, store_id_of
from app.console.order_answers import ConsoleOrder, RevealedOrder
from app.console.schemas import (
    Act,
    AssignIn,
    DecideIn,
    ExtendIn,
    MoveIn,
    NoteIn,
    RefundAct,
    RevealOrderIn,
    RevealPhotoIn,
)
from app.errors import Conflict, NotFound
from app.payments.models import Refund
from app.security import request_hash
from app.web.access import me, operation, own_order
from app.web.house import house
from app.web.idempotency import idempotency_key
from dispatch import cancelling, noting, refunding, steering
from dispatch.models import Order
from dispatch.placing import ByPerson
from dispatch.trail import lock_order
from dispatch.views.agent_order import order_row

acts = part("acts", "What is done to orders / 订单处理")
ORDER = ConsoleOrder()


@acts.route("/orders/<order_no>/assign", methods=["POST"])
@documented(acts, "Offer it to this store", 404, 409)
@acts.arguments(AssignIn())
@acts.response(200, ORDER)
@operation("console.orders.assign")
def assign(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """Also to one that had it before. 409 `no_store` says what is against it, `overrulable` whether a person may."""

    def work(session: Session, order: Order) -> None:
        store_id = store_id_of(session, body["store_code"], "store_code")
        if lock_order(session, order.id).state == "offered" and order.store_id == store_id:
            raise Conflict("这张订单正在等这家门店接单；需要更多时间请延长接单时间", code="already_there")
        only = frozenset([store_id])
        person = ByPerson(me().who, body["reason"], only, frozenset(), body["overrule"], body["take_back"])
        steering.steer(session, order.id, person)

    return _act(order_no, body, work)


@acts.route("/orders/<order_no>/move", methods=["POST"])
@documented(acts, "Offer it to another store", 404, 409)
@acts.arguments(MoveIn())
@acts.response(200, ORDER)
@operation("console.orders.move")
def move(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """The best of `include` (empty: of all stores), and none of `exclude`."""

    def work(session: Session, order: Order) -> None:
        only = frozenset(store_id_of(session, code, f"include.{n}") for n, code in enumerate(body["include"])) or None
        exclude = frozenset(store_id_of(session, code, f"exclude.{n}") for n, code in enumerate(body["exclude_"]))
        person = ByPerson(me().who, body["reason"], only, exclude, take_back=body["take_back"])
        steering.steer(session, order.id, person)

    return _act(order_no, body, work)


@acts.route("/orders/<order_no>/extend", methods=["POST"])
@documented(acts, "Give the store longer to answer", 404, 409)
@acts.arguments(ExtendIn())
@acts.response(200, ORDER)
@operation("console.orders.extend")
def extend(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """409 `offer_gone` when no store is being waited for."""
    who = me().who
    return _act(
        order_no, body, lambda session, order: steering.extend(session, order.id, body["minutes"], who, body["reason"])
    )


@acts.route("/orders/<order_no>/hold", methods=["POST"])
@documented(acts, "Stop the search", 404, 409)
@acts.arguments(Act())
@acts.response(200, ORDER)
@operation("console.orders.hold")
def hold(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """An open offer is withdrawn. Holding twice changes nothing."""
    who = me().who
    return _act(order_no, body, lambda session, order: steering.hold(session, order.id, who, body["reason"]))


@acts.route("/orders/<order_no>/release", methods=["POST"])
@documented(acts, "Let the search go on", 404, 409)
@acts.arguments(Act())
@acts.response(200, ORDER)
@operation("console.orders.release")
def release(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """At once. What is not held stays as it is."""
    who = me().who
    return _act(order_no, body, lambda session, order: steering.release(session, order.id, who, body["reason"]))


@acts.route("/orders/<order_no>/cancel", methods=["POST"])
@documented(acts, "Cancel it, also after acceptance, before it has left", 404, 409)
@acts.arguments(Act())
@acts.response(200, ORDER)
@operation("console.orders.cancel")
def cancel(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """The store is told, stock is free again, what was paid goes back by itself. Twice changes nothing."""
    who = me().who
    return _act(order_no, body, lambda session, order: cancelling.cancel(session, order.id, who, body["reason"]))


@acts.route("/orders/<order_no>/refunds", methods=["POST"])
@documented(acts, "Give money back", 404, 409, keyed=True)
@acts.arguments(RefundAct())
@acts.response(200, ORDER)
@operation("console.orders.refund")
def refund(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """Whole or part, before or after delivery; decided by being asked here."""
    who, key = me().who, idempotency_key()
    hashed = request_hash({"amount_fen": body["amount_fen"], "reason": body["reason"]})

    def work(session: Session, order: Order) -> None:
        amount, why = body["amount_fen"], body["reason"]
        ask = refunding.RefundRequest(order.id, amount, why, who, key, hashed, approved=True)
        refunding.request_refund(session, ask)

    # A repeated request must get its answer, whatever happened since; so what she had seen is not asked for then.
    seen = None if house().db.read(lambda session: _asked_before(session, order_no, key)) else body["seen_event_id"]
    return _act(order_no, {**body, "seen_event_id": seen}, work)


@acts.route("/refunds/<refund_no>/decide", methods=["POST"])
@documented(acts, "Grant or reject a refund that she asked for", 404, 409)
@acts.arguments(DecideIn())
@acts.response(200, ORDER)
@operation("console.refunds.decide")
def decide(body: dict[str, Any], refund_no: str) -> dict[str, Any]:
    """409 `refund_state` when somebody has decided."""
    who = me().who

    def work(session: Session) -> dict[str, Any]:
        found = session.execute(select(Refund).where(Refund.refund_no == refund_no)).scalar_one_or_none()
        if found is None:
            raise NotFound()
        refunding.decide(session, found.id, who, approve=body["approve"], why=body["reason"])
        return order_row(session, session.get_one(Order, found.order_id))

    return house().db.run(work)


@acts.route("/orders/<order_no>/notes", methods=["POST"])
@documented(acts, "Write something down", 404)
@acts.arguments(NoteIn())
@acts.response(201, ORDER)
@operation("console.orders.note")
def note(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """For the next agent who opens it; sealed."""
    principal = me()

    def work(session: Session) -> dict[str, Any]:
        order = own_order(session, order_no, principal)
        noting.write_note(session, order, principal.id, body["text"])
        return order_row(session, order)

    return house().db.run(work)


@acts.route("/orders/<order_no>/reveal", methods=["POST"])
@documented(acts, "See one thing of the recipient in clear", 404)
@acts.arguments(RevealOrderIn())
@acts.response(200, RevealedOrder())
@operation("console.orders.reveal")
def reveal(body: dict[str, Any], order_no: str) -> dict[str, Any]:
    """Who looked at what, and why, is written down before it is shown."""
    principal, what = me(), body["what"]

    def work(session: Session) -> str:
        order = own_order(session, order_no, principal)
        return noting.reveal_recipient(session, order, principal.id, what, body["reason"])

    return {"what": what, "value": house().db.run(work)}


@acts.route("/orders/<order_no>/photo", methods=["POST"])
@documented(acts, "See a photo that was taken at her door", 404, 409)
@acts.arguments(RevealPhotoIn())
@acts.doc(responses={200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}})
@acts.response(200, description="The picture")
@operation("console.orders.photo")
def photo(body: dict[str, Any], order_no: str) -> Response:
    """Who looked, and why, is written down before it is shown. 409 `photo_erased` once its days are over."""
    principal = me()

    def work(session: Session) -> bytes:
        order = own_order(session, order_no, principal)
        return noting.reveal_photo(session, order, principal.id, body["photo_id"], body["reason"])

    return Response(house().db.run(work), content_type="image/jpeg")


def _act(order_no: str, body: dict[str, Any], work: Callable[[Session, Order], Any]) -> dict[str, Any]:
    def whole(session: Session) -> dict[str, Any]:
        order = order_to_change(session, order_no, body["seen_event_id"])
        work(session, order)
        return order_row(session, order)

    return house().db.run(whole)


def _asked_before(session: Session, order_no: str, key: str) -> bool:
    query = select(Refund.id).join(Order, Order.id == Refund.order_id)
    return session.execute(query.where(Order.order_no == order_no, Refund.idempotency_key == key)).first() is not None
