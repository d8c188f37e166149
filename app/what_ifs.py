"""Working out a policy that was asked about: minutes of computing, so it says how far it is, and another may take it up."""

from __future__ import annotations

import logging
import time

from sqlalchemy import text

from app.outbox import OutboxEvent
from app.web.house import House
from dispatch import what_ifs
from dispatch.trial import Trial, compare, prepare

log = logging.getLogger(__name__)

TELL_EVERY_S = 2.0
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


class Taken(Exception):
    """Somebody else has it by now: this worker was taken for lost."""


def run_what_if(house: House, event_id: int) -> None:
    """Try out what the event asks for, unless that is done or being done."""
    which = house.db.read(lambda session: int(session.get_one(OutboxEvent, event_id).payload["what_if"]))
    task = house.db.run(lambda session: what_ifs.claim(session, which))
    if task is None:
        return
    try:
        results = compare(_read(house, task), _Teller(house, which))
    except Taken:
        return
    except Exception as error:
        failure = type(error).__name__
        house.db.run(lambda session: what_ifs.failed(session, which, failure))
        log.warning("what-if %s failed: %s", which, failure)
        return
    house.db.run(lambda session: what_ifs.done(session, which, results))


def _read(house: House, task: object) -> Trial:
    with house.db.session() as session:
        session.execute(_SNAPSHOT)
        return prepare(session, task.settings, task.mode, task.days, task.seed)  # type: ignore[attr-defined]


class _Teller:
    """Says how far it is, now and then."""

    def __init__(self, house: House, which: int) -> None:
        self._house, self._which, self._told_at = house, which, 0.0

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self._told_at < TELL_EVERY_S:
            return
        self._told_at = time.monotonic()
        if not self._house.db.run(lambda session: what_ifs.beat(session, self._which, percent)):
            raise Taken
