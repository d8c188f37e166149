"""Live feeds (SSE) from the outbox. One reader a process looks for new events; every open feed is handed what it may see.

A feed is resumable: the id of each message is the event's position, and ``Last-Event-ID`` goes on after it.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request, stream_with_context
from sqlalchemy import select

from app.clock import local
from app.db import Database
from app.errors import Invalid, Problem
from app.outbox import OutboxEvent, latest_position
from app.web.house import house

POLL_S = 0.2
IDLE_S = 15.0  # a comment is sent after so much silence, so that proxies and phones keep the line
# A phone that vanished without a word does not answer; after so long its line is dropped, and with it its sign of life.
UNANSWERED_MS = 30_000
FEEDS_SHARE = 7 / 8  # of the threads; the others stay for requests
KEPT = 2000  # events the hub keeps in memory for feeds that are a little behind; older ones are read from the database
BATCH = 500


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """An event as a feed sees it."""

    position: int
    kind: str
    order_id: int | None
    store_id: int | None
    body: Mapping[str, Any]


class FeedsFull(Problem):
    """This process holds as many live feeds as it can."""

    status, code, detail = 503, "feeds_full", "实时消息的线路已满，正在重试"


class Hub:
    """One process's reader of the outbox. Its thread runs only while somebody listens."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._fresh = threading.Condition()
        self._recent: list[FeedEvent] = []
        self._position = -1
        self._listeners = 0
        self._running = False

    def listen(self, after: int | None, wanted: Callable[[FeedEvent], bool]) -> Iterator[FeedEvent | None]:
        """Events after position ``after`` (None: from now on) that ``wanted`` lets through; None after ``IDLE_S`` of silence."""
        position = self._join() if after is None else after
        if after is not None:
            self._join()
        try:
            last = time.monotonic()
            while True:
                batch = self._after(position)
                for event in batch:
                    position = event.position
                    if wanted(event):
                        last = time.monotonic()
                        yield event
                # Also when much happens to others: a phone whose line dropped, or whose token ended, is found out this way.
                if time.monotonic() - last > IDLE_S:
                    last = time.monotonic()
                    yield None
        finally:
            self._leave()

    @property
    def listeners(self) -> int:
        """How many feeds are open in this process."""
        return self._listeners

    def _join(self) -> int:
        with self._fresh:
            # The last listener's thread may live on for a moment: two of them would read everything twice.
            if not self._running:
                self._position = self._db.read(latest_position)
                self._recent = []
                self._running = True
                threading.Thread(target=self._run, name="feed-hub", daemon=True).start()
            self._listeners += 1  # its thread waits for this lock before it counts
            return self._position

    def _leave(self) -> None:
        with self._fresh:
            self._listeners -= 1

    def _run(self) -> None:
        failures = 0
        while True:
            with self._fresh:
                if self._listeners == 0:
                    self._running = False
                    return
                position = self._position
            try:
                found = self._read(position)
                failures = 0
            except Exception:
                # The database is away for a moment: feeds stay open, and go on where they were.
                failures, found = failures + 1, []
            if found:
                with self._fresh:
                    self._recent = (self._recent + found)[-KEPT:]
                    self._position = found[-1].position
                    self._fresh.notify_all()
            time.sleep(min(POLL_S * (1 + failures), 5.0))

    def _after(self, position: int) -> list[FeedEvent]:
        with self._fresh:
            if self._position <= position:
                self._fresh.wait(timeout=1.0)
            recent = self._recent
            if self._position <= position:
                return []
            if recent and recent[0].position <= position + 1:
                return [event for event in recent if event.position > position]
        return self._read(position)

    def _read(self, position: int) -> list[FeedEvent]:
        query = select(OutboxEvent).where(OutboxEvent.position > position).order_by(OutboxEvent.position).limit(BATCH)
        with self._db.session() as session:
            return [_feed_event(row) for row in session.execute(query).scalars()]


def _feed_event(row: OutboxEvent) -> FeedEvent:
    assert row.position is not None
    body = {"kind": row.kind, "at": local(row.at).isoformat(timespec="milliseconds"), **row.payload}
    return FeedEvent(row.position, row.kind, row.order_id, row.store_id, body)


def hub_of(db: Database) -> Hub:
    """The hub of this process and database."""
    hub: Hub = db.caches.setdefault("feed_hub", Hub(db))
    return hub


def last_event_id() -> int | None:
    """Where this client stopped listening; None when it comes for the first time."""
    value = request.headers.get("Last-Event-ID") or request.args.get("last_event_id")
    if not value:
        return None
    if not value.isdigit() or len(value) > 18:
        raise Invalid(fields={"Last-Event-ID": ["应为数字"]})
    return int(value)


def feed_response(
    db: Database,
    wanted: Callable[[FeedEvent], bool],
    shown: Callable[[FeedEvent], Mapping[str, Any]],
    still_allowed: Callable[[], bool],
) -> Response:
    """A stream of the events ``wanted``, each as ``shown``; it ends when ``still_allowed`` says no (checked when idle and
    at least every ``IDLE_S`` seconds), so that a revoked token stops listening."""
    _require_room(db)
    # Fixed before the first byte: what happens from then on is heard, even by a client whose line drops before its first event.
    after = last_event_id()
    if after is None:
        after = db.read(latest_position)

    def stream() -> Iterator[str]:
        yield f"id: {after}\nretry: 1000\n: hello\n\n"
        checked = time.monotonic()
        for event in hub_of(db).listen(after, wanted):
            if time.monotonic() - checked > IDLE_S:
                checked = time.monotonic()
                if not still_allowed():
                    return
            if event is None:
                yield ": still here\n\n"
            else:
                data = json.dumps(shown(event), ensure_ascii=False, default=str)
                yield f"id: {event.position}\nevent: {event.kind}\ndata: {data}\n\n"

    _drop_when_unanswered()
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return Response(stream_with_context(stream()), mimetype="text/event-stream", headers=headers)


def _require_room(db: Database) -> None:
    """Feeds hold threads. Raises ``Problem`` (503), and the client comes back elsewhere."""
    if hub_of(db).listeners >= house().config.web_threads * FEEDS_SHARE:
        raise FeedsFull()


def _drop_when_unanswered() -> None:
    """Otherwise the kernel goes on trying for a quarter of an hour, and the phone would seem to listen all the while."""
    line = request.environ.get("gunicorn.socket")
    if line is not None and hasattr(socket, "TCP_USER_TIMEOUT") and line.family in (socket.AF_INET, socket.AF_INET6):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNANSWERED_MS)
