"""Policies tried out: asked for, claimed by one worker, taken up again when a worker was lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.clock import local
from app.errors import Conflict, Invalid, NotFound
from app.outbox import record
from dispatch.domain import events
from dispatch.domain.policy import Policy
from dispatch.models import PolicyVersion, WhatIf
from dispatch.policies import check_settings
from dispatch.scene import moment
from dispatch.views.agent_timeline import actor_names

MAX_DAYS, MAX_PENDING, MAX_ATTEMPTS = 28, 5, 3
LOST_AFTER_S = 60  # a worker at it says so every few seconds
WAITING_S = 600  # and one that waits so long for a worker may have been forgotten by the queue

_PENDING = text("SELECT count(*) FROM what_ifs WHERE state IN ('queued', 'running')")
_ASK = text("""
INSERT INTO what_ifs (settings, mode, days, seed, asked_by, asked_at, beat_at)
VALUES (cast(:settings AS jsonb), :mode, :days, :seed, :who, :at, clock_timestamp()) RETURNING id
""")
_CLAIM = text("""
UPDATE what_ifs SET state = 'running', attempts = attempts + 1, progress = 0, beat_at = clock_timestamp()
WHERE id = :id AND state = 'queued' RETURNING id, settings, mode, days, seed
""")
_BEAT = text("""
UPDATE what_ifs SET progress = :progress, beat_at = clock_timestamp() WHERE id = :id AND state = 'running' RETURNING id
""")
_DONE = text("""
UPDATE what_ifs SET state = 'done', progress = 100, results = cast(:results AS jsonb), finished_at = jindan_now()
WHERE id = :id AND state = 'running'
""")
_FAIL = text(
    "UPDATE what_ifs SET state = 'failed', failure = :failure, finished_at = jindan_now() WHERE id = :id AND state = 'running'"
)
_LOST = text("""
UPDATE what_ifs SET beat_at = clock_timestamp(),
  state = CASE WHEN attempts >= :most THEN 'failed' ELSE 'queued' END,
  failure = CASE WHEN attempts >= :most THEN 'lost' END,
  finished_at = CASE WHEN attempts >= :most THEN jindan_now() END
WHERE id IN (SELECT id FROM what_ifs
             WHERE (state = 'running' AND beat_at < clock_timestamp() - make_interval(secs => :lost))
                OR (state = 'queued' AND beat_at < clock_timestamp() - make_interval(secs => :waiting))
             ORDER BY id FOR UPDATE SKIP LOCKED)
RETURNING id, state
""")


def ask(
    session: Session, settings: Mapping[str, Any] | None, version: int | None, mode: str, days: int, seed: int, who: str
) -> int:
    """Have a policy tried out: ``settings`` of a draft, or a ``version`` that there is. Its number.

    Raises ``Invalid`` naming what is wrong, ``Conflict`` (``what_if_busy``) when enough are waiting already.
    """
    if (settings is None) == (version is None):
        raise Invalid(fields={"policy": ["请给出 policy 或 version 其中之一"]})
    if session.execute(_PENDING).scalar_one() >= MAX_PENDING:
        raise Conflict("正在试算的方案已经很多，请等前面的完成", code="what_if_busy")
    whole = _settings(session, settings, version)
    at = moment(session)
    values = {"settings": json.dumps(whole), "mode": mode, "days": days, "seed": seed, "who": who, "at": at}
    what_if: int = session.execute(_ASK, values).scalar_one()
    record(session, events.WHAT_IF_ASKED, at, what_if=what_if, by=who)
    return what_if


def _settings(session: Session, settings: Mapping[str, Any] | None, version: int | None) -> dict[str, Any]:
    if settings is None:
        known = session.get(PolicyVersion, version)
        if known is None:
            raise Invalid(fields={"version": ["没有这个版本"]})
        settings = known.settings
    else:
        check_settings(settings, "policy")
    return Policy.from_dict(0, settings).to_dict()


def claim(session: Session, what_if: int) -> Any:
    """Begin with it; None if it is done, given up, or somebody is at it."""
    return session.execute(_CLAIM, {"id": what_if}).one_or_none()


def beat(session: Session, what_if: int, progress: int) -> bool:
    """Say how far it is; False if it is no longer this worker's."""
    return session.execute(_BEAT, {"id": what_if, "progress": progress}).scalar() is not None


def done(session: Session, what_if: int, results: Mapping[str, Any]) -> None:
    """Keep the results."""
    session.execute(_DONE, {"id": what_if, "results": json.dumps(results, ensure_ascii=False)})


def failed(session: Session, what_if: int, failure: str) -> None:
    """It cannot be worked out; ``failure`` is a kind of error, never its words."""
    session.execute(_FAIL, {"id": what_if, "failure": failure})


def take_up_lost(session: Session) -> int:
    """Ask again for what a worker began and never ended, or the queue forgot. How many."""
    values = {"most": MAX_ATTEMPTS, "lost": LOST_AFTER_S, "waiting": WAITING_S}
    lost = [row.id for row in session.execute(_LOST, values) if row.state == "queued"]
    for what_if in lost:
        record(session, events.WHAT_IF_ASKED, moment(session), what_if=what_if)
    return len(lost)


def one(session: Session, what_if: int) -> dict[str, Any]:
    """With its results. Raises ``NotFound``."""
    row = session.get(WhatIf, what_if)
    if row is None:
        raise NotFound()
    return {**_row(row, actor_names(session, [row.asked_by])), "settings": row.settings, "results": row.results}


def latest(session: Session, before: int | None, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """The latest first, without results; and the id before which the next page begins."""
    query = select(WhatIf).order_by(WhatIf.id.desc()).limit(limit + 1)
    rows = list(session.execute(query.where(WhatIf.id < before) if before else query).scalars())
    names = actor_names(session, [row.asked_by for row in rows])
    page = rows[:limit]
    return [_row(row, names) for row in page], page[-1].id if len(rows) > limit else None


def _row(row: WhatIf, names: Mapping[str | None, str]) -> dict[str, Any]:
    return {
        "id": row.id, "state": row.state, "progress": row.progress, "mode": row.mode, "days": row.days, "seed": row.seed,
        "asked_by_zh": names.get(row.asked_by), "asked_at": local(row.asked_at), "failure": row.failure,
        "finished_at": local(row.finished_at) if row.finished_at else None,
    }  # fmt: skip
