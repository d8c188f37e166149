"""Climbing: by the queue's prompt for one offer, and by a loop that looks every second, whatever became of the queue."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.alerts import ladder, rows, telling
from app.clock import pace_of
from app.heartbeat import beat
from app.printers import checking
from app.web.house import House

log = logging.getLogger(__name__)

EVERY_S = 1.0
AT_ONCE = 8
# A store's rungs follow each other at once where nothing can be used, and a round takes only some stores.
ROUNDS = 200
PROMPT_JOB = "app.jobs.climb"
_NEXT = text("SELECT alert_at FROM offers WHERE id = :id AND state = 'open'")


def _nothing() -> None:
    pass


def climb_once(house: House, each_round: Callable[[], object] = _nothing) -> int:
    """Everything that is due, told; how much that was. What fails is kept as failed, and the next rung comes."""
    done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(ROUNDS):
            each_round()
            if not house.db.read(rows.anything_due):
                break
            firings = house.db.run(lambda session: ladder.claim(session, house))
            done += len(firings)
            list(pool.map(lambda firing: _quietly(house, firing), firings))
    return done


def climb_one(house: House, offer_id: int) -> None:
    """The prompt's work: the steps of one offer that are due, and the next prompt."""
    for _ in range(ROUNDS):
        firings = house.db.run(lambda session: ladder.claim(session, house, offer_id))
        for firing in firings:
            telling.tell(house, firing)
        if not firings and not house.db.read(lambda session: _is_due(session, offer_id)):
            break
    _prompt(house, offer_id)


def run(house: House, wait: Callable[[float], bool], every_s: float = EVERY_S) -> None:
    """Climb until ``wait`` (seconds -> asked to stop?) says so. No failure ends it."""

    def alive() -> None:
        house.db.run(lambda session: beat(session, "alerts"))

    while True:
        try:
            climb_once(house, alive)
            checking.check_tickets(house)
        except Exception as error:
            log.warning("a round of the alerts failed: %s", type(error).__name__)
        if wait(every_s):
            return


def _quietly(house: House, firing: ladder.Firing) -> None:
    try:
        telling.tell(house, firing)
    except Exception as error:
        # Its lease runs out, and it is tried again.
        log.warning("a rung was not told: %s %s", firing.rung, type(error).__name__)


def _is_due(session: Session, offer_id: int) -> bool:
    due = text("SELECT alert_at <= jindan_now() FROM offers WHERE id = :id AND state = 'open'")
    return bool(session.execute(due, {"id": offer_id}).scalar())


def _prompt(house: House, offer_id: int) -> None:
    """Ask the queue to look again when the next rung is due. Lost, early or doubled: the loop does the same work."""

    def when(session: Session) -> datetime | None:
        at = session.execute(_NEXT, {"id": offer_id}).scalar()
        return pace_of(session).real(at) if at is not None else None

    due = house.db.read(when)
    if due is None:
        return
    try:
        queue = Queue("notify", connection=house.redis)
        queue.enqueue_at(due, PROMPT_JOB, offer_id, job_id=f"climb-{offer_id}")
    except RedisError as error:
        log.info("no prompt: %s", type(error).__name__)
