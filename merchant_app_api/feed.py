"""The store's live feed: what happens to its offers and orders, without a word about people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import Unauthenticated
from app.identity.devices import note_open_feed
from app.web.access import me, operation
from app.web.feed import FeedEvent, feed_response
from app.web.house import house
from app.web.operations import OPERATIONS
from app.web.principal import bearer, principal_of
from dispatch.domain import events
from dispatch.models import Order
from merchant_app_api.kit import documented, my_store, part

feed = part("feed", "The live feed / 实时消息")

# Only these leave: payloads hold no personal data by rule, and what this list does not name does not leave at all.
_SHOWN = ("at", "offer_id", "expires_at", "distance_m", "from", "to", "skus", "amount_fen", "until")
# How a store was called is for those who watch over it.
_NOT_ITS_OWN = ("alert.", "call.")
# Reasons here are codes of ours; elsewhere they may be words that somebody typed.
_CODED = (events.OFFER_DECLINED, events.ORDER_GIVEN_BACK, events.STORE_PAUSED)


@feed.route("/feed", methods=["GET"])
@documented(feed, "Events of this store as they happen (SSE)")
@feed.doc(responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}})
@feed.response(200, description="Server-sent events; ids resume by Last-Event-ID")
@operation("merchant.feed")
def read_feed() -> Response:
    """Begin after the offers' ``last_event_id``, go on after ``Last-Event-ID``: nothing is missed, nothing comes twice."""
    db, store_id = house().db, my_store()
    note_open_feed(db, me().token_id, store_id)

    def wanted(event: FeedEvent) -> bool:
        return event.store_id == store_id and not event.kind.startswith(_NOT_ITS_OWN)

    return feed_response(db, wanted, _shower(db), _allowed(db, store_id))


def _allowed(db: Database, store_id: int) -> Callable[[], bool]:
    """Whether the token is still good, and still for this store; if so, the phone gave a sign of life."""
    token, token_id = bearer(), me().token_id

    def allowed() -> bool:
        try:
            who = principal_of(db.ask, token)
        except Unauthenticated:
            return False
        known = who.role in OPERATIONS["merchant.feed"].roles
        good = known and who.token_id == token_id and who.store_id == store_id
        if good:
            note_open_feed(db, token_id, store_id)
        return good

    return allowed


def _shower(db: Database) -> Callable[[FeedEvent], dict[str, Any]]:
    numbers: dict[int, str] = {}

    def shown(event: FeedEvent) -> dict[str, Any]:
        facts = {name: event.body[name] for name in _SHOWN if name in event.body}
        if event.kind in _CODED:
            facts["reason"] = event.body.get("reason")
        order_no = _number(db, numbers, event.order_id)
        return {"kind": event.kind, "order_no": order_no, "by": _by(event.body.get("by")), **facts}

    return shown


def _by(who: str | None) -> str | None:
    # A colleague's number tells the app whose tap it was; a mother's or an agent's number is nobody's business here.
    return who if who is None or who.startswith("staff:") else who.partition(":")[0]


def _number(db: Database, known: dict[int, str], order_id: int | None) -> str | None:
    if order_id is None:
        return None
    if order_id not in known:
        known[order_id] = db.read(lambda session: _order_no(session, order_id))
    return known[order_id]


def _order_no(session: Session, order_id: int) -> str:
    return session.execute(select(Order.order_no).where(Order.id == order_id)).scalar_one()
