"""Stores as customer service sees them: facts, and what goes on there right now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.errors import NotFound
from app.identity.devices import COUNT_ONLINE, LAST_SEEN
from app.identity.staff import PURPOSE as STAFF_PHONE
from app.identity.staff import ROLE_ZH
from app.members.points import outward
from app.security import Vault, mask_phone
from app.stores.keeping import PAUSE_REASONS
from app.stores.outlines import area_geometry
from dispatch.scene import Scene, look
from dispatch.views import agent_words as words
from dispatch.views.scores import scores

PAUSED = "(s.paused_at IS NOT NULL AND (s.paused_until IS NULL OR s.paused_until > (SELECT jindan_now())))"
LIVE_COLUMNS = f"""
  {PAUSED} AS paused,
  (SELECT count(*) FROM shifts h WHERE h.store_id = s.id AND h.ended_at IS NULL) AS on_shift,
  {COUNT_ONLINE.format(store="s.id")} AS devices_online, {LAST_SEEN.format(store="s.id")} AS last_seen_at,
  (SELECT count(*) FROM offers f WHERE f.store_id = s.id AND f.state = 'open') AS open_offers,
  (SELECT count(*) FROM orders o WHERE o.store_id = s.id AND o.state IN ('offered', 'accepted', 'out_for_delivery')) AS live"""
_ONE = text(f"""
SELECT s.*, {LIVE_COLUMNS}, (SELECT t.code FROM stores t WHERE t.id = s.successor_id) AS successor_code
FROM stores s WHERE s.code = :code
""")
_EXCEPTIONS = text("""
SELECT date, hours, note FROM store_exceptions
WHERE store_id = :id AND date >= (jindan_now() AT TIME ZONE 'Asia/Shanghai')::date ORDER BY date
""")
_STAFF = text("""
SELECT p.id, p.name, p.phone_sealed, r.role, h.started_at FROM staff_roles r JOIN staff p ON p.id = r.staff_id
LEFT JOIN shifts h ON h.staff_id = p.id AND h.store_id = r.store_id AND h.ended_at IS NULL
WHERE r.store_id = :id AND p.active AND r.active ORDER BY h.started_at NULLS LAST, p.id
""")
_DEVICES = text("""
SELECT t.device, p.name, t.created_at, d.at AS last_seen_at,
       coalesce(d.store_id = t.store_id AND d.real_at > clock_timestamp() - make_interval(secs => cast(:online_s AS float8)),
                false)
       AND EXISTS (SELECT 1 FROM shifts h WHERE h.staff_id = t.subject_id AND h.store_id = t.store_id AND h.ended_at IS NULL)
         AS online
FROM tokens t JOIN staff p ON p.id = t.subject_id LEFT JOIN devices d ON d.token_id = t.id
WHERE t.kind = 'staff' AND t.store_id = :id AND t.revoked_at IS NULL AND t.expires_at > jindan_now()
ORDER BY d.at DESC NULLS LAST, t.id DESC LIMIT 100
""")
_TODAY = text("""
SELECT o.order_no, f.state, f.by_person, f.offered_at, f.expires_at, f.answered_at, f.decline_reason, o.state AS order_state
FROM offers f JOIN orders o ON o.id = f.order_id
WHERE f.store_id = :id AND f.offered_at >= date_trunc('day', jindan_now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'
ORDER BY f.id DESC LIMIT 200
""")
_RECOUNT = text(
    "SELECT sku, recount_asked_at FROM stock_levels WHERE store_id = :id AND recount_asked_at IS NOT NULL ORDER BY sku"
)


def store_row(session: Session, code: str) -> dict[str, Any]:
    """A store: facts, hours, people, load, today's offers. Raises ``NotFound``."""
    scene = look(session)
    row = session.execute(_ONE, {"code": code, "online_s": scene.policy.device_online_s}).mappings().one_or_none()
    if row is None:
        raise NotFound()
    found, vault = {"id": row["id"], "online_s": scene.policy.device_online_s}, vault_of(session)
    return {
        **head(scene, row),
        "score": scores(session, [row["id"]])[row["id"]], "address": row["address"], "point": outward(row["lng"], row["lat"]),
        "radius_m": row["radius_m"] or (None if row["area_wkt"] else scene.policy.default_radius_m),
        "has_area": row["area_wkt"] is not None, "area": area_geometry(row["area_wkt"]), "successor_code": row["successor_code"],
        "tracks_stock": row["tracks_stock"], "hours": row["hours"],
        "exceptions": [dict(each) for each in session.execute(_EXCEPTIONS, found).mappings()],
        "staff": [_person(vault, each) for each in session.execute(_STAFF, found).mappings()],
        "devices": [_device(each) for each in session.execute(_DEVICES, found)],
        "offers_today": [_offer(each) for each in session.execute(_TODAY, found).mappings()],
        "recounts_asked": [each.sku for each in session.execute(_RECOUNT, found)],
    }  # fmt: skip


def store_id_or_404(session: Session, code: str) -> int:
    """The id of a store. Raises ``NotFound``."""
    found = session.execute(text("SELECT id FROM stores WHERE code = :code"), {"code": code}).scalar()
    if found is None:
        raise NotFound()
    return int(found)


def head(scene: Scene, row: Any) -> dict[str, Any]:
    """What a list and the store's own page begin with: a row with ``LIVE_COLUMNS``."""
    card = scene.book.cards.get(row["id"])
    until = row["paused_until"]
    return {
        "code": row["code"], "name": row["name"], "chain": row["chain"], "city": row["city"],
        "phone": row["phone"], "status": row["status"], "status_zh": words.STATUS_ZH[row["status"]], "paused": row["paused"],
        "paused_until": local(until) if row["paused"] and until else None,
        "pause_reason_zh": words.reason_zh(row["pause_reason"], PAUSE_REASONS) if row["paused"] else None,
        "capacity": row["capacity"], "live_orders": row["live"], "open_offers": row["open_offers"],
        "devices_online": row["devices_online"],
        "last_seen_at": local(row["last_seen_at"]) if row["last_seen_at"] else None,
        "on_shift": row["on_shift"], "open_now": bool(card and card.hours.is_open(scene.now)),
    }  # fmt: skip


def _person(vault: Vault, row: Any) -> dict[str, Any]:
    at_work_since = local(row["started_at"]) if row["started_at"] else None
    phone = mask_phone(vault.open(row["phone_sealed"], STAFF_PHONE))
    return {"name": row["name"], "phone": phone, "role_zh": ROLE_ZH[row["role"]], "at_work_since": at_work_since}


def _device(row: Any) -> dict[str, Any]:
    return {
        "device": row.device, "name": row.name, "logged_in_at": local(row.created_at), "online": row.online,
        "last_seen_at": local(row.last_seen_at) if row.last_seen_at else None,
    }  # fmt: skip


def _offer(row: Any) -> dict[str, Any]:
    answered_at = local(row["answered_at"]) if row["answered_at"] else None
    return {
        **row, "offered_at": local(row["offered_at"]), "expires_at": local(row["expires_at"]), "answered_at": answered_at,
        "state_zh": words.OFFER_ZH[row["state"]], "decline_reason_zh": words.reason_zh(row["decline_reason"]),
    }  # fmt: skip
