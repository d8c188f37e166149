"""Offers: one at a time, never early, never late, to the right store."""

from __future__ import annotations

ONE_OPEN = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM offers WHERE state = 'open' GROUP BY order_id HAVING count(*) > 1) doubled)
     + (SELECT count(*) FROM offers f JOIN orders o ON o.id = f.order_id
        WHERE f.state = 'open' AND (o.state <> 'offered' OR o.store_id IS DISTINCT FROM f.store_id))
"""
# An acceptance binds from the answer until it ended; two of one order must not overlap.
ONE_ACCEPTED = """
SELECT (SELECT count(*) FROM offers a JOIN offers b ON b.order_id = a.order_id AND b.id > a.id
        WHERE a.state = 'accepted' AND b.state = 'accepted' AND b.answered_at < coalesce(a.ended_at, 'infinity'))
     + (SELECT count(*) FROM orders o
        WHERE o.state IN ('accepted', 'out_for_delivery', 'delivered', 'completed')
          AND NOT EXISTS (SELECT 1 FROM offers f WHERE f.order_id = o.id AND f.store_id = o.store_id
                          AND f.state = 'accepted' AND f.ended_at IS NULL))
"""
NOWHERE = """
SELECT (SELECT count(*) FROM orders WHERE state = 'paid' AND held_at IS NULL AND state_changed_at < :late_10)
     + (SELECT count(*) FROM orders o WHERE o.state = 'offered'
        AND NOT EXISTS (SELECT 1 FROM offers f WHERE f.order_id = o.id AND f.state = 'open'))
"""
# An hour of open time is never less than an hour, so the policy's minutes are a floor for every deadline.
NEVER_EARLY = """
SELECT count(*) FROM offers f JOIN decisions d ON d.id = f.decision_id
JOIN policy_versions p ON p.version = d.policy_version
WHERE f.hour_ends_at - f.offered_at < make_interval(mins => coalesce(cast(p.settings->>'acceptance_minutes' AS int), 60))
   OR f.expires_at < f.hour_ends_at OR (f.state = 'expired' AND f.answered_at < f.hour_ends_at)
"""
OVERDUE = "SELECT count(*) FROM offers WHERE state = 'open' AND expires_at < :overdue"
# Somebody who has left the store since was there then: her tokens and shifts say so.
BY_ITS_STORE = """
SELECT count(*) FROM offers f LEFT JOIN staff s ON f.answered_by = 'staff:' || s.id
WHERE f.state = 'accepted' AND (f.answered_at >= f.expires_at OR f.answered_by NOT LIKE 'staff:%' OR (s.id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM staff_roles r WHERE r.staff_id = s.id AND r.store_id = f.store_id)
  AND NOT EXISTS (SELECT 1 FROM shifts h WHERE h.staff_id = s.id AND h.store_id = f.store_id)
  AND NOT EXISTS (SELECT 1 FROM tokens t WHERE t.kind = 'staff' AND t.subject_id = s.id AND t.store_id = f.store_id)))
"""
NOT_TWICE = """
SELECT count(*) FROM (
  SELECT by_person, row_number() OVER (PARTITION BY order_id, store_id ORDER BY id) AS time FROM offers) counted
WHERE time > 1 AND NOT by_person
"""
# The decision behind the first offer: her home store won, or the check it failed is written down. What she was delivered
# before must have made a home store. Another store that she chose herself is a reason, if the order says that she chose it.
HOME_FIRST = """
WITH first AS (SELECT DISTINCT ON (order_id) order_id, store_id, decision_id, by_person FROM offers ORDER BY order_id, id)
SELECT count(*) FROM first f JOIN decisions d ON d.id = f.decision_id
WHERE d.store_id IS DISTINCT FROM f.store_id
   OR (f.by_person AND (d.by IS NULL OR coalesce(d.person_reason, '') = ''))
   OR (d.reason = 'chosen_by_member' AND NOT EXISTS (
         SELECT 1 FROM orders o WHERE o.id = f.order_id AND o.chosen_store_id = f.store_id))
   OR (NOT f.by_person AND d.reason NOT IN ('home_store', 'chosen_by_member') AND (
         d.candidates @> '[{"relation": "home_store", "dropped": null}]'
      OR (NOT d.candidates @> '[{"relation": "home_store"}]' AND EXISTS (
            SELECT 1 FROM purchases p WHERE p.member_id = d.member_id AND p.source = 'order' AND p.state = 'completed'
            AND p.purchased_at < d.at))))
   OR (d.reason = 'home_store' AND NOT d.candidates @>
         jsonb_build_array(jsonb_build_object('relation', 'home_store', 'store_id', f.store_id)))
"""

PROOFS: tuple[tuple[tuple[int, ...], str], ...] = (
    ((1,), ONE_OPEN),
    ((2,), ONE_ACCEPTED),
    ((3,), NOWHERE),
    ((4,), NEVER_EARLY),
    ((5,), OVERDUE),
    ((6,), BY_ITS_STORE),
    ((7,), NOT_TWICE),
    ((8,), HOME_FIRST),
)
