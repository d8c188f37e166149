"""The offer card: everything a store needs to answer, nothing that it may know only after it has accepted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.entities import columns_of, found_in
from app.identity.staff import actors_zh
from app.trips import foresee
from dispatch.answering import DECLINE_REASONS
from dispatch.domain.promise import reason_sentence
from dispatch.models import Offer, Order
from dispatch.views.store import PAYMENT_ZH, Terms, money, promise, recipient, terms

OFFER_ZH = {
    "open": "待接单",
    "accepted": "已接单",
    "declined": "已拒单",
    "expired": "超时未接",
    "withdrawn": "已撤回",
}
_CARDS = f"""
SELECT {columns_of(Offer, "f", "f_")}, {columns_of(Order, "o", "o_")}, d.reason, d.distance_m,
  (SELECT jsonb_agg(jsonb_build_object('sku', l.sku, 'name', l.name, 'quantity', l.quantity,
                    'unit_price_fen', l.unit_price_fen, 'amount_fen', l.unit_price_fen * l.quantity) ORDER BY l.sku)
   FROM order_lines l WHERE l.order_id = o.id) AS lines
FROM offers f JOIN orders o ON o.id = f.order_id JOIN decisions d ON d.id = f.decision_id
"""
_ONE = text(f"{_CARDS} WHERE f.id = :id")
# The state is written out, so that the index of open offers is used whatever plan the server keeps.
_STILL_OPEN = f"{_CARDS} WHERE f.store_id = :store_id AND f.state = 'open' AND f.expires_at > jindan_now()"
_SOONEST = "ORDER BY f.expires_at, f.id LIMIT :limit"
_OPEN = text(f"{_STILL_OPEN} {_SOONEST}")
_OPEN_AFTER = text(
    f"{_STILL_OPEN} AND (f.expires_at, f.id) > (cast(:after_at AS timestamptz), cast(:after_id AS bigint)) {_SOONEST}"
)


def open_offers(
    session: Session, store_id: int, after: tuple[datetime, int] | None, limit: int
) -> tuple[list[dict[str, Any]], tuple[datetime, int] | None, Terms]:
    """The offers before this store, the soonest deadline first; where the next page begins; the terms they were read at.

    One whose deadline is over is not shown, even if the sweeper has not come to it yet: it can no longer be accepted.
    """
    values: dict[str, Any] = {"store_id": store_id, "limit": limit + 1}
    asked = _OPEN
    if after is not None:
        asked, values = _OPEN_AFTER, {**values, "after_at": after[0], "after_id": after[1]}
    foresee(session, asked, values)
    at = terms(session)  # read first: what happens meanwhile is told by the feed
    found = session.execute(asked, values).all()
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return _shown(session, at, page), (last.f_expires_at, last.f_id) if last else None, at


def offer_card(session: Session, offer_id: int) -> dict[str, Any]:
    """One offer, open or answered; the caller has checked whose it is."""
    foresee(session, _ONE, {"id": offer_id})
    at = terms(session)
    return _shown(session, at, session.execute(_ONE, {"id": offer_id}).all())[0]


def _shown(session: Session, at: Terms, rows: Sequence[Any]) -> list[dict[str, Any]]:
    if not rows:
        return []
    actors = actors_zh(session, [row.f_answered_by for row in rows if row.f_answered_by])
    cards = [(row, found_in(session, row, Offer, "f_"), found_in(session, row, Order, "o_")) for row in rows]
    return [
        {
            **_head(offer, at.now, actors),
            **_why(offer, row.reason, row.distance_m),
            **_terms_of(order, offer, at),
            "recipient": recipient(session, order, full=False),
            "order_no": order.order_no,
            "lines": row.lines or [],
            "payment_method": order.payment_method,
            "payment_zh": PAYMENT_ZH[order.payment_method],
        }
        for row, offer, order in cards
    ]


def _head(offer: Offer, now: datetime, actors: dict[str, str]) -> dict[str, Any]:
    over = offer.state == "open" and offer.expires_at <= now
    state = "expired" if over else offer.state
    left = (offer.expires_at - now).total_seconds() if state == "open" else 0
    return {
        "id": offer.id, "state": state, "state_zh": OFFER_ZH[state],
        "offered_at": local(offer.offered_at), "expires_at": local(offer.expires_at),
        "seconds_left": max(0, math.ceil(left)),
        "window_s": round((offer.expires_at - offer.offered_at).total_seconds()),
        "answered_at": local(offer.answered_at) if offer.answered_at else None,
        "answered_by": actors.get(offer.answered_by or ""),
        "decline_reason_zh": DECLINE_REASONS.get(offer.decline_reason or ""), "now": now,
    }  # fmt: skip


def _why(offer: Offer, reason: str, distance_m: float | None) -> dict[str, Any]:
    # A store that a person chose need not be the nearest; that she is its customer stays true.
    told = "needs_person" if offer.by_person and reason == "nearest" else reason
    return {
        "reason": reason,
        "reason_zh": reason_sentence(told, None, distance_m, reader="store"),
        "distance_m": None if distance_m is None else round(distance_m),
    }


def _terms_of(order: Order, offer: Offer, at: Terms) -> dict[str, Any]:
    if order.store_id == offer.store_id:
        return {**money(order, at), **promise(order, at.now)}
    # Another store has it now: what that one promised, or gave back to her, is not this one's affair.
    asked = Order(
        state="offered", goods_fen=order.goods_fen, delivery_fee_fen=order.delivery_fee_fen, refunded_fen=0,
        payment_method=order.payment_method,
    )  # fmt: skip
    return {**money(asked, at), "promise_at": None, "promise_zh": None}
