"""The board under load: ``python -m tests.clients.board_bench [SECONDS]``: 5,000 open orders, 60 changes a second, real Chromium.

A house of its own (PostgreSQL, relay, sweeper, one web process), orders extended one after the other as agents would. Printed: from
the commit to the row drawn, frames a second, and whether every key pressed meanwhile did what it should, and how soon.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from itertools import cycle

from playwright.sync_api import Page
from redis import Redis
from sqlalchemy import text

from app.calls.demo import DemoCallPort
from app.db import Database
from app.factory import create_app
from app.notify.sms import DemoSmsPort
from app.payments.demo import DemoPayments
from app.web.house import House as AppHouse
from benchmarks.house import House, grounds
from benchmarks.stats import percentile
from dispatch import steering
from tests.clients.browser import chromium
from tests.clients.desk import Desk, desk_context
from tests.support.people import login_mother, make_agent
from tests.support.walk import add_address, place_order
from tests.support.world import make_network

ORDERS, PER_SECOND, KEY_EVERY_S = 5_000, 60, 0.25
_COPY = text("""
WITH one AS (SELECT * FROM orders LIMIT 1), made AS (
  INSERT INTO orders (order_no, member_id, channel, state, state_changed_at, store_id, payment_method, goods_fen,
    delivery_fee_fen, recipient_sealed, lng, lat, promise_at, placed_at, paid_at, offers_made, idempotency_key, request_hash)
  SELECT 'B' || lpad(g::text, 7, '0'), member_id, channel, state, state_changed_at, store_id, payment_method, goods_fen,
    delivery_fee_fen, recipient_sealed, lng, lat, promise_at, placed_at, paid_at, offers_made, 'bench' || g, request_hash
  FROM one, generate_series(1, :times) g
  RETURNING id, member_id),
decided AS (
  INSERT INTO decisions (order_id, member_id, at, policy_version, reason, cap, store_id, distance_m, candidates)
  SELECT made.id, d.member_id, d.at, d.policy_version, d.reason, d.cap, d.store_id, d.distance_m, d.candidates
  FROM made, (SELECT * FROM decisions LIMIT 1) d RETURNING id, order_id)
INSERT INTO offers (order_id, member_id, store_id, decision_id, offered_at, expires_at, hour_ends_at)
SELECT decided.order_id, f.member_id, f.store_id, decided.id, f.offered_at,
  f.expires_at + make_interval(secs => decided.order_id % 1500), f.hour_ends_at
FROM decided, (SELECT * FROM offers LIMIT 1) f
""")
_WATCH = """() => {
  window.drawn = []; window.frames = 0; window.keys = []
  window.addEventListener('jindan:drawn', ({ detail }) => {
    const at = Date.now()
    for (const no of detail) window.drawn.push([no, at])
  })
  const tick = () => { window.frames += 1; requestAnimationFrame(tick) }; requestAnimationFrame(tick)
  const chosen = () => document.querySelector('[aria-selected=true][data-no]')?.dataset.no ?? ''
  window.addEventListener('keydown', () => {
    const [before, began] = [chosen(), performance.now()]
    requestAnimationFrame(() => requestAnimationFrame(() => window.keys.push([chosen() !== before, performance.now() - began])))
  }, true)
}"""


def fill(house: House) -> str:
    """``ORDERS`` that wait for their store; an agent's token."""
    redis = Redis.from_url(house.redis_url)
    made = AppHouse(
        house.config, house.db, redis, DemoSmsPort(house.db), DemoPayments(house.db), calls=DemoCallPort(house.db)
    )
    app = create_app(house=made)
    make_network(made.db, at=None)
    mother = login_mother(app)
    place_order(mother, address_id=add_address(mother))
    made.db.run(lambda session: session.execute(_COPY, {"times": ORDERS - 1}))
    return str(make_agent(app).token)


class Changes(threading.Thread):
    """An order is given a minute more, ``PER_SECOND`` times a second; when each was committed, by number."""

    def __init__(self, db: Database, seconds: float) -> None:
        super().__init__()
        self.db, self.seconds = db, seconds
        self.committed: list[tuple[str, float]] = []
        self.orders = db.read(
            lambda session: list(session.execute(text("SELECT id, order_no FROM orders ORDER BY order_no DESC")))
        )

    def run(self) -> None:
        began = time.monotonic()
        for n, (which, number) in enumerate(cycle(self.orders)):
            due = began + n / PER_SECOND
            if due > began + self.seconds:
                return
            time.sleep(max(0.0, due - time.monotonic()))
            self.db.run(lambda session, which=which: steering.extend(session, which, 1, "system", "bench"))
            self.committed.append((number, time.time() * 1000))


def press(page: Page, seconds: float) -> int:
    """j most of the time, k for a while, so that every key has somewhere to go; how many."""
    began, count = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        page.keyboard.press("j" if count % 40 < 22 else "k")
        count += 1
        time.sleep(max(0.0, began + count * KEY_EVERY_S - time.monotonic()))
    return count


def measure(house: House, seconds: float) -> dict[str, float]:
    """What came of ``seconds`` of it."""
    token = fill(house)
    house.start(without=("worker-dispatch", "worker-notify", "worker-reports", "scheduler", "reconcile"))
    with chromium() as browser:
        desk = Desk(desk_context(browser, f"http://127.0.0.1:{house.port}").new_page())
        began = time.monotonic()
        desk.sit_down(token)
        desk.page.locator("[data-no]").first.wait_for()
        loaded = time.monotonic() - began
        desk.page.evaluate(_WATCH)
        changes = Changes(house.db, seconds)
        changes.start()
        pressed = press(desk.page, seconds)
        changes.join()
        time.sleep(2)
        drawn = desk.page.evaluate("window.drawn")
        frames, keys = desk.page.evaluate("[window.frames, window.keys]")
    return told(changes.committed, drawn, frames, keys, pressed, loaded, seconds)


def told(
    committed: list[tuple[str, float]], drawn: list[tuple[str, float]], frames: int, keys: list[tuple[bool, float]], pressed: int,
    loaded: float, seconds: float,
) -> dict[str, float]:  # fmt: skip
    """The figures, in milliseconds and counts."""
    seen: dict[str, list[float]] = {}
    for number, at in drawn:
        seen.setdefault(number, []).append(at)
    took = [next((at - when for at in seen.get(number, []) if at >= when), float("inf")) for number, when in committed]
    waits = [wait for _, wait in keys]
    return {
        "orders": ORDERS, "changes": len(committed), "changes_a_second": round(len(committed) / seconds, 1),
        "never_drawn": sum(each == float("inf") for each in took), "event_p50_ms": round(percentile(took, 0.5)),
        "event_p95_ms": round(percentile(took, 0.95)), "event_worst_ms": round(max(took)),
        "frames_a_second": round(frames / (seconds + 2), 1),
        "keys_pressed": pressed, "keys_that_moved": sum(moved for moved, _ in keys), "key_p95_ms": round(percentile(waits, 0.95)),
        "key_worst_ms": round(max(waits)), "first_board_s": round(loaded, 2),
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with grounds() as on:
        house = on.house("board", JINDAN_WEB_PROCESSES="1")
        try:
            print(json.dumps(measure(house, seconds), indent=1))
        finally:
            house.stop()


if __name__ == "__main__":
    main()
