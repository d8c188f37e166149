"""Finding the store: decide, keep the decision, make the offer or hand the order to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.db import Retry
from app.inventory import stock
from app.outbox import record
from dispatch.domain import events
from dispatch.domain.eligibility import RouteRequest, deadline
from dispatch.domain.promise import promise_at
from dispatch.domain.ranking import shortlist
from dispatch.domain.routing import Decision as Verdict
from dispatch.domain.routing import conclude, judge
from dispatch.facts import her_stores, store_facts
from dispatch.models import Decision, Offer, Order
from dispatch.scene import Scene
from dispatch.trail import lines_of, move

# What a person may overrule for a store that she names.
SOFT = frozenset({"paused", "at_capacity", "out_of_area", "opens_too_late"})

ALL_OFFERS = text("SELECT DISTINCT store_id FROM offers WHERE order_id = :order_id")
ROOM = text("""
SELECT s.capacity - (SELECT count(*) FROM orders o
                     WHERE o.store_id = s.id AND o.state IN ('offered', 'accepted', 'out_for_delivery')) AS room
FROM stores s WHERE s.id = :store_id AND s.capacity IS NOT NULL FOR NO KEY UPDATE OF s
""")


@dataclass(frozen=True, slots=True)
class ByPerson:
    """A person's choice: who, why, and which stores she wants (``only``) or rules out (``exclude``).

    ``overrule``: a store of ``only`` may be taken although it is paused, full, out of area or opens late, because she has
    spoken with it; a suspended or closed store, or one without the goods, may not.
    """

    who: str
    why: str
    only: frozenset[int] | None = None
    exclude: frozenset[int] = frozenset()
    overrule: bool = False


def verdict(session: Session, scene: Scene, request: RouteRequest, wanted: Mapping[str, int]) -> Verdict:
    """Route ``request``: facts are read for a few candidates at a time, until one of them can serve it."""
    judged: list[Any] = []
    for chunk in shortlist(scene.book.index, request, scene.policy):
        facts = store_facts(session, [sighted.store_id for sighted in chunk], wanted)
        judged.extend(judge(chunk, facts, request, scene.policy, scene.book.index))
        if any(candidate.dropped is None for candidate in judged):
            break
    return conclude(judged, request, scene.policy, scene.book.index)


def route(session: Session, scene: Scene, order: Order, person: ByPerson | None = None) -> Verdict:
    """Find a store for a locked, unheld order and offer it, or hand it to a person. The decision is kept either way."""
    wanted = {line.sku: line.quantity for line in lines_of(session, order.id)}
    request = _request(session, scene, order, person)
    made = verdict(session, scene, request, wanted)
    if made.store_id is None and person is not None and person.overrule:
        made = overruled(scene, request, made)
    decision_id = _keep(session, scene, order, made, person)
    if made.store_id is None:
        if order.state != "needs_person":
            move(
                session,
                order,
                "needs_person",
                scene.now,
                {"needs_person_reason": made.cap, "store_id": None},
                reason=made.cap,
            )
    else:
        _offer(session, scene, order, made, decision_id, wanted, person)
    return made


def overruled(scene: Scene, request: RouteRequest, made: Verdict) -> Verdict:
    """The verdict if a person's word goes above the checks of ``SOFT`` for the stores she named; else as it was."""
    for candidate in made.candidates:
        if candidate.store_id in (request.only or ()) and candidate.dropped in SOFT:
            hours = scene.book.cards[candidate.store_id].hours
            until = deadline(hours, request.at, scene.policy)
            if until is not None:
                promise = promise_at(hours, until, scene.policy)
                return replace(
                    made, reason=candidate.relation, store_id=candidate.store_id, distance_m=candidate.distance_m,
                    rank=candidate.rank, expires_at=until, promise_at=promise, cap=None,
                )  # fmt: skip
    return made


def _request(session: Session, scene: Scene, order: Order, person: ByPerson | None) -> RouteRequest:
    offered: frozenset[int] = frozenset()
    if order.offers_made:
        offered = frozenset(session.execute(ALL_OFFERS, {"order_id": order.id}).scalars())
    return RouteRequest(
        lng=order.lng,
        lat=order.lat,
        at=scene.now,
        her_stores=her_stores(session, order.member_id, scene.book),
        # Only a person may offer a store the same order again, and only by naming it.
        already_offered=offered - (person.only or frozenset()) if person else offered,
        excluded=person.exclude if person else frozenset(),
        only=person.only if person else None,
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


def _keep(session: Session, scene: Scene, order: Order, made: Verdict, person: ByPerson | None) -> int:
    values = {
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
        "candidates": candidate_rows(made),
    }
    return int(session.execute(insert(Decision).values(values).returning(Decision.id)).scalar_one())


def _offer(
    session: Session,
    scene: Scene,
    order: Order,
    made: Verdict,
    decision_id: int,
    wanted: Mapping[str, int],
    person: ByPerson | None,
) -> None:
    assert made.store_id is not None and made.expires_at is not None
    if person is None or not person.overrule:
        _hold_a_place(session, made.store_id)
    values = {
        "order_id": order.id,
        "member_id": order.member_id,
        "store_id": made.store_id,
        "decision_id": decision_id,
        "by_person": person is not None,
        "offered_at": scene.now,
        "expires_at": made.expires_at,
        "hour_ends_at": made.expires_at,
    }
    offer_id = int(session.execute(insert(Offer).values(values).returning(Offer.id)).scalar_one())
    stock.reserve(session, offer_id, made.store_id, wanted)
    changes = {
        "store_id": made.store_id,
        "promise_at": made.promise_at,
        "offers_made": order.offers_made + 1,
        "needs_person_reason": None,
    }
    move(session, order, "offered", scene.now, changes, offer_id=offer_id, reason=made.reason)
    record(
        session, events.OFFER_MADE, scene.now,
        order_id=order.id, store_id=made.store_id, member_id=order.member_id,
        offer_id=offer_id, expires_at=made.expires_at.isoformat(), distance_m=round(made.distance_m or 0),
    )  # fmt: skip


def _hold_a_place(session: Session, store_id: int) -> None:
    # Two orders must not both take a store's last place: where there is a limit, the store's row is locked and counted again.
    room = session.execute(ROOM, {"store_id": store_id}).scalar()
    if room is not None and room <= 0:
        raise Retry()


def open_offer(session: Session, order_id: int) -> Offer | None:
    """The offer now before a store, if any."""
    return session.execute(select(Offer).where(Offer.order_id == order_id, Offer.state == "open")).scalar_one_or_none()
