"""Why this store, and what routing would say now: every candidate with its name, distance and first failing check."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local
from dispatch.domain.eligibility import RouteRequest
from dispatch.domain.ranking import Sighted, shortlist
from dispatch.domain.routing import Candidate, judge
from dispatch.facts import her_stores, store_facts
from dispatch.finding import SOFT
from dispatch.models import Decision, Order
from dispatch.scene import Scene, look
from dispatch.trail import wanted_of
from dispatch.views import agent_words as words
from dispatch.views.agent_timeline import actor_names

SHOWN = 24  # stores that deliver to her; the few that do not come after them
_NAMES = text("SELECT id, name FROM stores WHERE id = ANY(:ids)")
_ARTICLES = text("SELECT sku, name FROM order_lines WHERE order_id = :id")
# How a store answered this order before, and whether anybody is at work there now.
_LIVE = text("""
SELECT s.id, s.phone, s.capacity,
  (SELECT count(*) FROM orders o WHERE o.store_id = s.id AND o.state IN ('offered', 'accepted', 'out_for_delivery')) AS live,
  (SELECT count(*) FROM shifts h WHERE h.store_id = s.id AND h.ended_at IS NULL) AS on_shift,
  (SELECT f.state FROM offers f WHERE f.order_id = :order_id AND f.store_id = s.id ORDER BY f.id DESC LIMIT 1) AS offered
FROM stores s WHERE s.id = ANY(:ids)
""")


def decisions(session: Session, order: Order) -> list[dict[str, Any]]:
    """Every decision about an order, the first one first."""
    query = select(Decision).where(Decision.order_id == order.id).order_by(Decision.id)
    made = list(session.execute(query).scalars())
    ids = {candidate["store_id"] for decision in made for candidate in decision.candidates}
    names = {row.id: row.name for row in session.execute(_NAMES, {"ids": list(ids)})}
    people = actor_names(session, [decision.by for decision in made])
    articles = _articles(session, order.id)
    return [_decision(decision, names, people, articles) for decision in made]


def suggestions(session: Session, order: Order) -> list[dict[str, Any]]:
    """What routing would say if it were asked now, beyond the winner: for a person who chooses.

    ``may``: ``yes``, ``overrule`` (a person may, having spoken with the store), ``no``. Stores that had the order before are
    judged as all others, and ``offered_before`` says how that ended.
    """
    scene = look(session)
    candidates = _judged(session, scene, order)
    ids = [candidate.store_id for candidate in candidates]
    live = {row.id: row for row in session.execute(_LIVE, {"ids": ids, "order_id": order.id})}
    articles = _articles(session, order.id)
    rows = [_suggestion(scene, candidate, live[candidate.store_id], articles) for candidate in candidates]
    return sorted(rows, key=lambda row: (("yes", "overrule", "no").index(row["may"]), row["rank"]))


def _judged(session: Session, scene: Scene, order: Order) -> list[Candidate]:
    request = RouteRequest(
        lng=order.lng, lat=order.lat, at=scene.now, her_stores=her_stores(session, order.member_id, scene.book)
    )
    seen: list[Sighted] = [one for chunk in shortlist(scene.book.index, request, scene.policy) for one in chunk]
    shown = tuple(one for one in seen if one.rank <= SHOWN or not one.in_area)
    facts = store_facts(session, [one.store_id for one in shown], wanted_of(session, order.id), scene.policy)
    return list(judge(shown, facts, request, scene.policy, scene.book.index))


def _suggestion(scene: Scene, candidate: Candidate, live: Any, articles: dict[str, str]) -> dict[str, Any]:
    card = scene.book.cards[candidate.store_id]
    may = "yes" if candidate.dropped is None else "overrule" if candidate.dropped in SOFT else "no"
    return {
        "store_code": card.code, "store_name": card.name, "store_phone": live.phone, "city": card.city,
        "relation": candidate.relation, "relation_zh": words.RELATION_ZH[candidate.relation], "rank": candidate.rank,
        "distance_m": round(candidate.distance_m), "dropped": candidate.dropped, "skus": list(candidate.skus),
        "dropped_zh": words.dropped_zh(candidate.dropped, list(candidate.skus), articles), "may": may,
        "would_expire_at": candidate.expires_at, "offered_before": live.offered,
        "offered_before_zh": words.OFFER_ZH.get(live.offered or ""), "live_orders": live.live, "capacity": live.capacity,
        "on_shift": live.on_shift, "open_now": card.hours.is_open(scene.now),
    }  # fmt: skip


def _decision(
    decision: Decision, names: dict[int, str], people: dict[str | None, str], articles: dict[str, str]
) -> dict[str, Any]:
    return {
        "at": local(decision.at), "policy_version": decision.policy_version, "reason": decision.reason,
        "reason_zh": words.REASON_ZH[decision.reason], "cap": decision.cap,
        "cap_zh": words.NEEDS_ZH.get(decision.cap or "", decision.cap),
        "store_name": names.get(decision.store_id) if decision.store_id else None, "distance_m": decision.distance_m,
        "by": decision.by, "by_zh": people.get(decision.by), "person_reason": decision.person_reason,
        "candidates": [_candidate(row, decision, names, articles) for row in decision.candidates],
    }  # fmt: skip


def _candidate(
    row: dict[str, Any], decision: Decision, names: dict[int, str], articles: dict[str, str]
) -> dict[str, Any]:
    return {
        "store_code": row["code"], "store_name": names.get(row["store_id"]), "relation": row["relation"],
        "relation_zh": words.RELATION_ZH[row["relation"]], "rank": row["rank"], "distance_m": round(row["distance_m"]),
        "dropped": row["dropped"], "dropped_zh": words.dropped_zh(row["dropped"], row["skus"], articles),
        "skus": row["skus"], "chosen": row["store_id"] == decision.store_id,
    }  # fmt: skip


def _articles(session: Session, order_id: int) -> dict[str, str]:
    return {row.sku: row.name for row in session.execute(_ARTICLES, {"id": order_id})}
