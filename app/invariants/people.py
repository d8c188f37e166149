"""People's data: nobody's order is told to a store that never had it; no phone lies about in clear."""

from __future__ import annotations

# Events are what a store's feed is made of: an order's event may name only a store that was offered it.
STORES = """
SELECT (SELECT count(*) FROM (SELECT DISTINCT order_id, store_id FROM outbox_events
                              WHERE order_id IS NOT NULL AND store_id IS NOT NULL) told
        WHERE NOT EXISTS (SELECT 1 FROM offers f WHERE f.order_id = told.order_id AND f.store_id = told.store_id))
     + (SELECT count(*) FROM deliveries d JOIN offers f ON f.id = d.offer_id
        WHERE d.store_id <> f.store_id OR d.order_id <> f.order_id)
     + (SELECT count(*) FROM offers f JOIN orders o ON o.id = f.order_id WHERE f.member_id <> o.member_id)
     + (SELECT count(*) FROM tokens t WHERE t.kind = 'terminal' AND t.revoked_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM terminals p WHERE p.id = t.subject_id AND p.store_id = t.store_id))
     + (SELECT count(*) FROM tokens t WHERE t.kind = 'staff' AND t.revoked_at IS NULL AND t.expires_at > jindan_now()
        AND NOT EXISTS (SELECT 1 FROM staff_roles r WHERE r.staff_id = t.subject_id AND r.store_id = t.store_id))
"""
# Eleven digits of a mobile number, not part of a longer number (order numbers have sixteen).
PHONE = "(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)"


def _written(table: str, *columns: str) -> str:
    found = " OR ".join(f"cast({column} AS text) ~ '{PHONE}'" for column in columns)
    return f"(SELECT count(*) FROM {table} WHERE {found})"


PLAIN = "SELECT " + " + ".join(
    (
        _written("outbox_events", "payload"),
        _written("messages", "params", "failure"),
        _written("decisions", "person_reason", "candidates"),
        _written("orders", "hold_reason", "needs_person_reason"),
        _written("refunds", "reason", "failure"),
        _written("deliveries", "failure_reason", "proof"),
        _written("reveals", "what", "reason"),
        _written("stores", "pause_reason"),
        _written("tokens", "device"),
        _written("alerts", "failure"),
        _written("call_tasks", "note"),
        _written("tickets", "failure"),
        _written("purchase_returns", "lines"),
    )
)
# A sealed column begins with the length of its key's id; clear text or JSON would begin far above that.
_UNSEALED = "(get_byte({0}, 0) > 32 OR length({0}) < get_byte({0}, 0) + 29)"


def _unsealed(table: str, *columns: str) -> str:
    found = " OR ".join(_UNSEALED.format(column) for column in columns)
    return f"(SELECT count(*) FROM {table} WHERE {found})"


SEALED = "SELECT " + " + ".join(
    (
        _unsealed("orders", "recipient_sealed", "note_sealed"),
        _unsealed("members", "phone_sealed", "name_sealed"),
        _unsealed("addresses", "details_sealed"),
        _unsealed("babies", "details_sealed"),
        _unsealed("staff", "phone_sealed"),
        _unsealed("order_notes", "text_sealed"),
        _unsealed("printers", "key_sealed"),
        _unsealed("ratings", "words_sealed"),
        _unsealed("proof_photos", "picture_sealed"),
        _unsealed("demo_calls", "sealed"),
    )
)

PROOFS: tuple[tuple[tuple[int, ...], str], ...] = (
    ((18,), STORES),
    ((19,), PLAIN),
    ((19,), SEALED),
)
