"""She says how the delivery was: once an order, and for a day she may change her mind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.clock import local, now
from app.db import vault_of
from app.errors import Conflict
from dispatch.domain import events
from dispatch.models import Order, Rating
from dispatch.trail import lock_order, note

PURPOSE = "ratings.words"
RATEABLE = ("delivered", "completed")
# A slip of the thumb is seen at once; what a store has read and answered to must not change later.
CHANGEABLE = timedelta(hours=24)

# As JSON carries it: sealed bytes in hexadecimal. For the statements that read everything of an order in one trip.
SEEN = """(SELECT jsonb_build_object('stars', g.stars, 'words', encode(g.words_sealed, 'hex'), 'rated_at', g.rated_at,
                           'changed_at', g.changed_at) FROM ratings g WHERE g.order_id = o.id)"""


def rate(session: Session, order: Order, stars: int, words: str) -> None:
    """Keep her stars (1 to 5) and words for an order of hers; the same again changes nothing.

    Raises ``Conflict``: ``not_delivered`` before it is there, ``already_rated`` with another rating after ``CHANGEABLE``.
    """
    order = lock_order(session, order.id)
    if order.state not in RATEABLE:
        raise Conflict("订单送达后才能评价", code="not_delivered", state=order.state)
    at, known = now(session), session.get(Rating, order.id)
    if known is not None and (known.stars, _words(session, known.words_sealed)) == (stars, words):
        return
    if known is not None and at - known.rated_at >= CHANGEABLE:
        raise Conflict("评价已超过 24 小时，不能再改了", code="already_rated")
    sealed = vault_of(session).seal(words, PURPOSE) if words else None
    if known is None:
        values = {
            "order_id": order.id,
            "store_id": order.store_id,
            "stars": stars,
            "words_sealed": sealed,
            "rated_at": at,
        }
        session.execute(insert(Rating).values(values))
    else:
        change = update(Rating).where(Rating.order_id == order.id)
        session.execute(change.values(stars=stars, words_sealed=sealed, changed_at=at))
    note(session, order, events.ORDER_RATED, at, stars=stars, by=f"member:{order.member_id}", again=known is not None)


def rating_row(session: Session, seen: dict[str, Any] | None, at: datetime) -> dict[str, Any] | None:
    """A rating that ``SEEN`` read, opened; ``changeable_until`` None when she cannot change it any more."""
    if seen is None:
        return None
    rated_at = local(datetime.fromisoformat(seen["rated_at"]))
    words = _words(session, bytes.fromhex(seen["words"])) if seen["words"] else ""
    until = rated_at + CHANGEABLE
    return {
        "stars": seen["stars"], "words": words, "rated_at": rated_at, "changeable_until": until if at < until else None
    }  # fmt: skip


def _words(session: Session, sealed: bytes | None) -> str:
    return vault_of(session).open(sealed, PURPOSE) if sealed else ""
