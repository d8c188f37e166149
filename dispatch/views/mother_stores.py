"""The stores a mother knows, as she sees them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.members.links import linked_stores
from app.members.points import outward
from dispatch.domain.geo import shown_m
from dispatch.facts import her_stores
from dispatch.scene import Scene, look

# Whoever brought her something last and still works there; else who runs the store. A name and nothing else.
_STANDING = text("""
SELECT s.id, courier.name AS courier, manager.name AS manager,
           CASE WHEN status <> 'active' THEN status
                WHEN paused_at IS NOT NULL AND (paused_until IS NULL OR paused_until > jindan_now()) THEN 'paused'
                ELSE 'active' END AS standing
FROM stores s
LEFT JOIN LATERAL (
  SELECT p.name FROM deliveries d JOIN orders o ON o.id = d.order_id JOIN staff p ON p.id = d.courier_staff_id
  JOIN staff_roles r ON r.staff_id = p.id AND r.store_id = s.id AND r.active
  WHERE o.member_id = :member_id AND d.store_id = s.id AND d.state = 'delivered' AND p.active
  ORDER BY d.finished_at DESC, d.id DESC LIMIT 1) courier ON true
LEFT JOIN LATERAL (
  SELECT p.name FROM staff_roles r JOIN staff p ON p.id = r.staff_id
  WHERE r.store_id = s.id AND r.role = 'manager' AND p.active AND r.active ORDER BY p.id LIMIT 1) manager ON true
WHERE s.id = ANY(:ids)
""")
_STANDING_ZH = {"suspended": "暂停营业", "closed": "已停业", "paused": "暂停接单"}


def her_stores_rows(session: Session, member_id: int, point: tuple[float, float] | None) -> list[dict[str, Any]]:
    """Her stores, where she bought latest first: the first of these is home; then those whose code she scanned.

    ``point`` (WGS-84) gives each its distance in metres.
    """
    scene = look(session)
    bought = [store_id for store_id in her_stores(session, member_id, scene.book) if store_id in scene.book.cards]
    linked = [i for i in linked_stores(session, member_id) if i in scene.book.cards and i not in bought]
    if not bought and not linked:
        return []
    ids = [*bought, *linked]
    seen = {row.id: row for row in session.execute(_STANDING, {"ids": ids, "member_id": member_id})}
    return [
        {
            **_row(scene, store_id, seen[store_id].standing, point, store_id in bought[:1]),
            "bought": store_id in bought, "served_by": _served_by(seen[store_id]),
        }
        for store_id in ids
    ]  # fmt: skip


def _served_by(seen: Any) -> dict[str, str] | None:
    if seen.courier:
        return {"name": seen.courier, "why_zh": "上次给您送货"}
    return {"name": seen.manager, "why_zh": "店长"} if seen.manager else None


def _row(scene: Scene, store_id: int, standing: str, point: tuple[float, float] | None, home: bool) -> dict[str, Any]:
    card, shape = scene.book.cards[store_id], scene.book.index.shape(store_id)
    open_now = standing == "active" and card.hours.is_open(scene.now)
    return {
        "code": card.code, "name": card.name, "address": card.address, "phone": card.phone, "home": home,
        "point": outward(shape.lng, shape.lat), "hours": str(card.hours), "standing": standing,
        "standing_zh": _STANDING_ZH.get(standing, "营业中" if open_now else "休息中"),
        "distance_m": shown_m(*point, shape.lng, shape.lat) if point else None,
        "open_now": open_now, "open_until": card.hours.closes_at(scene.now) if open_now else None,
        "opens_at": None if open_now or standing != "active" else card.hours.next_open(scene.now),
    }  # fmt: skip
