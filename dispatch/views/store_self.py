"""A store's own sheet: hours, area, capacity, pause, and how busy it is right now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import shapely
from geopy.distance import geodesic
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.members.points import outward
from app.stores.keeping import PAUSE_REASONS, sittings_zh
from app.stores.models import Store, StoreException
from dispatch.domain.hours import Hours
from dispatch.domain.hours_text import parse_week
from dispatch.views.store import Terms, terms

STATUS_ZH = {"active": "营业", "suspended": "已停用", "closed": "已闭店"}
CIRCLE_POINTS = 72  # drawn as a polygon; its sides lie within 0.1 % of the radius

_LOAD = text("""
SELECT count(*) FILTER (WHERE state = 'offered') AS offered, count(*) FILTER (WHERE state = 'accepted') AS accepted,
       count(*) FILTER (WHERE state = 'out_for_delivery') AS on_the_road, count(*) AS total
FROM orders WHERE store_id = :id AND state IN ('offered', 'accepted', 'out_for_delivery')
""")


def store_sheet(session: Session, store_id: int) -> dict[str, Any]:
    """Everything a store may know and change about itself; points and area in GCJ-02."""
    at = terms(session)
    store = session.get_one(Store, store_id, populate_existing=True)
    dated = _exceptions(session, store_id, at.now.date())
    return {
        "code": store.code, "name": store.name, "address": store.address, "phone": store.phone,
        "status": store.status, "status_zh": STATUS_ZH[store.status], "point": outward(store.lng, store.lat),
        **_opening(store, dated, at.now),
        "exceptions": dated,
        "area": area(store, at),
        "capacity": store.capacity, "live": dict(session.execute(_LOAD, {"id": store_id}).mappings().one()),
        "pause": _pause(store, at.now), "tracks_stock": store.tracks_stock, "now": at.now,
    }  # fmt: skip


def area(store: Store, at: Terms) -> dict[str, Any]:
    """Where it delivers, as a GeoJSON feature in GCJ-02: its polygon, or the circle of its (or the policy's) radius."""
    if store.area_wkt:
        shape, facts = shapely.from_wkt(store.area_wkt), _drawn("polygon", None)
    else:
        radius_m = store.radius_m or at.policy.default_radius_m
        shape, facts = _circle(store.lng, store.lat, radius_m), _drawn("radius", radius_m)
    shifted = shapely.transform(shape, _to_gcj)
    return {"type": "Feature", "geometry": shapely.geometry.mapping(shifted), "properties": facts}


def _drawn(kind: str, radius_m: int | None) -> dict[str, Any]:
    return {"kind": kind, "radius_m": radius_m, "datum": "gcj02"}


def _to_gcj(points: Any) -> Any:
    places = [outward(float(lng), float(lat)) for lng, lat in points]
    return np.array([(place["lng"], place["lat"]) for place in places], dtype=float)


def _circle(lng: float, lat: float, radius_m: float) -> shapely.Polygon:
    reach = geodesic(meters=radius_m)
    turns = (360 / CIRCLE_POINTS * step for step in range(CIRCLE_POINTS))
    rim = [reach.destination((lat, lng), bearing=turn) for turn in turns]
    return shapely.Polygon([(point.longitude, point.latitude) for point in rim])


def _exceptions(session: Session, store_id: int, today: date) -> list[dict[str, Any]]:
    # Yesterday's night may still run.
    query = select(StoreException).where(
        StoreException.store_id == store_id, StoreException.date >= today - timedelta(days=1)
    )
    rows = session.execute(query.order_by(StoreException.date).execution_options(populate_existing=True)).scalars()
    return [{"date": row.date, "hours": row.hours, "note": row.note} for row in rows]


def _opening(store: Store, dated: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    week = Hours.parse(store.hours)
    exceptions = {row["date"]: parse_week(f"Mo {row['hours'] or 'off'}")[0] for row in dated}
    hours = week.with_exceptions(exceptions) if exceptions else week
    is_open = hours.is_open(now)
    return {
        "hours": store.hours, "week": [sittings_zh(day) for day in week.week], "open_now": is_open,
        "open_until": hours.closes_at(now) if is_open else None,
        "opens_at": None if is_open else hours.next_open(now),
    }  # fmt: skip


def _pause(store: Store, now: datetime) -> dict[str, Any]:
    until = store.paused_until
    paused = store.paused_at is not None and (until is None or until > now)
    if not paused or store.paused_at is None:
        return {"paused": False, "since": None, "until": None, "reason": None, "reason_zh": None}
    reason = store.pause_reason or "other"
    return {
        "paused": True, "since": local(store.paused_at), "until": local(until) if until else None, "reason": reason,
        "reason_zh": PAUSE_REASONS.get(reason, reason),
    }  # fmt: skip
