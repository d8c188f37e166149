"""Payments, the ledger, refunds and stock: they add up to the fen and to the tin."""

from __future__ import annotations

PAYMENTS = """
SELECT (SELECT count(*) FROM payments p JOIN orders o ON o.id = p.order_id
        WHERE p.state = 'succeeded' AND (p.amount_fen <> o.goods_fen + o.delivery_fee_fen OR p.currency <> 'CNY'
          OR p.transaction_id IS NULL OR p.paid_at IS NULL
          OR NOT EXISTS (SELECT 1 FROM entries e JOIN postings l ON l.entry_id = e.id JOIN accounts a ON a.id = l.account_id
                         WHERE e.reference = 'payment:' || p.transaction_id AND e.order_id = p.order_id
                           AND a.kind = 'wechat_receivable' AND l.amount_fen = p.amount_fen)))
     + (SELECT count(*) FROM (SELECT 1 FROM payments WHERE state = 'succeeded' GROUP BY order_id HAVING count(*) > 1) d)
     + (SELECT count(*) FROM orders o WHERE o.payment_method = 'online' AND o.state NOT IN ('awaiting_payment', 'cancelled')
        AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.state = 'succeeded'))
"""


def _doubled(table: str, *columns: str) -> str:
    key = ", ".join(columns)
    known = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    return f"(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {known} GROUP BY {key} HAVING count(*) > 1) d)"


# Kept by unique constraints; counted, so that a dropped constraint is found out.
REFERENCES = "SELECT " + " + ".join(
    (
        _doubled("entries", "reference"),
        _doubled("entries", "reverses_id"),
        _doubled("payments", "provider", "transaction_id"),
        _doubled("payments", "out_trade_no"),
        _doubled("orders", "member_id", "idempotency_key"),
        _doubled("refunds", "order_id", "idempotency_key"),
        _doubled("purchases", "source_key"),
        _doubled("purchase_returns", "source_key"),
        _doubled("messages", "key"),
    )
)
BALANCED = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM postings p JOIN accounts a ON a.id = p.account_id
                              GROUP BY p.entry_id, a.unit HAVING sum(p.amount_fen) <> 0) uneven)
     + (SELECT count(*) FROM (SELECT 1 FROM postings p JOIN accounts a ON a.id = p.account_id
                              GROUP BY a.unit HAVING sum(p.amount_fen) <> 0) uneven)
     + (SELECT count(*) FROM entries e WHERE NOT EXISTS (SELECT 1 FROM postings p WHERE p.entry_id = e.id))
"""
# tgtype: bit 1 row level, 2 before, 8 delete, 16 update; tgenabled O or A: fires in ordinary sessions.
APPEND_ONLY = """
SELECT count(*) FROM unnest(ARRAY['entries', 'postings', 'decisions', 'reveals', 'outages', 'purchase_returns',
                                  'order_notes', 'outbox_events', 'settlement_lines']) AS kept(name)
WHERE NOT EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
                  WHERE t.tgrelid = to_regclass(kept.name) AND f.proname = 'refuse_change'
                    AND t.tgenabled IN ('O', 'A') AND t.tgtype & 27 = 27)
"""
# Credited is what she paid less what went back before delivery; a refund that failed later may have been counted or not.
REVENUE = """
WITH credited AS (
  SELECT e.order_id, count(DISTINCT e.id) AS times, min(e.store_id) AS store_id, -sum(p.amount_fen) AS amount,
         coalesce(bool_and(a.store_id = e.store_id) FILTER (WHERE a.kind = 'store_payable'), true) AS to_store
  FROM entries e JOIN postings p ON p.entry_id = e.id JOIN accounts a ON a.id = p.account_id
  WHERE e.kind IN ('delivered', 'cash_delivered') AND a.kind IN ('store_payable', 'platform_revenue')
    AND NOT EXISTS (SELECT 1 FROM entries r WHERE r.reverses_id = e.id)
  GROUP BY e.order_id),
before AS (
  SELECT order_id, sum(amount_fen) AS asked, sum(amount_fen) FILTER (WHERE state NOT IN ('rejected', 'failed')) AS kept
  FROM refunds WHERE NOT after_delivery GROUP BY order_id),
sales AS (
  SELECT o.state IN ('delivered', 'completed') AS sold, o.store_id AS fulfilled_by, c.*,
         o.goods_fen + o.delivery_fee_fen - coalesce(b.asked, 0) AS least,
         o.goods_fen + o.delivery_fee_fen - coalesce(b.kept, 0) AS most,
         (SELECT d.store_id FROM deliveries d WHERE d.order_id = o.id AND d.state = 'delivered' LIMIT 1) AS brought_by
  FROM orders o LEFT JOIN credited c ON c.order_id = o.id LEFT JOIN before b ON b.order_id = o.id
  WHERE o.state IN ('delivered', 'completed') OR c.order_id IS NOT NULL)
SELECT count(*) FROM sales
WHERE NOT sold OR brought_by IS DISTINCT FROM fulfilled_by OR (times IS NULL AND least > 0)
   OR times > 1 OR store_id <> fulfilled_by OR NOT to_store OR amount NOT BETWEEN greatest(least, 1) AND most
"""
# A refund is booked once, whole, against those who had the money; and never more of either part than was credited.
REVERSED = """
WITH booked AS (
  SELECT e.reference, e.order_id, sum(p.amount_fen) FILTER (WHERE a.kind = 'customer_prepayment') AS prepaid,
         sum(p.amount_fen) FILTER (WHERE a.kind IN ('store_payable', 'platform_revenue')) AS earned,
         coalesce(bool_and(a.store_id = e.store_id) FILTER (WHERE a.kind = 'store_payable'), true) AS from_store,
         min(e.store_id) AS store_id
  FROM entries e JOIN postings p ON p.entry_id = e.id JOIN accounts a ON a.id = p.account_id
  WHERE e.kind IN ('refund_before_delivery', 'refund_after_delivery') GROUP BY e.id)
SELECT (SELECT count(*) FROM refunds r JOIN orders o ON o.id = r.order_id
        LEFT JOIN booked b ON b.reference = 'refund:' || r.refund_no
        WHERE CASE WHEN r.state <> 'succeeded' THEN b.reference IS NOT NULL
                   WHEN r.after_delivery THEN b.earned IS DISTINCT FROM r.amount_fen OR NOT b.from_store
                                           OR b.store_id IS DISTINCT FROM o.store_id
                   ELSE b.prepaid IS DISTINCT FROM r.amount_fen END)
     + (SELECT count(*) FROM booked b WHERE NOT EXISTS (
          SELECT 1 FROM refunds r WHERE b.reference = 'refund:' || r.refund_no AND r.order_id = b.order_id))
     + (SELECT count(*) FROM (
          SELECT 1 FROM entries e JOIN postings p ON p.entry_id = e.id JOIN accounts a ON a.id = p.account_id
          WHERE e.order_id IS NOT NULL AND a.kind IN ('store_payable', 'platform_revenue')
          GROUP BY e.order_id, a.kind HAVING sum(p.amount_fen) > 0) overdrawn)
"""
STOCK = """
WITH live AS (SELECT store_id, sku, sum(quantity) AS quantity FROM reservations
              WHERE state IN ('reserved', 'allocated') GROUP BY store_id, sku)
SELECT (SELECT count(*) FROM stock_levels l FULL JOIN live USING (store_id, sku)
        WHERE coalesce(l.reserved, 0) <> coalesce(live.quantity, 0) OR l.reserved < 0 OR l.reserved > l.on_hand)
     + (SELECT count(*) FROM reservations r JOIN offers f ON f.id = r.offer_id JOIN orders o ON o.id = f.order_id
        WHERE r.store_id <> f.store_id
           OR (r.state = 'reserved' AND f.state <> 'open')
           OR (r.state = 'allocated' AND (f.state <> 'accepted' OR f.ended_at IS NOT NULL
                                          OR o.state NOT IN ('accepted', 'out_for_delivery')))
           OR (r.state = 'sold' AND o.state NOT IN ('delivered', 'completed')))
"""
REFUNDS = """
WITH asked AS (SELECT order_id, sum(amount_fen) FILTER (WHERE state NOT IN ('rejected', 'failed')) AS alive,
                      bool_or(payment_id IS NULL AND NOT after_delivery) AS of_nothing FROM refunds GROUP BY order_id)
SELECT count(*) FROM orders o LEFT JOIN asked a ON a.order_id = o.id
WHERE o.refunded_fen <> coalesce(a.alive, 0) OR o.refunded_fen > o.goods_fen + o.delivery_fee_fen OR o.refunded_fen < 0
   OR coalesce(a.of_nothing, false)
"""

# What was frozen is what the ledger says, entry by entry, and what was paid is what was frozen.
SETTLED = """
WITH booked AS (
  SELECT p.entry_id, a.store_id, -coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_payable'), 0) AS amount_fen,
         coalesce(sum(p.amount_fen) FILTER (WHERE a.kind = 'store_cash'), 0) AS cash_fen
  FROM postings p JOIN accounts a ON a.id = p.account_id WHERE a.kind IN ('store_payable', 'store_cash')
  GROUP BY p.entry_id, a.store_id)
SELECT (SELECT count(*) FROM settlement_lines l JOIN settlements t ON t.id = l.settlement_id
        LEFT JOIN booked b ON b.entry_id = l.entry_id AND b.store_id = t.store_id
        WHERE (b.amount_fen, b.cash_fen) IS DISTINCT FROM (l.amount_fen, l.cash_fen))
     + (SELECT count(*) FROM (
          SELECT 1 FROM settlements t LEFT JOIN settlement_lines l ON l.settlement_id = t.id WHERE t.state <> 'open'
          GROUP BY t.id HAVING (t.payable_fen, t.cash_fen)
            IS DISTINCT FROM (coalesce(sum(l.amount_fen), 0), coalesce(sum(l.cash_fen), 0))) uneven)
     + (SELECT count(*) FROM settlements t LEFT JOIN booked b ON b.entry_id = t.entry_id AND b.store_id = t.store_id
        WHERE t.state = 'paid' AND (coalesce(b.amount_fen, 0), coalesce(b.cash_fen, 0)) <> (-t.payable_fen, -t.cash_fen))
"""

PROOFS: tuple[tuple[tuple[int, ...], str], ...] = (
    ((9,), PAYMENTS),
    ((10,), REFERENCES),
    ((11,), BALANCED),
    ((12,), APPEND_ONLY),
    ((13,), REVENUE),
    ((13,), REVERSED),
    ((13,), SETTLED),
    ((14,), STOCK),
    ((15,), REFUNDS),
)
