"""What is in trouble now, looked up and not kept: deliveries that failed, points nobody should trust, stores that do not hear.

When it is over, it is gone from here: nobody has to tick it off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local
from app.db import vault_of
from app.stores.districts import Mismatch, check_point
from dispatch.scene import look
from dispatch.views.agent_store_list import WantedStores, stores_page
from dispatch.views.agent_words import reason_zh
from dispatch.views.wanted import LIVE

MOST = 2_000  # rows of one group: with more, something else is the trouble
SILENT_OFFERS = 2
STUCK_S = 60
_KEPT = 50_000

_FAILED = text("""
SELECT o.order_no, s.code, s.name, d.finished_at AS at, d.failure_reason FROM orders o
JOIN LATERAL (SELECT * FROM deliveries d WHERE d.order_id = o.id AND d.state = 'failed' ORDER BY d.id DESC LIMIT 1) d ON true
JOIN stores s ON s.id = d.store_id
WHERE o.state = 'needs_person' AND o.needs_person_reason = 'delivery_failed' ORDER BY d.finished_at DESC LIMIT :most
""")
_LIVING = text("""
SELECT o.id, o.order_no, o.lng, o.lat, o.placed_at, o.recipient_sealed, s.code, s.name
FROM orders o LEFT JOIN stores s ON s.id = o.store_id WHERE o.state = ANY(:live) ORDER BY o.id DESC LIMIT :most
""")
_STORES = text(
    "SELECT id, code, name, address, lng, lat, updated_at FROM stores WHERE status <> 'closed' ORDER BY code"
)
# Its latest offers of a day all ran out.
_SILENT = text("""
WITH latest AS (
  SELECT f.store_id, f.state, f.answered_at, row_number() OVER (PARTITION BY f.store_id ORDER BY f.offered_at DESC, f.id DESC) AS n
  FROM offers f WHERE f.offered_at > jindan_now() - interval '24 hours' AND f.state IN ('accepted', 'declined', 'expired'))
SELECT s.code, s.name, count(*) AS expired, max(l.answered_at) AS at
FROM latest l JOIN stores s ON s.id = l.store_id AND s.status = 'active'
WHERE l.n < coalesce((SELECT min(a.n) FROM latest a WHERE a.store_id = l.store_id AND a.state <> 'expired'), 1000000)
GROUP BY s.id HAVING count(*) >= :offers ORDER BY max(l.answered_at) DESC LIMIT :most
""")
_STUCK = text("""
SELECT kind, count(*) AS events, min(at) AS at, bool_or(position IS NULL) AS unpublished FROM outbox_events
WHERE (position IS NULL OR (relayed_at IS NULL AND position IS NOT NULL)) AND at < jindan_now() - make_interval(secs => :stuck)
GROUP BY kind ORDER BY min(at)
""")
Row = dict[str, Any]


def failed_deliveries(session: Session) -> list[Row]:
    """Orders whose parcel came back, and that wait for a person."""
    return [
        _row("delivery_failed", "配送没有成功", row.at, order_no=row.order_no, store=row,
             facts={"reason": row.failure_reason, "reason_zh": reason_zh(row.failure_reason)})
        for row in session.execute(_FAILED, {"most": MOST})
    ]  # fmt: skip


def doubtful_points(session: Session) -> list[Row]:
    """Living orders, and stores, whose point lies outside of the district that their address names."""
    return [*_doubtful_orders(session), *_doubtful_stores(session)][:MOST]


def silent_stores(session: Session) -> list[Row]:
    """Stores that let their latest offers run out, one after the other."""
    return [
        _row("store_silent", "连续没有回应派单", row.at, store=row, facts={"expired": row.expired})
        for row in session.execute(_SILENT, {"offers": SILENT_OFFERS, "most": MOST})
    ]


def offline_stores(session: Session) -> list[Row]:
    """Stores that are open and take orders, where no phone would ring."""
    found, now = stores_page(session, WantedStores(no_device=True), "", MOST, scored=False)[0], look(session).now
    return [
        {
            **_row("store_offline", "营业中没有手机在线", row["last_seen_at"] or now),
            "store_code": row["code"], "store_name": row["name"],
            "facts": {"on_shift": row["on_shift"], "open_offers": row["open_offers"]},
        }
        for row in found
    ]  # fmt: skip


def stuck_events(session: Session) -> list[Row]:
    """Facts that were written and not published or told for a minute: the relay does not get on."""
    return [
        _row("outbox_stuck", "事件没有转发出去", row.at,
             facts={"event": row.kind, "events": row.events, "unpublished": row.unpublished})
        for row in session.execute(_STUCK, {"stuck": STUCK_S})
    ]  # fmt: skip


GROUPS: Mapping[str, tuple[str, Callable[[Session], list[Row]]]] = {
    "delivery": ("配送失败", failed_deliveries),
    "point": ("坐标可疑", doubtful_points),
    "store_silent": ("门店不回应", silent_stores),
    "store_offline": ("门店不在线", offline_stores),
    "outbox": ("事件积压", stuck_events),
}


def _doubtful_orders(session: Session) -> list[Row]:
    checked: dict[int, Mismatch | None] = session.info["caches"].setdefault("order_points", {})
    if len(checked) > _KEPT:
        checked.clear()
    vault, found = vault_of(session), []
    for row in session.execute(_LIVING, {"live": list(LIVE), "most": MOST}):
        if row.id not in checked:  # where she wants it never changes
            recipient = vault.open_json(row.recipient_sealed, "orders.recipient")
            checked[row.id] = check_point(recipient["text"], row.lng, row.lat)
        if mismatch := checked[row.id]:
            facts = _told(mismatch)
            found.append(
                _row("order_point", "收货坐标与地址不符", row.placed_at, order_no=row.order_no, store=row, facts=facts)
            )
    return found


def _doubtful_stores(session: Session) -> list[Row]:
    revision = look(session).book.revision
    kept: dict[str, Any] = session.info["caches"].setdefault("store_points", {})
    if kept.get("revision") != revision:
        rows = [
            _row("store_point", "门店坐标与地址不符", row.updated_at, store=row, facts=_told(mismatch))
            for row in session.execute(_STORES)
            if (mismatch := check_point(row.address, row.lng, row.lat))
        ]
        kept.update(revision=revision, rows=rows)
    found: list[Row] = kept["rows"]
    return found


def _told(mismatch: Mismatch) -> dict[str, Any]:
    there = mismatch.found.name if mismatch.found else None
    return {"named": mismatch.named.name, "found": there, "distance_m": round(mismatch.distance_m)}


def _row(kind: str, kind_zh: str, at: Any, *, order_no: str | None = None, store: Any = None, facts: Any = None) -> Row:
    return {
        "id": 0, "kind": kind, "kind_zh": kind_zh, "order_no": order_no, "store_code": store.code if store else None,
        "store_name": store.name if store else None, "facts": facts or {}, "opened_at": local(at),
        "resolved_at": None, "resolved_by": None, "resolution": None,
    }  # fmt: skip
