"""The board: every order that is not over, in one statement and as little as a row needs, for people who watch thousands.

Five thousand rows are told in one answer, so nothing here is opened, looked up or formatted per row that the database can tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.identity.devices import ANY_ONLINE
from dispatch.domain.sla import SLAS, Waiting, sla
from dispatch.scene import look
from dispatch.views.agent import DUE
from dispatch.views.wanted import LIVE, NEAR_CITY

SLA_ZH = {
    "fresh": "时间充裕", "half": "时间过半", "ten_minutes": "不足十分钟", "overdue": "已超时", "silent_store": "门店上一单没有回应",
    "no_device": "店里没有在线设备",
}  # fmt: skip


def _told(column: str) -> str:
    # As LocalTime writes it; all in one zone, so that they sort as texts. The database writes 15,000 of them in no time.
    return f"""to_char({column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"')"""


# A store is silent when the last offer that it had in a day ran out unanswered.
_BOARD = f"""
WITH waited_for AS MATERIALIZED (
  SELECT w.store_id,
         NOT {ANY_ONLINE.format(store="w.store_id")} AS no_device,
         coalesce((SELECT e.state FROM offers e WHERE e.store_id = w.store_id AND e.state <> 'open'
                     AND e.offered_at > (SELECT jindan_now()) - interval '24 hours'
                   ORDER BY e.offered_at DESC LIMIT 1) = 'expired', false) AS silent
  FROM (SELECT DISTINCT store_id FROM offers WHERE state = 'open') w)
SELECT o.order_no, o.state, o.channel, o.offers_made, o.needs_person_reason,
       o.held_at IS NOT NULL AS held, o.goods_fen + o.delivery_fee_fen AS total_fen,
       s.code AS store_code, s.name AS store_name, s.chain, place.city,
       coalesce(f.offered_at, o.state_changed_at) AS began_at, t.due_at,
       {_told("o.placed_at")} AS placed, {_told("f.expires_at")} AS expires, {_told("t.due_at")} AS due,
       {_told("coalesce(f.offered_at, o.state_changed_at)")} AS began,
       f.id IS NOT NULL AND w.no_device AS no_device, f.id IS NOT NULL AND w.silent AS silent
FROM orders o LEFT JOIN offers f ON f.order_id = o.id AND f.state = 'open' LEFT JOIN stores s ON s.id = o.store_id
LEFT JOIN waited_for w ON w.store_id = f.store_id
CROSS JOIN LATERAL (SELECT {DUE} AS due_at) t
CROSS JOIN LATERAL (SELECT CASE WHEN o.store_id IS NULL THEN {NEAR_CITY} ELSE s.city END AS city) place
WHERE o.state = ANY(:live)
"""
_FILTERS = {
    "city": " AND place.city = :city",
    "chain": " AND s.chain = :chain",
    "channel": " AND o.channel = :channel",
    "orders": " AND o.order_no = ANY(:orders)",
}


def board(
    session: Session,
    *,
    states: Sequence[str] = LIVE,
    city: str | None = None,
    chain: str | None = None,
    channel: str | None = None,
    orders: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Orders that are not over, what needs a person first, then by the time that is left; ``now``; counters.

    Counters are of every state under the other filters. With ``orders`` only those of them that (still) belong on the board.
    """
    given = {"city": city, "chain": chain, "channel": channel, "orders": list(orders) if orders is not None else None}
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    query = _BOARD + "".join(_FILTERS[name] for name in values)
    scene = look(session)
    now, online_s = scene.now, scene.policy.device_online_s
    found = session.execute(text(query), {**values, "live": list(LIVE), "online_s": online_s})
    rows = [_row(row, now) for row in found]
    wanted = set(states)
    shown = sorted((row for row in rows if row["state"] in wanted), key=_place)
    return {"now": now.isoformat(timespec="milliseconds"), "orders": shown, "counters": _counters(rows)}


def _row(row: Any, now: datetime) -> dict[str, Any]:
    no_device, silent = bool(row.no_device), bool(row.silent)
    return {
        "order_no": row.order_no, "state": row.state, "channel": row.channel, "store_code": row.store_code,
        "store_name": row.store_name, "city": row.city, "chain": row.chain, "total_fen": row.total_fen,
        "placed_at": row.placed, "expires_at": row.expires, "due_at": row.due, "began_at": row.began,
        "offers_made": row.offers_made, "needs_person_reason": row.needs_person_reason, "held": row.held,
        "no_device": no_device, "sla": sla(Waiting(row.began_at, row.due_at, no_device, silent), now),
    }  # fmt: skip


def _place(row: dict[str, Any]) -> tuple[bool, str, str]:
    return row["state"] != "needs_person", row["due_at"] or "9", row["order_no"]


def _counters(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    states, slas = Counter(row["state"] for row in rows), Counter(row["sla"] for row in rows)
    return {
        "live": len(rows), "by_state": {state: states[state] for state in LIVE}, "by_sla": {each: slas[each] for each in SLAS},
        "held": sum(row["held"] for row in rows), "overdue": slas["overdue"],
    }  # fmt: skip
