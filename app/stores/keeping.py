"""What a store decides about itself: pause, hours, dated exceptions, capacity.

None of it touches an offer that is already running: its deadline was computed when it was made and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import local, now
from app.errors import Invalid, NotFound
from app.outbox import record
from dispatch.domain import events
from dispatch.domain.hours import Hours
from dispatch.domain.hours_text import DAY_MIN, Intervals, parse_intervals

# A code, since events carry no free text: what people type holds names and phones sooner or later.
PAUSE_REASONS = {
    "too_busy": "太忙，先缓一缓",
    "no_courier": "没有人手配送",
    "stocktaking": "盘点",
    "short_of_goods": "缺货较多",
    "away": "临时外出",
    "other": "其他",
}
MAX_EXCEPTIONS = 60
FARTHEST_EXCEPTION = timedelta(days=400)
_HOURS_HINT = "写法有误，例如 Mo-Fr 09:00-12:00,13:30-21:00; Sa-Su 10:00-20:00"
_DAY_HINT = "写法有误，例如 10:00-15:00 或 09:00-12:00,14:00-18:00；全天休息请留空"

_PAUSED = "paused_at IS NOT NULL AND (paused_until IS NULL OR paused_until > jindan_now())"
# Pausing again changes the reason and the end; since when it is paused stays.
_PAUSE = text(f"""
UPDATE stores SET paused_at = CASE WHEN {_PAUSED} THEN paused_at ELSE :at END,
       paused_until = :until, pause_reason = :reason, updated_at = clock_timestamp()
WHERE id = :id AND NOT ({_PAUSED} AND pause_reason IS NOT DISTINCT FROM :reason
                        AND paused_until IS NOT DISTINCT FROM :until)
RETURNING id
""")
_RESUME = text(f"""
WITH before AS (SELECT id, {_PAUSED} AS paused FROM stores WHERE id = :id FOR NO KEY UPDATE)
UPDATE stores s SET paused_at = NULL, paused_until = NULL, pause_reason = NULL, updated_at = clock_timestamp()
FROM before WHERE s.id = before.id AND s.paused_at IS NOT NULL RETURNING before.paused
""")
_HOURS = text("UPDATE stores SET hours = :hours, updated_at = clock_timestamp() WHERE id = :id AND hours <> :hours")
_CAPACITY = text("UPDATE stores SET capacity = :capacity, updated_at = clock_timestamp() WHERE id = :id RETURNING id")
_FORGET_DATES = text("DELETE FROM store_exceptions WHERE store_id = :id AND date >= :today AND date <> ALL(:dates)")
_KEEP_DATE = text("""
INSERT INTO store_exceptions (store_id, date, hours, note) VALUES (:id, :date, :hours, :note)
ON CONFLICT (store_id, date) DO UPDATE SET hours = excluded.hours, note = excluded.note
""")


@dataclass(frozen=True, slots=True)
class DatedHours:
    """The hours of one date; empty means closed all day."""

    date: date
    hours: str
    note: str | None = None


def pause(session: Session, store_id: int, who: str, reason: str, minutes: int | None = None) -> None:
    """No new orders for ``minutes`` (None: until somebody resumes). Running offers stay. The same pause again is no event."""
    if reason not in PAUSE_REASONS:
        raise Invalid(fields={"reason": ["请选择暂停的原因"]})
    at = now(session)
    until = at + timedelta(minutes=minutes) if minutes is not None else None
    done = session.execute(_PAUSE, {"id": store_id, "at": at, "until": until, "reason": reason}).first()
    if done is not None:
        ends = until.isoformat() if until else None
        record(session, events.STORE_PAUSED, at, store_id=store_id, by=who, reason=reason, until=ends)


def resume(session: Session, store_id: int, who: str) -> None:
    """Take orders again; a store that is not paused stays as it is."""
    was_paused = session.execute(_RESUME, {"id": store_id}).scalar()
    if was_paused:
        record(session, events.STORE_RESUMED, now(session), store_id=store_id, by=who)


def set_hours(session: Session, store_id: int, hours: str) -> None:
    """The hours of the week from now on, kept in their canonical form. Raises ``Invalid`` if they cannot be read."""
    try:
        canonical = str(Hours.parse(hours))
    except ValueError:
        raise Invalid(fields={"hours": [_HOURS_HINT]}) from None
    session.execute(_HOURS, {"id": store_id, "hours": canonical})


def set_exceptions(session: Session, store_id: int, dated: Sequence[DatedHours]) -> None:
    """Replace the exceptions from today on; past ones stay, since they explain past deadlines."""
    at = now(session)
    kept = [(row, _canonical(number, row, at)) for number, row in enumerate(dated)]
    if len({row.date for row, _ in kept}) < len(kept):
        raise Invalid(fields={"exceptions": ["同一天只能填一次"]})
    dates = [row.date for row, _ in kept]
    session.execute(_FORGET_DATES, {"id": store_id, "today": at.date(), "dates": dates})
    for row, hours in kept:
        session.execute(_KEEP_DATE, {"id": store_id, "date": row.date, "hours": hours, "note": row.note})


def set_capacity(session: Session, store_id: int, capacity: int | None) -> None:
    """How many live orders the store takes at once; None for no limit. Orders it has already stay."""
    if session.execute(_CAPACITY, {"id": store_id, "capacity": capacity}).first() is None:
        raise NotFound()


def sittings_zh(sittings: Intervals) -> str:
    """One day's sittings as people write them: ``09:00-12:00,13:30-21:00``; empty when closed."""
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in sittings)


def _canonical(number: int, row: DatedHours, at: datetime) -> str:
    field = f"exceptions.{number}"
    if not local(at).date() <= row.date <= local(at).date() + FARTHEST_EXCEPTION:
        raise Invalid(fields={f"{field}.date": ["日期须从今天起，一年以内"]})
    try:
        return sittings_zh(parse_intervals(row.hours)) if row.hours.strip() else ""
    except ValueError:
        raise Invalid(fields={f"{field}.hours": [_DAY_HINT]}) from None


def _clock(minute: int) -> str:
    minute = minute - DAY_MIN if minute > DAY_MIN else minute
    return f"{minute // 60:02d}:{minute % 60:02d}"
