"""Scores of stores over the last weeks: answers, refusals, deliveries in time, small samples drawn towards the network."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from dispatch.domain.score import shrunk
from dispatch.views.agent_words import reason_zh

DAYS = 28
NETWORK_KEPT_S = 600.0  # the network's figures change slowly and cost a look at every offer of a month

# {which}: of which stores; {by}: told apart by store or all together.
_OFFERS = """
SELECT {by} AS store_id, count(*) AS offers, count(*) FILTER (WHERE state = 'accepted') AS accepted,
       count(*) FILTER (WHERE state IN ('accepted', 'declined')) AS answers,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - offered_at))
         FILTER (WHERE state IN ('accepted', 'declined')) AS p50_s
FROM offers
WHERE {which} offered_at > jindan_now() - make_interval(days => :days) AND state IN ('accepted', 'declined', 'expired')
GROUP BY {group}
"""
_DELIVERED = """
SELECT {by} AS store_id, count(o.promise_at) AS promised, count(*) FILTER (WHERE p.purchased_at <= o.promise_at) AS on_time
FROM purchases p JOIN orders o ON o.id = p.order_id
WHERE {which} p.source = 'order' AND p.purchased_at > jindan_now() - make_interval(days => :days) GROUP BY {group}
"""
_STORE_OFFERS = text(_OFFERS.format(by="store_id", which="store_id = ANY(:ids) AND", group="store_id"))
_ALL_OFFERS = text(_OFFERS.format(by="0", which="", group="1"))
_STORE_DELIVERED = text(_DELIVERED.format(by="p.store_id", which="p.store_id = ANY(:ids) AND", group="p.store_id"))
_ALL_DELIVERED = text(_DELIVERED.format(by="0", which="", group="1"))
_REFUSALS = text("""
SELECT store_id, decline_reason AS reason, count(*) AS number FROM offers
WHERE store_id = ANY(:ids) AND state = 'declined' AND offered_at > jindan_now() - make_interval(days => :days)
GROUP BY 1, 2 ORDER BY 3 DESC, 2
""")


def scores(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The score of each store: ``answer_p50_s``, ``acceptance`` and ``on_time`` (0..1) shrunk, beside the plain ``own`` ones.

    Acceptance is of the offers that ended by the store: accepted, declined, run out; what was withdrawn says nothing of it.
    """
    values = {"ids": list(ids), "days": DAYS}
    network = _network(session)
    own = {store_id: _figures({}, {}) for store_id in ids}
    offers = {row["store_id"]: row for row in session.execute(_STORE_OFFERS, values).mappings()}
    delivered = {row["store_id"]: row for row in session.execute(_STORE_DELIVERED, values).mappings()}
    refusals: dict[int, list[dict[str, Any]]] = {}
    for row in session.execute(_REFUSALS, values):
        told = {"reason": row.reason, "reason_zh": reason_zh(row.reason), "number": row.number}
        refusals.setdefault(row.store_id, []).append(told)
    for store_id in own:
        own[store_id] = _figures(offers.get(store_id, {}), delivered.get(store_id, {}))
    return {store_id: _score(found, network, refusals.get(store_id, [])) for store_id, found in own.items()}


def _score(own: dict[str, Any], network: dict[str, Any], refusals: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "days": DAYS, "offers": own["offers"], "answers": own["answers"], "promised": own["promised"],
        "answer_p50_s": _rounded(shrunk(own["answer_p50_s"], own["answers"], network["answer_p50_s"]), 1),
        "acceptance": _rounded(shrunk(own["acceptance"], own["offers"], network["acceptance"])),
        "on_time": _rounded(shrunk(own["on_time"], own["promised"], network["on_time"])),
        "own": {name: _rounded(own[name]) for name in ("answer_p50_s", "acceptance", "on_time")}, "refusals": refusals,
    }  # fmt: skip


def _network(session: Session) -> dict[str, Any]:
    kept: dict[str, Any] = session.info["caches"].setdefault("network_score", {})
    if not kept or time.monotonic() - kept["at"] > NETWORK_KEPT_S:
        offers = session.execute(_ALL_OFFERS, {"days": DAYS}).mappings().first()
        delivered = session.execute(_ALL_DELIVERED, {"days": DAYS}).mappings().first()
        kept.update(_figures(offers or {}, delivered or {}), at=time.monotonic())
    return kept


def _figures(offers: Any, delivered: Any) -> dict[str, Any]:
    made, promised = offers.get("offers", 0), delivered.get("promised", 0)
    p50 = offers.get("p50_s")
    return {
        "offers": made, "answers": offers.get("answers", 0), "promised": promised,
        "answer_p50_s": None if p50 is None else float(p50),
        "acceptance": offers["accepted"] / made if made else None,
        "on_time": delivered["on_time"] / promised if promised else None,
    }  # fmt: skip


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
