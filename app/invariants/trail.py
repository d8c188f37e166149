"""The trail of events: without gaps, in step with the rows, published in time."""

from __future__ import annotations

from dispatch.domain import events
from dispatch.domain.states import ORDER

_ORDER_KINDS = ", ".join(f"'{kind}'" for kind in sorted(events.KINDS) if kind.startswith("order."))
_OFFER_KINDS = ", ".join(f"'{kind}'" for kind in sorted(events.OFFER_KINDS.values()))
_STEPS = ", ".join(f"('{before}', '{after}')" for before, following in ORDER.steps.items() for after in following)

# Each step starts where the one before it ended, is one that the life cycle knows, and the last one ends at the row.
STEPS = f"""
WITH steps AS (
  SELECT order_id, id, payload->>'from' AS before, payload->>'to' AS after FROM outbox_events
  WHERE kind IN ({_ORDER_KINDS}) AND payload ? 'to'),
chained AS (
  SELECT order_id, before, after, lag(after) OVER trail AS previous, lead(id) OVER trail AS next
  FROM steps WINDOW trail AS (PARTITION BY order_id ORDER BY id))
SELECT (SELECT count(*) FROM chained WHERE before IS DISTINCT FROM previous
        OR (before IS NOT NULL AND (before, after) NOT IN ({_STEPS}))),
       (SELECT count(*) FROM orders o LEFT JOIN (SELECT * FROM chained WHERE next IS NULL) c ON c.order_id = o.id
        WHERE c.after IS DISTINCT FROM o.state)
"""
# By their ends: an event is closed by its offer's own kind, once; an open offer by none.
OFFERS = f"""
WITH told AS (
  SELECT cast(payload->>'offer_id' AS bigint) AS offer_id, count(*) FILTER (WHERE kind = '{events.OFFER_MADE}') AS made,
         count(*) FILTER (WHERE kind <> '{events.OFFER_MADE}') AS ended,
         max(kind) FILTER (WHERE kind <> '{events.OFFER_MADE}') AS kind
  FROM outbox_events WHERE kind IN ({_OFFER_KINDS}) GROUP BY 1)
SELECT count(*) FROM offers f LEFT JOIN told t ON t.offer_id = f.id
WHERE t.made IS DISTINCT FROM 1 OR t.ended > 1 OR coalesce(t.kind, 'offer.open') <> 'offer.' || f.state
"""
# The relay has given it a position and told those who asked to be told.
RELAYED = """
SELECT (SELECT count(*) FROM outbox_events WHERE position IS NULL AND at < :late_60)
     + (SELECT count(*) FROM outbox_events WHERE position IS NOT NULL AND relayed_at IS NULL AND at < :late_60)
"""
STUCK = """
SELECT (SELECT count(*) FROM orders WHERE state = 'awaiting_payment' AND close_at < :late_30)
     + (SELECT count(*) FROM orders WHERE state = 'paid' AND held_at IS NULL AND state_changed_at < :late_30)
     + (SELECT count(*) FROM orders WHERE (state = 'paid' AND paid_at IS NULL)
                                       OR (state = 'needs_person' AND needs_person_reason IS NULL))
"""

PROOFS: tuple[tuple[tuple[int, ...], str], ...] = (
    ((16, 17), STEPS),
    ((17,), OFFERS),
    ((16,), RELAYED),
    ((20,), STUCK),
)
