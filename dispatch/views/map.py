"""A city as a map shows it: its stores with their areas, the orders that are not over, and who is offered what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.members.points import outward
from app.stores.outlines import area_geometry
from dispatch.scene import Scene, look
from dispatch.views.agent_stores import LIVE_COLUMNS
from dispatch.views.board import board

_STORES = text(f"""
SELECT s.id, s.code, s.name, s.chain, s.status, s.lng, s.lat, s.radius_m, s.area_wkt, {LIVE_COLUMNS}
FROM stores s WHERE s.city = :city AND s.status <> 'closed' ORDER BY s.code
""")
_POINTS = text("SELECT order_no, lng, lat FROM orders WHERE order_no = ANY(:numbers)")
_IN_CITIES = text("""
SELECT s.city, count(*) AS stores, coalesce(sum(o.live), 0)::bigint AS live
FROM stores s LEFT JOIN (SELECT store_id, count(*) AS live FROM orders
                         WHERE state IN ('offered', 'accepted', 'out_for_delivery') GROUP BY store_id) o ON o.store_id = s.id
WHERE s.city IS NOT NULL AND s.status <> 'closed' GROUP BY s.city
""")


def city_map(session: Session, city: str) -> dict[str, Any]:
    """Stores and living orders of ``city``; points are [lng, lat] in GCJ-02, ``offered_to`` the store whose answer is awaited."""
    scene = look(session)
    found = board(session, city=city)
    about = {"city": city, "online_s": scene.policy.device_online_s}
    numbers = [row["order_no"] for row in found["orders"]]
    points = {row.order_no: _pair(row.lng, row.lat) for row in session.execute(_POINTS, {"numbers": numbers})}
    return {
        "city": city, "datum": "gcj02", "now": found["now"],
        "stores": [_store(scene, row) for row in session.execute(_STORES, about)],
        "orders": [_order(row, points[row["order_no"]]) for row in found["orders"]],
    }  # fmt: skip


def counts_by_city(session: Session) -> dict[str, tuple[int, int]]:
    """Stores that are not closed, and live orders that they have, by city."""
    return {row.city: (row.stores, row.live) for row in session.execute(_IN_CITIES)}


def _store(scene: Scene, row: Any) -> dict[str, Any]:
    card = scene.book.cards.get(row.id)
    return {
        "code": row.code, "name": row.name, "chain": row.chain, "status": row.status, "paused": row.paused,
        "point": _pair(row.lng, row.lat), "online": row.devices_online > 0, "on_shift": row.on_shift,
        "open_now": bool(card and card.hours.is_open(scene.now)), "open_offers": row.open_offers, "live_orders": row.live,
        "area": area_geometry(row.area_wkt),
        "radius_m": None if row.area_wkt else row.radius_m or scene.policy.default_radius_m,
    }  # fmt: skip


def _order(row: dict[str, Any], point: list[float]) -> dict[str, Any]:
    wanted = ("order_no", "state", "store_code", "expires_at", "due_at", "sla", "needs_person_reason", "offers_made")
    offered_to = row["store_code"] if row["state"] == "offered" else None
    return {**{name: row[name] for name in wanted}, "point": point, "offered_to": offered_to}


def _pair(lng: float, lat: float) -> list[float]:
    point = outward(lng, lat)
    return [float(point["lng"]), float(point["lat"])]
