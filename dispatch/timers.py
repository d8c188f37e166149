"""The hour's two clocks: ``arm`` the prompt, ``sweep`` the guarantee.

Deadlines are rows. The queue's job is only a nudge that comes at the right second; if it is lost, early, late or doubled,
the sweeper, which looks every second and may run in several processes, does the same work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rq import Queue
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database, Retry
from app.heartbeat import silent_s
from dispatch.answering import expire_due
from dispatch.cancelling import close_unpaid
from dispatch.delivering import complete_old
from dispatch.lost_time import ALERT_PATH
from dispatch.models import Order
from dispatch.placing import route
from dispatch.scene import look, moment
from dispatch.settling import settle_kept
from dispatch.trail import lock_order, move

log = logging.getLogger(__name__)

EXPIRE_JOB = "app.jobs.expire_offer"
EXPIRE_BATCH = 500
PLACE_BATCH = 20
SETTLE_BATCH = 50
# So many batches a round: unpaid orders and old deliveries get their turn.
PLACE_ROUNDS = 50
# RQ cuts due times to whole seconds and may run a job up to a second early; a prompt that comes early would find nothing due.
PROMPT_DELAY = timedelta(seconds=1)


@dataclass(slots=True)
class Swept:
    """What one round of the sweeper did; ``suspended``: stores cannot be reached, so nothing expires now."""

    expired: int = 0
    placed: int = 0
    closed: int = 0
    completed: int = 0
    settled: int = 0
    suspended: bool = False

    @property
    def anything(self) -> bool:
        """Whether there was work."""
        return bool(self.expired or self.placed or self.closed or self.completed or self.settled)


def arm(queue: Queue, offer_id: int, due: datetime, pipeline: Any) -> None:
    """Ask the queue, with the rest of ``pipeline``, to look at ``offer_id`` when its hour is over: ``due`` in real time.

    Arming twice replaces the first prompt.
    """
    queue.enqueue_at(due + PROMPT_DELAY, EXPIRE_JOB, offer_id, job_id=f"expire-{offer_id}", pipeline=pipeline)


def expire_one(db: Database, offer_id: int) -> bool:
    """The prompt's work: expire the offer if it is overdue, and send its order on. False if there was nothing to do."""
    if _suspended(db):
        return False
    orders = db.run(lambda s: expire_due(s, 1, only=offer_id))
    for order_id in orders:
        db.run(lambda s, order_id=order_id: _place_one(s, order_id))  # type: ignore[misc]
    return bool(orders)


def sweep(db: Database) -> Swept:
    """One round: everything overdue is expired (the promise to stores), and waiting orders are routed, a few at a time.

    Expiry is looked at again before every few orders: when thousands wait to be routed, whose hour ends meanwhile is not late.
    """
    done = Swept()
    for _ in range(PLACE_ROUNDS):
        _expire_all(db, done)
        placed = _place_some(db)
        done.placed += placed
        if placed < PLACE_BATCH:
            break
    done.settled = settle_kept(db, SETTLE_BATCH)  # before unpaid orders are closed: their money may have come
    done.closed = len(db.run(lambda s: close_unpaid(s, EXPIRE_BATCH)))
    done.completed = len(db.run(lambda s: complete_old(s, EXPIRE_BATCH)))
    return done


def _expire_all(db: Database, done: Swept) -> None:
    done.suspended = _suspended(db)
    if not done.suspended:
        done.expired += _drain(lambda: len(db.run(lambda s: expire_due(s, EXPIRE_BATCH))), EXPIRE_BATCH)


def _drain(step: Callable[[], int], batch: int) -> int:
    total = 0
    while True:
        count = step()
        total += count
        if count < batch:
            return total


def _place_some(db: Database) -> int:
    """Route a few paid orders that nobody has: after an expiry, a crash, or anything else."""
    try:
        return db.run(_place_batch)
    except Exception:
        # One order that cannot be routed must not keep the others waiting.
        log.exception("routing a batch failed; trying its orders one by one")
        return _place_singly(db)


def _waiting(session: Session) -> list[int]:
    query = (
        select(Order.id)
        .where(Order.state == "paid", Order.held_at.is_(None))
        .order_by(Order.state_changed_at)
        .limit(PLACE_BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(session.execute(query).scalars())


def _place_batch(session: Session) -> int:
    ids = _waiting(session)
    for order_id in ids:
        _place_one(session, order_id)
    return len(ids)


def _place_one(session: Session, order_id: int) -> None:
    order = lock_order(session, order_id)
    if order.state == "paid" and order.held_at is None:
        route(session, look(session), order)


def _place_singly(db: Database) -> int:
    done = 0
    for order_id in db.read(_waiting):
        try:
            db.run(lambda s, order_id=order_id: _place_one(s, order_id))  # type: ignore[misc]
            done += 1
        except (DBAPIError, Retry):
            log.exception("order %s could not be routed now", order_id)
        except Exception:
            # Tried again and again it would stand before the others for ever: a person sees it instead.
            log.exception("order %s could not be routed", order_id)
            db.run(lambda s, order_id=order_id: _give_up(s, order_id))  # type: ignore[misc]
    return done


def _give_up(session: Session, order_id: int) -> None:
    order = lock_order(session, order_id)
    if order.state == "paid" and order.held_at is None:
        reason = "routing_failed"
        move(session, order, "needs_person", moment(session), {"needs_person_reason": reason}, reason=reason)


def _suspended(db: Database) -> bool:
    def ask(session: Session) -> bool:
        return silent_s(session, ALERT_PATH) > look(session).policy.outage_grace_s

    return db.read(ask)
