"""Offers: see the money and the way, answer in one tap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.alerts import rows
from app.clock import local
from app.errors import Conflict
from app.identity.staff import actors_zh
from app.trips import finish
from app.web.access import me, operation, own_offer
from app.web.house import house
from app.web.principal import Principal
from app.web.proof import prove
from app.web.schemas import PageQuery
from dispatch import answering
from dispatch.trail import lock_order_of
from dispatch.views.store_offers import offer_card, open_offers
from merchant_app_api.kit import ID, documented, my_store, next_cursor, part, sheet_of, time_cursor
from merchant_app_api.order_schemas import DeclinedOut, DeclineIn, OfferCard, OfferPage, SeenOut, StoreOrder

offers = part("offers", "Orders put before the store, open until a deadline / 派单")


@offers.route("/offers", methods=["GET"])
@documented(offers, "The offers before this store, the soonest deadline first", 422)
@offers.arguments(PageQuery(), location="query")
@offers.response(200, OfferPage())
@operation("merchant.offers.list", proves=True)
def list_offers(query: dict[str, Any]) -> dict[str, Any]:
    """Each with money, distance, countdown and the reason; who she is stays masked."""
    store_id, after = my_store(), time_cursor(query["cursor"])

    def read(session: Session) -> dict[str, Any]:
        prove(session)
        cards, last, at = open_offers(session, store_id, after, query["limit"])
        return {"offers": cards, "next_cursor": next_cursor(last), "now": at.now, "last_event_id": at.position}

    return house().db.read(read)


@offers.route(f"/offers/<{ID}:offer_id>", methods=["GET"])
@documented(offers, "One offer", 404)
@offers.response(200, OfferCard())
@operation("merchant.offers.get")
def read_offer(offer_id: int) -> dict[str, Any]:
    """Open or answered; still masked."""
    who = me()
    return house().db.read(lambda session: offer_card(session, own_offer(session, offer_id, who).id))


@offers.route(f"/offers/<{ID}:offer_id>/seen", methods=["POST"])
@documented(offers, "This phone rang for the offer", 404)
@offers.response(200, SeenOut())
@operation("merchant.offers.seen")
def seen(offer_id: int) -> dict[str, Any]:
    """To be said when the sound begins. Without it the store is told by other ways sooner. Said twice, the first counts."""
    who = me()

    def note(session: Session) -> datetime:
        own_offer(session, offer_id, who)
        return rows.seen(session, offer_id, who.who)

    return {"id": offer_id, "seen_at": house().db.run(note)}


@offers.route(f"/offers/<{ID}:offer_id>/accept", methods=["POST"])
@documented(offers, "Take the order", 404, 409)
@offers.response(200, StoreOrder())
@operation("merchant.offers.accept", proves=True)
def accept(offer_id: int) -> dict[str, Any]:
    """Answers with the order, now in full. The same person's second tap gets the same; a colleague who is late, 409 with who
    was first and when."""
    who = me()
    try:
        return house().db.run(lambda session: _accept(session, offer_id, who))
    except Conflict as lost:
        raise _told(lost) from None


@offers.route(f"/offers/<{ID}:offer_id>/decline", methods=["POST"])
@documented(offers, "Refuse the order, with a reason", 404, 409, 422)
@offers.arguments(DeclineIn())
@offers.response(200, DeclinedOut())
@operation("merchant.offers.decline")
def decline(body: dict[str, Any], offer_id: int) -> dict[str, Any]:
    """The order goes to another store at once. ``out_of_stock`` sets the named articles to 0 here and asks for a recount."""
    who = me()
    try:
        at = house().db.run(lambda session: _decline(session, offer_id, who, body))
    except Conflict as lost:
        at = _her_own_refusal(lost, who)
    return {"id": offer_id, "state": "declined", "answered_at": at}


def _accept(session: Session, offer_id: int, who: Principal) -> dict[str, Any]:
    prove(session)
    answering.foresee_accept(session, offer_id)
    order = lock_order_of(session, offer_id, my_store())
    answering.accept(session, offer_id, who.who, order)
    finish(session)
    # It is this store's: nobody else could have accepted the store's offer.
    return sheet_of(session, order)


def _decline(session: Session, offer_id: int, who: Principal, body: dict[str, Any]) -> datetime:
    order = lock_order_of(session, offer_id, my_store())
    return answering.decline(session, offer_id, who.who, body["reason"], body["skus"], order).at


def _her_own_refusal(lost: Conflict, who: Principal) -> datetime:
    # The second tap of the same refusal: it was done, and when.
    facts = lost.facts
    if facts.get("offer_state") == "declined" and facts.get("answered_by") == who.who:
        return local(datetime.fromisoformat(facts["answered_at"]))
    raise _told(lost) from None


def _told(lost: Conflict) -> Conflict:
    """The same refusal with people's names in place of their numbers."""
    facts = dict(lost.facts)
    who = facts.pop("answered_by", None)
    if who is None:
        return lost
    name = house().db.read(lambda session: actors_zh(session, [who]))[who]
    at = local(datetime.fromisoformat(facts["answered_at"]))
    verb = {"accepted": "接下", "declined": "拒接", "withdrawn": "撤回"}.get(facts["offer_state"])
    detail = f"这张单已在 {at:%H:%M:%S} 由 {name} {verb}" if verb else lost.detail
    return Conflict(detail, code=lost.code, **facts, answered_by=name)
