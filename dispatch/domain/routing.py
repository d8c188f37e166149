"""Which store gets the order, and why every other one did not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from dispatch.domain.eligibility import Case, RouteRequest, StoreFacts, first_failing
from dispatch.domain.index import StoreIndex
from dispatch.domain.policy import Policy
from dispatch.domain.promise import promise_at
from dispatch.domain.ranking import Chunk, Relation, Sighted, shortlist

Reason = Literal["home_store", "her_other_store", "nearest", "chosen_by_member", "needs_person"]
Cap = Literal["max_offers", "max_waiting", "no_candidate"]
ALTERNATIVES = 5  # more would be a list to study, not a choice


class Candidate(NamedTuple):
    """A store that was considered. `dropped` is the first check it failed, None when it could take the order.

    `skus` are the missing ones when it was dropped for stock. `expires_at` is that of an offer made now, None when it
    was dropped.
    """

    store_id: int
    code: str
    relation: Relation
    rank: int
    distance_m: float
    dropped: str | None
    skus: tuple[str, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the order goes and every candidate seen. `cap` says why a person is needed, else None."""

    reason: Reason
    store_id: int | None
    distance_m: float | None
    rank: int | None
    expires_at: datetime | None
    promise_at: datetime | None
    candidates: tuple[Candidate, ...]
    cap: Cap | None


def judge(
    chunk: Chunk, facts: Mapping[int, StoreFacts], request: RouteRequest, policy: Policy, index: StoreIndex
) -> tuple[Candidate, ...]:
    """Every store of a chunk with its first failing check. A store without facts counts as free and in stock."""
    return tuple(_judged(sighted, facts.get(sighted.store_id), request, policy, index) for sighted in chunk)


def _judged(
    sighted: Sighted, facts: StoreFacts | None, request: RouteRequest, policy: Policy, index: StoreIndex
) -> Candidate:
    store_id = sighted.store_id
    hours = index.shape(store_id).hours
    case = Case(store_id, sighted.in_area, hours, facts or StoreFacts(store_id), request, policy)
    dropped = first_failing(case)
    return Candidate(
        store_id,
        sighted.code,
        sighted.relation,
        sighted.rank,
        sighted.distance_m,
        dropped,
        case.facts.short_skus if dropped == "out_of_stock" else (),
        None if dropped else case.deadline,
    )


def winner(judged: Iterable[Candidate]) -> Candidate | None:
    """The first that was not dropped. They come in the order of their rank."""
    for each in judged:
        if each.dropped is None:
            return each
    return None


def chosen(judged: Iterable[Candidate], request: RouteRequest, policy: Policy) -> Candidate | None:
    """The store that she chose, if the policy lets her and it was not dropped."""
    if request.chosen is None or not policy.member_choice:
        return None
    return next((each for each in judged if each.store_id == request.chosen and each.dropped is None), None)


def enough(judged: Sequence[Candidate], request: RouteRequest, policy: Policy) -> bool:
    """Whether looking farther cannot change the decision: one can take it, and the one she chose has been looked at."""
    if request.chosen is not None and policy.member_choice and all(c.store_id != request.chosen for c in judged):
        return False
    return winner(judged) is not None


def alternatives(made: Decision, policy: Policy) -> tuple[Candidate, ...]:
    """The other stores that she may choose, of those looked at, in the rule's order; none where the policy does not let her."""
    if not policy.member_choice or made.store_id is None:
        return ()
    able = (each for each in made.candidates if each.dropped is None and each.store_id != made.store_id)
    return tuple(sorted(able, key=lambda each: each.rank)[:ALTERNATIVES])


def conclude(judged: Iterable[Candidate], request: RouteRequest, policy: Policy, index: StoreIndex) -> Decision:
    """The decision over all candidates judged. A cap sends the order to a person, who sees them as suggestions.

    The reason is `chosen_by_member` only where her choice is another than the rule's.
    """
    candidates = tuple(judged)
    first, hers = winner(candidates), chosen(candidates, request, policy)
    best = hers or first
    cap = _cap(request, policy)
    if cap or best is None or best.expires_at is None:
        return Decision("needs_person", None, None, None, None, None, candidates, cap or "no_candidate")
    return Decision(
        best.relation if best is first else "chosen_by_member",
        best.store_id,
        best.distance_m,
        best.rank,
        best.expires_at,
        promise_at(index.shape(best.store_id).hours, best.expires_at, policy),
        candidates,
        None,
    )


def _cap(request: RouteRequest, policy: Policy) -> Cap | None:
    if request.offers_made >= policy.max_offers:
        return "max_offers"
    longest = timedelta(minutes=policy.max_waiting_minutes)
    if request.waiting_since is not None and request.at - request.waiting_since >= longest:
        return "max_waiting"
    return None


def decide(index: StoreIndex, request: RouteRequest, facts: Mapping[int, StoreFacts], policy: Policy) -> Decision:
    """The whole rule, when the facts are in memory. Looks no farther than the chunk that holds the winner and her choice."""
    judged: tuple[Candidate, ...] = ()
    for chunk in shortlist(index, request, policy):
        judged += judge(chunk, facts, request, policy, index)
        if enough(judged, request, policy):
            break
    return conclude(judged, request, policy, index)
