"""The store book: every store's place, hours and area, kept in memory and rebuilt when the database says it changed.

Only facts that change rarely are in it. Status, pauses, capacity and stock are read inside the transaction that decides.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import shapely
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.stores.models import Store, StoreException
from dispatch.domain.hours import Hours
from dispatch.domain.hours_text import Intervals, parse_week
from dispatch.domain.index import StoreIndex, StoreShape


@dataclass(frozen=True, slots=True)
class StoreCard:
    """What a sentence about a store needs."""

    id: int
    code: str
    name: str
    address: str
    phone: str
    city: str | None
    hours: Hours


class StoreBook:
    """An immutable picture of the network at one revision."""

    def __init__(self, revision: int, rows: list[Any], exceptions: dict[int, dict[date, Intervals]]) -> None:
        self.revision = revision
        self.cards: dict[int, StoreCard] = {}
        self.ids: dict[str, int] = {}
        self._successor: dict[int, int] = {}
        shapes = []
        weeks: dict[str, Hours] = {}  # thousands of stores share a few hundred timetables
        for row in rows:
            week = weeks.get(row.hours) or weeks.setdefault(row.hours, Hours.parse(row.hours))
            hours = week.with_exceptions(exceptions[row.id]) if row.id in exceptions else week
            self.cards[row.id] = StoreCard(row.id, row.code, row.name, row.address, row.phone, row.city, hours)
            self.ids[row.code] = row.id
            if row.successor_id is not None:
                self._successor[row.id] = row.successor_id
            area = shapely.from_wkt(row.area_wkt) if row.area_wkt else None
            shapes.append(StoreShape(row.id, row.code, row.lng, row.lat, hours, row.radius_m, area))
        self.index = StoreIndex(shapes)

    def successor(self, store_id: int) -> int:
        """Who carries on for a closed store, followed to the end; itself if nobody does or the chain is a circle."""
        seen = {store_id}
        at = store_id
        while (heir := self._successor.get(at)) is not None:
            if heir in seen:
                return store_id
            seen.add(heir)
            at = heir
        return at


class BookShelf:
    """One process's store book. Rebuilding takes part of a second, so only one thread does it at a time."""

    def __init__(self) -> None:
        self._book: StoreBook | None = None
        self._lock = threading.Lock()

    def book(self, session: Session, revision: int) -> StoreBook:
        """The picture at ``revision`` or later."""
        book = self._book
        if book is None or book.revision != revision:
            with self._lock:
                book = self._book
                if book is None or book.revision != revision:
                    book = self._book = load_book(session)
        return book

    def latest(self, session: Session) -> StoreBook:
        """The picture this process already has, for words about a decision made with it."""
        return self._book or self.book(session, -1)


def load_book(session: Session, exceptions_since: date | None = None) -> StoreBook:
    """Read the whole network, with the dated hours from two days ago (or an earlier date) on.

    The revision is read first: a change in between is then seen as newer, never missed.
    """
    revision = session.execute(text("SELECT number FROM revisions WHERE name = 'stores'")).scalar_one()
    columns = (
        Store.id, Store.code, Store.name, Store.address, Store.phone, Store.city, Store.lng, Store.lat,
        Store.hours, Store.radius_m, Store.area_wkt, Store.successor_id,
    )  # fmt: skip
    rows = list(session.execute(select(*columns).order_by(Store.id)))
    today = session.execute(text("SELECT (jindan_now() AT TIME ZONE 'Asia/Shanghai')::date")).scalar_one()
    exceptions: dict[int, dict[date, Intervals]] = defaultdict(dict)
    recent = select(StoreException).where(StoreException.date >= (exceptions_since or today - timedelta(days=2)))
    for row in session.execute(recent).scalars():
        exceptions[row.store_id][row.date] = parse_week(f"Mo {row.hours or 'off'}")[0]
    return StoreBook(revision, rows, exceptions)


def shelf_of(session: Session) -> BookShelf:
    """The shelf of this process and database."""
    shelf: BookShelf = session.info["caches"].setdefault("store_book", BookShelf())
    return shelf
