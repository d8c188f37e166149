"""Finding the store: decide, keep the decision, make the offer or hand the order to a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import Retry
from app.inventory import stock
from app.trips import put_off
from dispatch.domain import events
from dispatch.domain.eligibility import RouteRequest
from dispatch.domain.routing import Decision as Verdict
from dispatch.facts import HER_STORES, now_hers
from dispatch.finding import overruled, verdict
from dispatch.models import Offer, Order
from dispatch.scene import Scene
from dispatch.trail import move, note

# An offer is numbered before it is made: what is written with it names it, and need not wait for the server to say the number.
NEXT_OFFER = "nextval('offers_id_seq')"
# A decision, and the offer it leads to, in one statement.
_KEEP = """
INSERT INTO decisions (order_id, member_id, at, policy_version, reason, cap, store_id, distance_m, by, person_reason,
                       candidates)
VALUES (:order_id, :member_id, :at, :policy_version, :reason, :cap, :store_id, :distance_m, :by, :person_reason,
        cast(:candidates AS jsonb)) RETURNING id
"""
KEEP = text(_KEEP)
OFFER = text(f"""
WITH decision AS ({_KEEP})
INSERT INTO offers (id, order_id, member_id, store_id, decision_id, by_person, offered_at, expires_at, hour_ends_at,
                    alert_at) OVERRIDING SYSTEM VALUE
SELECT :offer_id, :order_id, :member_id, :store_id, decision.id, :by_person, :at, :expires_at, :expires_at, :at FROM decision
""")
# What a locked order is routed by, in one trip: its lines, the stores it was offered to, her stores; and its next offer's number.
_ASKED = text(f"""
SELECT (SELECT jsonb_agg(jsonb_build_array(sku, quantity) ORDER BY sku) FROM order_lines WHERE order_id = :order_id) AS wanted,
       (SELECT array_agg(DISTINCT store_id) FROM offers WHERE order_id = :order_id) AS offered, {HER_STORES} AS hers,
       {NEXT_OFFER} AS offer_id
""")
# Two statements: a count in the same statement as the lock would see the store as it was before the lock was granted.
LOCK_STORE = text("SELECT capacity FROM stores WHERE id = :store_id FOR NO KEY UPDATE")
LOAD = text(
    "SELECT count(*) FROM orders WHERE store_id = :store_id AND state IN ('offered', 'accepted', 'out_for_delivery')"
)


@dataclass(frozen=True, slots=True)
class ByPerson:
    """A person's choice: who, why, and which stores she wants (``only``) or rules out (``exclude``).

    ``overrule``: a store of ``only`` may be taken although it is paused, full, out of area or opens late, because she has
    spoken with it; a suspended or closed store, or one without the goods, may not. ``take_back``: even from a store that has
    accepted but not left yet; without it an acceptance that came first wins.
    """

    who: str
    why: str
    only: frozenset[int] | None = None
    exclude: frozenset[int] = frozenset()
    overrule: bool = False
    take_back: bool = False


def route(session: Session, scene: Scene, order: Order, person: ByPerson | None = None) -> Verdict:
    """Find a store for a locked, unheld order and offer it, or hand it to a person. The decision is kept either way."""
    asked = session.execute(_ASKED, {"order_id": order.id, "member_id": order.member_id}).one()
    wanted = dict(asked.wanted or ())
    request = _request(scene, order, frozenset(asked.offered or ()), now_hers(asked.hers, scene.book), person)
    made, limited = verdict(session, scene, request, wanted)
    if made.store_id is None and person is not None and person.overrule:
        made, limited = overruled(session, scene, request, made, wanted), frozenset()
    settle(session, scene, order, asked.offer_id, made, limited, wanted, person)
    return made


def settle(
    session: Session,
    scene: Scene,
    order: Order,
    offer_id: int,
    made: Verdict,
    limited: frozenset[int],
    wanted: Mapping[str, int],
    person: ByPerson | None = None,
) -> None:
    """Do what a verdict of this very transaction says: keep it, then offer the order or hand it to a person.

    ``offer_id``: the number that an offer gets.
    """
    hold_a_place(session, made, limited)
    keep(session, scene, order, offer_id, made, wanted, person)
    come_to = outcome(made, offer_id, order.offers_made)
    again = order.offers_made > 0
    if order.state != "needs_person" or come_to.state != "needs_person":
        move(session, order, come_to.state, scene.now, come_to.changes, **come_to.facts)
    if made.store_id is not None:
        if again:
            note(session, order, events.ORDER_MOVED, scene.now, offer_id=offer_id)
        note_offer(session, scene, order, offer_id, made)


class Outcome(NamedTuple):
    """What becomes of an order: its state, the further columns that change, and what the event says."""

    state: str
    changes: dict[str, Any]
    facts: dict[str, Any]


def outcome(made: Verdict, offer_id: int, offers_made: int = 0) -> Outcome:
    """What a verdict means for the order, of which ``offers_made`` were made before."""
    if made.store_id is None:
        return Outcome("needs_person", {"needs_person_reason": made.cap, "store_id": None}, {"reason": made.cap})
    changes = {
        "store_id": made.store_id, "promise_at": made.promise_at, "offers_made": offers_made + 1, "needs_person_reason": None,
    }  # fmt: skip
    return Outcome("offered", changes, {"offer_id": offer_id, "reason": made.reason})


def _request(
    scene: Scene, order: Order, offered: frozenset[int], hers: tuple[int, ...], person: ByPerson | None
) -> RouteRequest:
    return RouteRequest(
        lng=order.lng,
        lat=order.lat,
        at=scene.now,
        her_stores=hers,
        # Only a person may offer a store the same order again, and only by naming it.
        already_offered=offered - (person.only or frozenset()) if person else offered,
        excluded=person.exclude if person else frozenset(),
        only=person.only if person else None,
        # What she chose holds until that store has been asked, and while no person decides.
        chosen=None if person or order.chosen_store_id in offered else order.chosen_store_id,
        # The caps bound the automatic search; a person has decided to go on.
        offers_made=0 if person else order.offers_made,
        waiting_since=None if person else order.paid_at,
    )


def candidate_rows(made: Verdict) -> list[dict[str, Any]]:
    """Every candidate as it is stored and shown: rank, distance in metres, the first failing check, missing SKUs."""
    return [
        {
            "store_id": c.store_id, "code": c.code, "relation": c.relation, "rank": c.rank,
            "distance_m": round(c.distance_m, 1), "dropped": c.dropped, "skus": list(c.skus),
        }
        for c in made.candidates
    ]  # fmt: skip


def _decision_values(scene: Scene, order: Order, made: Verdict, person: ByPerson | None) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "member_id": order.member_id,
        "at": scene.now,
        "policy_version": scene.policy.version,
        "reason": made.reason,
        "cap": made.cap,
        "store_id": made.store_id,
        "distance_m": made.distance_m,
        "by": person.who if person else None,
        "person_reason": person.why if person else None,
        "candidates": json.dumps(candidate_rows(made)),
    }


def keep(
    session: Session,
    scene: Scene,
    order: Order,
    offer_id: int,
    made: Verdict,
    wanted: Mapping[str, int],
    person: ByPerson | None = None,
) -> None:
    """Write the decision, and the offer with what is set aside for it. The next statement raises ``Retry`` if it is gone."""
    decision = _decision_values(scene, order, made, person)
    if made.store_id is None:
        put_off(session, KEEP, decision)
        return
    values = {**decision, "offer_id": offer_id, "by_person": person is not None, "expires_at": made.expires_at}
    put_off(session, OFFER, values)
    stock.reserve(session, offer_id, made.store_id, wanted)


def note_offer(session: Session, scene: Scene, order: Order, offer_id: int, made: Verdict) -> None:
    """Record that the offer was made; the store is told by it, and the prompt armed."""
    assert made.expires_at is not None
    expires_at, distance_m = made.expires_at.isoformat(), round(made.distance_m or 0)
    note(session, order, events.OFFER_MADE, scene.now, offer_id=offer_id, expires_at=expires_at, distance_m=distance_m)


def hold_a_place(session: Session, made: Verdict, limited: frozenset[int]) -> None:
    """Two orders must not both take a store's last place: where there is a limit, its row is locked and counted again.

    Raises ``Retry`` if it is full by now.
    """
    if made.store_id not in limited:
        return
    capacity = session.execute(LOCK_STORE, {"store_id": made.store_id}).scalar_one()
    if capacity is not None and session.execute(LOAD, {"store_id": made.store_id}).scalar_one() >= capacity:
        raise Retry()


def open_offer(session: Session, order_id: int) -> Offer | None:
    """The offer now before a store, if any."""
    return session.execute(select(Offer).where(Offer.order_id == order_id, Offer.state == "open")).scalar_one_or_none()
