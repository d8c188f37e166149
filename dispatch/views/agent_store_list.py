"""Stores in a list: by code, or the worst by a figure first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.identity.devices import ANY_ONLINE
from dispatch.scene import Scene, look
from dispatch.views.agent_stores import LIVE_COLUMNS, PAUSED, head
from dispatch.views.scores import scores

# What a list may be ordered by, and which end of it is the worse.
SORTS: Mapping[str, int] = {"acceptance": 1, "on_time": 1, "answer_p50_s": -1}
_COLUMNS = f"""
SELECT s.id, s.code, s.name, s.chain, s.city, s.phone, s.status, s.capacity, s.paused_until, s.pause_reason, {LIVE_COLUMNS}
FROM stores s"""
_FILTERS = {
    "city": "s.city = :city",
    "chain": "s.chain = :chain",
    "status": "s.status = :status",
    "paused": f"{PAUSED} = :paused",
    "q": "(s.code ILIKE :q OR s.name ILIKE :q)",
    # Open, taking orders, and nobody there to hear them.
    "nobody_there": f"(s.status = 'active' AND NOT {PAUSED} AND s.id = ANY(:open) AND NOT EXISTS"
    " (SELECT 1 FROM shifts h WHERE h.store_id = s.id AND h.ended_at IS NULL)) = :nobody_there",
    # The same of phones: somebody may be there whose phone is dead.
    "no_device": f"(s.status = 'active' AND NOT {PAUSED} AND s.id = ANY(:open)"
    f" AND NOT {ANY_ONLINE.format(store='s.id')}) = :no_device",
}


@dataclass(frozen=True, slots=True)
class WantedStores:
    """Which stores; None: as may be."""

    city: str | None = None
    chain: str | None = None
    status: str | None = None
    paused: bool | None = None
    nobody_there: bool | None = None
    no_device: bool | None = None
    q: str | None = None


def stores_page(
    session: Session, wanted: WantedStores, after: str, limit: int, *, scored: bool = True
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of stores by code, and the code after which the next page begins (None: this was the last).

    ``scored`` False: without their scores, which look at every offer of a month.
    """
    scene = look(session)
    conditions, values = _conditions(scene, wanted)
    query = text(f"{_COLUMNS} WHERE s.code > :after{conditions} ORDER BY s.code LIMIT :limit")
    found = list(session.execute(query, {**values, "after": after, "limit": limit + 1}).mappings())
    page = found[:limit]
    told = scores(session, [row["id"] for row in page]) if scored else {}
    rows = [{**head(scene, row), **({"score": told[row["id"]]} if scored else {})} for row in page]
    return rows, page[-1]["code"] if len(found) > limit else None


def stores_by_score(
    session: Session, wanted: WantedStores, sort: str, begin: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """The worst by ``sort`` (one of ``SORTS``) first, from place ``begin``, and the place where the next page begins."""
    scene = look(session)
    conditions, values = _conditions(scene, wanted)
    query = text(f"SELECT s.id, s.code FROM stores s WHERE true{conditions} ORDER BY s.code")
    ids = list(session.execute(query, values).scalars())
    told = scores(session, ids)
    ordered = _worst_first(ids, told, sort)
    page = ordered[begin : begin + limit]
    values = {"ids": page, "online_s": scene.policy.device_online_s}
    found = {row["id"]: row for row in session.execute(text(f"{_COLUMNS} WHERE s.id = ANY(:ids)"), values).mappings()}
    rows = [{**head(scene, found[store_id]), "score": told[store_id]} for store_id in page]
    return rows, begin + limit if len(ordered) > begin + limit else None


def _worst_first(ids: Sequence[int], told: Mapping[int, Mapping[str, Any]], sort: str) -> list[int]:
    worse = SORTS[sort]

    def place(store_id: int) -> tuple[bool, float]:
        figure = told[store_id][sort]
        return figure is None, worse * figure if figure is not None else 0.0

    return sorted(ids, key=place)  # stable: equals stay in the order of their codes


def _conditions(scene: Scene, wanted: WantedStores) -> tuple[str, dict[str, Any]]:
    given = {field.name: value for field in fields(wanted) if (value := getattr(wanted, field.name)) is not None}
    values: dict[str, Any] = {**given, "online_s": scene.policy.device_online_s}
    if "q" in given:
        values["q"] = _pattern(given["q"])
    if {"nobody_there", "no_device"} & given.keys():
        values["open"] = _open_now(scene)
    # Our own words, never input.
    return "".join(f" AND {_FILTERS[name]}" for name in given), values


def _open_now(scene: Scene) -> list[int]:
    index = scene.book.index
    rows = np.arange(len(index), dtype=np.intp)
    is_open = index.are_open(rows, scene.now)
    return [shape.id for shape, yes in zip(index.shapes, is_open.tolist(), strict=True) if yes]


def _pattern(q: str) -> str:
    escaped = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
