"""The relay: publishes what happened, and tells the subscribers through the queues.

Publishing needs only the database, so live feeds go on when Redis is away; what subscribers missed is told when it is back.
Delivery is at least once: an event is marked after it was told.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, Retry
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import foresee_pace, pace_of
from app.jobs import SUBSCRIBERS, Subscriber
from app.outbox import mark_relayed, news, publish, told_lately, unrelayed
from app.web.house import QUEUES, House
from dispatch.domain import events
from dispatch.timers import arm

log = logging.getLogger(__name__)

ARMING = (events.OFFER_MADE, events.OFFER_EXTENDED)
TOLD = tuple({*SUBSCRIBERS, *ARMING})
RETRIES_S = [1, 10, 60, 300, 900]
# Which run of Redis was told so far. Another run, or none: what it was told last may be lost with it.
MARK = "jindan:told"
# As long as a job may still be tried again; told twice, it does nothing.
FORGOTTEN_S = 3600
LOOK_EVERY_S = 1.0
BATCH = 500
# After news it rests longer than while it waits for any: what happens meanwhile goes together, which costs half. No flood rests.
REST_S = 0.25


def queues(house: House) -> dict[str, Queue]:
    """The house's queues by name."""
    return {name: Queue(name, connection=house.redis) for name in QUEUES}


def relay_once(house: House) -> int:
    """Publish and tell what is new; returns how many events were published. Raises ``RedisError`` while Redis is away."""
    published = house.db.run(lambda session: publish(session, TOLD))
    _tell_what_was_forgotten(house)
    _tell_all(house)
    return published


def _round(house: House, look_for_loss: bool) -> int:
    """``relay_once`` where there is news; whether Redis still has what it was told is looked at only now and then."""
    to_publish, to_tell = news(house.db)
    published = house.db.run(lambda session: publish(session, TOLD)) if to_publish else 0
    if look_for_loss:
        _tell_what_was_forgotten(house)
    if to_publish or to_tell or look_for_loss:
        _tell_all(house)
    return published


def _tell_all(house: House) -> None:
    known = queues(house)
    while house.db.run(lambda session: _tell_batch(session, house, known)) == BATCH:
        pass


def _tell_what_was_forgotten(house: House) -> None:
    """Redis came back without its last second, or emptied: a refund it had been told of must still be sent.

    Prompts are not armed anew: the sweeper does without. What is new meanwhile does not wait for what is old.
    """
    run_id = str(house.redis.info("server")["run_id"])
    told = house.redis.get(MARK)
    if told is not None and told.decode() == run_id:  # type: ignore[union-attr]
        return
    known, again, position = queues(house), 0, 0
    while page := house.db.run(lambda session, after=position: _tell_page(session, after, house, known)):  # type: ignore[misc]
        again, position = again + len(page), page[-1]
        house.db.run(lambda session: publish(session, TOLD))
        _tell_all(house)
    house.redis.set(MARK, run_id)  # at the end: a relay that dies before begins anew
    if again:
        log.warning("the queues are new: %s events were told again", again)


def _tell_page(session: Session, after: int, house: House, known: dict[str, Queue]) -> list[int]:
    """Their rows stay as they are: they were told in time, whatever Redis made of it. The positions told."""
    heard = [kind for kind, subscribers in SUBSCRIBERS.items() if any(_hears(house, one) for one in subscribers)]
    page = told_lately(session, heard, FORGOTTEN_S, after, BATCH)
    if page:
        told = house.redis.pipeline()
        _tell_subscribers(page, house, known, told)
        told.execute()
    return [event.position for event in page if event.position is not None]


def _tell_batch(session: Session, house: House, known: dict[str, Queue]) -> int:
    """Arm prompts and queue jobs: one trip to the queues for all of them."""
    foresee_pace(session)
    batch = unrelayed(session, BATCH)
    if batch:
        told, pace = house.redis.pipeline(), pace_of(session)
        for event in batch:
            if event.kind in ARMING:
                due = pace.real(datetime.fromisoformat(event.payload["expires_at"]))
                arm(known["dispatch"], event.payload["offer_id"], due, told)
        _tell_subscribers(batch, house, known, told)
        told.execute()
        mark_relayed(session, [event.id for event in batch])
    return len(batch)


def _tell_subscribers(batch: Sequence[Any], house: House, known: dict[str, Queue], told: Pipeline) -> None:
    for event in batch:
        for subscriber in SUBSCRIBERS.get(event.kind, ()):
            if _hears(house, subscriber):
                _tell(event.id, subscriber, known[subscriber.queue], told)


def _hears(house: House, subscriber: Subscriber) -> bool:
    return house.wechat is not None or not subscriber.by_wechat


def _tell(event_id: int, subscriber: Subscriber, queue: Queue, told: Pipeline) -> None:
    job = Queue.prepare_data(
        f"app.jobs.{subscriber.job}",
        (event_id,),
        job_id=f"{subscriber.job}-{event_id}",
        timeout=subscriber.timeout_s,
        retry=Retry(max=len(RETRIES_S), interval=RETRIES_S),
        result_ttl=3600,
        failure_ttl=7 * 86400,
    )
    queue.enqueue_many([job], pipeline=told)


def run(house: House, beat: Callable[[], None], wait: Callable[[float], bool], every_s: float = 0.1) -> None:
    """Relay until ``wait`` (seconds -> asked to stop?) says so; ``beat`` is called each round. No failure ends it."""
    failures, looked_at = 0, -LOOK_EVERY_S
    while True:
        published = 0
        try:
            beat()
            look = time.monotonic() - looked_at >= LOOK_EVERY_S or failures > 0
            published = _round(house, look)
            looked_at = time.monotonic() if look else looked_at
            failures = 0
        except RedisError as error:
            failures = _complain(failures, "the queues are away", error)
        except Exception as error:
            failures = _complain(failures, "a round of the relay failed", error)
        rest_s = REST_S if 0 < published < BATCH else every_s
        if wait(min(rest_s * (1 + failures), 2.0)):
            return


def _complain(failures: int, what: str, error: Exception) -> int:
    if failures in (0, 100):  # once, and again if it lasts
        log.warning("%s: %s", what, type(error).__name__)
    return failures + 1


def backlog(session: Session) -> Sequence[int]:
    """How many events wait to be published, and to be told."""
    row = session.execute(
        text(
            "SELECT count(*) FILTER (WHERE position IS NULL) AS unpublished,"
            " count(*) FILTER (WHERE position IS NOT NULL) AS untold FROM outbox_events WHERE relayed_at IS NULL"
        )
    ).one()
    return (row.unpublished, row.untold)
