"""One clock for every process: the database's.

``jindan_now()`` is real time in production. A demo may let it run faster and a test may hold it still; both do so
through the one row of ``clock_setting``, so that web, workers, sweeper and relay always agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import CheckConstraint, Integer, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base
from app.trips import foresee

# China has one zone and has kept no summer time since 1991.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

NOW_FUNCTION = """
CREATE OR REPLACE FUNCTION jindan_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT virtual_base + (clock_timestamp() - real_base) * speed FROM clock_setting),
    clock_timestamp())
$$
"""


_NOW = text("SELECT jindan_now()")


class ClockSetting(Base):
    """How the demo's or a test's clock departs from real time; no row means real time."""

    __tablename__ = "clock_setting"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), CheckConstraint("speed >= 0", name="forward"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    real_base: Mapped[datetime]
    virtual_base: Mapped[datetime]
    speed: Mapped[float]


def now(session: Session) -> datetime:
    """The present instant on the database's clock, in Asia/Shanghai."""
    instant: datetime = session.execute(_NOW).scalar_one()
    return instant.astimezone(SHANGHAI)


def local(instant: datetime) -> datetime:
    """The same instant, written in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI)


def set_clock(session: Session, at: datetime | None, speed: float = 1.0) -> None:
    """Let the clock stand at ``at`` (None: where it is) and run ``speed`` virtual seconds a real second; 0 holds it still.

    For demos and tests; production refuses it where the command is offered.
    """
    session.execute(
        text(
            "INSERT INTO clock_setting (id, real_base, virtual_base, speed)"
            " VALUES (1, clock_timestamp(), coalesce(:at, jindan_now()), :speed)"
            " ON CONFLICT (id) DO UPDATE SET real_base = excluded.real_base,"
            " virtual_base = excluded.virtual_base, speed = excluded.speed"
        ),
        {"at": at, "speed": speed},
    )


def reset_clock(session: Session) -> None:
    """Back to real time."""
    session.execute(text("DELETE FROM clock_setting"))


def speed(session: Session) -> float:
    """Virtual seconds a real second; 1 in production."""
    value = session.execute(text("SELECT speed FROM clock_setting")).scalar()
    return 1.0 if value is None else float(value)


@dataclass(frozen=True, slots=True)
class Pace:
    """How the house's clock runs beside real time: it showed ``virtual_base`` at ``real_base``. Equal bases: it is real time."""

    real_base: datetime
    virtual_base: datetime
    speed: float

    def real(self, at: datetime) -> datetime:
        """When the house's clock will show ``at``, in real time; what a queue or a provider outside the database must be told.

        The same whenever it is asked. A clock that stands still never gets there: a day after it was stopped.
        """
        return self.real_base + ((at - self.virtual_base) / self.speed if self.speed > 0 else timedelta(days=1))


_EPOCH = datetime(2000, 1, 1, tzinfo=SHANGHAI)


_PACE = text("SELECT real_base, virtual_base, speed FROM clock_setting")


def foresee_pace(session: Session) -> None:
    """The clock's pace will be asked for soon: read it in the trip of the next statement."""
    foresee(session, _PACE)


def pace_of(session: Session) -> Pace:
    """How the clock runs now."""
    row = session.execute(_PACE).one_or_none()
    return Pace(row.real_base, row.virtual_base, float(row.speed)) if row else Pace(_EPOCH, _EPOCH, 1.0)
