"""Finding the store: the verdict on a request, from facts that are read for a few candidates at a time. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dispatch.domain.eligibility import RouteRequest, deadline
from dispatch.domain.promise import promise_at
from dispatch.domain.ranking import shortlist
from dispatch.domain.routing import Candidate, conclude, enough, judge
from dispatch.domain.routing import Decision as Verdict
from dispatch.facts import store_facts
from dispatch.scene import Scene

# What a person may overrule for a store that she names.
SOFT = frozenset({"paused", "at_capacity", "out_of_area", "opens_too_late", "no_device"})


def verdict(
    session: Session, scene: Scene, request: RouteRequest, wanted: Mapping[str, int]
) -> tuple[Verdict, frozenset[int]]:
    """Route ``request``: facts are read for a few candidates at a time, until no other can change the decision.

    Also returns which of the stores seen have a limit on their live orders.
    """
    judged: list[Any] = []
    limited: set[int] = set()
    for chunk in shortlist(scene.book.index, request, scene.policy):
        facts = store_facts(session, [sighted.store_id for sighted in chunk], wanted, scene.policy)
        limited.update(fact.store_id for fact in facts.values() if fact.capacity is not None)
        judged.extend(judge(chunk, facts, request, scene.policy, scene.book.index))
        if enough(judged, request, scene.policy):
            break
    return conclude(judged, request, scene.policy, scene.book.index), frozenset(limited)


def overruled(
    session: Session, scene: Scene, request: RouteRequest, made: Verdict, wanted: Mapping[str, int]
) -> Verdict:
    """The verdict if a person's word goes above the checks of ``SOFT`` for the stores she named; else as it was.

    A candidate keeps only the first check it fails: whether the goods are there is asked again, since no word brings them.
    """
    named = [c for c in made.candidates if c.store_id in (request.only or ()) and c.dropped in SOFT]
    facts = store_facts(session, [c.store_id for c in named], wanted, scene.policy) if named else {}
    for candidate in named:
        short = facts[candidate.store_id].short_skus
        if short:
            without = candidate._replace(dropped="out_of_stock", skus=short)
            made = replace(made, candidates=tuple(without if c is candidate else c for c in made.candidates))
            continue
        hours = scene.book.cards[candidate.store_id].hours
        until = deadline(hours, request.at, scene.policy)
        if until is not None:
            return _taken(scene, made, candidate, until)
    return made


def _taken(scene: Scene, made: Verdict, candidate: Candidate, until: datetime) -> Verdict:
    promise = promise_at(scene.book.cards[candidate.store_id].hours, until, scene.policy)
    return replace(
        made, reason=candidate.relation, store_id=candidate.store_id, distance_m=candidate.distance_m,
        rank=candidate.rank, expires_at=until, promise_at=promise, cap=None,
    )  # fmt: skip
