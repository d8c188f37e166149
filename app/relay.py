"""The relay: publishes what happened, and tells the subscribers through the queues.

Publishing needs only the database, so live feeds go on when Redis is away; what subscribers missed is told when it is back.
Delivery is at least once: an event is marked after it was told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from redis.exceptions import RedisError
from rq import Queue, Retry
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.jobs import QUEUES, SUBSCRIBERS
from app.outbox import OutboxEvent, mark_relayed, publish, told_lately, unrelayed
from app.web.house import House
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


def queues(house: House) -> dict[str, Queue]:
    """The house's queues by name."""
    return {name: Queue(name, connection=house.redis) for name in QUEUES}


def relay_once(house: House) -> int:
    """Publish and tell what is new; returns how many events were published. Raises ``RedisError`` while Redis is away."""
    published = house.db.run(lambda session: publish(session, TOLD))
    known, by_wechat = queues(house), house.wechat is not None
    _tell_what_was_forgotten(house, known, by_wechat)
    while house.db.run(lambda session: _tell_batch(session, known, by_wechat)):
        pass
    return published


def _tell_what_was_forgotten(house: House, known: dict[str, Queue], by_wechat: bool) -> None:
    """Redis came back without its last second, or emptied: a refund it had been told of must still be sent."""
    run_id = str(house.redis.info("server")["run_id"])
    told = house.redis.get(MARK)
    if told is not None and told.decode() == run_id:  # type: ignore[union-attr]
        return
    again = position = 0
    while page := house.db.run(lambda session, after=position: _tell_page(session, after, known, by_wechat)):  # type: ignore[misc]
        again, position = again + len(page), page[-1]
    house.redis.set(MARK, run_id)  # at the end: a relay that dies before begins anew
    if again:
        log.warning("the queues are new: %s events were told again", again)


def _tell_page(session: Session, after: int, known: dict[str, Queue], by_wechat: bool) -> list[int]:
    """Their rows stay as they are: they were told in time, whatever Redis made of it. The positions told."""
    page = told_lately(session, tuple(SUBSCRIBERS), FORGOTTEN_S, after)
    for event in page:
        _tell(session, event, known, by_wechat)
    return [event.position for event in page if event.position is not None]


def _tell_batch(session: Session, known: dict[str, Queue], by_wechat: bool) -> int:
    batch = unrelayed(session)
    for event in batch:
        _tell(session, event, known, by_wechat)
    mark_relayed(session, [event.id for event in batch])
    return len(batch)


def _tell(session: Session, event: OutboxEvent, known: dict[str, Queue], by_wechat: bool) -> None:
    if event.kind in ARMING:
        arm(session, known["dispatch"], event.payload["offer_id"], datetime.fromisoformat(event.payload["expires_at"]))
    for subscriber in SUBSCRIBERS.get(event.kind, ()):
        if subscriber.by_wechat and not by_wechat:
            continue
        known[subscriber.queue].enqueue(
            f"app.jobs.{subscriber.job}",
            event.id,
            job_id=f"{subscriber.job}-{event.id}",
            retry=Retry(max=len(RETRIES_S), interval=RETRIES_S),
            result_ttl=3600,
            failure_ttl=7 * 86400,
        )


def run(house: House, beat: Callable[[], None], wait: Callable[[float], bool], every_s: float = 0.1) -> None:
    """Relay until ``wait`` (seconds -> asked to stop?) says so; ``beat`` is called each round. No failure ends it."""
    failures = 0
    while True:
        try:
            beat()
            relay_once(house)
            failures = 0
        except RedisError as error:
            failures = _complain(failures, "the queues are away", error)
        except Exception as error:
            failures = _complain(failures, "a round of the relay failed", error)
        if wait(min(every_s * (1 + failures), 2.0)):
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
