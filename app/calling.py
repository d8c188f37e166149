"""Store and mother call each other through a masked number, while an order is on its way and shortly after.

The provider is asked outside of any transaction; what it lent is kept, or given back at once if the order moved on meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.calls.port import Bound, CallPort
from app.clock import local
from app.db import vault_of
from app.errors import Conflict, Problem
from app.web.house import House
from dispatch.calling import Couple, may_call, over
from dispatch.domain import events
from dispatch.trail import lock_order, note
from dispatch.views.store import terms

log = logging.getLogger(__name__)

# A number that ends while she dials helps nobody.
LEAST_LEFT_S = 60
RELEASE_BATCH = 100

_LIVING = text("""
SELECT id, number, until_at FROM call_bindings
WHERE order_id = :order_id AND a_hash = :a AND b_hash = :b AND released_at IS NULL
  AND until_at > jindan_now() + make_interval(secs => :least)
""")
_END_OLD = text("""
UPDATE call_bindings SET released_at = jindan_now()
WHERE order_id = :order_id AND a_hash = :a AND b_hash = :b AND released_at IS NULL
  AND until_at <= jindan_now() + make_interval(secs => :least)
""")
_KEEP = text("""
INSERT INTO call_bindings (order_id, store_id, number, reference, a_hash, b_hash, bound_at, until_at)
VALUES (:order_id, :store_id, :number, :reference, :a, :b, jindan_now(), :until)
ON CONFLICT (order_id, a_hash, b_hash) WHERE released_at IS NULL DO NOTHING RETURNING id, number, until_at
""")
_ASKED = text("INSERT INTO calls (binding_id, order_id, by, at) VALUES (:binding_id, :order_id, :who, jindan_now())")
# Over, or the order is another store's (or nobody's) by now.
_DUE = text("""
SELECT b.id, b.reference, b.until_at <= jindan_now() AS over FROM call_bindings b JOIN orders o ON o.id = b.order_id
WHERE b.released_at IS NULL AND (b.until_at <= jindan_now() OR o.store_id IS DISTINCT FROM b.store_id
      OR o.state NOT IN ('accepted', 'out_for_delivery', 'delivered', 'completed'))
ORDER BY b.id LIMIT :limit
""")
_RELEASED = text("UPDATE call_bindings SET released_at = jindan_now() WHERE id = :id AND released_at IS NULL")


class CallUnavailable(Problem):
    """No number now; the order goes on."""

    status, code, detail = 503, "call_unavailable", "隐私号暂时接不通，请稍后再试；急事请联系客服"


def call(house: House, who: str, couple_of: Callable[[Session], Couple]) -> dict[str, Any]:
    """The number that connects them: the living one, else a new one. ``who`` asks (``staff:7``).

    Raises ``Conflict`` (``calls_off``, ``call_over``) and ``CallUnavailable``; the order is never touched.
    """
    port = house.calls
    if port is None:
        raise Conflict("没有开通隐私号", code="calls_off")
    couple = house.db.read(couple_of)
    found = house.db.run(lambda session: _living(session, couple, who))
    if found is None:
        bound = _bind(port, couple)
        found = house.db.run(lambda session: _keep(session, couple, bound, who))
        if found is None or found.number != bound.number:
            _release(port, bound.reference)  # another tap was first, or the order moved on
    if found is None:
        raise over()
    return {"number": found.number, "until": local(found.until_at)}


def release_due(house: House) -> int:
    """Give back the numbers of those who have nothing to call about any more; how many."""
    if house.calls is None:
        return 0
    due = house.db.read(lambda session: session.execute(_DUE, {"limit": RELEASE_BATCH}).all())
    for row in due:
        # The provider ends it by itself when its time is over: then a failure is no reason to ask again.
        if _release(house.calls, row.reference) or row.over:
            house.db.run(lambda session, row=row: session.execute(_RELEASED, {"id": row.id}))  # type: ignore[misc]
    return len(due)


def _hashes(session: Session, couple: Couple) -> dict[str, Any]:
    vault = vault_of(session)
    return {
        "order_id": couple.order_id, "a": vault.blind_index(couple.a), "b": vault.blind_index(couple.b),
        "least": LEAST_LEFT_S,
    }  # fmt: skip


def _living(session: Session, couple: Couple, who: str) -> Any:
    found = session.execute(_LIVING, _hashes(session, couple)).one_or_none()
    if found is not None:
        session.execute(_ASKED, {"binding_id": found.id, "order_id": couple.order_id, "who": who})
    return found


def _bind(port: CallPort, couple: Couple) -> Bound:
    try:
        return port.bind(couple.order_no, couple.a, couple.b, couple.until)
    except Exception as error:
        # A provider's words may hold a phone.
        log.error("no masked number: %s", type(error).__name__)
        raise CallUnavailable() from None


def _keep(session: Session, couple: Couple, bound: Bound, who: str) -> Any:
    order = lock_order(session, couple.order_id)
    if order.store_id != couple.store_id:
        return None
    may_call(session, order)
    values = _hashes(session, couple)
    session.execute(_END_OLD, values)
    more = {"store_id": couple.store_id, "number": bound.number, "reference": bound.reference, "until": couple.until}
    kept = session.execute(_KEEP, {**values, **more}).one_or_none()
    if kept is None:
        return _living(session, couple, who)
    session.execute(_ASKED, {"binding_id": kept.id, "order_id": couple.order_id, "who": who})
    note(session, order, events.ORDER_CALLED, terms(session).now, by=who)
    return kept


def _release(port: CallPort, reference: str) -> bool:
    try:
        port.release(reference)
    except Exception as error:
        log.warning("a masked number was not given back: %s", type(error).__name__)
        return False
    return True
