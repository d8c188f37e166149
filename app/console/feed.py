"""The console's live feed: everything that happens, without a word about people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import Unauthenticated
from app.web.access import me
from app.web.feed import FeedEvent, feed_response
from app.web.operations import OPERATIONS
from app.web.principal import bearer, principal_of

KEPT = 10_000
_ORDER = text("SELECT order_no FROM orders WHERE id = :id")
_STORE = text("SELECT code FROM stores WHERE id = :id")


def console_feed(db: Database) -> Response:
    """The stream for the agent of this request."""
    return feed_response(db, lambda event: True, _shower(db), _allowed(db))


def _allowed(db: Database) -> Callable[[], bool]:
    """Whether the token is still good."""
    token, token_id = bearer(), me().token_id

    def allowed() -> bool:
        try:
            who = principal_of(db.ask, token)
        except Unauthenticated:
            return False
        return who.token_id == token_id and who.role in OPERATIONS["console.feed"].roles

    return allowed


def _shower(db: Database) -> Callable[[FeedEvent], dict[str, Any]]:
    orders: dict[int, str | None] = db.caches.setdefault("feed_order_nos", {})
    stores: dict[int, str | None] = db.caches.setdefault("feed_store_codes", {})

    def shown(event: FeedEvent) -> dict[str, Any]:
        return {
            **event.body,
            "order_no": _name(db, orders, _ORDER, event.order_id),
            "store_code": _name(db, stores, _STORE, event.store_id),
        }

    return shown


def _name(db: Database, known: dict[int, str | None], query: Any, number: int | None) -> str | None:
    # Numbers and codes never change; the cache is emptied when it is full rather than kept in order.
    if number is None:
        return None
    if number not in known:
        if len(known) >= KEPT:
            known.clear()
        known[number] = db.read(lambda session: _one(session, query, number))
    return known.get(number)


def _one(session: Session, query: Any, number: int) -> str | None:
    found: str | None = session.execute(query, {"id": number}).scalar()
    return found
